"""Celery's tasks: a bell that wakes the work up. PostgreSQL says what is owed."""

from contextlib import suppress

from celery import shared_task
from kombu.exceptions import OperationalError

from common import outbox
from common.clock import now, today
from deadlines import nightly
from deadlines.models import Heartbeat

HELPER_WAITS = 10 * 60  # seconds; nobody helps with a run that began longer ago


@shared_task
def nightly_bell() -> None:
    """Rung every hour; the day's own row decides whether there is anything left to do."""
    nightly.run(today(), call_helpers=_call_helper)
    outbox.relay(now())


@shared_task
def nightly_now() -> None:
    """Asked for by somebody: today's run once more, though it was done."""
    nightly.run(today(), again=True, call_helpers=_call_helper)


@shared_task
def nightly_help() -> None:
    """A second worker shares a run that is under way; after a minute it lets others pass and comes back."""
    if nightly.help_with(today()):
        _call_helper()


def _call_helper() -> None:
    """Ring for a helper. Nothing depends on it: without a broker the run is done by one worker alone."""
    with suppress(OperationalError, OSError):
        nightly_help.apply_async(expires=HELPER_WAITS)


@shared_task
def heartbeat() -> None:
    """Says that beat, broker, worker and database all work, through the path that real work takes."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": now()})
