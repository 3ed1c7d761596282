"""Reads what the agenda of a meeting may hold: everybody at its level in its area whose record the reader writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from common.dates import add_interval
from common.holidays import load_calendar
from common.rows import fetch
from common.text import lower_first
from deadlines.book import load_book
from deadlines.models import Deadline
from mappa.facts import LEVELS_ON
from mappa.models import AgendaItem, Area, AreaPlacement, Meeting, Referral, ReferralDecision
from mappa.models.meetings import COUNTING
from mappa.policy import FIRST_MEETING, REVIEW
from mappa.policy.agenda import Candidate, LeftOut, Proposed, propose
from offenders.models import Event, Nominal, RiskLevel, Status, StatusPeriod
from orders.models import Breach

TELLING = (Status.CUSTODY, Status.HOSPITAL, Status.MISSING, Status.ABROAD)
NO_LEVEL = 2  # counts as high
ORDER = ("low", "medium", "high", "very_high")


def proposals(meeting: Meeting, user: Any, on: dt.date) -> tuple[list[Proposed], list[LeftOut]]:
    """What `policy.agenda.propose` says for a meeting (a fixed number of queries, whatever the number of cases)."""
    held_on = meeting.held_on or on
    return propose(candidates(meeting, user, on), held_on)


def candidates(meeting: Meeting, user: Any, on: dt.date) -> list[Candidate]:
    """Everybody at the meeting's level, or referred to it and accepted, in its area, whom the reader may list."""
    level = meeting.level or 2
    people = Nominal.objects.writable_by(user)  # whoever reads a record only could not put it on the agenda
    people = in_area(people, meeting.area, on) if meeting.area else people
    referred = _referred(level, on)
    at_level = [row[0] for row in fetch(f"SELECT nominal_id FROM ({LEVELS_ON}) l WHERE level = %s", [on, on, level])]
    reached = people.filter(pk__in={*at_level, *referred})
    rows = reached.values_list("pk", "reference", "standing__risk_rank", "force_id").order_by("reference")
    ids = [pk for pk, *_ in rows]
    due = _due(ids)
    since = last_meetings(ids, meeting.held_on or on)
    happened, planned = _happened(ids, since, on), _planned(ids, meeting, on)
    book, calendar = load_book(), load_calendar()
    made: list[Candidate] = []
    for pk, reference, rank, force_id in rows:
        review = due.get((pk, REVIEW))
        counted_from = review[1] if review else None
        opens = None
        if counted_from and level > 1:
            interval = book.interval("mappa_review_opens", force_id, f"level_{level}", on=counted_from)
            opens = add_interval(counted_from, interval, calendar)
        first, referral = due.get((pk, FIRST_MEETING)), referred.get(pk)
        made.append(
            Candidate(
                pk, reference, rank or NO_LEVEL, first[0] if first and referral else None,
                referral.referral_ref if referral else "", review[0] if review else None, opens,
                happened.get(pk, []), planned.get(pk),
            )
        )  # fmt: skip
    return made


def in_area(people: Any, area: Area, on: dt.date) -> Any:
    """Those whose latest placement by a day is the area; without any, those whose force belongs to it.

    A placement in an area to which the case's own force does not belong is none: nobody there could list the case.
    """
    placed = AreaPlacement.objects.counted().filter(nominal=OuterRef("pk"), effective_from__lte=on)
    latest = Subquery(placed.order_by("-effective_from", "-pk").values("area")[:1])
    elsewhere = Exists(Area.objects.filter(pk=OuterRef("_area"), forces=OuterRef("force")))
    return people.alias(_area=latest).filter(Q(_area=area.pk) | Q(~elsewhere, force__in=area.forces.values("pk")))


