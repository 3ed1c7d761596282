"""How many hours a force allows for putting a possible failure on record (policy key `breach_record`)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from deadlines.policy_keys import PolicyBook

KEY = "breach_record"
_UNITS = {"hours": 1, "days": 24, "working_days": 24, "weeks": 168, "months": 730, "years": 8766}  # as a force sets it


def hours_allowed(book: PolicyBook, force: Any, found_on: dt.date) -> int:
    """The force's limit in hours on the day it was found."""
    limit = book.interval(KEY, force, on=found_on)
    return limit.value * _UNITS.get(limit.unit, 24)
