"""Celery's tasks: a bell that wakes the work up. PostgreSQL says what is owed."""

from celery import shared_task

from common import outbox
from common.clock import now, today
from deadlines import nightly
from deadlines.models import Heartbeat


@shared_task
def nightly_bell() -> None:
    """Rung every hour; the day's own row decides whether there is anything left to do."""
    nightly.run(today())
    outbox.relay(now())


@shared_task
def nightly_now() -> None:
    """Asked for by somebody: today's run once more, though it was done."""
    nightly.run(today(), again=True)


@shared_task
def heartbeat() -> None:
    """Says that beat, broker, worker and database all work, through the path that real work takes."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": now()})
