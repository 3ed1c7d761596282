"""Waking a worker up never holds a page up: not by a queue that is down, nor by one that hangs."""

import socket

import pytest

from common.publishing import LONGEST, _client, publish
from common.tasks import relay_bell
from config.celery import app


@pytest.fixture
def silent():
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def broker(monkeypatch):
    def at(address):
        monkeypatch.setattr(app.conf, "broker_url", address)
        monkeypatch.setattr(app.conf, "broker_write_url", address)

    return at


def test_a_hung_queue_is_given_up_before_the_queues_own_client_is_asked(broker, silent, monkeypatch):
    asked = []
    monkeypatch.setattr(relay_bell, "apply_async", lambda **options: asked.append(options))
    broker(silent)
    assert publish(relay_bell) is False
    assert asked == []
    options = _client(silent).connection_pool.connection_kwargs
    assert options["socket_timeout"] == options["socket_connect_timeout"] == LONGEST < 1
    assert options["retry"].get_retries() == 0


def test_a_queue_that_is_down_is_said(broker):
    broker("redis://127.0.0.1:1/0")
    assert publish(relay_bell) is False


@pytest.mark.django_db  # with the database comes the queue
def test_what_is_published_is_published(monkeypatch):
    asked = []
    monkeypatch.setattr(relay_bell, "apply_async", lambda **options: asked.append(options))
    assert publish(relay_bell) is True
    assert asked[0]["args"] == ()
