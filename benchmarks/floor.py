"""The floor of bulk work: what PostgreSQL alone needs to give the facts out and to take the results in.

`COPY` out every row that the engine reads (the rows, not the tables: of the visits only those since the person was
last seen, which are all that the rules need), and `INSERT … SELECT` every row that it writes, into a copy of its table
with the same indexes and keys.
"""

from __future__ import annotations

import io
import time

from benchmarks.database import run_as_owner
from common.dbroles import as_owner
from deadlines.reconcile import COLUMNS as DEADLINE_COLUMNS
from offenders.deadlines import FACT_QUERIES
from visits.deadlines import DECISIONS, SINCE_LAST_SEEN

NOMINALS = (
    "SELECT id, reference, force_id, team_id, officer_id, date_of_birth, sex, lead_agency, lead_since,"
    " licence_ends_on, mappa_category, registered_on FROM offenders_nominal"
)
STORED = (
    "SELECT nominal_id, id, kind, subject, due_on, rule, reason, suspended, counted_from, attempts"
    " FROM deadlines_deadline WHERE closed_on IS NULL",
    "SELECT nominal_id, risk_level, risk_rank, status, management FROM offenders_standing",
)
WRITTEN = {
    "deadlines_deadline": f"({', '.join(DEADLINE_COLUMNS)}) SELECT {', '.join(DEADLINE_COLUMNS)}"
    " FROM deadlines_deadline WHERE closed_on IS NULL ORDER BY id",
    "offenders_standing": "SELECT * FROM offenders_standing ORDER BY nominal_id",
}
KEYS = """
    SELECT format('ALTER TABLE floor_%%s ADD %%s', conrelid::regclass, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass"""


class Nowhere(io.RawIOBase):
    """Takes what `COPY` gives and keeps nothing but the number of bytes."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.size += len(data)
        return len(data)


def prepare() -> None:
    """Make the copies of the tables that are written, with their indexes, checks and foreign keys."""
    for table in WRITTEN:
        copy_of(table)


def copy_of(table: str) -> None:
    """Make an empty copy of a table, with its indexes, checks and foreign keys."""
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS floor_{table}")
        cursor.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
        cursor.execute(KEYS, [table])
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def reads(on: str, *, every_visit: bool = False) -> list[str]:
    """The queries whose rows the engine reads as facts; or with every visit there is."""
    visits = SINCE_LAST_SEEN.format(where="true") % (f"DATE '{on}'", f"DATE '{on}'")
    if every_visit:
        visits = "SELECT nominal_id, date, time, outcome, address, entry_sought_for_risk_search FROM visits_visit"
    facts = [query.format(where="true") for query, _ in FACT_QUERIES]
    return [NOMINALS, *facts, visits, DECISIONS.format(where="true")]


def seconds_to_read(on: str, *, stored: bool, every_visit: bool = False) -> float:
    """Copy the facts out, with the stored rows where there are any to compare with."""
    queries = [*reads(on, every_visit=every_visit), *(STORED if stored else ())]
    with as_owner() as owner, owner.cursor() as cursor:
        began = time.perf_counter()
        for query in queries:
            cursor.copy_expert(f"COPY ({query}) TO STDOUT", Nowhere())
        return time.perf_counter() - began


def seconds_to_write() -> float:
    """Insert the results into the empty copies, in one transaction."""
    run_as_owner(*(f"TRUNCATE floor_{table}" for table in WRITTEN))
    with as_owner() as owner, owner.cursor() as cursor:
        owner.set_autocommit(False)
        began = time.perf_counter()
        for table, rows in WRITTEN.items():
            cursor.execute(f"INSERT INTO floor_{table} {rows}")
        owner.commit()
        seconds = time.perf_counter() - began
        owner.set_autocommit(True)
        return seconds
