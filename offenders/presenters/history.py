"""The timeline as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from common.clock import LONDON
from common.pagination import Page
from common.text import long_date, plain_date
from offenders import record
from offenders.models import Nominal
from offenders.record import TimelineRow


@dataclass(frozen=True)
class Entry:
    """One entry: `later` says when it was recorded, where that was after its day."""

    day: str
    iso: str
    title: str
    text: str
    kind: str
    by: str
    later: str
    voided: str
    url: str


def entry(row: TimelineRow) -> Entry:
    """A row of the registry in words."""
    recorded_on = row.recorded_at.astimezone(LONDON).date() if row.recorded_at else None
    later = plain_date(recorded_on) if recorded_on and recorded_on > row.on else ""
    return Entry(
        long_date(row.on),
        row.on.isoformat(),
        row.title,
        row.text,
        row.kind,
        row.recorded_by,
        later,
        row.voided,
        row.url,
    )


def filters(nominal: Nominal, reader: Any, kind: str) -> list[dict[str, Any]]:
    """Links that narrow the timeline to one kind."""
    base = reverse("offenders:history", args=[nominal.reference])
    kinds = record.timeline_kinds(reader)
    links = [{"text": "Everything", "url": base, "current": not kind}]
    return links + [{"text": name, "url": f"{base}?kind={slug(name)}", "current": name == kind} for name in kinds]


def slug(kind: str) -> str:
    """`Risk and plan` in an address: `risk-and-plan`."""
    return kind.lower().replace(" ", "-")


def kind_of(code: str, reader: Any) -> str:
    """The kind that an address asks for, '' for everything or anything unknown."""
    return next((kind for kind in record.timeline_kinds(reader) if slug(kind) == code), "")


def entries(page: Page) -> list[Entry]:
    """The entries of one page."""
    return [entry(row) for row in page.rows]
