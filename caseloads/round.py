"""The round: who is due a visit, by postcode district, the most pressing first; and the week that was planned.

A caseload is read whole (`caseloads.whole`), so that the round, the caseload's tabs and its figures hold the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from accounts.absences import away_words
from accounts.models import Absence, User
from caseloads import presenters, whole
from caseloads import queries as q
from caseloads.queries import CaseRow
from common.models import BankHoliday
from common.text import WEEKDAYS, listed, long_date, lower_first, plural, short_date
from deadlines.status import DUE_TODAY, OVERDUE
from offenders.models import Nominal, Particular, ParticularKind
from visits.models import DayPart, Outcome, PlannedVisit, Visit
from visits.policy import sees

SHOWN = {"due": "Due within 14 days", "overdue": "Overdue", "all": "Everybody who can be visited"}
BUCKETS = {"due": (OVERDUE, DUE_TODAY, q.NEXT), "overdue": (OVERDUE,), "all": q.BUCKETS}
RANK = {"very_high": 1, "high": 2, "none": 2, "medium": 3, "low": 4}
URGENCY = {OVERDUE: 0, DUE_TODAY: 1, q.NEXT: 2}
NO_DISTRICT = "No postcode"
MOST_ATTEMPTS = 4  # of those since last seen, the latest; the record has them all


class Known(NamedTuple):
    """What the round adds to the rows of a caseload, by reference."""

    attempts: Mapping[str, Sequence[Visit]]  # since last seen, latest first
    warned: frozenset[str]
    plans: Mapping[str, Sequence[PlannedVisit]]  # today and later
    names: Mapping[str, str]


def stops(rows: Iterable[CaseRow], show: str, district: str) -> list[CaseRow]:
    """Those who can be visited and fit, in the order of urgency: overdue first, then risk, then the date."""
    fitting = [
        row
        for row in rows
        if row.place == q.CAN_VISIT and row.bucket in BUCKETS[show] and (not district or row.district == district)
    ]
    return sorted(fitting, key=_pressing)


def _pressing(row: CaseRow) -> tuple[Any, ...]:
    return URGENCY.get(row.bucket, 3), RANK[row.level], row.due_on or dt.date.max, row.reference


def apart(rows: Iterable[CaseRow]) -> list[CaseRow]:
    """Those whom nobody can visit now: missing, abroad, in custody or hospital."""
    return [row for row in rows if row.place in (q.CANNOT_VISIT, q.STOPPED)]


def districts(rows: Iterable[CaseRow]) -> list[str]:
    """Every district of those who can be visited, in order."""
    return sorted({row.district for row in rows if row.place == q.CAN_VISIT and row.district})


def known(rows: Sequence[CaseRow], on: dt.date) -> Known:
    """Attempts, warnings and plans of these rows (four queries, whatever their number)."""
    seen = {row.reference: row.seen_on for row in rows}
    visits = Visit.objects.counted().filter(nominal__reference__in=seen, date__lte=on).select_related("nominal")
    attempts: dict[str, list[Visit]] = {}
    for visit in visits.order_by("-date", "-time").exclude(outcome__in=[o for o in Outcome.values if sees(o)]):
        reference = visit.nominal.reference
        if seen[reference] is None or visit.date >= seen[reference]:  # type: ignore[operator]
            attempts.setdefault(reference, []).append(visit)
    warnings = Particular.objects.current(on).filter(kind=ParticularKind.WARNING, nominal__reference__in=seen)
    plans = upcoming(seen, on)
    return Known(
        attempts,
        frozenset(warnings.values_list("nominal__reference", flat=True)),
        plans,
        names_of(plan for some in plans.values() for plan in some),
    )


def upcoming(references: Iterable[str], on: dt.date) -> dict[str, list[PlannedVisit]]:
    """The visits planned for today and later, by reference, the next first (one query)."""
    rows = PlannedVisit.objects.counted().filter(nominal__reference__in=list(references), date__gte=on)
    found: dict[str, list[PlannedVisit]] = {}
    for plan in rows.select_related("nominal").order_by("date", "time", "pk"):
        found.setdefault(plan.nominal.reference, []).append(plan)
    return found


def names_of(plans: Iterable[PlannedVisit]) -> dict[str, str]:
    """Full names by username of everybody who goes (one query)."""
    wanted = {name for plan in plans for name in plan.officers}
    return dict(User.objects.filter(username__in=wanted).values_list("username", "full_name"))


def groups(rows: Sequence[CaseRow], told: Known, on: dt.date) -> list[dict[str, Any]]:
    """The stops by district; the district of the most pressing one first."""
    made: dict[str, list[dict[str, Any]]] = {}
    for row, shown in zip(rows, shown_stops(rows, told, on), strict=True):
        made.setdefault(row.district or NO_DISTRICT, []).append(shown)
    return [{"district": name, "rows": some, "count": plural(len(some), "visit")} for name, some in made.items()]


def shown_stops(rows: Sequence[CaseRow], told: Known, on: dt.date) -> list[dict[str, Any]]:
    """A caseload's row with what somebody who goes there wants to know."""
    plan_url = reverse("workday:plan")
    sheet_url = reverse("workday:door_sheet", args=["REFERENCE"])
    made = []
    for shown in presenters.shown_rows(rows, on, log=True):
        reference = shown["reference"]
        tried = told.attempts.get(reference, ())
        made.append(
            {
                **shown,
                "tries": [attempt_words(visit) for visit in tried[:MOST_ATTEMPTS]],
                "earlier": len(tried) - MOST_ATTEMPTS if len(tried) > MOST_ATTEMPTS else 0,
                "warned": reference in told.warned,
                "plans": [plan_words(plan, told.names) for plan in told.plans.get(reference, ())],
                "plan_url": f"{plan_url}?nominal={reference}",
                "sheet_url": sheet_url.replace("REFERENCE", reference),
            }
        )
    return made


