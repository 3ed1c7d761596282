"""Propose a risk level, a visit interval or a mode of management; approve or return what was proposed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from common.clock import today
from deadlines.reconcile import batch_for
from offenders import actions
from offenders.consequences import preview
from offenders.forms import AnswerForm, ManagementForm, PlanIntervalForm, RiskLevelForm
from offenders.picture import picture_of
from offenders.presenters import facts, risk
from offenders.rights import may_answer, may_plan
from offenders.views.frame import allow, fetch, form_page
from offenders.views.record import find_fact

form_methods = require_http_methods(["GET", "HEAD", "POST"])
DONE = "Saved."


@form_methods
def propose_level(request: HttpRequest, reference: str) -> HttpResponse:
    """A risk level from a day."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    picture = picture_of(nominal.pk, batch_for(today(), ids=[nominal.pk]))
    form = RiskLevelForm(request.POST or None, on=today(), hints=risk.hints(picture))
    save = partial(_propose, actions.propose_risk_level, request, nominal)
    now = risk.in_force(picture)[:1]
    return form_page(
        request, nominal, form, save, done=DONE, then="offenders:risk", h1="Change the risk level", now=now
    )


@form_methods
def propose_interval(request: HttpRequest, reference: str) -> HttpResponse:
    """A visit interval of the person's own."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    picture = picture_of(nominal.pk, batch_for(today(), ids=[nominal.pk]))
    form = PlanIntervalForm(request.POST or None, on=today())
    save = partial(_propose, actions.propose_plan_interval, request, nominal)
    now = risk.in_force(picture)[1:2]
    note = "One that is longer than the default counts once a supervisor approves it."
    return form_page(
        request, nominal, form, save, done=DONE, then="offenders:risk", h1="Set a visit interval", now=now, note=note
    )


@form_methods
def propose_management(request: HttpRequest, reference: str) -> HttpResponse:
    """Active or reactive."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    picture = picture_of(nominal.pk, batch_for(today(), ids=[nominal.pk]))
    form = ManagementForm(request.POST or None, on=today())
    save = partial(_propose, actions.propose_management, request, nominal)
    now = risk.in_force(picture)[2:]
    return form_page(
        request, nominal, form, save, done=DONE, then="offenders:risk", h1="Change the management", now=now
    )


def _propose(action: Any, request: HttpRequest, nominal: Any, data: dict[str, Any]) -> None:
    action(nominal=nominal, by=request.user, on=today(), **data)


@form_methods
def proposal(request: HttpRequest, reference: str, code: str, pk: int) -> HttpResponse:
    """Approve or return what somebody else proposed, with the dates that approval would move."""
    nominal = fetch(request, reference)
    if code not in facts.PROPOSALS:
        raise Http404
    row: Any = find_fact(nominal, code, pk)
    allow(may_answer(request.user, row))
    form = AnswerForm(request.POST or None, on=today())
    given = {"proposal": row, "by": request.user, "on": today()}

    def save(data: dict[str, Any]) -> None:
        if data["answer"] == "approve":
            actions.approve_proposal(**given)
        else:
            actions.return_proposal(**given, reason=data["reason"])

    waits = facts.standing_of(row) == "proposed" and row.voided_at is None
    changes = (
        preview(nominal.pk, partial(actions.approve_proposal, **given)) if waits and request.method == "GET" else []
    )
    context = {"h1": "Answer a proposal", "rows": facts.fact_rows(row), "changes": changes, "waits": waits}
    return form_page(
        request,
        nominal,
        form,
        save,
        done="Answer saved.",
        then="offenders:risk",
        template="offenders/proposal.html",
        **context,
    )
