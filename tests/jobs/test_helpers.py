"""A run shared by several workers: who helps, who ends it, and what becomes of a helper that goes."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from deadlines import nightly, tasks
from deadlines.models import Deadline, NightlyRun, RunBatch
from deadlines.reconcile import BUCKET

DAY = dt.date(2026, 3, 23)
SEEN = dt.date(2025, 12, 10)


@pytest.fixture
def register(make_nominal, monkeypatch):
    monkeypatch.setattr(nightly, "BATCH", 2)
    for _ in range(7):
        make_nominal(seen=SEEN)


def elsewhere(work):
    """Run something on a connection of its own; what it returned, or the error."""
    said = []

    def call():
        try:
            said.append(work())
        except Exception as error:
            said.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=call)
    thread.start()
    return thread, said


def test_two_batches_never_share_a_lock():
    assert nightly.BATCH % BUCKET == 0


@pytest.mark.django_db(transaction=True)
def test_batches_begin_where_buckets_do(make_nominal):
    size = nightly.BATCH
    for number in (1, size - 1, size, 2 * size - 1, 5 * size):
        make_nominal(pk=number)
    claim = nightly.take(DAY)
    found = RunBatch.objects.order_by("pk").values_list("first_id", "last_id")
    assert list(found) == [(1, size - 1), (size, 2 * size - 1), (5 * size, 5 * size)]
    nightly._sign_off(claim.run_id)


@pytest.mark.django_db(transaction=True)
def test_a_helper_shares_a_run_and_leaves_its_end_to_whoever_took_it(register):
    claim = nightly.take(DAY)
    thread, said = elsewhere(lambda: nightly.help_with(DAY))
    thread.join()
    assert said == [False]
    assert Deadline.objects.count() == 7
    assert NightlyRun.objects.get().state == "running"
    assert nightly.finish(claim)["nominals"] == 7
    nightly._sign_off(claim.run_id)


@pytest.mark.django_db(transaction=True)
def test_whoever_took_the_run_waits_for_a_helper_and_does_what_a_killed_one_left(register):
    held, go_on = threading.Event(), threading.Event()

    def killed_in_the_middle():
        with transaction.atomic():
            RunBatch.objects.select_for_update(skip_locked=True).filter(done=False).first()
            held.set()
            go_on.wait(60)
            transaction.set_rollback(True)  # as PostgreSQL does when a process is gone

    def helper_first():
        helper.append(elsewhere(killed_in_the_middle)[0])
        held.wait(60)

    helper = []
    thread, said = elsewhere(lambda: nightly.run(DAY, call_helpers=helper_first))
    held.wait(60)
    thread.join(1)
    assert thread.is_alive()
    assert NightlyRun.objects.get().state == "running"
    go_on.set()
    thread.join(60)
    helper[0].join(60)
    assert said[0]["nominals"] == 7
    assert NightlyRun.objects.get().state == "done"


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["none", "done"])
def test_there_is_nothing_to_help_with(register, state):
    if state == "done":
        nightly.run(DAY)
    assert nightly.help_with(DAY) is False


@pytest.mark.django_db
def test_a_helper_stops_where_the_run_was_taken_over(register, monkeypatch):
    nightly.take(DAY)
    real = nightly.reconcile_batch

    def and_taken_over(batch, recipients):
        NightlyRun.objects.update(fence=9)
        return real(batch, recipients)

    monkeypatch.setattr(nightly, "reconcile_batch", and_taken_over)
    assert nightly.help_with(DAY) is False
    assert not Deadline.objects.exists()


@pytest.mark.django_db
def test_a_helper_lets_others_pass_after_a_while(register):
    nightly.take(DAY)
    assert nightly.help_with(DAY, at_most=dt.timedelta(0)) is True
    assert not Deadline.objects.exists()


@pytest.mark.django_db
def test_a_run_ended_already_is_not_ended_twice(register):
    claim = nightly.take(DAY)
    nightly.work(claim)
    assert nightly.finish(claim)
    with pytest.raises(nightly.LeaseLost):
        nightly.finish(claim)


@pytest.mark.django_db
def test_the_bell_rings_for_a_helper_once_a_run_and_does_without_one(register, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks, "today", lambda: DAY)
    monkeypatch.setattr(tasks.nightly_help, "apply_async", lambda **options: rung.append(options))
    tasks.nightly_bell()
    tasks.nightly_bell()  # nothing is left to do
    assert rung == [{"expires": tasks.HELPER_WAITS}]

    def no_broker(**options):
        raise OperationalError("gone")

    monkeypatch.setattr(tasks.nightly_help, "apply_async", no_broker)
    tasks.nightly_now()
    assert NightlyRun.objects.get().fence == 2
