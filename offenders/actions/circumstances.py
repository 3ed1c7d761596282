"""Status periods and events: what the person's situation is, and what has happened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts import permissions as p
from offenders.actions.base import change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Refused
from offenders.models import TYPED_EVENTS, Event, Nominal, Status, StatusPeriod

WHY_NONE = "Enter why no reassessment is needed"
UNCONFIRMED_DEATH = "A death ends every date that is owed. Report it, and a supervisor confirms it"


def record_status_period(
    *, nominal: Nominal, by: Any, on: dt.date, status: str, from_on: dt.date, to_on: dt.date | None = None
) -> StatusPeriod:
    """In custody or hospital, abroad or missing, from a day. A death is reported instead. Sent twice, it is one."""
    not_after(from_on, on, "from_on", "The day it began")
    not_after(to_on, on, "to_on", "The day it ended")
    not_before(to_on, from_on, "to_on", "The day it ended", "the day it began")
    if status == Status.DECEASED:
        raise Refused(UNCONFIRMED_DEATH, "status")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        rows = StatusPeriod.objects.counted().filter(nominal=held, status=status)
        if same := rows.filter(from_on=from_on).first():
            if same.to_on == to_on:
                return same
            raise Refused("A period of this kind that began on that day is recorded already", "from_on")
        if to_on is None and (still := rows.filter(to_on__isnull=True).first()):
            raise Refused(f"This is recorded already: {str(still)[:1].lower()}{str(still)[1:]}", "status")
        row = StatusPeriod.objects.create(nominal=held, status=status, from_on=from_on, to_on=to_on, recorded_by=by)
        log("status.recorded", by=by, nominal=held, fact=row, after=values(row, "status", "from_on", "to_on"))
    return row


def end_status_period(*, period: StatusPeriod, by: Any, on: dt.date, to_on: dt.date) -> StatusPeriod:
    """Released, discharged, back or found: free on that day. Sent twice, it is one end."""
    not_after(to_on, on, "to_on", "The day it ended")
    with change(period.nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        row = hold(StatusPeriod, period.pk, held)
        if row.to_on == to_on:
            return row
        if row.to_on is not None:
            raise Refused("This has ended already")
        if row.status == Status.DECEASED:
            raise Refused("A death recorded wrongly is marked as entered in error")
        not_before(to_on, row.from_on, "to_on", "The day it ended", "the day it began")
        row.to_on = to_on
        row.save(update_fields=["to_on"])
        log("status.ended", by=by, nominal=held, fact=row, before={"to_on": None}, after={"to_on": to_on})
    return row


def record_event(*, nominal: Nominal, by: Any, on: dt.date, date: dt.date, kind: str, summary: str) -> Event:
    """Something that may change the risk: a risk review is owed until it is made or the event is closed.

    Not an application under the disclosure scheme: that is a case of its own, which adds its event itself.
    """
    not_after(date, on, "date", "The day it happened")
    summary = said(summary, "summary", "Enter what happened")
    if kind not in dict(TYPED_EVENTS):
        raise Refused("Select the kind of event", "kind")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        wanted = {"nominal": held, "date": date, "kind": kind, "summary": summary}
        if same := Event.objects.counted().filter(**wanted).first():
            return same
        row = Event.objects.create(**wanted, recorded_by=by)
        log("event.recorded", by=by, nominal=held, fact=row, after=values(row, "date", "kind", "summary"))
    return row


def propose_closing(*, event: Event, by: Any, on: dt.date, reason: str) -> Event:
    """Ask a supervisor to close an event without a reassessment. It stays open meanwhile. Sent twice, it is one."""
    reason = said(reason, "reason", WHY_NONE)
    with change(event.nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        row = hold(Event, event.pk, held)
        if row.closed_on is not None:
            raise Refused("This event is closed already")
        if (row.proposed_close_by_id, row.proposed_close_reason) == (by.pk, reason):
            return row
        before = {"reason": row.proposed_close_reason, "by": row.proposed_close_by_id}
        row.proposed_close_by, row.proposed_close_on, row.proposed_close_reason = by, on, reason
        row.save(update_fields=["proposed_close_by", "proposed_close_on", "proposed_close_reason"])
        after = {"reason": reason, "by": by.pk}
        log("event.closing_proposed", by=by, nominal=held, fact=row, before=before, after=after)
    return row


def close_event(*, event: Event, by: Any, on: dt.date, closed_on: dt.date, reason: str) -> Event:
    """No reassessment is needed, and why: a supervisor's decision. Sent twice, it is closed once."""
    not_after(closed_on, on, "closed_on", "The day of the decision")
    reason = said(reason, "reason", WHY_NONE)
    with change(event.nominal, by=by, on=on, permission=p.APPROVE) as held:
        row = hold(Event, event.pk, held)
        if (row.closed_on, row.close_reason) == (closed_on, reason):
            return row
        if row.closed_on is not None:
            raise Refused("This event is closed already")
        not_before(closed_on, row.date, "closed_on", "The day of the decision", "the day it happened")
        row.closed_on, row.closed_by, row.close_reason = closed_on, by.username, reason
        row.save(update_fields=["closed_on", "closed_by", "close_reason"])
        log("event.closed", by=by, nominal=held, fact=row, after=values(row, "closed_on", "closed_by", "close_reason"))
    return row
