"""The facts that the rules read, as tuples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

ACCEPTED = "accepted"
POLICE = "police"


class LevelFact(NamedTuple):
    """A level from a day on; a row that keeps the level is a review."""

    effective_from: dt.date
    level: int


class ItemFact(NamedTuple):
    """A meeting that was held and discussed the case, and the level that it decided for it (None: none)."""

    ref: str
    held_on: dt.date
    level: int | None  # of the meeting
    minutes_sent_on: dt.date | None
    decision_level: int | None = None


class ReferralFact(NamedTuple):
    """A referral to level 2 or 3; `level` is the one that it was accepted at, else the one proposed."""

    ref: str
    level: int | None
    decision: str = ""
    decided_on: dt.date | None = None


class ActionFact(NamedTuple):
    """An action from a meeting. Without a due date there is no deadline, and the data-quality list says so."""

    ref: str
    due_on: dt.date | None
    done_on: dt.date | None
    made_on: dt.date | None = None
    agency: str = ""
    owner_id: int | None = None


class Facts(NamedTuple):
    """All that is on record about one person under MAPPA."""

    levels: Sequence[LevelFact] = ()
    items: Sequence[ItemFact] = ()
    referrals: Sequence[ReferralFact] = ()
    actions: Sequence[ActionFact] = ()
    categories: Sequence[tuple[dt.date, int | None]] = ()  # changes of category: from when, the one before


NOTHING = Facts()
