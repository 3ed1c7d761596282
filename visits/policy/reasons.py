"""The plain sentences in which a visit date explains itself."""

from __future__ import annotations

import datetime as dt
from functools import cache

from common.dates import Interval, long_date
from offenders.policy import (
    CUSTODY,
    HOSPITAL,
    RANK,
    IntervalHistory,
    IntervalStep,
    LevelHistory,
)
from visits.policy.facts import REGISTERED, Situation, Start

LEVEL_NAMES = {"low": "low", "medium": "medium", "high": "high", "very_high": "very high"}
_NO_LEVEL = "No risk level recorded, treated as high"

_STARTS = {
    REGISTERED: "registration",
    CUSTODY: "the end of custody",
    HOSPITAL: "the end of detention in hospital",
    "active": "the return to active management",
}


@cache  # a few levels and intervals, in one sentence for each person
def interval_text(level: str | None, planned: bool, interval: Interval) -> str:
    """`High risk: every 3 months`; `Low risk, plan interval: every 6 months`."""
    who = _NO_LEVEL if level is None else f"{LEVEL_NAMES[level].capitalize()} risk"
    return f"{who}, plan interval: {interval.every()}" if planned else f"{who}: {interval.every()}"


def change_text(before: IntervalStep, after: IntervalStep) -> str:
    """What changed between two steps, and when: `raised to high on 20 February 2026`."""
    return f"{_change(before, after)} on {long_date(after.day)}"


def _change(before: IntervalStep, after: IntervalStep) -> str:
    if after.level != before.level and after.level is not None:
        if before.level is None:
            return f"risk level {LEVEL_NAMES[after.level]} recorded"
        verb = "raised" if RANK[after.level] > RANK[before.level] else "lowered"
        return f"{verb} to {LEVEL_NAMES[after.level]}"
    if after.plan is not None:
        return f"the plan interval became {Interval(after.plan[1], after.plan[2]).text()}"
    return "the plan interval ceased to count"


def first_visit_text(interval: Interval, start: Start) -> str:
    """`First visit: 15 working days from registration on 2 March 2026`."""
    return f"First visit: {interval.text()} from {_STARTS[start.why]} on {long_date(start.on)}"


def new_home_text(interval: Interval, moved_on: dt.date) -> str:
    """`New home since 2 March 2026, not visited yet: 15 working days from the move`."""
    return f"New home since {long_date(moved_on)}, not visited yet: {interval.text()} from the move"


def otherwise_text(due_on: dt.date) -> str:
    """The date that an earlier duty goes before."""
    return f"otherwise due {long_date(due_on)}"


def seen_text(last_seen: dt.date | None) -> str:
    """`last seen 10 January 2026`, or that the person was never seen."""
    return "not seen yet" if last_seen is None else f"last seen {long_date(last_seen)}"


def waiting_texts(levels: LevelHistory, intervals: IntervalHistory | None) -> list[str]:
    """Proposals that do not count, or no longer."""
    texts = []
    if levels.waiting is not None:
        texts.append(f"{LEVEL_NAMES[levels.waiting[1]]} from {long_date(levels.waiting[0])} is not approved")
    if intervals is not None and intervals.waiting is not None:
        row = intervals.waiting
        texts.append(f"plan interval of {Interval(row[1], row[2]).text()} from {long_date(row[0])} is not approved")
    if intervals is not None and intervals.outlived is not None:
        row = intervals.outlived
        texts.append(f"plan interval of {Interval(row[1], row[2]).text()} is older than the rise in level")
    return texts


def status_texts(s: Situation) -> list[str]:
    """Custody and hospital, which suspend; abroad and missing, which do not."""
    texts = []
    if s.detained is not None:
        where = "in custody" if s.detained[0] == CUSTODY else "in hospital"
        texts.append(f"suspended: {where} since {long_date(s.detained[1])}")
    if s.abroad is not None:
        texts.append(f"abroad since {long_date(s.abroad[1])}, the date stands")
    if s.missing is not None:
        texts.append(f"missing since {long_date(s.missing[1])}, the date stands")
    return texts


def since_text(s: Situation) -> str:
    """From when attempts are counted: `since last seen 10 October 2025`, `since the end of custody on …`."""
    if s.anchor is not None:
        return f"since last seen {long_date(s.anchor)}"
    if s.start is not None:
        return f"since {_STARTS[s.start.why]} on {long_date(s.start.on)}"
    return "so far"


def times(number: int, word: str) -> str:
    """`1 attempt`, `3 attempts`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
