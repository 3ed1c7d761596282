"""Actions as they are chased: by agency, oldest first, with their original day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Min, Q

from common.text import days_phrase, long_date, plain_date
from mappa.models import Action


def facts(row: Action, on: dt.date) -> list[tuple[str, str]]:
    """One action in two columns."""
    due = "no day was agreed"
    if row.due_on:
        due = long_date(row.due_on)
        if row.done_on is None:
            due = f"{due}: {days_phrase((row.due_on - on).days)}"
    shown = [
        ("What", row.action or "not recorded"),
        ("Agency", row.agency_name or "not recorded"),
        ("Officer", row.owner.full_name if row.owner else "none: another agency’s action"),
        ("Agreed", _agreed(row)),
        ("To be done by", due),
    ]
    if row.done_on:
        by = f", closed by {row.closed_by.full_name}" if row.closed_by else ""
        shown += [("Done", f"{long_date(row.done_on)}{by}"), ("Evidence", row.evidence or "not recorded")]
    return shown


def _agreed(row: Action) -> str:
    day = row.agreed_on
    where = f" at meeting {row.meeting.meeting_ref}" if row.meeting else ""
    return f"{long_date(day)}{where}" if day else where.strip() or "not recorded"


def reviews(row: Action) -> list[tuple[str, str]]:
    """What each meeting since heard about it."""
    found = row.reviews.select_related("meeting").order_by("meeting__held_on", "pk")
    return [
        (
            f"{plain_date(one.meeting.held_on) if one.meeting.held_on else ''}, meeting {one.meeting.meeting_ref}",
            one.note,
        )
        for one in found
    ]


def by_agency(rows: Any, on: dt.date) -> list[dict[str, Any]]:
    """How many actions each agency has open, how many of them overdue, and the oldest day (one query)."""
    counted = (
        rows.order_by()
        .values("agency_name")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)), oldest=Min("due_on"))
        .order_by("-late", "oldest", "agency_name")
    )
    return [
        {
            "name": row["agency_name"] or "not recorded",
            "asked": row["agency_name"],
            "open": row["open"],
            "late": row["late"],
            "oldest": plain_date(row["oldest"]) if row["oldest"] else "no day agreed",
        }
        for row in counted
    ]
