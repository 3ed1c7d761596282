"""Visits due in the weeks to come against officer-days, and what is overdue by a day if nothing changes.

By the same functions as the schedule and the policy simulator (`caseloads.simulator.forward`). Nothing is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import Absence, Team, User
from accounts.roles import Role
from caseloads import teams
from caseloads.simulator.forward import after_a_visit, visits_ahead
from common.bulk import without_collecting
from common.dates import BeyondHolidayData, WorkingDays
from common.holidays import load_calendar
from deadlines.book import load_book
from deadlines.policy_keys import PolicyBook
from deadlines.registry import Batch, population
from offenders.models import Nominal
from offenders.policy import ABROAD, MISSING, PersonFacts, status_on
from visits.deadlines import NOTHING, VisitSource
from visits.models import Outcome, Visit
from visits.policy import VisitFact, counts

WEEKS = (4, 12)  # looked ahead, the first day of each span being today
BACK = 84  # days before today of which the visits say how many are made
FAULTS = (BeyondHolidayData, ValueError, OverflowError)  # of somebody whose dates cannot be worked out
_DAY = dt.timedelta(days=1)


class Case(NamedTuple):
    """One nominal: whose it is, when a visit is owed, and the days on which visits fall due in the weeks ahead."""

    pk: int
    officer: int | None
    facts: PersonFacts
    due_on: dt.date | None  # None: no visit is owed, or the clock is stopped
    visits: Sequence[dt.date]  # every one made on its day; what is overdue, today
    away: bool  # missing or abroad: the date stands, but nobody can call


@dataclass(frozen=True)
class Rates:
    """What a visit costs and a week has, by the force's policy of the day."""

    minutes: int  # of one officer, on one visit
    officers: int  # on a visit
    week_hours: int

    def officer_days(self, visits: int) -> float:
        """The officer-days that so many visits take."""
        return visits * self.officers * self.minutes / 60 / (self.week_hours / 5)


@dataclass(frozen=True)
class Outlook:
    """A team as it stands on a day, ready to be looked at with cases moved or not."""

    on: dt.date
    cases: Sequence[Case]
    failed: int  # nominals whose dates cannot be worked out
    made: int  # visits that counted in the last `BACK` days
    rates: Rates
    book: PolicyBook
    calendar: WorkingDays

    def moved(self, ids: Collection[int], officer: int) -> list[Case]:
        """The cases, some of them as if they were another officer's."""
        return [case._replace(officer=officer) if case.pk in ids else case for case in self.cases]

    def overdue_by(self, day: dt.date) -> int:
        """How many visits are overdue on a day to come if as many a week are made as of late."""
        owed = {case.pk: case for case in self.cases if case.due_on is not None}

        def again(pk: int, made_on: dt.date) -> dt.date | None:
            try:
                spec = after_a_visit(owed[pk].facts, made_on, self.book, self.calendar)
            except FAULTS:
                return None
            return spec.due_on if spec is not None else None

        due = [(case.due_on, pk) for pk, case in owed.items() if case.due_on is not None and not case.away]
        out_of_reach = sum(1 for case in owed.values() if case.away and case.due_on is not None and case.due_on < day)
        return out_of_reach + overdue_after(due, self.made, BACK, self.on, day, again)


def overdue_after(
    due: Iterable[tuple[dt.date, int]],
    made: int,
    span: int,
    on: dt.date,
    day: dt.date,
    again: Callable[[int, dt.date], dt.date | None],
) -> int:
    """How many of some visits are overdue on a day, where from `on` until then `made` are made every `span` days.

    The longest due goes first, none before its day, and a day on which none is due saves up at most one visit. `again`
    says when the next falls due after one made on a day. In whole numbers: no part of a visit is lost or gained.
    """
    waiting = list(due)
    heapify(waiting)
    saved_up, today = 0, on
    while today < day:
        saved_up += made
        while saved_up >= span and waiting and waiting[0][0] <= today:
            _, key = heappop(waiting)
            saved_up -= span
            following = again(key, today)
            if following is not None:
                heappush(waiting, (following, key))
        saved_up = min(saved_up, span)
        today += _DAY
    return sum(1 for due_on, _ in waiting if due_on < day)


