"""An application under the disclosure scheme that names the person: an event of the record, with three clocks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from accounts import permissions as p
from common.clock import LONDON
from offenders.actions import record_event
from offenders.actions.base import change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Refused
from offenders.models import EventKind, Nominal
from risk.models import CsodsApplication

STEPS = ("checked_at", "interviewed_on", "decided_on", "outcome")
SUMMARY = "Application under the disclosure scheme"


def record_application(
    *, nominal: Nominal, by: Any, on: dt.date, received_at: dt.datetime, form_token: uuid.UUID | None = None
) -> CsodsApplication:
    """It is a change of circumstances, so a risk review opens with it. Who applied is not kept here."""
    day = received_at.astimezone(LONDON).date()
    not_after(day, on, "date", "The day it was received")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        if form_token is not None and (sent := CsodsApplication.objects.filter(form_token=form_token).first()):
            return sent
        summary = f"{SUMMARY}, received at {received_at.astimezone(LONDON):%H:%M}"
        event = record_event(nominal=held, by=by, on=on, date=day, kind=EventKind.CSODS_APPLICATION, summary=summary)
        if same := CsodsApplication.objects.filter(event=event).first():
            return same
        row = CsodsApplication.objects.create(
            nominal=held, event=event, received_at=received_at, recorded_by=by, form_token=form_token
        )
        log("csods.recorded", by=by, nominal=held, fact=row, after={"received_at": received_at.isoformat()})
    return row


def step_application(
    *,
    application: CsodsApplication,
    by: Any,
    on: dt.date,
    checked_at: dt.datetime | None,
    interviewed_on: dt.date | None,
    decided_on: dt.date | None,
    outcome: str,
) -> CsodsApplication:
    """What has been done: checks, interview, outcome. Sent twice, it is done once."""
    received = application.received_at
    not_after(interviewed_on, on, "interviewed_on", "The day of the meeting")
    not_after(decided_on, on, "decided_on", "The day of the outcome")
    day = received.astimezone(LONDON).date()
    not_before(interviewed_on, day, "interviewed_on", "The day of the meeting", "when the application was received")
    not_before(decided_on, day, "decided_on", "The day of the outcome", "when the application was received")
    if checked_at is not None and (checked_at < received or checked_at.astimezone(LONDON).date() > on):
        raise Refused("The checks must come after the application, and not in the future", "checked_on")
    if decided_on is not None:
        outcome = said(outcome, "outcome", "Enter the outcome")
    with change(application.nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        row = hold(CsodsApplication, application.pk, held)
        before = _told(row)
        row.checked_at, row.interviewed_on, row.decided_on, row.outcome = (
            checked_at, interviewed_on, decided_on, outcome,
        )  # fmt: skip
        if _told(row) != before:
            row.save(update_fields=list(STEPS))
            log("csods.stepped", by=by, nominal=held, fact=row, before=before, after=_told(row))
    return row


def _told(row: CsodsApplication) -> dict[str, Any]:
    return values(row, *STEPS) | {"checked_at": row.checked_at.isoformat() if row.checked_at else None}
