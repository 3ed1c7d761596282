"""Periodic notification (s.85): within a year after the last one, or 7 days with no fixed abode."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from common.dates import clamp, long_date
from common.tuples import maker
from deadlines.policy_keys import PolicyBook
from deadlines.spec import SPEC, Spec
from notification.policy.changes import good_in_advance
from notification.policy.counting import extended
from notification.policy.facts import ABSENCE, HOME_ADDRESS, MATTERS_OF_2012, S83, S84, S85, CaseFacts, NotificationFact
from notification.policy.requirement import YES, Requirement
from offenders.policy import ever_of_no_fixed_abode, no_fixed_abode_on

PERIODIC = "periodic_notification"
YEARLY, WEEKLY = "s85_yearly", "s85_weekly"
_WEEK = dt.timedelta(days=7)
_WHAT = {S83: "First notified", S84: "A change notified", S85: "Periodic notification"}


class Restart(NamedTuple):
    """The notification from which the period counts, and those of 2012 matters that did not move it."""

    row: NotificationFact
    day: dt.date
    not_moved_by: dt.date | None


_RESTART = maker(Restart)


def last_restart(case: CaseFacts, since: dt.date, on: dt.date, book: PolicyBook) -> Restart | None:
    """The last notification under s.83(1), s.84(1) or s.85(1) by a day (s.85(2)).

    Travel, release from a notice that came to nothing, and notice in advance that was no good restart nothing. A matter
    of 2012 does so by the key `annual_date_moves_on_2012_matters`.
    """
    best: NotificationFact | None = None
    last, unmoved = since, None
    for one in reversed(case.notifications):  # mostly the last one first: what was before it is passed over at once
        day = one[2]
        if day is None or day < last or day > on or (section := one[1]) not in _WHAT:
            continue
        if day == last and best is not None and section < best.section:  # of one day: the periodic one is named
            continue
        if section == S84:
            if not _counts(one, on):
                continue
            if one.matter in MATTERS_OF_2012 and not book.yes(
                "annual_date_moves_on_2012_matters", case.person.force, on=day
            ):
                unmoved = max(unmoved or day, day)
                continue
        best, last = one, day
    if best is None:
        return None
    restart: Restart = _RESTART((best, last, unmoved if unmoved is not None and unmoved > last else None))
    return restart


def _counts(one: NotificationFact, on: dt.date) -> bool:
    """Notice in advance counts once the change has happened within the window, or was given after it."""
    if one.matter == ABSENCE or (one.cancelled_on is not None and one.cancelled_on <= on):
        return False
    if one.expected_on is None:
        return True
    given_after = one.event_on is not None and one.notified_on is not None and one.event_on <= one.notified_on
    return given_after or good_in_advance(one, on)


def _home_told_of(case: CaseFacts, day: dt.date, on: dt.date) -> dt.date:
    """The day whose home had been notified by the day that the period counts from: that day, or the day of a later move
    of which good notice had been given in advance, whatever else was notified between the notice and the move.
    """
    moves = [
        one.event_on
        for one in case.notifications
        if one[4] is not None and one.section == S84 and one.matter in (HOME_ADDRESS, "") and one.event_on is not None
        and one.notified_on is not None and one.notified_on <= day < one.event_on and _counts(one, on)
    ]  # fmt: skip
    return max(moves, default=day)


def periodic_spec(case: CaseFacts, found: Requirement, on: dt.date, book: PolicyBook) -> Spec | None:
    """The next periodic notification; none before the initial one, none that falls due after the requirement ends."""
    if found.subject != YES:
        return None
    restart = last_restart(case, found.full_since(on), on, book)
    if restart is None:
        return None
    day, addresses = restart.day, case.person.addresses
    weekly = ever_of_no_fixed_abode(addresses) and no_fixed_abode_on(addresses, _home_told_of(case, day, on))
    alone, statuses = day + _WEEK if weekly else clamp(day, 12), case.person.statuses
    due, moved = extended(alone, statuses, on) if statuses else (alone, None)
    if due is None or (found.last_day is not None and due > found.last_day):
        return None
    how = "no fixed abode, so within 7 days after (reg. 9)" if weekly else "within one year after"
    why = f"{_WHAT[restart.row.section]} {long_date(day)}; {how}"
    if restart.not_moved_by is not None:
        why += f"; what was notified on {long_date(restart.not_moved_by)} does not move the date in this force"
    if moved is not None and moved.ended_on is not None:
        why += f"; extended to 3 days beginning with {long_date(moved.ended_on)} (s.85(3))"
    made: Spec = SPEC((PERIODIC, "", due, WEEKLY if weekly else YEARLY, why, False, day, 0))
    return made
