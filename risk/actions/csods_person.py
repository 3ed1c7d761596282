"""The managed person that an application names, and what is told to whom."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts import permissions as p
from audit.events import record
from deadlines.reconcile import lock_for_change, reconcile_nominal
from offenders.actions.base import NOT_YOURS, not_after, not_before, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Event, Nominal
from risk.actions.csods import SUMMARY, add_event, keep_file, told, working
from risk.models import CsodsApplication, CsodsDisclosure, Decision, Recipient
from risk.named_mail import tell_manager

SOMEBODY_ELSE = "The application is about somebody else"  # what the record says of a name taken back
NO_SUCH = "There is no record with that reference that you may open"


def findable(by: Any, reference: str) -> Nominal | None:
    """A record of the force that this handler may know of: by their scope, or by a search of the whole force."""
    for rows in (Nominal.objects.visible_to(by), Nominal.objects.findable_by(by)):
        if found := rows.filter(force_id=by.force_id).by_reference(reference).first():
            return found
    return None


def name_person(*, application: CsodsApplication, by: Any, on: dt.date, reference: str) -> CsodsApplication:
    """The person asked about is managed here: an event of that record, which opens a risk review, and their officer
    is told at once. The event says that there is an application, and nothing of who applied. Sent twice, it is one.

    Whoever handles applications may name anybody of the force that they may know of, though they could not write to
    the record otherwise: the event is all that they add. It counts from the day of naming.
    """
    if not by.can(p.HANDLE_APPLICATIONS):
        raise NotAllowed(NOT_YOURS)
    found = findable(by, reference)
    if found is None:
        raise Refused(NO_SUCH, "reference")
    with transaction.atomic():
        lock_for_change(found.pk)
        nominal = Nominal.objects.select_for_update(no_key=True).get(pk=found.pk)
        with working(application, by=by) as row:
            if row.nominal_id == nominal.pk:
                return row
            if row.nominal_id is not None:
                raise Refused("This application names somebody already. Take that back first", "reference")
            event = add_event(nominal, on, f"{SUMMARY} {row.reference}", by=by)
            row.nominal, row.event, row.version = nominal, event, row.version + 1
            row.save(update_fields=["nominal", "event", "version"])
            reconcile_nominal(nominal.pk, on=on)
            told("csods.named", by=by, row=row, after={"nominal": nominal.reference})
            tell_manager(nominal, event.pk, by=by)
    return row


def take_back_name(*, application: CsodsApplication, by: Any, on: dt.date, reason: str) -> CsodsApplication:
    """It is not that person: the event is marked as entered in error, and the review it opened is no longer owed.

    How one knows may say who applied: it is kept in the file, and neither on the record nor in the audit log.
    """
    reason = said(reason, "reason", "Enter how you know that it is somebody else")
    if not (by.can(p.HANDLE_APPLICATIONS) and by.can(p.APPROVE)):
        raise NotAllowed("A supervisor or an inspector takes a name back")
    with transaction.atomic():
        pk = CsodsApplication.objects.visible_to(by).filter(pk=application.pk).values_list("nominal_id", flat=True)
        if (nominal_id := pk.first()) is not None:
            lock_for_change(nominal_id)
            Nominal.objects.select_for_update(no_key=True).get(pk=nominal_id)
        with working(application, by=by) as row:
            nominal, event = row.nominal, row.event
            if nominal is None or event is None or nominal.pk != nominal_id:
                return row
            if row.disclosures.counted().exists():
                raise Refused("A disclosure about this person has been made under this application")
            Event.objects.filter(pk=event.pk, voided_at__isnull=True).update(
                voided_at=Now(), voided_by=by, void_reason=SOMEBODY_ELSE
            )
            told("csods.name_taken_back", by=by, row=row, before={"nominal": nominal.reference}, file=["not_them"])
            keep_file(row, by, {"not_them": reason})
            row.nominal, row.event, row.version = None, None, row.version + 1
            row.save(update_fields=["nominal", "event", "version"])
            reconcile_nominal(nominal.pk, on=on)
    return row


def disclose(
    *,
    application: CsodsApplication,
    by: Any,
    on: dt.date,
    made_on: dt.date,
    recipient: str,
    capacity: str,
    what: str,
    why: str,
    undertaking: bool,
    form_token: uuid.UUID | None = None,
) -> CsodsDisclosure:
    """Somebody was told: who, what exactly, why it is necessary. An audit event of its own kind, as a disclosure.

    Only once it was decided to disclose, and not before that day. Sent twice, it is one.
    """
    recipient = said(recipient, "recipient", "Enter who was told")
    what, why = said(what, "what", "Enter what they were told"), said(why, "why", "Enter why they needed to know")
    if capacity not in Recipient.values:
        raise Refused("Select in what capacity they were told", "capacity")
    not_after(made_on, on, "made_on", "The day of the disclosure")
    with working(application, by=by) as row:
        if form_token is not None and (sent := row.disclosures.filter(form_token=form_token).first()):
            return sent
        if row.decision != Decision.DISCLOSE or row.decided_on is None:
            raise Refused("Nothing may be told before it was decided to disclose")
        not_before(made_on, row.decided_on, "made_on", "The day of the disclosure", "when it was decided to disclose")
        made = CsodsDisclosure.objects.create(
            application=row, made_on=made_on, recipient=recipient, capacity=capacity, what=what, why=why,
            undertaking=undertaking, recorded_by=by, form_token=form_token,
        )  # fmt: skip
        subjects = [row.nominal.reference] if row.nominal else []
        details = {"application": row.reference, "disclosure": made.pk, **values(made, "made_on", "capacity")}
        record("disclosure.made", by=by, subjects=subjects, details={**details, "undertaking": undertaking})
    return made
