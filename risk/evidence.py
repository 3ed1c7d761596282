"""What other apps offer as evidence for an assessment, such as the notes of visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple

from offenders.models import Nominal


class Note(NamedTuple):
    """Something written down on a day."""

    on: dt.date
    title: str
    text: str
    url: str = ""


Notes = Callable[[Nominal, dt.date | None], Iterable[Note]]
_sources: list[Notes] = []
MOST = 12


def register_notes(source: Notes) -> None:
    """Called once by an app that has notes: it gives those written since a day (None: ever)."""
    _sources.append(source)


def notes_since(nominal: Nominal, since: dt.date | None) -> list[Note]:
    """The latest notes of every app, latest first."""
    found = [note for source in _sources for note in source(nominal, since)]
    return sorted(found, key=lambda note: note.on, reverse=True)[:MOST]
