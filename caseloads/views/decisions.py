"""Decisions owed after failed visits: the whole team's on one page, decided from there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import permissions as p
from audit.events import record
from caseloads import decisions as owed
from caseloads import teams
from caseloads.filters import BadAddress
from caseloads.views.refusals import may, refuses_bad_addresses
from caseloads.views.round import saved
from common.clock import today
from offenders.models import Nominal
from visits.actions import decide_after_failed_visits
from visits.forms import DecisionForm


@require_http_methods(["GET", "HEAD", "POST"])
@refuses_bad_addresses
def decisions(request: HttpRequest) -> HttpResponse:
    """Those for whom a decision is owed, riskiest first; sent, one of them is decided."""
    team, teams_ = team_asked(request)
    if team is None:
        return render(request, "caseloads/no_team.html")
    failed = None
    if request.method == "POST":
        nominal, form = decided(request)
        if form is None:
            messages.success(
                request, f"{nominal.reference}: the decision was saved. Attempts after today count afresh."
            )
            return redirect(f"{reverse('workday:decisions')}?team={team.pk}")
        failed = (nominal.reference, form)
    page, rows = owed.page_of(request.user, team, today(), request.GET.get("page"))
    record("decisions.listed", by=request.user, subjects=[row["reference"] for row in rows],
           details={"team": team.name})  # fmt: skip
    context = {
        "team": team,
        "teams": teams_,
        "page": page,
        "rows": [with_form(row, failed, may(request, p.DECIDE_VISITS)) for row in rows],
        "failed": failed[1] if failed else None,
    }
    return render(request, "caseloads/decisions.html", context, status=400 if failed else 200)


def team_asked(request: HttpRequest) -> tuple[Any, list[Any]]:
    """The team of the address, or the first that is theirs."""
    wanted = request.GET.get("team", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise BadAddress("There is no such team.")
    return teams.chosen_team(request.user, wanted)


def decided(request: HttpRequest) -> tuple[Nominal, DecisionForm | None]:
    """Save one decision: the person, and the form where it has to be shown again."""
    rows = Nominal.objects.visible_to(request.user).by_reference(request.POST.get("nominal", ""))
    nominal = rows.first()
    if nominal is None:
        raise Http404
    form = apart(DecisionForm(request.POST, on=today()), nominal.reference)
    if form.is_valid() and saved(form, lambda: save(request, nominal, form)):
        return nominal, None
    return nominal, form


def save(request: HttpRequest, nominal: Nominal, form: DecisionForm) -> None:
    """The verb, with what the form says."""
    data = form.cleaned_data
    decide_after_failed_visits(
        nominal=nominal, decision=data["decision"], reason=data["reason"], by=request.user, on=today(),
        look_again_on=data["look_again_on"], form_token=data["token"],
    )  # fmt: skip


def with_form(row: dict[str, Any], failed: tuple[str, DecisionForm] | None, may_decide: bool) -> dict[str, Any]:
    """A row with a form of its own, open where it was sent and has to be put right."""
    reference = row["reference"]
    if not (may_decide and row["may_write"]):
        return {**row, "form": None, "open": False}
    if failed and failed[0] == reference:
        return {**row, "form": failed[1], "open": True}
    return {**row, "form": apart(DecisionForm(on=today()), reference), "open": False}


def apart(form: DecisionForm, reference: str) -> DecisionForm:
    """With ids of its own, since there are several such forms on the page."""
    form.auto_id = f"id_{reference}_%s"
    return form
