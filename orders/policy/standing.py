"""Which orders and conditions are in force on a day, and which is the last day of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from common.dates import Interval
from common.tuples import maker
from orders.policy.facts import ConditionFact, OrderFact
from orders.policy.kinds import supersedes

_DAY = dt.timedelta(days=1)

COURT, LATER_ORDER, TERMS = "court", "later_order", "terms"  # what ended an order


class Term(NamedTuple):
    """A condition as it stands on a day: the court's own number, its first and last day (None: until further order)."""

    condition: ConditionFact
    kind: str
    starts_on: dt.date
    last_day: dt.date | None
    interval: Interval | None  # of its own
    all_countries: bool
    supervisor: str
    removed: bool

    @property
    def number(self) -> str:
        return self.condition.number

    def live(self, on: dt.date) -> bool:
        """Whether it binds on a day."""
        return self.starts_on <= on and (self.last_day is None or self.last_day >= on)


class Standing(NamedTuple):
    """An order as it stands on a day."""

    order: OrderFact
    terms: Sequence[Term]
    last_day: dt.date | None  # None = until further order
    over: bool
    ended_by: str = ""  # court, later_order or terms
    ended_by_ref: str = ""  # the later order


class OrderSpan(NamedTuple):
    """From when to when an order binds, for whatever follows from it (the requirement, reactive management).

    `served_on` None: not known on the day asked about. `last_day` None: until further order.
    """

    ref: str
    kind: str
    made_on: dt.date
    served_on: dt.date | None
    last_day: dt.date | None
    over: bool


def terms_on(order: OrderFact, on: dt.date) -> list[Term]:
    """The order's conditions by the facts of a day: each as the latest variation on or before it left it.

    A condition starts when it says, else when the order was served (where that is known by the day), else when made.
    One that was discharged on a day had its last day the day before; if it was never to last that long, its own.
    """
    default = _known(order.served_on, on) or order.made_on
    return [
        _term(condition, condition.added_on or default, on)
        for condition in order.conditions
        if condition.added_on is None or condition.added_on <= on
    ]


def _term(condition: ConditionFact, default_start: dt.date, on: dt.date) -> Term:
    _, _, kind, starts_on, ends_on, value, unit, _, everywhere, supervisor, versions, _ = condition
    removed = False
    if versions:
        for version in sorted(versions):
            if version.effective_from > on:
                break
            if version.removed:
                removed = True
                last = version.effective_from - _DAY
                ends_on = last if ends_on is None or ends_on > last else ends_on
                continue
            _, removed, kind, starts_on, ends_on, value, unit, everywhere, supervisor = version
    interval = _INTERVAL((value, unit)) if value is not None else None
    made: Term = _TERM((
        condition, kind, starts_on or default_start, ends_on, interval, everywhere, supervisor, removed,
    ))  # fmt: skip
    return made


_INTERVAL, _TERM, _STANDING, _SPAN = maker(Interval), maker(Term), maker(Standing), maker(OrderSpan)


class Orders(list[OrderFact]):
    """One person's orders as they were read. They keep how they stand on the day asked about last, since several rules

    ask the same of a person one after another.
    """

    __slots__ = ("_kept",)

    def standings(self, on: dt.date) -> list[Standing]:
        kept: tuple[dt.date, list[Standing]] | None = getattr(self, "_kept", None)
        if kept is None or kept[0] != on:
            self._kept = kept = (on, _standings(self, on))
        return kept[1]


def standings(orders: Iterable[OrderFact], on: dt.date) -> list[Standing]:
    """Every order made by a day, as it stands on it, in the order of making.

    It lasts as long as any of its terms (without a condition: until further order), or until it is discharged or a
    later order ends it: then its last day is the day before.
    """
    return orders.standings(on) if isinstance(orders, Orders) else _standings(orders, on)


def _standings(orders: Iterable[OrderFact], on: dt.date) -> list[Standing]:
    known = [order for order in orders if order.made_on <= on]
    if len(known) > 1:
        known.sort(key=lambda order: (order.made_on, order.ref))
    return [_standing(order, known, on) for order in known]


def _standing(order: OrderFact, known: Sequence[OrderFact], on: dt.date) -> Standing:
    terms = terms_on(order, on)
    last_day, why, by = _longest(terms), TERMS, ""
    if order.discharged_on is not None and order.discharged_on <= on:
        last_day, why = _earlier(last_day, order.discharged_on - _DAY, why, COURT)
    if len(known) > 1:
        for later in known:
            if supersedes(later.kind, later.made_on, later.keeps_earlier, order.kind, order.made_on):
                was = last_day
                last_day, why = _earlier(last_day, later.made_on - _DAY, why, LATER_ORDER)
                by = later.ref if last_day != was else by
    over = last_day is not None and last_day < on
    made: Standing = _STANDING((
        order, terms, last_day, over, why if over else "", by if over and why == LATER_ORDER else "",
    ))  # fmt: skip
    return made


def _longest(terms: Sequence[Term]) -> dt.date | None:
    longest: dt.date | None = None
    for term in terms:
        if term.last_day is None:
            return None
        if longest is None or term.last_day > longest:
            longest = term.last_day
    return longest


def _earlier(day: dt.date | None, other: dt.date, why: str, other_why: str) -> tuple[dt.date | None, str]:
    return (other, other_why) if day is None or other < day else (day, why)


def active_refs(orders: Iterable[OrderFact], on: dt.date) -> list[str]:
    """The references of the orders in force on a day."""
    return [standing.order.ref for standing in standings(orders, on) if not standing.over]


def order_spans(orders: Iterable[OrderFact], on: dt.date) -> list[OrderSpan]:
    """Every order made by a day with its span as the facts of that day have it."""
    return [
        _SPAN((order.ref, order.kind, order.made_on, _known(order.served_on, on), last_day, over))
        for order, _, last_day, over, _, _ in standings(orders, on)
    ]


def _known(served_on: dt.date | None, on: dt.date) -> dt.date | None:
    return served_on if served_on is not None and served_on <= on else None


def all_ended(orders: Iterable[OrderFact], on: dt.date) -> bool | None:
    """Whether every order recorded by a day is over; None where none is recorded (contract, "No disposal …")."""
    found = standings(orders, on)
    return all(standing.over for standing in found) if found else None
