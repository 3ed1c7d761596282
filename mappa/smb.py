"""The figures of a strategic management board, worked out from the facts for a period (practice, MAPPA, KPIs)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, When

from common.dates import WorkingDays, clamp
from deadlines.policy_keys import PolicyBook
from deadlines.reconcile import batch_for
from deadlines.registry import Batch, population
from mappa.counted import LATE, MET, OWED, Entry
from mappa.facts import facts_of
from mappa.models import AgendaItem, Attendance, Invitation, Meeting
from mappa.policy import (
    Facts,
    category_on,
    first_meeting_due,
    level_on,
    met_on,
    minutes_due,
    out_of_category,
    review_on,
)
from offenders.deadlines import PersonRow
from offenders.models import Nominal
from risk.facts import lead_of

DAY = dt.timedelta(days=1)
NOT_RECORDED = "none"
FIRST_YEAR = 1990  # nothing on record counts for earlier; far earlier ones have no day twelve months before


class Period(NamedTuple):
    """The days that count, both ends included."""

    first: dt.date
    last: dt.date

    def holds(self, day: dt.date | None) -> bool:
        """Whether a day is one of them."""
        return day is not None and self.first <= day <= self.last


def period_of(first: str, last: str, on: dt.date) -> Period:
    """From and to as typed into an address; what cannot be read is the last twelve months."""
    to = min(_day(last) or on, on)
    begin = _day(first)
    return Period(begin if begin is not None and begin <= to else clamp(to, -12) + DAY, to)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day is not None and day.year >= FIRST_YEAR else None


@dataclass
class Share:
    """So many of so many; `owed` of the rest are late and still not done."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, entry: Entry, *, in_time: bool, done: bool = True) -> None:
        """Count one more."""
        self.entries.append(entry._replace(state=MET if in_time else LATE if done else OWED))

    def in_state(self, state: str) -> int:
        """How many of them stand so."""
        return sum(entry.state == state for entry in self.entries)

    @property
    def met(self) -> int:
        return self.in_state(MET)

    @property
    def all(self) -> int:
        return len(self.entries)

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Met, late, owed."""
        return self.met, self.in_state(LATE), self.in_state(OWED)

    @property
    def percent(self) -> int | None:
        """In whole per cent, rounded down, so that 100 is said only of all; None of nothing."""
        return self.met * 100 // self.all if self.all else None


class AgencyRow(NamedTuple):
    """How one agency took part in the meetings to which it was invited at a level, an entry an invitation."""

    agency: str
    level: int
    entries: list[Entry]

    def number(self, state: str) -> int:
        """How often it took part so; `NOT_RECORDED` for where nobody said."""
        return sum(entry.state == state for entry in self.entries)

    @property
    def percent(self) -> int:
        """Attended, in whole per cent of the invitations."""
        return self.number(Attendance.ATTENDED) * 100 // len(self.entries)


@dataclass
class Board:
    """Every figure of one period."""

    attendance: list[AgencyRow] = field(default_factory=list)
    first_meetings: Share = field(default_factory=Share)
    days_to_first: list[int] = field(default_factory=list)  # calendar days from acceptance
    minutes: Share = field(default_factory=Share)
    disclosure: Share = field(default_factory=Share)
    reviews: dict[int, Share] = field(default_factory=lambda: {1: Share(), 2: Share(), 3: Share()})
    movements: dict[tuple[int, int], list[Entry]] = field(default_factory=dict)
    kept: list[Entry] = field(default_factory=list)


def board_figures(user: Any, period: Period) -> Board:
    """All of it for the records that somebody may see: a fixed number of queries, whatever their number."""
    ids = tuple(Nominal.objects.visible_to(user).order_by("pk").values_list("pk", flat=True))
    batch = batch_for(period.last, ids=ids)
    people: Mapping[int, PersonRow] = population().load(batch)
    board = Board(attendance=attendance(user, period), disclosure=disclosure(user, period))
    seen: set[str] = set()
    for id_, facts in facts_of(batch).items():
        if id_ in people:
            _person(board, id_, people[id_], facts, period, batch, seen)
    return board


def _person(
    board: Board, id_: int, person: PersonRow, facts: Facts, period: Period, batch: Batch, seen: set[str]
) -> None:
    book, calendar = batch.book, batch.calendar
    _first_meetings(board, id_, person, facts, period, book, calendar)
    for item in facts.items:
        if period.holds(item.held_on) and item.ref not in seen:
            seen.add(item.ref)
            due = minutes_due(item, person.facts, book, calendar)
            sent = item.minutes_sent_on if item.minutes_sent_on and item.minutes_sent_on <= period.last else None
            if sent is not None or due < period.last:
                entry = Entry(None, item.ref, item.held_on)
                board.minutes.add(entry, in_time=sent is not None and sent <= due, done=sent is not None)
    _levels(board, id_, facts, period)
    for level, day, in_time, done in _reviews(person, facts, period, book, calendar):
        board.reviews[level].add(Entry(id_, "", day), in_time=in_time, done=done)


def _first_meetings(
    board: Board, id_: int, person: PersonRow, facts: Facts, period: Period, book: PolicyBook, calendar: WorkingDays
) -> None:
    for row in facts.referrals:
        due = first_meeting_due(row, person.facts, book, calendar)
        if due is None or row.decided_on is None or not period.holds(row.decided_on):
            continue
        met = met_on(row, facts, period.last)
        if met is not None:
            board.days_to_first.append((met - row.decided_on).days)
        if met is not None or due < period.last:
            entry = Entry(id_, row.ref, row.decided_on)
            board.first_meetings.add(entry, in_time=met is not None and met <= due, done=met is not None)


def _levels(board: Board, id_: int, facts: Facts, period: Period) -> None:
    """Changes of level in the period, by the days on which one was decided."""
    days = {row.effective_from for row in facts.levels}
    days |= {row.held_on for row in facts.items if row.decision_level}
    for day in sorted(day for day in days if period.holds(day)):
        before, after = level_on(facts, day - DAY), level_on(facts, day)
        if before is None or after is None:
            continue
        found = board.kept if before == after else board.movements.setdefault((before, after), [])
        found.append(Entry(id_, "", day))


def _reviews(
    person: PersonRow, facts: Facts, period: Period, book: PolicyBook, calendar: WorkingDays
) -> Iterator[tuple[int, dt.date, bool, bool]]:
    """For each review that was made, and one that is overdue at the end: level, day, whether in time, whether made."""
    lead = lead_of(person)
    days = {row.effective_from for row in facts.levels} | {row.held_on for row in facts.items}
    for day in sorted(day for day in days if period.holds(day)):
        before = day - DAY
        owed = review_on(person.facts, lead, facts, before, book, calendar)
        if owed is not None:
            yield level_on(facts, before) or 1, day, owed.suspended or day <= owed.due_on, True
    if out_of_category(person.facts, category_on(person.mappa_category, facts.categories, period.last)):
        return
    owed = review_on(person.facts, lead, facts, period.last, book, calendar)
    if owed is not None and not owed.suspended and owed.due_on < period.last:
        yield level_on(facts, period.last) or 1, owed.due_on, False, False


def attendance(user: Any, period: Period) -> list[AgencyRow]:
    """Invitations to meetings held in the period, by agency and level (one query)."""
    cases = AgendaItem.objects.counted().filter(
        meeting=OuterRef("meeting"), nominal__in=Nominal.objects.visible_to(user).values("pk")
    )
    rows = Invitation.objects.filter(Exists(cases), meeting__in=_held_in(period)).order_by(
        "agency_name", "meeting__level", "meeting__held_on", "pk"
    )
    found: dict[tuple[str, int], list[Entry]] = {}
    names = ("agency_name", "meeting__level", "meeting__meeting_ref", "meeting__held_on", "attendance")
    for agency, level, ref, day, state in rows.values_list(*names):
        found.setdefault((agency, level or 2), []).append(Entry(None, ref, day, state or NOT_RECORDED))
    return [AgencyRow(agency, level, entries) for (agency, level), entries in found.items()]


def disclosure(user: Any, period: Period) -> Share:
    """Cases discussed in the period in which disclosure was considered (one query)."""
    considered = ~Q(disclosure="") | Q(minutes__disclosure_considered=True, minutes__voided_at=None)
    rows = AgendaItem.objects.counted().visible_to(user).filter(meeting__in=_held_in(period))
    found = Share()
    names = ("nominal", "meeting__meeting_ref", "meeting__held_on")
    for id_, ref, day, met in rows.order_by("meeting__held_on", "position", "pk").values_list(
        *names, Case(When(considered, then=True), default=False)
    ):
        found.add(Entry(id_, ref, day), in_time=met, done=False)
    return found


def _held_in(period: Period) -> Any:
    """The meetings held in a period; one that was called off, or entered in error, is no meeting."""
    return Meeting.objects.took_place(period.last).filter(held_on__gte=period.first).values("pk")
