"""The deadlines of orders, and what orders say of the requirement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deadlines.registry import Batch, Kind
from deadlines.spec import Spec
from offenders.deadlines import PersonRow
from orders import policy
from orders.facts import load_orders, load_owing_decisions, orders_of
from orders.policy import (
    BREACH_DECISION,
    CONDITION_CHECK,
    CONDITION_END,
    KINDS,
    MONITORING_ALERT,
    ORDER_END,
    AlertFact,
    BreachFact,
    OrderFact,
    alert_specs,
    alert_subject,
    breach_specs,
    breach_subject,
    order_specs,
    standings,
)

NAMES = (
    Kind(ORDER_END, "Order ends", "The last day of an order."),
    Kind(CONDITION_END, "Condition ends", "The last day of a condition that ends before its order."),
    Kind(CONDITION_CHECK, "Condition check", "The next check of a condition."),
    Kind(
        BREACH_DECISION,
        "Decision on a suspected breach",
        "A condition looks broken, and nothing is decided yet.",
        numbered=True,
    ),
    Kind(
        MONITORING_ALERT,
        "Decision on a monitoring alert",
        "Monitoring software reported, and nothing is decided.",
        numbered=True,
    ),
)


@dataclass(slots=True)
class OrderFacts:
    """One person's orders, suspected breaches and alerts of monitoring software."""

    orders: Sequence[OrderFact] = ()
    breaches: Sequence[BreachFact] = ()
    alerts: Sequence[AlertFact] = ()


class OrderSource:
    """Registers the kinds of orders with the engine."""

    kinds = (*KINDS, BREACH_DECISION, MONITORING_ALERT)
    by_facts_alone = True

    def load(self, batch: Batch) -> Mapping[int, OrderFacts]:
        """The orders that the population has read (else four queries), and one query for breaches and alerts."""
        orders, decisions = orders_of(batch), load_owing_decisions(batch)
        return {
            id_: OrderFacts(orders.get(id_, ()), *decisions.get(id_, ((), ())))
            for id_ in orders.keys() | decisions.keys()
        }

    def specs(self, person: PersonRow, facts: OrderFacts | None, batch: Batch) -> list[Spec]:
        """What is owed about orders on the batch's day."""
        if facts is None:
            return []
        specs = order_specs(person.facts, facts.orders, batch.on, batch.book, batch.calendar)
        return [*specs, *breach_specs(facts.breaches, batch.on), *alert_specs(facts.alerts, batch.on)]

    def outcome(self, old: Spec, new: Spec | None, facts: OrderFacts | None) -> str:
        """A check made since, a decision, a last day that came: `done`; a term that was changed is `superseded`."""
        if new is not None:
            later = old.counted_from and new.counted_from and new.counted_from > old.counted_from
            return "done" if old.kind == CONDITION_CHECK and later and new.rule == policy.LAST_CHECK else "superseded"
        facts = facts or OrderFacts()
        if old.kind == BREACH_DECISION:
            return "done" if any(breach_subject(one.id) == old.subject for one in facts.breaches) else "cancelled"
        if old.kind == MONITORING_ALERT:
            return "done" if any(alert_subject(one.id) == old.subject for one in facts.alerts) else "cancelled"
        if old.kind != CONDITION_CHECK and old.due_on in _last_days(old, facts.orders):
            return "done"
        return "cancelled"


def _last_days(old: Spec, facts: Sequence[OrderFact]) -> set[object]:
    """The last day that the facts still give to an order or a condition whose deadline is gone: it came."""
    ref, _, number = old.subject.partition("/")
    found: set[object] = set()
    for standing in standings(facts, old.due_on):
        if standing.order.ref == ref:
            found |= (
                {term.last_day for term in standing.terms if term.number == number} if number else {standing.last_day}
            )
    return found


def all_ended(batch: Batch) -> Mapping[int, bool]:
    """For each nominal with an order: whether all of them are over on the day. Read anew, and shared with the batch."""
    found = batch.shared["orders"] = load_orders(batch)
    return {id_: bool(policy.all_ended(orders, batch.on)) for id_, orders in found.items() if _recorded(orders, batch)}


def _recorded(orders: Sequence[OrderFact], batch: Batch) -> bool:
    return any(order.made_on <= batch.on for order in orders)
