"""The reassessment that an event calls for, and the review of a reactively managed case (contract, section 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from common.dates import WorkingDays, add_interval, long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from offenders.policy import (
    ACTIVE,
    AS_FOR_NO_LEVEL,
    DECEASED,
    RANK,
    REACTIVE,
    LevelFact,
    ManagementFact,
    PersonFacts,
    approved_from,
    management_on,
    open_status,
    risk_level_on,
)
from risk.policy.arms import last_of
from risk.policy.facts import (
    ARMS,
    ARREST,
    CHANGE,
    CHILD,
    CSODS,
    INTELLIGENCE,
    RELATIONSHIP,
    AssessmentFact,
    EventFact,
)

RISK_REVIEW, REACTIVE_REVIEW = "risk_review", "reactive_review"
REVIEW_AFTER_EVENT, AFTER_DECISION = "risk_review_after_event", "reactive_review"
NAMES = {
    INTELLIGENCE: "Intelligence",
    ARREST: "Arrest",
    CHANGE: "Change of circumstances",
    CSODS: "Disclosure scheme application",
    RELATIONSHIP: "New relationship",
    CHILD: "Contact with a child",
}


def level_effective_on(row: LevelFact, person: PersonFacts, on: dt.date, book: PolicyBook) -> dt.date | None:
    """The day from which a proposed level counts, by what is known on a day; None while it waits.

    A rise or the same level counts from its own day, a fall from its approval where the force asks for one.
    """
    gate = lambda day: book.yes("lower_risk_needs_approval", person.force, on=day)  # noqa: E731
    day, level, approved, approved_on = row
    others = [other for other in person.levels if other[0] <= day and other != row]
    before = risk_level_on(others, day, lower_needs_approval=gate).level
    if RANK[level] >= RANK[before or AS_FOR_NO_LEVEL] or not gate(day):
        return day if day <= on else None
    counts_from = approved_from(day, approved, approved_on)
    return counts_from if counts_from is not None and counts_from <= on else None


def management_effective_on(row: ManagementFact, on: dt.date) -> dt.date | None:
    """The day from which a decision counts: active from its own, reactive (a review too) from its approval."""
    day, mode, approved, approved_on = row
    counts_from = day if mode == ACTIVE else approved_from(day, approved, approved_on)
    return counts_from if counts_from is not None and counts_from <= on else None


def last_decision(person: PersonFacts, on: dt.date, book: PolicyBook) -> dt.date | None:
    """The last day on which a decision on the level or on the management took effect."""
    days = [level_effective_on(row, person, on, book) for row in person.levels if row[0] <= on]
    days += [management_effective_on(row, on) for row in person.management if row[0] <= on]
    return max((day for day in days if day is not None), default=None)


def unanswered(
    person: PersonFacts,
    events: Iterable[EventFact],
    assessments: Iterable[AssessmentFact],
    on: dt.date,
    book: PolicyBook,
) -> Sequence[EventFact]:
    """The events that still call for a reassessment on a day, earliest first.

    An event is answered by its closing, or by an ARMS, a level or a management decision on or after its day.
    """
    waiting = sorted(row for row in _open(events, on))
    if not waiting:
        return ()
    days = [day for day in (last_of(assessments, ARMS, on), last_decision(person, on, book)) if day is not None]
    answered_to = max(days, default=dt.date.min)
    return [row for row in waiting if row[0] > answered_to]


def _open(events: Iterable[EventFact], on: dt.date) -> Iterable[EventFact]:
    for row in events:
        if row[0] <= on and row[1] in NAMES and (row[2] is None or row[2] > on):
            yield EventFact(row[0], row[1], None)


def risk_review(
    person: PersonFacts,
    events: Iterable[EventFact],
    assessments: Iterable[AssessmentFact],
    on: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
) -> Spec | None:
    """The one reassessment that is owed: for the earliest event not answered, `risk_review_after_event` after it.

    None for the dead, and where recorded disposals and orders have all ended. May raise `BeyondHolidayData`.
    """
    if person.requirement_ended or open_status(person.statuses, on, (DECEASED,)) is not None:
        return None
    waiting = unanswered(person, events, assessments, on, book)
    if not waiting:
        return None
    first = waiting[0]
    interval = book.interval("risk_review_after_event", person.force, on=first.on)
    more = "" if len(waiting) == 1 else f"; {len(waiting) - 1} more since"
    reason = f"{NAMES[first.kind]} on {long_date(first.on)}: reassess within {interval.text()}{more}"
    return Spec(
        RISK_REVIEW, "", add_interval(first.on, interval, calendar), REVIEW_AFTER_EVENT, reason, counted_from=first.on
    )


def reactive_review(person: PersonFacts, on: dt.date, book: PolicyBook, calendar: WorkingDays) -> Spec | None:
    """The review of a case that is managed reactively on a day: `reactive_review` after the latest approved decision.

    A further reactive decision records a review that kept it so. None for the dead and the ended, and for a case
    that is managed actively.
    """
    if person.requirement_ended or not person.management:
        return None
    if (
        open_status(person.statuses, on, (DECEASED,)) is not None
        or management_on(person.management, on).mode != REACTIVE
    ):
        return None
    active = max((row[0] for row in person.management if row[1] == ACTIVE and row[0] <= on), default=dt.date.min)
    days = [
        management_effective_on(row, on) for row in person.management if row[1] == REACTIVE and active < row[0] <= on
    ]
    last = max(day for day in days if day is not None)
    interval = book.interval("reactive_review", person.force, on=last)
    reason = f"Reactive management: reviewed {interval.every()}; last decided {long_date(last)}"
    return Spec(REACTIVE_REVIEW, "", add_interval(last, interval, calendar), AFTER_DECISION, reason, counted_from=last)
