"""Celery's tasks of the pages across all records."""

from celery import shared_task

from caseloads.simulator import jobs
from common.clock import now


@shared_task
def try_policy(pk: int) -> None:
    """Work a trial off; its row says whether there is anything left to do."""
    jobs.work_off(pk, now())
