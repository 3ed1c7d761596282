"""The daily e-mail: once for each recipient and day, no name in it, nothing lost (trust D and F)."""

import datetime as dt
import re
import threading

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, transaction

from accounts.models import User
from audit.models import Event
from common import outbox
from common.clock import now
from common.models import OutboxMessage
from deadlines import nightly
from deadlines.actions import acknowledge
from deadlines.digest import MOST_NAMED, body
from deadlines.models import Alert
from offenders.models import Nominal

DAY = dt.date(2026, 3, 23)
ONE = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


def references(message):
    return re.findall(r"^(T-\S+|[A-Z]+-\d+)$", message.body, re.M)


def send():
    mail.outbox.clear()
    outbox.relay(now())
    return {message.to[0].partition("@")[0]: message for message in mail.outbox}


def test_it_goes_to_everybody_with_new_alerts_and_holds_references_and_links_only(make_nominal, officer, supervisor):
    make_nominal("N-1", seen=DAY - 120 * ONE, family_name="Canaryname", given_names="Canarygiven")
    make_nominal("N-2", seen=dt.date(2025, 12, 23))
    nightly.run(DAY)
    sent = send()
    assert set(sent) == {"a.hollis", "e.marsh"}
    message = sent["a.hollis"]
    assert references(message) == ["N-1", "N-2"]
    assert references(sent["e.marsh"]) == ["N-1"]
    assert f"{settings.PUBLIC_URL}/nominals/N-1/" in message.body
    assert f"{settings.PUBLIC_URL}/alerts/" in message.body
    assert "2 alerts are waiting" in message.body
    assert message.body.startswith("OFFICIAL-SENSITIVE")
    assert "OFFICIAL-SENSITIVE" in message.subject
    told = message.subject + message.body
    for word in ("Canary", "visit", "risk", "overdue", "Hollis", "Sample Street"):
        assert word.lower() not in told.lower()


def test_the_number_is_that_of_the_page_and_the_badge(make_nominal, officer, supervisor):
    for number in range(3):
        make_nominal(f"N-{number}", seen=DAY - 120 * ONE)
    nightly.run(DAY)
    acknowledge(alerts=[Alert.objects.filter(recipient=officer).first().pk], by=officer, on=DAY)
    assert f"{Alert.objects.of(officer).waiting().count()} alerts are waiting" in send()["a.hollis"].body


def test_each_alert_is_named_once_and_a_day_without_new_ones_brings_nothing(make_nominal, officer):
    make_nominal("N-1", seen=dt.date(2025, 12, 23))
    nightly.run(DAY)
    assert references(send()["a.hollis"]) == ["N-1"]
    make_nominal("N-2", seen=dt.date(2025, 12, 24))
    nightly.run(DAY + ONE)  # N-1 is overdue now: a new alert
    assert references(send()["a.hollis"]) == ["N-1", "N-2"]
    nightly.run(DAY + 2 * ONE)
    assert references(send()["a.hollis"]) == ["N-2"]
    nightly.run(DAY + 3 * ONE)
    assert send() == {}


def test_running_the_night_again_sends_nothing_again(make_nominal, officer):
    make_nominal("N-1", seen=dt.date(2025, 12, 23))
    nightly.run(DAY)
    assert len(send()) == 1
    nightly.run(DAY, again=True)
    assert send() == {}
    make_nominal("N-2", seen=dt.date(2025, 12, 23))
    nightly.run(DAY, again=True)  # raised after the day's e-mail had left: tomorrow's
    assert send() == {}
    nightly.run(DAY + ONE)
    assert references(send()["a.hollis"]) == ["N-1", "N-2"]


def test_what_was_acknowledged_before_it_left_is_not_in_it(make_nominal, officer):
    make_nominal("N-1", seen=dt.date(2025, 12, 23))
    nightly.run(DAY)
    acknowledge(alerts=list(Alert.objects.values_list("pk", flat=True)), by=officer, on=DAY)
    assert send() == {}
    assert OutboxMessage.objects.get().dropped_at is not None


@pytest.mark.parametrize("when", ["before the run", "before it left"])
def test_an_inactive_account_gets_nothing(make_nominal, officer, supervisor, when):
    make_nominal("N-1", seen=dt.date(2025, 12, 23))
    if when == "before it left":
        nightly.run(DAY)
    User.objects.update(is_active=False)
    nightly.run(DAY, again=True)
    assert send() == {}


def test_rights_are_those_of_the_moment_it_leaves(world, make_nominal, officer, colleague):
    make_nominal("N-1", seen=dt.date(2025, 12, 23))
    make_nominal("N-2", seen=dt.date(2025, 12, 23))
    nightly.run(DAY)
    Nominal.objects.filter(reference="N-1").update(officer=None, team=world.south)
    message = send()["a.hollis"]
    assert references(message) == ["N-2"]
    assert "N-1" not in message.body
    assert "1 alert is waiting" in message.body


def test_a_run_that_did_not_finish_owes_nothing(make_nominal, officer, monkeypatch):
    make_nominal("N-1", seen=dt.date(2025, 12, 23))
    claim = nightly.take(DAY)
    nightly.work(claim)
    assert Alert.objects.count() == 1
    assert OutboxMessage.objects.count() == 0

    def broken(*_):
        raise RuntimeError("killed while finishing")

    with monkeypatch.context() as patch:
        patch.setattr(nightly, "prepare_months", broken)
        with pytest.raises(RuntimeError), transaction.atomic():
            nightly.finish(claim)
    assert OutboxMessage.objects.count() == 0
    nightly.finish(claim)
    assert OutboxMessage.objects.count() == 1
    nightly._sign_off(claim.run_id)


def test_that_it_was_sent_is_on_record(make_nominal, officer):
    make_nominal("N-1", seen=dt.date(2025, 12, 23))
    nightly.run(DAY)
    send()
    event = Event.objects.get(action="alerts.digest_sent")
    assert (event.username, event.subjects) == ("system", ["N-1"])
    assert event.details == {"to": "a.hollis", "on": "2026-03-23", "waiting": 1}


def test_without_an_address_nothing_is_owed_until_there_is_one(make_nominal, officer):
    User.objects.update(email="")
    make_nominal("N-1", seen=dt.date(2025, 12, 23))
    nightly.run(DAY)
    assert OutboxMessage.objects.count() == 0
    User.objects.update(email="a.hollis@example.org")
    nightly.run(DAY, again=True)
    assert references(send()["a.hollis"]) == ["N-1"]


def test_a_long_one_names_some_and_says_how_many_more():
    text = body([f"N-{number:04}" for number in range(MOST_NAMED + 5)], 205)
    assert "and 5 more" in text


@pytest.mark.django_db(transaction=True)
def test_ten_finishes_at_once_owe_one_message_each(make_nominal, officer, supervisor):
    make_nominal("N-1", seen=DAY - 120 * ONE)
    errors = []

    def one():
        try:
            nightly.run(DAY, again=True)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [error for error in errors if not isinstance(error, nightly.LeaseLost)] == []
    assert OutboxMessage.objects.count() == 2
    assert len(send()) == 2