def attempt_words(visit: Visit) -> str:
    """'Mon 16 Nov 2026 at 14:10, no reply'."""
    at = f" at {visit.time:%H:%M}" if visit.time else ""
    return f"{short_date(visit.date)}{at}, {lower_first(visit.get_outcome_display())}"


def plan_words(plan: PlannedVisit, names: Mapping[str, str]) -> str:
    """'Mon 23 Nov 2026, morning: A Hollis and B Thorne'."""
    return f"{short_date(plan.date)}{when_words(plan)}: {people_words(plan, names)}"


def when_words(plan: PlannedVisit) -> str:
    """', morning', ' at 14:10', or nothing."""
    if plan.time:
        return f" at {plan.time:%H:%M}"
    return f", {DayPart(plan.part).label.lower()}" if plan.part else ""


def people_words(plan: PlannedVisit, names: Mapping[str, str]) -> str:
    """Who goes, other agencies by role last."""
    return listed([*(names.get(name, name) for name in plan.officers), *plan.others_going])


# The week


def monday(day: dt.date) -> dt.date:
    """The first day of the week of a day."""
    return day - dt.timedelta(days=day.weekday())


def plans_of(viewer: Any, officer: Any, first: dt.date, last: dt.date) -> QuerySet[PlannedVisit]:
    """The visits that somebody is to go on, as far as the viewer may know of the person visited."""
    return (
        PlannedVisit.objects.counted()
        .filter(
            officers__contains=[officer.username], date__range=(first, last),
            nominal__in=Nominal.objects.visible_to(viewer),
        )
        .select_related("nominal__standing")
        .order_by("date", "time", "part", "nominal__reference")
    )  # fmt: skip


