"""The benchmarks compare like with like: the loop leaves the engine's rows, the floor copies what the engine reads."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction

from benchmarks import floor, loop
from benchmarks.register import CASELOAD, LEVEL, STATEMENTS, VISITS_EACH, values_for
from benchmarks.report import Measure, as_json, table
from common.rows import fetch
from deadlines.models import Deadline
from deadlines.reconcile import batch_for, reconcile_batch
from offenders.models import Nominal, Standing
from visits.models import Visit

ON = dt.date(2026, 11, 20)
NOMINALS = 300


@pytest.fixture
def register(db):
    """A small register made by the benchmarks' own statements, which need not be the owner's."""
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            if not statement.startswith("VACUUM"):
                cursor.execute(statement.format(**values_for(NOMINALS, ON)))


def deadlines() -> list:
    return list(
        Deadline.objects.order_by("nominal", "kind", "subject").values_list(
            "nominal",
            "kind",
            "subject",
            "due_on",
            "rule",
            "reason",
            "suspended",
            "counted_from",
            "attempts",
            "opened_on",
        )
    )


def standings() -> list:
    return list(Standing.objects.order_by("nominal").values_list("nominal", "risk_level", "risk_rank", "status"))


def test_the_register_has_the_size_and_the_levels_it_should(register):
    assert Nominal.objects.count() == NOMINALS
    assert Visit.objects.count() == NOMINALS * VISITS_EACH
    assert Nominal.objects.filter(officer__username="bench1").count() == CASELOAD
    assert Nominal.objects.filter(officer__username="bench2").count() == 1


def test_the_usual_loop_leaves_the_rows_that_the_engine_leaves(register):
    ids = list(Nominal.objects.values_list("pk", flat=True))
    with transaction.atomic():
        loop.seconds_for(ids, ON)
        by_loop = deadlines(), standings()
        transaction.set_rollback(True)
    reconcile_batch(batch_for(ON, ids=ids))
    assert (deadlines(), standings()) == by_loop
    assert len(by_loop[0]) > NOMINALS * 0.9


def test_the_floor_reads_exactly_what_the_engine_reads(register):
    ids = list(Nominal.objects.values_list("pk", flat=True))
    reconcile_batch(batch_for(ON, ids=ids))
    wanted = [len(fetch(query, [])) for query in floor.reads(ON.isoformat())]
    with connection.execute_wrapper(counting := Counting()):
        reconcile_batch(batch_for(ON, ids=ids))
    for rows in wanted:
        assert rows in counting.rows
    assert len(fetch(floor.reads(ON.isoformat(), every_visit=True)[-2], [])) == NOMINALS * VISITS_EACH


class Counting:
    """Remembers how many rows each query gave."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        self.rows.append(context["cursor"].rowcount)
        return result


def test_a_measure_says_whether_it_keeps_to_its_budget():
    less, more = Measure("less", 3.9, 4), Measure("more", 14.9, 15, at_least=True)
    assert less.passed
    assert not more.passed
    assert "MISS" in table([less, more])
    assert [row["passed"] for row in as_json([less, more])] == [True, False]
    assert (Measure("memory", 100.2, 250, unit="MB").value_text, less.budget_text) == ("100 MB", "≤ 4×")
    assert "very_high" in LEVEL
