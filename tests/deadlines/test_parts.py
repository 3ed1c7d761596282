"""A range of nominals read part by part, from queries that are asked once: the same facts, the same deadlines."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import rows
from deadlines import reconcile
from deadlines.models import Alert, Deadline
from deadlines.recipients import Recipients
from deadlines.reconcile import batch_for, reconcile_batch
from deadlines.registry import Batch, population, sources
from exchange import demo
from offenders.models import Bar, Nominal, Standing

ON = dt.date(2026, 11, 20)
COLUMNS = ("nominal_id", "kind", "subject", "due_on", "rule", "reason", "suspended", "counted_from", "attempts")


@pytest.fixture
def whole(db, monkeypatch) -> Batch:
    """A force of people of whom every app has something on record, every fiftieth id of which is nobody's."""
    monkeypatch.setattr(rows, "AT_ONCE", 3)
    demo.load(on=ON, password="not-a-secret-here", nominals=120)
    ids = sorted(Nominal.objects.values_list("pk", flat=True))
    return batch_for(ON, first=ids[0] - 9, last=ids[-1] + 9)


def stored() -> tuple[list, list]:
    standings = Standing.objects.order_by("nominal_id").values_list("nominal_id", "risk_level", "status", "management")
    return sorted(Deadline.objects.open().values_list(*COLUMNS)), list(standings)


def test_every_source_reads_of_the_parts_what_it_reads_of_the_whole(whole):
    people, facts = population().load(whole), [dict(source.load(whole)) for source in sources()]
    assert len(people) == 120
    assert all(facts), "the demonstration has nothing for one of the sources"
    for size in (1, 7, 10_000):
        found, parts = {}, [{} for _ in facts]
        for part in whole.parts(size):
            found.update(population().load(part))
            for source, mine in zip(sources(), parts, strict=True):
                read = source.load(part)
                assert all(part.first_id <= id_ <= part.last_id for id_ in read)
                mine.update(read)
        assert found == people
        assert parts == facts


def test_the_parts_owe_what_was_owed_and_ask_no_more(whole, monkeypatch):
    before, asked = stored(), []
    for size in (1000, 50, 7):
        Deadline.objects.open().delete()
        Standing.objects.all().delete()
        monkeypatch.setattr(reconcile, "PART", size)
        assert reconcile_batch(whole)["standings"] == 120
        assert stored() == before
        with CaptureQueriesContext(connection) as queries:
            assert set(+reconcile_batch(whole)) == {"nominals"}
        asked.append(len(queries))
    assert len(set(asked)) == 1


def told() -> list[tuple]:
    return sorted(Alert.objects.values_list("nominal_id", "kind", "subject", "due_on", "stage", "recipient_id"))


def test_everybody_of_every_part_has_their_alerts_and_nobody_who_is_barred(whole, monkeypatch):
    ids = sorted(Nominal.objects.values_list("pk", flat=True))
    by, recipients = User.objects.filter(role="inspector").first(), Recipients.load(ON)
    barred = [(row.pk, row.officer_id) for row in Nominal.objects.filter(pk__in=ids[::3]).exclude(officer=None)]
    Bar.objects.bulk_create(Bar(nominal_id=pk, user_id=user, reason="Related", recorded_by=by) for pk, user in barred)
    found = []
    for batch, size in ((batch_for(ON, ids=ids), 1000), (whole, 7)):
        Alert.objects.all().delete()
        monkeypatch.setattr(reconcile, "PART", size)
        reconcile_batch(batch, recipients)
        found.append(told())
    assert found[0] == found[1]
    assert len({row[0] for row in found[0]}) > 30
    assert {kind for _, kind, *_ in found[0]} >= {"home_visit", "mappa_action"}
    assert not {(row[0], row[5]) for row in found[0]} & set(barred)


def test_a_part_whose_rows_were_read_is_not_read_again_in_silence(whole):
    part = next(whole.parts(7))
    population().load(part)
    with pytest.raises(RuntimeError, match="have been read already"):
        population().load(part)
