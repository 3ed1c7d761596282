"""Whether two people may be one: a name that is the same or nearly so, and what is known of the date of birth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from difflib import SequenceMatcher

ALIKE = 0.8  # of one word to another: Katherine and Catherine, Lark and Larke


def like(words: Iterable[str], born: dt.date | None, other_words: Iterable[str], other_born: dt.date | None) -> bool:
    """Whether one might be the other.

    Born on the same day: one word of the names alike is enough. Birth day not known of one, or day and month
    swapped, or one part of it different: every word of the shorter name must be alike.
    """
    mine, theirs = sorted(set(words)), sorted(set(other_words))
    if not mine or not theirs:
        return False
    if born is not None and born == other_born:
        return any(_alike(one, other) for one in mine for other in theirs)
    if born is not None and other_born is not None and not _nearly(born, other_born):
        return False
    fewer, more = (mine, theirs) if len(mine) <= len(theirs) else (theirs, mine)
    return len(fewer) > 1 and all(any(_alike(one, other) for other in more) for one in fewer)


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 2 and SequenceMatcher(None, one, other).ratio() >= ALIKE)


def _nearly(one: dt.date, other: dt.date) -> bool:
    """Day and month swapped, or only one of day, month and year different."""
    if (one.day, one.month, one.year) == (other.month, other.day, other.year):
        return True
    return sum(a != b for a, b in zip(one.timetuple()[:3], other.timetuple()[:3], strict=True)) <= 1
