"""Foreign travel (s.86; Travel Notification Regulations 2004 as amended in 2012)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from common.dates import long_date
from deadlines.spec import Spec
from notification.policy.facts import DEPARTURE, RETURN, S83, S84, S85, TRAVEL_CHANGE, CaseFacts, NotificationFact
from notification.policy.requirement import TRAVEL_ORDER, YES, Requirement

TRAVEL, RETURNED = "travel_notification", "return_notification"
REG_5_2, REG_5_3, REG_7, REG_8 = "reg5_seven_days", "reg5_twelve_hours", "reg7_change", "reg8_return"

_DAY = dt.timedelta(days=1)
AT_HOME = frozenset((S83, S84, S85))  # most rows
SEVEN = 7 * _DAY
THREE = 3 * _DAY


class Limits(NamedTuple):
    """The limits for notice of a departure, read off the date of departure."""

    due: dt.date  # breach only after this day
    rule: str
    warn_on: dt.date | None  # clear days: the last day on the stricter reading
    excuse_until: dt.date | None  # with a reasonable excuse: the end of this day (24 hours)


def departure_limits(departs_on: dt.date, details_known_on: dt.date | None) -> Limits:
    """Reg 5: details known more than 7 days ahead, not less than 7 days before; else 12 hours before that date.

    Plain days for the limit, clear days for the warning. 24 hours before, with an excuse: the end of the last but one
    day. Where it is not recorded when the details were known, nothing says that it was more than 7 days ahead, so the
    later limit (contract, section 4: "else the day before"); the reason gives the earlier one as well.
    """
    if details_known_on is not None and departs_on - details_known_on > SEVEN:
        return Limits(departs_on - SEVEN, REG_5_2, departs_on - SEVEN - _DAY, departs_on - 2 * _DAY)
    return Limits(departs_on - _DAY, REG_5_3, None, None)


def travel_specs(case: CaseFacts, found: Requirement, on: dt.date) -> Iterator[Spec]:
    """Departures, changes and returns still to be notified, for the fully subject or under a foreign travel order."""
    if found.subject != YES and not found.travel_order:
        return
    for one in case.notifications:
        if one.section in AT_HOME or (one.cancelled_on is not None and one.cancelled_on <= on):
            continue
        rule = {DEPARTURE: _departure, TRAVEL_CHANGE: _change, RETURN: _own_return}[one.section]
        for spec in rule(one, case, on):
            if _bound(found, case, spec):
                yield spec


def _bound(found: Requirement, case: CaseFacts, spec: Spec) -> bool:
    """Whether the travel rules held on the day of the journey, or for a departure on the last day to give notice."""
    journey, due = spec.counted_from, spec.due_on
    assert journey is not None
    orders = [span for span in case.orders if span.kind == TRAVEL_ORDER]
    return any(
        found.full_on(day) or any(span.made_on <= day and (span.last_day or day) >= day for span in orders)
        for day in {journey, min(journey, due)}
    )


def _departure(one: NotificationFact, case: CaseFacts, on: dt.date) -> Iterator[Spec]:
    if one.departs_on is not None and not one.notified(on) and _known(one, on):
        limits = departure_limits(one.departs_on, one.details_known_on)
        yield Spec(TRAVEL, one.ref, limits.due, limits.rule, _why(one, limits), counted_from=one.departs_on)
    if one.returned_on is None or one.returned_on > on or one.return_prenotified or _closed(one.returned_on, case, on):
        return
    yield _return(one.ref, one.returned_on)


def _known(one: NotificationFact, on: dt.date) -> bool:
    """Whether the journey was known of by a day: when its details were, else when it was notified or begun."""
    days = [one.details_known_on] if one.details_known_on is not None else [one.notified_on, one.departs_on]
    return None in days or min(day for day in days if day is not None) <= on


def _why(one: NotificationFact, limits: Limits) -> str:
    assert one.departs_on is not None
    leaves = f"Leaves the United Kingdom on {long_date(one.departs_on)}"
    if one.details_known_on is None:
        return (
            f"{leaves}; when the details were known is not recorded: not less than 12 hours before that date, or where"
            f" they were known more than 7 days ahead by {long_date(one.departs_on - SEVEN)}"
        )
    known = f"details known {long_date(one.details_known_on)}"
    if limits.rule == REG_5_2:
        assert limits.warn_on is not None
        assert limits.excuse_until is not None
        return (
            f"{leaves}; {known}, more than 7 days ahead: not less than 7 days before that date"
            f" (by {long_date(limits.warn_on)} on the stricter reading); with a reasonable excuse as soon as"
            f" practicable, not less than 24 hours before it, so by the end of {long_date(limits.excuse_until)}"
            " (reg. 5(2)(b))"
        )
    return f"{leaves}; {known}, not more than 7 days ahead: not less than 12 hours before that date"


def _change(one: NotificationFact, case: CaseFacts, on: dt.date) -> Iterator[Spec]:
    """Reg 7: notified details that change, not less than 12 hours before departure."""
    departs = one.departs_on
    if departs is None:
        rows = [row.departs_on for row in case.notifications if row.section == DEPARTURE and row.departs_on is not None]
        departs = min((day for day in rows if one.event_on is None or day >= one.event_on), default=None)
    if departs is None or one.notified(on) or (one.event_on is not None and one.event_on > on):
        return
    why = f"Notified details of the journey of {long_date(departs)} changed: not less than 12 hours before departure"
    yield Spec(TRAVEL, one.ref, departs - _DAY, REG_7, why, counted_from=departs)


def _own_return(one: NotificationFact, case: CaseFacts, on: dt.date) -> Iterator[Spec]:
    """A return that stands on a row of its own, not yet notified; unless the departure's row has opened it."""
    day = one.returned_on
    if day is None or day > on or one.notified(on) or one.return_prenotified:
        return
    if not any(row.section == DEPARTURE and row.returned_on == day for row in case.notifications):
        yield _return(one.ref, day)


def _return(subject: str, day: dt.date) -> Spec:
    why = f"Returned to the United Kingdom on {long_date(day)}: within three days of it, unless notified beforehand"
    return Spec(RETURNED, subject, day + THREE, REG_8, why, counted_from=day)


def _closed(day: dt.date, case: CaseFacts, on: dt.date) -> bool:
    return any(
        row.section == RETURN
        and row.notified(on)
        and (row.returned_on == day if row.returned_on is not None else (row.notified_on or day) >= day)
        for row in case.notifications
    )
