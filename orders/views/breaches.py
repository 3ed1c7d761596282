"""Breach suspected, evidence, decision, charge, result."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts import permissions as p
from common.clock import today
from common.text import long_date
from offenders.models import Nominal
from offenders.views.frame import fetch
from orders import actions
from orders.forms import BreachForm, StepForm
from orders.models import Breach
from orders.presenters import pages
from orders.presenters.words import recorded_text
from orders.reading import terms_of
from orders.views.frame import at, form_methods, may, one_form, order_page, picture_of


@form_methods
def add(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A condition looks broken."""
    nominal = fetch(request, reference)
    found = picture_of(nominal, pk)
    rows = {str(one.row.pk): one.row for one in found.conditions}
    choices = [(str(one.row.pk), f"{one.row.number}: {one.now.text[:80]}") for one in found.conditions]
    initial = {"condition": request.GET.get("condition", "")}
    form = BreachForm(request.POST or None, on=today(), conditions=choices, initial=initial)
    made: list[Breach] = []

    def save(data: dict[str, Any]) -> None:
        token, condition = data.pop("token"), rows.get(data.pop("condition"))
        made.append(
            actions.suspect_breach(
                order=found.row, by=request.user, on=today(), condition=condition, form_token=token, **data
            )
        )

    return one_form(
        request, nominal, form, save, done="Breach suspected: the supervisors have been told.",
        then=lambda: at("breach", nominal, made[0].pk), back_url=at("order", nominal, pk),
        h1="Record a suspected breach",
    )  # fmt: skip


def _find(nominal: Nominal, breach_id: int) -> Breach:
    rows = Breach.objects.select_related("order", "condition", "recorded_by", "nominal", "visit")
    return get_object_or_404(rows.prefetch_related("steps__recorded_by"), nominal=nominal, pk=breach_id)


@require_safe
def breach(request: HttpRequest, reference: str, breach_id: int) -> HttpResponse:
    """A breach with each step so far."""
    nominal = fetch(request, reference)
    found = _find(nominal, breach_id)
    facts = [
        ("Order", str(found.order)),
        (
            "Condition",
            f"{found.condition.number}: {terms_of(found.condition, found.suspected_on).text}"
            if found.condition
            else "the order as a whole",
        ),
        ("Seen on", long_date(found.suspected_on)),
        ("What was seen", found.what),
        ("Seized", found.seized or "nothing recorded"),
        ("At a visit", long_date(found.visit.date) if found.visit else "no"),
        ("Entry", recorded_text(found)),
    ]
    steps = [{"row": step, "recorded": recorded_text(step), "day": long_date(step.on)} for step in found.steps.all()]
    context = {"breach": found, "shown": pages.breach_row(found), "facts": facts, "steps": steps, "may": may(request)}
    return order_page(request, "orders/breach.html", nominal, context)


@form_methods
def step(request: HttpRequest, reference: str, breach_id: int) -> HttpResponse:
    """One step in dealing with it."""
    nominal = fetch(request, reference)
    found = _find(nominal, breach_id)
    decides = request.user.can(p.DECIDE_BREACHES)  # type: ignore[union-attr]
    form = StepForm(request.POST or None, on=today(), decides=decides)

    def save(data: dict[str, Any]) -> None:
        actions.add_step(
            breach=found, by=request.user, on=today(), kind=data["kind"], happened_on=data["on"],
            outcome=data.get("outcome", ""), note=data["note"], form_token=data["token"],
        )  # fmt: skip

    return one_form(
        request, nominal, form, save, then=at("breach", nominal, breach_id), h1="Add to the breach",
        rows=[("What was seen", found.what)],
    )  # fmt: skip
