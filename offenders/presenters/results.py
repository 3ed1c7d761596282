"""What a search found, as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from common.pagination import CAP, Page, paginate
from offenders.models import Nominal
from offenders.presenters.frame import NOT_WORKED_OUT, born_text, owner_text, status_text
from offenders.search import typed_words

PER_PAGE = 25


@dataclass(frozen=True)
class Found:
    """One nominal in the list."""

    name: str
    reference: str
    url: str
    born: str
    risk_level: str
    status: str
    officer: str
    team: str


@dataclass(frozen=True)
class Results:
    """A page of what was found; `hidden` repeats the terms for the buttons that turn the page."""

    rows: Sequence[Found]
    page: Page
    fields: list[str]
    hidden: list[tuple[str, str]]

    @property
    def references(self) -> list[str]:
        """Those shown."""
        return [row.reference for row in self.rows]


def results_page(terms: Mapping[str, Any], user: Any, number: str | None, on: dt.date) -> Results:
    """The page asked for: one query where everybody found fits on the first page, else two."""
    query = Nominal.objects.visible_to(user).matching(
        reference=terms["reference"], words=typed_words(terms["name"]), born=terms["date_of_birth"]
    )
    query = query.select_related("officer", "team", "standing").order_by("family_name", "given_names", "reference")
    page = _first_page(query) if (number or "1") == "1" else paginate(query, number, per_page=PER_PAGE)
    born = terms["date_of_birth"]
    hidden = [
        ("name", terms["name"]),
        ("reference", terms["reference"]),
        ("date_of_birth", born.isoformat() if born else ""),
        ("whole_force", "on" if terms.get("whole_force") else ""),
    ]
    fields = [name for name, value in hidden if value]
    return Results([_found(row, on) for row in page.rows], page, fields, [pair for pair in hidden if pair[1]])


def _first_page(query: QuerySet[Nominal]) -> Page:
    """The first page; how many there are is asked only where there are more."""
    rows = list(query[: PER_PAGE + 1])
    total = len(rows) if len(rows) <= PER_PAGE else query[: CAP + 1].count()
    return paginate(rows, 1, per_page=PER_PAGE, total=total)


def _found(row: Nominal, on: dt.date) -> Found:
    standing = getattr(row, "standing", None)
    return Found(
        row.full_name,
        row.reference,
        reverse("offenders:record", args=[row.reference]),
        born_text(row.date_of_birth, on),
        standing.risk_level if standing else "",
        status_text(standing.status) if standing else NOT_WORKED_OUT,
        owner_text(row),
        row.team.name if row.team else "no team",
    )
