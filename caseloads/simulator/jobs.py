"""A trial as a job: ask for it, work it off in a worker with progress, adopt what was tried from a day."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts import permissions as p
from audit.events import record
from caseloads.models import PolicyTrial, TrialState
from caseloads.simulator.changes import Change
from caseloads.simulator.run import simulate
from deadlines.actions import PolicyRefused, set_policy
from deadlines.policy_keys import validate
from offenders.actions.errors import NotAllowed, Refused

log = logging.getLogger(__name__)
PATIENCE = dt.timedelta(minutes=2)  # a worker that has said nothing for so long has died
NOT_YOURS = "Your role does not allow this"


def ask_for_trial(
    *, by: Any, on: dt.date, changes: Sequence[Change], minutes_a_visit: int, minutes_a_review: int
) -> PolicyTrial:
    """Keep what is to be tried for the asker's own force; the worker does the rest. Raises `Refused`, `NotAllowed`."""
    if not by.can(p.TRY_POLICY) or by.force_id is None:
        raise NotAllowed(NOT_YOURS)
    if not changes:
        raise Refused("Change at least one value")
    for change in changes:
        if faults := validate(*change):
            raise Refused(faults[0][1])
    with transaction.atomic():
        row = PolicyTrial.objects.create(
            force_id=by.force_id, asked_by=by, on=on, changes=[list(change) for change in changes],
            minutes_a_visit=minutes_a_visit, minutes_a_review=minutes_a_review,
        )  # fmt: skip
        record("policy.tried", by=by, details={"trial": row.pk, "changes": row.changes})
    return row


def changes_of(row: PolicyTrial) -> list[Change]:
    """What was tried."""
    return [Change(*change) for change in row.changes]


def work_off(pk: int, now: dt.datetime) -> bool:
    """Do a trial that waits, or whose worker died; whether there was anything to do. Two workers never do one."""
    mine = Q(state=TrialState.WAITING) | Q(state=TrialState.RUNNING, moved_at__lt=now - PATIENCE)
    if not PolicyTrial.objects.filter(mine, pk=pk).update(state=TrialState.RUNNING, done=0, moved_at=Now()):
        return False
    row = PolicyTrial.objects.get(pk=pk)
    running = PolicyTrial.objects.filter(pk=pk, state=TrialState.RUNNING)

    def progress(done: int, total: int) -> None:
        running.update(done=done, total=total, moved_at=Now())

    try:
        found = simulate(row.force_id, changes_of(row), row.on, progress)
    except Exception:
        log.exception("policy trial %s could not be worked out", pk)
        running.update(state=TrialState.FAILED)
        return True
    running.update(state=TrialState.DONE, done=found.people, total=found.people, result=asdict(found), moved_at=Now())
    return True


def is_stuck(row: PolicyTrial, now: dt.datetime) -> bool:
    """Whether nobody works at it: it waits, or its worker has gone quiet."""
    return row.state in (TrialState.WAITING, TrialState.RUNNING) and row.moved_at < now - PATIENCE


def adopt_trial(*, trial: PolicyTrial, by: Any, on: dt.date, effective_from: dt.date, source: str) -> PolicyTrial:
    """Set every value that was tried, from a day on, as the administrator of the force. Sent twice, it is adopted once.

    Raises `NotAllowed`, or `Refused` for a day in the past, a trial that is not done, or one adopted already.
    """
    if not by.can(p.SET_POLICY) or by.force_id != trial.force_id:
        raise NotAllowed("A policy is adopted by an administrator of the force")
    if effective_from < on:
        raise Refused("The first day must be today or later", "effective_from")
    with transaction.atomic():
        row = PolicyTrial.objects.select_for_update().get(pk=trial.pk)
        if (row.adopted_from, row.adopted_by_id) == (effective_from, by.pk):
            return row
        if row.state != TrialState.DONE or row.adopted_from is not None:
            raise Refused("This has been adopted already" if row.adopted_from else "This has not been worked out yet")
        try:
            for change in changes_of(row):
                set_policy(by=by, **change._asdict(), effective_from=effective_from, source=source)
        except PolicyRefused as refused:
            raise Refused(str(refused), refused.faults[0][0]) from refused
        row.adopted_from, row.adopted_by = effective_from, by
        row.save(update_fields=["adopted_from", "adopted_by"])
        record("policy.adopted", by=by, details={"trial": row.pk, "changes": row.changes, "from": effective_from})
    return row
