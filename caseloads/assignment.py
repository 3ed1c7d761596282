"""Choosing nominals and the officer who takes them: what is chosen, who may be chosen, how loaded each is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404, QueryDict

from accounts.models import Team, User
from accounts.roles import FORCE_SCOPE
from caseloads import queries, teams
from caseloads.filters import NOBODY, Asked, counted
from common.pagination import CAP, PER_PAGE, Page
from common.text import plural
from deadlines.book import load_book
from offenders.actions.allocation import MOST
from offenders.models import Allocation
from offenders.rights import MANAGING_ROLES

NO_TEAM = "no-team"
LONGEST_REFERENCE = 40


class NotTheirs(Exception):
    """Something chosen is not there for this person: unknown and foreign alike. Nothing is changed."""


@dataclass(frozen=True)
class Choice:
    """One step of choosing: whose nominals are listed, what is ticked so far, which page."""

    team: Team
    source: str  # NOBODY, NO_TEAM or a username
    chosen: tuple[str, ...]
    page: int


def read_choice(viewer: Any, data: QueryDict) -> Choice:
    """The step that an address or a form asks for. 404 for a team that is not theirs or an officer who is unknown."""
    wanted = data.get("team", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise Http404
    source = data.get("from", NOBODY).strip().lower() or NOBODY
    if len(source) > 60:
        raise Http404
    chosen = tuple(dict.fromkeys(ref.strip().upper() for ref in data.getlist("nominal") if ref.strip()))
    if len(chosen) > MOST or any(len(ref) > LONGEST_REFERENCE for ref in chosen):
        raise NotTheirs
    page = data.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    return Choice(teams.team_or_404(viewer, wanted), source, chosen, max(number, 1))


def listed(viewer: Any, choice: Choice, on: dt.date) -> QuerySet[Any]:
    """The nominals to choose from: the unallocated who have waited longest first, an officer's riskiest first."""
    if choice.source == NO_TEAM:
        return _longest_waiting(teams.without_team(viewer, on))
    rows = teams.cases_of(viewer, choice.team, on)
    if choice.source == NOBODY:
        return _longest_waiting(rows.filter(officer_id__isnull=True))
    asked = Asked(officer=choice.source)
    return queries.ordered(teams.of_officer(rows, asked, choice.team, on))


def _longest_waiting(rows: QuerySet[Any]) -> QuerySet[Any]:
    ended = (
        Allocation.objects.filter(nominal=OuterRef("pk"), to_on__isnull=False).order_by("-to_on").values("to_on")[:1]
    )
    waiting = Coalesce(Subquery(ended), F("registered_on"), TruncDate("recorded_at"))
    return rows.annotate(seen_on=queries.last_seen_at_home(), waiting_since=waiting).order_by(
        "waiting_since", "rank", "reference"
    )


def allowed(viewer: Any, choice: Choice, on: dt.date) -> list[queries.CaseRow]:
    """The chosen nominals. Raises `NotTheirs` where any of them is not in the team's backlog or without a team."""
    if not choice.chosen:
        return []
    people: Any = queries.cases(viewer, on)
    wanted = people.by_references(choice.chosen)
    inside = teams.cases_of(viewer, choice.team, on).values("pk")
    loose = teams.without_team(viewer, on).values("pk")
    rows = queries.fetch(queries.ordered(wanted.filter(pk__in=inside) | wanted.filter(pk__in=loose)), officers=True)
    if len(rows) != len(choice.chosen):
        raise NotTheirs
    return rows


def page_of(rows: QuerySet[Any], number: int) -> Page:
    """One page to tick on, of the first thousand at most: what is given away makes room for the rest.

    A register that was imported without teams may hold everybody in one such list.
    """
    found = rows[: CAP + 1].count()
    total = min(found, CAP)
    number = min(number, max(1, -(-total // PER_PAGE)))
    start = (number - 1) * PER_PAGE
    shown = queries.fetch(rows[start : min(start + PER_PAGE, CAP)], officers=True)
    return Page(shown, number, PER_PAGE, total, found > CAP)


def receivers(viewer: Any, team: Team) -> list[User]:
    """Those who can be given cases: the team's; for an inspector the force's, the team shown first."""
    people = User.objects.filter(is_active=True, role__in=MANAGING_ROLES, force_id=viewer.force_id)
    if viewer.role not in FORCE_SCOPE:
        people = people.filter(team_id=viewer.team_id)
    found = people.select_related("team").order_by("full_name", "username")
    return sorted(found, key=lambda person: person.team_id != team.pk)


def loads(viewer: Any, people: Sequence[User], force: int | None, on: dt.date) -> dict[str, str]:
    """How loaded each is, in words: '34 cases, benchmark 50; 4 overdue, 9 due in 14 days'."""
    rows = queries.cases(viewer, on).filter(officer_id__in=[person.pk for person in people])
    by_officer: dict[int | None, list[queries.Tally]] = {}
    for tally in queries.tally(rows):
        by_officer.setdefault(tally.officer, []).append(tally)
    benchmark = load_book().count("caseload_benchmark", force, on=on)
    return {person.username: _load(by_officer.get(person.pk, []), benchmark) for person in people}


def _load(tallies: Sequence[queries.Tally], benchmark: int) -> str:
    number = counted(tallies, Asked())
    soon = counted(tallies, Asked(show="due_today")) + counted(tallies, Asked(show="next_14"))
    over = "over the benchmark of" if number > benchmark else "benchmark"
    return (
        f"{plural(number, 'case')}, {over} {benchmark};"
        f" {counted(tallies, Asked(show='overdue')):,} overdue, {soon:,} due in 14 days"
    )
