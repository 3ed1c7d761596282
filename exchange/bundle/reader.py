"""Reads a CSV file as a stream: RFC 4180, UTF-8 with or without a byte-order mark, any line ending."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO

LONGEST_FIELD = 100_000  # characters; the contract refuses more
# What is taken into memory to say where a long field is. Past this the file is given up: a quotation mark that is
# never closed would otherwise read the whole of it as one field.
GIVE_UP = 10_000_000

NEVER_CLOSED = "A quotation mark in this row is never closed"
BAD_QUOTES = "A closing quotation mark is not followed by a comma: write a quotation mark inside a field twice"
FAR_TOO_LONG = (
    f"A field of this row has more than {LONGEST_FIELD:,} characters, or a quotation mark is never closed; "
    "the rest of the file was not read"
)


class Record(NamedTuple):
    """One row of a file and the line on which it begins. `doubtful`: some characters may not be UTF-8 text."""

    line: int
    cells: list[str]
    doubtful: bool
    fault: str  # why the row cannot be taken apart; blank where it can


class _Lines:
    """The lines of a file, counted, with a note of those that hold NUL or bytes that are not UTF-8."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.number = 0
        self.doubtful = False

    def __iter__(self) -> Iterator[str]:
        readline = self.file.readline
        while line := readline(GIVE_UP):
            self.number += 1
            if "\0" in line or (not line.isascii() and not _is_text(line)):
                self.doubtful = True
            if len(line) == GIVE_UP:
                raise csv.Error("field larger than field limit")
            yield line


def _is_text(line: str) -> bool:
    """Bytes that are not UTF-8 were read as lone surrogates, which nothing can encode again."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_text(cell: str) -> bool:
    """Whether a cell is text that the database can hold: UTF-8 without NUL."""
    return "\0" not in cell and _is_text(cell)


def not_text(cell: str) -> str:
    """Why a cell is no such text."""
    if not _is_text(cell):
        return "Has bytes that are not UTF-8 text: save the file as CSV UTF-8"
    return "Has a NUL character (a byte of value 0), which no text can hold: take it out"


@contextmanager
def _field_limit() -> Iterator[None]:
    before = csv.field_size_limit(GIVE_UP)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def records(path: Path) -> Iterator[Record]:
    """Every row that is not blank, the header first. A row that cannot be taken apart comes with its fault."""
    with _field_limit(), path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        lines = _Lines(file)
        rows = csv.reader(lines, strict=True)
        while True:
            line = lines.number + 1
            lines.doubtful = False
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                fault = _fault(str(error))
                yield Record(line, [], lines.doubtful, fault)
                if fault == FAR_TOO_LONG:
                    return
                continue
            if not cells or (len(cells) == 1 and not cells[0].strip()):
                continue
            yield Record(line, cells, lines.doubtful, "")


def _fault(error: str) -> str:
    if "field limit" in error:
        return FAR_TOO_LONG
    return NEVER_CLOSED if "end of data" in error else BAD_QUOTES
