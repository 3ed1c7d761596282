"""The dates of one invented life under management, worked out backwards from the day the next visit is due.

Pure. What is owed follows from the rules of design section 4, so it is the last sighting that is chosen to suit: the
due date less the interval. Everything earlier leads up to it and everything later leaves it standing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from common.dates import MONTHS, WEEKS, Interval, WorkingDays, clamp
from exchange.demo.shape import (
    CUSTODY,
    DECEASED,
    HIGH,
    HOSPITAL,
    LOW,
    MEDIUM,
    NO_LEVEL,
    NOT_REGISTERED,
    NOT_VISITED_YET,
    REACTIVE,
    VERY_HIGH,
    Case,
)

INTERVALS = {VERY_HIGH: 1, HIGH: 3, MEDIUM: 6, LOW: 12, NO_LEVEL: 3}  # months, as shipped
SHORTER = {HIGH: Interval(8, WEEKS), MEDIUM: Interval(4, MONTHS), LOW: Interval(9, MONTHS)}
LONGER = {HIGH: Interval(4, MONTHS), MEDIUM: Interval(8, MONTHS), LOW: Interval(15, MONTHS)}
FIRST_VISIT = 15  # working days, as shipped
KEPT = 2555  # days of visits on record: seven years
MOST_VISITS = 36
BELOW = {VERY_HIGH: HIGH, HIGH: MEDIUM, MEDIUM: LOW}
ABOVE = {low: high for high, low in BELOW.items()}

DAY = dt.timedelta(days=1)


@dataclass
class Timeline:
    """When things happened. Days only; who and what is written by `biography`."""

    registered_on: dt.date
    last_seen: dt.date | None
    due_on: dt.date | None
    plan: Interval | None = None
    levels: list[tuple[str, dt.date, dt.date]] = field(default_factory=list)  # level, effective from, approved on
    seen: list[dt.date] = field(default_factory=list)  # oldest first
    tries: list[dt.date] = field(default_factory=list)  # attempts before one of the sightings
    since: list[dt.date] = field(default_factory=list)  # attempts since the last sighting
    stay: tuple[dt.date, dt.date] | None = None  # a past period in custody
    now: dt.date | None = None  # since when in custody, in hospital, dead or reactively managed


def back(due: dt.date, interval: Interval, *, ahead: bool) -> dt.date:
    """A day from which the interval leads to `due`, or as near as months allow: before it, or `ahead` of it."""
    if interval.unit == WEEKS:
        return due - dt.timedelta(weeks=interval.value)
    seen = clamp(due, -interval.value)
    return seen + DAY if ahead and clamp(seen, interval.value) < due else seen


def forward(seen: dt.date, interval: Interval) -> dt.date:
    """The due date."""
    if interval.unit == WEEKS:
        return seen + dt.timedelta(weeks=interval.value)
    return clamp(seen, interval.value)


def timeline(case: Case, on: dt.date, rng: Random, calendar: WorkingDays) -> Timeline:
    """Make up the dates of one case as of a day."""
    if case.situation == NOT_VISITED_YET:
        return _not_visited_yet(case, on, rng, calendar)
    line = _anchor(case, on, rng)
    seen = line.last_seen
    assert seen is not None
    span = rng.randint(1600, 4500) if case.situation == REACTIVE else rng.randint(200, 4500)
    line.registered_on = seen - dt.timedelta(days=span)
    if "been_in_custody" in case.traits and span > 600:
        length, gap = rng.randint(40, 300), rng.randint(40, span - 400)
        line.stay = (seen - dt.timedelta(days=gap + length), seen - dt.timedelta(days=gap))
    line.levels = _levels(case, line, rng)
    _visits(case, line, on, rng)
    _attempts_since(case, line, on, rng)
    return line


def _not_visited_yet(case: Case, on: dt.date, rng: Random, calendar: WorkingDays) -> Timeline:
    """Newly registered; or long enough ago for the first visit to be overdue, whatever the bank holidays between."""
    if case.due_in is None:
        registered = on - dt.timedelta(days=rng.randint(1, 3))  # so due more than 14 days ahead
        due = None
    else:
        due = on + dt.timedelta(days=case.due_in)
        registered = due - dt.timedelta(days=19)
        while calendar.add(registered, FIRST_VISIT) > due:
            registered -= DAY
    line = Timeline(registered, None, due)
    if case.level:
        line.levels = [(case.level, registered, registered)]
    if due is not None:
        line.since = [on - dt.timedelta(days=rng.randint(1, 5))]
    return line


def _anchor(case: Case, on: dt.date, rng: Random) -> Timeline:
    """The last sighting and what it was counted from."""
    if case.situation in (CUSTODY, HOSPITAL, DECEASED, REACTIVE, NOT_REGISTERED):
        now = on - dt.timedelta(days=rng.randint(4, 320))
        return Timeline(on, now - dt.timedelta(days=rng.randint(6, 150)), None, now=now)
    plan = _plan(case)
    interval = plan or Interval(INTERVALS[case.level], MONTHS)
    if case.due_in is None:
        longest = (forward(on, interval) - on).days - 4
        ahead = max(1, longest - rng.randint(0, 4) if "write_up_owed" in case.traits else rng.randint(1, longest))
    else:
        ahead = case.due_in
    due = on + dt.timedelta(days=ahead)
    if "raised" in case.traits:  # due on the day of the rise, the shorter interval being up by then
        seen = back(due, interval, ahead=False) - dt.timedelta(days=rng.randint(3, 25))
        return Timeline(on, seen, due)
    seen = back(due, interval, ahead=ahead > 0)
    if case.exact and forward(seen, interval) != due:  # no such day in that month: count in weeks, by a plan
        plan = interval = Interval(INTERVALS[case.level] * 4, WEEKS)
        seen = back(due, interval, ahead=False)
    if case.due_in is None or case.due_in < 0:
        seen = _on_a_working_day(seen, on, rng, later=ahead > 0)
    seen = min(seen, on - DAY)
    return Timeline(on, seen, forward(seen, interval), plan)


def _plan(case: Case) -> Interval | None:
    if "plan_shorter" in case.traits:
        return SHORTER.get(case.level)
    return LONGER.get(case.level) if "plan_longer" in case.traits else None


def _on_a_working_day(day: dt.date, on: dt.date, rng: Random, *, later: bool) -> dt.date:
    """Most visits are made from Monday to Friday; never moved so that what is due ahead would come to be owed."""
    if day.weekday() < 5 or rng.random() < 0.2:
        return day
    if later:
        moved = day + dt.timedelta(days=7 - day.weekday())
        return moved if moved < on else day
    return day - dt.timedelta(days=day.weekday() - 4)


def _levels(case: Case, line: Timeline, rng: Random) -> list[tuple[str, dt.date, dt.date]]:
    """The risk levels so far, each agreed, all of them settled before the last sighting (but for a rise since)."""
    first, seen, due = line.registered_on, line.last_seen, line.due_on
    if not case.level or seen is None:
        return []
    if "raised" in case.traits and due is not None:
        return [(BELOW[case.level], first, first), (case.level, due, due)]
    if case.situation == REACTIVE:
        return [(LOW, first, first)]
    span = (seen - first).days - 60
    changes = rng.choice((0, 0, 1, 1, 2)) if span > 300 else 0
    days = sorted((first + dt.timedelta(days=rng.randint(90, span)) for _ in range(changes)), reverse=True)
    level, rows = case.level, []
    for index, day in enumerate(days):
        if index and days[index - 1] - day < 120 * DAY:
            continue
        was = _level_before(level, rng)
        agreed = day if BELOW.get(level) == was else day + dt.timedelta(days=rng.randint(1, 21))
        rows.append((level, day, agreed))
        level = was
    return [(level, first, first), *reversed(rows)]


def _level_before(level: str, rng: Random) -> str:
    if level == VERY_HIGH:
        return HIGH
    if level == LOW:
        return MEDIUM
    return ABOVE[level] if rng.random() < 0.65 else BELOW[level]


def _level_at(levels: list[tuple[str, dt.date, dt.date]], day: dt.date) -> str:
    found = NO_LEVEL
    for level, effective_from, _ in levels:
        if effective_from <= day:
            found = level
    return found


def _visits(case: Case, line: Timeline, on: dt.date, rng: Random) -> None:
    """Sightings at the rhythm of the level of the time, most a little early, some late, with attempts before some."""
    day, stay = line.last_seen, line.stay
    assert day is not None
    floor = max(line.registered_on + 5 * DAY, on - dt.timedelta(days=KEPT))
    seen = [day]
    random = rng.random
    while len(seen) < MOST_VISITS:
        months = INTERVALS[_level_at(line.levels, day)]
        day -= dt.timedelta(days=int(months * 30.4 * (0.78 + 0.3 * random())))
        if stay and stay[0] <= day < stay[1]:
            seen.append(stay[1] + dt.timedelta(days=rng.randint(6, 18)))
            day = stay[0] - dt.timedelta(days=rng.randint(5, 60))
        if day.weekday() > 4 and random() < 0.85:
            day -= 2 * DAY
        if day <= floor:
            break
        seen.append(day)
    if line.registered_on >= on - dt.timedelta(days=KEPT):
        first = line.registered_on + dt.timedelta(days=rng.randint(6, 19))
        if first < min(seen) - 10 * DAY:
            seen.append(first)
    line.seen = sorted(set(seen))
    earlier = line.registered_on
    for day in line.seen:
        gap = (day - earlier).days - 1
        if gap > 3 and random() < 0.24:
            line.tries.append(day - dt.timedelta(days=rng.randint(1, min(gap, 14))))
            if random() < 0.3:
                line.tries.append(day - dt.timedelta(days=rng.randint(1, min(gap, 14))))
        earlier = day
    if stay:
        line.tries = [day for day in line.tries if not stay[0] <= day < stay[1]]


def _attempts_since(case: Case, line: Timeline, on: dt.date, rng: Random) -> None:
    """Attempts since the last sighting: as many as the traits say, near the due date and before today."""
    traits = case.traits
    wanted = 1 if "one_attempt" in traits else 2 if traits & {"two_attempts", "vacated"} else 0
    wanted = 3 if traits & {"decision_owed", "decided"} else wanted
    seen = line.last_seen
    if not wanted or seen is None:
        return
    near = (line.due_on - 5 * DAY) if line.due_on is not None and line.due_on < on - 12 * DAY else on - 12 * DAY
    first = max(seen + DAY, near)
    days = (on - first).days
    line.since = sorted(first + ahead * DAY for ahead in rng.sample(range(days), min(wanted, max(0, days))))
