"""One page of a list, or all of it for a download, from one definition of its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from caseloads import places, presenters, queries
from caseloads.filters import Asked, BadAddress, counted, narrowed, shows
from caseloads.queries import CaseRow, Tally
from common.pagination import PER_PAGE, Page, Stretch, stretch


class Listing(NamedTuple):
    """What a list page shows."""

    page: Page | Stretch
    rows: Sequence[CaseRow]


def listing(viewer: Any, rows: QuerySet[Any], asked: Asked, tallies: Sequence[Tally]) -> Listing:
    """The page asked for, by key (one query, two where a name is its place). Its total comes from the tallies.

    Raises `BadAddress`.
    """
    try:
        after, before = (
            places.values(text, asked.sort, viewer) if text else None for text in (asked.after, asked.before)
        )
    except ValueError:
        raise BadAddress("There is no such place in this list.") from None
    page = stretch(
        queries.sortable(narrowed(rows, asked), asked.sort),
        queries.keys_of(asked.sort),
        total=counted(tallies, asked),
        token=lambda row: places.token(row, asked.sort),
        after=after,
        before=before,
        fetch=lambda found: queries.fetch(found, officers=True),
        per_page=PER_PAGE,
    )
    return Listing(page, page.rows)


def page_of_rows(rows: Sequence[CaseRow], asked: Asked) -> Listing:
    """The page asked for of rows that have been fetched already, in their order."""
    fitting = [row for row in rows if shows(row, asked)]
    number = min(asked.page, max(1, -(-len(fitting) // PER_PAGE)))
    found = fitting[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Listing(Page(found, number, PER_PAGE, len(fitting), False), found)


def everything(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """Every row of a list, in its order."""
    return queries.ordered(narrowed(rows, asked), asked.sort)


def table(found: Listing, asked: Asked, path: str, on: dt.date, *, log: bool, officers: bool = False) -> dict[str, Any]:
    """What the table's template needs."""
    columns = ["name", "risk", "due", "seen", "attempts", "district", "status", *(["officer"] if officers else [])]
    return {
        "page": found.page,
        "rows": presenters.shown_rows(found.rows, on, log=log),
        "heads": presenters.headers(asked, path, columns),
        "columns": len(columns) + (1 if log else 0),
        "with_officers": officers,
        "can_log": log,
    }
