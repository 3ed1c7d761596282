"""Which levels a category takes, the tests of the levels, the category on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple


def level_fits_category(level: int | None, category: int | None) -> bool:
    """Category 3 is managed at level 2 or 3 by definition (practice, MAPPA). What is not known contradicts nothing."""
    return not (category == 3 and level == 1)


class Answers(NamedTuple):
    """What the co-ordinator answered; None is not answered yet."""

    meetings_add_value: bool | None = None
    high_risk_of_harm: bool | None = None
    coordination_needed: bool | None = None
    stepped_down: bool | None = None
    senior_needed: bool | None = None


class Screening(NamedTuple):
    """The highest level of which every test is met, and why; None while an answer that would decide is missing."""

    level: int | None
    why: str


def screen(answers: Answers) -> Screening:
    """The tests of the levels (practice, MAPPA).

    Level 2: meetings add value, and the risk of harm is high or very high, or active co-ordination is needed, or the
    case was stepped down from level 3. Level 3: as level 2, and senior people are needed. Else level 1.
    """
    further = {
        "the risk of serious harm is high or very high": answers.high_risk_of_harm,
        "active co-ordination is needed": answers.coordination_needed,
        "the case was stepped down from level 3": answers.stepped_down,
    }
    if answers.meetings_add_value is None:
        return Screening(None, "Say whether meetings add value")
    if not answers.meetings_add_value:
        return Screening(1, "Meetings add no value: the lead agency can manage the case at level 1")
    met = [text for text, answer in further.items() if answer]
    if not met:
        if any(answer is None for answer in further.values()):
            return Screening(None, "Answer the three further tests of level 2")
        return Screening(1, "Meetings would add value, but none of the further tests of level 2 is met")
    because = f"Meetings add value and {' and '.join(met)}"
    if answers.senior_needed is None:
        return Screening(None, f"{because}. Say whether senior people are needed")
    return Screening(3, f"{because}; senior people are needed") if answers.senior_needed else Screening(2, because)


def category_on(current: int | None, changes: Iterable[tuple[dt.date, int | None]], on: dt.date) -> int | None:
    """The category on a day: what it was before the first change after it, else the one in force.

    `changes` are (effective_from, the category before it). A category that was recorded without a day, as an import
    does, is taken to have held since before the register was kept.
    """
    later = sorted((day, before) for day, before in ((d, b or 0) for d, b in changes) if day > on)
    return (later[0][1] or None) if later else current
