"""What is owed to the national record and to local intelligence: the clocks of `national_record_created` and

`national_record_updated`. They are practice, shown on the record and on its visits, and no deadline kinds of the
engine: entries are ticked by hand from another system.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple

NATIONAL, LOCAL = "national", "local"
CREATED, UPDATED = "created", "updated"


class Tick(NamedTuple):
    """An entry made or brought up to date on a day."""

    register: str
    kind: str
    on: dt.date


class Clock(NamedTuple):
    """How one register stands. `due_on` None = nothing is owed to it; `since` is what is owed for."""

    register: str
    what: str  # created or updated: what is owed, or was done last
    done_on: dt.date | None
    due_on: dt.date | None
    since: dt.date | None = None


def entry_clock(
    register: str, ticks: Iterable[Tick], begun_on: dt.date | None, due: Callable[[dt.date], dt.date]
) -> Clock:
    """The entry itself: owed so long after management began, or after the record was opened here if that was later."""
    made = [tick.on for tick in ticks if tick.register == register]
    if made:  # one that was brought up to date exists
        return Clock(register, CREATED, min(made), None)
    return Clock(register, CREATED, None, due(begun_on) if begun_on else None, begun_on)


def recorded_on(visit: dt.date, ticks: Iterable[Tick]) -> dt.date | None:
    """The day on which a visit was on the national record: the first tick on or after it."""
    return min((tick.on for tick in ticks if tick.register == NATIONAL and tick.on >= visit), default=None)


def update_clock(visits: Iterable[dt.date], ticks: Iterable[Tick], due: Callable[[dt.date], dt.date]) -> Clock | None:
    """After a visit or an attempt the national record is brought up to date. A tick covers all before it.

    The earliest visit since the last tick decides. With no tick at all only the last visit is asked about: what was
    done before anybody ticked it here is not known. None where there is no visit.
    """
    days, ticks = sorted(visits), list(ticks)
    if not days:
        return None
    last = max((tick.on for tick in ticks if tick.register == NATIONAL), default=None)
    waiting = [day for day in days if last is None or day > last]
    if not waiting:
        return Clock(NATIONAL, UPDATED, last, None)
    first = waiting[0] if last is not None else waiting[-1]
    return Clock(NATIONAL, UPDATED, last, due(first), first)
