"""Disposals of invented people, what they notified since, a few failures, an indefinite requirement under review.

Whoever is visited stays subject on the day, so that the published figures stand: the sentence is chosen to suit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from common.dates import clamp
from exchange.demo.biography import Staff
from exchange.demo.shape import DECEASED, NOT_REGISTERED, REACTIVE, VISITED, Case
from exchange.demo.tables import (
    DISPOSAL,
    FAILURE,
    FAILURE_STEP,
    NOMINAL,
    NOTIFICATION,
    ORDER,
    REVIEW,
    REVIEW_BODY,
    STATUS,
    Rows,
    evening,
)
from exchange.demo.timeline import Timeline

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY
STATIONS = ("Harbour Road", "Market Square", "Northgate", "Station Parade")
LATE, EXCUSED, ON_REVIEW = 0.02, 0.015, 0.06  # of everybody; of everybody; of the indefinite
# Outcome, term in months, share, years that the period must still be running within.
SENTENCES = (
    ("caution", None, 5, 1.9), ("community", None, 22, 4.9), ("suspended", 6, 8, 6.9), ("imprisonment", 4, 8, 6.9),
    ("suspended", 14, 14, 9.9), ("imprisonment", 20, 22, 9.9), ("imprisonment", 48, 16, 99.0), ("life", None, 1, 99.0),
)  # fmt: skip
INDEFINITE = ((48, "imprisonment"), (None, "life"))
MISSED = "The yearly notification was not given by its date."
EXCUSES = ("Says they were told another date.", "Was in hospital overnight and came the day after the discharge.")


@dataclass
class Register:
    """Writes the requirement of one person."""

    rows: Rows
    next_id: Callable[[str], int]
    nominal: int
    number: int
    case: Case
    line: Timeline
    on: dt.date
    staff: Staff
    rng: Random

    def write(self) -> None:
        """Everything, unless they are dead, not registered yet, or under an SRO alone (nobody was convicted)."""
        order = self._order()
        if self.case.situation in (DECEASED, NOT_REGISTERED) or order == "sro":
            return
        self.author = self.staff.officer or self.staff.colleagues[0][0]
        self.ref = f"{self.staff.code}-{self.number}"
        self.station = self.rng.choice(STATIONS)
        outcome, term, began, first = self._sentence()
        self._disposal(outcome, term, began)
        missed = self._notifications(first, ordered=order != "")
        self._failures(missed)
        if (term, outcome) in INDEFINITE and first < self.line.registered_on:
            self._review()

    def _order(self) -> str:
        last = self.rows.tables[ORDER][-1:]
        return str(last[0][6]) if last and last[0][0] == self.nominal else ""

    def _fact(self, day: dt.date) -> tuple[int, str, int, str]:
        return self.nominal, evening(day), self.author, ""

    def _sentence(self) -> tuple[str, int | None, dt.date, dt.date]:
        """Outcome, term, day of the conviction, first day at liberty."""
        rng, free = self.rng, self.line.registered_on
        years = (self.on - free).days / 365.25
        fits = [row for row in SENTENCES if years + (row[1] or 0) / 24 + 0.1 < row[3]]
        outcome, term, _, _ = rng.choices(fits, [row[2] for row in fits])[0]
        inside = {"imprisonment": 15 * (term or 0), "life": 2900}.get(outcome, 0)
        if (term, outcome) in INDEFINITE and self._may_be_reviewed():
            free = clamp(self.on, -12 * 16) - dt.timedelta(days=rng.randint(0, 200))
        return outcome, term, free - dt.timedelta(days=inside), free

    def _may_be_reviewed(self) -> bool:
        born = self.rows.tables[NOMINAL][-1][5]
        grown = born is not None and (self.on - born).days > 46 * 366
        plain = self.case.situation == VISITED and not self.case.traits & {"been_in_custody", "abroad"}
        return grown and plain and not self._order() and self.rng.random() < ON_REVIEW

    def _disposal(self, outcome: str, term: int | None, began: dt.date) -> None:
        event = "caution" if outcome == "caution" else "conviction"
        freed = self._released(outcome, term, began)
        self.rows.add(
            DISPOSAL, *self._fact(freed), f"{self.ref}-D1", event, began, True, outcome, began, term,
            "months" if term else "", "", "", "", "", False, "", "", f"{self.staff.area} Crown Court",
        )  # fmt: skip
        if freed > began:
            self.rows.add(STATUS, *self._fact(freed), "custody", began, freed)

    def _released(self, outcome: str, term: int | None, began: dt.date) -> dt.date:
        return began + dt.timedelta(days={"imprisonment": 15 * (term or 0), "life": 2900}.get(outcome, 0))

    def _notify(self, suffix: str, section: str, day: dt.date, matter: str = "", event: dt.date | None = None) -> None:
        self.rows.add(
            NOTIFICATION, *self._fact(day), f"{self.ref}-{suffix}", section, day, matter, event, self.station,
            "in_person",
        )  # fmt: skip

    def _notifications(self, first: dt.date, *, ordered: bool) -> dt.date | None:
        """The first within three days, one every year since. Gives the date that was missed, if any."""
        told = [first + self.rng.randint(0, 2) * DAY]
        while (following := clamp(told[-1], 12) - self.rng.randint(0, 20) * DAY) < self.on:
            told.append(following)
        told = [day for day in told if day < self.on]
        late = self.rng.random() < LATE and len(told) > 2 and self.case.situation == VISITED
        missed = clamp(told[-2], 12) if late and not ordered else None
        if missed is not None and (self.on - missed).days < 60:
            told.pop()
        else:
            missed = None
        if not ordered:  # those under an order have theirs with the order
            for count, day in enumerate(told):
                self._notify(f"N{count}", "s85" if count else "s83", day)
        self._between(first, ordered=ordered)
        return missed

    def _between(self, first: dt.date, *, ordered: bool) -> None:
        """Release after a stay in custody, weeks without a fixed abode, a change that was told and one still owed."""
        if self.line.stay is not None:
            self._notify("NR", "s84", self.line.stay[1] + DAY, "release", self.line.stay[1])
        if "no_fixed_abode" in self.case.traits:
            last = self.on - self.rng.randint(0, 6) * DAY
            for week in range(8):
                if last - week * WEEK > first:
                    self._notify(f"NW{week}", "s85", last - week * WEEK)
        elif not ordered and self.case.situation in (VISITED, REACTIVE) and (self.on - first).days > 500:
            roll, matter = self.rng.random(), self.rng.choice(("bank_or_card", "identity_document", "other_address"))
            if roll < 0.3:
                day = self.on - self.rng.randint(20, 300) * DAY
                self._notify("NC", "s84", day + self.rng.randint(0, 2) * DAY, matter, day)
            elif roll < 0.31:
                day = self.on - self.rng.randint(0, 4) * DAY
                self.rows.add(
                    NOTIFICATION, *self._fact(day), f"{self.ref}-NO", "s84", None, "bank_or_card", day, "", ""
                )

    def _failures(self, missed: dt.date | None) -> None:
        """The date that was missed, still open; or one of some time ago that is settled."""
        if missed is not None and self.on > missed + DAY:
            found = min(self.on, missed + self.rng.randint(1, 3) * DAY)
            failure = self._failure(found, "periodic_notification", missed)
            if self.rng.random() < 0.6:
                self._step(failure, "national", found, at="15:30:00")
                self._step(failure, "partners", found, note="Probation and children’s services told.")
        elif self.rng.random() < EXCUSED and (self.on - self.line.registered_on).days > 700:
            found = self.on - self.rng.randint(60, 600) * DAY
            failure = self._failure(found, "", None)
            self._step(failure, "national", found + self.rng.choice((0, 0, 0, 2)) * DAY, at="15:30:00")
            self._step(failure, "enquiry", found + 2 * DAY, note="Spoke to them and to their landlord.")
            excused = self.rng.random() < 0.6
            self._step(
                failure, "decision", found + 9 * DAY, "excuse" if excused else "seek_charge", "Read the account."
            )
            if not excused:
                self._step(failure, "result", found + 40 * DAY, "charged")

    def _failure(self, found: dt.date, kind: str, due: dt.date | None) -> int:
        id_ = self.next_id(FAILURE)
        self.rows.add(
            FAILURE, *self._fact(found), id_, kind, "", due, found, "09:20:00", MISSED, self.rng.choice(EXCUSES)
        )
        return id_

    def _step(
        self, failure: int, kind: str, day: dt.date, outcome: str = "", note: str = "", at: str | None = None
    ) -> None:
        self.rows.add(FAILURE_STEP, *self._fact(day), failure, kind, min(day, self.on), at, outcome, note)

    def _review(self) -> None:
        """An application four weeks ago: acknowledged, two bodies asked, one has replied."""
        review, received = self.next_id(REVIEW), self.on - self.rng.randint(22, 30) * DAY
        self.rows.add(
            REVIEW, *self._fact(received), review, received, received + 6 * DAY,
            '{"time": "Sixteen years without a further offence."}', "", "", 8,
        )  # fmt: skip
        asked = received + 8 * DAY
        self.rows.add(REVIEW_BODY, *self._fact(asked), review, "Probation", asked, asked + 9 * DAY, "No objection.")
        self.rows.add(REVIEW_BODY, *self._fact(asked), review, "Children’s services", asked, None, "")
