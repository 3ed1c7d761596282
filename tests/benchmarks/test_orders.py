"""The orders benchmark: its statements make a believable register, and its floor reads what the engine reads."""

from __future__ import annotations

import pytest
from django.db import connection

from benchmarks import orders
from benchmarks.register import STATEMENTS, values_for
from common.rows import fetch
from deadlines.models import Deadline
from deadlines.reconcile import batch_for, reconcile_batch
from offenders.models import Nominal
from orders.models import Breach, ConditionCheck, ConditionVersion, Order
from tests.benchmarks.test_benchmarks import Counting
from tests.benchmarks.test_notification import NOMINALS, ON

pytestmark = pytest.mark.django_db


def test_the_register_owes_checks_and_ends_and_the_floor_reads_what_the_engine_reads():
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            if not statement.startswith("VACUUM"):
                cursor.execute(statement.format(**values_for(NOMINALS, ON)))
        for statement in orders.FACTS:
            if not statement.startswith("VACUUM"):
                cursor.execute(statement.format(on=ON.isoformat()))
    assert Order.objects.count() > NOMINALS / 2
    assert ConditionCheck.objects.count() > 10 * NOMINALS
    assert ConditionVersion.objects.filter(removed=True).exists()
    assert Breach.objects.exists()
    wanted = [len(fetch(query, [])) for query in orders.reads(ON.isoformat())]
    with connection.execute_wrapper(counting := Counting()):
        reconcile_batch(batch_for(ON, ids=list(Nominal.objects.values_list("pk", flat=True))))
    for rows in wanted:
        assert rows in counting.rows
    kinds = Deadline.objects.values_list("kind", flat=True)
    assert {"condition_check", "condition_end", "breach_decision"} <= set(kinds)
    assert len(kinds) > 3 * NOMINALS
