"""Reactive management, the review of a plan interval, applications under the disclosure scheme, lists of reviews."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import permissions as p
from audit.events import record
from common.clock import today
from offenders.actions import propose_management
from offenders.models import ManagementMode, Nominal, PlanInterval
from offenders.rights import may_plan, may_write
from offenders.views.frame import allow, fetch
from risk import actions
from risk.actions.reactive import intelligence_criterion, tested
from risk.forms import ApplicationForm, PlanReviewForm, ReactiveForm, ResumeForm
from risk.policy import blockers
from risk.presenters import reviews as listed
from risk.presenters.lists import parts
from risk.views.frame import form_methods, risk_form


@form_methods
def reactive(request: HttpRequest, reference: str) -> HttpResponse:
    """Eligibility criterion by criterion; ask for reactive management, or for a review that keeps it."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    criteria, already = tested(nominal.pk, today())
    name = request.user.full_name  # type: ignore[union-attr]
    form = ReactiveForm(request.POST or None, on=today(), initial={"flag_checked_by": name})

    def save(data: dict[str, Any]) -> str:
        actions.propose_reactive(nominal=nominal, by=request.user, on=today(), **data)
        return "Sent. It counts once a supervisor and an inspector have both agreed."

    h1 = "Review of reactive management" if already else "Reactive management"
    shown = [*criteria, intelligence_criterion(nominal.pk)]
    context: dict[str, Any] = {"criteria": shown, "already": already, "blocked": blockers(criteria)}
    return risk_form(request, nominal, form, save, template="risk/reactive.html", h1=h1, **context)


@form_methods
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Return to active management; the message says which visit date follows."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    form = ResumeForm(request.POST or None, on=today())
    save = partial(_resume, request, nominal)
    note = "Home visits are owed again from that day. The next page says by when."
    return risk_form(request, nominal, form, save, h1="Return to active management", note=note)


def _resume(request: HttpRequest, nominal: Any, data: dict[str, Any]) -> str:
    propose_management(nominal=nominal, by=request.user, on=today(), mode=ManagementMode.ACTIVE, **data)
    return "Active management again."


@form_methods
def plan_review(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Why an interval of the person's own still suits, and by when that is looked at again."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    interval = get_object_or_404(PlanInterval.objects.live().select_related("nominal"), nominal=nominal, pk=pk)
    form = PlanReviewForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.set_plan_review(interval=interval, by=request.user, on=today(), **data)

    rows = [("Interval", str(interval)), ("Reason given", interval.reason or "not recorded")]
    return risk_form(request, nominal, form, save, h1="Review the visit interval", rows=rows, done="Review date saved.")


@form_methods
def add_application(request: HttpRequest, reference: str) -> HttpResponse:
    """An application under the disclosure scheme names the person: a risk review opens."""
    nominal = fetch(request, reference)
    allow(may_write(request.user, nominal) and request.user.can(p.EDIT_NOMINAL))  # type: ignore[union-attr]
    form = ApplicationForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.record_application(
            nominal=nominal, by=request.user, on=today(), received_at=form.received_at(), form_token=data["token"]
        )

    note = "Who applied, and about which child, is kept apart from this record: do not enter it here."
    return risk_form(
        request, nominal, form, save, h1="Disclosure scheme application", note=note, done="Application saved."
    )


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Reviews of risk that are owed, plans missing or past their review, intervals longer than the default."""
    people = Nominal.objects.visible_to(request.user)
    owed, plans = listed.owed(request.user, today()), listed.intervals(people, today())
    plans |= listed.management_plans(people, today())
    plans["partners"] = listed.partners(request.user, today())
    shown = {row["reference"] for part in owed for row in part["rows"]}
    shown |= {row["reference"] for rows in plans.values() for row in rows}
    record("risk_reviews.listed", by=request.user, subjects=sorted(shown))
    context = {"owed": owed, **plans, "parts": parts(request.user, "risk:reviews")}
    return render(request, "risk/reviews.html", context)
