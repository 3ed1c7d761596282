"""Raising the alerts of a night, and finding that they are raised already, beside a bare `INSERT … SELECT` of them."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable

from django.db import transaction

from benchmarks import floor
from benchmarks.database import run_as_owner
from benchmarks.report import Measure
from common.bulk import without_collecting
from common.dbroles import as_owner
from common.holidays import load_calendar
from common.rows import fetch
from deadlines.alerts import raise_alerts
from deadlines.book import load_book
from deadlines.nightly import BATCH
from deadlines.recipients import Recipients
from deadlines.registry import Batch, population

TABLE = "deadlines_alert"
COLUMNS = "nominal_id, kind, subject, due_on, stage, recipient_id, raised_on"
WANTED = 30_000
SUPERVISORS = (
    "INSERT INTO accounts_user (username, password, is_superuser, full_name, email, role, force_id, team_id, is_active,"
    " date_joined) SELECT 'above' || id, '!', false, 'Supervisor Number ' || id, '', 'supervisor', force_id, id, true,"
    " now() FROM accounts_team ON CONFLICT DO NOTHING"
)


def measures(on: dt.date, runs: int, say: Callable[[str], None]) -> list[Measure]:
    """Both figures, each the median of the runs' ratios to the floor timed right after it. Deadlines must be stored."""
    run_as_owner(SUPERVISORS, f"TRUNCATE {TABLE}")
    floor.copy_of(TABLE)
    nominals = enough(on)
    ratios: dict[str, list[float]] = {"raised": [], "found": []}
    seconds: dict[str, list[float]] = {"raised": [], "found": [], "floor": []}
    number = 0
    for turn in range(runs):
        run_as_owner(f"TRUNCATE {TABLE}", f"VACUUM ANALYZE {TABLE}")
        took, number = raising(on, nominals)
        least = seconds_to_insert()
        run_as_owner(f"VACUUM ANALYZE {TABLE}")
        again, more = raising(on, nominals)
        if more:
            raise SystemExit(f"A second run raised {more} alerts that the first had not.")
        for name, value in (("raised", took), ("found", again)):
            ratios[name].append(value / least)
            seconds[name].append(value)
        seconds["floor"].append(least)
        say(f"alerts, run {turn + 1} of {runs}: {number:,} raised in {took:.2f} s, found in {again:.2f} s")
    run_as_owner(f"TRUNCATE {TABLE}")
    least = statistics.median(seconds["floor"])
    return [
        Measure(
            f"{text} / a bare insert", statistics.median(ratios[name]), 2,
            about=f"{number:,} alerts: {statistics.median(seconds[name]):.2f} s / {least:.2f} s",
        )
        for name, text in (("raised", "raising alerts"), ("found", "finding them raised"))
    ]  # fmt: skip


def enough(on: dt.date) -> int:
    """The highest id of the nominals that have about 30,000 alerts between them; of a smaller register, of all."""
    _, number = raising(on, None)
    rows = fetch(f"SELECT nominal_id FROM {TABLE} ORDER BY nominal_id OFFSET %s LIMIT 1", [min(number, WANTED) - 1])
    return int(rows[0][0])


def raising(on: dt.date, up_to: int | None) -> tuple[float, int]:
    """The seconds of the night's own step, in its batches and transactions, and how many alerts were new.

    What the night has at hand by then is not timed: the people of the batch, who are read for their deadlines.
    """
    book, calendar, recipients = load_book(), load_calendar(), Recipients.load(on)
    ranges = fetch(
        "SELECT min(id), max(id) FROM offenders_nominal WHERE %s IS NULL OR id <= %s GROUP BY id / %s ORDER BY 1",
        [up_to, up_to, BATCH],
    )
    seconds, number = 0.0, 0
    for first, last in ranges:
        batch = Batch(on, book, calendar, first, last)
        people = population().load(batch)
        with without_collecting():
            began = time.perf_counter()
            with transaction.atomic():
                number += raise_alerts(batch, people, population().levels(batch), recipients)
            seconds += time.perf_counter() - began
    return seconds, number


def seconds_to_insert() -> float:
    """The alerts that there are, inserted into an empty copy of their table, in one transaction."""
    run_as_owner(f"TRUNCATE floor_{TABLE}")
    with as_owner() as owner, owner.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(f"INSERT INTO floor_{TABLE} ({COLUMNS}) SELECT {COLUMNS} FROM {TABLE} ORDER BY id")
        return time.perf_counter() - began
