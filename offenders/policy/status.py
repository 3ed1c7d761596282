"""Where a person is: the status on a day, and time in custody or hospital."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from offenders.policy.facts import COMMUNITY, DETAINED, STATUS_ORDER, StatusFact


class Stay(NamedTuple):
    """A period in custody or hospital that has ended."""

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
    """The period in custody or hospital that ended last, by a day, of those that `long_enough(began_on, ended_on)`.

    Each period is judged by itself, as the contract says: "any custody or hospital period of at least" so long.
    """
    found: Stay | None = None
    for status, began_on, ended_on in statuses:
        if status not in DETAINED or ended_on is None or ended_on > on or not long_enough(began_on, ended_on):
            continue
        stay = Stay(status, began_on, ended_on)
        if found is None or (stay.ended_on, stay.status, stay.began_on) > (
            found.ended_on,
            found.status,
            found.began_on,
        ):
            found = stay
    return found
