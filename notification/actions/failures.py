"""A possible failure to notify (s.91): recorded by a person, never by itself; then each step in dealing with it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from accounts import permissions as p
from common.text import plain_date
from deadlines.alerts import tell_supervisors
from notification.deadlines import FAILURE, failure_subject
from notification.models import Failure, FailureStep, FailureStepKind
from notification.models.failures import DECIDING, OUTCOMES
from notification.numbers import refuse_numbers
from offenders.actions.base import NOT_YOURS, change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Nominal
from orders.actions.shared import already

KNOWN = "This missed date is recorded already, as a possible failure found on {day}: deal with that one"


def suspect_failure(
    *, nominal: Nominal, by: Any, on: dt.date, found_on: dt.date, what: str, found_at: dt.time | None = None,
    explanation: str = "", kind: str = "", subject: str = "", due_on: dt.date | None = None,
    form_token: uuid.UUID | None = None,
) -> Failure:  # fmt: skip
    """Record a possible failure. A decision is owed from that day, and the supervisors are told at once.

    A missed date is recorded once: there is one prosecution for a failure (s.91). Raises `Refused`.
    """
    what = said(what, "what", "Say what was not notified")
    refuse_numbers(what=what, explanation=explanation)
    not_after(found_on, on, "found_on", "The day it was found")
    missed = due_on + dt.timedelta(days=1) if due_on is not None else None
    not_before(found_on, missed, "found_on", "The day it was found", "when the date had passed")
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := already(Failure, held, by, form_token):
            return done
        same = Failure.objects.counted().filter(nominal=held, kind=kind, subject=subject, due_on=due_on)
        if kind and (known := same.first()) is not None:
            raise Refused(KNOWN.format(day=plain_date(known.found_on)), "clock")
        row = Failure.objects.create(
            nominal=held, kind=kind, subject=subject, due_on=due_on, found_on=found_on, found_at=found_at, what=what,
            explanation=explanation.strip(), recorded_by=by, form_token=form_token,
        )  # fmt: skip
        log(
            "failure.suspected", by=by, nominal=held, fact=row, after=values(row, "kind", "subject", "found_on", "what")
        )
        tell_supervisors(held, FAILURE, failure_subject(row.pk), due_on=found_on, on=on)
    return row


def add_failure_step(
    *, failure: Failure, by: Any, on: dt.date, kind: str, happened_on: dt.date, at: dt.time | None = None,
    outcome: str = "", note: str = "",
    form_token: uuid.UUID | None = None,
) -> FailureStep:  # fmt: skip
    """An enquiry with its result, the record within 24 hours, partners told; a decision or result by who decides."""
    if kind not in FailureStepKind.values:
        raise Refused("Select the step", "kind")
    if kind == FailureStepKind.NATIONAL and at is None:
        raise Refused("Enter the time: the record is owed within hours", "at")
    choices = OUTCOMES.get(FailureStepKind(kind), ())
    if choices and outcome not in choices:
        raise Refused("Select what was decided or came of it", "outcome")
    if kind in (FailureStepKind.ENQUIRY, FailureStepKind.DECISION):
        note = said(note, "note", "Say what the enquiry was and what it gave, or the reason for the decision")
    if not by.can(p.DECIDE_FAILURES if kind in DECIDING else p.RECORD_NOTIFICATION):
        raise NotAllowed(NOT_YOURS)
    not_after(happened_on, on, "on", "The day")
    with change(failure.nominal, by=by, on=on) as held:
        if done := already(FailureStep, held, by, form_token):
            return done
        row = hold(Failure, failure.pk, held)
        not_before(happened_on, row.found_on, "on", "The day", "when it was found")
        if at is not None and row.found_at is not None and (happened_on, at) < (row.found_on, row.found_at):
            raise Refused(f"The time must be at or after {row.found_at:%H:%M}, when it was found", "at")
        step = FailureStep.objects.create(
            nominal=held, failure=row, kind=kind, on=happened_on,
            at=at if kind == FailureStepKind.NATIONAL else None, outcome=outcome if choices else "",
            note=note.strip(), recorded_by=by, form_token=form_token,
        )  # fmt: skip
        log(f"failure.{kind}", by=by, nominal=held, fact=step, after=values(step, "on", "at", "outcome", "note"))
    return step
