"""One officer's caseload: their own, or a colleague's."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import permissions as p
from accounts.models import User
from accounts.roles import FORCE_SCOPE
from audit.events import record
from caseloads import day, presenters, queries, savedviews, whole
from caseloads.csv import download
from caseloads.filters import Asked, counted, read, shows
from caseloads.lists import page_of_rows, table
from caseloads.models import SavedPage
from caseloads.supervision.one_to_one import may_supervise
from caseloads.views.refusals import may, refuses_bad_addresses
from common.clock import now, today
from mappa.owed import actions_of

NAMES = ("show", "band", "risk", "district", "status", "sort", "page")


@require_safe
@refuses_bad_addresses
def mine(request: HttpRequest, *, home: bool = False) -> HttpResponse:
    """My caseload; as the first page after sign-in (`home`) with my day on top."""
    return caseload_page(request, request.user, reverse("caseloads:mine"), home=home)


@require_safe
@refuses_bad_addresses
def of(request: HttpRequest, username: str) -> HttpResponse:
    """Another officer's caseload, for their team and the force's inspectors."""
    officer = officer_or_404(request.user, username)
    return caseload_page(request, officer, reverse("caseloads:of", args=[officer.username]))


@require_safe
@refuses_bad_addresses
def caseload_csv(request: HttpRequest) -> HttpResponse:
    """The list as a file: the same rows as its pages, under the same filters."""
    on = today()
    asked = read(request.GET, show="all", names=(*NAMES, "officer"))
    officer = officer_or_404(request.user, asked.officer) if asked.officer else request.user
    found = [row for row in whole.of_officer(request.user, officer, on, asked.sort) if shows(row, asked)]
    record(
        "caseload.exported",
        by=request.user,
        subjects=[row.reference for row in found],
        details={"officer": officer.username, "list": asked.query(), "rows": len(found)},
    )
    rows = [presenters.csv_row(row, on) for row in found]
    return download(f"caseload-{officer.username}", presenters.CSV_HEADER, rows, on)


def officer_or_404(viewer: Any, username: str) -> User:
    """Somebody whose caseload the viewer may see: their own, one of their team's, for an inspector the force's."""
    if username.lower() == viewer.username:
        return viewer
    people = User.objects.filter(username=username.lower())
    officer = people.first() if viewer.can(p.SEE_CASELOADS) else None
    if officer is None:
        raise Http404
    field = "force_id" if viewer.role in FORCE_SCOPE else "team_id"
    if getattr(viewer, field) is None or getattr(officer, field) != getattr(viewer, field):
        raise Http404
    return officer


def rows_of(viewer: Any, officer: Any) -> QuerySet[Any]:
    """An officer's nominals, as far as the viewer may see them."""
    return queries.with_deadlines(viewer).filter(officer_id=officer.pk)


def caseload_page(request: HttpRequest, officer: Any, path: str, *, home: bool = False) -> HttpResponse:
    """The page for an officer: the whole caseload in one query, since its figures need every row of it anyway."""
    on = today()
    rows = whole.of_officer(request.user, officer, on, read(request.GET, show="all", names=NAMES).sort)
    tallies = whole.tallies_of(rows)
    asked = read(request.GET, show=first_tab(tallies), names=NAMES)
    found = page_of_rows(rows, asked)
    my_day = day.for_officer(request.user, tallies, on, now()) if home else None
    owed = actions_of(request.user, officer, on)
    subjects = {row.reference for row in found.rows} | {*day.references(my_day), *(row["reference"] for row in owed)}
    details = {"officer": officer.username, "list": asked.query(), **({"home": True} if home else {})}
    record("caseload.listed", by=request.user, subjects=sorted(subjects), details=details)
    context = {
        "day": my_day,
        "saved": savedviews.bar(request.user, SavedPage.CASELOAD, asked) if officer.pk == request.user.pk else None,
        "actions": owed,
        "officer": officer,
        **standing(request.user, officer),
        "sentence": presenters.arrival_sentence(tallies),
        "csv_query": asked.query(officer="" if officer.pk == request.user.pk else officer.username),
        "can_export": may(request, p.EXPORT),
        **table(found, asked, path, on, log=may(request, p.LOG_VISIT)),
        **presenters.frame(tallies, asked, path),
    }
    return render(request, "caseloads/caseload.html", context)


def standing(viewer: Any, officer: Any) -> dict[str, bool]:
    """Whether the page is one's own, or of somebody whom one supervises."""
    return {"own": officer.pk == viewer.pk, "supervised": may_supervise(viewer, officer)}


def first_tab(tallies: list[queries.Tally]) -> str:
    """What a caseload opens with: the first of overdue, today and soon that holds somebody, else everybody."""
    return next((show for show in ("overdue", "due_today", "next_14") if counted(tallies, Asked(show=show))), "all")