def outcomes(plans: Sequence[PlannedVisit]) -> dict[tuple[int, dt.date], str]:
    """What came of planned visits: the outcome logged for that person and day; of several, one that saw them."""
    ids, days = {plan.nominal_id for plan in plans}, {plan.date for plan in plans}
    rows = Visit.objects.counted().filter(nominal_id__in=ids, date__in=days).order_by("time")
    found: dict[tuple[int, dt.date], str] = {}
    for nominal_id, day, outcome in rows.values_list("nominal_id", "date", "outcome"):
        if not sees(found.get((nominal_id, day), "")):
            found[nominal_id, day] = outcome
    return found


def week(viewer: Any, officer: Any, first: dt.date, on: dt.date) -> list[dict[str, Any]]:
    """Seven days from a Monday: what is planned, what came of it, what stands in the way (five queries)."""
    days = [first + dt.timedelta(days=number) for number in range(7)]
    plans = list(plans_of(viewer, officer, days[0], days[-1]))
    made, names = outcomes(plans), names_of(plans)
    holidays = dict(BankHoliday.objects.filter(date__in=days).values_list("date", "title"))
    away = list(Absence.objects.overlapping(days[0], days[-1]).filter(officer=officer))
    return [
        {
            "date": day,
            "name": long_date(day),
            "is_today": day == on,
            "notes": day_notes(day, holidays, away),
            "rows": [shown_plan(plan, made, names, on) for plan in plans if plan.date == day],
            "sheets_url": f"{reverse('workday:sheets')}?day={day.isoformat()}&officer={officer.username}",
        }
        for day in days
    ]


def day_notes(day: dt.date, holidays: Mapping[dt.date, str], away: Iterable[Absence]) -> list[str]:
    """A bank holiday, an absence."""
    notes = [f"Bank holiday: {holidays[day]}"] if day in holidays else []
    notes += [
        away_words(one).capitalize() for one in away if one.from_on <= day and (one.to_on is None or day <= one.to_on)
    ]
    return notes


def shown_plan(
    plan: PlannedVisit, made: Mapping[tuple[int, dt.date], str], names: Mapping[str, str], on: dt.date
) -> dict[str, Any]:
    """One planned visit, and whether it was made."""
    nominal, outcome = plan.nominal, made.get((plan.nominal_id, plan.date), "")
    standing = getattr(nominal, "standing", None)
    level = (standing.risk_level if standing else "") or "none"
    state, tone = plan_state(plan, outcome, on)
    return {
        "name": presenters.full_name(nominal.given_names, nominal.family_name),
        "reference": nominal.reference,
        "url": reverse("offenders:record", args=[nominal.reference]),
        "risk": presenters.LEVEL_NAMES[level],
        "bars": presenters.LEVEL_BARS[level],
        "when": (when_words(plan).removeprefix(",").strip() or "any time").capitalize(),
        "who": people_words(plan, names),
        "address": plan.address or "Home",
        "state": state,
        "tone": tone,
        "open": not outcome and plan.date >= on,
        "missed": not outcome and plan.date < on,
        "log_url": reverse("visits:log", args=[nominal.reference]),
        "sheet_url": reverse("workday:door_sheet", args=[nominal.reference]),
        "change_url": reverse("workday:change_plan", args=[plan.pk]),
        "cancel_url": reverse("workday:cancel_plan", args=[plan.pk]),
        "again_url": f"{reverse('workday:plan')}?nominal={nominal.reference}",
    }


def plan_state(plan: PlannedVisit, outcome: str, on: dt.date) -> tuple[str, str]:
    """Done or not follows from what was logged for the day; nobody ticks it off."""
    if outcome:
        words = Outcome(outcome).label
        return (f"Made: {lower_first(words)}", "green") if sees(outcome) else (f"Attempt: {lower_first(words)}", "grey")
    if plan.date < on:
        return "Not made: nothing is logged for the day", "red"
    return (
        ("Planned for today", "orange") if plan.date == on else (f"Planned for {WEEKDAYS[plan.date.weekday()]}", "teal")
    )


def rows_of(viewer: Any, officer: Any, nominals: QuerySet[Any], on: dt.date) -> list[CaseRow]:
    """The officer's caseload, whole."""
    return whole.fetch(nominals, on, officer)
