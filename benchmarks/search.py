"""A search by the beginning of a name, beside the bare query that finds the same people through the index."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Force, Team, User
from benchmarks.page import one_time
from benchmarks.report import Measure
from offenders.models import Nominal
from offenders.presenters.results import PER_PAGE, results_page
from offenders.search import NAME_WORDS, query_of, typed_words

TYPED = ("family12", "given30 family", "given7")
TURNS = 50
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
    """A search page's results, Django's part included, against the bare query; medians, taken in turns.

    The one has its scope, officer, team and standing, how many there are, and the words of each row; the other is one
    query by the index that gives as many rows of the table, as they come.
    """
    terms = {"name": typed, "reference": "", "date_of_birth": None}
    with CaptureQueriesContext(connection) as captured:
        results_page(terms, who, "1", on)
    sent = [query["sql"] for query in captured]
    words = query_of(typed_words(typed)).replace("'", "''")
    bare = (
        f"SELECT * FROM offenders_nominal WHERE {NAME_WORDS.format('search_name')} @@ '{words}'::tsquery"
        f" ORDER BY family_name, given_names, reference LIMIT {PER_PAGE}"
    )
    asks: dict[str, Callable[[], Any]] = {
        "search": partial(results_page, terms, who, "1", on),
        "sent": partial(fetched, sent),
        "bare": partial(fetched, [bare]),
    }
    times: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(TURNS):
        for name, ask in asks.items():
            times[name].append(one_time(ask))
    found = {name: statistics.median(values) for name, values in times.items()}
    text = {name: f"{value * 1000:.1f} ms" for name, value in found.items()}
    return found["search"] / found["bare"], f"{text['search']}, its query alone {text['sent']} / {text['bare']}"


def fetched(statements: list[str]) -> None:
    """Some queries, their rows fetched."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
