"""The facts of a person's life in words: for the page of each, and for lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from common.text import listed, long_date, plural
from offenders.models import (
    Alias,
    Children,
    ChildrenAnswer,
    Contact,
    DeathReport,
    ExpectedRelease,
    Particular,
    RegisterEntry,
    StoredFile,
)

Row = tuple[str, str]
# The code of each type in addresses of pages, its model and its name.
TYPES: dict[str, tuple[type[Any], str]] = {
    "alias": (Alias, "Other name"),
    "particular": (Particular, "Particular"),
    "children": (Children, "Children"),
    "release": (ExpectedRelease, "Expected release"),
    "death": (DeathReport, "Death"),
    "contact": (Contact, "Contact"),
    "entry": (RegisterEntry, "Entry in another register"),
    "file": (StoredFile, "File"),
}
DEATHS = {"reported": "Death reported", "confirmed": "Death confirmed", "undone": "Death confirmed, then undone"}


def children_text(row: Children | None) -> str:
    """`2 known, aged 4 and 15`, `none known`, `not asked`; without the day."""
    if row is None:
        return "not asked"
    if row.answer == ChildrenAnswer.NONE_KNOWN:
        return "none known"
    ages = f", aged {listed([str(age) for age in row.ages])}" if row.ages else ", ages not known"
    unknown = row.count - len(row.ages)
    more = f" ({plural(unknown, 'age')} not known)" if row.ages and unknown else ""
    return f"{row.count} known{ages}{more}"


def size_text(size: int) -> str:
    """`340 kB`, `2.1 MB`."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def known_by_text(row: Alias | Particular) -> str:
    """`; declared by the person`, or nothing where that is not recorded."""
    return f"; {row.get_known_by_display().lower()}" if row.known_by else ""


def _known_by(row: Alias | Particular) -> list[Row]:
    return [("How it became known", row.get_known_by_display())] if row.known_by else []


def _alias(row: Alias) -> list[Row]:
    return [
        ("Kind", row.get_kind_display()),
        ("Name", str(row)),
        ("Known since", long_date(row.noted_on)),
        ("Source", row.source),
        *_known_by(row),
    ]


def _particular(row: Particular) -> list[Row]:
    until = long_date(row.to_on) if row.to_on else "no end recorded"
    rows = [("Kind", row.get_kind_display()), ("What is known", row.text), ("Source", row.source)]
    rows += [*_known_by(row), ("From", long_date(row.noted_on)), ("Until", until)]
    return [*rows, ("Marked", "About a victim: for the visit only")] if row.sensitive else rows


def _children(row: Children) -> list[Row]:
    return [("Children", children_text(row)), ("Asked", long_date(row.asked_on)), ("Source", row.source)]


def _release(row: ExpectedRelease) -> list[Row]:
    return [
        ("Expected release", long_date(row.release_on)),
        ("Said on", long_date(row.said_on)),
        ("Said by", row.source),
    ]


def _death(row: DeathReport) -> list[Row]:
    rows = [
        ("State", DEATHS[row.state]),
        ("Reported", long_date(row.reported_on)),
        ("Source", row.source),
        ("Date of death", long_date(row.period.from_on if row.period else row.died_on)),
    ]
    if row.confirmed_on:
        by = f", by {row.confirmed_by.full_name}" if row.confirmed_by else ""
        rows += [("Confirmed", f"{long_date(row.confirmed_on)}{by}"), ("Evidence", row.evidence)]
    if row.period and row.period.voided_at:
        rows.append(("Undone", row.period.void_reason))
    return rows


def _contact(row: Contact) -> list[Row]:
    when = f"{long_date(row.date)} at {row.time:%H:%M}" if row.time else long_date(row.date)
    return [
        ("Who", row.who),
        ("About", row.about or "the person"),
        ("When", when),
        ("How", row.get_how_display()),
        ("What was said", row.text),
        ("Does it change anything?", "Yes: an event was made" if row.changes else "No"),
    ]


def _entry(row: RegisterEntry) -> list[Row]:
    return [("Register", row.get_register_display()), ("What", row.get_kind_display()), ("Date", long_date(row.date))]


def _file(row: StoredFile) -> list[Row]:
    kind = f"{row.get_kind_display()}, {row.content_type.split('/')[1].upper()}, {size_text(row.size)}"
    return [("What", kind), ("Title", row.title), ("Date", long_date(row.date)), ("Source", row.source)]


WRITERS: dict[type[Any], Callable[[Any], list[Row]]] = {
    Alias: _alias,
    Particular: _particular,
    Children: _children,
    ExpectedRelease: _release,
    DeathReport: _death,
    Contact: _contact,
    RegisterEntry: _entry,
    StoredFile: _file,
}
