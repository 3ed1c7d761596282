"""Waking a worker up from a page: within a second, or not at all. What is owed is in PostgreSQL either way."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from kombu.exceptions import OperationalError
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

LONGEST = 0.8  # seconds: publishing to a Redis that hangs fails within one second (trust, F)


def publish(task: Any, *args: Any) -> bool:
    """Put a task into the queue. False where Redis is down or does not answer; the bells of the schedule go on.

    Asked first whether it is there: the queue's own client tries several times over before it gives a silent one up.
    """
    try:
        with closing(_client(task.app.conf.broker_url)) as client:
            client.ping()
        task.apply_async(args=args, retry=False)
    except (OperationalError, RedisError, OSError):
        return False
    return True


def _client(address: str) -> Redis:
    return Redis.from_url(address, socket_timeout=LONGEST, socket_connect_timeout=LONGEST, retry=Retry(NoBackoff(), 0))
