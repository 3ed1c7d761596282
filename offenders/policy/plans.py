"""The visit interval in force: the plan's own, or the level's default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from common.dates import Interval
from offenders.policy.facts import Gate, PlanFact, approved_from, needed
from offenders.policy.levels import LevelChange, LevelHistory


class IntervalStep(NamedTuple):
    """From `day` on, the plan interval that counts, or the default of the level (None = as for high)."""

    day: dt.date
    level: str | None
    plan: PlanFact | None


class IntervalHistory(NamedTuple):
    """The steps in order, the first of them from the beginning of time; a plan that waits; one that a rise ended."""

    steps: Sequence[IntervalStep]
    waiting: PlanFact | None
    outlived: PlanFact | None


BEGINNING = IntervalStep(dt.date.min, None, None)


def interval_history(
    levels: LevelHistory,
    plans: Iterable[PlanFact],
    on: dt.date,
    *,
    default: Callable[[str | None, dt.date], Interval],
    counted_from: dt.date,
    longer_needs_approval: Gate,
) -> IntervalHistory:
    """Which interval was in force when, up to a day (contract, "Approval"; `longer_interval_needs_approval`).

    `default(level, day)` is the level's default by the policy of a day. A plan interval no longer than the default of
    the level in force counts from its day; a longer one from its approval. After a rise, an older plan interval counts
    only while it is shorter than the default in force (by the policy of `counted_from`, the day from which the
    interval will be counted), until a new one is set; one set on the day of the rise is a new one.
    """
    rows = [row for row in plans if row[0] <= on]
    if not rows:
        return IntervalHistory([BEGINNING, *(IntervalStep(c[0], c[1], None) for c in levels.changes)], None, None)
    rows.sort(key=lambda row: (row[0], -Interval(row[1], row[2]).length()))
    walk = _PlanWalk(rows, default, counted_from, longer_needs_approval)
    for day in _plan_days(rows, levels.changes, on):
        walk.step(day, levels.changes)
    newest = rows[-1]
    waiting = newest if walk.set is not newest and not _approved_by(newest, on) else None
    outlived = newest if waiting is None and walk.steps[-1].plan is not newest else None
    return IntervalHistory(walk.steps, waiting, outlived)


def _plan_days(rows: Sequence[PlanFact], changes: Sequence[LevelChange], on: dt.date) -> list[dt.date]:
    days = {row[0] for row in rows}
    days.update(change[0] for change in changes)
    days.update(row[4] for row in rows if row[3] and row[4] is not None and row[0] < row[4] <= on)
    return sorted(days)


def _approved_by(row: PlanFact, day: dt.date) -> bool:
    counts_from = approved_from(row[0], row[3], row[4])
    return counts_from is not None and counts_from <= day


class _PlanWalk:
    """Goes through the days on which a level or a plan changes, keeping the plan that was last set to good effect."""

    def __init__(
        self,
        rows: Sequence[PlanFact],
        default: Callable[[str | None, dt.date], Interval],
        counted_from: dt.date,
        gate: Gate,
    ) -> None:
        self.rows, self.default, self.counted_from, self.gate = rows, default, counted_from, gate
        self.steps = [BEGINNING]
        self.set: PlanFact | None = None
        self.level: str | None = None
        self.last_rise = dt.date.min
        self.next_change = 0

    def step(self, day: dt.date, changes: Sequence[LevelChange]) -> None:
        while self.next_change < len(changes) and changes[self.next_change].day <= day:
            change = changes[self.next_change]
            self.level = change.level
            if change.rose():
                self.last_rise = change.day
            self.next_change += 1
        for row in reversed(self.rows):
            if self.set is not None and row[0] <= self.set[0]:
                break  # only a newer plan takes the place of one that was set
            if row[0] <= day and self._takes_effect(row, day):
                self.set = row
                break
        plan = self.set if self.set is not None and self._still_counts(self.set) else None
        if (self.level, plan) != self.steps[-1][1:]:
            self.steps.append(IntervalStep(day, self.level, plan))

    def _takes_effect(self, row: PlanFact, day: dt.date) -> bool:
        if self.last_rise > row[0]:
            return self._still_counts(row)
        if Interval(row[1], row[2]).length() <= self.default(self.level, row[0]).length():
            return True
        return not needed(self.gate, row[0]) or _approved_by(row, day)

    def _still_counts(self, row: PlanFact) -> bool:
        if self.last_rise <= row[0]:
            return True
        return Interval(row[1], row[2]).length() < self.default(self.level, self.counted_from).length()
