"""What happens to an order after it was made: each a dated event."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts import permissions as p
from common.text import plain_date
from deadlines.reconcile import batch_for
from offenders.actions.base import change, hold, log, said, values
from offenders.actions.errors import Refused
from offenders.models import Nominal
from orders.actions.conditions import free_number
from orders.actions.shared import Terms, already, checked_terms, within
from orders.facts import load_orders
from orders.models import Condition, ConditionVersion, Order, OrderEvent, OrderEventKind
from orders.models.conditions import TERMS
from orders.models.events import CHANGES
from orders.policy import standings
from orders.reading import state_of, terms_of

PLAIN_KINDS = (
    OrderEventKind.REVIEWED, OrderEventKind.TO_RENEW, OrderEventKind.TO_LAPSE, OrderEventKind.EXPIRED,
    OrderEventKind.QUERIED, OrderEventKind.ANSWERED, OrderEventKind.PASSPORTS,
)  # fmt: skip
NEEDS_NOTE = {
    OrderEventKind.REVIEWED: "Say what was looked at and why it stays as it is",
    OrderEventKind.TO_RENEW: "Say why",
    OrderEventKind.TO_LAPSE: "Say why",
    OrderEventKind.QUERIED: "Say what was asked",
    OrderEventKind.ANSWERED: "Say what the court answered",
}


CHANGED_SINCE = "The order was changed since you opened this page. Open it again, and enter what the court did"


@dataclass(frozen=True)
class Change:
    """What the court made of one condition: new terms, or its discharge."""

    condition: int
    removed: bool = False
    terms: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewCondition:
    """A condition that a variation added."""

    number: str
    terms: Mapping[str, Any] = field(default_factory=dict)


def vary_order(
    *,
    order: Order,
    by: Any,
    on: dt.date,
    kind: str,
    varied_on: dt.date,
    changes: Sequence[Change] = (),
    added: Sequence[NewCondition] = (),
    court: str = "",
    note: str = "",
    seen: str | None = None,
    form_token: uuid.UUID | None = None,
) -> OrderEvent:
    """The court varied or renewed the order on a day: conditions changed, discharged, added. Sent twice, it is one.

    What is in force on earlier days stays as it was. `seen` is the `state_of` the order that was shown: whoever wrote
    over a change that they never saw would undo it. Raises `Refused` for that, where nothing changes, where the order
    was over by that day, or where a later variation has touched a condition already.
    """
    if kind not in CHANGES:
        raise Refused("Select varied or renewed", "kind")
    with change(order.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        if done := already(OrderEvent, held, by, form_token):
            return done
        row = hold(Order, order.pk, held)
        within(row, varied_on, on, "on", "The day of the hearing")
        _check_state(row, varied_on, seen)
        event = OrderEvent.objects.create(
            nominal=held, order=row, kind=kind, on=varied_on, court=court.strip(), note=note.strip(), recorded_by=by,
            form_token=form_token,
        )  # fmt: skip
        done_to = [_apply(event, row, one, by) for one in changes]
        done_to += [_add(event, row, one, by) for one in added]
        if not any(done_to):
            raise Refused("Nothing was changed. If the court left the order as it was, record a review instead")
        log("order.varied", by=by, nominal=held, fact=event, after=values(event, "kind", "on", "court", "note"),
            conditions=[one for one in done_to if one])  # fmt: skip
    return event


def _check_state(order: Order, day: dt.date, seen: str | None) -> None:
    """An order that is over cannot be varied any more, and one that was changed meanwhile must be seen first."""
    if order.discharged_on is not None and order.discharged_on <= day:
        raise Refused("The order was discharged by then", "on")
    if seen is not None and seen != state_of(order):
        raise Refused(CHANGED_SINCE)
    orders = load_orders(batch_for(day, ids=[order.nominal_id])).get(order.nominal_id, ())
    for standing in standings(orders, day):
        if standing.order.id == order.pk and standing.over:
            raise Refused(
                f"The order was over by then: its last day was {plain_date(standing.last_day)}."
                " If that day is wrong, correct the entry first", "on",
            )  # fmt: skip


def _apply(event: OrderEvent, order: Order, one: Change, by: Any) -> dict[str, Any] | None:
    """Write what one condition became; None where the terms are the same."""
    condition = Condition.objects.counted().filter(order=order, pk=one.condition).first()
    if condition is None:
        raise Refused("The order has no such condition")
    was = terms_of(condition, event.on)
    before: Terms = values(was, *TERMS)
    after = before if one.removed else checked_terms(order, {**before, **one.terms}, condition.added_on)
    if after == before and not one.removed:
        return None
    if condition.versions.counted().filter(effective_from__gte=event.on).exists():
        raise Refused(f"Condition {condition.number} has been varied on that day or later already", "on")
    if condition.added_on is not None and condition.added_on >= event.on:
        raise Refused(f"Condition {condition.number} was added on that day or later", "on")
    ConditionVersion.objects.create(
        nominal_id=order.nominal_id, condition=condition, event=event, effective_from=event.on, removed=one.removed,
        recorded_by=by, **after,
    )  # fmt: skip
    changed = [name for name in TERMS if before[name] != after[name]]
    return {
        "number": condition.number,
        "removed": one.removed,
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
    }


def _add(event: OrderEvent, order: Order, one: NewCondition, by: Any) -> dict[str, Any]:
    terms = checked_terms(order, one.terms, event.on)
    number = free_number(order, one.number)
    Condition.objects.create(
        nominal_id=order.nominal_id, order=order, number=number, added_on=event.on, added_by=event, recorded_by=by,
        **terms,
    )  # fmt: skip
    return {"number": number, "added": True, "before": None, "after": terms}


def discharge_order(
    *,
    order: Order,
    by: Any,
    on: dt.date,
    discharged_on: dt.date,
    court: str = "",
    note: str = "",
    form_token: uuid.UUID | None = None,
) -> OrderEvent:
    """The court discharged the order: it is over on that day. Sent twice, it is one discharge."""
    with change(order.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        if done := already(OrderEvent, held, by, form_token):
            return done
        row = hold(Order, order.pk, held)
        within(row, discharged_on, on, "on", "The day of the discharge")
        if row.discharged_on is not None:
            raise Refused("This order has been discharged already")
        row.discharged_on = discharged_on
        row.save(update_fields=["discharged_on"])
        event = _event(held, row, OrderEventKind.DISCHARGED, discharged_on, by, court, note, form_token)
        log("order.discharged", by=by, nominal=held, fact=event, before={"discharged_on": None},
            after={"discharged_on": discharged_on, "court": court, "note": note}, order=row.pk)  # fmt: skip
    return event


def record_event(
    *,
    order: Order,
    by: Any,
    on: dt.date,
    kind: str,
    happened_on: dt.date,
    court: str = "",
    note: str = "",
    form_token: uuid.UUID | None = None,
) -> OrderEvent:
    """What changes no condition: a review without change, a decision about the end, a query and its answer, its end."""
    if kind not in PLAIN_KINDS:
        raise Refused("Select what happened", "kind")
    if kind in NEEDS_NOTE:
        note = said(note, "note", NEEDS_NOTE[OrderEventKind(kind)])
    with change(order.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        if done := already(OrderEvent, held, by, form_token):
            return done
        row = hold(Order, order.pk, held)
        within(row, happened_on, on, "on", "The day")
        event = _event(held, row, kind, happened_on, by, court, note, form_token)
        log("order.event", by=by, nominal=held, fact=event, after=values(event, "kind", "on", "court", "note"))
    return event


def _event(
    nominal: Nominal,
    order: Order,
    kind: str,
    day: dt.date,
    by: Any,
    court: str,
    note: str,
    form_token: uuid.UUID | None,
) -> OrderEvent:
    return OrderEvent.objects.create(
        nominal=nominal, order=order, kind=kind, on=day, court=court.strip(), note=note.strip(), recorded_by=by,
        form_token=form_token,
    )  # fmt: skip
