"""What to think of before a visit is planned so: said once, then the plan may be saved all the same."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.absences import away_words
from accounts.models import Absence, User
from caseloads.presenters import STATUS_NAMES
from caseloads.queries import home_postcode
from caseloads.whole import district
from common.models import BankHoliday
from common.text import WEEKDAYS, listed, long_date, plural, short_date
from deadlines.book import load_book
from deadlines.models import Deadline
from offenders.models import Nominal
from visits.models import DayPart, PlannedVisit, Visit
from visits.planning import Plan
from visits.policy import HOME_VISIT
from visits.presenters import OFFICE_HOURS

APART = dt.timedelta(minutes=60)  # two visits of one officer with less between their beginnings clash
LOOKED_AT = 4  # of the latest visits, for variety
FEWEST = 3  # to speak of a habit
NOT_THERE = ("custody", "hospital", "abroad", "missing", "deceased")


def prompts(nominals: Sequence[Nominal], plan: Plan, on: dt.date, *, viewer: Any, but: int = 0) -> list[str]:
    """Clashes, absences, a bank holiday, too few people, a date passed, a habit (a fixed number of queries).

    `but` is the plan that is about to be changed. The nominals come with `standing` and are those of one team's round.
    Of a visit to somebody whose record is closed to the viewer, nothing but the time is said.
    """
    names = dict(User.objects.filter(username__in=plan.officers).values_list("username", "full_name"))
    return [
        *_clashes(nominals, plan, names, but, on, viewer),
        *_away(plan, names),
        *_holiday(plan),
        *_too_few(nominals, plan),
        *_not_there(nominals),
        *_after_the_date(nominals, plan),
        *_habits(nominals, plan),
    ]


def digest(found: Iterable[str]) -> str:
    """By what a form knows that exactly these have been shown."""
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:24]


def part_of(time: dt.time | None, part: str) -> str:
    """The part of the day, where it is known."""
    if time is None:
        return part
    return DayPart.MORNING if time.hour < 12 else DayPart.AFTERNOON if time.hour < 17 else DayPart.EVENING


def _clashes(
    nominals: Sequence[Nominal], plan: Plan, names: dict[str, str], but: int, on: dt.date, viewer: Any
) -> Iterable[str]:
    taken = PlannedVisit.objects.counted().filter(date=plan.date, officers__overlap=list(plan.officers)).exclude(pk=but)
    others = list(taken.select_related("nominal").order_by("time", "pk"))
    if not others:
        return
    ids = {nominal.pk for nominal in nominals} | {other.nominal_id for other in others}
    known = Nominal.objects.visible_to(viewer).filter(pk__in=ids)
    codes = known.annotate(postcode=home_postcode(on)).values_list("pk", "postcode")
    places = {pk: district(code) for pk, code in codes}
    here = {places.get(nominal.pk, "") for nominal in nominals}
    for other in others:
        if _at_once(plan, other, elsewhere=here != {places.get(other.nominal_id, "")}):
            who = listed([names.get(name, name) for name in plan.officers if name in other.officers])
            when = f"at {other.time:%H:%M}" if other.time else f"in the {part_of(other.time, other.part)}"
            where = places.get(other.nominal_id, "another visit") or "an address without a postcode"
            yield f"{who}: already planned for {where} {when} that day. Clash with another visit"


def _at_once(plan: Plan, other: PlannedVisit, *, elsewhere: bool) -> bool:
    """Too close in time; or, where a time is not set, the same part of the day in another district."""
    if plan.time and other.time:
        day = plan.date
        gap = dt.datetime.combine(day, plan.time) - dt.datetime.combine(day, other.time)
        return abs(gap) < APART
    part = part_of(plan.time, plan.part)
    return elsewhere and bool(part) and part == part_of(other.time, other.part)


def _away(plan: Plan, names: dict[str, str]) -> Iterable[str]:
    rows = Absence.objects.on(plan.date).filter(officer__username__in=plan.officers).select_related("officer")
    for absence in rows.order_by("officer__full_name"):
        yield f"{names[absence.officer.username]}: {away_words(absence)}"


def _holiday(plan: Plan) -> Iterable[str]:
    for title in BankHoliday.objects.filter(date=plan.date).values_list("title", flat=True):
        yield f"{long_date(plan.date)} is a bank holiday: {title}"


def _too_few(nominals: Sequence[Nominal], plan: Plan) -> Iterable[str]:
    least = load_book().count("visit_min_officers", nominals[0].force_id, on=plan.date)
    going = len(plan.officers) + len(plan.others_going)
    if going < least:
        yield f"A visit takes {plural(least, 'person', 'people')}; {plural(going, 'goes', 'go')}"


def _not_there(nominals: Sequence[Nominal]) -> Iterable[str]:
    for nominal in nominals:
        status = getattr(getattr(nominal, "standing", None), "status", "")
        if status in NOT_THERE:
            yield f"{nominal.reference}: {STATUS_NAMES[status].lower()} now"


def _after_the_date(nominals: Sequence[Nominal], plan: Plan) -> Iterable[str]:
    rows = Deadline.objects.open().filter(kind=HOME_VISIT, suspended=False, nominal__in=nominals)
    late = rows.filter(due_on__lt=plan.date).order_by("due_on", "nominal__reference")
    for reference, due_on in late.values_list("nominal__reference", "due_on"):
        yield f"{reference}: due {short_date(due_on)}, {plural((plan.date - due_on).days, 'day')} before this visit"


def _habits(nominals: Sequence[Nominal], plan: Plan) -> Iterable[str]:
    rows = Visit.objects.counted().filter(nominal__in=nominals).order_by("nominal", "-date", "-pk")
    latest: dict[int, list[tuple[dt.date, dt.time | None]]] = {}
    for nominal_id, date, time in rows.values_list("nominal_id", "date", "time"):
        some = latest.setdefault(nominal_id, [])
        if len(some) < LOOKED_AT:
            some.append((date, time))
    for nominal in nominals:
        if words := habit_repeated(latest.get(nominal.pk, ()), plan):
            yield f"{nominal.reference}: {words}"


def habit_repeated(latest: Sequence[tuple[dt.date, dt.time | None]], plan: Plan) -> str:
    """What a plan would repeat: the weekday of all the latest visits, or their office hours; '' where they vary."""
    if len(latest) < FEWEST:
        return ""
    days = {date.weekday() for date, _ in latest}
    if days == {plan.date.weekday()}:
        name = WEEKDAYS[plan.date.weekday()]
        return f"the last {len(latest)} visits and attempts were all on a {name}, and so is this"
    start, end = OFFICE_HOURS
    if not all(time and date.weekday() < 5 and start <= time.hour < end for date, time in latest):
        return ""
    evening = part_of(plan.time, plan.part) == DayPart.EVENING or (plan.time is not None and plan.time.hour < start)
    if plan.date.weekday() >= 5 or evening:
        return ""
    return f"the last {len(latest)} visits and attempts were all in office hours, and so is this"
