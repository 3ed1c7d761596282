"""A search by the beginning of a name, beside the bare query that finds the same people through the index."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Force, Team, User
from benchmarks.report import Measure
from offenders.models import Nominal
from offenders.presenters.results import PER_PAGE, results_page
from offenders.search import NAME_WORDS, typed_words

TYPED = ("family12", "given30 family", "given7")
TURNS = 25
INDEX = "nominal_name_words"


def measures(on: dt.date) -> list[Measure]:
    """The worst of three searches by three roles; and how many of these nine searches go by the index."""
    worst, about, by_index, asked = 0.0, "", 0, 0
    for who in searchers():
        for typed in TYPED:
            asked += 1
            by_index += INDEX in found_by(who, typed).explain()
            ratio, words = compared(who, typed, on)
            if ratio > worst:
                worst, about = ratio, f"{who.role}, “{typed}”: {words}"
    return [
        Measure("search by name / the bare indexed query", worst, 3, about=about),
        Measure("of nine searches, those by the index", by_index, asked, unit="", at_least=True),
    ]


def searchers() -> list[User]:
    """An officer, a supervisor and an inspector of one force."""
    team = Team.objects.filter(force__name="Force 1").order_by("pk")[0]
    made = [User.objects.get(username="bench1")]
    for role, where in (("supervisor", {"team": team}), ("inspector", {})):
        who, _ = User.objects.get_or_create(
            username=f"search.{role}",
            defaults={"full_name": role, "role": role, "force": Force.objects.get(name="Force 1"), **where},
        )
        made.append(who)
    return made


def found_by(who: User, typed: str) -> Any:
    """Those whom a search names, in no order."""
    return Nominal.objects.visible_to(who).matching(words=typed_words(typed)).order_by()


def compared(who: User, typed: str, on: dt.date) -> tuple[float, str]:
    """The queries that a search page sends for its results, against the bare query; medians, taken in turns.

    Both as they reach PostgreSQL, so that the figure is what the search costs it: the count, the page with its scope,
    officer, team and standing, against one query by the index that gives as many rows of the table.
    """
    terms = {"name": typed, "reference": "", "date_of_birth": None}
    with CaptureQueriesContext(connection) as captured:
        results_page(terms, who, "1", on)
    sent = [query["sql"] for query in captured]
    words = " & ".join(f"'{word}':*" for word in typed_words(typed)).replace("'", "''")
    bare = (
        f"SELECT * FROM offenders_nominal WHERE {NAME_WORDS.format('search_name')} @@ '{words}'::tsquery"
        f" ORDER BY family_name, given_names, reference LIMIT {PER_PAGE}"
    )
    times: dict[str, list[float]] = {"sent": [], "bare": []}
    for _ in range(TURNS):
        times["sent"].append(seconds(sent))
        times["bare"].append(seconds([bare]))
    page, least = statistics.median(times["sent"]), statistics.median(times["bare"])
    return page / least, f"{page * 1000:.1f} ms / {least * 1000:.1f} ms"


def seconds(statements: list[str]) -> float:
    """What some queries take, their rows fetched."""
    with connection.cursor() as cursor:
        began = time.perf_counter()
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
        return time.perf_counter() - began
