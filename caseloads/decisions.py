"""Decisions owed after failed visits: for each person the attempts, the test for a warrant part by part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from caseloads import presenters, teams
from caseloads.queries import CaseRow, fetch, ordered
from caseloads.round import attempt_words
from common.pagination import Page, paginate
from common.text import short_date
from offenders.models import Nominal
from visits.models import Visit
from visits.policy import sees
from visits.presenters import address_rows, warrant_rows
from visits.prospect import Case, load_cases

PER_PAGE = 20
LATEST = 6  # attempts shown; the record has them all


def owed(viewer: Any, team: Any, on: dt.date) -> QuerySet[Any]:
    """The team's nominals for whom a decision is owed: the rows that the figure counts, riskiest first."""
    return ordered(teams.cases_of(viewer, team, on).filter(decision__isnull=False))


def page_of(viewer: Any, team: Any, on: dt.date, number: str | None) -> tuple[Page, list[dict[str, Any]]]:
    """One page of them with all that a decision goes by (a fixed number of queries)."""
    rows = owed(viewer, team, on)
    page = paginate(rows, number, per_page=PER_PAGE)
    found = fetch(rows.filter(pk__in=[row.pk for row in page.rows]), officers=True)
    ids = {row.reference: row.pk for row in page.rows}
    open_to = set(Nominal.objects.writable_by(viewer).filter(pk__in=ids.values()).values_list("pk", flat=True))
    cases, tried = load_cases(tuple(ids.values()), on), attempts(ids.values())
    shown = [
        {
            **presenters.shown_rows([row], on, log=False)[0],
            "owed_since": short_date(row.decision_on),
            "tries": [attempt_line(visit) for visit in since(tried.get(ids[row.reference], ()), row)[:LATEST]],
            "may_write": ids[row.reference] in open_to,
            **tested(cases[ids[row.reference]]),
        }
        for row in found
    ]
    return page, shown


def tested(case: Case) -> dict[str, Any]:
    """The attempts by address and the parts of section 96B."""
    return {"addresses": address_rows(case.attempts_ever(), case.attempts_since_seen()), "warrant": warrant_rows(case)}


def attempts(ids: Any) -> dict[int, list[Visit]]:
    """The failed visits of some nominals, latest first (one query)."""
    found: dict[int, list[Visit]] = {}
    for visit in Visit.objects.counted().filter(nominal_id__in=list(ids)).order_by("-date", "-time", "-pk"):
        if not sees(visit.outcome):
            found.setdefault(visit.nominal_id, []).append(visit)
    return found


def since(visits: Sequence[Visit], row: CaseRow) -> list[Visit]:
    """Those on or after the day the person was last seen at home."""
    return [visit for visit in visits if row.seen_on is None or visit.date >= row.seen_on]


def attempt_line(visit: Visit) -> dict[str, str]:
    """Day, hour and outcome; where; whether entry was sought to search."""
    answers = {True: "entry sought to search", False: "entry not sought to search", None: "entry sought: not recorded"}
    return {
        "text": attempt_words(visit),
        "where": visit.address or "home address of that day",
        "entry": answers[visit.entry_sought_for_risk_search],
    }
