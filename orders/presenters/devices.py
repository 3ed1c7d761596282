"""The devices, accounts and names of a person, the software that watches them, its alerts, the looks into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from common.text import long_date, plain_date
from deadlines.status import state
from offenders.models import Alias, AliasKind, Nominal, Particular, ParticularKind
from offenders.models.life import DIGITAL
from offenders.presenters.facts import fact_url
from offenders.presenters.life import holds
from orders.models import (
    AlertDecision,
    Condition,
    DeviceCondition,
    Examination,
    MonitoringAlert,
    MonitoringSoftware,
)
from orders.presenters.words import recorded_text

RESULTS = {"clear": "done", "concern": "overdue", "taken": "owed", "not_done": "draft"}
NOT_SAID = "not recorded whether declared or found"


@dataclass(frozen=True)
class Served:
    """A condition that something serves."""

    text: str
    url: str


@dataclass(frozen=True)
class DeviceCard:
    """A device or account as the list shows it."""

    id: int
    kind: str
    text: str
    found: bool
    how: str
    since: str
    past: bool
    url: str
    software: Sequence[str]
    examined: str
    serves: Sequence[Served]
    undecided: int


@dataclass(frozen=True)
class AlertRow:
    """An alert with what was decided."""

    id: int
    title: str
    what: str
    recorded: str
    voided: str
    open: bool
    state: str
    decision: str
    reason: str
    decision_id: int
    decided: str
    breach_url: str


@dataclass
class Digital:
    """Everything about a person's devices: a fixed number of queries, whatever there is."""

    nominal: Nominal
    on: dt.date
    devices: list[Particular]
    software: dict[int, list[MonitoringSoftware]] = field(default_factory=dict)  # by device
    examinations: dict[int, list[Examination]] = field(default_factory=dict)  # by device
    alerts: dict[int, list[MonitoringAlert]] = field(default_factory=dict)  # by software
    by_device: dict[int, list[Served]] = field(default_factory=dict)
    by_software: dict[int, list[Served]] = field(default_factory=dict)

    @classmethod
    def of(cls, nominal: Nominal, on: dt.date) -> Digital:
        """Seven queries."""
        mine = {"nominal": nominal}
        rows = Particular.objects.counted().filter(**mine, kind__in=DIGITAL).order_by("-noted_on", "-pk")
        found = cls(nominal, on, list(rows))
        found.software = _by(MonitoringSoftware.objects.filter(**mine).select_related("recorded_by"), "device_id")
        found.examinations = _by(Examination.objects.filter(**mine).select_related("recorded_by"), "device_id")
        alerts = MonitoringAlert.objects.filter(**mine).select_related("recorded_by", "software")
        found.alerts = _by(alerts.prefetch_related("decisions__recorded_by"), "software_id")
        for link in DeviceCondition.objects.counted().filter(**mine).select_related("condition__order"):
            served = _served(nominal, link.condition)
            if served is not None:
                if link.device_id is not None:
                    found.by_device.setdefault(link.device_id, []).append(served)
                elif link.software_id is not None:
                    found.by_software.setdefault(link.software_id, []).append(served)
        return found

    def alerts_on(self, device: int) -> list[MonitoringAlert]:
        """Every alert of the software on a device, latest first."""
        rows = [alert for one in self.software.get(device, ()) for alert in self.alerts.get(one.pk, ())]
        return sorted(rows, key=lambda row: (row.alerted_on, row.pk), reverse=True)

    def undecided(self) -> list[MonitoringAlert]:
        """Every alert that nobody has decided on, the oldest first."""
        rows = [alert for some in self.alerts.values() for alert in some if is_open(alert)]
        return sorted(rows, key=lambda row: (row.alerted_on, row.pk))


