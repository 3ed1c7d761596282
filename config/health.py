"""`/healthz`: whether the web, the database, Redis, a worker, the nightly run and the outbox are all well.

Answers within three seconds even when a server hangs: it asks over connections of its own, with its own clock, and
never over the ones that pages use. Reasons name a part and no address, version or row. A good answer is kept for a
second and a bad one for a fifth of it, so that asking often costs little.
"""

import datetime as dt
import select
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from psycopg2 import sql
from psycopg2.extensions import POLL_OK, POLL_READ, POLL_WRITE
from psycopg2.extensions import connection as Connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from common.clock import now, today
from common.models import OutboxMessage
from config import embedded
from config.embedded.state import Paths, load_secrets
from deadlines.models import Heartbeat, NightlyRun
from deadlines.nightly import JOB, STALE

OK = "ok"
DATABASE_SECONDS = 1.5
REDIS_SECONDS = 0.6
WORKER_SILENCE = dt.timedelta(seconds=150)  # two missed heartbeats
MAIL_WAITS = dt.timedelta(hours=1)  # the relay tries every minute; by then several tries have failed
KEPT_SECONDS = {True: 1.0, False: 0.2}
ADDRESS = (("host", "HOST"), ("port", "PORT"), ("user", "USER"), ("password", "PASSWORD"), ("dbname", "NAME"))
LAST_SIGNS = sql.SQL("""
    SELECT (SELECT max(at) FROM {heartbeat} WHERE name = 'worker'),
           (SELECT max(finished_at) FROM {run} WHERE job = %s AND state = 'done' AND "on" >= %s),
           (SELECT min(queued_at) FROM {outbox} WHERE sent_at IS NULL AND dropped_at IS NULL)""")

Signs = tuple[dt.datetime | None, dt.datetime | None, dt.datetime | None]

_guard = threading.Lock()
_kept: dict[str, Any] = {}


class NoAnswer(Exception):
    """A part did not answer; the text says so without details."""


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if every part is well, else 503; the body says of each part `ok` or what is wrong."""
    with _guard:
        if time.monotonic() >= _kept.get("until", 0.0):
            asked = parts(now())
            good = all(state == OK for state in asked.values())
            _kept.update(parts=asked, well=good, until=time.monotonic() + KEPT_SECONDS[good])
        found, well = _kept["parts"], _kept["well"]
    body = {"status": OK if well else "failing", "parts": found}
    return JsonResponse(body, status=200 if well else 503)


def parts(moment: dt.datetime) -> dict[str, str]:
    """Return the state of each part at that moment: `ok` or a reason."""
    found = {"web": OK, "database": OK, "redis": redis_state()}
    try:
        heartbeat, finished, owed = last_signs()
    except NoAnswer as error:
        unknown = "not known, because the database does not answer"
        return {**found, "database": str(error), "worker": unknown, "nightly": unknown, "outbox": unknown}
    return {
        **found,
        "worker": worker_state(heartbeat, moment),
        "nightly": nightly_state(finished, moment),
        "outbox": outbox_state(owed, moment),
    }


def worker_state(heartbeat: dt.datetime | None, moment: dt.datetime) -> str:
    """A worker is well if a heartbeat came through beat, Redis and worker in the last 150 seconds."""
    if heartbeat is None:
        return "no worker has reported yet"
    if moment - heartbeat > WORKER_SILENCE:
        return f"no worker has reported since {_utc(heartbeat)}"
    return OK


def nightly_state(finished: dt.datetime | None, moment: dt.datetime) -> str:
    """The nightly run is well if a good one finished within 26 hours, as the banner on every page says."""
    if finished is None:
        return "no nightly run has finished yet"
    if moment - finished > STALE:
        return f"the last good nightly run finished at {_utc(finished)}"
    return OK


def outbox_state(owed: dt.datetime | None, moment: dt.datetime) -> str:
    """The outbox is well if no message has been waiting to leave for more than an hour."""
    if owed is not None and moment - owed > MAIL_WAITS:
        return f"a message has been waiting to leave since {_utc(owed)}"
    return OK


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def redis_state() -> str:
    """Whether Redis answers within 0.6 seconds to each step."""
    link = redis.Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=REDIS_SECONDS,
        socket_timeout=REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    with closing(link):
        try:
            link.ping()
        except redis.AuthenticationError:
            return "refuses the password"
        except (redis.RedisError, OSError):
            return "does not answer"
    return OK


def last_signs() -> Signs:
    """When a worker last reported, a nightly run finished, and the oldest message that is owed was queued.

    Raises NoAnswer after 1.5 seconds.
    """
    deadline = time.monotonic() + DATABASE_SECONDS
    tables = {"heartbeat": Heartbeat, "run": NightlyRun, "outbox": OutboxMessage}
    query = LAST_SIGNS.format(**{name: sql.Identifier(model._meta.db_table) for name, model in tables.items()})
    try:
        link = psycopg2.connect(**_address(), async_=1)
        with closing(link):
            _wait(link, deadline)
            cursor = link.cursor()
            cursor.execute(query, [JOB, today() - dt.timedelta(days=1)])
            _wait(link, deadline)
            heartbeat, finished, owed = cursor.fetchone()
            return heartbeat, finished, owed
    except psycopg2.OperationalError:
        raise NoAnswer("does not answer") from None
    except psycopg2.Error:
        raise NoAnswer("answers, but its tables are not as they should be") from None


def _wait(link: Connection, deadline: float) -> None:
    """Wait for an asynchronous connection's step, but not past the deadline."""
    while (state := link.poll()) != POLL_OK:
        left = deadline - time.monotonic()
        if left <= 0:
            raise NoAnswer(f"does not answer within {DATABASE_SECONDS} seconds")
        descriptor = link.fileno()
        select.select([descriptor] if state == POLL_READ else [], [descriptor] if state == POLL_WRITE else [], [], left)


def _address() -> dict[str, Any]:
    """Return where this process's pages find the database, without starting an embedded one that is down."""
    wanted = connection.settings_dict
    known = {name: wanted[key] for name, key in ADDRESS if wanted.get(key)}
    if data_dir := wanted.get("EMBEDDED_IN"):
        services = embedded.look(Path(data_dir))
        if services is None:
            raise NoAnswer("is not running")
        password = load_secrets(Paths(Path(data_dir))).password_of(wanted["USER"])
        known |= {"host": "127.0.0.1", "port": services.postgres_port, "password": password}
    extra = {name: value for name, value in wanted["OPTIONS"].items() if name.startswith("ssl")}
    return {**known, **extra}
