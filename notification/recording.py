"""The 24 hours in which a possible failure goes on local and national systems (policy key `breach_record`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from common.clock import LONDON
from common.text import plain_date
from deadlines.policy_keys import PolicyBook
from notification.hours import hours_allowed
from notification.models import Failure, FailureOutcome, FailureStep, FailureStepKind

IN_TIME, LATE, RUNNING, OVER, NOT_OWED = "in_time", "late", "running", "over", "not_owed"


class Recording(NamedTuple):
    """The clock of one failure: when it runs out, when it was met, and how that stands now."""

    due_at: dt.datetime
    done_at: dt.datetime | None
    state: str

    def text(self, now: dt.datetime) -> str:
        """`To be recorded by 21 November 2026, 14:10: 3 hours left`."""
        due = self.due_at.astimezone(LONDON)
        limit = f"{plain_date(due.date())}, {due:%H:%M}"
        if self.done_at is not None:
            done = self.done_at.astimezone(LONDON)
            late = "in time" if self.state == IN_TIME else f"late: it was due by {limit}"
            return f"Recorded on local and national systems on {plain_date(done.date())}, {done:%H:%M}, {late}"
        if self.state == NOT_OWED:
            return "Not a failure to notify, so no record is owed"
        hours = int(abs((self.due_at - now).total_seconds()) // 3600)
        left = f"{hours} hours left" if self.state == RUNNING else f"{hours} hours over"
        return f"To be recorded on local and national systems by {limit}: {left}"


def recording(
    failure: Failure, steps: Iterable[FailureStep], book: PolicyBook, force: int | None, now: dt.datetime
) -> Recording:
    """Counted from the hour it was found; where that is not recorded, from its entry on that day or its midnight.

    Once somebody decided that it was no failure, no record is owed.
    """
    steps = list(steps)
    due = _found_at(failure) + dt.timedelta(hours=hours_allowed(book, force, failure.found_on))
    done = min(
        (_at(step) for step in steps if step.kind == FailureStepKind.NATIONAL and step.voided_at is None), default=None
    )
    if done is not None:
        return Recording(due, done, IN_TIME if done <= due else LATE)
    if any(step.outcome == FailureOutcome.NOT_A_FAILURE and step.voided_at is None for step in steps):
        return Recording(due, None, NOT_OWED)
    return Recording(due, None, RUNNING if now <= due else OVER)


def _found_at(failure: Failure) -> dt.datetime:
    if failure.found_at is not None:
        return dt.datetime.combine(failure.found_on, failure.found_at, LONDON)
    return _entered_or_midnight(failure.found_on, failure.recorded_at)


def _at(step: Any) -> dt.datetime:
    if step.at is not None:
        return dt.datetime.combine(step.on, step.at, LONDON)
    return _entered_or_midnight(step.on, step.recorded_at)


def _entered_or_midnight(day: dt.date, entered: dt.datetime) -> dt.datetime:
    if entered.astimezone(LONDON).date() == day:
        return entered
    return dt.datetime.combine(day, dt.time(), LONDON)
