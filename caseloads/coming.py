"""Releases expected and cases received: what is new on a caseload within four weeks either way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from caseloads import release
from caseloads.presenters import LEVEL_BARS, LEVEL_NAMES, full_name
from common.text import days_between, lower_first, plural, short_date
from offenders.models import Allocation, ExpectedRelease, Nominal
from offenders.policy import DETAINED

WITHIN = dt.timedelta(days=28)


def rows_of(user: Any, on: dt.date) -> QuerySet[Any]:
    """The person's nominals with a release expected in the next 28 days, or overdue while they are still detained,

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
            | Q(release_on__lt=on, standing__status__in=DETAINED)
            | Q(received_on__gt=on - WITHIN)
        )
    )


def figure(user: Any, on: dt.date) -> tuple[int, str]:
    """How many rows the list has, and before how many of their releases something is still to do (one query where none

    is expected, else a fixed number).
    """
    found = list(rows_of(user, on).select_related("standing"))
    unready = sum(bool(release.left(steps)) for steps in release.checklists(_releases(found, on), on).values())
    return len(found), f"to do before {plural(unready, 'release')}" if unready else ""


def shown(user: Any, on: dt.date) -> list[dict[str, Any]]:
    """The rows as the list prints them: the next release first, then the newest case."""
    found = list(rows_of(user, on).select_related("standing").order_by("release_on", "-received_on", "reference"))
    releases = _releases(found, on)
    steps = release.checklists(releases, on)
    return [_shown(row, releases.get(row.pk), steps.get(row.pk, []), on) for row in found]


def _releases(rows: Iterable[Any], on: dt.date) -> dict[int, dt.date]:
    """The releases that are still to come."""
    return {
        row.pk: row.release_on
        for row in rows
        if row.release_on is not None and release.in_view(row.release_on, on, row)
    }


def _shown(row: Any, release_on: dt.date | None, steps: Sequence[release.Step], on: dt.date) -> dict[str, Any]:
    level, received = release.standing_of(row, "risk_level") or "none", row.received_on
    return {
        "name": full_name(row.given_names, row.family_name),
        "reference": row.reference,
        "url": reverse("offenders:record", args=[row.reference]),
        "risk": LEVEL_NAMES[level],
        "bars": LEVEL_BARS[level],
        "release": f"{short_date(release_on)}, {days_between((release_on - on).days)}"
        if release_on
        else "None expected",
        "left": "; ".join([f"{lower_first(one.name)}: {one.said}" for one in steps if not one.done]),
        "received": short_date(received) if received and received > on - WITHIN else "Before that",
    }
