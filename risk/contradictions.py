"""What the tools say beside the level: the latest result of each, and where they differ. Nothing decides by it."""

from __future__ import annotations

import datetime as dt

from common.text import plain_date
from offenders.models import Nominal
from risk.models import Assessment
from risk.policy.tools import conflict


def latest_results(nominal: Nominal, on: dt.date) -> list[Assessment]:
    """The last result of each tool by a day, the latest first (one query)."""
    rows = Assessment.objects.counted().filter(nominal=nominal, completed_on__lte=on)
    last = rows.order_by("tool", "-completed_on", "-pk").distinct("tool")
    return sorted(last, key=lambda row: (row.completed_on, row.pk), reverse=True)


def contradictions(nominal: Nominal, level: str | None, on: dt.date) -> list[str]:
    """A sentence for each tool whose latest result says more or less than a level."""
    found = [(conflict(row.tool, row.band, level), row) for row in latest_results(nominal, on)]
    return [f"{words} (completed {plain_date(row.completed_on)})" for words, row in found if words]
