"""Record what the person told the police, and what they have still to tell."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from accounts import permissions as p
from notification.models import Matter, Means, Notification, Section
from offenders.actions.base import change, hold, log, not_after, not_before, values
from offenders.actions.errors import Refused
from offenders.models import Nominal

AT_THE_COUNTER = (
    "station",
    "taken_by",
    "means",
    "acknowledged",
    "fingerprints",
    "photograph",
    "national_record",
    "note",
)
SECTIONS = (Section.S83, Section.S84, Section.S85)
HELD_ELSEWHERE = (Matter.BANK_OR_CARD, Matter.IDENTITY_DOCUMENT)
LOGGED = ("notification_ref", "section", "matter", "notified_on", "event_on", "expected_on")


def record_notification(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    section: str,
    notified_on: dt.date,
    matters: Sequence[str] = (),
    event_on: dt.date | None = None,
    expected_on: dt.date | None = None,
    form_token: uuid.UUID | None = None,
    **counter: Any,
) -> list[Notification]:
    """An initial, change or periodic notification: a row for each matter. Sent twice, it is one.

    A matter that was known and still owed is closed by it. Of bank, card and identity details only that they were given
    is kept. Raises `Refused`.
    """
    _check(section, notified_on, matters, event_on, expected_on, on)
    counter = _counter(counter)
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := _done(held, by, form_token):
            return done
        rows = []
        for matter in matters if section == Section.S84 else [""]:
            row = _owed(held, section, matter, event_on) or Notification(
                nominal=held, notification_ref=_reference(), section=section, matter=matter, recorded_by=by,
                event_on=event_on, expected_on=expected_on,
            )  # fmt: skip
            row.notified_on, row.form_token = notified_on, form_token
            for name, value in counter.items():
                setattr(row, name, value)
            if row.pk:
                row.version += 1
            row.save()
            log("notification.recorded", by=by, nominal=held, fact=row, after=values(row, *LOGGED, "means"))
            rows.append(row)
    return rows


def record_event(
    *, nominal: Nominal, by: Any, on: dt.date, matter: str, event_on: dt.date, note: str = "",
    form_token: uuid.UUID | None = None,
) -> Notification:  # fmt: skip
    """A change that the police know of and that has not been notified: its clock runs from the day it happened."""
    if matter not in Matter.values:
        raise Refused("Select what changed", "matter")
    not_after(event_on, on, "event_on", "The day it happened")
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := _done(held, by, form_token):
            return done[0]
        row = Notification.objects.create(
            nominal=held, notification_ref=_reference(), section=Section.S84, matter=matter, event_on=event_on,
            note=note.strip(), recorded_by=by, form_token=form_token,
        )  # fmt: skip
        log("notification.owed", by=by, nominal=held, fact=row, after=values(row, *LOGGED))
    return row


def record_departure(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    departs_on: dt.date,
    details_known_on: dt.date | None = None,
    notified_on: dt.date | None = None,
    returned_on: dt.date | None = None,
    return_prenotified: bool | None = None,
    form_token: uuid.UUID | None = None,
    **counter: Any,
) -> Notification:
    """A journey abroad, notified or still to be notified; with the return where that is known already."""
    not_after(notified_on, on, "notified_on", "The day of notification")
    not_after(details_known_on, on, "details_known_on", "The day on which the details were known")
    not_before(departs_on, details_known_on, "departs_on", "The departure", "when the details were known")
    not_before(returned_on, departs_on, "returned_on", "The return", "the departure")
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := _done(held, by, form_token):
            return done[0]
        row = Notification.objects.create(
            nominal=held, notification_ref=_reference(), section=Section.DEPARTURE, departs_on=departs_on,
            details_known_on=details_known_on, notified_on=notified_on, returned_on=returned_on,
            return_prenotified=return_prenotified, recorded_by=by, form_token=form_token, **_counter(counter),
        )  # fmt: skip
        log("notification.travel", by=by, nominal=held, fact=row, after=values(row, "departs_on", "notified_on"))
    return row


def record_return(
    *, row: Notification, by: Any, on: dt.date, returned_on: dt.date, notified_on: dt.date | None = None,
    prenotified: bool = False,
) -> Notification:  # fmt: skip
    """The day of the return from a journey and, once it has been given, its notification. Sent twice, it is one."""
    not_after(returned_on, on, "returned_on", "The return")
    not_after(notified_on, on, "notified_on", "The day of notification")
    with change(row.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        trip = hold(Notification, row.pk, held)
        if trip.section != Section.DEPARTURE:
            raise Refused("That is not a journey")
        not_before(returned_on, trip.departs_on, "returned_on", "The return", "the departure")
        before = values(trip, "returned_on", "return_prenotified")
        trip.returned_on, trip.return_prenotified = returned_on, prenotified
        trip.version += 1
        trip.save(update_fields=["returned_on", "return_prenotified", "version"])
        if notified_on is not None and not prenotified:
            told = Notification.objects.counted().filter(nominal=held, section=Section.RETURN, returned_on=returned_on)
            if not told.exists():
                Notification.objects.create(
                    nominal=held, notification_ref=_reference(), section=Section.RETURN, notified_on=notified_on,
                    returned_on=returned_on, recorded_by=by,
                )  # fmt: skip
        after = {**values(trip, "returned_on", "return_prenotified"), "notified_on": notified_on}
        log("notification.return", by=by, nominal=held, fact=trip, before=before, after=after)
    return trip


def cancel_notice(*, row: Notification, by: Any, on: dt.date, cancelled_on: dt.date) -> Notification:
    """Told that what was announced or known did not happen: it is owed no longer. Sent twice, it is once."""
    not_after(cancelled_on, on, "cancelled_on", "The day")
    with change(row.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        notice = hold(Notification, row.pk, held)
        not_before(cancelled_on, notice.notified_on, "cancelled_on", "The day", "when it was notified")
        if notice.cancelled_on != cancelled_on:
            before = values(notice, "cancelled_on")
            notice.cancelled_on, notice.version = cancelled_on, notice.version + 1
            notice.save(update_fields=["cancelled_on", "version"])
            log("notification.cancelled", by=by, nominal=held, fact=notice, before=before,
                after={"cancelled_on": cancelled_on})  # fmt: skip
    return notice


def _check(
    section: str, notified_on: dt.date, matters: Sequence[str], event_on: dt.date | None, expected_on: dt.date | None,
    on: dt.date,
) -> None:  # fmt: skip
    if section not in SECTIONS:
        raise Refused("Select what kind of notification it is", "section")
    not_after(notified_on, on, "notified_on", "The day of notification")
    not_after(event_on, on, "event_on", "The day it happened")
    if section != Section.S84:
        return
    if not matters or any(matter not in Matter.values for matter in matters):
        raise Refused("Select what changed", "matters")
    if event_on is None and expected_on is None:
        raise Refused("Enter the day on which it happened, or is expected", "event_on")
    if expected_on is not None and Matter.RELEASE in matters:
        raise Refused("A release cannot be notified in advance (s.84(2))", "expected_on")
    if expected_on is not None and event_on is None:
        not_before(
            expected_on, notified_on, "expected_on", "The day on which it is expected", "the day it was notified"
        )


def _counter(given: dict[str, Any]) -> dict[str, Any]:
    unknown = set(given) - set(AT_THE_COUNTER)
    if unknown:
        raise TypeError(f"Not part of a notification: {sorted(unknown)}")
    if given.get("means", "") not in ("", *Means.values):
        raise Refused("Select how it was given", "means")
    return {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}


def _owed(nominal: Nominal, section: str, matter: str, event_on: dt.date | None) -> Notification | None:
    """What was known and still owed of the same matter and day."""
    if section != Section.S84 or event_on is None:
        return None
    rows = Notification.objects.counted().filter(
        nominal=nominal, section=section, matter=matter, event_on=event_on, notified_on__isnull=True
    )
    found: Notification | None = rows.select_for_update().first()
    return found


def _done(nominal: Nominal, by: Any, token: uuid.UUID | None) -> list[Notification]:
    """What this form made when it was sent before."""
    if token is None:
        return []
    rows = list(Notification.objects.filter(form_token=token))
    if any(row.nominal_id != nominal.pk for row in rows):
        raise Refused("This page was used already. Open it again and save once more")
    return rows


def _reference() -> str:
    return f"N-{uuid.uuid4().hex[:12].upper()}"
