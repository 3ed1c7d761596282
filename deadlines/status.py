"""The one rule for overdue: what state a deadline is in on a day.

The query expressions in `deadlines.models` say the same; a property test proves them equal. Nothing else decides it.
"""

from __future__ import annotations

import datetime as dt

UPCOMING, DUE_TODAY, OVERDUE, SUSPENDED = "upcoming", "due_today", "overdue", "suspended"
STATES = (UPCOMING, DUE_TODAY, OVERDUE, SUSPENDED)


def state(due_on: dt.date, on: dt.date, *, suspended: bool) -> str:
    """`suspended` while the clock is stopped; else by the dates alone. Due today is never overdue."""
    if suspended:
        return SUSPENDED
    if due_on < on:
        return OVERDUE
    return DUE_TODAY if due_on == on else UPCOMING


def days_overdue(due_on: dt.date, on: dt.date, *, suspended: bool) -> int:
    """Days from the due date to `on` where overdue, else 0."""
    return (on - due_on).days if not suspended and due_on < on else 0


def days_to_go(due_on: dt.date, on: dt.date, *, suspended: bool) -> int:
    """Days from `on` to the due date where upcoming, else 0."""
    return (due_on - on).days if not suspended and due_on > on else 0
