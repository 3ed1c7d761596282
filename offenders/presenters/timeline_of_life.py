"""The timeline's rows for the person's life: names, particulars, contacts, other registers, files, merges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from common.clock import LONDON
from offenders import record
from offenders.models import Merge, Nominal
from offenders.presenters.facts import fact_url
from offenders.presenters.life_facts import DEATHS, children_text
from offenders.record import TimelineRow


def register() -> None:
    """Called once as the app starts."""
    record.add_timeline(names, "Person")
    record.add_timeline(particulars, "Person")
    record.add_timeline(children, "Person")
    record.add_timeline(releases, "Person")
    record.add_timeline(deaths, "Status")
    record.add_timeline(contacts, "Contacts")
    record.add_timeline(entries, "Other registers")
    record.add_timeline(files, "Files")
    record.add_timeline(merges, "Merges")


def _row(nominal: Nominal, fact: Any, on: dt.date, title: str, text: str = "", order: str = "") -> TimelineRow:
    return TimelineRow(
        on,
        title,
        text,
        recorded_at=fact.recorded_at,
        recorded_by=fact.recorded_by.full_name if fact.recorded_by else "",
        voided=fact.void_reason if fact.voided_at else "",
        url=fact_url(nominal, fact),
        order=order,
    )


def names(nominal: Nominal) -> Iterator[TimelineRow]:
    """Other names."""
    for row in nominal.aliases.select_related("recorded_by"):
        yield _row(nominal, row, row.noted_on, f"{row.get_kind_display()}: {row}", f"Source: {row.source}.")


def particulars(nominal: Nominal) -> Iterator[TimelineRow]:
    """Particulars begun and ended. What concerns a victim says no more than that it is there."""
    for row in nominal.particulars.select_related("recorded_by"):
        what = row.get_kind_display()
        title = f"{what} recorded (about a victim: for the visit only)" if row.sensitive else f"{what}: {row.text}"
        yield _row(nominal, row, row.noted_on, title, "" if row.sensitive else f"Source: {row.source}.")
        if row.to_on and not row.voided_at:
            title = f"{what} ends" if row.sensitive else f"{what} ends: {row.text}"
            yield TimelineRow(row.to_on, title, url=fact_url(nominal, row), order="0")


def children(nominal: Nominal) -> Iterator[TimelineRow]:
    """Answers about children."""
    for row in nominal.children_answers.select_related("recorded_by"):
        yield _row(nominal, row, row.asked_on, f"Children: {children_text(row)}", f"Asked: {row.source}.")


def releases(nominal: Nominal) -> Iterator[TimelineRow]:
    """Expected release dates, on the days on which they were said."""
    for row in nominal.expected_releases.select_related("recorded_by"):
        yield _row(nominal, row, row.said_on, str(row), f"Said by {row.source}.")


def deaths(nominal: Nominal) -> Iterator[TimelineRow]:
    """Deaths reported and confirmed."""
    for row in nominal.death_reports.select_related("recorded_by", "confirmed_by", "period"):
        yield _row(nominal, row, row.reported_on, "Death reported", f"Reported by {row.source}.")
        if row.confirmed_on:
            by = f"By {row.confirmed_by.full_name}. " if row.confirmed_by else ""
            yield TimelineRow(
                row.confirmed_on, DEATHS[row.state], f"{by}{row.evidence}.", url=fact_url(nominal, row), order="2"
            )


def contacts(nominal: Nominal) -> Iterator[TimelineRow]:
    """The contact log."""
    for row in nominal.contacts.select_related("recorded_by"):
        about = f" about {row.about}" if row.about else ""
        order = f"{row.time:%H:%M}" if row.time else ""
        yield _row(nominal, row, row.date, f"Contact with {row.who}{about}", row.text, order)


def entries(nominal: Nominal) -> Iterator[TimelineRow]:
    """Entries in other registers."""
    for row in nominal.register_entries.select_related("recorded_by"):
        yield _row(nominal, row, row.date, f"{row.get_register_display()}: {row.get_kind_display().lower()}")


def files(nominal: Nominal) -> Iterator[TimelineRow]:
    """Photographs and documents."""
    for row in nominal.files.select_related("recorded_by"):
        yield _row(nominal, row, row.date, str(row), f"Source: {row.source}.")


def merges(nominal: Nominal) -> Iterator[TimelineRow]:
    """Records merged into this one, and parted again."""
    for row in Merge.objects.filter(survivor=nominal).select_related("merged", "by", "undone_by"):
        day = row.at.astimezone(LONDON).date()
        yield TimelineRow(
            day, f"Record {row.merged.reference} merged into this one", row.reason, row.at, row.by.full_name
        )
        if row.undone_at and row.undone_by:
            day = row.undone_at.astimezone(LONDON).date()
            title = f"Merge with {row.merged.reference} undone"
            yield TimelineRow(day, title, row.undo_reason, row.undone_at, row.undone_by.full_name, order="2")
