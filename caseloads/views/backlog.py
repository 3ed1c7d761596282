"""The team's backlog, and the lists behind its figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import permissions as p
from accounts.models import Team
from audit.events import record
from caseloads import board, day, filters, presenters, queries, savedviews, teams
from caseloads.csv import download
from caseloads.filters import Asked, read
from caseloads.lists import everything, listing, table
from caseloads.models import SavedPage
from caseloads.views.refusals import may, refuses_bad_addresses
from common.clock import now, today
from deadlines.book import load_book

NAMES = tuple(name for name in filters.NAMES if name != "page")  # its pages go by key


@require_safe
@refuses_bad_addresses
def backlog(request: HttpRequest, *, home: bool = False) -> HttpResponse:
    """What is overdue in a team, by risk and lateness, officer by officer; every figure opens its list.

    As the first page after sign-in (`home`) with the day on top.
    """
    on = today()
    asked = read(request.GET, show="all", names=("team",))
    team, choice = teams.chosen_team(request.user, asked.team)
    if team is None:
        return render(request, "caseloads/no_team.html")
    tallies = teams.tallies_of(request.user, team, on)
    worst = teams.most_overdue(request.user, team, tallies, on)
    top = my_day(request, team, tallies, worst, on) if home else None
    subjects = sorted({*([worst.reference] if worst else []), *day.references(top)})
    details = {"team": team.name, **({"home": True} if home else {})}
    record("backlog.opened", by=request.user, subjects=subjects, details=details)
    context = {"team": team, "teams": choice, "can_allocate": may(request, p.ALLOCATE), "day": top,
               "supervises": may(request, p.SUPERVISE)}  # fmt: skip
    context |= figures(request, team, tallies, on) | board.in_words(tallies, worst, on)
    return render(request, "caseloads/backlog.html", context)


def my_day(request: HttpRequest, team: Team, tallies: list[queries.Tally], worst: Any, on: dt.date) -> dict[str, Any]:
    """What stands on top of a team's backlog for whoever has just signed in."""
    cases = teams.cases_of(request.user, team, on).order_by().values("pk")
    return day.for_team(request.user, team, tallies, worst, teams.absent_officers(team, on), cases, on, now())


def figures(request: HttpRequest, team: Team, tallies: list[queries.Tally], on: dt.date) -> dict[str, Any]:
    """Every figure of the page."""
    path = reverse("caseloads:backlog_list")
    counts = board.Board(tallies, str(team.pk), lambda asked: f"{path}{asked.query()}")
    benchmark = load_book().count("caseload_benchmark", team.force_id, on=on)
    return {
        "headline": counts.headline(),
        "lateness": counts.lateness(),
        "not_now": counts.not_now(),
        "officers": counts.officers(teams.members(team, tallies, request.user, on), benchmark),
        "officer_columns": board.OFFICER_COLUMNS,
        "benchmark": benchmark,
        "teamless": teams.number_without_team(request.user, on) if may(request, p.ALLOCATE) else 0,
    }


@require_safe
@refuses_bad_addresses
def backlog_list(request: HttpRequest) -> HttpResponse:
    """The nominals behind one figure: as many rows as the figure says."""
    on = today()
    asked, rows, team = listed_rows(request, on)
    tallies = queries.tally(rows, districts=True)
    found = listing(request.user, rows, asked, tallies)
    record(
        "backlog.listed", by=request.user, subjects=[r.reference for r in found.rows], details={"list": asked.query()}
    )
    path = reverse("caseloads:backlog_list")
    context = {
        "team": team,
        "heading": presenters.heading(asked, found.rows),
        "csv_query": asked.but().query(),
        "can_export": may(request, p.EXPORT),
        "can_allocate": may(request, p.ALLOCATE),
        "saved": savedviews.bar(request.user, SavedPage.BACKLOG, asked),
        **table(found, asked, path, on, log=may(request, p.LOG_VISIT), officers=True),
        **presenters.frame(tallies, asked, path),
    }
    return render(request, "caseloads/list.html", context)


@require_safe
@refuses_bad_addresses
def backlog_csv(request: HttpRequest) -> HttpResponse:
    """The list as a file, all its rows."""
    on = today()
    asked, rows, team = listed_rows(request, on)
    found = queries.fetch(everything(rows, asked), officers=True)
    record(
        "backlog.exported",
        by=request.user,
        subjects=[row.reference for row in found],
        details={"team": team.name, "list": asked.query(), "rows": len(found)},
    )
    return download("team-list", presenters.CSV_HEADER, [presenters.csv_row(row, on) for row in found], on)


def listed_rows(request: HttpRequest, on: dt.date) -> tuple[Asked, QuerySet[Any], Team]:
    """What the address asks for and the team's rows to pick from. 404 for a team or officer not theirs."""
    asked = read(request.GET, show="all", names=NAMES)
    team = teams.team_or_404(request.user, asked.team)
    return asked, teams.of_officer(teams.cases_of(request.user, team, on), asked, team, on), team
