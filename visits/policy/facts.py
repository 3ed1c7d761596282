"""The facts about visits, and what one pass over them tells: last seen, attempts since, when the clock started."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from common.dates import WorkingDays, add_interval
from common.tuples import maker
from deadlines.policy_keys import PolicyBook
from offenders.policy import (
    ABROAD,
    ACTIVE,
    ALWAYS_ACTIVE,
    DECEASED,
    DETAINED,
    MISSING,
    Management,
    PersonFacts,
    StatusFact,
    Stay,
    last_stay,
    management_on,
    no_fixed_abode_on,
    open_status,
)

SEEN_AT_ADDRESS, SEEN_ELSEWHERE, ADDRESS_VACATED = "seen_at_address", "seen_elsewhere", "address_vacated"


class VisitFact(NamedTuple):
    """A visit or an attempt. `at` is the time of day, where it is known; a blank address is the home of that day.

    For the three deadlines alone, visits before the day of the last `seen_at_address` may be left out.
    """

    on: dt.date
    at: dt.time | None
    outcome: str
    address: str = ""
    entry_sought: bool | None = None  # entry was sought to search for risk assessment (s.96B); None = not asked


class DecisionFact(NamedTuple):
    """A decision recorded after failed visits: attempts on or before its day no longer call for one."""

    on: dt.date
    decision: str = ""


class Start(NamedTuple):
    """The day on which the visit clock last started, and why."""

    on: dt.date
    why: str  # registered, custody, hospital, active


REGISTERED = "registered"


class Situation(NamedTuple):
    """What the rules for visits need to know of a person on a day. Made once, by `situation`."""

    registered: bool
    deceased: bool
    detained: StatusFact | None  # in custody or hospital
    abroad: StatusFact | None
    missing: StatusFact | None
    management: Management
    start: Start | None  # None = nothing is known that would start the clock
    last_seen: dt.date | None  # the last visit that counts, before the start too
    anchor: dt.date | None  # the last visit that counts on or after the start
    attempts: Sequence[VisitFact]  # failed attempts since the anchor, or since the start; in no order
    sighted_on: dt.date | None  # last seen anywhere by a visit
    sighted_at: dt.time | None  # the latest known time on that day
    vacated: Sequence[VisitFact]  # visits that found the address vacated


_SITUATION, _START = maker(Situation), maker(Start)


def sees(outcome: str) -> bool:
    """Whether the person was seen, wherever it was. Anything else is an attempt."""
    return outcome in (SEEN_AT_ADDRESS, SEEN_ELSEWHERE)


def counts(visit: VisitFact, person: PersonFacts) -> bool:
    """Whether a visit moves the date: seen at the address, or seen elsewhere on a day of no fixed abode."""
    outcome = visit[2]
    if outcome == SEEN_AT_ADDRESS:
        return True
    return outcome == SEEN_ELSEWHERE and no_fixed_abode_on(person.addresses, visit[0])


def start_of_clock(
    person: PersonFacts, on: dt.date, management: Management, book: PolicyBook, calendar: WorkingDays
) -> Start | None:
    """The latest of registration, the end of a long enough stay in custody or hospital, and active management resumed.

    Design section 4. A stay is long enough by the `custody_restart` in force on the day it ended. Where two fall on
    one day, registration goes before the end of a stay, and that before the return to active management.
    """
    best: Start | None = None
    registered_on = person.registered_on
    if registered_on is not None and registered_on <= on:
        best = _START((registered_on, REGISTERED))
    if person.statuses:
        stay = _last_long_stay(person, on, book, calendar)
        if stay is not None and (best is None or stay.ended_on > best.on):
            best = Start(stay.ended_on, stay.status)
    resumed_on = management.resumed_on
    if resumed_on is not None and (best is None or resumed_on > best.on):
        best = Start(resumed_on, ACTIVE)
    return best


def _last_long_stay(person: PersonFacts, on: dt.date, book: PolicyBook, calendar: WorkingDays) -> Stay | None:
    def long_enough(began_on: dt.date, ended_on: dt.date) -> bool:
        least = book.interval("custody_restart", person.force, on=ended_on)
        return add_interval(began_on, least, calendar) <= ended_on

    return last_stay(person.statuses, on, long_enough)


def situation(
    person: PersonFacts, visits: Iterable[VisitFact], on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Situation:
    """One pass over a person's facts, those dated on or before `on`. May raise `BeyondHolidayData`."""
    registered_on, statuses = person.registered_on, person.statuses
    management = management_on(person.management, on) if person.management else ALWAYS_ACTIVE
    start = start_of_clock(person, on, management, book, calendar)
    seen = _scan(person, visits, on)
    anchor = seen.on if seen.on is not None and (start is None or seen.on >= start.on) else None
    failed = seen.failed
    made: Situation = _SITUATION((
        registered_on is not None and registered_on <= on,
        bool(statuses) and open_status(statuses, on, (DECEASED,)) is not None,
        open_status(statuses, on, DETAINED) if statuses else None,
        open_status(statuses, on, (ABROAD,)) if statuses else None,
        open_status(statuses, on, (MISSING,)) if statuses else None,
        management,
        start,
        seen.on,
        anchor,
        _attempts_since(seen, anchor, start) if failed else failed,
        seen.sighted_on,
        seen.sighted_at,
        [visit for visit in failed if visit[2] == ADDRESS_VACATED] if failed else failed,
    ))  # fmt: skip
    return made


class _Seen(NamedTuple):
    on: dt.date | None  # the last day with a visit that counts
    at: dt.time | None  # its latest time; None unless every such visit of the day has one
    sighted_on: dt.date | None
    sighted_at: dt.time | None
    failed: list[VisitFact]  # every attempt, whenever


_SEEN = maker(_Seen)


def _scan(person: PersonFacts, visits: Iterable[VisitFact], on: dt.date) -> _Seen:
    seen_on: dt.date | None = None
    seen_at: dt.time | None = None
    sighted_on: dt.date | None = None
    sighted_at: dt.time | None = None
    failed: list[VisitFact] = []
    for visit in visits:
        day, at, outcome = visit[0], visit[1], visit[2]
        if day > on:
            continue
        if outcome not in (SEEN_AT_ADDRESS, SEEN_ELSEWHERE):
            failed.append(visit)
            continue
        if sighted_on is None or day > sighted_on:
            sighted_on, sighted_at = day, at
        elif day == sighted_on and at is not None and (sighted_at is None or at > sighted_at):
            sighted_at = at
        if seen_on is not None and day < seen_on:
            continue
        if outcome == SEEN_ELSEWHERE and not no_fixed_abode_on(person.addresses, day):
            continue
        if seen_on is None or day > seen_on:
            seen_on, seen_at = day, at
        elif seen_at is not None:
            seen_at = None if at is None else max(seen_at, at)
    seen: _Seen = _SEEN((seen_on, seen_at, sighted_on, sighted_at, failed))
    return seen


def _attempts_since(seen: _Seen, anchor: dt.date | None, start: Start | None) -> list[VisitFact]:
    """The attempts after the anchor. On one day, after it means known to be after it, by both times."""
    if anchor is None:
        return seen.failed if start is None else [visit for visit in seen.failed if visit[0] >= start.on]
    return [
        visit
        for visit in seen.failed
        if visit[0] > anchor
        or (visit[0] == anchor and visit[1] is not None and seen.at is not None and visit[1] > seen.at)
    ]
