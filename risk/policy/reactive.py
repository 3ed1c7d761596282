"""Whether reactive management is open to a person: criterion by criterion, each with its answer in words.

Contract, section 5 (`reactive_eligible`, `reactive_blockers`); practice, "Reactive management". The policy in force
on the day asked about decides: the test is made on that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from common.dates import WorkingDays, add_interval, long_date
from deadlines.policy_keys import PolicyBook
from offenders.policy import COMMUNITY, LOW, NO_LEVEL, LevelHistory, PersonFacts, risk_level_on, status_on
from risk.policy.facts import ARREST, BLOCKING, BREACH, INTELLIGENCE, Circumstances

NO_LEVEL_CODE, NOT_LOW, LOW_TOO_SHORT, LIVE_ORDER, RECENT_EVENT, ON_LICENCE, MAPPA_LEVEL, STATUS = (
    "no_level", "not_low", "low_too_short", "live_order", "recent_event", "on_licence", "mappa_level", "status",
)  # fmt: skip
EVENT_NAMES = {ARREST: "arrest", INTELLIGENCE: "intelligence", BREACH: "breach"}
STATUS_WORDS = {
    "custody": "in custody",
    "hospital": "in hospital",
    "abroad": "abroad",
    "missing": "missing",
    "deceased": "dead",
}


class Criterion(NamedTuple):
    """One part of the test. `blocker` is the contract's code where it is not met, else blank."""

    asks: str
    finds: str
    blocker: str = ""
    clear_on: dt.date | None = None  # the first day on which time alone would clear it
    asked: bool = False  # not computed, and still to be recorded

    @property
    def met(self) -> bool:
        return not self.blocker


def low_since(levels: LevelHistory) -> dt.date | None:
    """Since when the level in force has been low without a break; None where it is not low."""
    return levels.changes[-1].day if levels.level == LOW else None


def criteria(
    person: PersonFacts, found: Circumstances, on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> list[Criterion]:
    """Every part of the test with its answer on a day, in the order in which the field asks them."""
    return [
        _level(person, on, book, calendar),
        _orders(person, found, on, book),
        _events(person, found, on, book, calendar),
        _licence(found, on),
        _mappa(found),
        _status(person, on),
    ]


def blockers(tested: Sequence[Criterion]) -> list[str]:
    """The codes of the criteria that are not met."""
    return [one.blocker for one in tested if one.blocker]


def eligible(tested: Sequence[Criterion]) -> bool:
    """Whether nothing blocks."""
    return not blockers(tested)


def _level(person: PersonFacts, on: dt.date, book: PolicyBook, calendar: WorkingDays) -> Criterion:
    least = book.interval("reactive_min_low", person.force, on=on)
    asks = f"Low risk for at least {least.text()} without a break"
    levels = (
        risk_level_on(
            person.levels,
            on,
            lower_needs_approval=lambda day: book.yes("lower_risk_needs_approval", person.force, on=day),
        )
        if person.levels
        else NO_LEVEL
    )
    if levels.level is None:
        return Criterion(asks, "No risk level is recorded", NO_LEVEL_CODE)
    since = low_since(levels)
    if since is None:
        return Criterion(asks, f"The risk level is {levels.level.replace('_', ' ')}", NOT_LOW)
    long_enough_on = add_interval(since, least, calendar)
    if on < long_enough_on:
        finds = f"Low since {long_date(since)}; long enough on {long_date(long_enough_on)}"
        return Criterion(asks, finds, LOW_TOO_SHORT, long_enough_on)
    return Criterion(asks, f"Low since {long_date(since)}")


def _orders(person: PersonFacts, found: Circumstances, on: dt.date, book: PolicyBook) -> Criterion:
    names = ", ".join(found.live_orders)
    if not book.yes("reactive_blocked_by_order", person.force, on=on):
        finds = f"In force: {names}; the force allows it" if names else "None in force"
        return Criterion("Orders do not stand in the way", finds)
    if names:
        return Criterion("No order in force", f"In force: {names}", LIVE_ORDER)
    return Criterion("No order in force", "None in force")


def _events(
    person: PersonFacts, found: Circumstances, on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Criterion:
    within = book.interval("reactive_blocked_by_event", person.force, on=on)
    asks = f"No arrest, intelligence or breach for {within.text()}"
    rows = [row for row in found.events if row[1] in BLOCKING and row[0] <= on]
    if not rows:
        return Criterion(asks, "None recorded")
    last = max(rows, key=lambda row: (row[0], row[1]))
    clear_on = add_interval(last[0], within, calendar)
    words = f"{EVENT_NAMES[last[1]].capitalize()} on {long_date(last[0])}"
    if on < clear_on:
        return Criterion(asks, f"{words}; clear on {long_date(clear_on)}", RECENT_EVENT, clear_on)
    return Criterion(asks, f"{words} was the last")


def _licence(found: Circumstances, on: dt.date) -> Criterion:
    ends_on = found.licence_ends_on
    if ends_on is None:
        return Criterion("Not on licence", "No licence is recorded")
    if ends_on >= on:
        after = ends_on + dt.timedelta(days=1) if ends_on < dt.date.max else None
        return Criterion("Not on licence", f"On licence to {long_date(ends_on)}", ON_LICENCE, after)
    return Criterion("Not on licence", f"The licence ended on {long_date(ends_on)}")


def _mappa(found: Circumstances) -> Criterion:
    asks, level = "Not managed at MAPPA level 2 or 3", found.mappa_level
    if level in (2, 3):
        return Criterion(asks, f"MAPPA level {level}", MAPPA_LEVEL)
    return Criterion(asks, f"MAPPA level {level}" if level else "No MAPPA level is recorded")


def _status(person: PersonFacts, on: dt.date) -> Criterion:
    status = status_on(person.statuses, on) if person.statuses else COMMUNITY
    if status == COMMUNITY:
        return Criterion("In the community", "In the community")
    return Criterion("In the community", STATUS_WORDS[status].capitalize(), STATUS)
