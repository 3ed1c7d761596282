"""Who is away in a team, what falls due meanwhile and who could stand in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts import permissions as p
from accounts.absences import ABSENT_ROLES, away_words, may_record, may_record_leave
from accounts.models import Absence, AbsenceKind, Cover, User
from accounts.roles import FORCE_SCOPE
from caseloads.presenters import LEVEL_BARS, LEVEL_NAMES, full_name
from common.pagination import Page, paginate
from common.text import days_phrase, short_date, upper_first
from deadlines.models import Deadline
from deadlines.registry import kind_name, subject_words
from deadlines.status import DUE_TODAY, OVERDUE, UPCOMING, state
from offenders.models import Nominal

RECENT = dt.timedelta(days=28)
AHEAD = dt.timedelta(days=28)  # how far an absence without a known end is looked at
TONES = {OVERDUE: "red", DUE_TODAY: "orange", UPCOMING: "teal"}
ENDED, AWAY, COMING = "ended", "away", "coming"


def people_of(by: Any) -> QuerySet[User]:
    """Those whose absence somebody may record: the team's, for an inspector the force's; for the rest themselves."""
    people = User.objects.filter(is_active=True, role__in=ABSENT_ROLES).order_by("full_name", "username")
    if not by.can(p.RECORD_ABSENCES):
        return people.filter(pk=by.pk)
    if by.role in FORCE_SCOPE:
        return people.filter(force_id=by.force_id)
    return people.filter(team_id=by.team_id) if by.team_id else people.none()


def with_covers(rows: QuerySet[Absence]) -> QuerySet[Absence]:
    """With the officer and the cover that was not taken back."""
    covers = Cover.objects.counted().select_related("officer", "nominal").order_by("from_on", "pk")
    return rows.select_related("officer__team").prefetch_related(
        Prefetch("covers", queryset=covers, to_attr="counted_covers")
    )


def listed(viewer: Any, on: dt.date) -> dict[str, list[dict[str, Any]]]:
    """Absences that somebody may know of, in three parts: away now, coming, ended of late. Three queries."""
    known = Absence.objects.visible_to(viewer).counted()
    rows = list(with_covers(known.filter(Q(to_on__isnull=True) | Q(to_on__gte=on - RECENT))))
    cases = cases_by_officer(viewer, {row.officer_id for row in rows})
    parts: dict[str, list[dict[str, Any]]] = {AWAY: [], COMING: [], ENDED: []}
    for row in sorted(rows, key=lambda row: (row.from_on, row.officer.full_name)):
        parts[part(row, on)].append(shown(row, viewer, on, cases.get(row.officer_id, 0)))
    parts[ENDED].reverse()
    return parts


def part(absence: Absence, on: dt.date) -> str:
    """Whether an absence has ended, holds, or is to come."""
    if absence.from_on > on:
        return COMING
    return ENDED if absence.to_on is not None and absence.to_on < on else AWAY


def cases_by_officer(viewer: Any, officers: Iterable[int]) -> Mapping[int, int]:
    """How many nominals each manages, as far as the viewer may see them (one query)."""
    rows = Nominal.objects.visible_to(viewer).filter(officer_id__in=list(officers)).order_by().values("officer_id")
    return {row["officer_id"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def shown(absence: Absence, viewer: Any, on: dt.date, cases: int) -> dict[str, Any]:
    """One absence as the pages print it. Why somebody is away is shown to them and to whoever records absences."""
    officer = absence.officer
    full = may_record(viewer, officer) or officer.pk == viewer.pk
    kind = AbsenceKind(absence.kind)
    return {
        "url": reverse("caseloads:absence", args=[absence.pk]),
        "name": officer.full_name,
        "own": officer.pk == viewer.pk,
        "kind": kind.label if full or kind == AbsenceKind.LEAVE else "Absent",
        "words": upper_first(away_words(absence, full=full)),
        "from": short_date(absence.from_on),
        "to": short_date(absence.to_on) if absence.to_on else "Not known",
        "review": short_date(absence.review_on) if absence.review_on else "",
        "review_due": absence.to_on is None and absence.review_on is not None and absence.review_on <= on,
        "cases": f"{cases:,}",
        "covers": [cover_words(cover) for cover in absence.counted_covers if cover.to_on >= on],  # type: ignore[attr-defined]
        "uncovered": bool(cases) and part(absence, on) != ENDED and not _whole_caseload(absence, on),
    }


def _whole_caseload(absence: Absence, on: dt.date) -> bool:
    """Whether somebody stands in for everything on the first day that is still to come."""
    day = max(on, absence.from_on)
    covers = absence.counted_covers  # type: ignore[attr-defined]
    return any(cover.nominal_id is None and cover.from_on <= day <= cover.to_on for cover in covers)


def cover_words(cover: Cover) -> str:
    """'Bryn Thorne until Fri 4 Dec 2026', with the case where it is for one."""
    what = f" for {cover.nominal.reference}" if cover.nominal is not None else ""
    return f"{cover.officer.full_name}{what}, {short_date(cover.from_on)} to {short_date(cover.to_on)}"


def cover_rows(absence: Absence, viewer: Any, on: dt.date) -> list[dict[str, Any]]:
    """The cover of one absence, with the address that ends it where the viewer may."""
    may = may_record(viewer, absence.officer)
    return [
        {
            "name": cover.officer.full_name,
            "case": cover.nominal.reference if cover.nominal is not None else "",
            "from": short_date(cover.from_on),
            "to": short_date(cover.to_on),
            "over": cover.to_on < on,
            "note": "" if cover.officer.is_active else "Account inactive: alerts go to the supervisors",
            "end_url": reverse("caseloads:end_cover", args=[absence.pk, cover.pk]) if may and cover.to_on >= on else "",
        }
        for cover in absence.counted_covers  # type: ignore[attr-defined]
    ]


def buttons(absence: Absence, viewer: Any, on: dt.date) -> list[dict[str, str]]:
    """What the viewer may do with an absence."""
    own = may_record_leave if absence.kind == AbsenceKind.LEAVE else may_record
    made = []
    if may_record(viewer, absence.officer) and part(absence, on) != ENDED:
        made.append(("caseloads:arrange_cover", "Arrange cover", "primary"))
    if own(viewer, absence.officer):
        if part(absence, on) == AWAY:
            made.append(("caseloads:back_at_work", "Back at work", "secondary"))
        made.append(("caseloads:change_absence", "Change the dates", "secondary"))
        made.append(("caseloads:void_absence", "Entered in error", "secondary"))
    return [{"url": reverse(route, args=[absence.pk]), "text": text, "kind": kind} for route, text, kind in made]


class Owed(NamedTuple):
    """One thing that falls due while the officer is away."""

    reference: str
    given_names: str
    family_name: str
    level: str | None
    kind: str
    subject: str
    due_on: dt.date
    reason: str
    nominal_id: int


def last_day(absence: Absence, on: dt.date) -> dt.date:
    """Up to when it is looked at what falls due: the last day, else the day to look again, else four weeks."""
    if absence.to_on is not None:
        return absence.to_on
    return absence.review_on if absence.review_on is not None and absence.review_on > on else on + AHEAD


def meanwhile(viewer: Any, absence: Absence, on: dt.date, page: str | None) -> Page:
    """What is overdue or falls due by the end of the absence, riskiest first, as far as the viewer may see it."""
    cases = Nominal.objects.visible_to(viewer).filter(officer_id=absence.officer_id)
    rows = (
        Deadline.objects.open()
        .filter(suspended=False, due_on__lte=last_day(absence, on), nominal__in=cases)
        .annotate(rank=Coalesce("nominal__standing__risk_rank", Value(2)), reference=F("nominal__reference"))
        .order_by("rank", "due_on", "reference", "kind", "subject")
        .values_list(
            "reference", "nominal__given_names", "nominal__family_name", "nominal__standing__risk_level", "kind",
            "subject", "due_on", "reason", "nominal_id",
        )
    )  # fmt: skip
    return paginate(rows, page, per_page=50)


def owed_rows(page: Page, absence: Absence, viewer: Any, on: dt.date) -> list[dict[str, Any]]:
    """The rows of `meanwhile` in words, with who stands in on the day (today, where that day is past)."""
    may = may_record(viewer, absence.officer) and part(absence, on) != ENDED
    cover_url = reverse("caseloads:arrange_cover", args=[absence.pk])
    made = []
    for row in map(Owed._make, page.rows):
        level = row.level or "none"
        made.append(
            {
                "reference": row.reference,
                "name": full_name(row.given_names, row.family_name),
                "url": reverse("offenders:record", args=[row.reference]),
                "risk": LEVEL_NAMES[level],
                "bars": LEVEL_BARS[level],
                "kind": upper_first(kind_name(row.kind)),
                "subject": subject_words(row.kind, row.subject, row.reason),
                "due": short_date(row.due_on),
                "state": upper_first(days_phrase((row.due_on - on).days)),
                "tone": TONES[state(row.due_on, on, suspended=False)],
                "why": row.reason,
                "cover": _covered_by(absence.counted_covers, row, max(on, absence.from_on, row.due_on)),  # type: ignore[attr-defined]
                "cover_url": f"{cover_url}?case={row.reference}" if may else "",
            }
        )
    return made


def _covered_by(covers: Sequence[Cover], row: Owed, day: dt.date) -> str:
    """Who stands in for a case on a day: for the case before for the caseload; blank for nobody."""
    held = [cover for cover in covers if cover.from_on <= day <= cover.to_on]
    own = [cover for cover in held if cover.nominal_id == row.nominal_id]
    rest = [cover for cover in held if cover.nominal_id is None]
    return (own or rest)[0].officer.full_name if own or rest else ""
