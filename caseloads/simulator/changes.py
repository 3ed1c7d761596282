"""What may be tried: intervals of visits, and the criteria and review of reactive management. On a copy of the book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from common.dates import Interval
from deadlines.policy_keys import OverrideRow, PolicyBook, Value, value_text

VISIT_INTERVAL = "visit_interval"
TRIED = (
    *((VISIT_INTERVAL, level) for level in ("very_high", "high", "medium", "low")),
    ("reactive_min_low", ""),
    ("reactive_blocked_by_order", ""),
    ("reactive_blocked_by_event", ""),
    ("reactive_review", ""),
)


class Change(NamedTuple):
    """One key set otherwise, as a policy row writes it."""

    key: str
    applies_to: str
    value: str
    unit: str


def written(value: Value) -> tuple[str, str]:
    """A value as a policy row writes it: value and unit."""
    if isinstance(value, Interval):
        return str(value.value), value.unit
    if isinstance(value, bool):
        return ("yes" if value else "no"), "yes_no"
    return ("" if value is None else str(value)), "count"


def in_force(book: PolicyBook, force: Hashable, on: dt.date) -> list[Change]:
    """Everything that may be tried, as it stands for a force on a day."""
    return [Change(key, case, *written(book.value(key, force, case, on=on))) for key, case in TRIED]


def differing(wanted: Iterable[Change], book: PolicyBook, force: Hashable, on: dt.date) -> list[Change]:
    """Those that are not what stands anyway."""
    now = set(in_force(book, force, on))
    return [change for change in wanted if change not in now]


def book_with(rows: Iterable[OverrideRow], changes: Sequence[Change], force: Hashable, on: dt.date) -> PolicyBook:
    """A book in which the changes stand for a force from a day on, as if they had been adopted from it."""
    return PolicyBook([*rows, *((force, on, *change) for change in changes)])


def told(changes: Iterable[Change], book: PolicyBook, force: Hashable, on: dt.date) -> list[tuple[Change, str, str]]:
    """Each change with the value that stands on a day, and the one tried, in words."""
    found = []
    for change in changes:
        now = value_text(book.value(change.key, force, change.applies_to, on=on))
        tried = PolicyBook([(force, on, *change)]).value(change.key, force, change.applies_to, on=on)
        found.append((change, now, value_text(tried)))
    return found
