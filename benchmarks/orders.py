"""Orders and their conditions: the reconcile of a register full of them.

`python -m benchmarks orders`. Like `bulk`, with orders added for two people of three: an SHPO of six conditions for
most, each checked every other month for two years, some varied, some with an end of their own, some orders replaced by
a later one, a few breaches undecided. The floor copies out the rows that the engine reads of them too.
"""

from __future__ import annotations

from benchmarks.added import Added
from common.rows import fetch
from orders.facts import CONDITIONS, LAST_CHECKS, ORDERS, UNDECIDED, VERSIONS

_ORDER = "INSERT INTO orders_order (nominal_id, recorded_at, void_reason, order_ref, kind, made_on, served_on, court)"
_TERMS = "recorded_at, void_reason, text, kind, starts_on, ends_on, supervisor, check_value, check_unit"

FACTS = (
    f"{_ORDER} SELECT id, now(), '', 'O-' || id, CASE WHEN id % 9 = 0 THEN 'sro' ELSE 'shpo' END, b.on, b.on, 'Court'"
    " FROM offenders_nominal CROSS JOIN LATERAL (SELECT DATE '{on}' - 1500 + (id * 37 % 760)::int AS on) b"
    " WHERE id % 3 > 0 ORDER BY id",
    # One in twenty had an interim order first, one in twenty-five a SOPO that the later order ended.
    f"{_ORDER} SELECT nominal_id, now(), '', order_ref || 'I',"
    " CASE WHEN nominal_id % 25 = 1 THEN 'sopo' ELSE 'interim_shpo' END, made_on - 120, made_on - 120, 'Court'"
    " FROM orders_order WHERE kind = 'shpo' AND (nominal_id % 20 = 1 OR nominal_id % 25 = 1) ORDER BY nominal_id",
    # Two in three conditions run for a term; half have an interval of their own.
    f"INSERT INTO orders_condition (nominal_id, order_id, number, {_TERMS})"
    " SELECT o.nominal_id, o.id, k::text, now(), '', 'Not to do what condition ' || k || ' says',"
    " CASE WHEN k % 5 = 0 THEN 'requirement' ELSE 'prohibition' END, NULL,"
    " CASE WHEN k % 3 > 0 THEN o.made_on + 1826 + 365 * (k % 2) END, '',"
    " CASE WHEN k % 2 = 0 THEN 2 + k % 3 END, CASE WHEN k % 2 = 0 THEN 'months' ELSE '' END"
    " FROM orders_order o CROSS JOIN generate_series(1, 6) k ORDER BY o.nominal_id, o.id, k",
    "INSERT INTO orders_conditioncheck (nominal_id, condition_id, recorded_at, void_reason, checked_on, result, notes)"
    " SELECT c.nominal_id, c.id, now(), '', DATE '{on}' - (c.id * 13 % 50)::int - 60 * k,"
    " CASE WHEN (c.id + k) % 11 = 0 THEN 'not_checked' ELSE 'complied' END, ''"
    " FROM orders_condition c JOIN orders_order o ON o.id = c.order_id CROSS JOIN generate_series(0, 11) k"
    " WHERE c.id % 8 > 0 AND DATE '{on}' - (c.id * 13 % 50)::int - 60 * k >= o.made_on ORDER BY c.nominal_id, c.id, k",
    "INSERT INTO orders_orderevent (nominal_id, order_id, recorded_at, void_reason, kind, \"on\", court, note)"
    " SELECT nominal_id, id, now(), '', 'varied', made_on + 400, '', '' FROM orders_order"
    " WHERE nominal_id % 12 = 1 AND made_on + 400 <= DATE '{on}' ORDER BY nominal_id",
    f"INSERT INTO orders_conditionversion (nominal_id, condition_id, event_id, effective_from, removed, {_TERMS})"
    " SELECT c.nominal_id, c.id, e.id, e.\"on\", c.number = '6', now(), '', c.text || ' still', c.kind, c.starts_on,"
    " c.ends_on, '', 3, 'months' FROM orders_condition c JOIN orders_orderevent e ON e.order_id = c.order_id"
    " WHERE c.number IN ('2', '6') ORDER BY c.nominal_id, c.id",
    "INSERT INTO orders_breach (nominal_id, order_id, recorded_at, void_reason, suspected_on, what, seized)"
    " SELECT nominal_id, id, now(), '', DATE '{on}' - 3, 'Seen', '' FROM orders_order WHERE nominal_id % 100 = 1"
    " ORDER BY nominal_id",
    "VACUUM ANALYZE",
)  # fmt: skip


def reads(day: str) -> list[str]:
    """The queries whose rows the orders part reads."""
    last = LAST_CHECKS.replace("%s", f"DATE '{day}'")
    decisions = UNDECIDED.format(where="nominal_id > 0")
    return [*(query.format(where="true") for query in (ORDERS, CONDITIONS, VERSIONS, last)), decisions]


def counts() -> str:
    """How many facts there are."""
    [(orders, conditions, checks)] = fetch(
        "SELECT (SELECT count(*) FROM orders_order), (SELECT count(*) FROM orders_condition),"
        " (SELECT count(*) FROM orders_conditioncheck)",
        [],
    )
    return f"{orders:,} orders, {conditions:,} conditions, {checks:,} checks"


PART = Added("orders", FACTS, reads, counts, least=3)
