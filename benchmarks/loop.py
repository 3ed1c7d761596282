"""The usual loop: each person fetched, worked out and saved, one after another. Only to compare with.

It applies the same rules to the same facts, fetched person by person with as few queries as the engine has for a batch
(which is kinder than a loop over related managers would be), saves row by row with the ORM, and leaves the same rows.
Policy and calendar are loaded once.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from common.holidays import load_calendar
from deadlines.book import load_book
from deadlines.models import Deadline
from deadlines.registry import Batch, population, sources
from offenders.deadlines import standing_on
from offenders.models import Nominal, Standing


def seconds_for(ids: Sequence[int], on: dt.date) -> float:
    """Bring so many people up to date, each in a transaction of their own."""
    batch = Batch(on, load_book(), load_calendar())
    began = time.perf_counter()
    for id_ in ids:
        with transaction.atomic():
            bring_up_to_date(id_, batch)
    return time.perf_counter() - began


def bring_up_to_date(id_: int, every: Batch) -> None:
    """One person."""
    batch = replace(every, ids=(id_,))
    nominal = Nominal.objects.select_for_update().get(pk=id_)
    person = population().load(batch)[id_]
    specs = [spec for source in sources() for spec in source.specs(person, source.load(batch).get(id_), batch)]
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
    now = standing_on(person.facts, batch)
    Standing.objects.update_or_create(
        nominal=nominal,
        defaults={
            "risk_level": now.risk_level,
            "risk_rank": now.risk_rank,
            "status": now.status,
            "management": now.management,
        },
    )


def close(deadline: Deadline, on: dt.date) -> None:
    """The deadline is over."""
    deadline.closed_on, deadline.outcome = on, "superseded"
    deadline.save()
