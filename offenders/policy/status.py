"""Where a person is: the status on a day, and time in custody or hospital."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from offenders.policy.facts import COMMUNITY, DETAINED, STATUS_ORDER, StatusFact


class Stay(NamedTuple):
    """Time in custody or hospital without a day free. `status` is the one it ended in."""

    status: str
    began_on: dt.date
    ended_on: dt.date


def open_status(statuses: Iterable[StatusFact], on: dt.date, wanted: Sequence[str]) -> StatusFact | None:
    """The period open on a day, of the statuses wanted: the first by the order wanted, then the earliest begun.

    A period is open from its first day until the day before `ended_on`; one that ended after `on` is open as of it.
    """
    best: StatusFact | None = None
    for row in statuses:
        status, began_on, ended_on = row
        if status in wanted and began_on <= on and (ended_on is None or ended_on > on):
            key = (wanted.index(status), began_on)
            if best is None or key < (wanted.index(best[0]), best[1]):
                best = row
    return best


def status_on(statuses: Iterable[StatusFact], on: dt.date) -> str:
    """`community`, or of the open periods the first of deceased, custody, hospital, missing, abroad."""
    found = open_status(statuses, on, STATUS_ORDER)
    return COMMUNITY if found is None else found[0]


def last_stay(
    statuses: Iterable[StatusFact], on: dt.date, long_enough: Callable[[dt.date, dt.date], bool]
) -> Stay | None:
    """The last stay in custody or hospital that had ended by a day and that `long_enough(began_on, ended_on)` accepts.

    Periods that overlap or touch (prison to hospital without a day free) are one stay.
    """
    rows = sorted(
        ((began_on, ended_on if ended_on is None or ended_on <= on else None, status)
         for status, began_on, ended_on in statuses if status in DETAINED and began_on <= on),
        key=lambda row: (row[0], row[1] or dt.date.max, row[2]),
    )  # fmt: skip
    found: Stay | None = None
    began: dt.date | None = None
    ended, status = dt.date.min, ""
    for began_on, ended_on, kind in rows:
        if began is None or began_on > ended:
            if began is not None and long_enough(began, ended):
                found = Stay(status, began, ended)
            began, ended, status = began_on, dt.date.min, ""
        if ended_on is None:
            return found  # inside from here on
        if ended_on >= ended:
            ended, status = ended_on, kind
    if began is not None and long_enough(began, ended):
        found = Stay(status, began, ended)
    return found
