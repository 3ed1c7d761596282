"""What the templates of orders print: cards, conditions, events with what they changed, breaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from common.text import long_date, plain_date, plural
from orders.door import BY_CONSENT
from orders.models import Condition, ConditionVersion, OrderEvent
from orders.models.events import CHANGES
from orders.picture import ConditionPicture, Manageability, OrderPicture
from orders.policy import NOT_KNOWN, RULES, cited, earliest_discharge, treated_as
from orders.presenters.words import (
    RESULT_STATES,
    Due,
    FieldDifference,
    due,
    ended_text,
    event_title,
    flags,
    interval_text,
    is_open,
    last_day_text,
    recorded_text,
    stage_text,
    term_text,
    terms_difference,
)
from orders.reading import terms_of

NOTIFICATION = {
    "full": "Keeps the person subject to notification, or makes them so, while it lasts",
    "name_and_address": "Name and home address are to be notified while it lasts, unless subject otherwise",
    "travel": "Only foreign travel is to be notified, unless subject otherwise",
    "on_breach": "A conviction or caution for its breach makes the person subject",
    "itself": "It makes the person subject from its service",
}


@dataclass(frozen=True)
class CheckRow:
    """One look at a condition."""

    id: int
    day: str
    result: str
    state: str
    reason: str
    notes: str
    examined: str
    means: str
    recorded: str
    voided: str
    at_visit: int | None
    devices: Sequence[str]


@dataclass(frozen=True)
class ConditionCard:
    """One condition as an order's page shows it."""

    id: int
    number: str
    kind: str
    text: str
    term: str
    live: bool
    interval: str
    due: Due | None
    last: str
    supervisor: str
    check_how: str
    may_ask: str
    warnings: Sequence[str]
    url: str


@dataclass(frozen=True)
class OrderCard:
    """One order as the list shows it."""

    id: int
    title: str
    ref: str
    url: str
    facts: Sequence[tuple[str, str]]
    flags: Sequence[tuple[str, str]]
    due: Due | None
    ended: str
    conditions: str


def at(name: str, order: OrderPicture, *args: Any) -> str:
    """The address of one of an order's pages."""
    return reverse(f"orders:{name}", args=[order.row.nominal.reference, order.row.pk, *args])


def order_card(order: OrderPicture) -> OrderCard:
    """An order in the list."""
    live = order.live
    return OrderCard(
        order.row.pk,
        order.row.get_kind_display(),
        order.row.order_ref,
        at("order", order),
        [
            ("Made", _made(order)),
            ("Served", plain_date(order.row.served_on)),
            ("Last day", last_day_text(order.standing.last_day)),
        ],
        flags(order),
        due(order.end, order.on),
        ended_text(order) if order.standing.over else "",
        plural(len(live), "live condition") if not order.standing.over else "",
    )


def _made(order: OrderPicture) -> str:
    return ", ".join(part for part in (plain_date(order.row.made_on), order.row.court) if part)


def order_facts(order: OrderPicture) -> list[tuple[str, str]]:
    """Everything about an order as (term, value)."""
    row, on = order.row, order.on
    made = row.made_on or NOT_KNOWN
    kind = treated_as(row.kind, on)
    earliest = earliest_discharge(row.kind, made, [one.term.kind for one in order.conditions])
    consulted = {True: "Yes", False: "No", None: "not known"}[row.police_consulted]
    facts = [
        ("Court", row.court or "not recorded"),
        ("Case number", row.case_number),
        ("Made", long_date(row.made_on)),
        ("Served", long_date(row.served_on)),
        ("Last day", last_day_text(order.standing.last_day)),
        ("Applied for by", row.get_applicant_display() or "not known"),
        ("Police consulted first", consulted),
        ("Where it runs", row.area or "throughout the United Kingdom (s.136ZA)"),
        ("Law", cited(RULES[row.kind].law)),
        ("Treated as", f"an {kind.upper()}, since 8 March 2020" if kind != row.kind else ""),
        ("No discharge without consent before", long_date(earliest) if earliest else ""),
        ("Notification", NOTIFICATION[RULES[row.kind].notification]),
        ("Earlier orders", "The court left an earlier one standing" if row.keeps_earlier else ""),
        ("Notes", row.notes),
        ("Entry", recorded_text(row)),
    ]
    return [(term, value) for term, value in facts if value]


