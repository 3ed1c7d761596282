"""The nightly run: run twice, taken over, shared, interrupted, poisoned, stale (trust F)."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from common.clock import LONDON, now
from common.errors import Unavailable
from deadlines import nightly, reconcile, registry
from deadlines.models import Deadline, FailedNominal, NightlyRun, RunBatch
from deadlines.recipients import Recipients
from deadlines.reconcile import batch_for, reconcile_batch
from deadlines.registry import population
from visits.models import Visit

DAY = dt.date(2026, 3, 23)


@pytest.fixture(autouse=True)
def visits_alone(monkeypatch):
    """One source is enough to try the run: these tests count its rows."""
    monkeypatch.setattr(registry, "_sources", [one for one in registry.sources() if "home_visit" in one.kinds])


SEEN = dt.date(2025, 12, 10)


def open_rows():
    return sorted(
        Deadline.objects.open().values_list("nominal__reference", "kind", "subject", "due_on", "rule", "suspended")
    )


@pytest.mark.django_db
def test_a_run_opens_what_is_owed_and_a_second_changes_nothing(make_nominal):
    for _ in range(3):
        make_nominal(seen=SEEN)
    counts = nightly.run(DAY)
    assert (counts["nominals"], counts["opened"], counts["failed"]) == (3, 3, 0)
    before = list(Deadline.objects.order_by("pk").values())
    again = nightly.run(DAY, again=True)
    assert (again["opened"], again["closed"], again["reworded"], again["standings"]) == (0, 0, 0, 0)
    assert list(Deadline.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_the_bell_does_a_day_once(make_nominal):
    make_nominal(seen=SEEN)
    assert nightly.run(DAY) is not None
    assert nightly.run(DAY) is None


@pytest.mark.django_db
def test_a_day_before_the_last_good_run_is_refused():
    nightly.run(DAY)
    with pytest.raises(nightly.RunRefused, match="23 March 2026"):
        nightly.run(DAY - dt.timedelta(days=1))


@pytest.mark.django_db
def test_missed_nights_lose_nothing(make_nominal):
    make_nominal(seen=SEEN)
    nightly.run(DAY)
    nightly.run(DAY + dt.timedelta(days=30))
    rows = open_rows()
    Deadline.objects.all().delete()
    nightly.run(DAY + dt.timedelta(days=30), again=True)
    assert open_rows() == rows


@pytest.mark.django_db
def test_deleted_rows_come_back_the_same(make_nominal):
    for level in ("very_high", "high", "medium", "low"):
        make_nominal(level=level, seen=SEEN)
    nightly.run(DAY)
    rows = open_rows()
    Deadline.objects.all().delete()
    nightly.run(DAY, again=True)
    assert open_rows() == rows


@pytest.mark.django_db
def test_a_new_fact_closes_the_row_and_opens_another(make_nominal):
    nominal = make_nominal(seen=SEEN)
    nightly.run(DAY)
    Visit.objects.create(nominal=nominal, date=DAY, outcome="seen_at_address")
    nightly.run(DAY, again=True)
    old = Deadline.objects.get(nominal=nominal, closed_on__isnull=False)
    new = Deadline.objects.get(nominal=nominal, closed_on__isnull=True)
    assert (old.outcome, old.closed_on, new.due_on) == ("done", DAY, dt.date(2026, 6, 23))


@pytest.mark.django_db
def test_one_poisoned_nominal_holds_up_nobody(make_nominal, monkeypatch):
    good, bad = make_nominal(seen=SEEN), make_nominal(seen=SEEN)
    from visits.deadlines import VisitSource

    rule = VisitSource.specs

    def poisoned(self, person, facts, batch):
        if person.id == bad.pk:
            raise ValueError("31 February")
        return rule(self, person, facts, batch)

    with monkeypatch.context() as patch:
        patch.setattr(VisitSource, "specs", poisoned)
        assert nightly.run(DAY)["failed"] == 1
        nightly.run(DAY, again=True)
    assert Deadline.objects.open().filter(nominal=good).count() == 1
    failure = FailedNominal.objects.get()
    assert (failure.nominal_id, failure.tries) == (bad.pk, 2)
    assert "31 February" in failure.message
    nightly.run(DAY, again=True)
    assert not FailedNominal.objects.exists()
    assert Deadline.objects.open().filter(nominal=bad).count() == 1


@pytest.mark.django_db
def test_a_failed_nominal_keeps_its_open_deadline(make_nominal, monkeypatch):
    nominal = make_nominal(seen=SEEN, on=DAY)
    from visits.deadlines import VisitSource

    def poisoned(self, person, facts, batch):
        raise ValueError("31 February")

    monkeypatch.setattr(VisitSource, "specs", poisoned)
    nightly.run(DAY)
    assert Deadline.objects.open().filter(nominal=nominal).count() == 1


@pytest.mark.django_db
def test_what_the_database_refuses_for_one_is_done_for_the_rest(make_nominal, monkeypatch):
    good, bad = make_nominal(seen=SEEN), make_nominal(seen=SEEN)
    from visits.deadlines import VisitSource

    rule = VisitSource.specs

    def too_long(self, person, facts, batch):
        specs = rule(self, person, facts, batch)
        return [spec._replace(rule="x" * 41) for spec in specs] if person.id == bad.pk else specs

    monkeypatch.setattr(VisitSource, "specs", too_long)
    counts = nightly.run(DAY)
    assert counts["failed"] == 1
    assert Deadline.objects.open().filter(nominal=good).count() == 1
    assert FailedNominal.objects.get().nominal_id == bad.pk


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing_more(make_nominal):
    make_nominal(seen=SEEN)
    claim = nightly.take(DAY)
    NightlyRun.objects.filter(pk=claim.run_id).update(fence=claim.fence + 1)
    with pytest.raises(nightly.LeaseLost), transaction.atomic():
        nightly.work(claim)
    assert not Deadline.objects.exists()
    with pytest.raises(nightly.LeaseLost):
        nightly.finish(claim)


@pytest.mark.django_db(transaction=True)
def test_a_run_whose_runner_was_killed_is_taken_over_at_once(make_nominal):
    """The dead runner's database session is gone, and with it its lock, though its lease has minutes to run."""
    make_nominal(seen=SEEN)
    NightlyRun.objects.create(
        on=DAY, fence=1, lease_until=now() + dt.timedelta(minutes=9), started_at=now(), state="running"
    )
    run = NightlyRun.objects.get()
    nightly._make_batches(run.pk)
    counts = nightly.run(DAY)
    assert counts["opened"] == 1
    assert NightlyRun.objects.get().fence == 2


