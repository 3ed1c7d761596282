"""Cohorts of integrated offender management, sanctions, and the test that counts them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts import permissions as p
from common.clock import today
from offenders.rights import may_plan, may_write
from offenders.views.frame import allow, fetch, form_page
from risk.actions import cohorts as actions
from risk.forms.cohorts import EnterCohortForm, LeaveCohortForm, SanctionForm
from risk.models import CohortPeriod
from risk.presenters import cohorts as shown
from risk.views.frame import form_methods, risk_page

THEN = "risk:cohorts"


@require_safe
def cohorts(request: HttpRequest, reference: str) -> HttpResponse:
    """The cohort, its history, the sanctions, and what the test gives."""
    nominal = fetch(request, reference)
    return risk_page(request, "risk/cohorts.html", nominal, shown.page(nominal, request.user, today()))


@require_safe
def test(request: HttpRequest, reference: str) -> HttpResponse:
    """The prolific and persistent offender test, step by step."""
    nominal = fetch(request, reference)
    return risk_page(request, "risk/persistent.html", nominal, shown.test(nominal, today()))


@form_methods
def enter(request: HttpRequest, reference: str) -> HttpResponse:
    """Into a cohort."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    form = EnterCohortForm(request.POST or None, on=today(), initial={"from_on": today()})
    save = partial(_save, actions.enter_cohort, request, nominal=nominal)
    note = "Somebody who is in another cohort leaves it on that day."
    return form_page(request, nominal, form, save, then=THEN, h1="Put into a cohort", note=note)


@form_methods
def leave(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Out of it."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    period = get_object_or_404(CohortPeriod.objects.counted().select_related("nominal"), nominal=nominal, pk=pk)
    form = LeaveCohortForm(request.POST or None, on=today(), initial={"to_on": today()})
    save = partial(_save, actions.leave_cohort, request, period=period)
    return form_page(request, nominal, form, save, then=THEN, h1="Take out of the cohort", rows=[("Now", str(period))])


@form_methods
def add_sanction(request: HttpRequest, reference: str) -> HttpResponse:
    """Sanctions of one day."""
    nominal = fetch(request, reference)
    allow(may_write(request.user, nominal) and request.user.can(p.EDIT_NOMINAL))  # type: ignore[union-attr]
    form = SanctionForm(request.POST or None, on=today())
    save = partial(_save, actions.record_sanction, request, nominal=nominal)
    note = "One entry a day and kind of offence, with how many sanctions it was. The test counts them by age."
    return form_page(request, nominal, form, save, then=THEN, h1="Record a sanction", note=note)


def _save(action: Any, request: HttpRequest, data: dict[str, Any], **given: Any) -> None:
    action(by=request.user, on=today(), **given, **data)
