"""Record what the person told the police, and what they have still to tell."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from accounts import permissions as p
from common.facts import FactQuerySet
from common.text import plain_date
from deadlines.book import load_book
from notification.models import Matter, Means, Notification, OtherPremises, Section
from notification.numbers import refuse_numbers
from notification.policy.changes import came_late
from notification.policy.switches import REMOTE, asks_notice
from offenders.actions.base import change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Refused
from offenders.models import Nominal

AT_THE_COUNTER = (
    "station",
    "taken_by",
    "means",
    "remote_approved_by",
    "acknowledged",
    "fingerprints",
    "photograph",
    "national_record",
    "note",
)
SECTIONS = (Section.S83, Section.S84, Section.S85)
NOT_IN_LAW = "Remote notification is not in force in this force: the policy page has the switch"
NO_ABSENCE = "Notice of an absence from home is not in force in this force: the policy page has the switch"
NOTHING_BEFORE = "Nothing has to be notified before that, as the law stands in this force: record it once it happens"
A_CHANGE = "What changed is notified as a change: select “A change (s.84)”, or take the change out"
HAPPENED = "This was notified as something that happened. If that is wrong, mark it as entered in error"
RETURN_NOTIFIED = "The return on {day} was notified. If that is wrong, mark that entry as entered in error first"
NOTIFY_FIRST = "The change on {day} is still to be notified: record that first"
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
    premises: OtherPremises | None = None,
    form_token: uuid.UUID | None = None,
    **counter: Any,
) -> list[Notification]:
    """An initial, change or periodic notification: a row for each matter. Sent twice, it is one.

    A matter that was known and still owed is closed by it. Of bank, card and identity details only that they were given
    is kept. Raises `Refused`.
    """
    _check(section, notified_on, matters, event_on, expected_on, on)
    _check_place(matters, premises)
    _check_law(nominal, matters if section == Section.S84 else (), event_on or expected_on)
    counter = counter_fields(counter, nominal, notified_on)
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := done_before(held, by, form_token):
            return done
        place = hold(OtherPremises, premises.pk, held) if premises is not None else None
        rows = []
        for matter in matters if section == Section.S84 else [""]:
            row = _owed(held, section, matter, event_on, expected_on) or Notification(
                nominal=held, notification_ref=new_reference(), section=section, matter=matter, recorded_by=by,
                event_on=event_on, expected_on=expected_on,
            )  # fmt: skip
            row.matter = matter
            row.premises = place if matter == Matter.OTHER_ADDRESS else None
            rows.append(_heard(row, by, held, {"notified_on": notified_on, "form_token": form_token, **counter}))
    return rows


def _heard(row: Notification, by: Any, nominal: Nominal, heard: dict[str, Any]) -> Notification:
    for name, value in heard.items():
        setattr(row, name, value)
    if row.pk:
        row.version += 1
    row.save()
    log("notification.recorded", by=by, nominal=nominal, fact=row, after=values(row, *LOGGED, "means"))
    return row


def record_event(
    *, nominal: Nominal, by: Any, on: dt.date, matter: str, event_on: dt.date | None = None,
    expected_on: dt.date | None = None, note: str = "", form_token: uuid.UUID | None = None,
) -> Notification:  # fmt: skip
    """A change that the police know of and that has not been notified: its clock runs from the day it happened.

    One that is only expected is refused, unless the law that a force has switched on asks for notice before it.
    """
    if matter not in Matter.values:
        raise Refused("Select what changed", "matter")
    if (event_on is None) == (expected_on is None):
        raise Refused("Enter the day on which it happened, or is expected", "event_on")
    not_after(event_on, on, "event_on", "The day it happened")
    refuse_numbers(note=note)
    _check_law(nominal, [matter], event_on or expected_on)
    if expected_on is not None and not asks_notice(matter, expected_on, nominal.force_id, load_book()):
        raise Refused(NOTHING_BEFORE, "expected_on")
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := done_before(held, by, form_token):
            return done[0]
        row = Notification.objects.create(
            nominal=held, notification_ref=new_reference(), section=Section.S84, matter=matter, event_on=event_on,
            expected_on=expected_on, note=note.strip(), recorded_by=by, form_token=form_token,
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
    counter = counter_fields(counter, nominal, notified_on or on)
    with change(nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        if done := done_before(held, by, form_token):
            return done[0]
        row = Notification.objects.create(
            nominal=held, notification_ref=new_reference(), section=Section.DEPARTURE, departs_on=departs_on,
            details_known_on=details_known_on, notified_on=notified_on, returned_on=returned_on,
            return_prenotified=return_prenotified, recorded_by=by, form_token=form_token, **counter,
        )  # fmt: skip
        log("notification.travel", by=by, nominal=held, fact=row, after=values(row, "departs_on", "notified_on"))
    return row


def record_return(
    *, row: Notification, by: Any, on: dt.date, returned_on: dt.date, notified_on: dt.date | None = None,
    prenotified: bool = False,
) -> Notification:  # fmt: skip
    """The day of the return from a journey and, once it has been given, its notification. Sent twice, it is one.

    Raises `Refused`, as where the return has been notified for another day.
    """
    not_after(returned_on, on, "returned_on", "The return")
    not_after(notified_on, on, "notified_on", "The day of notification")
    with change(row.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        trip = hold(Notification, row.pk, held)
        if trip.section != Section.DEPARTURE:
            raise Refused("That is not a journey")
        not_before(returned_on, trip.departs_on, "returned_on", "The return", "the departure")
        not_before(notified_on, returned_on, "notified_on", "The day of notification", "the return")
        told = Notification.objects.counted().filter(
            nominal=held, section=Section.RETURN, notified_on__isnull=False, returned_on=trip.returned_on
        )
        known = trip.returned_on is not None and told.exists()
        if known and trip.returned_on != returned_on:
            raise Refused(RETURN_NOTIFIED.format(day=plain_date(trip.returned_on)), "returned_on")
        before = values(trip, "returned_on", "return_prenotified")
        trip.returned_on, trip.return_prenotified = returned_on, prenotified
        if (after := values(trip, "returned_on", "return_prenotified")) != before:
            trip.version += 1
            trip.save(update_fields=["returned_on", "return_prenotified", "version"])
            log("notification.return", by=by, nominal=held, fact=trip, before=before, after=after)
        if notified_on is not None and not prenotified and not known:
            given = Notification.objects.create(
                nominal=held, notification_ref=new_reference(), section=Section.RETURN, notified_on=notified_on,
                returned_on=returned_on, recorded_by=by,
            )  # fmt: skip
            log("notification.recorded", by=by, nominal=held, fact=given, after=values(given, *LOGGED, "returned_on"))
    return trip


def notice_happened(*, row: Notification, by: Any, on: dt.date, happened_on: dt.date) -> Notification:
    """What was announced has happened: the notice is good if that was from S - 2 to S + 2 (s.84(3)). Twice is once."""
    not_after(happened_on, on, "happened_on", "The day it happened")
    with change(row.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        notice = hold(Notification, row.pk, held)
        if notice.notified_on is None or notice.expected_on is None:
            raise Refused("That is no notice in advance", "happened_on")
        if notice.cancelled_on is not None:
            raise Refused("It is on record that it did not happen", "happened_on")
        if notice.event_on is not None and notice.event_on != happened_on:
            raise Refused(f"It is on record that it happened on {plain_date(notice.event_on)}", "happened_on")
        if notice.event_on is None:
            notice.event_on, notice.version = happened_on, notice.version + 1
            notice.save(update_fields=["event_on", "version"])
            log("notification.happened", by=by, nominal=held, fact=notice, before={"event_on": None},
                after={"event_on": happened_on})  # fmt: skip
    return notice


def cancel_notice(*, row: Notification, by: Any, on: dt.date, cancelled_on: dt.date) -> Notification:
    """Told that what was announced or known did not happen on its day: it is owed no longer. Sent twice, it is once.

    Where it happened later, that change has to be notified first, since the entry then asks for nothing more.
    """
    not_after(cancelled_on, on, "cancelled_on", "The day")
    with change(row.nominal, by=by, on=on, permission=p.RECORD_NOTIFICATION) as held:
        notice = hold(Notification, row.pk, held)
        if notice.notified_on is not None and notice.expected_on is None and notice.departs_on is None:
            raise Refused(HAPPENED, "cancelled_on")
        if notice.notified_on is not None and notice.event_on is not None:
            if not came_late(notice.expected_on, notice.event_on):
                raise Refused(f"It is on record that it happened on {plain_date(notice.event_on)}", "cancelled_on")
            if not notice_of_late_change(notice).exists():
                raise Refused(NOTIFY_FIRST.format(day=plain_date(notice.event_on)), "cancelled_on")
        not_before(cancelled_on, notice.notified_on, "cancelled_on", "The day", "when it was notified")
        if notice.cancelled_on != cancelled_on:
            before = values(notice, "cancelled_on")
            notice.cancelled_on, notice.version = cancelled_on, notice.version + 1
            notice.save(update_fields=["cancelled_on", "version"])
            log("notification.cancelled", by=by, nominal=held, fact=notice, before=before,
                after={"cancelled_on": cancelled_on})  # fmt: skip
    return notice


def notice_of_late_change(notice: Notification) -> FactQuerySet[Notification]:
    """The rows of their own that notify the change which came after the window of a notice in advance."""
    told = Q(event_on=notice.event_on) | Q(event_on__isnull=True, notified_on__gte=notice.event_on)
    rows = Notification.objects.counted().filter(told, nominal=notice.nominal_id, section=Section.S84)
    rows = rows.filter(notified_on__isnull=False).exclude(pk=notice.pk)
    return rows.filter(matter=notice.matter) if notice.matter else rows


def _check(
    section: str, notified_on: dt.date, matters: Sequence[str], event_on: dt.date | None, expected_on: dt.date | None,
    on: dt.date,
) -> None:  # fmt: skip
    if section not in SECTIONS:
        raise Refused("Select what kind of notification it is", "section")
    not_after(notified_on, on, "notified_on", "The day of notification")
    not_after(event_on, on, "event_on", "The day it happened")
    if section != Section.S84:
        if matters or event_on is not None or expected_on is not None:
            raise Refused(A_CHANGE, "section")
        return
    if not matters or any(matter not in Matter.values for matter in matters):
        raise Refused("Select what changed", "matters")
    if event_on is None and expected_on is None:
        raise Refused("Enter the day on which it happened, or is expected", "event_on")
    if event_on is not None and expected_on is not None:
        raise Refused("Enter the day it happened or the day it is expected, not both", "expected_on")
    not_before(notified_on, event_on, "notified_on", "The day of notification", "when it happened")
    if expected_on is not None and Matter.RELEASE in matters:
        raise Refused("A release cannot be notified in advance (s.84(2))", "expected_on")
    not_before(expected_on, notified_on, "expected_on", "The day on which it is expected", "the day it was notified")


def _check_place(matters: Sequence[str], premises: OtherPremises | None) -> None:
    if premises is not None and Matter.OTHER_ADDRESS not in matters:
        raise Refused("Select another address as what changed, or no premises", "premises")


def counter_fields(given: dict[str, Any], nominal: Nominal, notified_on: dt.date) -> dict[str, Any]:
    """Who took it, where and how, checked. Raises `Refused` for numbers, and for remote means that are not in law."""
    unknown = set(given) - set(AT_THE_COUNTER)
    if unknown:
        raise TypeError(f"Not part of a notification: {sorted(unknown)}")
    if given.get("means", "") not in ("", *Means.values):
        raise Refused("Select how it was given", "means")
    fields = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    refuse_numbers(**fields)
    if fields.get("means") == Means.REMOTE:
        if not load_book().yes(REMOTE, nominal.force_id, on=notified_on):
            raise Refused(NOT_IN_LAW, "means")
        said(fields.get("remote_approved_by", ""), "remote_approved_by", "Enter who approved it")
    return fields


def _check_law(nominal: Nominal, matters: Sequence[str], day: dt.date | None) -> None:
    """An absence from home is nothing to notify until a force has switched that law on."""
    if Matter.ABSENCE not in matters:
        return
    if day is None or not asks_notice(Matter.ABSENCE, day, nominal.force_id, load_book()):
        raise Refused(NO_ABSENCE, "matters")


def _owed(
    nominal: Nominal, section: str, matter: str, event_on: dt.date | None, expected_on: dt.date | None
) -> Notification | None:
    """What was known and still owed of the same matter and day; else of that day and of a matter not recorded."""
    if section != Section.S84 or (event_on is None and expected_on is None):
        return None
    rows = Notification.objects.counted().filter(
        nominal=nominal, section=section, matter__in=("", matter), notified_on__isnull=True, cancelled_on__isnull=True,
        **({"event_on": event_on} if event_on is not None else {"event_on": None, "expected_on": expected_on}),
    )  # fmt: skip
    found: Notification | None = rows.select_for_update().order_by("-matter", "pk").first()
    return found


def done_before(nominal: Nominal, by: Any, token: uuid.UUID | None) -> list[Notification]:
    """What this form made when it was sent before."""
    if token is None:
        return []
    rows = list(Notification.objects.filter(form_token=token))
    if any(row.nominal_id != nominal.pk for row in rows):
        raise Refused("This page was used already. Open it again and save once more")
    return rows


def new_reference() -> str:
    return f"N-{uuid.uuid4().hex[:12].upper()}"
