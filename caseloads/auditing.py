"""The audit log as an auditor reads it: who saw a person, what somebody saw, what happened on a day.

Each question goes by an index of the log (subjects, username, moment) and is read page by page from the latest event
backwards (keyset), so that its cost does not grow with the log. An auditor of a force reads what people of that force
did, and whatever was done about that force's nominals; an auditor without a force reads everything.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.roles import Role
from audit.models import Event
from common.clock import LONDON
from offenders.models import Nominal

PER_PAGE = 50
MOST_EXPORTED = 10_000
MOST_NAMED = 8
SIGN = "~"


@dataclass(frozen=True)
class Line:
    """One event as the page shows it."""

    at: str
    name: str
    username: str
    role: str
    action: str
    outcome: str
    subjects: Sequence[str]
    others: int
    reason: str
    details: str


@dataclass(frozen=True)
class Pages:
    """One page of events; `older` is where the next one begins, blank on the last."""

    rows: Sequence[Line]
    references: Sequence[str]
    older: str


def asked(viewer: Any, data: Mapping[str, Any]) -> QuerySet[Event]:
    """The events that meet everything asked, latest first. `data` is a valid form's."""
    rows = _scope(viewer, data.get("reference") or "")
    if username := data.get("officer"):
        rows = rows.filter(username=username.strip().lower())
    if day := data.get("from_day"):
        rows = rows.filter(at__gte=_midnight(day))
    if day := data.get("to_day"):
        rows = rows.filter(at__lt=_midnight(day + dt.timedelta(days=1)))
    if action := data.get("action"):
        rows = rows.filter(action__startswith=action.strip())
    if outcome := data.get("outcome"):
        rows = rows.filter(outcome=outcome)
    return rows.order_by("-at", "-id")


def _scope(viewer: Any, reference: str) -> QuerySet[Event]:
    own = Q() if viewer.force_id is None else Q(who__force=viewer.force_id)
    if not reference:
        return Event.objects.filter(own)
    found = Nominal.objects.by_reference(reference).values_list("reference", "force_id").first()
    known, force = found or (reference.strip(), None)
    about = Event.objects.filter(subjects__overlap=sorted({known, reference.strip()}))
    return about if force is not None and force == viewer.force_id else about.filter(own)


def page_of(rows: QuerySet[Event], before: str) -> Pages:
    """The page that begins after an event, or the first (one query)."""
    if place := _place(before):
        at, id_ = place
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=id_))
    found = list(rows[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    older = f"{shown[-1].at.isoformat()}{SIGN}{shown[-1].pk}" if len(found) > PER_PAGE else ""
    references = sorted({reference for event in shown for reference in event.subjects})
    return Pages([line(event) for event in shown], references, older)


def _place(before: str) -> tuple[dt.datetime, int] | None:
    moment, _, id_ = before.partition(SIGN)
    try:
        at = dt.datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, int(id_)) if at.tzinfo and id_.isascii() and id_.isdigit() and len(id_) < 19 else None


def line(event: Event, most: int = MOST_NAMED) -> Line:
    """One event in words. The details are shown as they were kept."""
    details = dict(event.details)
    reason = str(details.pop("reason", "") or "")
    role = event.who.get("role", "")
    return Line(
        event.at.astimezone(LONDON).strftime("%a %-d %b %Y, %H:%M:%S"),
        event.who.get("name", "") or ("The system" if event.username == "system" else event.username),
        event.username,
        Role(role).label if role in Role.values else "",
        event.action,
        event.outcome,
        event.subjects[:most],
        max(len(event.subjects) - most, 0),
        reason,
        json.dumps(details, indent=1, ensure_ascii=False, sort_keys=True) if details else "",
    )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LONDON)


def older_query(query: QueryDict, older: str) -> str:
    """The address of the next page: what was asked, from another place."""
    again = query.copy()
    again["before"] = older
    return again.urlencode()


CSV_HEADER = ("At", "Username", "Name", "Role", "Action", "Outcome", "About", "Reason", "Details", "Request")


def csv_row(event: Event) -> tuple[str, ...]:
    """One event for the download, whole; the moment in UTC."""
    shown = line(event)
    return (
        event.at.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
        event.username,
        shown.name,
        shown.role,
        event.action,
        event.outcome,
        " ".join(event.subjects),
        shown.reason,
        json.dumps(event.details, ensure_ascii=False, sort_keys=True),
        event.request_id,
    )
