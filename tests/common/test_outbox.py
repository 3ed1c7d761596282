"""Messages leave once, whatever is killed, refused or run twice (trust F)."""

import datetime as dt
import threading
import time

import pytest
from django.core import mail
from django.db import connection, transaction

from common import outbox
from common.models import OutboxMessage
from common.outbox import Email
from config.celery import BEAT_SCHEDULE

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def sorts(monkeypatch):
    """A sort of message of this test's own."""
    monkeypatch.setattr(outbox, "_sorts", {})

    def compose(message, moment):
        return (
            Email("a@example.org", f"Message {message.payload['n']}", "OFFICIAL-SENSITIVE") if message.payload else None
        )

    outbox.register("test", compose, dt.timedelta(days=2))


def owe(count=1, **fields):
    for number in range(count):
        OutboxMessage.objects.create(
            kind="test", key=f"test/{OutboxMessage.objects.count()}", queued_at=NOW, next_try_at=NOW,
            **{"payload": {"n": number}, **fields},
        )  # fmt: skip


def ids():
    return [message.extra_headers["Message-ID"] for message in mail.outbox]


class Killed(BaseException):
    """As a process that is killed: nothing after it runs."""


@pytest.mark.django_db
def test_the_relay_is_on_the_schedule():
    assert BEAT_SCHEDULE["relay-bell"]["schedule"] == 60.0


@pytest.mark.django_db
def test_a_key_is_one_message():
    assert outbox.queue("test", "digest/1", {"n": 1})
    assert not outbox.queue("test", "digest/1", {"n": 2})
    assert OutboxMessage.objects.get().payload == {"n": 1}


@pytest.mark.django_db
def test_sent_once_and_never_again():
    owe(3)
    assert outbox.relay(NOW) == {"sent": 3}
    assert outbox.relay(NOW) == {}
    assert len(set(ids())) == 3
    assert set(OutboxMessage.objects.values_list("sent_at", "attempts")) == {(NOW, 1)}


@pytest.mark.django_db(transaction=True)
def test_owed_with_a_change_that_is_undone_it_is_not_owed():
    with transaction.atomic():
        outbox.queue("test", "k", {"n": 1})
        transaction.set_rollback(True)
    assert outbox.relay(NOW) == {}


@pytest.mark.django_db(transaction=True)
def test_killed_before_the_send_it_goes_later(monkeypatch):
    owe()
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_send", kill)
        with pytest.raises(Killed):
            outbox.relay(NOW)
    assert mail.outbox == []
    assert outbox.relay(NOW) == {"sent": 1}


@pytest.mark.django_db(transaction=True)
def test_killed_between_send_and_mark_it_goes_again_under_the_same_id(monkeypatch):
    owe()
    send = outbox._send

    def send_and_die(row, moment):
        send(row, moment)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_send", send_and_die)
        with pytest.raises(Killed):
            outbox.relay(NOW)
    assert outbox.relay(NOW) == {"sent": 1}
    assert len(ids()) == 2
    assert len(set(ids())) == 1
    assert outbox.relay(NOW) == {}


@pytest.mark.django_db(transaction=True)
def test_killed_after_the_mark_nothing_goes_again(monkeypatch):
    owe(2)
    following = outbox._send_next

    def once_then_die(moment):
        assert following(moment) == "sent"
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_send_next", once_then_die)
        with pytest.raises(Killed):
            outbox.relay(NOW)
    assert outbox.relay(NOW) == {"sent": 1}
    assert len(set(ids())) == len(ids()) == 2


def kill(*_):
    raise Killed


@pytest.mark.django_db(transaction=True)
def test_relays_at_once_send_each_message_once(monkeypatch):
    owe(20)
    send = outbox._send

    def slow(row, moment):
        time.sleep(0.01)
        return send(row, moment)

    monkeypatch.setattr(outbox, "_send", slow)
    counts, gate = [], threading.Barrier(4)

    def one():
        try:
            gate.wait()
            counts.append(outbox.relay(NOW)["sent"])
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 20
    assert len(set(ids())) == len(ids()) == 20


@pytest.mark.django_db
def test_a_mail_server_that_refuses_makes_it_wait_longer_each_time(monkeypatch):
    owe()

    def refuse(self, **_):
        raise ConnectionRefusedError("mail.example.org said: Larkmoor unknown")

    waits, moment = [], NOW
    with monkeypatch.context() as patch:
        patch.setattr(outbox.EmailMessage, "send", refuse)
        for _ in range(12):
            assert outbox.relay(moment) == {"put_off": 1}
            assert outbox.relay(moment) == {}  # not before its time
            row = OutboxMessage.objects.get()
            waits.append(row.next_try_at - moment)
            moment = row.next_try_at
            if moment - NOW > dt.timedelta(days=1):
                break
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes[:4] == [1, 2, 4, 8]
    assert max(minutes) == 360
    assert row.last_error == "ConnectionRefusedError"  # its words are not kept
    assert outbox.relay(moment) == {"sent": 1}


@pytest.mark.django_db
def test_one_that_cannot_be_composed_holds_up_no_other(monkeypatch):
    owe(payload={"wrong": 1})
    owe()
    assert outbox.relay(NOW) == {"put_off": 1, "sent": 1}


@pytest.mark.django_db
def test_what_composing_wrote_is_taken_back_where_it_was_not_sent(monkeypatch):
    """So that the audit log never says that a message left which did not."""

    def compose(message, moment):
        OutboxMessage.objects.create(kind="other", key="written", queued_at=NOW, next_try_at=NOW + dt.timedelta(days=9))
        raise ConnectionResetError

    outbox.register("test", compose, dt.timedelta(days=2))
    owe()
    assert outbox.relay(NOW) == {"put_off": 1}
    assert not OutboxMessage.objects.filter(key="written").exists()


@pytest.mark.django_db
def test_with_nothing_to_say_it_is_dropped():
    owe(payload={})
    assert outbox.relay(NOW) == {"dropped": 1}
    assert mail.outbox == []


@pytest.mark.django_db
def test_too_late_it_is_given_up(caplog):
    owe()
    assert outbox.relay(NOW + dt.timedelta(days=3)) == {"dropped": 1}
    assert "given up" in caplog.text


@pytest.mark.django_db
def test_old_ones_are_forgotten_owed_ones_never():
    owe(sent_at=NOW - dt.timedelta(days=91))
    owe(dropped_at=NOW - dt.timedelta(days=91))
    owe(sent_at=NOW - dt.timedelta(days=89))
    outbox.relay(NOW)
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_a_bell_sends_so_many_and_the_next_goes_on():
    owe(5)
    assert outbox.relay(NOW, most=3) == {"sent": 3}
    assert outbox.relay(NOW, most=3) == {"sent": 2}


@pytest.mark.django_db
def test_a_claim_and_a_mark_are_few_queries(django_assert_max_num_queries):
    owe()
    with django_assert_max_num_queries(12):
        outbox.relay(NOW)
