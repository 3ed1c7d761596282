"""The three clocks of an application under the Child Sex Offender Disclosure Scheme: checks, interview, outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from common.dates import DAYS, HOURS, BeyondHolidayData, WorkingDays, add_interval
from deadlines.policy_keys import PolicyBook


class Clock(NamedTuple):
    """One clock. A clock in hours has `due_at`, one in days `due_on`; `met` None while it runs."""

    name: str
    asks: str
    due_at: dt.datetime | None
    due_on: dt.date
    met: bool | None


def clocks(
    received_at: dt.datetime,
    checked_at: dt.datetime | None,
    interviewed_on: dt.date | None,
    decided_on: dt.date | None,
    force: Hashable,
    book: PolicyBook,
    calendar: WorkingDays,
) -> list[Clock]:
    """`csods_checks` in clock hours, `csods_interview` and `csods_outcome` in days, all from the application.

    Times are local (Europe/London). A force may give any of them in hours or in days; working days whose bank holidays
    are not known are counted as days, rather too early than too late, and the clock says so.
    """
    day = received_at.date()
    found = []
    for name, key, done in (
        ("First checks", "csods_checks", checked_at),
        ("Meeting the applicant", "csods_interview", interviewed_on),
        ("Outcome", "csods_outcome", decided_on),
    ):
        interval = book.interval(key, force, on=day)
        due_at = received_at + dt.timedelta(hours=interval.value) if interval.unit == HOURS else None
        asks = f"Within {interval.text()}"
        try:
            due_on = due_at.date() if due_at else add_interval(day, interval, calendar)
        except BeyondHolidayData as error:
            due_on = add_interval(day, interval._replace(unit=DAYS), calendar)
            asks += f", counted as days: {error}"
        found.append(Clock(name, asks, due_at, due_on, _met(done, due_at, due_on)))
    return found


def _met(done: dt.date | None, due_at: dt.datetime | None, due_on: dt.date) -> bool | None:
    if done is None:
        return None
    if due_at is not None and isinstance(done, dt.datetime):
        return done <= due_at
    return (done.date() if isinstance(done, dt.datetime) else done) <= due_on


OVERDUE, DUE_TODAY, RUNNING = "overdue", "due_today", "upcoming"


def standing(clock: Clock, moment: dt.datetime) -> str:
    """How a clock that still runs stands at a moment of London time; blank once it was met or missed for good.

    A clock in hours is overdue from the minute after; one in days is due all day, and overdue from the next.
    """
    if clock.met is not None:
        return ""
    if (moment > clock.due_at) if clock.due_at else (moment.date() > clock.due_on):
        return OVERDUE
    return DUE_TODAY if clock.due_on == moment.date() else RUNNING


def next_clock(running: Sequence[Clock]) -> Clock | None:
    """The clock that runs out first among those not met: what is to be done next."""
    open_ = [clock for clock in running if clock.met is None]
    return min(open_, key=lambda clock: (clock.due_on, clock.due_at is None, clock.name)) if open_ else None