@pytest.mark.django_db(transaction=True)
def test_while_a_runner_lives_nobody_else_takes_the_run(make_nominal):
    make_nominal(seen=SEEN)
    claim = nightly.take(DAY)
    answers = []

    def another():
        try:
            answers.append(nightly.take(DAY))
        finally:
            connection.close()

    thread = threading.Thread(target=another)
    thread.start()
    thread.join()
    assert answers == [None]
    nightly.work(claim)
    assert nightly.finish(claim)["opened"] == 1
    nightly._sign_off(claim.run_id)


@pytest.mark.django_db(transaction=True)
def test_ten_runs_at_once_do_the_work_once(make_nominal):
    for _ in range(5):
        make_nominal(seen=SEEN)
    results, errors = [], []
    gate = threading.Barrier(10)

    def one():
        try:
            gate.wait()
            results.append(nightly.run(DAY))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len([result for result in results if result is not None]) == 1
    assert Deadline.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_a_run(make_nominal, monkeypatch):
    monkeypatch.setattr(nightly, "BATCH", 2)
    for _ in range(9):
        make_nominal(seen=SEEN)
    claim = nightly.take(DAY)
    assert RunBatch.objects.count() == 5

    def join():
        try:
            nightly.work(claim)
        finally:
            connection.close()

    threads = [threading.Thread(target=join) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = nightly.finish(claim)
    assert (counts["nominals"], counts["opened"]) == (9, 9)
    nightly._sign_off(claim.run_id)


@pytest.mark.django_db
def test_a_fact_that_cannot_even_be_read_holds_up_nobody_else(make_nominal):
    """A year beyond Python's calendar, which neither the pages nor a bundle would take."""
    bad, good = make_nominal(seen=SEEN), make_nominal(seen=SEEN)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE offenders_risklevel SET effective_from = '12000-01-01' WHERE nominal_id = %s", [bad.pk])
    counts = nightly.run(DAY)
    assert (counts["nominals"], counts["opened"], counts["failed"]) == (2, 1, 1)
    assert Deadline.objects.get().nominal == good
    assert "year 12000 is out of range" in FailedNominal.objects.get(nominal=bad).message


@pytest.mark.django_db
def test_nothing_read_for_a_batch_outlives_it(make_nominal):
    """The collector would go through every fact of a batch that is still held when it is let go again."""
    nominal = make_nominal(seen=SEEN)
    batch = batch_for(DAY, first=nominal.pk, last=nominal.pk)
    assert population().load(batch)
    assert batch.shared
    assert reconcile_batch(batch, Recipients.load(DAY))["opened"] == 1
    assert not batch.shared


@pytest.mark.django_db
def test_what_is_owed_is_compared_whatever_the_order_in_which_it_is_stored(make_nominal):
    nominal = make_nominal(seen=SEEN)
    Visit.objects.create(nominal=nominal, date=DAY, outcome="address_vacated")
    batch = batch_for(DAY, ids=[nominal.pk])
    assert reconcile_batch(batch)["opened"] == 2
    stored = list(Deadline.objects.order_by("pk"))
    Deadline.objects.all().delete()
    for row in reversed(stored):
        row.pk = None
        row.save(force_insert=True)
    assert set(+reconcile_batch(batch)) == {"nominals"}


@pytest.mark.django_db(transaction=True)
def test_a_change_waits_for_a_batch_and_the_other_way_round(make_nominal):
    """A batch that has read its facts must not write over a change made meanwhile."""
    nominal = make_nominal(seen=SEEN, on=DAY)
    started, go_on = threading.Event(), threading.Event()

    def slow_batch():
        try:
            with transaction.atomic():
                batch = batch_for(DAY, ids=[nominal.pk])
                nightly.lock_for_batch(batch)
                started.set()
                go_on.wait(60)
                reconcile_batch(batch)
        finally:
            connection.close()

    def change():
        from deadlines.reconcile import reconcile_nominal

        try:
            with transaction.atomic():
                Visit.objects.create(nominal=nominal, date=DAY, outcome="seen_at_address")
                reconcile_nominal(nominal.pk, on=DAY)
        finally:
            connection.close()

    first, second = threading.Thread(target=slow_batch), threading.Thread(target=change)
    first.start()
    started.wait(60)
    second.start()
    go_on.set()
    first.join()
    second.join()
    assert Deadline.objects.open().get().due_on == dt.date(2026, 6, 23)


@pytest.mark.django_db
def test_stale_after_26_hours(make_nominal):
    moment = now()
    assert nightly.is_stale(moment)
    nightly.run(moment.date())
    NightlyRun.objects.update(finished_at=moment - dt.timedelta(hours=25, minutes=59))
    assert not nightly.is_stale(moment)
    NightlyRun.objects.update(finished_at=moment - dt.timedelta(hours=26, minutes=1))
    assert nightly.is_stale(moment)


@pytest.mark.django_db
def test_an_empty_register_is_a_good_run():
    assert nightly.run(DAY) is not None
    assert NightlyRun.objects.get().state == "done"


@pytest.mark.django_db
def test_a_run_for_an_old_day_is_no_sign_of_life():
    nightly.run(DAY)
    assert nightly.is_stale(now())


@pytest.mark.django_db
def test_a_trial_run_for_a_day_to_come_keeps_nobody_from_todays():
    today = now().astimezone(LONDON).date()
    nightly.run(today + dt.timedelta(days=100))
    assert nightly.run(today) is not None
    with pytest.raises(nightly.RunRefused):
        nightly.run(today + dt.timedelta(days=50))


@pytest.mark.django_db(transaction=True)
def test_a_change_that_cannot_have_its_lock_is_told_to_try_again(make_nominal, monkeypatch):
    """While a register is being loaded; nobody waits for minutes, and nothing is half saved."""
    nominal = make_nominal(seen=SEEN)
    monkeypatch.setattr(reconcile, "PATIENCE", "100ms")
    held, go_on = threading.Event(), threading.Event()

    def load():
        try:
            with transaction.atomic():
                nightly.lock_for_batch(batch_for(DAY, ids=[nominal.pk]))
                held.set()
                go_on.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=load)
    thread.start()
    held.wait(60)

    def save():
        with transaction.atomic():
            reconcile.reconcile_nominal(nominal.pk, on=DAY)

    with pytest.raises(Unavailable):
        save()
    go_on.set()
    thread.join()
    save()
    assert Deadline.objects.open().count() == 1