def spoken_day(on: dt.date) -> dt.date:
    """The day of the sentence: the first of the month on or after the last of the weeks ahead."""
    last = on + dt.timedelta(weeks=WEEKS[-1])
    return last if last.day == 1 else (last.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def look(viewer: Any, team: Team, on: dt.date) -> Outlook:
    """A team's cases as far as the viewer may see them (a fixed number of queries)."""
    rows: QuerySet[Any] = Nominal.objects.visible_to(viewer).filter(teams.belonging(team)).order_by("pk")
    officers = dict(rows.values_list("pk", "officer_id"))
    book, calendar = load_book(), load_calendar()
    batch = Batch(on, book, calendar, ids=tuple(officers))
    with without_collecting():
        cases, failed = _cases(batch, officers)
    rates = Rates(
        book.count("visit_minutes", team.force_id, on=on),
        book.count("visit_min_officers", team.force_id, on=on),
        book.count("caseload_week_hours", team.force_id, on=on),
    )
    return Outlook(on, cases, failed, _made(cases, on), rates, book, calendar)


def _cases(batch: Batch, officers: dict[int, int | None]) -> tuple[list[Case], int]:
    people: Any = population().load(batch)
    visits = VisitSource().load(batch)
    until = batch.on + dt.timedelta(weeks=WEEKS[-1]) - _DAY
    cases, failed = [], 0
    for pk, row in people.items():
        known = visits.get(pk, NOTHING).visits
        try:
            ahead = visits_ahead(row.facts, known, batch.on, until, batch.book, batch.calendar)
        except FAULTS:
            failed += 1  # listed on the page of the nightly run, by whom it concerns
            continue
        away = status_on(row.facts.statuses, batch.on) in (MISSING, ABROAD)
        cases.append(Case(pk, officers[pk], row.facts, ahead.due_on, ahead.visits, away))
    return cases, failed


def _made(cases: Iterable[Case], on: dt.date) -> int:
    """The visits to these people that counted in the days before today (one query)."""
    people = {case.pk: case.facts for case in cases}
    rows = Visit.objects.counted().filter(
        nominal_id__in=list(people), outcome__in=(Outcome.SEEN_AT_ADDRESS, Outcome.SEEN_ELSEWHERE),
        date__gte=on - BACK * _DAY, date__lt=on,
    )  # fmt: skip
    found = rows.values_list("nominal_id", "date", "outcome")
    return sum(counts(VisitFact(date, None, outcome), people[pk]) for pk, date, outcome in found)


def held_by(cases: Iterable[Case], officer: int | None) -> list[Case]:
    """Those of one officer, or of nobody."""
    return [case for case in cases if case.officer == officer]


class Officer(NamedTuple):
    """Somebody who makes visits for the team, with the share of a full week and the days away."""

    pk: int
    username: str
    name: str
    note: str
    share: float  # of a full week; 0 for whoever makes none for this team
    absences: Sequence[Absence]

    def days(self, on: dt.date, weeks: int, calendar: WorkingDays) -> float:
        """Officer-days from a day on: working days at work, by the share. An absence without an end lasts."""
        days = (on + n * _DAY for n in range(7 * weeks))
        return self.share * sum(1 for day in days if _works(calendar, day) and not self._away(day))

    def _away(self, day: dt.date) -> bool:
        return any(one.from_on <= day and (one.to_on is None or day <= one.to_on) for one in self.absences)


def _works(calendar: WorkingDays, day: dt.date) -> bool:
    """A working day; past the last bank holiday that is known, any weekday: days are compared here, none is due."""
    try:
        return calendar.is_working_day(day)
    except BeyondHolidayData:
        return day.weekday() < 5


def officers_of(team: Team, cases: Iterable[Case], rates: Rates, on: dt.date, *, taker: str = "") -> list[Officer]:
    """The team's offender managers, anybody else who holds one of its cases, and a taker (two queries)."""
    holding = {case.officer for case in cases if case.officer is not None}
    own = Q(team_id=team.pk, is_active=True, role=Role.OFFENDER_MANAGER)
    people = list(User.objects.filter(own | Q(pk__in=holding) | Q(username=taker)).order_by("full_name", "username"))
    away: dict[int, list[Absence]] = {}
    last = on + dt.timedelta(weeks=WEEKS[-1]) - _DAY
    for absence in Absence.objects.overlapping(on, last).filter(officer__in=people):
        away.setdefault(absence.officer_id, []).append(absence)
    return [_officer(person, team, rates, away.get(person.pk, [])) for person in people]


def _officer(person: User, team: Team, rates: Rates, absences: Sequence[Absence]) -> Officer:
    note = "" if person.is_active else "account inactive: no days counted"
    if person.is_active and person.team_id != team.pk:
        note = "in another team: no days counted"
    hours = rates.week_hours if person.weekly_hours is None else float(person.weekly_hours)
    share = 0.0 if note else hours / rates.week_hours
    return Officer(person.pk, person.username, person.full_name, note, share, absences)


class Load(NamedTuple):
    """What one officer, nobody, or the team has ahead."""

    cases: int
    overdue: int
    visits: tuple[int, ...]  # due in each of `WEEKS`, what is overdue included
    needed: tuple[float, ...]  # officer-days that they take
    days: tuple[float, ...]  # officer-days there are


def load_of(outlook: Outlook, cases: Sequence[Case], officers: Sequence[Officer]) -> Load:
    """Some cases against some officers' days."""
    on = outlook.on
    visits = tuple(
        sum(1 for case in cases for day in case.visits if day < on + dt.timedelta(weeks=weeks)) for weeks in WEEKS
    )
    overdue = sum(1 for case in cases if case.due_on is not None and case.due_on < on)
    needed = tuple(outlook.rates.officer_days(number) for number in visits)
    days = tuple(sum(one.days(on, weeks, outlook.calendar) for one in officers) for weeks in WEEKS)
    return Load(len(cases), overdue, visits, needed, days)
