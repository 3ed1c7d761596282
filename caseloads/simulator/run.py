"""A whole force under today's policy and under a changed one, batch by batch, so that memory stays flat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from caseloads.simulator.changes import VISIT_INTERVAL, Change, book_with
from caseloads.simulator.forward import managed, reviews_ahead, visits_ahead
from common.bulk import without_collecting
from common.dates import BeyondHolidayData, WorkingDays
from common.holidays import load_calendar
from common.rows import fetch
from deadlines.models import PolicyValue
from deadlines.policy_keys import PolicyBook
from deadlines.registry import Batch, population
from offenders.policy import ACTIVE, REACTIVE, PersonFacts, management_on
from risk.facts import load_circumstances
from risk.policy import Circumstances, blockers, criteria
from visits.deadlines import NOTHING, VisitFacts, VisitSource

BATCH = 2000
WEEKS = 52
NAMED = 200  # people who would become eligible, kept to be listed

Progress = Callable[[int, int], None]
# What a trial found is shown to the whole force, so a restricted record is in none of its counts (ADR 10).
PEOPLE = "FROM offenders_nominal WHERE force_id = %s AND merged_into_id IS NULL AND NOT restricted"
IDS = f"SELECT id {PEOPLE} AND id > %s ORDER BY id LIMIT %s"


@dataclass
class Side:
    """One policy's answer."""

    eligible: int = 0
    reviews: int = 0
    weeks: list[int] = field(default_factory=lambda: [0] * WEEKS)
    blocked: dict[str, int] = field(default_factory=dict)


@dataclass
class Outcome:
    """What a trial found: counts for the force, and the ids of the first who would become eligible."""

    people: int = 0
    today: Side = field(default_factory=Side)
    tried: Side = field(default_factory=Side)
    gained: int = 0
    lost: int = 0
    moved: int = 0  # managed actively today, eligible only under the policy tried: assumed to go on reactive management
    returned: int = 0  # the other way round
    reactive: int = 0
    suspended: int = 0
    overdue: int = 0
    failed: int = 0
    named: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Trial:
    """What every person is asked with."""

    on: dt.date
    until: dt.date
    today: PolicyBook
    tried: PolicyBook
    calendar: WorkingDays
    visits_differ: bool  # whether the policy tried changes an interval of visits


def last_day(on: dt.date) -> dt.date:
    """The last day looked at: 52 whole weeks from a day."""
    return on + dt.timedelta(weeks=WEEKS, days=-1)


def simulate(force_id: int, changes: Sequence[Change], on: dt.date, progress: Progress | None = None) -> Outcome:
    """Today's policy beside the same with changes from a day on, for every nominal of a force but the restricted."""
    rows = list(PolicyValue.objects.values_list("force_id", "effective_from", "key", "applies_to", "value", "unit"))
    ((total,),) = fetch(f"SELECT count(*) {PEOPLE}", [force_id])
    trial = _Trial(
        on, last_day(on), PolicyBook(rows), book_with(rows, changes, force_id, on), load_calendar(),
        any(change.key == VISIT_INTERVAL for change in changes),
    )  # fmt: skip
    found, source = Outcome(), VisitSource()
    for ids in _batches(force_id):
        with without_collecting():
            _batch(Batch(on, trial.today, trial.calendar, ids=ids), trial, source, found)
        if progress is not None:
            progress(found.people, total)
    return found


def _batches(force_id: int) -> Iterator[tuple[int, ...]]:
    last = 0
    while ids := tuple(id_ for (id_,) in fetch(IDS, [force_id, last, BATCH])):
        yield ids
        last = ids[-1]


def _batch(batch: Batch, trial: _Trial, source: VisitSource, found: Outcome) -> None:
    people: Any = population().load(batch)
    visits = source.load(batch)
    circumstances = load_circumstances(batch, people)
    for id_, row in people.items():
        found.people += 1
        try:
            _person(id_, row.facts, visits.get(id_, NOTHING), circumstances[id_], trial, found)
        except (BeyondHolidayData, ValueError, OverflowError):
            found.failed += 1  # listed on the page of the nightly run, by whom it concerns


def _person(
    id_: int, person: PersonFacts, visits: VisitFacts, around: Circumstances, trial: _Trial, found: Outcome
) -> None:
    on, until, calendar = trial.on, trial.until, trial.calendar
    now = blockers(criteria(person, around, on, trial.today, calendar))
    then = blockers(criteria(person, around, on, trial.tried, calendar))
    reactive = bool(person.management) and management_on(person.management, on).mode == REACTIVE
    moved, returned = bool(now) and not then and not reactive, bool(then) and not now and reactive
    other = managed(person, REACTIVE if moved else ACTIVE, on) if moved or returned else person
    ahead = visits_ahead(person, visits.visits, on, until, trial.today, calendar)
    changed = trial.visits_differ or moved or returned
    ahead_then = visits_ahead(other, visits.visits, on, until, trial.tried, calendar) if changed else ahead
    reviews = reviews_ahead(person, on, until, trial.today, calendar) if reactive else 0
    reviews_then = reviews_ahead(other, on, until, trial.tried, calendar) if reactive or moved else 0
    # Counted only once all of it is worked out: a person either counts on both sides or failed.
    for side, codes, days, reviewed in (
        (found.today, now, ahead.visits, reviews),
        (found.tried, then, ahead_then.visits, reviews_then),
    ):
        side.eligible += not codes
        for code in codes:
            side.blocked[code] = side.blocked.get(code, 0) + 1
        side.reviews += reviewed
        for day in days:
            side.weeks[(day - on).days // 7] += 1
    found.reactive += reactive
    found.moved += moved
    found.returned += returned
    found.lost += bool(then) and not now
    found.suspended += ahead.suspended
    found.overdue += ahead.overdue
    if now and not then:
        found.gained += 1
        if len(found.named) < NAMED:
            found.named.append(id_)
