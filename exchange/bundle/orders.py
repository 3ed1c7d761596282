"""Orders, their conditions and the checks of them: files whose rows hang on each other (contract, section 3)."""

from __future__ import annotations

from deadlines import policy_keys
from exchange.bundle import values as v
from exchange.bundle.facts import WHOSE
from exchange.bundle.spec import (
    FACT,
    Column,
    Fault,
    FileSpec,
    Key,
    Known,
    Pair,
    Parent,
    Row,
    Writes,
    as_given,
    fixed,
    words,
)
from orders.models import CheckResult, ConditionKind, OrderKind
from orders.models.conditions import UNITS

ORDER_REF = Column("order_ref", v.reference, required=True)
NUMBER = Column("number", v.text(40), required=True)
CHECKED_EVERY = Pair("check_value", "check_unit", policy_keys.LONGEST)
VERSION = Writes("version", "1", lambda present: "t.version + 1", compared=False)


def _before(row: Row, first: str, second: str, message: str) -> list[Fault]:
    """ISO days compare as text."""
    early, late = row.get(first), row.get(second)
    return [(second, message.format(early))] if early and late and str(late) < str(early) else []


def _judge_order(row: Row) -> list[Fault]:
    return [
        *_before(row, "made_on", "served_on", "Served before it was made: give a day on or after {}"),
        *_before(row, "made_on", "discharged_on", "Discharged before it was made: give a day on or after {}"),
    ]


def _judge_condition(row: Row) -> list[Fault]:
    faults = _before(row, "starts_on", "ends_on", "Ends before it starts: give a day on or after {}")
    return faults + CHECKED_EVERY.faults(row)


ORDERS = FileSpec(
    name="orders",
    table="orders_order",
    judge=_judge_order,
    key_alone=True,
    in_order=(("made_on", "served_on"), ("made_on", "discharged_on")),
    same_key_at="order_ref",
    known=Known("bundle_known_orders", "upper(s.order_ref)", "upper(t.order_ref)", made_on=("made_on", "t.made_on")),
    columns=(
        WHOSE,
        ORDER_REF,
        Column("kind", v.code(OrderKind.values), required=True),
        Column("made_on", v.date, "date"),
        Column("served_on", v.date, "date"),
        Column("discharged_on", v.date, "date"),
        Column("court", v.text(200)),
    ),
    key=(Key("order_ref", "upper(t.order_ref)", staged="upper(s.order_ref)"),),
    writes=(
        fixed("id", "s.row_id"),
        *FACT,
        fixed("order_ref", "s.order_ref"),
        as_given("kind"),
        as_given("made_on"),
        as_given("served_on"),
        as_given("discharged_on"),
        words("court"),
        VERSION,
    ),
)

CONDITIONS = FileSpec(
    name="conditions",
    table="orders_condition",
    judge=_judge_condition,
    pairs=(CHECKED_EVERY,),
    in_order=(("starts_on", "ends_on"),),
    same_key_at="number",
    parent=Parent(
        "bundle_known_orders",
        "upper(s.order_ref)",
        "order_ref",
        "'There is no order “' || s.order_ref || '”: add it to orders.csv, or correct it'",
        "orders.csv",
        versioned="orders_order",  # what was compared with the court's paper was the order with its conditions
    ),
    known=Known(
        "bundle_known_conditions",
        "upper(s.order_ref) || '/' || upper(s.number)",
        "upper(o.order_ref) || '/' || upper(t.number)",
        "JOIN orders_order o ON o.id = t.order_id",
        "t.voided_at IS NOT NULL OR o.voided_at IS NOT NULL",
        ("parent_made_on", "o.made_on"),
    ),
    columns=(
        ORDER_REF,
        NUMBER,
        Column("kind", v.code(ConditionKind.values), required=True),
        Column("text", v.text()),
        Column("starts_on", v.date, "date"),
        Column("ends_on", v.date, "date"),
        Column("supervisor", v.text(200)),
        Column("check_value", v.whole(1, max(policy_keys.LONGEST.values())), "smallint"),
        Column("check_unit", v.code([unit for unit, _ in UNITS])),
    ),
    key=(
        Key("order_ref", "t.order_id", staged="s.parent_id"),
        Key("number", "upper(t.number)", staged="upper(s.number)"),
    ),
    writes=(
        fixed("id", "s.row_id"),
        *FACT,
        fixed("order_id", "s.parent_id"),
        fixed("number", "s.number"),
        as_given("kind"),
        words("text"),
        as_given("starts_on"),
        as_given("ends_on"),
        words("supervisor"),
        *CHECKED_EVERY.writes(),
        VERSION,
    ),
)

CONDITION_CHECKS = FileSpec(
    name="condition_checks",
    table="orders_conditioncheck",
    prefer="visit_id IS NOT NULL, id DESC",  # the register may hold one made at the door on the same day
    same_key_at="checked_on",
    parent=Parent(
        "bundle_known_conditions",
        "upper(s.order_ref) || '/' || upper(s.number)",
        "number",
        "'Order “' || s.order_ref || '” has no condition “' || s.number || '”: add it to conditions.csv,'"
        " || ' or correct it'",
        "conditions.csv",
        above=CONDITIONS.parent,
    ),
    also_names=("bundle_known_orders",),
    columns=(
        ORDER_REF,
        NUMBER,
        Column("checked_on", v.date, "date", required=True),
        Column("result", v.code(CheckResult.values), required=True),
        Column("notes", v.text()),
    ),
    key=(Key("number", "t.condition_id", staged="s.parent_id"), Key("checked_on", "t.checked_on")),
    writes=(
        *FACT,
        fixed("condition_id", "s.parent_id"),
        fixed("checked_on", "s.checked_on"),
        as_given("result"),
        words("notes"),
    ),
)
