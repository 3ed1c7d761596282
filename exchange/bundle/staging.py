"""Streams the files of a bundle into temporary tables, judging every cell on the way. Memory stays flat."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

from exchange.bundle.files import RANKS
from exchange.bundle.problems import Problems
from exchange.bundle.reader import LONGEST_FIELD, Record, is_text, not_text, records
from exchange.bundle.spec import Column, Fault, FileSpec, Row, Staged
from exchange.bundle.values import Wrong, shown

PIECE = 1 << 18  # characters handed to COPY at once
PROGRESS_EVERY = 20_000  # rows

Progress = Callable[[str, int], None]


def stage(
    spec: FileSpec, path: Path, problems: Problems, *, known: Collection[str] | None, progress: Progress
) -> Staged:
    """Read a file into its table. `known`: the usernames that may be named; None where they cannot be judged."""
    reading = _Reading(spec, problems, known)
    rows = records(path)
    if not reading.take_header(next(rows, None)):
        return Staged(spec, reading.present, readable=False)
    _make_table(spec)
    names = ", ".join(f'"{name}"' for name in ("line", "faulty", "keyed", *reading.names))
    with connection.cursor() as cursor:
        source = _CopySource(reading.staged_rows(rows, progress))
        cursor.copy_expert(f"COPY {spec.staged} ({names}) FROM STDIN WITH (FORMAT csv)", source)
        source.raise_fault()
        cursor.execute(f"ANALYZE {spec.staged}")
    return Staged(spec, reading.present, reading.count)


def _make_table(spec: FileSpec) -> None:
    columns = ", ".join(f'"{column.name}" {column.type}' for column in spec.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{spec.staged}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {spec.staged} (line integer, faulty boolean, keyed boolean, {columns})"
            " ON COMMIT DROP"
        )


class _Reading:
    """One file as it is read: its header, then its rows."""

    def __init__(self, spec: FileSpec, problems: Problems, known: Collection[str] | None) -> None:
        self.spec = spec
        self.known = known
        self.count = 0
        self.width = 0
        self.present: frozenset[str] = frozenset()
        self.names: list[str] = []
        self._problems = problems
        self._given: list[str] = []
        self._columns: list[tuple[int, str, Callable[[str], object], bool, bool]] = []

    def fault(self, line: int, column: str, message: str) -> None:
        self._problems.add(RANKS[self.spec.file], self.spec.file, line, column, message)

    def take_header(self, header: Record | None) -> bool:
        """Judge the header. False where the rows cannot be read for want of a column that says what they are."""
        if header is None or header.fault or (header.doubtful and not all(map(is_text, header.cells))):
            reason = "The file is empty: its first row names the columns" if header is None else header.fault
            self.fault(1, "", reason or "The file is not UTF-8 text: save it as CSV UTF-8")
            return False
        self.width = len(header.cells)
        keys = {part.column for part in self.spec.key} | ({"reference"} if self.spec.of_person else set())
        seen: set[str] = set()
        for index, cell in enumerate(header.cells):
            name = cell.strip().lower()
            column = self.spec.by_name.get(name)
            if column is None:
                self.fault(1, _place(name), self._unknown(name))
            elif name in seen:
                self.fault(1, name, "The column is there twice")
            else:
                seen.add(name)
                never_blank = column.required or column.new_rows_need
                self._columns.append((index, name, self._converter(column), never_blank, name in keys))
        self.present = frozenset(seen)
        given = [name for _, name, _, _, _ in self._columns]
        # A judge may fill in what the file leaves out.
        self.names = [column.name for column in self.spec.columns] if self.spec.judge else given
        self._given = given
        missing = [c.name for c in self.spec.columns if c.required and c.name not in seen]
        for name in missing:
            self.fault(1, name, "The column is missing; this file cannot do without it")
        return not missing

    def _unknown(self, name: str) -> str:
        if not name:
            return "A column has no name: name it or take it out"
        near = get_close_matches(name, list(self.spec.by_name), n=1)
        return f"{shown(name)} is not a column of {self.spec.file}" + (f": did you mean {near[0]}?" if near else "")

    def _converter(self, column: Column) -> Callable[[str], object]:
        return partial(column.convert, known=self.known) if column.wants_usernames else column.convert

    def staged_rows(self, rows: Iterable[Record], progress: Progress) -> Iterator[list[object]]:
        """The rows of the staging table. A faulty row is staged as well: other rows may name its person."""
        for line, cells, doubtful, fault in rows:
            if fault:
                self.fault(line, "", fault)
                continue
            self.count += 1
            if self.count % PROGRESS_EVERY == 0:
                progress(f"Reading {self.spec.file}", self.count)
            if len(cells) == self.width:
                yield self._row(line, cells, doubtful)
            else:
                self.fault(line, "", f"Has {len(cells)} cells where the header has {self.width}")
                yield self._ragged(line, cells)

    def _row(self, line: int, cells: list[str], doubtful: bool) -> list[object]:
        """One row. This is the inner loop: a register has tens of millions of cells."""
        out: list[object] = [line, False, True]
        wrong: list[str] = []
        for index, name, convert, never_blank, is_key in self._columns:
            raw = cells[index]
            cell = raw.strip()
            if not cell and not never_blank:
                out.append(None)
                continue
            try:
                if len(raw) > LONGEST_FIELD:
                    raise Wrong(f"Has {len(raw):,} characters; at most {LONGEST_FIELD:,} are taken")
                if doubtful and not is_text(raw):
                    raise Wrong(not_text(raw))
                if not cell:
                    raise Wrong("Must not be blank")
                out.append(convert(cell))
            except Wrong as why:
                self.fault(line, name, str(why))
                out.append(None)
                wrong.append(name)
                out[1] = True
                if is_key:
                    out[2] = False
        return out if self.spec.judge is None else self._judged(out, self.spec.judge, wrong)

    def _judged(self, out: list[object], judge: Callable[[Row], list[Fault]], wrong: Collection[str]) -> list[object]:
        """The row with its cells judged against each other; one at fault by itself has been told of, and is blank."""
        line, faulty, keyed, *cells = out
        row: Row = dict(zip(self._given, cells, strict=True))
        for column, message in judge(row):
            if column not in wrong:
                self.fault(int(str(line)), column, message)
                faulty = True
        return [line, faulty, keyed, *(row.get(name) for name in self.names)]

    def _ragged(self, line: int, cells: list[str]) -> list[object]:
        """A row with too few or too many cells counts for one thing: that it names somebody."""
        out: list[object] = [line, True, False, *([None] * len(self.names))]
        for index, name, convert, _, _ in self._columns:
            if name in ("reference", "username") and index < len(cells) and is_text(cells[index]):
                with suppress(Wrong):
                    out[3 + self.names.index(name)] = convert(cells[index].strip())
        return out


def _place(name: str) -> str:
    """A column's name as a place may show it: one line, no colon, not endless."""
    return "".join(c if c.isprintable() and c != ":" else "?" for c in name[:60])


class _CopySource:
    """A file for `COPY` to read, made of rows as they come."""

    def __init__(self, rows: Iterator[list[object]]) -> None:
        self._rows = rows
        self._fault: BaseException | None = None

    def read(self, size: int = -1) -> str:
        """Some more rows; the driver takes whatever it is given. An error stops the copy and is raised afterwards."""
        piece = io.StringIO()
        write = csv.writer(piece).writerow
        try:
            for row in self._rows:
                write(row)
                if piece.tell() >= PIECE:
                    break
        except BaseException as error:
            self._fault = error
            return ""
        return piece.getvalue()

    def raise_fault(self) -> None:
        """Raise what stopped the rows, if anything did."""
        if self._fault is not None:
            raise self._fault


def drop(*tables: str) -> None:
    """Drop temporary tables of an earlier import in this session."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")


def execute(sql: str, parameters: Iterable[Any] = ()) -> int:
    """Run a statement; returns how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return int(cursor.rowcount)
