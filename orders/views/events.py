"""What happens to an order, and what was entered in error."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from common.clock import today
from offenders.forms import ReasonForm
from offenders.views.frame import allow, fetch
from orders import actions
from orders.forms import EventForm
from orders.models import (
    AlertDecision,
    Breach,
    BreachStep,
    Condition,
    ConditionCheck,
    Examination,
    MonitoringAlert,
    MonitoringSoftware,
    Order,
    OrderEvent,
    OrderEventKind,
    OrderPaper,
)
from orders.rights import may_void
from orders.views.frame import at, find, form_methods, one_form

ENTRIES: dict[str, tuple[type[Any], str]] = {
    "order": (Order, "order"),
    "condition": (Condition, "condition"),
    "event": (OrderEvent, "event"),
    "check": (ConditionCheck, "check"),
    "breach": (Breach, "suspected breach"),
    "step": (BreachStep, "step"),
    "paper": (OrderPaper, "scan"),
    "software": (MonitoringSoftware, "monitoring software"),
    "alert": (MonitoringAlert, "monitoring alert"),
    "decision": (AlertDecision, "decision on an alert"),
    "examination": (Examination, "examination"),
}


@form_methods
def event(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A review without change, a decision about the end, a discharge, a query, its answer."""
    nominal = fetch(request, reference)
    row = find(nominal, pk)
    form = EventForm(request.POST or None, on=today(), initial={"kind": request.GET.get("kind")})

    def save(data: dict[str, Any]) -> None:
        shared = {"order": row, "by": request.user, "on": today(), "court": data["court"], "note": data["note"],
                  "form_token": data["token"]}  # fmt: skip
        if data["kind"] == OrderEventKind.DISCHARGED:
            actions.discharge_order(discharged_on=data["on"], **shared)
        else:
            actions.record_event(kind=data["kind"], happened_on=data["on"], **shared)

    url = at("order", nominal, pk)
    return one_form(request, nominal, form, save, then=url, h1="Record what happened to the order")


@form_methods
def void(request: HttpRequest, reference: str, code: str, entry_id: int) -> HttpResponse:
    """Mark an entry as entered in error. It stays, struck through, and no longer counts."""
    nominal = fetch(request, reference)
    if code not in ENTRIES:
        raise Http404
    model, name = ENTRIES[code]
    rows = model.objects.counted()
    entry = get_object_or_404(rows.defer("content") if model is OrderPaper else rows, nominal=nominal, pk=entry_id)
    allow(may_void(request.user, entry))
    form = ReasonForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.void_entry(entry=entry, by=request.user, on=today(), reason=data["reason"])

    return one_form(
        request, nominal, form, save, then=at("list", nominal), done="Marked as entered in error.",
        h1=f"Mark as entered in error: {name}", rows=[("Entry", str(entry))],
    )  # fmt: skip
