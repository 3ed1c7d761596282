"""Other premises (s.84(1)(c)): 7 days at un-notified premises, at a stretch or in total within any 12 months.

Each premises is counted by itself, every day of a stay as one, the first and the last included: whether a day is a
night is not settled, and counting every day gives the earlier date.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from common.dates import last_day_beginning_with, long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from notification.policy.changes import clocked
from notification.policy.counting import THREE
from notification.policy.facts import OTHER_ADDRESS, S84, CaseFacts, StayFact
from notification.policy.requirement import YES, Requirement

SEVEN, YEAR = 7, 12
RULE_SEVEN_DAYS = "s84_seven_days"
PREFIX = "premises/"
_DAY = dt.timedelta(days=1)


class Count(NamedTuple):
    """How one premises stands on a day."""

    days: int  # in the 12 months that end on the day
    reached_on: dt.date | None  # the day on which the total first reached 7: day 1 of the three
    reaches_on: dt.date | None  # where a stay goes on: the day on which it will, if nothing changes
    notified_on: dt.date | None


def days_of(stays: Sequence[StayFact], on: dt.date) -> Iterator[dt.date]:
    """Each day spent there up to a day, once, in order."""
    last = dt.date.min
    for stay in sorted(stays, key=lambda one: one.began_on):
        day = max(stay.began_on, last + _DAY) if last != dt.date.min else stay.began_on
        until = min(stay.ended_on or on, on)
        while day <= until:
            yield day
            last, day = day, day + _DAY


def seventh_day(
    stays: Sequence[StayFact], on: dt.date, bound: Callable[[dt.date], bool] = lambda _: True
) -> dt.date | None:
    """The first day on which the total within any 12 months is 7; None where it has not been by the day.

    `bound`: whether the person had to notify it on a day. Days before that count, but start no clock.
    """
    window: deque[dt.date] = deque(maxlen=SEVEN)
    for day in days_of(stays, on):
        window.append(day)
        if len(window) == SEVEN and last_day_beginning_with(window[0], YEAR) >= day and bound(day):
            return day
    return None


def count_of(
    stays: Sequence[StayFact], case: CaseFacts, premises: int, on: dt.date,
    bound: Callable[[dt.date], bool] = lambda _: True,
) -> Count:  # fmt: skip
    """The running count of one premises on a day, and the day on which its clock starts (`seventh_day`)."""
    days = sum(1 for day in days_of(stays, on) if last_day_beginning_with(day, YEAR) >= on)
    reached, ahead = seventh_day(stays, on, bound), None
    if reached is None and any(stay.ended_on is None or stay.ended_on > on for stay in stays if stay.began_on <= on):
        ahead = seventh_day(stays, on + SEVEN * _DAY, bound)
    return Count(days, reached, ahead, notified(case, premises, on))


def notified(case: CaseFacts, premises: int, on: dt.date) -> dt.date | None:
    """The day on which the premises were first notified."""
    days = [
        row.notified_on
        for row in case.notifications
        if row.premises == premises and row.section == S84 and row.matter == OTHER_ADDRESS
        and row.notified_on is not None and row.notified_on <= on
        and (row.cancelled_on is None or row.cancelled_on > on)
    ]  # fmt: skip
    return min(days, default=None)


def premises_specs(case: CaseFacts, found: Requirement, on: dt.date, book: PolicyBook) -> Iterator[Spec]:
    """A change to be notified for each premises at which the total reached 7 days while the person was subject."""
    if found.subject != YES:
        return
    for premises in dict.fromkeys(stay.premises for stay in case.stays):
        stays = [stay for stay in case.stays if stay.premises == premises]
        reached = seventh_day(stays, on, found.full_on)
        if reached is None or notified(case, premises, on) is not None:
            continue
        why = (
            f"7 days within 12 months at other premises, the seventh on {long_date(reached)}: within 3 days beginning"
            " with that day"
        )
        spec = clocked(f"{PREFIX}{premises}", reached, THREE, RULE_SEVEN_DAYS, why, case, on, book)
        if spec is not None:
            yield spec
