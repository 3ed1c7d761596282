"""Counting days that begin with an event, leaving out disregarded time (ss.83(6), 84(5))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from offenders.policy import ABROAD, CUSTODY, HOSPITAL, StatusFact

THREE, SIX = 3, 6
DISREGARDED = (CUSTODY, HOSPITAL, ABROAD)
_DAY = dt.timedelta(days=1)


class Away(NamedTuple):
    """Time in custody, in hospital or abroad without a free day. `ended_on` is the first free day; None = still so."""

    began_on: dt.date
    ended_on: dt.date | None
    status: str  # that it ended in


def times_away(statuses: Iterable[StatusFact], on: dt.date, kinds: Sequence[str] = DISREGARDED) -> list[Away]:
    """The time away known on a day, in order; what overlaps or touches is one. Ended later: still so."""
    rows = sorted(
        (row for row in statuses if row.status in kinds and row.began_on <= on),
        key=lambda row: (row.began_on, row.ended_on or dt.date.max),
    )
    found: list[Away] = []
    for status, began_on, ended_on in rows:
        ended = ended_on if ended_on is not None and ended_on <= on else None
        if found and (found[-1].ended_on is None or began_on <= found[-1].ended_on):
            last = found[-1]
            if last.ended_on is not None and (ended is None or ended > last.ended_on):
                found[-1] = Away(last.began_on, ended, status)
        else:
            found.append(Away(began_on, ended, status))
    return found


def last_counted_day(
    begin: dt.date, days: int, statuses: Sequence[StatusFact], on: dt.date, *, part_day_counts: bool
) -> dt.date | None:
    """The last of so many days beginning with `begin` that are not disregarded; None while open time away keeps it.

    The day of release, discharge or return counts. The first day of time away is partly at liberty and counts by the
    key `custody_part_day_counts`, unless the days begin with it.
    """
    away = [
        one
        for one in (times_away(statuses, on) if statuses else ())
        if one.ended_on is None or max(begin, one.began_on) < one.ended_on  # over within a day: that day is free
    ]
    day, left = begin, days
    for time in away:
        free = (time.began_on - day).days
        if free >= left:
            break
        if free >= 0:
            left -= free
            if part_day_counts and time.began_on > begin:
                left -= 1
                if not left:
                    return time.began_on
        if time.ended_on is None:
            return None
        day = time.ended_on
    return day + (left - 1) * _DAY


def extended(due: dt.date, statuses: Sequence[StatusFact], on: dt.date) -> tuple[dt.date | None, Away | None]:
    """A yearly or weekly date that would fall in time away runs on to 3 days beginning with its end (s.85(3)).

    Gives the date (None while the time away lasts on the day asked about) and what moved it. A date that is still
    ahead stays.
    """
    moved: Away | None = None
    for time in times_away(statuses, on) if statuses else ():
        if time.began_on <= due and (time.ended_on is None or due < time.ended_on):
            if time.ended_on is None:
                return (due, moved) if due > on else (None, time)
            due, moved = time.ended_on + (THREE - 1) * _DAY, time
    return due, moved
