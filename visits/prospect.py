"""What a visit would change, worked out by the engine's own rules before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.dates import BeyondHolidayData
from deadlines.reconcile import batch_for
from deadlines.registry import Batch, population
from deadlines.spec import Spec
from offenders.policy import PersonFacts
from visits.models import Visit, VisitDecision
from visits.policy import (
    AttemptsAt,
    DecisionFact,
    Situation,
    VisitFact,
    all_attempts_by_address,
    counts,
    sees,
    situation,
    visit_specs,
)
from visits.policy.failed import attempts_by_address


@dataclass(frozen=True)
class Case:
    """Everything that the rules read about one person, loaded once."""

    person: PersonFacts
    visits: tuple[VisitFact, ...]
    decisions: tuple[DecisionFact, ...]
    batch: Batch

    @property
    def on(self) -> dt.date:
        return self.batch.on

    def situation(self) -> Situation:
        """Last seen, attempts since, the start of the clock. Where it cannot be worked out whether a stay in custody or
        hospital restarted the clock (`BeyondHolidayData`), as if none had: no attempt is left out.
        """
        rules = self.visits, self.on, self.batch.book, self.batch.calendar
        try:
            return situation(self.person, *rules)
        except BeyondHolidayData:
            return situation(self.person._replace(statuses=()), *rules)

    def owed(self) -> dict[str, Spec]:
        """What is owed about visits on the day, by kind. May raise `BeyondHolidayData`."""
        specs = visit_specs(self.person, self.visits, self.on, self.batch.book, self.batch.calendar, self.decisions)
        return {spec.kind: spec for spec in specs}

    def owed_or_why(self) -> tuple[dict[str, Spec], str]:
        """The same; or nothing, and why it cannot be worked out, which a page says instead."""
        try:
            return self.owed(), ""
        except BeyondHolidayData as error:
            return {}, str(error)

    def with_visit(self, fact: VisitFact) -> Case:
        """The same case with one visit more."""
        return replace(self, visits=(*self.visits, fact))

    def attempts_since_seen(self) -> Sequence[AttemptsAt]:
        """The failed attempts since the person was last seen, by address."""
        return attempts_by_address(self.person, self.situation().attempts)

    def attempts_ever(self) -> Sequence[AttemptsAt]:
        """Every failed attempt, by address: being seen later wipes none of them out (s.96B)."""
        return all_attempts_by_address(self.person, self.visits, self.on)


def load_case(nominal_id: int, on: dt.date, *, without: int | None = None) -> Case:
    """The facts of one nominal as of a day. `without` leaves out a visit that is about to be corrected."""
    batch = batch_for(on, ids=[nominal_id])
    rows = Visit.objects.counted().filter(nominal_id=nominal_id)
    if without is not None:
        rows = rows.exclude(pk=without)
    visits = rows.values_list("date", "time", "outcome", "address", "entry_sought_for_risk_search")
    decisions = VisitDecision.objects.counted().filter(nominal_id=nominal_id).values_list("decided_on", "decision")
    return Case(
        population().load(batch)[nominal_id].facts,
        tuple(map(VisitFact._make, visits)),
        tuple(map(DecisionFact._make, decisions)),
        batch,
    )


def load_cases(ids: Sequence[int], on: dt.date) -> dict[int, Case]:
    """The same for some nominals at once, by id, in a fixed number of queries."""
    batch = batch_for(on, ids=ids)
    people = population().load(batch)
    visits: dict[int, list[VisitFact]] = {pk: [] for pk in ids}
    rows = Visit.objects.counted().filter(nominal_id__in=ids)
    columns = ("nominal_id", "date", "time", "outcome", "address", "entry_sought_for_risk_search")
    for nominal_id, *fact in rows.order_by("date", "time", "pk").values_list(*columns):
        visits[nominal_id].append(VisitFact._make(fact))
    decisions: dict[int, list[DecisionFact]] = {pk: [] for pk in ids}
    decided = VisitDecision.objects.counted().filter(nominal_id__in=ids).order_by("decided_on", "pk")
    for nominal_id, *fact in decided.values_list("nominal_id", "decided_on", "decision"):
        decisions[nominal_id].append(DecisionFact._make(fact))
    return {pk: Case(people[pk].facts, tuple(visits[pk]), tuple(decisions[pk]), batch) for pk in ids if pk in people}


@dataclass(frozen=True)
class Prospect:
    """What is owed now, and what would be owed once the visit is saved."""

    on: dt.date
    visit: VisitFact
    before: dict[str, Spec]
    after: dict[str, Spec]
    counts: bool
    sees: bool
    last_seen: dt.date | None
    here: AttemptsAt | None  # the attempts at this visit's address since last seen, this one included
    person: PersonFacts
    impossible: str = ""  # why nothing can be worked out


def prospect(case: Case, visit: VisitFact) -> Prospect:
    """Compare what is owed without the visit and with it. Nothing is written."""
    later = case.with_visit(visit)
    before, _ = case.owed_or_why()
    after, impossible = later.owed_or_why()
    here = None if sees(visit.outcome) else _attempts_here(later, visit)
    return Prospect(
        case.on, visit, before, after, counts(visit, case.person), sees(visit.outcome), case.situation().last_seen,
        here, case.person, impossible,
    )  # fmt: skip


def _attempts_here(case: Case, visit: VisitFact) -> AttemptsAt | None:
    """The group of attempts since last seen that this visit would belong to; None where it lies before that."""
    (own,) = attempts_by_address(case.person, [visit])
    since = case.attempts_since_seen()
    return next((group for group in since if visit.on in group.days and _same(group, own)), None)


def _same(group: AttemptsAt, own: AttemptsAt) -> bool:
    from offenders.policy import place

    return place(group.address).same_as(place(own.address))
