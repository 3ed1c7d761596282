"""`record` writes one event. It runs in the caller's transaction, so that no change stands without its event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection

from common.errors import Unavailable

request_id: ContextVar[str] = ContextVar("request_id", default="")
session_mark: ContextVar[str] = ContextVar("session_mark", default="")
"""Tells the sessions of one person apart; the session's key cannot be had from it."""
reason: ContextVar[str] = ContextVar("reason", default="")
"""Why the person of this request may see what it shows ("own caseload", "own team", "covering"), where it is known."""

given: ContextVar[str] = ContextVar("given", default="")
"""What the person of this request answered when they were asked why."""


class AuditUnavailable(Unavailable):
    """The event could not be written; what it was to record must not happen, and no page goes out (503)."""


def record(
    action: str,
    *,
    by: Any,
    subjects: Iterable[str] = (),
    details: Mapping[str, Any] | None = None,
    outcome: str = "done",
) -> None:
    """Append an event: `action` is `app.verb`, `by` a user or None for the system, `subjects` nominal references.

    Where details give no `reason`, the one derived for the request stands in for what a person did about nominals, and
    what they answered when they were asked why; the system has none. The database clock dates the event. Raises
    `AuditUnavailable` where it cannot be written; the caller must not go on.
    """
    username = getattr(by, "username", "") if by is not None else "system"
    who = by.audit_snapshot() if hasattr(by, "audit_snapshot") else {}
    if who and session_mark.get():
        who = {**who, "session": session_mark.get()}
    about, told = list(subjects), dict(details or {})
    why = [part for part in (reason.get() if about else "", given.get()) if part]
    if who and why:
        told.setdefault("reason", "; ".join(why))
    parameters = [
        action,
        outcome,
        username,
        json.dumps(who, cls=DjangoJSONEncoder),
        request_id.get(),
        about,
        json.dumps(told, cls=DjangoJSONEncoder),
    ]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_record(%s, %s, %s, %s::jsonb, %s, %s::varchar[], %s::jsonb)", parameters)
    except DatabaseError as error:
        raise AuditUnavailable(action) from error


def prepare_months(ahead: int = 3) -> int:
    """Make the partitions of this month and the next ones; returns how many are new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_prepare(%s)", [ahead])
        return int(cursor.fetchone()[0])
