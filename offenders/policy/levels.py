"""The risk level in force on a day, and the management mode."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from offenders.policy.facts import (
    ACTIVE,
    AS_FOR_NO_LEVEL,
    RANK,
    REACTIVE,
    Gate,
    LevelFact,
    ManagementFact,
    approved_from,
    needed,
)


class LevelChange(NamedTuple):
    """From `day` on the level is `level`, having been `was` (None = none recorded)."""

    day: dt.date
    level: str
    was: str | None

    def rose(self) -> bool:
        """Whether it went up; a first level is compared with the one that stood in for it."""
        return RANK[self.level] > RANK[self.was or AS_FOR_NO_LEVEL]


class LevelHistory(NamedTuple):
    """The level in force on the day asked about, the changes up to it, and a proposal that still waits."""

    level: str | None
    changes: Sequence[LevelChange]
    waiting: LevelFact | None


NO_LEVEL = LevelHistory(None, (), None)


def risk_level_on(levels: Iterable[LevelFact], on: dt.date, *, lower_needs_approval: Gate) -> LevelHistory:
    """The risk level in force on a day, and how it came to be (contract, "Approval"; `lower_risk_needs_approval`).

    A level at least as high as the one in force counts from `effective_from`, approved or not. A lower one counts from
    the later of `effective_from` and `approved_on`. A first level is compared with high, which stands in for it. Of
    two levels from one day the higher stands.
    """
    rows = [row for row in levels if row[0] <= on]
    if not rows:
        return NO_LEVEL
    if len(rows) > 1:
        rows.sort(key=lambda row: (row[0], RANK[row[1]]))
    late = {row[3] for row in rows if row[2] and row[3] is not None and row[0] < row[3] <= on}
    if not late:  # what holds for a row on its own day holds ever after, so one walk tells the whole story
        return _walk_levels(rows, on, lower_needs_approval)
    changes: list[LevelChange] = []
    was = None
    for day in sorted(late.union(row[0] for row in rows)):
        level = _walk_levels(rows, day, lower_needs_approval).level
        if level is not None and level != was:
            changes.append(LevelChange(day, level, was))
            was = level
    return LevelHistory(was, changes, _walk_levels(rows, on, lower_needs_approval).waiting)


def settled_level(levels: Iterable[LevelFact], on: dt.date, *, by: dt.date) -> str | None:
    """The level in force on a day, where every level dated until then was agreed and in effect by an earlier day `by`.

    None where it is not so simple, or nothing is recorded: then `risk_level_on` has the answer. Where it is, which is
    for most people, that would say the same, with no change after `by` and nothing waiting.
    """
    last: LevelFact | None = None
    for row in levels:
        day, _, approved, approved_on = row
        if day > on:
            continue
        if day > by or not approved or (approved_on is not None and approved_on > by):
            return None
        if last is None or day > last[0] or (day == last[0] and RANK[row[1]] > RANK[last[1]]):
            last = row
    return None if last is None else last[1]


def _walk_levels(rows: Sequence[LevelFact], on: dt.date, gate: Gate) -> LevelHistory:
    """The walk as seen on one day; its `changes` are true only where no approval came after its proposal."""
    level: str | None = None
    waiting: LevelFact | None = None
    changes: list[LevelChange] = []
    for row in rows:
        day, proposed, approved, approved_on = row
        if day > on:
            break
        if RANK[proposed] < RANK[level or AS_FOR_NO_LEVEL] and needed(gate, day):
            counts_from = approved_from(day, approved, approved_on)
            if counts_from is None or counts_from > on:
                waiting = row
                continue
        waiting = None
        if proposed != level:
            was = level
            if changes and changes[-1].day == day:
                was = changes.pop().was
            if proposed != was:
                changes.append(LevelChange(day, proposed, was))
            level = proposed
    return LevelHistory(level, changes, waiting)


class Management(NamedTuple):
    """Active or reactive on the day asked about, since when, and the last day on which active management resumed."""

    mode: str
    since: dt.date | None  # None = never changed
    resumed_on: dt.date | None


ALWAYS_ACTIVE = Management(ACTIVE, None, None)


def management_on(rows: Iterable[ManagementFact], on: dt.date) -> Management:
    """The management mode on a day. `active` counts from its day, `reactive` once approved (contract, section 3).

    Nothing recorded is active. Of two decisions of one day, `active` stands.
    """
    known = sorted((row for row in rows if row[0] <= on), key=lambda row: (row[0], row[1] == ACTIVE))
    if not known:
        return ALWAYS_ACTIVE
    days = {row[0] for row in known}
    days.update(row[3] for row in known if row[2] and row[3] is not None and row[0] < row[3] <= on)
    mode, since, resumed_on = ACTIVE, None, None
    for day in sorted(days):
        now = _mode(known, day)
        if now != mode:
            mode, since = now, day
            if now == ACTIVE:
                resumed_on = day
    return Management(mode, since, resumed_on)


def _mode(rows: Sequence[ManagementFact], day: dt.date) -> str:
    mode = ACTIVE
    for effective_from, proposed, approved, approved_on in rows:
        if effective_from > day:
            break
        if proposed == ACTIVE:
            mode = ACTIVE
        else:
            counts_from = approved_from(effective_from, approved, approved_on)
            if counts_from is not None and counts_from <= day:
                mode = REACTIVE
    return mode
