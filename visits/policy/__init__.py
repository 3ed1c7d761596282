"""The rules for home visits: pure functions of the facts dated on or before a day (design section 4).

The caller may pass later facts, in any order; they are left out. Facts are tuples in the order of `VisitFact`,
`DecisionFact` and the classes of `offenders.policy`, so that rows of `values_list` serve as they are. The choices made
where the rules leave room are in `docs/adr/0003-visit-rule-choices.md`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from common.dates import WorkingDays
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from offenders.policy import PersonFacts
from visits.policy.facts import (
    DecisionFact,
    Situation,
    Start,
    VisitFact,
    counts,
    sees,
    situation,
)
from visits.policy.failed import (
    VISIT_DECISION,
    WHEREABOUTS,
    AttemptsAt,
    WarrantPart,
    all_attempts_by_address,
    visit_decision,
    visit_decision_for,
    warrant_test,
    whereabouts,
    whereabouts_for,
)
from visits.policy.home_visit import HOME_VISIT, home_visit, home_visit_for, intervals_counted_from, level_history
from visits.policy.saving import Remark, VisitToSave, refusals, warnings_before_saving

KINDS = (HOME_VISIT, VISIT_DECISION, WHEREABOUTS)


def visit_specs(
    person: PersonFacts,
    visits: Iterable[VisitFact],
    on: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
    decisions: Iterable[DecisionFact] = (),
) -> list[Spec]:
    """All that is owed about visits on a day (home visit, decision, whereabouts), from one pass over the facts."""
    s = situation(person, visits, on, book, calendar)
    if s.deceased:
        return []
    visit = home_visit_for(person, s, on, book, calendar)
    if not s.attempts and not s.vacated and s.missing is None:  # most people
        return [] if visit is None else [visit]
    answers = (
        visit,
        visit_decision_for(person, s, on, book, decisions) if s.attempts else None,
        whereabouts_for(person, s, on) if s.vacated or s.missing is not None else None,
    )
    return [spec for spec in answers if spec is not None]


__all__ = [
    "HOME_VISIT",
    "KINDS",
    "VISIT_DECISION",
    "WHEREABOUTS",
    "AttemptsAt",
    "DecisionFact",
    "Remark",
    "Situation",
    "Start",
    "VisitFact",
    "VisitToSave",
    "WarrantPart",
    "all_attempts_by_address",
    "counts",
    "home_visit",
    "home_visit_for",
    "intervals_counted_from",
    "level_history",
    "refusals",
    "sees",
    "situation",
    "visit_decision",
    "visit_decision_for",
    "visit_specs",
    "warnings_before_saving",
    "warrant_test",
    "whereabouts",
    "whereabouts_for",
]
