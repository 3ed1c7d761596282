"""Monitoring software: installed, changed, taken off; its alerts and what is decided about each."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from accounts import permissions as p
from offenders.actions.base import change, differences, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Refused
from offenders.actions.life import outline
from offenders.models import Nominal, Particular, ParticularKind
from offenders.policy.numbers import KEEP_OUT, holds_a_barred_number
from orders.actions.breaches import open_breach
from orders.actions.devices import device_of, hold_software, serve
from orders.actions.shared import already, within
from orders.models import AlertDecision, AlertOutcome, Condition, MonitoringAlert, MonitoringSoftware

FIELDS = ("product", "licence", "licence_ends_on", "installed_on", "removed_on", "removed_why")


def install_software(
    *, device: Particular, by: Any, on: dt.date, conditions: Iterable[int] = (), form_token: uuid.UUID | None = None,
    **given: Any,
) -> MonitoringSoftware:  # fmt: skip
    """Monitoring software on a device (`FIELDS`), and the conditions that it serves. Sent twice, it is one."""
    with change(device.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        if done := already(MonitoringSoftware, held, by, form_token):
            return done
        row = device_of(held, device.pk)
        if row.kind != ParticularKind.DEVICE:
            raise Refused("Monitoring software is installed on a device")
        found = _checked(row, given, on)
        software = MonitoringSoftware.objects.create(
            nominal=held, device=row, recorded_by=by, form_token=form_token, **found
        )
        log("software.installed", by=by, nominal=held, fact=software, after={"device": row.pk, **found})
        serve(held, by=by, conditions=conditions, software=software)
    return software


def edit_software(
    *, software: MonitoringSoftware, by: Any, on: dt.date, version: int, conditions: Iterable[int],
    shown: Iterable[int] | None = None, **given: Any,
) -> MonitoringSoftware:  # fmt: skip
    """Change the entry, or record that it was taken off. A later version than the one shown raises `Conflict`; of the
    conditions that it serves, those that somebody else has added since they were `shown` stay.
    """
    with change(software.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        row = hold_software(software.pk, held)
        found = _checked(row.device, given, on, but=row.pk)
        _fits_alerts(row, found)
        before, changed = differences(row, found, version)
        if changed:
            for name, value in changed.items():
                setattr(row, name, value)
            row.version += 1
            row.save(update_fields=[*changed, "version"])
            action = "software.removed" if changed.get("removed_on") else "software.edited"
            log(action, by=by, nominal=held, fact=row, before=before, after=changed)
        serve(held, by=by, conditions=conditions, software=row, shown=shown)
    return row


def _checked(device: Particular, given: dict[str, Any], on: dt.date, but: int | None = None) -> dict[str, Any]:
    """What is recorded of software, complete and possible."""
    unknown = set(given) - set(FIELDS)
    if unknown:
        raise TypeError(f"Not part of monitoring software: {sorted(unknown)}")
    found = {"licence": "", "licence_ends_on": None, "removed_on": None, "removed_why": "", **given}
    found["product"] = outline(found.get("product", ""), "product", "Enter the product")
    found["licence"], found["removed_why"] = (" ".join(found[name].split()) for name in ("licence", "removed_why"))
    if holds_a_barred_number(found["removed_why"]):
        raise Refused(KEEP_OUT, "removed_why")
    installed, removed = found.get("installed_on"), found["removed_on"]
    if installed is None:
        raise Refused("Enter the day it was installed", "installed_on")
    for day, field, noun in (
        (installed, "installed_on", "The day it was installed"), (removed, "removed_on", "The day it was taken off"),
    ):  # fmt: skip
        not_after(day, on, field, noun)
        not_before(day, device.noted_on, field, noun, "when the device was noted")
    not_before(removed, installed, "removed_on", "The day it was taken off", "when it was installed")
    not_before(found["licence_ends_on"], installed, "licence_ends_on", "The last day of the licence",
               "when it was installed")  # fmt: skip
    if removed is not None:
        said(found["removed_why"], "removed_why", "Say why it was taken off")
    elif found["removed_why"]:
        raise Refused("Enter the day it was taken off", "removed_on")
    else:
        _free(device, found["product"], but)
    return found


def _free(device: Particular, product: str, but: int | None) -> None:
    same = MonitoringSoftware.objects.counted().filter(device=device, product__iexact=product, removed_on__isnull=True)
    if same.exclude(pk=but or 0).exists():
        raise Refused(f"{product} is on this device already", "product")


def _fits_alerts(software: MonitoringSoftware, found: dict[str, Any]) -> None:
    """No alert before the installation, none after the removal."""
    alerts = MonitoringAlert.objects.counted().filter(software=software)
    if alerts.filter(alerted_on__lt=found["installed_on"]).exists():
        raise Refused("An alert is recorded before that day", "installed_on")
    if found["removed_on"] is not None and alerts.filter(alerted_on__gt=found["removed_on"]).exists():
        raise Refused("An alert is recorded after that day", "removed_on")


def record_alert(
    *, software: MonitoringSoftware, by: Any, on: dt.date, alerted_on: dt.date, what: str,
    alerted_at: dt.time | None = None, form_token: uuid.UUID | None = None,
) -> MonitoringAlert:  # fmt: skip
    """What the software reported. A decision is owed from that day. The same form sent again is the same alert."""
    what = said(what, "what", "Say what was reported")
    not_after(alerted_on, on, "alerted_on", "The day of the alert")
    with change(software.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        if done := already(MonitoringAlert, held, by, form_token):
            return done
        row = hold_software(software.pk, held)
        not_before(alerted_on, row.installed_on, "alerted_on", "The day of the alert", "when it was installed")
        if row.removed_on is not None and alerted_on > row.removed_on:
            raise Refused("The software had been taken off by that day", "alerted_on")
        alert = MonitoringAlert.objects.create(
            nominal=held, software=row, alerted_on=alerted_on, alerted_at=alerted_at, what=what, recorded_by=by,
            form_token=form_token,
        )  # fmt: skip
        log("monitoring.alerted", by=by, nominal=held, fact=alert,
            after=values(alert, "software_id", "alerted_on", "alerted_at", "what"))  # fmt: skip
    return alert


def decide_alert(
    *, alert: MonitoringAlert, by: Any, on: dt.date, decided_on: dt.date, outcome: str, reason: str,
    condition: Condition | None = None, form_token: uuid.UUID | None = None,
) -> AlertDecision:  # fmt: skip
    """What is made of an alert, once. A suspected breach is opened with it, and the supervisors told at once."""
    if outcome not in AlertOutcome.values:
        raise Refused("Select what is decided", "outcome")
    reason = said(reason, "reason", "Give the reason")
    not_after(decided_on, on, "decided_on", "The day of the decision")
    if outcome == AlertOutcome.BREACH and condition is None:
        raise Refused("Select the condition that looks broken", "condition")
    with change(alert.nominal, by=by, on=on, permission=p.CHECK_CONDITIONS) as held:
        if done := already(AlertDecision, held, by, form_token):
            return done
        row = hold(MonitoringAlert, alert.pk, held)
        not_before(decided_on, row.alerted_on, "decided_on", "The day of the decision", "when the alert came")
        if AlertDecision.objects.counted().filter(alert=row).exists():
            raise Refused("Somebody has decided on this alert already. Mark that decision first if it was wrong")
        breach = _breach(held, row, condition, reason, by, on) if outcome == AlertOutcome.BREACH else None
        decision = AlertDecision.objects.create(
            nominal=held, alert=row, decided_on=decided_on, outcome=outcome, reason=reason, breach=breach,
            recorded_by=by, form_token=form_token,
        )  # fmt: skip
        log("monitoring.decided", by=by, nominal=held, fact=decision,
            after=values(decision, "alert_id", "decided_on", "outcome", "reason", "breach_id"))  # fmt: skip
    return decision


def _breach(
    nominal: Nominal, alert: MonitoringAlert, condition: Condition | None, reason: str, by: Any, on: dt.date
) -> Any:
    row = Condition.objects.counted().select_related("order").filter(
        pk=condition.pk if condition else 0, nominal=nominal, order__voided_at__isnull=True
    ).first()  # fmt: skip
    if row is None:
        raise Refused("The record has no such condition", "condition")
    within(row.order, alert.alerted_on, on, "condition", "The day of the alert")
    what = f"{alert.software.product} reported: {alert.what}\n{reason}"
    return open_breach(nominal, by=by, on=on, order=row.order, condition=row, suspected_on=alert.alerted_on, what=what)
