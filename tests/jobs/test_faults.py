"""The quick faults of trust F: clocks that change and jump, two beats, a task delivered again, Redis that is gone.

What takes whole processes is in `scripts/faults`. After each, alerts and dates equal that script's oracle, which knows
nothing of the product's rules.
"""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection
from kombu.exceptions import OperationalError

from accounts.models import User
from common.clock import today
from deadlines import nightly, tasks
from deadlines.models import Alert, NightlyRun
from offenders.models import StatusPeriod
from scripts.faults import oracle

ONE = dt.timedelta(days=1)


@pytest.fixture
def cases(world, make_nominal):
    """Forty cases of the faults' own register, and its people."""
    roles = {**dict.fromkeys((*oracle.OFFICERS, oracle.GONE), "offender_manager")}
    roles |= dict.fromkeys(oracle.SUPERVISORS, "supervisor")
    people = {name: world.person(name, role, team=world.north) for name, role in roles.items()}
    User.objects.filter(username=oracle.GONE).update(is_active=False)
    found = oracle.cases(40, seed=7)
    for case in found:
        nominal = make_nominal(case.reference, level=case.level, seen=case.seen, officer=people.get(case.officer))
        if case.stopped:
            StatusPeriod.objects.create(nominal=nominal, status="custody", from_on=case.seen + ONE)
    return found


def raised():
    rows = list(Alert.objects.values_list("nominal__reference", "stage", "recipient__username", "raised_on"))
    found = {(reference, stage, who): on for reference, stage, who, on in rows}
    assert len(found) == len(rows)
    return found


@pytest.fixture(autouse=True)
def no_mail(monkeypatch):
    monkeypatch.setattr(tasks.outbox, "relay", lambda moment: None)
    monkeypatch.setattr(tasks.nightly_help, "apply_async", lambda **options: None)


@pytest.mark.django_db
def test_bells_over_both_nights_on_which_the_clocks_change(cases):
    """Every half hour, and after jumps of two hours back and forth: one run a London day, each alert once."""
    days = []
    for start in (dt.datetime(2026, 3, 28, 21, tzinfo=dt.UTC), dt.datetime(2026, 10, 24, 21, tzinfo=dt.UTC)):
        for minutes in (0, 60, 150, 30, 180, 210, 90, 240, 270, 300):  # not in order: the clock jumps
            with time_machine.travel(start + dt.timedelta(minutes=minutes), tick=False):
                tasks.nightly_bell()
                days.append(today())
    runs = NightlyRun.objects.order_by("on")
    assert list(runs.values_list("on", "fence", "state")) == [(on, 1, "done") for on in sorted(set(days))]
    assert raised() == oracle.alerts(cases, sorted(set(days)))


@pytest.mark.django_db(transaction=True)
def test_two_beats_and_a_message_delivered_again(cases):
    on = oracle.START + 20 * ONE
    errors = []

    def bell():
        try:
            tasks.nightly_bell()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    with time_machine.travel(dt.datetime.combine(on, dt.time(3), dt.UTC), tick=True):
        threads = [threading.Thread(target=bell) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        bell()  # delivered once more, an hour later
    assert errors == []
    assert NightlyRun.objects.get().fence == 1
    assert raised() == oracle.alerts(cases, [on])


@pytest.mark.django_db
def test_a_broker_that_is_gone_or_flushed_costs_nothing(cases, monkeypatch):
    def gone(**options):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.nightly_help, "apply_async", gone)
    on = oracle.START + 20 * ONE
    with time_machine.travel(dt.datetime.combine(on, dt.time(3), dt.UTC), tick=False):
        tasks.nightly_bell()
    assert raised() == oracle.alerts(cases, [on])


@pytest.mark.django_db
@pytest.mark.parametrize("skipped", [1, 2, 13])
def test_missed_nights(cases, skipped):
    nights = [oracle.START + 10 * ONE, oracle.START + (11 + skipped) * ONE]
    for on in nights:
        nightly.run(on)
    assert raised() == oracle.alerts(cases, nights)
