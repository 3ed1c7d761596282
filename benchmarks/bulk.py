"""Measures of the reconcile: against the floor, against its own growth, against the usual loop, in memory."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from benchmarks import engine, floor, loop
from benchmarks.database import run_as_owner
from benchmarks.report import Measure
from offenders.models import Nominal

LOOP_PEOPLE = 500
DERIVED = "deadlines_deadline, offenders_standing, deadlines_failednominal"
WRITES = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables"


@dataclass
class Times:
    """Seconds, run by run, on one size of register."""

    nominals: int
    first: list[float] = field(default_factory=list)
    unchanged: list[float] = field(default_factory=list)
    first_floor: list[float] = field(default_factory=list)
    unchanged_floor: list[float] = field(default_factory=list)
    every_visit: list[float] = field(default_factory=list)  # copying out every visit instead of those needed
    megabytes: list[float] = field(default_factory=list)
    rows_written: int = 0  # by the unchanged runs, whatever the table
    owed: int = 0

    def median(self, name: str) -> float:
        """Of the seconds of one thing."""
        return statistics.median(getattr(self, name))

    def ratio(self, name: str) -> float:
        """The median of the runs' ratios to the floor that was measured right after each."""
        pairs = zip(getattr(self, name), getattr(self, f"{name}_floor"), strict=True)
        return statistics.median(work / least for work, least in pairs)


def measure(database: str, nominals: int, on: dt.date, runs: int, say: Callable[[str], None]) -> Times:
    """First and unchanged runs in turns with their floors, so that a busy minute hits both."""
    found, day = Times(nominals), on.isoformat()
    floor.prepare()
    for number in range(runs):
        run_as_owner(f"TRUNCATE {DERIVED}")
        said = engine.in_a_process(database, on)
        found.first.append(said["seconds"])
        found.megabytes.append(said["megabytes"])
        found.owed = said["counts"]["opened"]
        run_as_owner("VACUUM ANALYZE deadlines_deadline", "VACUUM ANALYZE offenders_standing")
        found.first_floor.append(floor.seconds_to_read(day, stored=False) + floor.seconds_to_write())
        before = writes()
        said = engine.in_a_process(database, on)
        found.rows_written += writes() - before
        found.unchanged.append(said["seconds"])
        found.megabytes.append(said["megabytes"])
        found.unchanged_floor.append(floor.seconds_to_read(day, stored=True))
        found.every_visit.append(floor.seconds_to_read(day, stored=True, every_visit=True))
        say(f"run {number + 1} of {runs}: first {found.first[-1]:.1f} s, unchanged {found.unchanged[-1]:.1f} s")
    return found


def writes() -> int:
    """Rows written so far in the tables of this database, by everybody."""
    time.sleep(1.2)  # a session that ends hands its counts in within a second
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WRITES)
        return int(cursor.fetchone()[0])


def seconds_per_person_in_a_loop(on: dt.date) -> float:
    """The usual loop over people spread across the register, who have no deadline stored yet; what it wrote goes."""
    run_as_owner(f"TRUNCATE {DERIVED}")
    step = max(1, Nominal.objects.count() // LOOP_PEOPLE)
    ids = list(Nominal.objects.order_by("pk").values_list("pk", flat=True)[::step][:LOOP_PEOPLE])
    seconds = loop.seconds_for(ids, on) / len(ids)
    run_as_owner(f"TRUNCATE {DERIVED}")
    return seconds


def measures(small: Times, large: Times, loop_seconds: float) -> list[Measure]:
    """The figures of the two sizes."""
    made = []
    for name, text in (("first", "first reconcile / floor"), ("unchanged", "unchanged reconcile / floor")):
        work, least = large.median(name), large.median(f"{name}_floor")
        made.append(
            Measure(text, large.ratio(name), 4, about=f"{large.nominals:,} nominals: {work:.2f} s / {least:.2f} s")
        )
    made.append(Measure("rows that the unchanged runs wrote", large.rows_written, 0, unit=""))
    for name in ("first", "unchanged"):
        growth = large.ratio(name) / small.ratio(name)  # the same as work's growth by floor's growth
        about = f"from {small.nominals:,} to {large.nominals:,}: {large.ratio(name):.2f} / {small.ratio(name):.2f}"
        made.append(Measure(f"growth of the {name} run / of its floor", growth, 1.3, about=about))
    each = large.median("first") / large.nominals
    about = f"{loop_seconds * 1000:.2f} ms / {each * 1000:.3f} ms a person"
    made.append(Measure("the usual loop / the engine", loop_seconds / each, 15, at_least=True, about=about))
    made.append(Measure("peak memory of the reconcile", max(large.megabytes), 250, unit="MB"))
    return made
