"""ARMS assessments of invented people: most in time, some late, as in any unit."""

from __future__ import annotations

import datetime as dt
from random import Random

from exchange.demo.biography import Staff
from exchange.demo.tables import ASSESSMENT, Rows, evening
from exchange.demo.timeline import Timeline

LATE = 0.06  # of those who have been managed for over a year
FIRST_WITHIN = 14  # days from registration
PRIORITIES = ("low", "low", "low", "medium", "medium", "high")


def write_assessments(rows: Rows, nominal: int, line: Timeline, on: dt.date, staff: Staff, rng: Random) -> None:
    """The first assessment soon after registration and the last within the year; a few are overdue."""
    if line.registered_on is None or (on - line.registered_on).days <= FIRST_WITHIN:
        return
    author = staff.officer or staff.colleagues[0][0]
    first = line.registered_on + dt.timedelta(days=rng.randint(3, FIRST_WITHIN))
    age = rng.randint(370, 430) if rng.random() < LATE else rng.randint(5, 340)
    last = on - dt.timedelta(days=age)
    for completed_on in sorted({first, max(first, last)}):
        fact = (nominal, evening(completed_on), author, "")
        rows.add(ASSESSMENT, *fact, "arms", "1", completed_on, rng.choice(PRIORITIES), None, "{}", "")
