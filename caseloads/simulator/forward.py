"""One person's visits and reviews over the months to come, by the same functions as the schedule's.

On its due date a visit is assumed to be made and to find the person in, and a review to keep things as they are. What
is overdue is made on the first day. Nothing else is assumed to happen: no level changes, nobody is released, no order
ends and nobody new arrives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from common.dates import WorkingDays
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from offenders.policy import REACTIVE, ManagementFact, PersonFacts
from risk.policy import reactive_review
from visits.policy import VisitFact, home_visit
from visits.policy.facts import SEEN_AT_ADDRESS


class Ahead(NamedTuple):
    """The days on which visits fall due, and how it stands today."""

    visits: list[dt.date]
    due_on: dt.date | None = None  # of the one that is owed now; none where it is suspended
    suspended: bool = False  # in custody or hospital: nothing is counted, for nobody knows until when
    overdue: bool = False


def visits_ahead(
    person: PersonFacts,
    visits: Iterable[VisitFact],
    on: dt.date,
    until: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
) -> Ahead:
    """The visits from a day until another, the last day included. May raise `BeyondHolidayData`."""
    spec = home_visit(person, visits, on, book, calendar)
    if spec is None:
        return Ahead([])
    if spec.suspended:
        return Ahead([], suspended=True)
    due_on = spec.due_on
    found: list[dt.date] = []
    while spec is not None:
        made_on = max(spec.due_on, on)
        if made_on > until:
            break
        found.append(made_on)
        spec = after_a_visit(person, made_on, book, calendar)
    return Ahead(found, due_on, overdue=due_on < on)


def after_a_visit(person: PersonFacts, made_on: dt.date, book: PolicyBook, calendar: WorkingDays) -> Spec | None:
    """The visit that is owed once one has found the person in on a day. May raise `BeyondHolidayData`."""
    return home_visit(person, (VisitFact(made_on, None, SEEN_AT_ADDRESS),), made_on, book, calendar)


def reviews_ahead(person: PersonFacts, on: dt.date, until: dt.date, book: PolicyBook, calendar: WorkingDays) -> int:
    """How many reviews of reactive management fall due from a day until another."""
    count = 0
    spec = reactive_review(person, on, book, calendar)
    while spec is not None and max(spec.due_on, on) <= until:
        count += 1
        made_on = max(spec.due_on, on)
        kept = ManagementFact(made_on, REACTIVE, True, made_on)
        person = person._replace(management=[*person.management, kept])
        spec = reactive_review(person, made_on, book, calendar)
    return count


def managed(person: PersonFacts, mode: str, on: dt.date) -> PersonFacts:
    """The same person with a decision on the management that counts from a day."""
    return person._replace(management=[*person.management, ManagementFact(on, mode, True, on)])
