"""Celery's tasks of MAPPA: a bell that makes the papers that were asked for."""

from celery import shared_task

from common.clock import now
from mappa.actions.packs import make_packs


@shared_task
def packs_bell() -> None:
    """Rung every minute, and at once when papers are asked for; their own rows say whether anything is owed."""
    make_packs(now())
