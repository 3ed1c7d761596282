"""The decision owed after failed visits: the attempts, the test for a warrant part by part, what is decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from offenders.models import Nominal
from visits import drafts
from visits.actions import decide_after_failed_visits, void_decision
from visits.forms import DecisionForm, VoidForm
from visits.models import VisitDecision
from visits.policy import VISIT_DECISION
from visits.presenters import address_rows, owed_rows, warrant_rows
from visits.prospect import load_case
from visits.views.shared import at, moment, nominal_for, page, refusals_on


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Warrant, arrest, whereabouts enquiry or something else, with a reason and a date to look again."""
    nominal = nominal_for(request, reference)
    on = moment().date()
    if request.method != "POST":
        return _fresh(request, nominal)
    form = DecisionForm(request.POST, on=on)
    if form.is_valid():
        with refusals_on(form):
            data = form.cleaned_data
            decide_after_failed_visits(
                nominal=nominal, decision=data["decision"], reason=data["reason"], by=request.user, on=on,
                look_again_on=data["look_again_on"], form_token=data["token"],
            )  # fmt: skip
            messages.success(request, "The decision was saved. Attempts after today count afresh.")
            return redirect(at("visits:list", nominal))
    drafts.keep(nominal=nominal, by=request.user, page=drafts.DECIDE, typed=request.POST)
    return _page(request, nominal, form)


def _fresh(request: HttpRequest, nominal: Nominal) -> HttpResponse:
    draft = drafts.find(nominal, request.user, request.GET.get("draft"), drafts.DECIDE)
    on = moment().date()
    form = DecisionForm(drafts.typed(draft), on=on).as_kept() if draft else DecisionForm(on=on)
    return _page(request, nominal, form, resumed=draft is not None)


def _page(request: HttpRequest, nominal: Nominal, form: DecisionForm, *, resumed: bool = False) -> HttpResponse:
    case = load_case(nominal.pk, moment().date())
    context = {
        "form": form,
        "owed": owed_rows(case, VISIT_DECISION),
        "addresses": address_rows(case.attempts_ever(), case.attempts_since_seen()),
        "warrant": warrant_rows(case),
        "resumed": resumed,
    }
    return page(request, nominal, "visits/decide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, reference: str, decision_id: int) -> HttpResponse:
    """Mark a decision entered in error, with the reason; what it closed is owed again."""
    nominal = nominal_for(request, reference)
    rows = VisitDecision.objects.counted().select_related("nominal")
    decision = get_object_or_404(rows, nominal=nominal, pk=decision_id)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            void_decision(decision=decision, reason=form.cleaned_data["reason"], by=request.user, on=moment().date())
            messages.success(request, "Marked entered in error. A decision may be owed again.")
            return redirect(at("visits:list", nominal))
    context = {"form": form, "what": decision.get_decision_display(), "when": decision}
    return page(request, nominal, "visits/void.html", context)
