"""Risk management plans of an invented force, some past their review, some people without one; and policies tried.

A stream of random numbers of its own for each person, so that everything else of the demonstration stays as it was. A
plan owes no date, so none moves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from caseloads.simulator.changes import Change
from caseloads.simulator.forms import MINUTES_A_REVIEW
from caseloads.simulator.jobs import ask_for_trial, work_off
from common.bulk import copy_rows
from deadlines.book import load_book
from exchange.demo import plan_words as w
from exchange.demo.staff import Crew
from exchange.demo.tables import evening, numbers
from offenders.models import Nominal
from risk.models import PARTS

DAY = dt.timedelta(days=1)
CHUNK = 1000
TABLE = "risk_riskplan"
COLUMNS = (
    "id", "nominal_id", "recorded_at", "recorded_by_id", "void_reason", "follows_id", "written_on", *PARTS,
    "what_changed", "review_on", "source", "source_ref",
)  # fmt: skip
PLANNED, OF_THE_FIRST = 0.4, 0.85  # shares of people with a plan; the first officer's nearly all
REVIEW = 180 * DAY
MOST_TRIED = 4000  # people: a larger force is tried from its own page, by the worker
TRIED = (
    Change("reactive_blocked_by_order", "", "no", "yes_no"),
    Change("visit_interval", "medium", "4", "months"),
)


def write_plans(crew: Crew, on: dt.date, seed: int) -> None:
    """The plans of one force. In the caller's transaction; memory stays flat."""
    first, spare = crew.officers[0].pk, crew.supervisors[crew.teams[0].pk].pk
    following = numbers()
    for chunk in _people(crew):
        rows: list[tuple[Any, ...]] = []
        for id_, reference, officer, registered in chunk:
            rng = Random(f"{seed}/{reference}/plans")  # noqa: S311 - invented data, nothing to guess
            if rng.random() < (OF_THE_FIRST if officer == first else PLANNED):
                rows += _versions(id_, officer or spare, registered, on, rng, following)
        copy_rows(TABLE, COLUMNS, rows)


def _people(crew: Crew) -> Iterator[list[tuple[Any, ...]]]:
    rows = Nominal.objects.filter(force=crew.force, merged_into__isnull=True).exclude(status_periods__status="deceased")
    last = 0
    columns = ("pk", "reference", "officer_id", "registered_on")
    while chunk := list(rows.filter(pk__gt=last).order_by("pk").values_list(*columns)[:CHUNK]):
        yield chunk
        last = chunk[-1][0]


def _versions(
    nominal: int, author: int, registered: dt.date | None, on: dt.date, rng: Random, following: Callable[[str], int]
) -> Iterator[tuple[Any, ...]]:
    """One version, or two where the plan has changed since."""
    latest = on - rng.randint(3, 210) * DAY
    days = [latest - rng.randint(60, 170) * DAY, latest] if rng.random() < 0.4 else [latest]
    days = sorted({max(day, registered) if registered and registered < on else day for day in days})
    texts, before = {part: rng.choice(w.PLANS[part]) for part in PARTS}, None
    for day in days:
        if before is not None:
            part = rng.choice(PARTS)
            texts[part] = f"{texts[part]} {rng.choice(w.MORE)}"
        id_, changed = following(TABLE), rng.choice(w.CHANGED) if before is not None else w.FIRST
        yield (id_, nominal, evening(day), author, "", before, day, *(texts[part] for part in PARTS), changed,
               day + REVIEW, "manager", "")  # fmt: skip
        before = id_


def write_trials(crew: Crew, on: dt.date) -> None:
    """Two policies that the inspector tried today, worked out; none in a force too large to wait for."""
    if Nominal.objects.filter(force=crew.force).count() > MOST_TRIED:
        return
    minutes = load_book().count("visit_minutes", crew.force.pk, on=on)
    for change in TRIED:
        row = ask_for_trial(
            by=crew.inspector, on=on, changes=[change], minutes_a_visit=minutes,
            minutes_a_review=MINUTES_A_REVIEW,
        )  # fmt: skip
        work_off(row.pk, row.moved_at)
