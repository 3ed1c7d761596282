"""What a search found, as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery, Window
from django.urls import reverse

from accounts.models import Team, User
from common.pagination import CAP, Page, paginate
from offenders import prepared
from offenders.models import Nominal, Standing
from offenders.models.nominal import full_name
from offenders.presenters.frame import NOT_WORKED_OUT, UNALLOCATED, born_text, status_text
from offenders.search import typed_words

PER_PAGE = 25
_ANY = "REFERENCE"


class _Row(NamedTuple):
    """A row as the database gives it."""

    given_names: str
    family_name: str
    reference: str
    born: dt.date | None
    officer: str | None
    team: str | None
    risk_level: str | None
    status: str | None
    total: int  # of all that were found


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
    """The page asked for: one query for the first, two for another."""
    words = typed_words(terms["name"])
    page = _page(terms, words, user, number or "1", on)
    born = terms["date_of_birth"]
    hidden = [
        ("name", terms["name"]),
        ("reference", terms["reference"]),
        ("date_of_birth", born.isoformat() if born else ""),
        ("whole_force", "on" if terms.get("whole_force") else ""),
    ]
    fields = [name for name, value in hidden if value]
    address = reverse("offenders:record", args=[_ANY])
    shown = [_found(_Row._make(row), address, on) for row in page.rows]
    return Results(shown, page, fields, [pair for pair in hidden if pair[1]])


def _page(terms: Mapping[str, Any], words: Sequence[str], user: Any, number: str, on: dt.date) -> Page:
    """The rows say on the first page how many there are. By name alone, the usual search, its query is ready made."""
    if number == "1" and words and not (terms["reference"] or terms["date_of_birth"]):
        return _first(prepared.rows(_first_by_name, user, on, words=words))
    found = Nominal.objects.visible_to(user).matching(
        reference=terms["reference"], words=words, born=terms["date_of_birth"]
    )
    if number == "1":
        return _first(list(_listed(found)[:PER_PAGE]))
    return paginate(_listed(found), number, per_page=PER_PAGE, total=found[: CAP + 1].count())


def _first_by_name(viewer: Any, on: dt.date) -> QuerySet[Any]:
    return _listed(Nominal.objects.visible_to(viewer).matching(words=[prepared.WORD]))[:PER_PAGE]


def _first(rows: Sequence[Any]) -> Page:
    return paginate(rows, 1, per_page=PER_PAGE, total=_Row._make(rows[0]).total if rows else 0)


def _listed(found: QuerySet[Nominal]) -> QuerySet[Any]:
    """The columns of `_Row`, in order.

    Whatever is not of the nominal comes by subqueries: PostgreSQL asks these of the rows that are shown, where it would
    join everybody found.
    """
    standing = Standing.objects.filter(nominal=OuterRef("pk"))
    return found.order_by("family_name", "given_names", "reference").values_list(
        "given_names", "family_name", "reference", "date_of_birth",
        Subquery(User.objects.filter(pk=OuterRef("officer_id")).order_by().values("full_name")),
        Subquery(Team.objects.filter(pk=OuterRef("team_id")).order_by().values("name")),
        Subquery(standing.values("risk_level")),
        Subquery(standing.values("status")),
        Window(Count("pk")),
    )  # fmt: skip


def _found(row: _Row, address: str, on: dt.date) -> Found:
    return Found(
        full_name(row.given_names, row.family_name),
        row.reference,
        address.replace(_ANY, row.reference),
        born_text(row.born, on),
        row.risk_level or "",
        NOT_WORKED_OUT if row.status is None else status_text(row.status),
        UNALLOCATED if row.officer is None else row.officer,
        "no team" if row.team is None else row.team,
    )
