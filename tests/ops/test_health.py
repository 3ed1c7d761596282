"""`/healthz`: 200 only when every part is well, a reason otherwise, and an answer even when a server hangs."""

import datetime as dt
import os
import socket
import time

import pytest
import redis
from django.conf import settings

from common.models import OutboxMessage
from config import embedded, health
from deadlines import nightly
from deadlines.models import Heartbeat, NightlyRun

PARTS = ("web", "database", "redis", "worker", "nightly", "outbox")
NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
CANARIES = ("register_app", "127.0.0.1", "password", "Traceback", "psycopg", "deadlines_")


@pytest.fixture(autouse=True)
def nothing_kept():
    health._kept.clear()


@pytest.fixture
def all_well(transactional_db, monkeypatch):
    """A worker that reported half a minute ago, a run of last night, Redis, and time enough."""
    monkeypatch.setattr(health, "DATABASE_SECONDS", 30.0)
    monkeypatch.setattr(health, "now", lambda: NOW)
    monkeypatch.setattr(health, "redis_state", lambda: "ok")
    Heartbeat.objects.create(name="worker", at=NOW - dt.timedelta(seconds=30))
    moment = NOW - dt.timedelta(hours=8)
    NightlyRun.objects.create(on=moment.date(), state="done", lease_until=moment, started_at=moment, finished_at=moment)


def ask(client):
    health._kept.clear()
    answer = client.get("/healthz")
    text = answer.content.decode()
    assert not any(canary in text for canary in CANARIES), text
    return answer.status_code, answer.json()


def test_all_well_without_a_sign_in(all_well, client):
    status, body = ask(client)
    assert status == 200
    assert body == {"status": "ok", "parts": dict.fromkeys(PARTS, "ok")}


def test_it_may_only_be_read(all_well, client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize(("seconds", "status"), [(150, 200), (151, 503)])
def test_a_worker_is_silent_after_150_seconds(all_well, client, seconds, status):
    Heartbeat.objects.update(at=NOW - dt.timedelta(seconds=seconds))
    code, body = ask(client)
    assert code == status
    assert (body["parts"]["worker"] == "ok") == (status == 200)
    assert body["parts"]["nightly"] == "ok"


@pytest.mark.parametrize(("hours", "status"), [(26, 200), (26.01, 503)])
def test_a_nightly_run_is_missed_after_26_hours_as_the_banner_says(all_well, client, hours, status):
    NightlyRun.objects.update(finished_at=NOW - dt.timedelta(hours=hours))
    code, body = ask(client)
    assert code == status
    assert (body["parts"]["nightly"] == "ok") == (status == 200)
    assert nightly.is_stale(NOW) == (status == 503)


@pytest.mark.parametrize(
    ("minutes", "field", "status"), [(60, None, 200), (61, None, 503), (61, "sent_at", 200), (61, "dropped_at", 200)]
)
def test_a_message_that_does_not_leave_is_said_after_an_hour(all_well, client, minutes, field, status):
    queued = NOW - dt.timedelta(minutes=minutes)
    given = {field: NOW} if field else {}
    OutboxMessage.objects.create(key="digest/1", kind="digest", queued_at=queued, next_try_at=NOW, **given)
    code, body = ask(client)
    assert code == status
    waiting = f"a message has been waiting to leave since {queued.isoformat(timespec='seconds')}"
    assert body["parts"]["outbox"] == ("ok" if status == 200 else waiting)


def test_a_run_that_has_not_finished_does_not_count(all_well, client):
    NightlyRun.objects.update(finished_at=None, state="running")
    assert ask(client)[0] == 503


def test_nothing_reported_yet(all_well, client):
    Heartbeat.objects.all().delete()
    NightlyRun.objects.all().delete()
    code, body = ask(client)
    assert code == 503
    assert body["parts"]["worker"] == "no worker has reported yet"
    assert body["parts"]["nightly"] == "no nightly run has finished yet"


@pytest.fixture
def hanging_server():
    """A server that accepts a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=20) as server:
        yield server.getsockname()[1]


def test_the_parts_together_answer_within_three_seconds():
    assert health.DATABASE_SECONDS + health.REDIS_SECONDS < 3


def test_a_hanging_redis_is_reported_in_time(all_well, client, monkeypatch, settings, hanging_server):
    monkeypatch.undo()
    monkeypatch.setattr(health, "DATABASE_SECONDS", 30.0)
    settings.CELERY_BROKER_URL = f"redis://:canary@127.0.0.1:{hanging_server}/0"
    asked, given = redis.Redis.from_url, {}
    monkeypatch.setattr(redis.Redis, "from_url", lambda url, **more: given.update(more) or asked(url, **more))
    code, body = ask(client)
    assert given["socket_timeout"] == given["socket_connect_timeout"] == health.REDIS_SECONDS
    assert (code, body["parts"]["redis"], body["parts"]["database"]) == (503, "does not answer", "ok")


@pytest.mark.parametrize("kind", ["hanging", "refusing"])
def test_a_database_that_does_not_answer_is_reported_in_time(all_well, client, monkeypatch, hanging_server, kind):
    port = hanging_server if kind == "hanging" else 1
    monkeypatch.setattr(health, "_address", lambda: {"host": "127.0.0.1", "port": port, "user": "x", "dbname": "x"})
    monkeypatch.setattr(health, "DATABASE_SECONDS", 0.5)
    code, body = ask(client)
    assert code == 503
    assert body["parts"]["database"].startswith("does not answer")
    assert body["parts"]["worker"].startswith("not known")


def test_tables_that_are_missing_are_reported(all_well, client, monkeypatch):
    address = {**health._address(), "dbname": "postgres"}
    monkeypatch.setattr(health, "_address", lambda: address)
    assert ask(client)[1]["parts"]["database"] == "answers, but its tables are not as they should be"


@pytest.mark.skipif(bool(os.environ.get("REDIS_URL")), reason="a Redis was given")
def test_the_real_redis_answers_and_a_wrong_password_is_reported(client, settings, monkeypatch):
    monkeypatch.setattr(health, "REDIS_SECONDS", 30.0)
    embedded.ensure(settings.DATA_DIR)
    assert health.redis_state() == "ok"
    settings.CELERY_BROKER_URL = settings.CELERY_BROKER_URL.replace("redis://:", "redis://:wrong")
    assert health.redis_state() == "refuses the password"


def test_a_good_answer_is_kept_for_a_second_and_a_bad_one_for_less(all_well, client, monkeypatch):
    assert health.KEPT_SECONDS == {True: 1.0, False: 0.2}
    monkeypatch.setattr(health, "KEPT_SECONDS", {True: 300.0, False: 60.0})
    assert ask(client)[0] == 200
    monkeypatch.setattr(health, "redis_state", lambda: "does not answer")
    assert client.get("/healthz").status_code == 200
    assert ask(client)[0] == 503
    assert health._kept["until"] - time.monotonic() <= 60
    monkeypatch.setattr(health, "redis_state", lambda: "ok")
    assert client.get("/healthz").status_code == 503
    health._kept["until"] = time.monotonic()
    assert client.get("/healthz").status_code == 200


def test_the_broker_of_the_tests_is_their_own():
    assert settings.DATA_DIR.name == "tests" or os.environ.get("REDIS_URL")
