"""Celery's tasks of this app: a bell that wakes the relay up."""

from celery import shared_task

from common import outbox
from common.clock import now


@shared_task
def relay_bell() -> None:
    """Rung every minute; the outbox says whether anything is owed."""
    outbox.relay(now())
