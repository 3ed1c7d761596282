"""What has changed among somebody's cases since a moment: one query, the latest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse

from audit.events import session_mark
from audit.models import Event as Logged
from caseloads.presenters import LEVEL_NAMES, STATUS_NAMES, full_name
from common.clock import LONDON
from common.text import long_date, lower_first, plain_date
from offenders.models import (
    Allocation,
    DeathReport,
    Event,
    EventKind,
    ExpectedRelease,
    ManagementDecision,
    Nominal,
    PlanInterval,
    RiskLevel,
    StatusPeriod,
)
from visits.models import Outcome, Visit

MOST = 60  # lines; more is said, not shown
FIRST_TIME = dt.timedelta(days=7)  # looked back on the first visit
LONGEST = dt.timedelta(days=60)
PROPOSALS = {RiskLevel: "risk level", PlanInterval: "visit interval", ManagementDecision: "management"}
COLUMNS = ("at", "what", "nominal__reference", "nominal__given_names", "nominal__family_name", "detail", "day")


class Change(NamedTuple):
    """One thing that is new."""

    at: dt.datetime
    what: str
    reference: str
    given_names: str
    family_name: str
    detail: str
    day: dt.date | None


def last_look(user: Any, action: str, now: dt.datetime) -> dt.datetime:
    """When somebody last opened the page, before this session: from the audit log, where every opening is kept.

    So looking again changes nothing, and what was new stays in view until the next time they sign in.
    """
    rows = Logged.objects.filter(username=user.username, action=action, at__gte=now - LONGEST, details__home=True)
    if mark := session_mark.get():
        rows = rows.exclude(who__session=mark)
    found = rows.order_by("-at").values_list("at", flat=True).first()
    return found or now - FIRST_TIME


def since(viewer: Any, cases: QuerySet[Any], moment: dt.datetime) -> list[Change]:
    """What others have recorded about these cases after a moment, and what concerns the viewer's own proposals."""
    mine = [
        _rows(Allocation.objects.filter(officer_id=viewer.pk, to_on__isnull=True).exclude(allocated_by=viewer),
              cases, moment, viewer, "received", Value(""), F("from_on"), own=False),
        *(_returned(model, name, viewer, moment) for model, name in PROPOSALS.items()),
    ]  # fmt: skip
    first, *rest = [*_facts(viewer, cases, moment), *mine]
    found = first.union(*rest, all=True).order_by("-at", "nominal__reference", "what")
    return [Change._make(row) for row in found[: MOST + 1]]


def _facts(viewer: Any, cases: QuerySet[Any], moment: dt.datetime) -> Iterable[QuerySet[Any]]:
    """A query a kind of fact."""
    empty = Value("")
    yield _rows(Event.objects.counted(), cases, moment, viewer, "event", F("kind"), F("date"))
    yield _rows(StatusPeriod.objects.counted(), cases, moment, viewer, "status", F("status"), F("from_on"))
    yield _rows(RiskLevel.objects.live(), cases, moment, viewer, "level", F("level"), F("effective_from"))
    yield _rows(ExpectedRelease.objects.counted(), cases, moment, viewer, "release", empty, F("release_on"))
    yield _rows(DeathReport.objects.counted(), cases, moment, viewer, "death", empty, F("reported_on"))
    visits = Visit.objects.counted().filter(recorded_by__isnull=False)
    yield _rows(visits, cases, moment, viewer, "visit", F("outcome"), F("date"))


def _rows(
    rows: QuerySet[Any], cases: QuerySet[Any], moment: dt.datetime, viewer: Any, what: str, detail: Any, day: Any,
    *, own: bool = True,
) -> QuerySet[Any]:  # fmt: skip
    found = rows.filter(nominal__in=cases, recorded_at__gt=moment)
    if own:
        found = found.filter(Q(recorded_by__isnull=True) | ~Q(recorded_by_id=viewer.pk))
    return _told(found, F("recorded_at"), what, detail, day)


def _returned(model: Any, name: str, viewer: Any, moment: dt.datetime) -> QuerySet[Any]:
    rows = model.objects.counted().filter(
        recorded_by_id=viewer.pk, returned_at__gt=moment, nominal__in=Nominal.objects.visible_to(viewer)
    )
    return _told(rows, F("returned_at"), "returned", Value(name), F("effective_from"))


def _told(rows: QuerySet[Any], at: Any, what: str, detail: Any, day: Any) -> QuerySet[Any]:
    words = CharField()
    return (
        rows.order_by()
        .annotate(at=at, what=Value(what, words), told=detail, day=day)
        .annotate(detail=Value("", words) if isinstance(detail, Value) and not detail.value else F("told"))
        .values_list(*COLUMNS)
    )


def shown(rows: Iterable[Change]) -> list[dict[str, Any]]:
    """The lines as the page prints them."""
    record = reverse("offenders:record", args=["REFERENCE"])
    return [
        {
            "when": f"{row.at.astimezone(LONDON):%H:%M} {plain_date(row.at.astimezone(LONDON).date())}",
            "url": record.replace("REFERENCE", row.reference),
            "name": full_name(row.given_names, row.family_name),
            "reference": row.reference,
            "text": words(row),
        }
        for row in rows
    ]


def words(row: Change) -> str:
    """What is new, in a few words; never what an event was about."""
    day = plain_date(row.day)
    if row.what == "event":
        return f"{EventKind(row.detail).label}, {day}"
    if row.what == "status":
        return f"{STATUS_NAMES.get(row.detail, row.detail)} from {day}"
    if row.what == "level":
        return f"Risk level {LEVEL_NAMES[row.detail].lower()} from {day}"
    if row.what == "visit":
        return f"{Outcome(row.detail).label}, {day}"
    if row.what == "returned":
        return f"Your proposal about the {row.detail} was returned"
    fixed = {"received": f"Case received, from {day}", "release": f"Release now expected on {day}",
             "death": f"Death reported on {day}"}  # fmt: skip
    return fixed[row.what]


def since_words(moment: dt.datetime, first: bool) -> str:
    """'since Friday 20 November 2026 at 08:10'."""
    at = moment.astimezone(LONDON)
    return "in the last 7 days" if first else f"since {lower_first(long_date(at.date()))} at {at:%H:%M}"
