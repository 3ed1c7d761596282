"""Waking a worker up from a page: within a second, or not at all. What is owed is in PostgreSQL either way."""

from __future__ import annotations

from typing import Any

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

LONGEST = 0.8  # seconds for each answer: publishing to a Redis that hangs fails within one second (trust, F)


def publish(task: Any, *args: Any) -> bool:
    """Put a task into the queue. False where Redis is down or does not answer; the bells of the schedule go on."""
    link = task.app.connection_for_write()
    link.transport_options = {**link.transport_options, "socket_timeout": LONGEST, "socket_connect_timeout": LONGEST}
    try:
        with link:
            task.apply_async(args=args, connection=link, retry=False)
    except (OperationalError, RedisError, OSError):
        return False
    return True
