"""What a list's address asks for. An address that asks for something that does not exist is refused, not guessed at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from caseloads import queries as q
from caseloads.places import PLACE

ALL, DECISIONS = "all", "decisions"
SHOWN = ("overdue", "due_today", "next_14", "suspended", "no_date", ALL, DECISIONS)
NOBODY = "nobody"  # the officer of unallocated nominals
LONGEST = 60  # characters of a word in an address


class BadAddress(Exception):
    """The address asks for something that is not there; the message says what, in a sentence for the reader."""


@dataclass(frozen=True)
class Asked:
    """One list: what it shows, what it is filtered by, how it is sorted, which page (by number, or by key)."""

    show: str = ALL
    risk: str = ""
    district: str = ""
    status: str = ""
    band: str = ""
    place: str = ""  # "can": those that could be visited today
    officer: str = ""  # a username, or NOBODY
    team: str = ""
    sort: str = q.DEFAULT_SORT
    page: int = 1
    after: str = ""  # the place (`caseloads.places`) after which the page begins
    before: str = ""  # or before which it ends

    def but(self, **changes: Any) -> Asked:
        """The same list with something else asked; back on its first page unless a page is given."""
        return replace(self, **{"page": 1, "after": "", "before": "", **changes})

    def query(self, **changes: Any) -> str:
        """The query string of the list, or of one that differs from it, the `?` included."""
        asked = self.but(**changes) if changes else self
        parts = {name: str(getattr(asked, name)) for name in NAMES}
        usual = {"sort": q.DEFAULT_SORT, "page": "1"}
        return f"?{urlencode({name: value for name, value in parts.items() if value and value != usual.get(name)})}"


NAMES = ("team", "officer", "show", "band", "place", "risk", "district", "status", "sort", "page", "after", "before")
ALLOWED: Mapping[str, Callable[[str], bool]] = {
    "show": SHOWN.__contains__,
    "risk": q.LEVELS.__contains__,
    "status": q.STATUSES.__contains__,
    "band": (*q.BANDS, q.THIS_WEEK).__contains__,
    "place": ("can",).__contains__,
    "sort": lambda sort: sort.removeprefix("-") in q.SORTS,
    "page": lambda page: page.isascii() and page.isdigit() and len(page) < 7 and int(page) > 0,
    "team": lambda team: team.isascii() and team.isdigit() and len(team) < 10,
    "district": lambda district: len(district) <= 10 and district.isprintable(),
    "after": lambda place: PLACE.fullmatch(place) is not None,
    "before": lambda place: PLACE.fullmatch(place) is not None,
    "officer": lambda officer: len(officer) <= LONGEST and officer.isprintable(),
}
WORDS = {"show": "part of the list", "band": "number of days", "place": "part of the list", "sort": "order"}


def read(query: QueryDict, *, show: str, names: tuple[str, ...]) -> Asked:
    """The list that a query string asks for, `show` where it does not say. Raises `BadAddress`.

    A blank value is no wish. A name that this list does not have, or a name given twice, is refused.
    """
    found: dict[str, Any] = {}
    for name, values in query.lists():
        if name not in names:
            raise BadAddress("This list has no such filter.")
        if len(values) > 1:
            raise BadAddress(f"The {WORDS.get(name, name)} is given twice.")
        value = values[0].strip()
        if not value:
            continue
        if not ALLOWED[name](value):
            raise BadAddress(f"There is no such {WORDS.get(name, name)} as “{value[:LONGEST]}”.")
        found[name] = int(value) if name == "page" else value
    return Asked(**{"show": show, **found})


def shown_by(show: str) -> Q:
    """The part of the rows of `cases` that a tab or a figure shows."""
    if show == ALL:
        return Q()
    if show == DECISIONS:
        return Q(decision__isnull=False)
    return Q(bucket=show)


def narrowed(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """The rows of `cases` that a list holds; officer and team are settled before, since they need looking up."""
    wishes = {"level": asked.risk, "district": asked.district.upper(), "status": asked.status, "band": asked.band}
    rows = rows.filter(shown_by(asked.show), **{name: value for name, value in wishes.items() if value})
    return rows.filter(place=q.CAN_VISIT) if asked.place else rows


def counted(tallies: Iterable[q.Tally], asked: Asked) -> int:
    """How many rows `narrowed` gives for this list: the same words, counted."""
    field_of = "decisions" if asked.show == DECISIONS else "number"
    return sum(getattr(row, field_of) for row in tallies if passes(row, asked))


def shows(row: q.CaseRow, asked: Asked) -> bool:
    """Whether `narrowed` keeps a row."""
    return passes(row, asked) and (asked.show != DECISIONS or row.decision_on is not None)


def passes(row: q.Tally | q.CaseRow, asked: Asked) -> bool:
    """Whether the words of a row, or of a group of rows, fit a list: the Python side of `narrowed`."""
    return (
        (asked.show in (ALL, DECISIONS) or row.bucket == asked.show)
        and (not asked.risk or row.level == asked.risk)
        and (not asked.status or row.status == asked.status)
        and (not asked.district or row.district == asked.district.upper())
        and (not asked.band or row.band == asked.band)
        and (not asked.place or row.place == q.CAN_VISIT)
    )
