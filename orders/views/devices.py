"""The person's devices and accounts, the looks into them, and the conditions that they serve."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from common.clock import today
from common.text import plain_date
from offenders.models import Nominal, Particular
from offenders.models.life import DIGITAL
from offenders.views.frame import fetch
from orders import actions
from orders.forms import ExaminationForm, ServeForm
from orders.forms.monitoring import ticked
from orders.models import Condition, DeviceCondition
from orders.presenters import devices as shown
from orders.views.frame import at, form_methods, may, one_form, order_page


def find_device(nominal: Nominal, pk: int) -> Particular:
    """A device or account of this nominal that was not entered in error; else 404."""
    rows = Particular.objects.counted().select_related("nominal")
    return get_object_or_404(rows, nominal=nominal, pk=pk, kind__in=DIGITAL)


def condition_choices(nominal: Nominal) -> list[tuple[str, str]]:
    """Every condition of the person's orders, to tick."""
    rows = Condition.objects.counted().filter(nominal=nominal, order__voided_at__isnull=True).select_related("order")
    return [
        (str(row.pk), f"{row.order}, condition {row.number}: {row.text[:80]}") for row in rows.order_by("order", "pk")
    ]


def chosen(data: dict[str, Any]) -> list[int]:
    """The numbers of the conditions that were ticked."""
    return [int(pk) for pk in data.pop("conditions")]


def were_shown(data: dict[str, Any]) -> list[int]:
    """The numbers of those that were ticked as the page was shown."""
    return [int(pk) for pk in data.pop("shown").split(",")]


@require_safe
def devices(request: HttpRequest, reference: str) -> HttpResponse:
    """Devices, accounts, names used online, and what waits for a decision."""
    nominal = fetch(request, reference)
    context = {**shown.listing(nominal, today()), "may": may(request)}
    return order_page(request, "orders/devices.html", nominal, context)


@require_safe
def device(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One device, entered in error too: its software with every alert, every look into it."""
    nominal = fetch(request, reference)
    row = get_object_or_404(Particular.objects.filter(nominal=nominal, kind__in=DIGITAL), pk=pk)
    context = {**shown.device_page(nominal, row, today()), "may": may(request)}
    return order_page(request, "orders/device.html", nominal, context)


@form_methods
def examine(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A look into a device away from a visit."""
    nominal = fetch(request, reference)
    row = find_device(nominal, pk)
    form = ExaminationForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.record_examination(
            device=row, by=request.user, on=today(), examined_on=data["examined_on"], examination=form.told(row.pk),
            form_token=data["token"],
        )  # fmt: skip

    return one_form(
        request, nominal, form, save, then=at("device", nominal, pk), done="Examination saved.",
        h1="Record an examination", rows=[("Device", row.text), ("On record since", plain_date(row.noted_on))],
    )  # fmt: skip


@form_methods
def serves(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Which conditions a device or account serves."""
    nominal = fetch(request, reference)
    row = find_device(nominal, pk)
    now = DeviceCondition.objects.counted().filter(device=row).values_list("condition_id", flat=True)
    form = ServeForm(
        request.POST if request.method == "POST" else None, on=today(), conditions=condition_choices(nominal),
        initial=ticked(now),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        actions.serve_conditions(device=row, by=request.user, on=today(), conditions=chosen(data),
                                 shown=were_shown(data))  # fmt: skip

    return one_form(
        request, nominal, form, save, then=at("device", nominal, pk), h1="Conditions that it serves",
        rows=[("Device", row.text)],
    )  # fmt: skip
