"""Short names for facts of orders, so that a case reads as a sentence."""

import csv
import datetime as dt
import itertools
from collections import defaultdict
from datetime import date as d

from orders.policy import ConditionFact, OrderFact
from tests.support.bundle import CASES, day

_ids = itertools.count(1)
FOLDER = CASES / "orders"


def condition(number="1", ends=None, *, kind="prohibition", starts=None, every=None, **more):
    """A condition to a last day (None: until further order), checked `every` (value, unit)."""
    value, unit = every or (None, "")
    return ConditionFact(next(_ids), number, kind, starts, ends, value, unit, **more)


def order(ref, made, *conditions, kind="shpo", served="made", discharged=None, keeps_earlier=False):
    """An order, served when it was made unless told."""
    return OrderFact(
        next(_ids), ref, kind, made, made if served == "made" else served, discharged, keeps_earlier, conditions
    )


def rows(name):
    path = FOLDER / name
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def bundle_orders(on: dt.date):
    """The orders of the worked cases by nominal, with the last check as of a day."""
    checks = defaultdict(list)
    for row in rows("bundle/condition_checks.csv"):
        checked_on = day(row["checked_on"])
        if row["result"] != "not_checked" and checked_on <= on:
            checks[row["order_ref"], row["number"]].append(checked_on)
    conditions = defaultdict(list)
    for row in rows("bundle/conditions.csv"):
        last = max(checks[row["order_ref"], row["number"]], default=None)
        every = (int(row["check_value"]), row["check_unit"]) if row["check_value"] else None
        conditions[row["order_ref"]].append(
            condition(row["number"], day(row["ends_on"]), kind=row["kind"], every=every, last_check=last)
        )
    found = defaultdict(list)
    for row in rows("bundle/orders.csv"):
        found[row["reference"]].append(
            order(
                row["order_ref"],
                day(row["made_on"]),
                *conditions[row["order_ref"]],
                kind=row["kind"],
                served=day(row["served_on"]),
                discharged=day(row["discharged_on"]),
            )
        )
    return found


__all__ = ["bundle_orders", "condition", "d", "order", "rows"]
