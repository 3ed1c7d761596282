"""What to know before somebody is given a case: apps to the right say it, the allocation shows it and goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from accounts.models import User

Caution = Callable[[Collection[int], Sequence[User], dt.date], dict[int, list[str]]]
_sources: list[Caution] = []


def register_caution(source: Caution) -> None:
    """Called once by an app as it starts: sentences by officer id, in a fixed number of queries."""
    _sources.append(source)


def cautions(nominals: Collection[int], officers: Sequence[User], on: dt.date) -> dict[int, list[str]]:
    """What speaks against giving these nominals to each of these officers; nothing is refused by it."""
    found: dict[int, list[str]] = {}
    for source in _sources:
        for officer, sentences in source(nominals, officers, on).items():
            found.setdefault(officer, []).extend(sentences)
    return found
