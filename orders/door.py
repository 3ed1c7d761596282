"""What to check at the door: the live conditions of a person, those that are due first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from common.dates import is_within
from common.text import days_phrase, plain_date
from deadlines.reconcile import batch_for
from deadlines.registry import Batch, population
from deadlines.status import OVERDUE, state
from offenders.deadlines import PersonRow
from orders.facts import orders_of
from orders.models import Condition, ConditionVersion, DeviceCondition
from orders.models.orders import SHORT_KINDS, OrderKind
from orders.policy import CONDITION_CHECK, OrderFact, Term, calls_for_examination, order_specs, standings
from orders.reading import terms_of

BY_CONSENT = "None: by consent"


@dataclass(frozen=True)
class DoorCondition:
    """One live condition as the page and the door sheet show it."""

    id: int
    order_ref: str
    order_kind: str
    number: str
    kind: str
    text: str
    may_ask: str
    check_how: str
    due: str  # 'overdue by 5 days', 'never checked'
    state: str  # overdue, due_today, upcoming, or blank without a date
    last: str
    is_due: bool  # now, soon, or never looked at
    digital: bool  # kept or broken on a device


def door_conditions(nominal_id: int, on: dt.date) -> list[DoorCondition]:
    """The conditions that bind one person on a day. As `door_conditions_of`."""
    return door_conditions_of([nominal_id], on).get(nominal_id, [])


def door_conditions_of(ids: Sequence[int], on: dt.date) -> dict[int, list[DoorCondition]]:
    """The conditions that bind some people on a day, by nominal id: due (or due soon, or never checked) first, the
    longest overdue first.

    A fixed number of queries, whatever the number of people and conditions.
    """
    batch = batch_for(on, ids=ids)
    people, orders = population().load(batch), orders_of(batch)
    if not orders:
        return {}
    rows = _Rows(list(orders))
    return {id_: _of_person(people[id_], orders[id_], batch, rows) for id_ in ids if id_ in orders}


class _Rows:
    """The conditions of some people with their variations, and which of them a device or software serves."""

    def __init__(self, ids: Sequence[int]) -> None:
        of = {"nominal_id__in": ids}
        self.conditions = {row.pk: row for row in Condition.objects.counted().filter(**of)}
        self.versions: dict[int, list[ConditionVersion]] = {}
        for version in ConditionVersion.objects.counted().filter(**of):
            self.versions.setdefault(version.condition_id, []).append(version)
        self.served = set(DeviceCondition.objects.counted().filter(**of).values_list("condition_id", flat=True))


def _of_person(person: PersonRow, orders: Sequence[OrderFact], batch: Batch, rows: _Rows) -> list[DoorCondition]:
    on = batch.on
    specs = {s.subject: s for s in order_specs(person.facts, orders, on, batch.book, batch.calendar)
             if s.kind == CONDITION_CHECK}  # fmt: skip
    soon = batch.book.interval("due_soon", person.force_id, CONDITION_CHECK, on=on)
    found = []
    for standing in standings(orders, on):
        for term in standing.terms if not standing.over else ():
            if term.live(on):
                spec = specs.get(f"{standing.order.ref}/{term.number}")
                last = term.condition.last_check
                is_due = last is None or (spec is not None and is_within(on, spec.due_on, soon, batch.calendar))
                found.append((not is_due, spec.due_on if spec else dt.date.max, standing.order, term, last))
    found.sort(key=lambda row: (row[0], row[1], row[2].ref, number_key(row[3].number)))
    return [_shown(on, *row, rows) for row in found]


def _shown(
    on: dt.date,
    later: bool,
    due_on: dt.date,
    order: OrderFact,
    term: Term,
    last: dt.date | None,
    rows: _Rows,
) -> DoorCondition:
    condition = rows.conditions[term.condition.id]
    terms = terms_of(condition, on, rows.versions.get(condition.pk, []))
    dated = due_on != dt.date.max
    due = days_phrase((due_on - on).days) if dated else "no interval set"
    return DoorCondition(
        condition.pk,
        order.ref,
        SHORT_KINDS[OrderKind(order.kind)],
        term.number,
        terms.get_kind_display(),
        terms.text,
        terms.may_ask or BY_CONSENT,
        terms.check_how,
        due if last else f"never checked, {due}" if dated else "never checked",
        state(due_on, on, suspended=False) if dated else OVERDUE if last is None else "",
        f"last checked {plain_date(last)}" if last else "",
        not later,
        calls_for_examination(terms.text, served=condition.pk in rows.served),
    )


def number_key(number: str) -> tuple[tuple[int, str], ...]:
    """The court's numbers in their order: 2 before 10, 3(a) after 3."""
    parts, digits = [], ""
    for sign in [*number.lower(), ""]:
        if sign.isdigit() and sign.isascii():
            digits += sign
            continue
        if digits:
            parts.append((int(digits), ""))
            digits = ""
        if sign:
            parts.append((-1, sign))
    return tuple(parts)
