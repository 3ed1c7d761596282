"""What orders add to the record page: a tab, a panel, rows of the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts import permissions as p
from offenders.models import Nominal
from offenders.record import Panel, Tab, TimelineRow, add_panel, add_tab, add_timeline
from orders.models import (
    AlertDecision,
    Breach,
    BreachStep,
    ConditionCheck,
    Examination,
    MonitoringAlert,
    MonitoringSoftware,
    Order,
    OrderEvent,
)
from orders.picture import manageability, pictures
from orders.presenters import pages
from orders.presenters.devices import device_url
from orders.presenters.words import event_title

KIND = "Orders and conditions"
DEVICES = "Devices and monitoring"


def register() -> None:
    """Called once, as the app starts."""
    add_tab(Tab("orders:list", "Orders", 40, p.SEE_ORDERS))
    add_timeline(orders, KIND)
    add_timeline(events, KIND)
    add_timeline(checks, KIND)
    add_timeline(breaches, KIND)
    add_timeline(monitoring, DEVICES)
    add_timeline(alerts, DEVICES)
    add_timeline(examinations, DEVICES)
    add_panel(Panel("orders/_panel.html", panel, 40))


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """The orders in force, what they lack, and how many conditions are looked at."""
    found = [order for order in pictures(nominal.pk, on) if not order.standing.over]
    return {
        "reference": nominal.reference,
        "may_see": user.can(p.SEE_ORDERS),
        "cards": [pages.order_card(order) for order in found],
        "manageable": pages.manageable_text(manageability(found)) if found else "",
    }


def _row(on: dt.date, title: str, text: str, fact: Any, url: str, order: str = "") -> TimelineRow:
    return TimelineRow(
        on,
        title,
        text,
        recorded_at=fact.recorded_at,
        recorded_by=fact.recorded_by.full_name if fact.recorded_by else "",
        voided=fact.void_reason if fact.voided_at else "",
        url=url,
        order=order,
    )


def _order_url(nominal: Nominal, order: Order) -> str:
    if order.voided_at is not None:
        return reverse("orders:list", args=[nominal.reference])
    return reverse("orders:order", args=[nominal.reference, order.pk])


def orders(nominal: Nominal) -> Iterator[TimelineRow]:
    """Orders made and served."""
    for row in Order.objects.filter(nominal=nominal).select_related("recorded_by"):
        url = _order_url(nominal, row)
        day = row.made_on or row.served_on or row.recorded_at.date()
        yield _row(day, f"{row} made", row.court, row, url)
        if row.served_on and row.voided_at is None:
            yield _row(row.served_on, f"{row} served", "", row, url, "2")


def events(nominal: Nominal) -> Iterator[TimelineRow]:
    """What happened to orders."""
    for row in OrderEvent.objects.filter(nominal=nominal).select_related("recorded_by", "order"):
        yield _row(
            row.on, f"{row.order}: {event_title(row).lower()}", row.note, row, _order_url(nominal, row.order), "3"
        )


def checks(nominal: Nominal) -> Iterator[TimelineRow]:
    """Checks of conditions."""
    rows = ConditionCheck.objects.filter(nominal=nominal).select_related("recorded_by", "condition__order")
    for row in rows:
        order = row.condition.order
        title = f"Condition {row.condition.number} of {order}: {row.get_result_display().lower()}"
        url = _order_url(nominal, order)
        if order.voided_at is None and row.condition.voided_at is None:
            url = reverse("orders:condition", args=[nominal.reference, order.pk, row.condition_id])
        yield _row(row.checked_on, title, row.notes, row, url)


def breaches(nominal: Nominal) -> Iterator[TimelineRow]:
    """Suspected breaches and what was done about them."""
    for row in Breach.objects.filter(nominal=nominal).select_related("recorded_by", "order", "condition"):
        about = f"condition {row.condition.number} of {row.order}" if row.condition else str(row.order)
        url = reverse("orders:breach", args=[nominal.reference, row.pk])
        yield _row(row.suspected_on, f"Breach suspected: {about}", row.what, row, url, "4")
    for step in BreachStep.objects.filter(nominal=nominal).select_related("recorded_by", "breach"):
        url = reverse("orders:breach", args=[nominal.reference, step.breach_id])
        outcome = f": {step.get_outcome_display()}" if step.outcome else ""
        yield _row(step.on, f"Breach, {step.get_kind_display().lower()}{outcome}", step.note, step, url, "5")


def monitoring(nominal: Nominal) -> Iterator[TimelineRow]:
    """Monitoring software installed and taken off."""
    for row in MonitoringSoftware.objects.filter(nominal=nominal).select_related("recorded_by", "device"):
        url = device_url(nominal, row.device_id)
        yield _row(row.installed_on, f"Monitoring software installed: {row.product}", row.device.text, row, url)
        if row.removed_on and row.voided_at is None:
            yield _row(row.removed_on, f"Monitoring software taken off: {row.product}", row.removed_why, row, url, "2")


def alerts(nominal: Nominal) -> Iterator[TimelineRow]:
    """Alerts of monitoring software, and what was decided about each."""
    for row in MonitoringAlert.objects.filter(nominal=nominal).select_related("recorded_by", "software"):
        url = f"{device_url(nominal, row.software.device_id)}#alert-{row.pk}"
        yield _row(row.alerted_on, f"Monitoring alert: {row.software.product}", row.what, row, url, "3")
    for step in AlertDecision.objects.filter(nominal=nominal).select_related("recorded_by", "alert__software"):
        url = f"{device_url(nominal, step.alert.software.device_id)}#alert-{step.alert_id}"
        title = f"Monitoring alert decided: {step.get_outcome_display().lower()}"
        yield _row(step.decided_on, title, step.reason, step, url, "4")


def examinations(nominal: Nominal) -> Iterator[TimelineRow]:
    """Looks into devices."""
    for row in Examination.objects.filter(nominal=nominal).select_related("recorded_by", "device"):
        how = f"{row.what} ({row.means}). " if row.what else ""
        title = f"Device examined: {row.device.text}: {row.get_result_display().lower()}"
        yield _row(row.examined_on, title, f"{how}{row.notes}", row, device_url(nominal, row.device_id))
