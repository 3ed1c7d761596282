"""Which dated switches of the Crime and Policing Act 2026 are on in a force on a day, for what the pages offer."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from deadlines.book import load_book
from notification.policy import switches


class Law(NamedTuple):
    """Each is off until the force sets its key."""

    new_name: bool = False
    absence: bool = False
    child_premises: bool = False
    remote: bool = False
    own_motion: bool = False

    @property
    def asks_notice(self) -> bool:
        """Whether anything has to be notified before it happens, so that what is expected can be owed."""
        return self.new_name or self.absence or self.child_premises


OFF = Law()
_KEYS = (
    switches.NEW_NAME, switches.AWAY_FROM_HOME, switches.CHILD_PREMISES, switches.REMOTE, switches.OF_OWN_MOTION,
)  # fmt: skip


def law_of(force: int | None, on: dt.date) -> Law:
    """The switches of a force on a day (one query)."""
    book = load_book()
    return Law(*(book.yes(key, force, on=on) for key in _KEYS))
