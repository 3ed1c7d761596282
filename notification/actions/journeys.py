"""Journeys that were known before they were notified, and notified details that change (s.86)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from accounts import permissions as p
from notification.actions.notifications import counter_fields, done_before, new_reference
from notification.models import Notification, Section
from offenders.actions.base import change, hold, log, not_after, not_before, values
from offenders.actions.errors import Refused

JOURNEYS = (Section.DEPARTURE, Section.TRAVEL_CHANGE, Section.RETURN)
NOTHING_TOLD = "Nothing of this journey was notified yet. If it was put in wrongly, mark it as entered in error"
NOT_OWED = "This was notified already. Record a change of its details instead"


def notify_journey(
    *, row: Notification, by: Any, on: dt.date, notified_on: dt.date, return_prenotified: bool | None = None,
    **counter: Any,
) -> Notification:  # fmt: skip
    """What was owed of a journey, of a change of it or of its return, has been notified. Sent twice, it is one."""
    not_after(notified_on, on, "notified_on", "The day of notification")
    counter = counter_fields(counter, row.nominal, notified_on)
    with change(row.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        trip = hold(Notification, row.pk, held)
        if trip.section not in JOURNEYS:
            raise Refused("That is not a journey")
        if trip.notified_on is not None:
            if trip.notified_on == notified_on:
                return trip
            raise Refused(NOT_OWED, "notified_on")
        trip.notified_on, trip.version = notified_on, trip.version + 1
        if return_prenotified is not None:
            trip.return_prenotified = return_prenotified
        for name, value in counter.items():
            setattr(trip, name, value)
        trip.save()
        log("notification.travel", by=by, nominal=held, fact=trip, before={"notified_on": None},
            after=values(trip, "departs_on", "notified_on"))  # fmt: skip
    return trip


def change_journey(
    *, row: Notification, by: Any, on: dt.date, event_on: dt.date, notified_on: dt.date | None = None,
    departs_on: dt.date | None = None, form_token: uuid.UUID | None = None, **counter: Any,
) -> Notification:  # fmt: skip
    """Notified details of a journey changed (reg. 7): notified, or still to be. Sent twice, it is one."""
    not_after(event_on, on, "event_on", "The day of the change")
    not_after(notified_on, on, "notified_on", "The day of notification")
    counter = counter_fields(counter, row.nominal, notified_on or on)
    with change(row.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := done_before(held, by, form_token):
            return done[0]
        trip = hold(Notification, row.pk, held)
        if trip.section != Section.DEPARTURE:
            raise Refused("That is not a journey")
        if trip.notified_on is None:
            raise Refused(NOTHING_TOLD)
        leaves = departs_on or trip.departs_on
        not_before(leaves, event_on, "departs_on", "The departure", "the change")
        made = Notification.objects.create(
            nominal=held, notification_ref=new_reference(), section=Section.TRAVEL_CHANGE, event_on=event_on,
            departs_on=leaves, notified_on=notified_on, recorded_by=by, form_token=form_token, **counter,
        )  # fmt: skip
        log("notification.travel_change", by=by, nominal=held, fact=made,
            after=values(made, "event_on", "departs_on", "notified_on"))  # fmt: skip
    return made
