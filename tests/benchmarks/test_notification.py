"""The notification benchmark: its statements make a believable register, and its floor reads what the engine reads."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from benchmarks import notification
from benchmarks.register import STATEMENTS, values_for
from common.rows import fetch
from deadlines.models import Deadline
from deadlines.reconcile import batch_for, reconcile_batch
from notification.models import Disposal, Notification
from offenders.models import Nominal
from tests.benchmarks.test_benchmarks import Counting

ON = dt.date(2026, 11, 20)
NOMINALS = 300


@pytest.fixture
def register(db):
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            if not statement.startswith("VACUUM"):
                cursor.execute(statement.format(**values_for(NOMINALS, ON)))
        for statement in notification.FACTS:
            if not statement.startswith("VACUUM"):
                cursor.execute(statement.format(on=ON.isoformat()))


def test_everybody_has_a_disposal_and_what_was_notified_since(register):
    assert Disposal.objects.count() > NOMINALS
    assert Notification.objects.count() > 5 * NOMINALS
    ids = list(Nominal.objects.values_list("pk", flat=True))
    reconcile_batch(batch_for(ON, ids=ids))
    kinds = set(Deadline.objects.values_list("kind", flat=True))
    assert {"periodic_notification", "notification_end", "change_notification"} <= kinds
    assert Deadline.objects.count() > 2 * NOMINALS


def test_the_floor_reads_what_the_engine_reads_of_notification(register):
    wanted = [len(fetch(query, [])) for query in notification.reads(ON.isoformat())]
    ids = list(Nominal.objects.values_list("pk", flat=True))
    with connection.execute_wrapper(counting := Counting()):
        reconcile_batch(batch_for(ON, ids=ids))
    for rows in wanted:
        assert rows in counting.rows
