"""The nightly run: every deadline brought up to date for a day, by any number of workers, whatever fails.

One row per job and day decides who runs it. A runner holds a lock of its database session, which falls away when it is
killed, and a lease that is renewed with every batch, for one that hangs. Whoever takes a run over raises the fence, and
a runner with an older fence can write nothing more. A batch is claimed by a row lock, so that others can help with a
run and a killed one's claim falls away by itself. Whoever took the run waits for the helpers and ends it.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from audit.events import prepare_months
from common.clock import LONDON, now, today
from common.holidays import load_calendar
from common.rows import rows_of
from deadlines.book import load_book
from deadlines.digest import queue_digests
from deadlines.models import NightlyRun, RunBatch
from deadlines.recipients import Recipients
from deadlines.reconcile import lock_for_batch, reconcile_batch, reconcile_one_by_one
from deadlines.registry import Batch, population

log = logging.getLogger(__name__)

JOB = "nightly"
BATCH = 8000  # ids: whole buckets of the lock, so that two batches never wait for each other
WAIT = 0.1  # seconds between looks at what helpers have still in hand
LEASE = dt.timedelta(minutes=10)
HELP = dt.timedelta(minutes=1)
RUNNER_LOCKS = 7302  # first half of the key of the lock that a runner holds
STALE = dt.timedelta(hours=26)


class RunRefused(Exception):
    """The run cannot be made for this day; the message says why."""


class LeaseLost(Exception):
    """Another worker has taken the run over."""


@dataclass(frozen=True)
class Claim:
    """The right to work on a run: lost as soon as somebody else raises the fence."""

    run_id: int
    on: dt.date
    fence: int


def run(
    on: dt.date,
    *,
    again: bool = False,
    progress: Callable[[int], None] | None = None,
    call_helpers: Callable[[], None] = lambda: None,
) -> Counter[str] | None:
    """Do the night's work for a day and return its counts, or None where it is done or somebody else is at it.

    `again` does it once more though it was done, as the command and the button do. `call_helpers` is called once the
    run is there for others to help with. Raises `RunRefused` for a day before the last good run.
    """
    claim = take(on, again=again)
    if claim is None:
        return None
    try:
        call_helpers()
        while True:
            work(claim, progress)
            counts = finish(claim)
            if counts is not None:
                return counts
            time.sleep(WAIT)  # a helper has a batch; should it be killed, the batch is free again
    finally:
        _sign_off(claim.run_id)


def help_with(on: dt.date, *, at_most: dt.timedelta = HELP) -> bool:
    """Work off batches of the run that somebody else is at; whether there may be more to help with.

    For a minute or so at a time, so that what else waits for this worker waits no longer. The run is ended by whoever
    took it; where that worker was killed meanwhile, by whoever takes it over.
    """
    row = NightlyRun.objects.filter(job=JOB, on=on, state=NightlyRun.State.RUNNING, fence__gt=0).first()
    if row is None:
        return False
    until = time.monotonic() + at_most.total_seconds()
    with suppress(LeaseLost):
        work(Claim(row.pk, on, row.fence), until=until)
        return time.monotonic() >= until
    return False


def take(on: dt.date, *, again: bool = False) -> Claim | None:
    """Take the lease of the day's run, making its row and its batches if they are not there."""
    with transaction.atomic():
        last = last_good_run(up_to=today() if on == today() else None)
        if last is not None and on < last.on:
            raise RunRefused(f"The last good run was for {last.on:%-d %B %Y}; a run for an earlier day is refused.")
        moment = now()
        NightlyRun.objects.bulk_create(
            [NightlyRun(job=JOB, on=on, fence=0, lease_until=moment, started_at=moment)], ignore_conflicts=True
        )
        row = NightlyRun.objects.select_for_update().get(job=JOB, on=on)
        if row.state == NightlyRun.State.DONE:
            if not again:
                return None
            row.batches.all().delete()
        elif row.fence > 0 and not _sign_on(row.pk) and row.lease_until > moment:
            return None
        if row.fence == 0 or row.state == NightlyRun.State.DONE:
            _make_batches(row.pk)
            row.started_at = moment
        _sign_on(row.pk)
        row.fence += 1
        row.state = NightlyRun.State.RUNNING
        row.lease_until = moment + LEASE
        row.save(update_fields=["fence", "state", "lease_until", "started_at"])
        return Claim(row.pk, on, row.fence)


def _sign_on(run_id: int) -> bool:
    """Hold a lock of this database session while at the run: it falls away at once when the process is killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [RUNNER_LOCKS, run_id])
        return bool(cursor.fetchone()[0])


def _sign_off(run_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_unlock(classid::int, objid::int) FROM pg_locks"
            " WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = %s AND objid = %s",
            [RUNNER_LOCKS, run_id],
        )


def _make_batches(run_id: int) -> None:
    """Ranges of `BATCH` ids each, as far as anybody has one of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO deadlines_runbatch (run_id, first_id, last_id, done, counts)"
            " SELECT %s, min(id), max(id), false, '{}'::jsonb FROM offenders_nominal GROUP BY id / %s ORDER BY 2",
            [run_id, BATCH],
        )


