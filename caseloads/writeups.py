"""Accounts that are owed of visits saved in a hurry: one definition for the figure and its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from caseloads.presenters import full_name
from caseloads.teams import belonging
from common.text import days_between, short_date
from offenders.models import Nominal
from visits.models import Visit


def owed(viewer: Any) -> QuerySet[Visit]:
    """Every visit whose write-up is owed, of nominals that the viewer may see; the oldest first."""
    visible = Nominal.objects.visible_to(viewer)
    rows = Visit.objects.counted().filter(write_up_owed=True, nominal__in=visible)
    return rows.order_by("date", "time", "pk")


def of_officer(viewer: Any, officer: Any) -> QuerySet[Visit]:
    """Those that an officer owes: whoever recorded the visit; of an imported one, whoever was on it."""
    imported = Q(recorded_by__isnull=True, officers__contains=[officer.username])
    return owed(viewer).filter(Q(recorded_by_id=officer.pk) | imported)


def of_team(viewer: Any, team: Any) -> QuerySet[Visit]:
    """Those about a team's nominals."""
    return owed(viewer).filter(belonging(team, "nominal__"))


def shown(rows: Sequence[Visit], on: dt.date) -> list[dict[str, Any]]:
    """The rows as the list prints them. They come with `nominal` and `recorded_by`."""
    return [
        {
            "name": full_name(row.nominal.given_names, row.nominal.family_name),
            "reference": row.nominal.reference,
            "record_url": reverse("offenders:record", args=[row.nominal.reference]),
            "url": reverse("visits:write_up", args=[row.nominal.reference, row.pk]),
            "outcome": row.get_outcome_display(),
            "date": f"{short_date(row.date)}{f' at {row.time:%H:%M}' if row.time else ''}",
            "age": days_between((row.date - on).days),
            "who": row.recorded_by.full_name if row.recorded_by else "an import",
        }
        for row in rows
    ]
