"""Offer a case to another team or force, take the offer back, and answer one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.absences import deputised
from accounts.models import Team, User
from audit import events
from common.clock import today
from offenders import actions
from offenders.forms.access import EndForm
from offenders.forms.people import AnswerTransferForm, OfferForm
from offenders.middleware import ask_first
from offenders.models import Nominal, Transfer
from offenders.presenters.transfers import facts, team_text
from offenders.rights import may_answer_transfer, may_offer, may_take
from offenders.standing_access import standing_of
from offenders.views.frame import allow, fetch, form_page, saved, show

form_methods = require_http_methods(["GET", "HEAD", "POST"])
APPROVALS = "/approvals/"


@form_methods
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer the case to another team. It stays where it is until they accept it."""
    nominal = fetch(request, reference)
    allow(may_offer(request.user, nominal))
    teams = Team.objects.select_related("force").exclude(nominals=nominal).order_by("force__name", "name")
    choices = [(str(team.pk), f"{team.force.name}: {team.name}") for team in teams]
    form = OfferForm(request.POST or None, on=today(), teams=choices)

    def save(data: dict[str, Any]) -> str:
        team = Team.objects.select_related("force").get(pk=data["team"])
        reason = data["reason"]
        row = actions.offer_transfer(nominal=nominal, team=team, reason=reason, by=request.user, on=today())
        return f"Offered to {team_text(row.to_team)}. Until they accept it, it stays your team’s case."

    note = "Their supervisors can read the record while the offer waits. The case and every date stay where they are."
    return form_page(request, nominal, form, save, h1="Transfer to another team or force", note=note)


@form_methods
def withdraw(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take an offer back that nobody has answered."""
    nominal = fetch(request, reference)
    row = get_object_or_404(Transfer.objects.select_related("to_team__force"), nominal=nominal, pk=pk)
    allow(may_offer(request.user, nominal))
    form = EndForm(request.POST if request.method == "POST" else None, on=today())
    form.submit = "Withdraw the offer"

    def save(data: dict[str, Any]) -> None:
        actions.withdraw_transfer(transfer=row, by=request.user, on=today())

    rows = [("Offered to", team_text(row.to_team)), ("Reason", row.reason)]
    return form_page(request, nominal, form, save, done="Offer withdrawn.", h1="Withdraw the transfer", rows=rows)


@form_methods
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the case for an officer of the team, or return it. 404 for whoever may not know of the record."""
    rows = Transfer.objects.select_related("to_team__force", "from_team__force", "offered_by")
    row = get_object_or_404(rows.filter(nominal__in=Nominal.objects.visible_to(request.user)), pk=pk)
    nominal = get_object_or_404(Nominal.objects.with_frame(), pk=row.nominal_id)
    if (asked := _opening(request, nominal)) is not None:
        return asked
    allow(may_answer_transfer(request.user, row, deputised(request.user, today())))
    people = User.objects.filter(team_id=row.to_team_id, is_active=True)
    officers = {one.username: one for one in people if may_take(one, row)}
    choices = [(name, one.full_name) for name, one in officers.items()]
    form: Any = AnswerTransferForm(request.POST or None, on=today(), officers=choices)
    form.cancel_url = APPROVALS
    save = partial(_answer, row, officers, request.user)
    if request.method == "POST" and form.is_valid() and saved(request, nominal, form, save, "Returned."):
        accepted = form.cleaned_data["answer"] == "accept"
        return redirect("offenders:record", nominal.reference) if accepted else redirect(APPROVALS)
    context = {"form": form, "h1": "Answer a transfer", "rows": facts(row, nominal, today()), "back_url": APPROVALS}
    return show(request, "offenders/form.html", nominal, "transfers:answer", {**context, "conflict": None})


def _opening(request: HttpRequest, nominal: Nominal) -> HttpResponse | None:
    """What `RecordAccess` does below a record: keep why it is open, and ask why it is opened where that is asked."""
    stands = standing_of(request.user, nominal.reference, today())
    if stands is None:
        raise Http404
    events.reason.set(stands.reason)
    return ask_first(request, stands)


def _answer(row: Transfer, officers: dict[str, User], by: Any, data: dict[str, Any]) -> str:
    if data["answer"] == "return":
        actions.return_transfer(transfer=row, reason=data["reason"], by=by, on=today())
        return ""
    officer = officers[data["officer"]]
    actions.accept_transfer(transfer=row, officer=officer, by=by, on=today())
    return f"Accepted: {officer.full_name} manages the case from today."
