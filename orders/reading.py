"""What is read of an order and its conditions: the words as of a day, what of them the Act does not seem to allow, and

the state in which a page showed them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from deadlines.registry import Batch
from orders.models import Condition, ConditionVersion, Order
from orders.models.events import CHANGES
from orders.policy import OrderFact, TermWarning, term_warnings
from orders.policy.facts import NOT_KNOWN


def terms_of(
    condition: Condition, on: dt.date, versions: Sequence[ConditionVersion] | None = None
) -> Condition | ConditionVersion:
    """The row that holds what the condition says on a day: its latest variation by then, else as it was made."""
    rows = condition.versions.counted() if versions is None else versions
    known = [row for row in rows if row.effective_from <= on and row.voided_at is None]
    return max(known, key=lambda row: row.effective_from) if known else condition


def warnings_of(order: OrderFact, force_id: int | None, batch: Batch) -> list[TermWarning]:
    """Everything about an order on the batch's day that the law does not seem to allow (`term_warnings`).

    Whether electronic monitoring could be ordered when it was made is policy, `order_electronic_monitoring`.
    """
    known = order.made_on != NOT_KNOWN
    monitoring = known and batch.book.yes("order_electronic_monitoring", force_id, on=order.made_on)
    return term_warnings(order, batch.on, monitoring_in_force=monitoring)


def state_of(order: Order) -> str:
    """What a page has seen of an order's terms: the entry's version, and the variation recorded last."""
    last = order.events.counted().filter(kind__in=CHANGES).order_by("-pk").values_list("pk", flat=True).first()
    return f"{order.version}.{last or 0}"
