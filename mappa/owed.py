"""The actions from meetings that an officer owes, for their caseload and their day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from common.text import days_phrase, plain_date, upper_first
from deadlines.status import state
from mappa.models import Action

MOST = 50


def actions_of(viewer: Any, officer: Any, on: dt.date) -> list[dict[str, Any]]:
    """The open actions of an officer as far as the viewer may see whom they are about, oldest first (one query)."""
    rows = Action.objects.open(on).visible_to(viewer).filter(owner_id=officer.pk)
    return [_row(row, on) for row in rows.select_related("nominal").oldest_first()[:MOST]]


def _row(row: Action, on: dt.date) -> dict[str, Any]:
    reference, due = row.nominal.reference, row.due_on
    return {
        "reference": reference,
        "name": row.nominal.full_name,
        "ref": row.action_ref,
        "text": row.action,
        "url": reverse("mappa:action", args=[reference, row.action_ref]),
        "due": plain_date(due) if due else "no day agreed",
        "state": state(due, on, suspended=False) if due else "owed",
        "words": upper_first(days_phrase((due - on).days)) if due else "No day agreed",
    }
