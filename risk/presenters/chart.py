"""The history of the risk level as a picture drawn on the server, beside the events; its table says the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from common.text import plain_date
from offenders.models import Level
from offenders.policy import LevelHistory
from risk.policy.facts import EventFact
from risk.policy.review import NAMES

HEIGHT, LEFT, TOP, STEP = 210, 86, 16, 40  # user units; the levels are STEP apart
WIDTHS = (("wide", 720), ("narrow", 340))  # a screen, and a phone, where the words keep their size
A_YEAR_NAME = 64  # units between the names of two years
ORDER = ("very_high", "high", "medium", "low")
LEAST_SPAN = 365  # days


class Mark(NamedTuple):
    """An event on the time line."""

    x: int
    label: str


def chart(levels: LevelHistory, events: Sequence[EventFact], on: dt.date) -> dict[str, Any] | None:
    """The steps of the level and the events since it was first recorded; None where no level ever was."""
    if not levels.changes:
        return None
    first = min(levels.changes[0].day, on - dt.timedelta(days=LEAST_SPAN))
    shown = [row for row in sorted(events) if first <= row[0] <= on]
    return {
        "pictures": [_picture(levels, shown, first, on, name, width) for name, width in WIDTHS],
        "rows": _rows(levels, shown),
    }


def _picture(
    levels: LevelHistory, shown: Sequence[EventFact], first: dt.date, on: dt.date, name: str, width: int
) -> dict[str, Any]:
    """One drawing of it, so many units wide."""

    def x(day: dt.date) -> int:
        return LEFT + round((width - LEFT - 10) * (day - first).days / max((on - first).days, 1))

    points: list[str] = []
    y = 0
    for change in levels.changes:
        if points:
            points.append(f"{x(change.day)},{y}")
        y = _y(change.level)
        points.append(f"{x(change.day)},{y}")
    points.append(f"{x(on)},{y}")
    return {
        "name": name,
        "width": width,
        "height": HEIGHT,
        "points": " ".join(points),
        "lines": [{"y": _y(code), "label": Level(code).label} for code in ORDER],
        "left": LEFT,
        "right": width - 10,
        "marks": [Mark(x(row[0]), NAMES.get(row[1], row[1])) for row in shown],
        "base": TOP + 3 * STEP + 24,
        "ticks": [
            {"x": x(day), "text": str(day.year), "y": HEIGHT - 8}
            for day in _years(first, on, (width - LEFT) // A_YEAR_NAME)
        ],
        "title": f"Risk level from {plain_date(first)} to {plain_date(on)}",
    }


def _y(level: str) -> int:
    return TOP + ORDER.index(level) * STEP


def _years(first: dt.date, on: dt.date, most: int) -> list[dt.date]:
    """The turns of the years, thinned so that their names do not meet: at most so many."""
    every = max(1, -(-(on.year - first.year) // max(most, 1)))
    return [dt.date(year, 1, 1) for year in range(first.year + 1, on.year + 1, every)]


def _rows(levels: LevelHistory, events: Sequence[EventFact]) -> list[dict[str, str]]:
    """What the picture shows, in words, latest first."""
    found: list[tuple[dt.date, str, str]] = []
    for change in levels.changes:
        what = f"{Level(change.level).label}" + (f", was {Level(change.was).label.lower()}" if change.was else "")
        found.append((change.day, "Risk level", what))
    found += [(row[0], "Event", NAMES.get(row[1], row[1])) for row in events]
    return [{"on": plain_date(day), "kind": kind, "what": what} for day, kind, what in sorted(found, reverse=True)]
