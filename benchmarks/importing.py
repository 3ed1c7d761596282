"""An import of the register as a bundle, beside a bare `COPY` of the same files; and the same bundle once more.

The files are written from the benchmarks' register, in the order of the references. The bare tables are copies of the
tables that the product fills, with the same indexes, checks and foreign keys; only that, as in the files, a person is
named by reference, an officer by user name and a force by name, so that those columns hold text and refer to text.
"""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from django.db import connection

from benchmarks import database
from benchmarks.database import run_as_owner
from benchmarks.report import Measure
from common.dbroles import as_owner
from exchange.bundle import load

USERS = "LEFT JOIN accounts_user u ON u.id = n.officer_id JOIN accounts_force f ON f.id = n.force_id"


class File(NamedTuple):
    """A file of the bundle: its columns as the file and as the bare table call them, and where its rows come from."""

    name: str
    table: str
    columns: dict[str, str]
    rows: str
    text: tuple[str, ...] = ()  # columns of the bare table that hold words in place of numbers
    refers: tuple[str, ...] = ()  # to which bare table's key, for each of them
    extra: tuple[str, ...] = ()


FILES = (
    File(
        "officers",
        "accounts_user",
        {"username": "username", "role": "role", "force": "force_id", "team": "team_id"},
        "SELECT u.username, u.role, f.name, t.name FROM accounts_user u JOIN accounts_force f ON f.id = u.force_id"
        " JOIN accounts_team t ON t.id = u.team_id ORDER BY u.username",
        ("force_id", "team_id"),
    ),
    File(
        "nominals",
        "offenders_nominal",
        {
            "reference": "reference", "family_name": "family_name", "given_names": "given_names",
            "date_of_birth": "date_of_birth", "sex": "sex", "force": "force_id", "team": "team_id",
            "officer": "officer_id", "mappa_category": "mappa_category", "lead_agency": "lead_agency",
            "registered_on": "registered_on", "address": "address", "postcode": "postcode",
        },
        "SELECT n.reference, family_name, given_names, date_of_birth, sex, f.name, t.name, u.username, mappa_category,"
        f" lead_agency, registered_on, a.address, a.postcode FROM offenders_nominal n {USERS}"
        " JOIN accounts_team t ON t.id = n.team_id JOIN offenders_address a ON a.nominal_id = n.id ORDER BY reference",
        ("force_id", "team_id", "officer_id"),
        ("", "", "bare_accounts_user (username)"),
        ("ADD address varchar(500)", "ADD postcode varchar(10)", "ADD UNIQUE (reference)"),
    ),
    File(
        "risk_levels",
        "offenders_risklevel",
        {"reference": "nominal_id", "level": "level", "effective_from": "effective_from", "approved_on": "approved_on"},
        "SELECT reference, level, effective_from, approved_on FROM offenders_risklevel x"
        " JOIN offenders_nominal n ON n.id = x.nominal_id ORDER BY reference, effective_from",
        ("nominal_id",),
        ("bare_offenders_nominal (reference)",),
        ("ALTER approved SET DEFAULT true",),
    ),
    File(
        "visits",
        "visits_visit",
        {
            "reference": "nominal_id", "date": "date", "time": "time", "outcome": "outcome", "officers": "officers",
            "announced": "announced", "entry_sought_for_risk_search": "entry_sought_for_risk_search", "notes": "notes",
        },
        "SELECT reference, date, to_char(time, 'HH24:MI'), outcome, array_to_string(officers, ';'),"
        " CASE WHEN announced THEN 'yes' ELSE 'no' END, 'no', notes FROM visits_visit x"
        " JOIN offenders_nominal n ON n.id = x.nominal_id ORDER BY reference, date, outcome",
        ("nominal_id", "officers"),
        ("bare_offenders_nominal (reference)", ""),
    ),
)  # fmt: skip
REQUIRED = """
    SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
     WHERE attrelid = %s::regclass AND attnum > 0 AND attnotnull AND NOT atthasdef AND attidentity = ''"""
KEYS = """
    SELECT pg_get_constraintdef(oid), a.attname FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE contype = 'f' AND conrelid = %s::regclass AND confrelid <> conrelid"""
EMPTY = {"boolean": "false", "integer": "1", "smallint": "1", "timestamp with time zone": "now()", "date": "now()"}


