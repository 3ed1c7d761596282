"""One person's requirement with everything about it, for the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deadlines.policy_keys import PolicyBook
from deadlines.reconcile import batch_for
from deadlines.registry import Batch, population
from deadlines.spec import Spec
from notification import policy
from notification.deadlines import NotificationSource
from notification.facts import NOTHING, case_of, recorded_of
from notification.models import Disposal, Failure, Notification, OtherPremises, ParentalDirection, Review
from notification.policy import CaseFacts, Qualifying, Requirement


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


def requirement_and_specs(nominal_id: int, on: dt.date) -> tuple[CaseFacts, Requirement, list[Spec], bool]:
    """The rules' answer for one person on a day, and whether more is recorded than they work out (fixed queries)."""
    return _worked_out(batch_for(on, ids=[nominal_id]), nominal_id)


def _worked_out(batch: Batch, nominal_id: int) -> tuple[CaseFacts, Requirement, list[Spec], bool]:
    on = batch.on
    person: Any = population().load(batch)[nominal_id]
    source = NotificationSource()
    specs = source.specs(person, source.load(batch).get(nominal_id), batch)
    recorded = recorded_of(batch).get(nominal_id, NOTHING)
    case = case_of(person, recorded, batch)
    found = policy.requirement(case, on, batch.book)
    return case, found, sorted(specs, key=lambda spec: (spec.due_on, spec.kind, spec.subject)), recorded.unknown


def picture_of(nominal_id: int, on: dt.date) -> Picture:
    """Everything that the notification page shows."""
    batch = batch_for(on, ids=[nominal_id])
    case, found, specs, unknown = _worked_out(batch, nominal_id)
    people = ("recorded_by", "voided_by")
    disposals = Disposal.objects.filter(nominal_id=nominal_id)
    notifications = Notification.objects.filter(nominal_id=nominal_id).select_related(*people)
    failures = Failure.objects.filter(nominal_id=nominal_id).select_related(*people)
    reviews = Review.objects.filter(nominal_id=nominal_id).select_related(*people)
    return Picture(
        on, case, found, specs, policy.qualifying(case, found, on),
        list(disposals.select_related(*people, "override_by", "length_confirmed_by")),
        list(notifications), list(failures.prefetch_related("steps__recorded_by")),
        list(reviews.prefetch_related("bodies")),
        list(OtherPremises.objects.counted().filter(nominal_id=nominal_id).prefetch_related("stays")),
        list(ParentalDirection.objects.filter(nominal_id=nominal_id)), batch.book, unknown,
    )  # fmt: skip
