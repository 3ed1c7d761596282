"""One invented person as rows: who they are, and what was done and written on the days of their timeline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from exchange.demo import life, words
from exchange.demo.shape import CUSTODY, DECEASED, HIGH, HOSPITAL, LOW, MEDIUM, NOT_REGISTERED, REACTIVE, Case
from exchange.demo.tables import (
    ADDRESS,
    ALLOCATION,
    DECISION,
    EVENT,
    LEVEL,
    MANAGEMENT,
    NOMINAL,
    PLAN,
    STATUS,
    VISIT,
    Rows,
    evening,
)
from exchange.demo.timeline import BELOW, LONGER, Timeline
from offenders.search import search_key

DAY = dt.timedelta(days=1)
_OUTCOMES = ("no_reply",) * 13 + ("third_party_seen",) * 4 + ("refused", "seen_elsewhere", "abandoned")
_HIS = re.compile(r"\b(he|his|him)\b")
_HER = {"he": "she", "his": "her", "him": "her"}


@dataclass(frozen=True)
class Staff:
    """Who works with one person: ids and user names."""

    officer: int | None
    username: str
    colleagues: tuple[tuple[int, str], ...]
    supervisor: int
    inspector: int
    force: int
    team: int
    code: str  # what the force's references begin with
    area: str
    town: str


@dataclass
class Biography:
    """Writes one person's rows. Everything chosen here leaves what is owed as the timeline made it."""

    id: int
    case: Case
    line: Timeline
    on: dt.date
    staff: Staff
    rng: Random
    rows: Rows
    next_id: Callable[[str], int]

    def write(self, reference: str, name: tuple[str, str, str], search_name: str) -> None:
        """Every row about the person."""
        self.sex = name[2]
        self.author = self.staff.officer or self.staff.colleagues[0][0]
        alias = life.alias_of(reference, self.sex)
        self._nominal(reference, name, search_name + (search_key(*alias) if alias else ""))
        self._allocations()
        self._addresses()
        self._levels()
        self._plan_and_management()
        self._statuses()
        self._events()
        self._visits()
        life.write(self, alias)

    def _has(self, trait: str) -> bool:
        return trait in self.case.traits

    def _days_ago(self, least: int, most: int) -> dt.date:
        return self.on - dt.timedelta(days=self.rng.randint(least, most))

    def _pick(self, pool: words.Pool) -> str:
        return self.worded(words.choose(self.rng, pool))

    def worded(self, text: str) -> str:
        """A text about him as one about her, where she is a woman."""
        return text if self.sex == "male" else _HIS.sub(lambda found: _HER[found[0]], text)

    def _nominal(self, reference: str, name: tuple[str, str, str], search_name: str) -> None:
        rng, line, staff = self.rng, self.line, self.staff
        registered = None if self.case.situation == NOT_REGISTERED else line.registered_on
        age = min(88.0, 19 + rng.expovariate(1 / 18)) + (self.on - line.registered_on).days / 365
        born = None if self._has("no_birth_date") else self.on - dt.timedelta(days=int(age * 365.25))
        roll = rng.random()
        agency = "police" if roll < 0.74 else "probation" if roll < 0.97 else "mental_health"
        self.agency = agency
        licence = self.on + dt.timedelta(days=rng.randint(40, 1500)) if agency == "probation" else None
        category = 1 if rng.random() < 0.95 else 2
        given, family, sex = name
        self.rows.add(
            NOMINAL, self.id, reference, family, given, search_name, born, sex, staff.force, staff.team, staff.officer,
            category, agency, registered, licence, registered, 1, evening(line.registered_on),
        )  # fmt: skip

    def _allocations(self) -> None:
        line, staff, rng = self.line, self.staff, self.rng
        began, days = line.registered_on, (self.on - line.registered_on).days
        by, others = staff.supervisor, staff.colleagues
        if staff.officer is None:
            left = max(began, self._days_ago(3, 30))
            self.rows.add(ALLOCATION, self.id, others[0][0], began, left, "", by, evening(began))
            return
        if days > 500 and rng.random() < 0.5 and others:
            changed = began + dt.timedelta(days=rng.randint(200, days - 200))
            before = words.choose(rng, others)[0] if others[0][0] != staff.officer else others[-1][0]
            self.rows.add(ALLOCATION, self.id, before, began, changed, "", by, evening(began))
            began = changed
        self.rows.add(ALLOCATION, self.id, staff.officer, began, None, "", by, evening(began))

    def _address(self, kind: str, text: str, began: dt.date | None, ended: dt.date | None) -> None:
        code = words.postcode(self.rng, self.staff.area)
        recorded = evening(began or self.line.registered_on)
        self.rows.add(ADDRESS, self.id, recorded, self.author, "", kind, text, code, began, ended)

    def _addresses(self) -> None:
        rng, line, town = self.rng, self.line, self.staff.town
        first, seen = line.registered_on, line.last_seen
        if self._has("no_fixed_abode"):
            place = words.choose(rng, words.FOUND_AT).format(street=words.choose(rng, words.STREETS), town=town)
            self._address("no_fixed_abode", place, first, None)
            return
        began = first
        if seen is not None and (seen - first).days > 500 and rng.random() < 0.35:
            began = first + dt.timedelta(days=rng.randint(100, (seen - first).days - 100))
            self._address("home", words.street_address(rng, town), first, began)
        if self._has("moved"):  # not visited there yet; the visit stays due when it was
            moved = self.on - 8 * DAY
            if seen is not None and seen < moved:
                self._address("home", words.street_address(rng, town), began, moved)
                began = moved
        if not self._has("no_address"):
            self._address("home", words.street_address(rng, town), began, None)
        roll = rng.random()
        if roll < 0.14:
            kind = "partner" if roll < 0.05 else "family" if roll < 0.09 else "work" if roll < 0.13 else "second_home"
            self._address(kind, words.street_address(rng, town), began, None)

    def _proposal(
        self, table: str, day: dt.date, agreed: dt.date | None, reason: str, *more: object, returned: bool = False
    ) -> None:
        """A proposal of the officer's, agreed by the supervisor, returned, or waiting."""
        by, at = (self.staff.inspector if table == MANAGEMENT else self.staff.supervisor), evening(day)
        approved = agreed is not None
        self.rows.add(
            table, self.id, at, self.author, "", day, approved, agreed, by if approved else None, reason,
            evening(day + 2 * DAY) if returned else None, by if returned else None,
            self._pick(words.RETURNED) if returned else "", *more,
        )  # fmt: skip

    def _levels(self) -> None:
        was = ""
        for level, day, agreed in self.line.levels:
            pool = words.FIRST_LEVEL if not was else words.RAISED if BELOW.get(level) == was else words.LOWERED
            self._proposal(LEVEL, day, agreed, self._pick(pool), level)
            was = level
        waiting, returned = self._has("lower_waiting"), self._has("lower_returned")
        if was in BELOW and (waiting or returned):
            day = max(self._days_ago(5, 20), self.line.registered_on + DAY)
            self._proposal(LEVEL, day, None, self._pick(words.LOWERED), BELOW[was], returned=returned)

    def _plan_and_management(self) -> None:
        line, seen = self.line, self.line.last_seen
        if line.plan is not None and seen is not None:
            day = seen - dt.timedelta(days=self.rng.randint(3, 50))
            pool = words.PLAN_LONGER if self._has("plan_longer") else words.PLAN_SHORTER
            self._proposal(PLAN, day, day, self._pick(pool), line.plan.value, line.plan.unit)
        recently = max(self._days_ago(3, 18), line.registered_on + DAY)
        if self._has("longer_waiting") and self.case.level in (HIGH, MEDIUM, LOW):
            longer = LONGER[self.case.level]
            self._proposal(PLAN, recently, None, self._pick(words.PLAN_LONGER), longer.value, longer.unit)
        if self._has("reactive_waiting"):
            self._proposal(MANAGEMENT, recently, None, self._pick(words.REACTIVE), "reactive")
        if self.case.situation == REACTIVE and line.now is not None:
            self._proposal(MANAGEMENT, line.now, line.now, self._pick(words.REACTIVE), "reactive")

    def _status(self, status: str, began: dt.date, ended: dt.date | None) -> None:
        self.rows.add(STATUS, self.id, evening(began), self.author, "", status, began, ended)

    def _statuses(self) -> None:
        line, seen = self.line, self.line.last_seen
        if line.stay is not None:
            self._status(CUSTODY, *line.stay)
        if line.now is not None and self.case.situation in (CUSTODY, HOSPITAL, DECEASED):
            self._status(self.case.situation, line.now, None)
        if seen is not None and seen < self.on - 2 * DAY:
            last = line.since[-1] if line.since else seen
            began = min(max(last + DAY, self._days_ago(2, 25)), self.on - DAY)
            for status in ("abroad", "missing"):
                if self._has(status):
                    self._status(status, began, None)

    def _event(self, day: dt.date, kind: str, closed: dt.date | None) -> None:
        username = self.staff.username or self.staff.colleagues[0][1]
        self.rows.add(
            EVENT, self.id, evening(day), self.author, "", day, kind, self._pick(words.EVENTS[kind]), closed,
            username if closed else "", self._pick(words.CLOSED) if closed else "",
        )  # fmt: skip

    def _events(self) -> None:
        kinds = tuple(words.EVENTS)
        if self._has("event_closed"):
            day = max(self._days_ago(40, 900), self.line.registered_on + DAY)
            closed = min(day + dt.timedelta(days=self.rng.randint(1, 9)), self.on - DAY)
            self._event(day, words.choose(self.rng, kinds), max(day, closed))
        if self._has("event_open"):
            day = max(self._days_ago(1, 12), self.line.registered_on)
            self._event(day, words.choose(self.rng, kinds), None)
        if self._has("raised") and self.line.due_on is not None:
            self._event(self.line.due_on, "change_of_circumstances", self.line.due_on)

    def _visit(self, day: dt.date, outcome: str, note: str, *, entry: bool | None, owed: bool = False) -> None:
        rng, staff = self.rng, self.staff
        roll = rng.random()
        first = staff.username or staff.colleagues[0][1]
        second = staff.colleagues[int(roll * 1e6) % len(staff.colleagues)][1]
        pair = first if roll < 0.06 or second == first else f"{first},{second}"
        hour = 9 + int(rng.random() * 8) if rng.random() < 0.75 else 17 + int(rng.random() * 4)
        time = f"{hour:02}:{int(rng.random() * 12) * 5:02}"
        other = f'{{"{words.choose(rng, words.OTHERS)}"}}' if rng.random() < 0.07 else "{}"
        announced = None if outcome in ("no_reply", "abandoned") else rng.random() < 0.04
        self.rows.add(
            VISIT, self.id, f"{day.isoformat()} 20:50:00+00", self.author, "", day, time, "", outcome, f"{{{pair}}}",
            other, announced, entry, note, owed,
        )  # fmt: skip

    def _visits(self) -> None:
        line, nfa = self.line, self._has("no_fixed_abode")
        for day in line.seen:
            if nfa:
                self._visit(day, "seen_elsewhere", self._pick(words.FOUND), entry=None)
                continue
            owed = day == line.last_seen and self._has("write_up_owed")
            note = "" if owed else words.visit_note(self.rng)
            if self.sex != "male":
                note = _HIS.sub(lambda found: _HER[found[0]], note)
            self._visit(day, "seen_at_address", note, entry=False, owed=owed)
        outcomes = _OUTCOMES if not nfa else _OUTCOMES[:17]
        for day in dict.fromkeys(line.tries):
            self._attempt(day, words.choose(self.rng, outcomes), entry=False)
        self._attempts_since()

    def _attempt(self, day: dt.date, outcome: str, *, entry: bool | None) -> None:
        self._visit(day, outcome, self._pick(words.ATTEMPTS[outcome]), entry=entry)

    def _attempts_since(self) -> None:
        """At most one of them sought entry unless a decision is to be owed: two at one address would call for it."""
        since = self.line.since
        for index, day in enumerate(since):
            outcome = ("no_reply", "third_party_seen", "no_reply")[index % 3]
            if self._has("vacated") and day == since[-1]:
                outcome = "address_vacated"
            self._attempt(day, outcome, entry=index == 0 and outcome == "no_reply")
        if self._has("decided") and since:
            kind = words.choose(self.rng, tuple(words.DECISIONS))
            day = min(since[-1] + 2 * DAY, self.on - DAY)
            reason = self._pick(words.DECISIONS[kind])
            look_again = self.on + 10 * DAY if kind != "warrant" else None
            self.rows.add(DECISION, self.id, evening(day), self.author, "", day, kind, reason, look_again)
