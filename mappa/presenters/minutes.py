"""The minutes of a case as they are read, and what stands beside them while they are written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from common.clock import LONDON
from common.text import days_phrase, long_date, plain_date, upper_first
from deadlines.status import state
from mappa.actions.minutes import texts_now
from mappa.forms.minutes import PARTS
from mappa.models import PILLARS, Action, ActionReview, AgendaItem, Meeting, Minutes, MinutesInformation
from risk.models import RiskPlan
from risk.plan import TITLES

LABELS = {
    "risk_assessment": "Risk summed up", **TITLES, "disclosure_considered": "Disclosure considered",
    "disclosure": "Decided", "disclosure_reasons": "Reasons", "disclosure_to": "To whom",
    "disclosure_what": "What is disclosed", "disclosure_by": "By whom",
    "disclosure_necessity": "Why it is necessary and proportionate", "disclosure_told": "The person is told of it",
    "victim_issues": "Victim issues", "diversity": "Diversity considered", "person_view": "The person’s own view",
    "person_told": "The person is told of the meeting", "person_told_why": "How, or why not",
    "decision_level": "Level decided", "level_reason": "Reason for the level", "next_review_on": "Next review",
    "dissent": "Differing views",
}  # fmt: skip


def words(item: AgendaItem, name: str, value: Any) -> str:
    """One answer as text; blank where nothing was said."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date):
        return long_date(value)
    if name == "decision_level":
        return f"Level {value}" if value else ""
    if name == "disclosure":
        return item.get_disclosure_display() if value else ""
    return str(value or "")


def read(item: AgendaItem, minutes: Minutes | None) -> list[dict[str, Any]]:
    """Every part of the minutes with what was said; parts about which nothing was said are left out."""
    told = MinutesInformation.objects.filter(minutes=minutes) if minutes else ()
    parts: list[dict[str, Any]] = [
        {
            "id": "information",
            "title": "Information from agencies",
            "rows": [(row.agency_name, row.text) for row in told],
        }
    ]
    now = texts_now(item, minutes)
    for code, title, names in PARTS:
        rows = [(LABELS[name], words(item, name, now[name])) for name in names]
        parts.append({"id": code, "title": title, "rows": [row for row in rows if row[1]]})
    return [part for part in parts if part["rows"]]


def plan_differs(minutes: Minutes | None, plan: RiskPlan | None) -> list[tuple[str, str]]:
    """What the plan on the record says now, where it was changed since these minutes were begun."""
    if minutes is None or plan is None or plan.pk == minutes.plan_seen:
        return []
    return [(TITLES[name], getattr(plan, name) or "blank") for name in PILLARS
            if getattr(plan, name) != getattr(minutes, name)]  # fmt: skip


def action_rows(rows: Any, meeting: Meeting, on: dt.date, url: Any) -> list[dict[str, Any]]:
    """Earlier actions as a meeting looks at them again: the original day, age, how each stands."""
    found = list(rows)
    notes = {row.action_id: row for row in ActionReview.objects.filter(meeting=meeting, action__in=found)}
    return [
        {**action_row(row, on, url(row)), "review": notes[row.pk].note if row.pk in notes else ""} for row in found
    ]  # fmt: skip


def action_row(row: Action, on: dt.date, url: str) -> dict[str, Any]:
    """One action: what, whose, by when, how it stands."""
    due = row.due_on
    open_as = state(due, on, suspended=False) if due else "owed"
    return {
        "row": row,
        "ref": row.action_ref,
        "text": row.action,
        "url": url,
        "who": ", ".join(part for part in (row.agency_name, row.owner.full_name if row.owner else "") if part)
        or "not recorded",
        "due": plain_date(due) if due else "no day agreed",
        "made": plain_date(row.made_on) if row.made_on else "",
        "state": "done" if row.done_on else open_as,
        "words": upper_first(days_phrase((due - on).days)) if due else "no day agreed",
        "done": f"Done {plain_date(row.done_on)}" if row.done_on else "",
        "evidence": row.evidence,
    }


def saved_words(minutes: Minutes | None) -> str:
    """`Saved 20 November 2026 at 14:10 by H Coombe`."""
    if minutes is None:
        return "Nothing is minuted yet"
    moment = minutes.updated_at.astimezone(LONDON)
    by = f" by {minutes.updated_by.full_name}" if minutes.updated_by else ""
    return f"Saved {plain_date(moment.date())} at {moment:%H:%M}{by}"
