"""Monitoring software and its alerts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from common.clock import today
from common.text import long_date
from offenders.models import Nominal
from offenders.views.frame import fetch
from orders import actions
from orders.actions.monitoring import FIELDS
from orders.forms import AlertDecisionForm, AlertForm, SoftwareForm
from orders.forms.monitoring import ticked
from orders.models import Condition, DeviceCondition, MonitoringAlert, MonitoringSoftware
from orders.views.devices import chosen, condition_choices, find_device, were_shown
from orders.views.frame import at, form_methods, one_form


def _find(nominal: Nominal, pk: int) -> MonitoringSoftware:
    rows = MonitoringSoftware.objects.counted().select_related("nominal", "device")
    return get_object_or_404(rows, nominal=nominal, pk=pk, device__voided_at__isnull=True)


@form_methods
def install(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Software that was installed on a device."""
    nominal = fetch(request, reference)
    row = find_device(nominal, pk)
    form = SoftwareForm(
        request.POST or None, on=today(), new=True, conditions=condition_choices(nominal),
        initial={"installed_on": today()},
    )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        conditions, token = chosen(data), data.pop("token")
        actions.install_software(
            device=row, by=request.user, on=today(), conditions=conditions, form_token=token, **data
        )

    return one_form(
        request, nominal, form, save, then=at("device", nominal, pk), h1="Monitoring software",
        rows=[("Device", row.text)],
    )  # fmt: skip


@form_methods
def edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Change the entry, or record that the software was taken off."""
    nominal = fetch(request, reference)
    row = _find(nominal, pk)
    now = DeviceCondition.objects.counted().filter(software=row).values_list("condition_id", flat=True)
    initial = {name: getattr(row, name) for name in ("version", *FIELDS)} | ticked(now)
    form = SoftwareForm(
        request.POST or None, on=today(), new=False, conditions=condition_choices(nominal), initial=initial
    )

    def save(data: dict[str, Any]) -> None:
        conditions, shown = chosen(data), were_shown(data)
        actions.edit_software(software=row, by=request.user, on=today(), conditions=conditions, shown=shown, **data)

    return one_form(
        request, nominal, form, save, then=at("device", nominal, row.device_id), h1="Change the software",
        rows=[("Device", row.device.text)],
    )  # fmt: skip


@form_methods
def add_alert(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What the software reported."""
    nominal = fetch(request, reference)
    row = _find(nominal, pk)
    form = AlertForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.record_alert(
            software=row, by=request.user, on=today(), alerted_on=data["alerted_on"], alerted_at=data["alerted_at"],
            what=data["what"], form_token=data["token"],
        )  # fmt: skip

    return one_form(
        request, nominal, form, save, then=at("device", nominal, row.device_id), h1="Record an alert",
        done="Alert saved. A decision is owed.", rows=[("Software", row.product), ("Device", row.device.text)],
    )  # fmt: skip


@form_methods
def decide(request: HttpRequest, reference: str, alert_id: int) -> HttpResponse:
    """What is made of an alert."""
    nominal = fetch(request, reference)
    rows = MonitoringAlert.objects.counted().select_related("nominal", "software__device")
    alert = get_object_or_404(rows, nominal=nominal, pk=alert_id)
    conditions = {str(row.pk): row for row in Condition.objects.counted().filter(nominal=nominal)}
    form = AlertDecisionForm(request.POST or None, on=today(), conditions=condition_choices(nominal))

    def save(data: dict[str, Any]) -> None:
        actions.decide_alert(
            alert=alert, by=request.user, on=today(), decided_on=data["decided_on"], outcome=data["outcome"],
            reason=data["reason"], condition=conditions.get(data["condition"]), form_token=data["token"],
        )  # fmt: skip

    told = [
        ("Software", alert.software.product),
        ("Device", alert.software.device.text),
        ("Came", long_date(alert.alerted_on)),
        ("What was reported", alert.what),
    ]
    then = at("device", nominal, alert.software.device_id)
    return one_form(request, nominal, form, save, then=then, h1="Decide on the alert", rows=told)