def condition_card(order: OrderPicture, one: ConditionPicture) -> ConditionCard:
    """A condition on its order's page."""
    now, last = one.now, one.last
    return ConditionCard(
        one.row.pk,
        one.row.number,
        now.get_kind_display(),
        now.text,
        term_text(one),
        one.live and not order.standing.over,
        interval_text(now.check_value, now.check_unit),
        due(one.check, order.on),
        f"{last.get_result_display()}, {plain_date(last.checked_on)}" if last else "",
        now.supervisor,
        now.check_how,
        now.may_ask or BY_CONSENT,
        [f"{warning.text} ({warning.source})" for warning in order.warnings if warning.number == one.row.number],
        at("condition", order, one.row.pk),
    )


def check_row(check: Any, devices: Sequence[str] = ()) -> CheckRow:
    """One check; `devices`: the looks into devices at the same visit, where the condition is about devices."""
    return CheckRow(
        check.pk,
        long_date(check.checked_on),
        check.get_result_display(),
        RESULT_STATES[check.result],
        check.get_reason_display() if check.reason else "",
        check.notes,
        check.examined,
        check.means,
        recorded_text(check),
        check.void_reason if check.voided_at else "",
        check.visit_id,
        devices,
    )


@dataclass(frozen=True)
class Changed:
    """What an event made of one condition."""

    number: str
    what: str  # 'changed', 'added', 'discharged'
    fields: Sequence[FieldDifference] = ()
    text: str = ""


@dataclass(frozen=True)
class EventRow:
    """Something that happened to an order."""

    id: int
    title: str
    day: str
    court: str
    note: str
    recorded: str
    voided: str
    changed: Sequence[Changed] = field(default_factory=tuple)


def event_rows(order: OrderPicture) -> list[EventRow]:
    """Every event, latest first; a variation with the difference it made, condition by condition."""
    versions: dict[int, list[ConditionVersion]] = {}
    ids = [event.pk for event in order.events if event.kind in CHANGES]
    if ids:
        rows = ConditionVersion.objects.filter(event_id__in=ids).select_related("condition")
        for version in rows.order_by("condition__number"):
            versions.setdefault(version.event_id, []).append(version)
    every = [version for some in versions.values() for version in some]
    return [_event_row(order, event, versions.get(event.pk, []), every) for event in order.events]


def _event_row(
    order: OrderPicture, event: OrderEvent, versions: Sequence[ConditionVersion], every: Sequence[ConditionVersion]
) -> EventRow:
    changed = [_changed(version, every) for version in versions]
    if event.kind in CHANGES:
        changed += [
            Changed(one.row.number, "added", (), one.row.text)
            for one in order.conditions
            if one.row.added_by_id == event.pk
        ]
    return EventRow(
        event.pk,
        event_title(event),
        long_date(event.on),
        event.court,
        event.note,
        recorded_text(event),
        event.void_reason if event.voided_at else "",
        changed,
    )


def _changed(version: ConditionVersion, every: Sequence[ConditionVersion]) -> Changed:
    condition = version.condition
    if version.removed:
        return Changed(condition.number, "discharged", (), version.text)
    earlier = [row for row in every if row.condition_id == condition.pk and row.pk != version.pk]
    before = terms_of(condition, version.effective_from - dt.timedelta(days=1), earlier)
    return Changed(condition.number, "changed", terms_difference(before, version))


def wordings(condition: Condition, versions: Sequence[ConditionVersion]) -> list[dict[str, str]]:
    """Each wording of a condition with the day from which it held, latest first; the present one left out."""
    rows = sorted((row for row in versions if row.voided_at is None), key=lambda row: row.effective_from)
    past: list[Condition | ConditionVersion] = [condition, *rows[:-1]] if rows else []
    ends = [row.effective_from for row in rows]
    return [
        {"text": row.text, "until": f"until {plain_date(end)}"}
        for row, end in reversed(list(zip(past, ends, strict=True)))
    ]


def breach_row(breach: Any) -> dict[str, Any]:
    """A suspected breach in a list."""
    return {
        "id": breach.pk,
        "day": plain_date(breach.suspected_on),
        "condition": f"Condition {breach.condition.number}" if breach.condition else "The order as a whole",
        "what": breach.what,
        "stage": stage_text(breach),
        "open": is_open(breach),
        "voided": breach.void_reason if breach.voided_at else "",
    }


def manageable_text(total: Manageability) -> str:
    """`9 live conditions: 6 checked in time, 2 overdue, 1 never checked`."""
    if not total.live:
        return "No live conditions."
    parts = [f"{total.in_time:,} checked in time", f"{total.overdue:,} overdue", f"{total.never:,} never checked"]
    return f"{plural(total.live, 'live condition')}: {', '.join(parts)}."
