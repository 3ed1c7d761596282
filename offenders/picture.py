"""What is in force for one person on a day and why: the same rules and facts as the deadlines, for the risk page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from common.dates import Interval
from deadlines.registry import Batch, population
from offenders.policy import (
    AS_FOR_NO_LEVEL,
    RANK,
    IntervalHistory,
    LevelHistory,
    Management,
    PersonFacts,
    interval_history,
    management_on,
    risk_level_on,
)


@dataclass(frozen=True)
class Picture:
    """One person's facts with the policy of their force, to ask what holds on a day."""

    facts: PersonFacts
    batch: Batch

    def levels(self, on: dt.date | None = None) -> LevelHistory:
        """The risk level in force and how it came to be."""
        return risk_level_on(self.facts.levels, on or self.batch.on, lower_needs_approval=self._lower_gate)

    def intervals(self, counted_from: dt.date | None = None) -> IntervalHistory:
        """The plan intervals in force; `counted_from` is the day from which the visit interval counts."""
        return interval_history(
            self.levels(),
            self.facts.plans,
            self.batch.on,
            default=self.default,
            counted_from=counted_from or self.batch.on,
            longer_needs_approval=self._longer_gate,
        )

    def management(self) -> Management:
        """Active or reactive, and since when."""
        return management_on(self.facts.management, self.batch.on)

    def default(self, level: str | None, day: dt.date) -> Interval:
        """The visit interval of a level by the policy of a day; no level as for high."""
        return self.batch.book.interval("visit_interval", self.facts.force, level or AS_FOR_NO_LEVEL, on=day)

    def level_waits(self, level: str, day: dt.date) -> bool:
        """Whether a level proposed from a day needs approval: it is below the one in force (or below high)."""
        in_force = self.levels(day).level or AS_FOR_NO_LEVEL
        return RANK[level] < RANK[in_force] and self._lower_gate(day)

    def interval_waits(self, interval: Interval, day: dt.date) -> bool:
        """Whether an interval proposed from a day needs approval: it is longer than the level's default."""
        longer = interval.length() > self.default(self.levels(day).level, day).length()
        return longer and self._longer_gate(day)

    def _lower_gate(self, day: dt.date) -> bool:
        return self.batch.book.yes("lower_risk_needs_approval", self.facts.force, on=day)

    def _longer_gate(self, day: dt.date) -> bool:
        return self.batch.book.yes("longer_interval_needs_approval", self.facts.force, on=day)


def picture_of(nominal_id: int, batch: Batch) -> Picture:
    """The picture of one nominal on the batch's day (a fixed number of queries)."""
    return Picture(population().load(batch)[nominal_id].facts, batch)
