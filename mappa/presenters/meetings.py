"""A meeting, whom it asked and its cases, as the pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from common.text import days_between, long_date, plural
from mappa.models import AgendaItem, Invitation, Meeting
from mappa.models.meetings import AHEAD, COUNTING, MeetingStatus

STATES = {
    MeetingStatus.PLANNED: "upcoming",
    MeetingStatus.ISSUED: "upcoming",
    MeetingStatus.HELD: "owed",
    MeetingStatus.FINALISED: "done",
    MeetingStatus.CANCELLED: "suspended",
}


def status_words(row: Meeting, on: dt.date) -> str:
    """`Held, minutes owed`, and so on."""
    status = row.status_on(on)
    if status == MeetingStatus.HELD:
        return "Held" if row.minutes_sent_on else "Held, minutes owed"
    return str(status.label)


def when(row: Meeting) -> str:
    """`Friday 20 November 2026 at 14:00`."""
    if row.held_on is None:
        return "day not known"
    return f"{long_date(row.held_on)} at {row.starts_at:%H:%M}" if row.starts_at else long_date(row.held_on)


def title(row: Meeting) -> str:
    """`Level 2 meeting L2-20261120`."""
    level = f"Level {row.level} meeting" if row.level else "Meeting"
    return f"{'Urgent ' + level[:1].lower() + level[1:] if row.urgent else level} {row.meeting_ref}"


def listed(row: Meeting, cases: int, url: str, on: dt.date) -> dict[str, Any]:
    """A meeting in a list."""
    ahead = (row.held_on - on).days if row.held_on else 0
    return {
        "title": title(row),
        "url": url,
        "when": when(row),
        "days": days_between(ahead) if row.held_on and row.status_on(on) not in COUNTING else "",
        "area": row.area.name if row.area else "no area",
        "state": STATES[row.status_on(on)],
        "status": status_words(row, on),
        "cases": plural(cases, "case"),
    }


def page(row: Meeting, on: dt.date, *, whole: bool, text: int) -> dict[str, Any]:
    """What a meeting's page says of it, and how far it is. `text` is what its minutes are now (`text_of`)."""
    status = row.status_on(on)
    return {
        "meeting": row,
        "title": title(row),
        "state": STATES[status],
        "status": status_words(row, on),
        "facts": facts(row, on, whole=whole),
        "unchecked": not row.checked_on,
        "changed_since": bool(row.checked_on) and row.checked_text != text,
        "ahead": status in AHEAD,
        "called_off": status == MeetingStatus.CANCELLED,
        "held": status == MeetingStatus.HELD,
        "over": status in COUNTING,
    }


def facts(row: Meeting, on: dt.date, *, whole: bool) -> list[tuple[str, str]]:
    """The meeting in two columns. What was typed about its cases is for whoever may see all of them (`whole`)."""
    told = {True: "read", False: "not read", None: "not recorded"}
    shown = [
        ("When", when(row)),
        ("Area", row.area.name if row.area else "not recorded"),
        ("Place", row.place or "not recorded"),
        ("Chair", row.chaired_by or "not recorded"),
    ]
    if row.link:
        shown.insert(3, ("Link", row.link))
    if row.urgent:
        why = f": {row.urgent_why}" if whole else ""
        shown.insert(0, ("Urgent because of", row.get_urgent_trigger_display().lower() + why))
    if row.status == MeetingStatus.CANCELLED:
        shown.insert(0, ("Called off", row.cancel_reason if whole else "the reason is with its cases"))
    if row.status_on(on) in COUNTING:
        shown.append(("Statement of purpose, confidentiality and diversity", told[row.statement_read]))
    if row.checked_on:
        shown.append(("Minutes checked by the chair", f"{row.checked_by}, {long_date(row.checked_on)}"))
    if row.minutes_sent_on:
        shown.append(("Minutes sent", long_date(row.minutes_sent_on)))
    return shown


def invited(rows: Sequence[Invitation]) -> list[dict[str, Any]]:
    """Whom the meeting asked and how each took part."""
    return [
        {
            "pk": row.pk,
            "agency": row.agency_name,
            "who": ", ".join(part for part in (row.contact_name, row.role) if part) or "no contact named",
            "email": row.email,
            "took_part": row.get_attendance_display() if row.attendance else "not recorded",
            "by": row.represented_by,
            "note": row.note,
        }
        for row in rows
    ]


def cases(items: Sequence[AgendaItem], stops: Mapping[int, list[str]], url: Any) -> list[dict[str, Any]]:
    """The cases of the agenda that the reader may know of. `stops` says what is missing in the minutes of each."""
    return [
        {
            "number": item.position,
            "name": item.nominal.full_name,
            "reference": item.nominal.reference,
            "url": url(item),
            "why": item.why_text or (item.get_why_display() if item.why else ""),
            "level": f"Level {item.decision_level}" if item.decision_level else "",
            "missing": stops.get(item.pk, []),
            "missing_words": plural(len(stops.get(item.pk, [])), "thing") + " missing",
        }
        for item in items
    ]
