"""The usual loop: each person fetched, worked out and saved by the ORM, one after another. Only to compare with.

It applies the same rules and leaves the same rows as the engine. Policy and calendar are loaded once, which is more
than the usual loop would do.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from common.holidays import load_calendar
from deadlines.book import load_book
from deadlines.models import Deadline
from deadlines.registry import Batch
from offenders.deadlines import standing_on
from offenders.models import Nominal, Standing
from offenders.policy import AddressFact, LevelFact, ManagementFact, PersonFacts, PlanFact, StatusFact
from visits.policy import DecisionFact, VisitFact, visit_specs


def seconds_for(ids: Sequence[int], on: dt.date) -> float:
    """Bring so many people up to date, each in a transaction of their own."""
    batch = Batch(on, load_book(), load_calendar())
    began = time.perf_counter()
    for id_ in ids:
        with transaction.atomic():
            bring_up_to_date(id_, batch)
    return time.perf_counter() - began


def bring_up_to_date(id_: int, batch: Batch) -> None:
    """One person."""
    nominal = Nominal.objects.select_for_update().get(pk=id_)
    facts = facts_of(nominal)
    visits = [
        VisitFact(visit.date, visit.time, visit.outcome, visit.address, visit.entry_sought_for_risk_search)
        for visit in nominal.visits.counted().filter(date__lte=batch.on)
    ]
    decisions = [DecisionFact(row.decided_on, row.decision) for row in nominal.visit_decisions.counted()]
    specs = visit_specs(facts, visits, batch.on, batch.book, batch.calendar, decisions)
    stored: dict[Any, Deadline] = {(row.kind, row.subject): row for row in nominal.deadlines.open()}
    for spec in specs:
        old = stored.pop((spec.kind, spec.subject), None)
        if old is not None:
            if (old.due_on, old.rule, old.suspended) == (spec.due_on, spec.rule, spec.suspended):
                continue
            close(old, batch.on)
        Deadline.objects.create(nominal=nominal, opened_on=batch.on, **spec._asdict())
    for old in stored.values():
        close(old, batch.on)
    now = standing_on(facts, batch)
    Standing.objects.update_or_create(
        nominal=nominal,
        defaults={
            "risk_level": now.risk_level,
            "risk_rank": now.risk_rank,
            "status": now.status,
            "management": now.management,
        },
    )


def facts_of(nominal: Nominal) -> PersonFacts:
    """The dated facts, each kind by its own query."""
    return PersonFacts(
        nominal.force_id,
        nominal.registered_on,
        [LevelFact(r.effective_from, r.level, r.approved, r.approved_on) for r in nominal.risk_levels.counted()],
        [
            PlanFact(r.effective_from, r.value, r.unit, r.approved, r.approved_on)
            for r in nominal.plan_intervals.counted()
        ],
        [
            ManagementFact(r.effective_from, r.mode, r.approved, r.approved_on)
            for r in nominal.management_decisions.counted()
        ],
        [StatusFact(r.status, r.from_on, r.to_on) for r in nominal.status_periods.counted()],
        [AddressFact(r.kind, r.address, r.postcode, r.from_on, r.to_on) for r in nominal.addresses.counted()],
    )


def close(deadline: Deadline, on: dt.date) -> None:
    """The deadline is over."""
    deadline.closed_on, deadline.outcome = on, "superseded"
    deadline.save()
