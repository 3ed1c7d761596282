"""How a cell of a bundle becomes a value: stripped text in, a value for `COPY` out, `Wrong` where it cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import MISSPELT_USERNAME, USERNAME_FORM
from offenders.models.nominal import NO_ADDRESS

EARLIEST, LATEST = "1900-01-01", "2199-12-31"  # anything else is a typing error
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{1,40}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_HOURS = re.compile(r"[0-9]{1,3}(?:\.[0-9])?")
_YES_NO = {"yes": "t", "no": "f"}
SHOWN = 40  # characters of a wrong cell that are repeated in the message

Convert = Callable[[str], object]


class Wrong(Exception):
    """A cell that cannot be read; the message says how to mend it."""


def shown(cell: str) -> str:
    """A cell as a message repeats it: short, and without characters that do not print."""
    text = "".join(c if c.isprintable() else "�" for c in cell[: SHOWN + 1])
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"


def one_of(codes: Iterable[str]) -> str:
    """`low, medium or high`."""
    *first, last = codes
    return f"{', '.join(first)} or {last}" if first else last


def reference(cell: str) -> str:
    """1 to 40 letters, digits, full stops, underscores or hyphens; the case is kept, and does not matter."""
    if _REFERENCE.fullmatch(cell):
        if cell in (".", ".."):
            raise Wrong(NO_ADDRESS)
        return cell
    long = f", and this has {len(cell)} characters" if len(cell) > SHOWN else f", not {shown(cell)}"
    raise Wrong(f"A reference is 1 to 40 letters, digits, '.', '_' or '-'{long}")


def username(cell: str) -> str:
    """The force's identifier for a person, in small letters."""
    name = cell.lower()
    if len(name) <= 60 and re.match(USERNAME_FORM, name):
        return name
    raise Wrong(f"A username has at most 60 characters. {MISSPELT_USERNAME}; not {shown(cell)}")


def known_username(cell: str, known: Collection[str] | None) -> str:
    """A username of `officers.csv` or of the register."""
    name = username(cell)
    if known is not None and name not in known:
        raise Wrong(f"Nobody has the username {shown(name)}: add them to officers.csv, or correct it")
    return name


def usernames(cell: str, known: Collection[str] | None) -> str:
    """Usernames separated by `;`, as an array."""
    names = [known_username(part.strip(), known) for part in cell.split(";") if part.strip()]
    return "{" + ",".join(dict.fromkeys(names)) + "}"


def listing(longest: int) -> Convert:
    """Words separated by `;`, as an array."""

    def convert(cell: str) -> str:
        parts = [part.strip() for part in cell.split(";") if part.strip()]
        for part in parts:
            if len(part) > longest:
                raise Wrong(f"Has a part of {len(part):,} characters; at most {longest} between two semicolons")
        return "{" + ",".join('"' + p.replace("\\", "\\\\").replace('"', '\\"') + '"' for p in parts) + "}"

    return convert


def text(longest: int | None = None) -> Convert:
    """Any words, up to a number of characters."""

    def convert(cell: str) -> str:
        if longest is not None and len(cell) > longest:
            raise Wrong(f"Has {len(cell):,} characters; at most {longest} are kept")
        return cell

    return convert


def name(longest: int) -> Convert:
    """The name of what is known by it alone: the same however many spaces lie between its words."""
    words = text(longest)
    return lambda cell: words(" ".join(cell.split()))


def code(codes: Collection[str]) -> Convert:
    """One of some codes, whatever its case."""
    known = frozenset(codes)
    wanted = one_of(codes)

    def convert(cell: str) -> str:
        if cell in known:
            return cell
        if cell.lower() in known:
            return cell.lower()
        raise Wrong(f"{shown(cell)} is not a code of this column: give {wanted}")

    return convert


def small(cell: str) -> str:
    """A code that is judged with the rest of its row."""
    return cell.lower()


def yes_no(cell: str) -> str:
    """`yes` or `no`."""
    try:
        return _YES_NO[cell.lower()]
    except KeyError:
        raise Wrong(f"Give yes or no, not {shown(cell)}") from None


@lru_cache(maxsize=50_000)
def date(cell: str) -> str:
    """A day that exists, as `2026-11-20`, from 1900 to 2199."""
    if not _DATE.fullmatch(cell):
        raise Wrong(f"{shown(cell)} is not a date like 2026-11-20 (year-month-day)")
    try:
        dt.date.fromisoformat(cell)
    except ValueError:
        raise Wrong(f"There is no day {cell}") from None
    if not EARLIEST <= cell <= LATEST:
        raise Wrong(f"{cell} is out of range: give a day from {EARLIEST} to {LATEST}")
    return cell


def time(cell: str) -> str:
    """A time of day as HH:MM."""
    if _TIME.fullmatch(cell):
        return cell
    raise Wrong(f"{shown(cell)} is not a time like 09:05 (24-hour clock)")


def whole(least: int, most: int) -> Convert:
    """A whole number in a range."""

    def convert(cell: str) -> int:
        if cell.isascii() and cell.isdigit() and len(cell) <= 9 and least <= int(cell) <= most:
            return int(cell)
        raise Wrong(f"Give a whole number from {least} to {most}, not {shown(cell)}")

    return convert


def hours(cell: str) -> str:
    """Hours a week, with at most one decimal place."""
    if _HOURS.fullmatch(cell) and float(cell) <= 100:
        return cell
    raise Wrong(f"Give hours from 0 to 100 with at most one decimal place, not {shown(cell)}")


def email(cell: str) -> str:
    """An e-mail address."""
    try:
        validate_email(cell)
    except ValidationError:
        raise Wrong(f"{shown(cell)} is not an e-mail address") from None
    if len(cell) > 254:
        raise Wrong(f"Has {len(cell)} characters; at most 254 are kept")
    return cell
