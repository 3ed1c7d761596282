"""`record` writes one event. It runs in the caller's transaction, so that no change stands without its event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

request_id: ContextVar[str] = ContextVar("request_id", default="")


def record(
    action: str,
    *,
    by: Any,
    subjects: Iterable[str] = (),
    details: Mapping[str, Any] | None = None,
    outcome: str = "done",
) -> None:
    """Append an event: `action` is `app.verb`, `by` a user or None for the system, `subjects` nominal references.

    The database clock dates it. Raises a database error where it cannot be written; the caller must not go on.
    """
    username = getattr(by, "username", "") if by is not None else "system"
    who = by.audit_snapshot() if hasattr(by, "audit_snapshot") else {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_record(%s, %s, %s, %s::jsonb, %s, %s::varchar[], %s::jsonb)",
            [
                action,
                outcome,
                username,
                json.dumps(who, cls=DjangoJSONEncoder),
                request_id.get(),
                list(subjects),
                json.dumps(dict(details or {}), cls=DjangoJSONEncoder),
            ],
        )
