"""What a figure counts: one entry for each, so that the list which a figure opens holds as many as it says."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

MET, LATE, OWED = "met", "late", "owed"


class Entry(NamedTuple):
    """One thing counted: about whom or which meeting, its reference, its day, how it stands."""

    nominal_id: int | None
    ref: str
    day: dt.date | None = None
    state: str = ""
