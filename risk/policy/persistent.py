"""The prolific and persistent offender test, worked out from recorded sanctions and the ages at which they came.

The numbers are those of the test in use for integrated offender management: at 21 or over, 16 or more previous
sanctions of which 8 or more at 21 or over; at 18 to 20, 8 or more of which 4 or more at 18 to 20; at 10 to 17, 4 or
more. It is a test of counting, not a judgement: it decides no cohort by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from common.text import plain_date, plural
from risk.policy.words import age_on

MET, NOT_MET, NOT_KNOWN, NOT_FOR = "met", "not_met", "not_known", "not_for"
RESPONSIBLE = 10  # years: nobody younger can be sanctioned (Children and Young Persons Act 1933, s.50)


class SanctionFact(NamedTuple):
    """So many sanctions on one day."""

    on: dt.date
    number: int = 1


class Group(NamedTuple):
    """An age group: its name, from and to which age, how many in all, how many of them within the group's ages."""

    code: str
    name: str
    first: int
    last: int
    total: int
    within: int


GROUPS = (
    Group("juvenile", "Juvenile (10 to 17)", 10, 17, 4, 0),
    Group("young_adult", "Young adult (18 to 20)", 18, 20, 8, 4),
    Group("adult", "Adult (21 and over)", 21, 200, 16, 8),
)


class Step(NamedTuple):
    """One step of the working: what it asks, what it finds, whether it holds (None: it cannot be told)."""

    asks: str
    finds: str
    met: bool | None


class Answer(NamedTuple):
    """The result with its working. `total` and `within` are the sanctions counted."""

    result: str
    group: str
    total: int
    within: int
    steps: tuple[Step, ...]


def persistent(born_on: dt.date | None, sanctions: Sequence[SanctionFact], on: dt.date) -> Answer:
    """The test on a day, from the sanctions dated on or before it; later ones do not count yet.

    The group goes by the age on the day asked about, `within` by the age on the day of each sanction. Somebody born on
    29 February is a year older on the 28th of a common year's February. A sanction before the tenth birthday cannot
    be right and does not count. Without a date of birth the test cannot be worked out.
    """
    counted = [row for row in sanctions if row.on <= on]
    if born_on is None:
        return _unknown(counted)
    age = age_on(born_on, on)
    aged = Step("How old is the person?", f"{age}, born {plain_date(born_on)}", True)
    group = next((one for one in GROUPS if one.first <= age <= one.last), None)
    if group is None:
        finds = "Under 10: nobody of that age can be sanctioned. Check the date of birth"
        return Answer(NOT_FOR, "", 0, 0, (aged, Step("Which test applies?", finds, False)))
    early = sum(row.number for row in counted if age_on(born_on, row.on) < RESPONSIBLE)
    total = sum(row.number for row in counted) - early
    within = sum(row.number for row in counted if group.first <= age_on(born_on, row.on) <= group.last)
    steps = [aged, Step("Which test applies?", group.name, True), *_early(early), _enough(
        f"Are there {group.total} or more previous sanctions?", total, group.total, "in all")]  # fmt: skip
    if group.within:
        ages = "at 21 or over" if group.last > 100 else f"at {group.first} to {group.last}"
        steps.append(_enough(f"Are {group.within} or more of them {ages}?", within, group.within, ages))
    met = total >= group.total and within >= group.within
    return Answer(MET if met else NOT_MET, group.code, total, within, tuple(steps))


def _unknown(counted: Sequence[SanctionFact]) -> Answer:
    total = sum(row.number for row in counted)
    steps = (
        Step("How old is the person?", "The date of birth is not recorded", None),
        Step("Which test applies?", "It cannot be told: each test is for an age", None),
        Step("How many previous sanctions are there?", plural(total, "sanction"), None),
    )
    return Answer(NOT_KNOWN, "", total, 0, steps)


def _early(count: int) -> list[Step]:
    if not count:
        return []
    finds = f"{plural(count, 'sanction')} before the tenth birthday: not counted. Check the dates"
    return [Step("Do all the dates fit the date of birth?", finds, False)]


def _enough(asks: str, found: int, needed: int, where: str) -> Step:
    short = needed - found
    return Step(asks, f"{plural(found, 'sanction')} {where}" + (f", {short} short" if short > 0 else ""), short <= 0)
