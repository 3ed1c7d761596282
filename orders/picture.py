"""One person's orders as they stand on a day: the rows, what the rules make of them, and what they lack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from deadlines.reconcile import batch_for
from deadlines.registry import Batch, population
from deadlines.spec import Spec
from orders.door import number_key
from orders.facts import orders_of
from orders.models import (
    Breach,
    CheckResult,
    Condition,
    ConditionCheck,
    ConditionVersion,
    Order,
    OrderEvent,
    OrderEventKind,
)
from orders.models.events import CHANGES, DECISIONS
from orders.policy import (
    CONDITION_CHECK,
    ORDER_END,
    Standing,
    Term,
    TermWarning,
    order_specs,
    passports_to_surrender,
    standings,
)
from orders.reading import terms_of, warnings_of

ENDING_WITHIN = dt.timedelta(days=90)  # a decision is owed: renew, or let lapse


@dataclass
class ConditionPicture:
    """One condition: its words today, from when to when, its checks."""

    row: Condition
    now: Condition | ConditionVersion
    term: Term
    live: bool
    check: Spec | None
    checks: list[ConditionCheck] = field(default_factory=list)  # latest first, those that count as a look included

    @property
    def last_on(self) -> dt.date | None:
        """The day of the latest that is a check."""
        return self.term.condition.last_check

    @property
    def last(self) -> ConditionCheck | None:
        """The latest that is a check."""
        return next((check for check in self.checks if check.result != CheckResult.NOT_CHECKED), None)


@dataclass
class OrderPicture:
    """One order with everything about it."""

    row: Order
    standing: Standing
    end: Spec | None
    conditions: list[ConditionPicture]
    warnings: list[TermWarning]
    events: list[OrderEvent]
    breaches: list[Breach]
    on: dt.date

    @property
    def live(self) -> list[ConditionPicture]:
        """The conditions that bind today."""
        return [] if self.standing.over else [one for one in self.conditions if one.live]

    def happened(self, *kinds: str) -> list[OrderEvent]:
        """Events of some kinds that count, latest first."""
        return [event for event in self.events if event.kind in kinds and event.voided_at is None]

    @property
    def comparison(self) -> OrderEvent | None:
        """The latest comparison of the entry as it is now with the court's paper."""
        found = self.happened(OrderEventKind.COMPARED)
        return next((event for event in found if event.order_version == self.row.version), None)

    @property
    def differs(self) -> bool:
        """Whoever compared the entry as it is now with the court's paper found a difference."""
        return self.comparison is not None and self.comparison.agrees is False

    @property
    def decision_owed(self) -> bool:
        """It ends soon, and nobody has decided since the last change whether to renew it or to let it lapse.

        Of two events of one day the one recorded later is the later.
        """
        last = self.standing.last_day
        if self.standing.over or last is None or last > self.on + ENDING_WITHIN:
            return False
        return not self._since(DECISIONS, CHANGES)

    @property
    def queried(self) -> bool:
        """A term does not seem to be allowed, and the court has not answered since it was asked or changed a term."""
        return bool(self.warnings) and not self._since((OrderEventKind.ANSWERED,), (OrderEventKind.QUERIED, *CHANGES))

    def _since(self, kinds: Sequence[str], others: Sequence[str]) -> bool:
        """Whether an event of some kinds followed every event of others."""
        latest = next(iter(self.happened(*kinds, *others)), None)
        return latest is not None and latest.kind in kinds

    @property
    def passports_owed(self) -> bool:
        """A ban on travel to all countries, and no surrender of passports recorded."""
        banned = any(passports_to_surrender(one.term.kind, one.term.all_countries) for one in self.live)
        return banned and not self.happened(OrderEventKind.PASSPORTS)


def pictures(nominal_id: int, on: dt.date) -> list[OrderPicture]:
    """Every order of a person that was not entered in error, latest made first (a fixed number of queries)."""
    return pictures_of([nominal_id], on, with_checks=True)


def pictures_of(ids: Sequence[int], on: dt.date, *, with_checks: bool = False) -> list[OrderPicture]:
    """The same for some nominals, person by person, in as many queries; of the checks only the last day."""
    batch = batch_for(on, ids=ids)
    people = population().load(batch)
    orders = orders_of(batch)
    if not orders:
        return []
    reader = _Reader(ids, with_checks=with_checks)
    made: list[OrderPicture] = []
    for nominal_id in ids:
        facts = orders.get(nominal_id)
        if facts:
            specs = order_specs(people[nominal_id].facts, facts, on, batch.book, batch.calendar)
            known = {(spec.kind, spec.subject): spec for spec in specs}
            made += [_picture(standing, known, reader, batch) for standing in reversed(standings(facts, on))]
    return made


class _Reader:
    """Everything about some people's orders, by what it hangs on: a fixed number of queries."""

    def __init__(self, ids: Sequence[int], *, with_checks: bool) -> None:
        of = {"nominal_id__in": ids}
        orders = Order.objects.counted().filter(**of).select_related("recorded_by", "nominal__officer")
        self.orders = {row.pk: row for row in orders}
        conditions = Condition.objects.counted().filter(**of).select_related("recorded_by")
        self.conditions = {row.pk: row for row in conditions}
        self.versions = _by(ConditionVersion.objects.counted().filter(**of), "condition_id")
        checks = ConditionCheck.objects.counted().filter(**of).select_related("recorded_by")
        self.checks = _by(checks.order_by("-checked_on", "-pk"), "condition_id") if with_checks else {}
        self.events = _by(OrderEvent.objects.filter(**of).select_related("recorded_by"), "order_id")
        breaches = Breach.objects.filter(**of).select_related("condition", "recorded_by")
        self.breaches = _by(breaches.prefetch_related("steps__recorded_by"), "order_id")


def _by(rows: Iterable, column: str) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _picture(standing: Standing, specs: dict[tuple[str, str], Spec], reader: _Reader, batch: Batch) -> OrderPicture:
    row, ref, on = reader.orders[standing.order.id], standing.order.ref, batch.on
    conditions = [
        _condition(reader, term, specs.get((CONDITION_CHECK, f"{ref}/{term.number}")), on) for term in standing.terms
    ]
    conditions.sort(key=lambda one: number_key(one.row.number))
    return OrderPicture(
        row,
        standing,
        specs.get((ORDER_END, ref)),
        conditions,
        warnings_of(standing.order, row.nominal.force_id, batch),
        reader.events.get(row.pk, []),
        reader.breaches.get(row.pk, []),
        on,
    )


def _condition(reader: _Reader, term: Term, check: Spec | None, on: dt.date) -> ConditionPicture:
    row = reader.conditions[term.condition.id]
    now = terms_of(row, on, reader.versions.get(row.pk, ()))
    return ConditionPicture(row, now, term, term.live(on) and not term.removed, check, reader.checks.get(row.pk, []))


@dataclass(frozen=True)
class Manageability:
    """How many conditions bind, and how many of them are looked at."""

    live: int = 0
    in_time: int = 0  # looked at, and the next look is not overdue
    overdue: int = 0
    never: int = 0

    def __add__(self, other: Manageability) -> Manageability:
        return Manageability(
            self.live + other.live,
            self.in_time + other.in_time,
            self.overdue + other.overdue,
            self.never + other.never,
        )


def manageability(orders: Sequence[OrderPicture]) -> Manageability:
    """The figures of some orders."""
    total = Manageability()
    for order in orders:
        for one in order.live:
            never = one.last_on is None
            late = one.check is not None and not one.check.suspended and one.check.due_on < order.on
            total += Manageability(1, int(not never and not late), int(late), int(never))
    return total