def _by(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _served(nominal: Nominal, condition: Condition) -> Served | None:
    if condition.voided_at is not None or condition.order.voided_at is not None:
        return None
    url = reverse("orders:condition", args=[nominal.reference, condition.order_id, condition.pk])
    return Served(f"{condition.order}, condition {condition.number}", url)


def standing_decision(alert: MonitoringAlert) -> AlertDecision | None:
    """What was decided and stands. The alert comes with its decisions."""
    return next((row for row in alert.decisions.all() if row.voided_at is None), None)


def is_open(alert: MonitoringAlert) -> bool:
    """Whether it counts and nobody has decided."""
    return alert.voided_at is None and standing_decision(alert) is None


def how_known(row: Particular | Alias) -> str:
    """`Declared by the person`, `Found, not declared`, or that nobody recorded it."""
    return row.get_known_by_display() if row.known_by else NOT_SAID


def device_url(nominal: Nominal, pk: int) -> str:
    """The page of one device or account."""
    return reverse("orders:device", args=[nominal.reference, pk])


def running(rows: Iterable[MonitoringSoftware], on: dt.date) -> list[MonitoringSoftware]:
    """The software that is on the device on a day."""
    return [row for row in rows if row.voided_at is None and (row.removed_on is None or row.removed_on > on)]


def software_words(row: MonitoringSoftware, on: dt.date) -> str:
    """`SafeWatch since 3 March 2026; its licence ended on 1 May 2026`."""
    words = f"{row.product} since {plain_date(row.installed_on)}"
    if row.licence_ends_on and row.licence_ends_on < on:
        words += f"; its licence ended on {plain_date(row.licence_ends_on)}"
    return words


def card(digital: Digital, row: Particular) -> DeviceCard:
    """One device or account."""
    looks = [one for one in digital.examinations.get(row.pk, ()) if one.voided_at is None]
    last = f"{looks[0].get_result_display()}, {plain_date(looks[0].examined_on)}" if looks else "never examined"
    return DeviceCard(
        row.pk,
        row.get_kind_display(),
        row.text,
        row.known_by == "found",
        how_known(row),
        f"since {plain_date(row.noted_on)}{f' until {plain_date(row.to_on)}' if row.to_on else ''}, {row.source}",
        not holds(row, digital.on),
        device_url(digital.nominal, row.pk),
        [software_words(one, digital.on) for one in running(digital.software.get(row.pk, ()), digital.on)],
        last,
        digital.by_device.get(row.pk, ()),
        sum(is_open(alert) for alert in digital.alerts_on(row.pk)),
    )


def listing(nominal: Nominal, on: dt.date) -> dict[str, Any]:
    """The context of the list: devices, accounts, names used online, alerts to decide on (eight queries)."""
    digital = Digital.of(nominal, on)
    cards = [card(digital, row) for row in digital.devices]
    online = Alias.objects.counted().filter(nominal=nominal, kind=AliasKind.ONLINE).order_by("-noted_on", "-pk")
    kinds = {row.pk: row.kind for row in digital.devices}
    return {
        "devices": [one for one in cards if kinds[one.id] == ParticularKind.DEVICE and not one.past],
        "accounts": [one for one in cards if kinds[one.id] == ParticularKind.ACCOUNT and not one.past],
        "ended": [one for one in cards if one.past],
        "names": [
            {"text": str(row), "how": how_known(row), "url": fact_url(nominal, row),
             "since": f"since {plain_date(row.noted_on)}, {row.source}"}
            for row in online
        ],
        "undecided": [{**vars(alert_row(nominal, row, on)), "product": row.software.product,
                       "device_url": device_url(nominal, row.software.device_id)} for row in digital.undecided()],
    }  # fmt: skip


def alert_row(nominal: Nominal, row: MonitoringAlert, on: dt.date) -> AlertRow:
    """One alert. It comes with its decisions."""
    decision, still_open = standing_decision(row), is_open(row)
    at = f" at {row.alerted_at:%H:%M}" if row.alerted_at else ""
    breach = decision.breach_id if decision else None
    return AlertRow(
        row.pk,
        f"{long_date(row.alerted_on)}{at}",
        row.what,
        recorded_text(row),
        row.void_reason if row.voided_at else "",
        still_open,
        state(row.alerted_on, on, suspended=False) if still_open else "",
        decision.get_outcome_display() if decision else "",
        decision.reason if decision else "",
        decision.pk if decision else 0,
        f"{plain_date(decision.decided_on)}. {recorded_text(decision)}" if decision else "",
        reverse("orders:breach", args=[nominal.reference, breach]) if breach else "",
    )


def examination_row(nominal: Nominal, row: Examination) -> dict[str, Any]:
    """One look into a device."""
    return {
        "id": row.pk,
        "day": long_date(row.examined_on),
        "result": row.get_result_display(),
        "state": RESULTS[row.result],
        "what": row.what,
        "means": row.means,
        "notes": row.notes,
        "recorded": recorded_text(row),
        "voided": row.void_reason if row.voided_at else "",
        "visit_url": f"{reverse('visits:list', args=[nominal.reference])}#visit-{row.visit_id}" if row.visit_id else "",
    }


def software_row(digital: Digital, row: MonitoringSoftware) -> dict[str, Any]:
    """Software on a device with what it reported."""
    lasts = f", its last day {plain_date(row.licence_ends_on)}" if row.licence_ends_on else ""
    facts = [
        ("Licence", f"{row.licence or 'not recorded'}{lasts}"),
        ("Installed", long_date(row.installed_on)),
        ("Taken off", f"{long_date(row.removed_on)}: {row.removed_why}" if row.removed_on else ""),
        ("Entry", recorded_text(row)),
    ]
    return {
        "id": row.pk,
        "product": row.product,
        "facts": [(term, value) for term, value in facts if value],
        "running": bool(running([row], digital.on)),
        "voided": row.void_reason if row.voided_at else "",
        "licence_over": row.licence_ends_on is not None and row.licence_ends_on < digital.on and not row.removed_on,
        "serves": digital.by_software.get(row.pk, ()),
        "alerts": [alert_row(digital.nominal, alert, digital.on) for alert in digital.alerts.get(row.pk, ())],
    }


def device_page(nominal: Nominal, row: Particular, on: dt.date) -> dict[str, Any]:
    """Everything about one device or account."""
    digital = Digital.of(nominal, on)
    return {
        "device": row,
        "card": card(digital, row),
        "ended": not holds(row, on),
        "wrong": row.voided_at is not None,
        "is_device": row.kind == ParticularKind.DEVICE,
        "fact_url": fact_url(nominal, row),
        "software": [software_row(digital, one) for one in digital.software.get(row.pk, ())],
        "examinations": [examination_row(nominal, one) for one in digital.examinations.get(row.pk, ())],
    }


def examined_words(rows: Iterable[Examination]) -> dict[int, list[str]]:
    """What was examined at each visit, by its number. They come with their devices."""
    found: dict[int, list[str]] = {}
    for row in rows:
        if row.visit_id is not None:
            how = f" ({row.what}; {row.means})" if row.what else ""
            found.setdefault(row.visit_id, []).append(f"{row.device.text}: {row.get_result_display().lower()}{how}")
    return found
