"""Assign and reassign: tick nominals, page by page, then say who takes them. One nominal or many, without script."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from audit.events import record
from caseloads import assignment, presenters, queries
from caseloads.assignment import Choice, NotTheirs
from caseloads.filters import NOBODY
from caseloads.forms import AssignForm
from caseloads.views.refusals import refused
from common.clock import today
from offenders.actions import Refused, allocate

NOT_THERE = "Something that was chosen is not in this list, or no longer."


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """The step that the pressed button asks for. What is not theirs is refused as a whole, unknown or foreign alike."""
    on = today()
    data = request.POST if request.method == "POST" else request.GET
    asked = chosen_of(request, data, on, "caseloads:assign")
    if isinstance(asked, HttpResponse):
        return asked
    choice, chosen = asked
    step = data.get("step", "") if request.method == "POST" else ("officer" if choice.chosen else "")
    if step == "save" and chosen:
        return save(request, choice, chosen, on)
    if step == "officer" and chosen:
        return choose_officer(request, choice, chosen, assign_form(request, choice, on), on)
    return choose_nominals(request, choice, on, nothing_ticked=step in ("officer", "save"), step=step)


def chosen_of(
    request: HttpRequest, data: QueryDict, on: dt.date, route: str, back: str = "caseloads:assign"
) -> tuple[Choice, list[queries.CaseRow]] | HttpResponse:
    """What a page of cases to move was asked for, and the cases; else the refusal, on record."""
    try:
        choice = assignment.read_choice(request.user, data)
        return choice, assignment.allowed(request.user, choice, on)
    except NotTheirs:
        tried = {"route": route, "chosen": data.getlist("nominal")[:50], "why": "out of scope"}
        record("access.refused", by=request.user, outcome="refused", details=tried)
        return refused(request, NOT_THERE, 404, reverse(back))


def choose_nominals(
    request: HttpRequest, choice: Choice, on: dt.date, *, nothing_ticked: bool = False, step: str = ""
) -> HttpResponse:
    """The list with its boxes; what is ticked on other pages travels along, hidden."""
    rows = assignment.listed(request.user, choice, on)
    page = assignment.page_of(rows, choice.page)
    chosen = set(choice.chosen)
    if step == "all":
        chosen |= {ref.upper() for ref in rows.values_list("reference", flat=True)[: assignment.MOST]}
    record("allocation.listed", by=request.user, subjects=[row.reference for row in page.rows])
    shown = presenters.shown_rows(page.rows, on, log=False)
    here = {row["reference"].upper() for row in shown}
    context = {
        **frame(choice),
        "page": page,
        "rows": [{**row, "ticked": row["reference"].upper() in chosen} for row in shown],
        "elsewhere": sorted(chosen - here),
        "nothing_ticked": nothing_ticked,
    }
    return render(request, "caseloads/assign.html", context, status=400 if nothing_ticked else 200)


def choose_officer(
    request: HttpRequest, choice: Choice, chosen: list[Any], form: AssignForm, on: dt.date
) -> HttpResponse:
    """Who takes those chosen, with the load of each officer beside the name."""
    record("allocation.listed", by=request.user, subjects=[row.reference for row in chosen])
    context = {**frame(choice), "rows": presenters.shown_rows(chosen, on, log=False), "form": form}
    return render(request, "caseloads/assign_to.html", context, status=400 if form.errors else 200)


def save(request: HttpRequest, choice: Choice, chosen: list[Any], on: dt.date) -> HttpResponse:
    """Move them, and say what came of it. Sent twice, the second changes nothing."""
    form = assign_form(request, choice, on, request.POST)
    if form.is_valid():
        try:
            moves = allocate(
                nominals=[row.reference for row in chosen],
                officer=None if form.cleaned_data["officer"] == NOBODY else taker(form),
                by=request.user,
                on=on,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            say = messages.warning if moves.failed else messages.success
            say(request, moves.sentence)
            return redirect(f"{reverse('caseloads:backlog')}?team={choice.team.pk}")
    return choose_officer(request, choice, chosen, form, on)


def taker(form: AssignForm) -> User:
    """The officer chosen."""
    return User.objects.select_related("team").get(username=form.cleaned_data["officer"])


def assign_form(request: HttpRequest, choice: Choice, on: dt.date, data: Any = None) -> AssignForm:
    """The form, with everybody who may be given cases."""
    people = assignment.receivers(request.user, choice.team)
    loads = assignment.loads(request.user, people, choice.team.force_id, on)
    return AssignForm(data, people=people, loads=loads, initial={"officer": request.POST.get("to", "")})


def frame(choice: Choice) -> dict[str, Any]:
    """What both steps carry along."""
    sources = {NOBODY: "Unallocated", assignment.NO_TEAM: "In no team"}
    source = sources.get(choice.source) or User.objects.get(username=choice.source).full_name
    return {"team": choice.team, "source": choice.source, "source_name": source, "choice_page": choice.page}
