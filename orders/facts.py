"""The orders of a batch of nominals with their conditions, for every app that goes by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from common.rows import grouped, without_owner
from common.tuples import maker
from deadlines.registry import Batch
from orders.policy import AlertFact, BreachFact, ConditionFact, OrderFact, Orders, VersionFact

ORDERS = (
    "SELECT nominal_id, id, order_ref, kind, coalesce(made_on, served_on, DATE '0001-01-01'), served_on, discharged_on,"
    " keeps_earlier FROM orders_order"
    " WHERE {where} AND voided_at IS NULL"
)
CONDITIONS = (
    "SELECT nominal_id, order_id, id, number, kind, starts_on, ends_on, check_value, check_unit, added_on,"
    " all_countries, supervisor FROM orders_condition WHERE {where} AND voided_at IS NULL"
)
VERSIONS = (
    "SELECT nominal_id, condition_id, effective_from, removed, kind, starts_on, ends_on, check_value, check_unit,"
    " all_countries, supervisor FROM orders_conditionversion WHERE {where} AND voided_at IS NULL"
)
LAST_CHECKS = (
    "SELECT nominal_id, condition_id, max(checked_on) FROM orders_conditioncheck WHERE {where} AND voided_at IS NULL"
    " AND result <> 'not_checked' AND checked_on <= %s GROUP BY nominal_id, condition_id"
)
UNDECIDED = (
    "SELECT b.nominal_id, true, b.id, o.order_ref, coalesce(c.number, ''), b.suspected_on,"
    ' (SELECT min(s."on") FROM orders_breachstep s WHERE s.breach_id = b.id AND s.voided_at IS NULL'
    "   AND s.kind <> 'evidence')"
    " FROM orders_breach b JOIN orders_order o ON o.id = b.order_id"
    " LEFT JOIN orders_condition c ON c.id = b.condition_id WHERE b.{where} AND b.voided_at IS NULL"
    " UNION ALL SELECT a.nominal_id, false, a.id, s.product, '', a.alerted_on,"
    " (SELECT min(d.decided_on) FROM orders_alertdecision d WHERE d.alert_id = a.id AND d.voided_at IS NULL)"
    " FROM orders_monitoringalert a JOIN orders_monitoringsoftware s ON s.id = a.software_id"
    " WHERE a.{where} AND a.voided_at IS NULL"
)

OrdersOf = Mapping[int, Sequence[OrderFact]]
_ORDER, _CONDITION = maker(OrderFact), maker(ConditionFact)


def load_orders(batch: Batch) -> OrdersOf:
    """Every order by nominal id, its checks as of the batch's day: one query where there is none, else four."""
    found = grouped(batch.rows(ORDERS, then="id"), tuple)
    if not found:
        return {}
    versions = grouped(without_owner(batch.rows(VERSIONS, then="condition_id, id")), maker(VersionFact))
    checks: dict[int, Any] = dict(without_owner(batch.rows(LAST_CHECKS, after=[batch.on])))
    conditions = grouped(
        without_owner(batch.rows(CONDITIONS, then="order_id, id")),
        lambda row: _CONDITION((*row, versions.get(row[0], ()), checks.get(row[0]))),
    )
    return {
        nominal_id: Orders([_ORDER((*row, conditions.get(row[0], ()))) for row in rows])
        for nominal_id, rows in found.items()
    }


def orders_of(batch: Batch) -> OrdersOf:
    """The same, read once for a batch: by the population as it is loaded, then by each source that goes by orders."""
    found: OrdersOf = batch.shared["orders"] if "orders" in batch.shared else load_orders(batch)
    return found


def load_owing_decisions(batch: Batch) -> Mapping[int, tuple[list[BreachFact], list[AlertFact]]]:
    """Every suspected breach and every alert of monitoring software by nominal id, each with the day on which somebody
    first decided (one query for both).
    """
    found: dict[int, tuple[list[BreachFact], list[AlertFact]]] = {}
    for nominal_id, is_breach, id_, name, number, day, decided in batch.rows(UNDECIDED, then="2, 3"):
        mine = found.setdefault(nominal_id, ([], []))
        if is_breach:
            mine[0].append(BreachFact(id_, name, number, day, decided))
        else:
            mine[1].append(AlertFact(id_, name, day, decided))
    return found
