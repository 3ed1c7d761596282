"""The rules for risk: ARMS, the reassessment after an event, reactive management, the actuarial tools.

Pure functions of the facts dated on or before a day; the caller may pass later ones, in any order. The choices made
where the rules leave room are in `docs/adr/0031-risk-rule-choices.md`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from common.dates import WorkingDays
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from offenders.policy import PersonFacts
from risk.policy.arms import ARMS_REVIEW, PartnerClock, arms_review, last_of, partner_clock, police_led
from risk.policy.facts import (
    ARMS,
    ARREST,
    BREACH,
    CHANGE,
    CHILD,
    CSODS,
    INTELLIGENCE,
    RELATIONSHIP,
    TOOLS,
    AssessmentFact,
    Circumstances,
    EventFact,
    Lead,
)
from risk.policy.reactive import Criterion, blockers, criteria, eligible, low_since
from risk.policy.review import REACTIVE_REVIEW, RISK_REVIEW, reactive_review, risk_review, unanswered
from risk.policy.words import age_on, arms_name, for_whom_arms_was_made

KINDS = (RISK_REVIEW, ARMS_REVIEW, REACTIVE_REVIEW)


def risk_specs(
    person: PersonFacts,
    lead: Lead,
    events: Sequence[EventFact],
    assessments: Sequence[AssessmentFact],
    on: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
) -> list[Spec]:
    """All that is owed about risk on a day: the reassessment, the ARMS, the review of reactive management."""
    arms = arms_review(person, lead, assessments, on, book, calendar)
    if not events and not person.management:  # most people
        return [] if arms is None else [arms]
    answers = (
        risk_review(person, events, assessments, on, book, calendar) if events else None,
        arms,
        reactive_review(person, on, book, calendar) if person.management else None,
    )
    return [spec for spec in answers if spec is not None]


__all__ = [
    "ARMS",
    "ARMS_REVIEW",
    "ARREST",
    "BREACH",
    "CHANGE",
    "CHILD",
    "CSODS",
    "INTELLIGENCE",
    "KINDS",
    "REACTIVE_REVIEW",
    "RELATIONSHIP",
    "RISK_REVIEW",
    "TOOLS",
    "AssessmentFact",
    "Circumstances",
    "Criterion",
    "EventFact",
    "Lead",
    "PartnerClock",
    "age_on",
    "arms_name",
    "arms_review",
    "blockers",
    "criteria",
    "eligible",
    "for_whom_arms_was_made",
    "last_of",
    "low_since",
    "partner_clock",
    "police_led",
    "reactive_review",
    "risk_review",
    "risk_specs",
    "unanswered",
]
