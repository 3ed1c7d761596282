"""What is read of a condition: its words as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from orders.models import Condition, ConditionVersion


def terms_of(
    condition: Condition, on: dt.date, versions: Sequence[ConditionVersion] | None = None
) -> Condition | ConditionVersion:
    """The row that holds what the condition says on a day: its latest variation by then, else as it was made."""
    rows = condition.versions.counted() if versions is None else versions
    known = [row for row in rows if row.effective_from <= on and row.voided_at is None]
    return max(known, key=lambda row: row.effective_from) if known else condition
