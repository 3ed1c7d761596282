"""How far off a date is, as its tag says it."""

from __future__ import annotations

import datetime as dt

from common.text import days_phrase, upper_first
from deadlines.status import state


def when(due: dt.date, on: dt.date, *, suspended: bool = False) -> dict[str, str]:
    """`state`, and `days` in words: `Overdue by 12 days`, `Due today`; a stopped clock has no words of its own."""
    words = "" if suspended else upper_first(days_phrase((due - on).days))
    return {"state": state(due, on, suspended=suspended), "days": words}
