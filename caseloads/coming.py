"""Releases expected and cases received: what is new on a caseload within four weeks either way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from caseloads.presenters import LEVEL_BARS, LEVEL_NAMES, full_name
from common.text import days_between, short_date
from offenders.models import Allocation, ExpectedRelease, Nominal

WITHIN = dt.timedelta(days=28)


def rows_of(user: Any, on: dt.date) -> QuerySet[Any]:
    """The person's nominals with a release expected in the next 28 days, or overdue while they are still in custody,

    or received in the last 28 days. One row a nominal.
    """
    releases = ExpectedRelease.objects.counted().filter(nominal=OuterRef("pk")).order_by("-said_on", "-pk")
    received = Allocation.objects.filter(nominal=OuterRef("pk"), officer_id=user.pk, to_on__isnull=True)
    return (
        Nominal.objects.visible_to(user)
        .filter(officer_id=user.pk)
        .annotate(
            release_on=Subquery(releases.values("release_on")[:1]),
            received_on=Subquery(received.order_by("-from_on").values("from_on")[:1]),
        )
        .filter(
            Q(release_on__range=(on, on + WITHIN))
            | Q(release_on__lt=on, standing__status="custody")
            | Q(received_on__gt=on - WITHIN)
        )
    )


def number(user: Any, on: dt.date) -> int:
    """How many rows the list has (one query)."""
    return rows_of(user, on).count()


def shown(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """The rows as the list prints them: the next release first, then the newest case."""
    found = rows_of(user, on).select_related("standing").order_by("release_on", "-received_on", "reference")
    return [_shown(row, on) for row in found]


def _shown(row: Any, on: dt.date) -> dict[str, Any]:
    standing = getattr(row, "standing", None)
    level = (standing.risk_level if standing else "") or "none"
    release, received = row.release_on, row.received_on
    in_view = release is not None and (release >= on or (standing is not None and standing.status == "custody"))
    return {
        "name": full_name(row.given_names, row.family_name),
        "reference": row.reference,
        "url": reverse("offenders:record", args=[row.reference]),
        "risk": LEVEL_NAMES[level],
        "bars": LEVEL_BARS[level],
        "release": f"{short_date(release)}, {days_between((release - on).days)}" if in_view else "None expected",
        "received": short_date(received) if received and received > on - WITHIN else "Before that",
    }
