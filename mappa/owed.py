"""The actions from meetings that an officer owes, for their caseload and their day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from common.text import days_phrase, plain_date, upper_first
from deadlines.status import state
from mappa.models import Action
from offenders import prepared
from offenders.models.nominal import full_name

MOST = 50


COLUMNS = ("nominal__reference", "nominal__given_names", "nominal__family_name", "action_ref", "action", "due_on")


def actions_of(viewer: Any, officer: Any, on: dt.date) -> list[dict[str, Any]]:
    """The open actions of an officer as far as the viewer may see whom they are about, oldest first (one query).

    Asked on the page that is opened most: by a query that is ready made.
    """
    return [_row(on, *row) for row in prepared.rows(_columns, viewer, on, officer=officer.pk)]


def _columns(viewer: Any, on: dt.date) -> QuerySet[Any]:
    rows = Action.objects.open(on).visible_to(viewer).filter(owner_id=prepared.OFFICER)
    return rows.oldest_first().values_list(*COLUMNS)[:MOST]


def _row(
    on: dt.date, reference: str, given: str, family: str, ref: str, action: str, due: dt.date | None
) -> dict[str, Any]:
    return {
        "reference": reference,
        "name": full_name(given, family),
        "ref": ref,
        "text": action,
        "url": reverse("mappa:action", args=[reference, ref]),
        "due": plain_date(due) if due else "no day agreed",
        "state": state(due, on, suspended=False) if due else "owed",
        "words": upper_first(days_phrase((due - on).days)) if due else "No day agreed",
    }
