"""Propose a risk level or a visit interval; approve or return what was proposed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from common.clock import today
from deadlines.reconcile import batch_for
from offenders import actions
from offenders import record as registry
from offenders.consequences import preview
from offenders.forms import AnswerForm, PlanIntervalForm, RiskLevelForm
from offenders.picture import picture_of
from offenders.presenters import facts, risk
from offenders.rights import may_answer, may_plan
from offenders.views.frame import allow, fetch, form_page
from offenders.views.record import find_fact, rendered

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def propose_level(request: HttpRequest, reference: str) -> HttpResponse:
    """A risk level from a day."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    picture = picture_of(nominal.pk, batch_for(today(), ids=[nominal.pk]))
    form = RiskLevelForm(request.POST or None, on=today(), hints=risk.hints(picture))
    save = partial(_propose, actions.propose_risk_level, request, nominal)
    context: dict[str, Any] = {
        "now": risk.in_force(picture)[:1],
        "parts": rendered(registry.level_panels(), request, nominal),
    }
    return form_page(
        request, nominal, form, save, then="offenders:risk", template="offenders/propose_level.html",
        h1="Change the risk level", **context,
    )  # fmt: skip


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
    return form_page(request, nominal, form, save, then="offenders:risk", h1="Set a visit interval", now=now, note=note)


def _propose(action: Any, request: HttpRequest, nominal: Any, data: dict[str, Any]) -> str:
    row = action(nominal=nominal, by=request.user, on=today(), **data)
    when = "It counts" if row.approved else "It counts once a supervisor approves it"
    return f"{facts.proposal_text(row)}: saved. {when}."


@form_methods
def proposal(request: HttpRequest, reference: str, code: str, pk: int) -> HttpResponse:
    """Approve or return what somebody else proposed, with the dates that approval would move."""
    nominal = fetch(request, reference)
    if code not in facts.PROPOSALS:
        raise Http404
    row: Any = find_fact(nominal, code, pk)
    allow(may_answer(request.user, row))
    form = AnswerForm(request.POST or None, on=today())
    save = partial(_answer, row, request.user)
    parts = rendered(registry.level_panels(), request, nominal) if code == "level" else []
    context = {"rows": facts.fact_rows(row), "parts": parts, **_prospect(nominal, row, code, request)}
    return form_page(
        request,
        nominal,
        form,
        save,
        then="offenders:risk",
        template="offenders/proposal.html",
        h1="Answer a proposal",
        **context,
    )


def _answer(row: Any, user: Any, data: dict[str, Any]) -> str:
    if data["answer"] == "approve":
        row = actions.approve_proposal(proposal=row, by=user, on=today())
        return "Approved." if row.approved else "Agreed. It counts once the other agreement that it takes is there."
    actions.return_proposal(proposal=row, by=user, on=today(), reason=data["reason"])
    return "Returned."


def _prospect(nominal: Any, row: Any, code: str, request: HttpRequest) -> dict[str, Any]:
    """What is in force now, whether an answer is still owed, and what approving would change."""
    picture = picture_of(nominal.pk, batch_for(today(), ids=[nominal.pk]))
    waits = facts.standing_of(row) == "proposed" and row.voided_at is None
    approve = partial(actions.approve_proposal, proposal=row, by=request.user, on=today())
    changes = preview(nominal.pk, approve) if waits and request.method != "POST" else []
    place = facts.PROPOSALS.index(code)
    return {"now": risk.in_force(picture)[place : place + 1], "waits": waits, "changes": changes}