def _referred(level: int, on: dt.date) -> dict[int, Referral]:
    """The accepted referrals to the level whose first meeting is still owed, by nominal."""
    owed = set(Deadline.objects.open().filter(kind=FIRST_MEETING).values_list("nominal_id", "subject"))
    accepted = Referral.objects.counted().filter(decision=ReferralDecision.ACCEPTED, decided_on__lte=on)
    rows = accepted.filter(nominal_id__in={pk for pk, _ in owed}).order_by("-decided_on", "-pk")
    return {row.nominal_id: row for row in rows if row.level == level and (row.nominal_id, row.referral_ref) in owed}


def _due(ids: Sequence[int]) -> dict[tuple[int, str], tuple[dt.date, dt.date | None]]:
    """The soonest open first meeting and the review of each person, with the day counted from."""
    rows = Deadline.objects.open().filter(nominal_id__in=ids, kind__in=(FIRST_MEETING, REVIEW)).order_by("-due_on")
    return {(row.nominal_id, row.kind): (row.due_on, row.counted_from) for row in rows}


def last_meetings(ids: Sequence[int], before: dt.date) -> dict[int, dt.date]:
    """The day of the last meeting before a day that discussed each person (one query)."""
    held = AgendaItem.objects.counted().filter(
        nominal_id__in=ids, meeting__status__in=COUNTING, meeting__voided_at__isnull=True, meeting__held_on__lt=before
    )
    return dict(held.values_list("nominal_id").annotate(last=Max("meeting__held_on")))


def _planned(ids: Sequence[int], meeting: Meeting, on: dt.date) -> dict[int, dt.date]:
    """The day of another meeting still to come whose agenda holds the person."""
    others = Meeting.objects.ahead(on).exclude(pk=meeting.pk)
    ahead = AgendaItem.objects.counted().filter(nominal_id__in=ids, meeting__in=others)
    return dict(ahead.order_by("-meeting__held_on").values_list("nominal_id", "meeting__held_on"))


def _happened(ids: Sequence[int], since: dict[int, dt.date], on: dt.date) -> dict[int, list[tuple[dt.date, str]]]:
    """What happened to each person since the case was last discussed, within a year, latest first (four queries).

    Events that nobody closed as needing nothing, a suspected breach, a rise of the risk level, being detained, missing
    or abroad.
    """
    year_ago = on - dt.timedelta(days=365)
    of = {"nominal_id__in": ids}
    rows: list[tuple[int, dt.date, str]] = []
    for event in Event.objects.counted().filter(**of, date__range=(year_ago, on), closed_on__isnull=True):
        rows.append((event.nominal_id, event.date, lower_first(event.get_kind_display())))
    for breach in Breach.objects.counted().filter(**of, suspected_on__range=(year_ago, on)):
        rows.append((breach.nominal_id, breach.suspected_on, "breach suspected"))
    for period in StatusPeriod.objects.counted().filter(**of, from_on__range=(year_ago, on), status__in=TELLING):
        rows.append((period.nominal_id, period.from_on, lower_first(period.get_status_display())))
    for nominal_id, day, level in _rises(ids, year_ago, on):
        rows.append((nominal_id, day, f"risk level raised to {level}"))
    found: dict[int, list[tuple[dt.date, str]]] = {}
    for nominal_id, day, text in sorted(rows, key=lambda row: (row[1], row[2]), reverse=True):
        if nominal_id not in since or day >= since[nominal_id]:
            found.setdefault(nominal_id, []).append((day, text))
    return found


def _rises(ids: Sequence[int], first: dt.date, last: dt.date) -> list[tuple[int, dt.date, str]]:
    """Each day on which the risk level rose."""
    rows = RiskLevel.objects.counted().filter(nominal_id__in=ids, effective_from__lte=last)
    before: dict[int, int] = {}
    found = []
    for row in rows.filter(returned_at__isnull=True).order_by("effective_from", "pk"):
        height = ORDER.index(row.level)
        if height > before.get(row.nominal_id, height) and row.effective_from >= first:
            found.append((row.nominal_id, row.effective_from, lower_first(row.get_level_display())))
        before[row.nominal_id] = height
    return found
