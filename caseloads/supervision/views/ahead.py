"""Friday: the weeks ahead of a team, and a move tried without making it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from audit.events import record
from caseloads import assignment, queries
from caseloads.assignment import Choice
from caseloads.presenters import shown_rows
from caseloads.supervision import presenters
from caseloads.supervision.ahead import held_by, load_of, look, officers_of
from caseloads.supervision.forms import MoveForm
from caseloads.views.assign import chosen_of
from caseloads.views.decisions import team_asked
from caseloads.views.refusals import refuses_bad_addresses
from common.clock import today
from offenders.models import Nominal

MOST = 300  # cases of one officer that can be ticked on one page


@require_safe
@refuses_bad_addresses
def ahead(request: HttpRequest) -> HttpResponse:
    """Visits due in 4 and in 12 weeks against officer-days, by officer and in all; what is overdue by a day to come."""
    on = today()
    team, choice = team_asked(request)
    if team is None:
        return render(request, "caseloads/no_team.html")
    outlook = look(request.user, team, on)
    officers = officers_of(team, outlook.cases, outlook.rates, on)
    record("ahead.opened", by=request.user, details={"team": team.name})
    context = {
        "team": team,
        "teams": choice,
        "sentence": presenters.sentence(outlook),
        "assumed": presenters.assumed(outlook),
        "since": presenters.since(on),
        "rows": presenters.loads(outlook, outlook.cases, officers),
        "keys": presenters.keys_used(outlook.rates),
    }
    return render(request, "caseloads/ahead.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def try_move(request: HttpRequest) -> HttpResponse:
    """Some cases of one officer as if they were another's: both before and after. Nothing is saved."""
    on = today()
    data = request.POST if request.method == "POST" else request.GET
    asked = chosen_of(request, data, on, "supervision:try_move", "supervision:ahead")
    if isinstance(asked, HttpResponse):
        return asked
    choice, chosen = asked
    rows = queries.fetch(assignment.listed(request.user, choice, on)[:MOST], officers=True)
    form = MoveForm(request.POST if request.method == "POST" else None, people=takers(request, choice))
    form.chosen = len(chosen)
    subjects = sorted({row.reference for row in (*rows, *chosen)})
    record("allocation.listed", by=request.user, subjects=subjects, details={"page": "try a move"})
    context = {**frame(choice, rows, chosen), "form": form}
    if form.is_valid():
        context["tried"] = tried_out(request, choice, form.cleaned_data["to"])
    return render(request, "caseloads/try_move.html", context, status=400 if form.errors else 200)


def takers(request: HttpRequest, choice: Choice) -> list[User]:
    """Who of the team could take them. 404 for cases of no team: nobody's days stand against them."""
    if choice.source == assignment.NO_TEAM:
        raise Http404
    people = assignment.receivers(request.user, choice.team)
    return [one for one in people if one.team_id == choice.team.pk and one.username != choice.source]


def frame(choice: Choice, rows: list[Any], chosen: list[Any]) -> dict[str, Any]:
    """What the page shows whatever was tried."""
    ticked = {row.reference for row in chosen}
    shown = shown_rows(rows, today(), log=False)
    source = User.objects.filter(username=choice.source).first()
    return {
        "team": choice.team,
        "source": choice.source,
        "source_name": source.full_name if source else "nobody",
        "rows": [{**row, "ticked": row["reference"] in ticked} for row in shown],
        "chosen": sorted(ticked),
        "tried": None,
        "more": len(rows) == MOST,
    }


def tried_out(request: HttpRequest, choice: Choice, to: str) -> dict[str, Any]:
    """Whoever holds them and whoever would take them, before and after."""
    outlook = look(request.user, choice.team, today())
    officers = officers_of(choice.team, outlook.cases, outlook.rates, today(), taker=to)
    ids = set(Nominal.objects.visible_to(request.user).by_references(choice.chosen).values_list("pk", flat=True))
    taker = next(one for one in officers if one.username == to)
    after = outlook.moved(ids, taker.pk)
    pairs = [
        (
            one.name,
            load_of(outlook, held_by(outlook.cases, one.pk), [one]),
            load_of(outlook, held_by(after, one.pk), [one]),
        )
        for one in officers
        if one.username in (choice.source, to)
    ]
    return {
        "to": to,
        "name": taker.name,
        "tables": [{"name": name, "rows": [presenters.row("Now", before), presenters.row("After the move", then)]}
                   for name, before, then in pairs],
    }  # fmt: skip
