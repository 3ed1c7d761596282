"""The contact log as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from common.clock import LONDON
from common.text import long_date, plain_date
from offenders.models import Contact, Nominal
from offenders.presenters.facts import fact_url


@dataclass(frozen=True)
class ContactRow:
    """One contact."""

    who: str
    about: str
    when: str
    how: str
    text: str
    changes: bool
    recorded: str
    voided: str
    url: str


def contact_rows(nominal: Nominal, rows: Sequence[Contact]) -> list[ContactRow]:
    """In the order given; they come with `recorded_by`."""
    return [_row(nominal, row) for row in rows]


def _row(nominal: Nominal, row: Contact) -> ContactRow:
    by = row.recorded_by.full_name if row.recorded_by else "somebody not recorded"
    day = row.recorded_at.astimezone(LONDON).date()
    return ContactRow(
        row.who,
        row.about,
        f"{long_date(row.date)} at {row.time:%H:%M}" if row.time else long_date(row.date),
        row.get_how_display(),
        row.text,
        row.changes,
        f"Recorded by {by}" if day == row.date else f"Recorded by {by} on {plain_date(day)}",
        row.void_reason if row.voided_at else "",
        fact_url(nominal, row),
    )