def write_bundle(folder: Path) -> int:
    """Write the register in use as files; returns how many rows there are of visits."""
    with as_owner() as owner, owner.cursor() as cursor:
        for file in FILES:
            with (folder / f"{file.name}.csv").open("w") as out:
                out.write(",".join(file.columns) + "\n")
                cursor.copy_expert(f"COPY ({file.rows}) TO STDOUT WITH (FORMAT csv)", out)
                rows = cursor.rowcount
    return int(rows)


def measures(on: dt.date, runs: int, folder: Path, about: str, say: Callable[[str], None]) -> list[Measure]:
    """First and second load, each run in a fresh database of its own, with the bare `COPY` right after the first."""
    times: dict[str, list[float]] = {"first": [], "second": [], "bare": [], "reconcile": []}
    for turn in range(runs):
        with database.fresh("import"):
            first, reconcile = seconds_to_load(folder, on)
            bare = seconds_to_copy(folder)
            second, _ = seconds_to_load(folder, on)
        for name, value in (("first", first), ("second", second), ("bare", bare), ("reconcile", reconcile)):
            times[name].append(value)
        say(f"import, run {turn + 1} of {runs}: {first:.1f} s, again {second:.1f} s, bare {bare:.1f} s")
    text = {name: statistics.median(values) for name, values in times.items()}
    return [
        Measure(
            f"{words} / a bare COPY", statistics.median(a / b for a, b in zip(times[name], times["bare"], strict=True)),
            budget, about=f"{about}: {text[name]:.1f} s / {text['bare']:.1f} s{more}",
        )
        for name, words, budget, more in (
            ("first", "import", 4.5, f"; the reconcile apart: {text['reconcile']:.1f} s"),
            ("second", "the same import again", 2.5, ""),
        )
    ]  # fmt: skip


def seconds_to_load(folder: Path, on: dt.date) -> tuple[float, float]:
    """What the import takes without its reconcile, and what the reconcile takes."""
    inside = [0.0]
    real = load._reconcile

    def timed(*arguments: object) -> object:
        began = time.perf_counter()
        try:
            return real(*arguments)  # type: ignore[arg-type]
        finally:
            inside[0] = time.perf_counter() - began

    with patch.object(load, "_reconcile", timed):
        began = time.perf_counter()
        load.load_bundle(folder, on=on)
        return time.perf_counter() - began - inside[0], inside[0]


def seconds_to_copy(folder: Path) -> float:
    """`COPY` every file into its bare table, in one transaction."""
    for file in FILES:
        _make_bare(file)
    with as_owner() as owner, owner.cursor() as cursor:
        owner.set_autocommit(False)
        began = time.perf_counter()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for file in FILES:
            columns = ", ".join(file.columns.values())
            with (folder / f"{file.name}.csv").open() as source:
                cursor.copy_expert(f"COPY bare_{file.table} ({columns}) FROM STDIN WITH (FORMAT csv, HEADER)", source)
        owner.commit()
        seconds = time.perf_counter() - began
        owner.set_autocommit(True)
    run_as_owner(*(f"DROP TABLE bare_{file.table} CASCADE" for file in FILES))
    return seconds


def _make_bare(file: File) -> None:
    """An empty copy of the table that takes the file as it is."""
    bare = f"bare_{file.table}"
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {bare} (LIKE {file.table} INCLUDING ALL)")
        for column in file.text:
            cursor.execute(f"ALTER TABLE {bare} ALTER {column} TYPE varchar(400) USING NULL")
        cursor.execute(REQUIRED, [bare])
        for name, kind in cursor.fetchall():
            if name not in file.columns.values():
                cursor.execute(f"ALTER TABLE {bare} ALTER {name} SET DEFAULT {EMPTY.get(kind, repr(_blank(kind)))}")
        for more in file.extra:
            cursor.execute(f"ALTER TABLE {bare} {more}")
        cursor.execute(KEYS, [file.table])
        for definition, column in cursor.fetchall():
            if column not in file.text:
                cursor.execute(f"ALTER TABLE {bare} ADD {definition}")
        for column, key in zip(file.text, file.refers, strict=False):
            if key:
                cursor.execute(f"ALTER TABLE {bare} ADD FOREIGN KEY ({column}) REFERENCES {key} DEFERRABLE")


def _blank(kind: str) -> str:
    return "{}" if kind.endswith("[]") else ""


def measured(on: dt.date, nominals: int, runs: int, say: Callable[[str], None]) -> list[Measure]:
    """Both figures, from the register in use; connections go to it again afterwards."""
    name = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        visits = write_bundle(Path(folder))
        try:
            return measures(on, runs, Path(folder), f"{nominals:,} nominals, {visits:,} visits", say)
        finally:
            database.use(name)