def work(claim: Claim, progress: Callable[[int], None] | None = None, *, until: float = float("inf")) -> None:
    """Work off batches until none can be claimed, or begin none after a moment of the monotonic clock.

    Several workers may do so at once with the same claim. Raises `LeaseLost` where the run was taken over.
    """
    book, calendar, recipients = load_book(), load_calendar(), Recipients.load(claim.on)
    while time.monotonic() < until:
        counts = _work_one(claim, Batch(claim.on, book, calendar), recipients)
        if counts is None:
            return
        if progress is not None:
            progress(counts["nominals"])


def _work_one(claim: Claim, template: Batch, recipients: Recipients) -> Counter[str] | None:
    """One batch in one transaction; where that cannot be done, its nominals one by one."""
    batch: Batch | None = None
    try:
        with transaction.atomic():
            row = RunBatch.objects.select_for_update(skip_locked=True).filter(run=claim.run_id, done=False).first()
            if row is None:
                return None
            batch = Batch(template.on, template.book, template.calendar, row.first_id, row.last_id)
            lock_for_batch(batch)
            counts = reconcile_batch(batch, recipients)
            _mark_done(claim, row.pk, counts)
            return counts
    except LeaseLost:
        raise
    except Exception:  # what one record holds must not keep the others' dates from being worked out
        if batch is None:
            raise
        log.exception("Nominals %s to %s could not be worked out together", batch.first_id, batch.last_id)
    return _work_carefully(claim, batch, recipients)


def _work_carefully(claim: Claim, batch: Batch, recipients: Recipients) -> Counter[str]:
    """The batch that could not be done as a whole, nominal by nominal; the bad one is listed as failed."""
    ids = population().ids(batch)
    counts = reconcile_one_by_one(batch, ids, recipients)
    with transaction.atomic():
        row = RunBatch.objects.select_for_update().get(run=claim.run_id, first_id=batch.first_id)
        _mark_done(claim, row.pk, counts)
    return counts


def _mark_done(claim: Claim, batch_id: int, counts: Counter[str]) -> None:
    """Renew the lease; a worker whose fence is out of date is stopped here and its batch rolled back."""
    held = NightlyRun.objects.filter(pk=claim.run_id, fence=claim.fence, state=NightlyRun.State.RUNNING)
    if not held.update(lease_until=now() + LEASE):
        raise LeaseLost(f"The run for {claim.on} was taken over")
    RunBatch.objects.filter(pk=batch_id).update(done=True, counts=dict(counts))


def finish(claim: Claim) -> Counter[str] | None:
    """Close the run if every batch is done, else None. Raises `LeaseLost` where it was taken over, or is closed."""
    with transaction.atomic():
        row = NightlyRun.objects.select_for_update().get(pk=claim.run_id)
        if row.fence != claim.fence or row.state != NightlyRun.State.RUNNING:
            raise LeaseLost(f"The run for {claim.on} was taken over")
        if row.batches.filter(done=False).exists():
            return None
        total: Counter[str] = Counter()
        for counts in row.batches.values_list("counts", flat=True):
            total.update(counts)
        prepare_months()
        queue_digests(row.on, now())
        row.state = NightlyRun.State.DONE
        row.finished_at = now()
        row.counts = dict(total)
        row.save(update_fields=["state", "finished_at", "counts"])
        return total


def last_good_run(*, up_to: dt.date | None = None) -> NightlyRun | None:
    """The finished run of the latest day, or of the latest not after a day.

    A trial run for a day still to come does not keep today's from being made.
    """
    finished = NightlyRun.objects.filter(job=JOB, finished_at__isnull=False)
    if up_to is not None:
        finished = finished.filter(on__lte=up_to)
    return finished.order_by("-on").first()


def last_finished_at(on: dt.date) -> dt.datetime | None:
    """When the run for the latest day up to `on` finished (one query).

    A run for an older day is a sign of life of that day only: it counts as finished by the end of the day after it.
    """
    for day, finished_at in rows_of(_last_finished, on):
        return min(finished_at, dt.datetime.combine(day + dt.timedelta(days=2), dt.time(), LONDON))
    return None


def _last_finished(on: dt.date) -> QuerySet[Any]:
    finished = NightlyRun.objects.filter(job=JOB, finished_at__isnull=False, on__lte=on).order_by("-on")
    return finished.values_list("on", "finished_at")[:1]


def is_stale(moment: dt.datetime) -> bool:
    """Whether the last good run finished more than 26 hours ago, or there was none for the day or the one before."""
    return is_late(last_finished_at(moment.astimezone(LONDON).date()), moment)


def is_late(finished_at: dt.datetime | None, moment: dt.datetime) -> bool:
    """The same, where it is known when the last run finished."""
    return finished_at is None or finished_at < moment - STALE
