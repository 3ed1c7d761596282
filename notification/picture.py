"""One person's requirement with everything about it, for the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from deadlines.policy_keys import PolicyBook
from deadlines.reconcile import batch_for
from deadlines.registry import Batch, population
from deadlines.spec import Spec
from notification import policy
from notification.deadlines import NotificationSource
from notification.facts import NOTHING, case_of, recorded_of
from notification.models import Disposal, Failure, Notification, OtherPremises, ParentalDirection, Review
from notification.policy import CaseFacts, Qualifying, Requirement

_YEAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class Picture:
    """The answer of the rules, what is owed next, and the rows as they were recorded."""

    on: dt.date
    case: CaseFacts
    requirement: Requirement
    specs: Sequence[Spec]
    qualifying: Qualifying | None
    disposals: Sequence[Disposal]
    notifications: Sequence[Notification]
    failures: Sequence[Failure]
    reviews: Sequence[Review]
    premises: Sequence[OtherPremises]
    parental: Sequence[ParentalDirection]
    book: PolicyBook
    unknown: bool  # a disposal is recorded whose period is not worked out


class Answer(NamedTuple):
    """What the rules say of one person on a day; `unknown`: more is recorded than they work out."""

    case: CaseFacts
    requirement: Requirement
    specs: Sequence[Spec]
    unknown: bool


def requirement_and_specs(nominal_id: int, on: dt.date) -> Answer:
    """The rules' answer for one person on a day."""
    return answers([nominal_id], on)[nominal_id]


def answers(ids: Sequence[int], on: dt.date) -> Mapping[int, Answer]:
    """The rules' answer for some people on a day (a fixed number of queries, whatever their number)."""
    return _worked_out(batch_for(on, ids=ids))


def _worked_out(batch: Batch) -> dict[int, Answer]:
    people: Mapping[int, Any] = population().load(batch)
    source = NotificationSource()
    loaded, recorded = source.load(batch), recorded_of(batch)
    found = {}
    for id_, person in people.items():
        facts = recorded.get(id_, NOTHING)
        case = case_of(person, facts, batch)
        specs = source.specs(person, loaded.get(id_), batch)
        answer = policy.requirement(case, batch.on, batch.book)
        found[id_] = Answer(
            case, answer, sorted(specs, key=lambda spec: (spec.due_on, spec.kind, spec.subject)), facts.unknown
        )
    return found


def met_late(case: CaseFacts, on: dt.date, book: PolicyBook) -> dict[dt.date, list[Spec]]:
    """By day of notification within the last year: what was notified only after its date."""
    days = {row.notified_on for row in case.notifications if row.notified_on is not None}
    lately = sorted(day for day in days if on - _YEAR <= day <= on)
    return {day: found for day in lately if (found := policy.met_late(case, day, book))}


def picture_of(nominal_id: int, on: dt.date) -> Picture:
    """Everything that the notification page shows."""
    batch = batch_for(on, ids=[nominal_id])
    case, found, specs, unknown = _worked_out(batch)[nominal_id]
    people = ("recorded_by", "voided_by")
    disposals = Disposal.objects.filter(nominal_id=nominal_id)
    notifications = Notification.objects.filter(nominal_id=nominal_id).select_related(*people, "premises")
    failures = Failure.objects.filter(nominal_id=nominal_id).select_related(*people)
    reviews = Review.objects.filter(nominal_id=nominal_id).select_related(*people)
    return Picture(
        on, case, found, specs, policy.qualifying(case, found, on),
        list(disposals.select_related(*people, "override_by", "length_confirmed_by")),
        list(notifications), list(failures.prefetch_related("steps__recorded_by")),
        list(reviews.prefetch_related("bodies")),
        list(OtherPremises.objects.counted().filter(nominal_id=nominal_id).prefetch_related("stays")),
        list(ParentalDirection.objects.filter(nominal_id=nominal_id).select_related(*people)), batch.book, unknown,
    )  # fmt: skip
