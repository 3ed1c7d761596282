"""Alerts of monitoring software that wait for a decision: one definition for the figure and its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from caseloads.presenters import full_name
from caseloads.teams import belonging
from common.text import days_between, short_date
from deadlines.status import state
from offenders.models import Nominal
from offenders.presenters.frame import owner_text
from orders.models import MonitoringAlert


def owed(viewer: Any) -> QuerySet[MonitoringAlert]:
    """Every alert that nobody has decided on, of nominals that the viewer may see; the oldest first."""
    visible = Nominal.objects.visible_to(viewer)
    return MonitoringAlert.objects.all().undecided().filter(nominal__in=visible).order_by("alerted_on", "pk")


def of_officer(viewer: Any, officer: Any) -> QuerySet[MonitoringAlert]:
    """Those about an officer's own cases."""
    return owed(viewer).filter(nominal__officer_id=officer.pk)


def of_team(viewer: Any, team: Any) -> QuerySet[MonitoringAlert]:
    """Those about a team's nominals."""
    return owed(viewer).filter(belonging(team, "nominal__"))


def shown(rows: Sequence[MonitoringAlert], on: dt.date) -> list[dict[str, Any]]:
    """The rows as the list prints them, without what was reported. They come with nominal, officer and software."""
    return [
        {
            "name": full_name(row.nominal.given_names, row.nominal.family_name),
            "reference": row.nominal.reference,
            "record_url": reverse("offenders:record", args=[row.nominal.reference]),
            "url": reverse("orders:decide_alert", args=[row.nominal.reference, row.pk]),
            "product": row.software.product,
            "date": short_date(row.alerted_on),
            "age": days_between((row.alerted_on - on).days),
            "state": state(row.alerted_on, on, suspended=False),
            "officer": owner_text(row.nominal),
        }
        for row in rows
    ]
