"""How the national record and local intelligence stand, in words. Due dates come from the facts, never stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse

from common.clock import LONDON
from common.dates import BeyondHolidayData, add_interval
from common.holidays import load_calendar
from common.text import days_phrase, long_date, plain_date
from deadlines.book import load_book
from deadlines.status import state
from offenders.models import Nominal, RegisterEntry
from offenders.policy.registers import LOCAL, NATIONAL, Clock, Tick, entry_clock, recorded_on, update_clock


@dataclass(frozen=True)
class Line:
    """One clock: what it is about, and either when it was done or by when it is owed."""

    what: str
    text: str
    state: str = ""  # '' = nothing is owed
    phrase: str = ""


@dataclass(frozen=True)
class Registers:
    """The ticks and the clocks of one nominal (three queries)."""

    nominal: Nominal
    ticks: Sequence[Tick]
    due: Any  # key -> day -> day
    on: dt.date

    @classmethod
    def of(cls, nominal: Nominal, on: dt.date) -> Registers:
        rows = RegisterEntry.objects.counted().filter(nominal=nominal).values_list("register", "kind", "date")
        book, calendar = load_book(), load_calendar()

        def due(key: str, day: dt.date) -> dt.date:
            return add_interval(day, book.interval(key, nominal.force_id, on=day), calendar)

        return cls(nominal, [Tick(*row) for row in rows], due, on)

    def lines(self, visits: Iterable[dt.date], *, dead: bool = False) -> list[Line]:
        """What is owed and what was done, the national record first. Nothing is owed for the dead."""
        begun = self.nominal.registered_on
        opened = self.nominal.recorded_at.astimezone(LONDON).date()
        begun = max(begun, opened) if begun else None
        created = partial(self.due, "national_record_created")
        try:
            clocks = [
                entry_clock(NATIONAL, self.ticks, begun, created),
                update_clock(visits, self.ticks, partial(self.due, "national_record_updated")),
                entry_clock(LOCAL, self.ticks, begun, created),
            ]
        except BeyondHolidayData as beyond:
            return [Line("National record", str(beyond))]
        return [self._line(clock, dead) for clock in clocks if clock is not None]

    def _line(self, clock: Clock, dead: bool) -> Line:
        what = {
            (NATIONAL, "created"): "Entry on the national record",
            (NATIONAL, "updated"): "National record after visits",
            (LOCAL, "created"): "Local intelligence entry with an alert",
        }[clock.register, clock.what]
        if clock.due_on is None or dead:
            done = f"last ticked {plain_date(clock.done_on)}" if clock.done_on else "not ticked"
            if clock.what == "updated" and clock.done_on:
                done = f"up to date, ticked {plain_date(clock.done_on)}"
            return Line(what, done)
        why = "the visit" if clock.what == "updated" else "management began"
        text = f"Owed by {long_date(clock.due_on)}, counted from {why} on {plain_date(clock.since)}"
        return Line(
            what, text, state(clock.due_on, self.on, suspended=False), days_phrase((clock.due_on - self.on).days)
        )

    def of_visit(self, visit: dt.date) -> str:
        """Whether a visit is on the national record: since when, or that it is not ticked."""
        done = recorded_on(visit, self.ticks)
        return f"On the national record: {plain_date(done)}" if done else "On the national record: not ticked yet"

    @property
    def tick_url(self) -> str:
        """Where an entry is ticked."""
        return reverse("offenders:tick", args=[self.nominal.reference])
