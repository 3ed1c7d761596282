"""What is read of an order and its conditions: the words as of a day, and the state in which a page showed them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from orders.models import Condition, ConditionVersion, Order
from orders.models.events import CHANGES


def terms_of(
    condition: Condition, on: dt.date, versions: Sequence[ConditionVersion] | None = None
) -> Condition | ConditionVersion:
    """The row that holds what the condition says on a day: its latest variation by then, else as it was made."""
    rows = condition.versions.counted() if versions is None else versions
    known = [row for row in rows if row.effective_from <= on and row.voided_at is None]
    return max(known, key=lambda row: row.effective_from) if known else condition


def state_of(order: Order) -> str:
    """What a page has seen of an order's terms: the entry's version, and the variation recorded last."""
    last = order.events.counted().filter(kind__in=CHANGES).order_by("-pk").values_list("pk", flat=True).first()
    return f"{order.version}.{last or 0}"
