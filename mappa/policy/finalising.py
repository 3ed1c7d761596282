"""What must be said about a case before the minutes of its meeting can be final."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from mappa.policy.levels import level_fits_category

DISCLOSE = "disclose"


class CaseMinutes(NamedTuple):
    """One case as it was minuted. `plan` holds its texts under the pillars and the contingency."""

    risk_assessment: str = ""
    plan: Sequence[str] = ()
    disclosure_considered: bool | None = None
    disclosure: str = ""
    disclosure_reasons: str = ""
    disclosure_to: str = ""
    disclosure_what: str = ""
    disclosure_by: str = ""
    person_told: bool | None = None
    level: int | None = None
    level_reason: str = ""
    next_review_on: dt.date | None = None
    actions_not_reviewed: int = 0
    plan_changed: bool = False


def missing(case: CaseMinutes, held_on: dt.date, category: int | None) -> list[str]:
    """What stops the minutes, in the order of the form; empty when nothing does.

    Disclosure is considered in every case, with reasons; where it is decided, to whom, what and by whom (practice,
    MAPPA). A level fits the category: category 3 takes level 2 or 3. Every action from before is looked at again.
    """
    disclosing = case.disclosure == DISCLOSE
    wanted = (
        (case.actions_not_reviewed == 0, "Earlier actions: say how each one stands, or close it"),
        (bool(case.risk_assessment), "Risk assessment"),
        (any(case.plan), "The plan, under at least one heading"),
        (not case.plan_changed, "The plan on the record was changed since: compare, and save the minutes again"),
        (case.disclosure_considered is not None, "Whether disclosure was considered"),
        (case.disclosure_considered is not False, "Disclosure is to be considered in every case"),
        (bool(case.disclosure), "What was decided about disclosure"),
        (bool(case.disclosure_reasons), "Reasons for the decision about disclosure"),
        (bool(case.disclosure_to) or not disclosing, "To whom is disclosed"),
        (bool(case.disclosure_what) or not disclosing, "What is disclosed"),
        (bool(case.disclosure_by) or not disclosing, "Who discloses it"),
        (case.person_told is not None, "Whether the person is told of the meeting"),
        (case.level is not None, "The level decided"),
        (level_fits_category(case.level, category), "Category 3 is managed at level 2 or 3"),
        (bool(case.level_reason), "The reason for the level"),
        (case.next_review_on is not None, "The date of the next review"),
        (case.next_review_on is None or case.next_review_on > held_on, "The next review must be after the meeting"),
    )
    return [what for holds, what in wanted if not holds]
