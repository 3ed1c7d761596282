"""Applications under the disclosure scheme: take one in, work it, name the person, decide, and tell.

A verb that touches a record locks it as every other does; one that does not locks the application. What the applicant
said goes into `CsodsFile` alone, and the audit log says which parts of it changed, never the words: those who read the
log do not handle applications. Earlier versions of the file are kept.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts import permissions as p
from accounts.models import User
from accounts.roles import roles_with
from audit.events import record
from common.clock import LONDON
from offenders.actions.base import NOT_YOURS, change, log, not_after, not_before, said, values
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.models import Event, EventKind, Nominal
from risk.models import Applicant, Concern, CsodsApplication, CsodsFile, Decision
from risk.named_mail import tell_manager

SUMMARY = "Application under the disclosure scheme"
HANDLERS = roles_with(p.HANDLE_APPLICATIONS)
APPLICANT = ("applicant_name", "applicant_contact", "relationship", "children", "asked_about", "access")
PARTS = (
    *APPLICANT, "checks_found", "interview_notes", "identity_proved", "concern", "assessment", "decision_reason",
    "not_them",
)  # fmt: skip
STEPS = ("owner_id", "checked_at", "interviewed_on", "assessed_on", "decided_on", "decision", "outcome")
OUTCOMES = {
    Decision.DISCLOSE: "Decided: disclose",
    Decision.NOT_DISCLOSE: "Decided: do not disclose",
    Decision.NOTHING: "Decided: nothing to disclose",
    Decision.WITHDRAWN: "Withdrawn",
}


@contextmanager
def working(application: CsodsApplication, *, by: Any) -> Iterator[CsodsApplication]:
    """Lock the application as it is now for the block, for somebody who handles applications of its force.

    Raises `NotAllowed` or `NotVisible`; `Refused` where it was entered in error.
    """
    if not by.can(p.HANDLE_APPLICATIONS):
        raise NotAllowed(NOT_YOURS)
    with transaction.atomic():
        seen = CsodsApplication.objects.visible_to(by).filter(pk=application.pk)
        row = CsodsApplication.objects.select_for_update(no_key=True).filter(pk__in=seen.values("pk")).first()
        if row is None:
            raise NotVisible("There is no such application")
        if row.voided_at is not None:
            raise Refused("This has been marked as entered in error")
        yield row


def told(action: str, *, by: Any, row: CsodsApplication, before: Any = None, after: Any = None, **more: Any) -> None:
    """The audit event of an application: its reference, and the nominal it names where it names one."""
    subjects = [row.nominal.reference] if row.nominal else []
    details = {"application": row.reference, "before": before, "after": after, **more}
    record(action, by=by, subjects=subjects, details=details)


def latest_file(row: CsodsApplication) -> CsodsFile:
    """The version of the file that counts; a blank one where nothing was written yet."""
    found = CsodsFile.objects.filter(application=row).order_by("-version").first()
    return found or CsodsFile(application=row, version=0)


def receive_application(
    *, by: Any, on: dt.date, received_at: dt.datetime, form_token: uuid.UUID | None = None, **applicant: str
) -> CsodsApplication:
    """Somebody applied: a case of its own, whether or not it names anybody. Its clocks run from now; the recorder
    owns it until somebody else does. `applicant` are the parts of `APPLICANT`. Sent twice, it is one."""
    if not by.can(p.HANDLE_APPLICATIONS) or by.force_id is None:
        raise NotAllowed(NOT_YOURS)
    _received(received_at, on, "received_on")
    found = _applicant(applicant)
    with transaction.atomic():
        # Nothing is locked that two clicks would wait for: the second runs into the form's own token.
        row, made = CsodsApplication.objects.get_or_create(
            form_token=form_token or uuid.uuid4(),
            defaults={"force_id": by.force_id, "owner": by, "received_at": received_at, "recorded_by": by},
        )
        if not made:
            return row
        CsodsFile.objects.create(application=row, version=1, saved_by=by, **found)
        after = {"received_at": received_at.isoformat(), "file": sorted(name for name, text in found.items() if text)}
        told("csods.received", by=by, row=row, after=after)
    return row


def record_application(
    *, nominal: Nominal, by: Any, on: dt.date, received_at: dt.datetime, form_token: uuid.UUID | None = None
) -> CsodsApplication:
    """One that names this person, as whoever keeps the record hears of it: the event and the clocks.

    It is a change of circumstances, so a risk review opens with it. Nobody owns the case yet; who applied is entered
    there, by those who handle applications, and never here.
    """
    day = _received(received_at, on, "date")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        if form_token is not None and (sent := CsodsApplication.objects.filter(form_token=form_token).first()):
            return sent
        summary = f"{SUMMARY}, received at {received_at.astimezone(LONDON):%H:%M}"
        same = Event.objects.counted().filter(nominal=held, date=day, kind=EventKind.CSODS_APPLICATION, summary=summary)
        if sent := CsodsApplication.objects.filter(event__in=same).first():
            return sent
        event = add_event(held, day, summary, by=by)
        row = CsodsApplication.objects.create(
            nominal=held, event=event, force_id=held.force_id or by.force_id, received_at=received_at, recorded_by=by,
            form_token=form_token,
        )  # fmt: skip
        told("csods.recorded", by=by, row=row, after={"received_at": received_at.isoformat()})
        tell_manager(held, event.pk, by=by)
    return row


def add_event(nominal: Nominal, day: dt.date, summary: str, *, by: Any) -> Event:
    """What the record says: that there is an application. Its words are ours, never typed; under the record's lock."""
    row = Event.objects.create(
        nominal=nominal, date=day, kind=EventKind.CSODS_APPLICATION, summary=summary, recorded_by=by
    )
    log("event.recorded", by=by, nominal=nominal, fact=row, after=values(row, "date", "kind", "summary"))
    return row


def _received(received_at: dt.datetime, on: dt.date, field: str) -> dt.date:
    day = received_at.astimezone(LONDON).date()
    not_after(day, on, field, "The day it was received")
    return day


def _applicant(given: Mapping[str, str]) -> dict[str, str]:
    found = {name: str(given.get(name, "")).strip() for name in APPLICANT}
    found["applicant_name"] = said(found["applicant_name"], "applicant_name", "Enter the name of the applicant")
    if found["relationship"] not in Applicant.values:
        raise Refused("Select what the applicant is to the child", "relationship")
    found["asked_about"] = said(found["asked_about"], "asked_about", "Enter who is asked about")
    return found


def assign_owner(*, application: CsodsApplication, by: Any, on: dt.date, owner: User) -> CsodsApplication:
    """Who owns the application from now on: somebody who handles applications of the force."""
    with working(application, by=by) as row:
        if not CsodsApplication.objects.visible_to(owner).filter(pk=row.pk).exists():
            raise Refused("Select somebody who handles applications", "owner")
        if row.owner_id != owner.pk:
            _save(row, by, row.version, {"owner_id": owner.pk}, {}, "csods.assigned", owner=owner.username)
    return row


def save_applicant(
    *, application: CsodsApplication, by: Any, on: dt.date, version: int, **applicant: str
) -> CsodsApplication:
    """Who applied, put right or completed. A later version than the one shown raises `Conflict`."""
    found = _applicant(applicant)
    with working(application, by=by) as row:
        return _save(row, by, version, {}, found, "csods.applicant_saved")


def save_checks(
    *, application: CsodsApplication, by: Any, on: dt.date, version: int, checked_at: dt.datetime, checks_found: str
) -> CsodsApplication:
    """The first checks: when they were made and what they found (clock `csods_checks`)."""
    found = said(checks_found, "checks_found", "Enter what the checks found")
    with working(application, by=by) as row:
        if checked_at < row.received_at or checked_at.astimezone(LONDON).date() > on:
            raise Refused("The checks must come after the application, and not in the future", "checked_on")
        return _save(row, by, version, {"checked_at": checked_at}, {"checks_found": found}, "csods.checked")


def save_interview(
    *, application: CsodsApplication, by: Any, on: dt.date, version: int, interviewed_on: dt.date,
    identity_proved: bool, interview_notes: str,
) -> CsodsApplication:  # fmt: skip
    """The meeting with the applicant: when, whether they proved who they are, what they said (`csods_interview`)."""
    notes = said(interview_notes, "interview_notes", "Enter what was said")
    with working(application, by=by) as row:
        _since(row, interviewed_on, on, "interviewed_on", "The day of the meeting")
        parts = {"identity_proved": identity_proved, "interview_notes": notes}
        return _save(row, by, version, {"interviewed_on": interviewed_on}, parts, "csods.interviewed")


def save_assessment(
    *, application: CsodsApplication, by: Any, on: dt.date, version: int, assessed_on: dt.date, concern: str,
    assessment: str,
) -> CsodsApplication:  # fmt: skip
    """What the person asked about would mean for the child: no concern, some, or an immediate risk of harm."""
    text = said(assessment, "assessment", "Enter the assessment")
    if concern not in Concern.values:
        raise Refused("Select what the assessment comes to", "concern")
    with working(application, by=by) as row:
        _since(row, assessed_on, on, "assessed_on", "The day of the assessment")
        parts = {"concern": concern, "assessment": text}
        return _save(row, by, version, {"assessed_on": assessed_on}, parts, "csods.assessed")


def decide(
    *, application: CsodsApplication, by: Any, on: dt.date, version: int, decided_on: dt.date, decision: str,
    decision_reason: str,
) -> CsodsApplication:  # fmt: skip
    """What follows, and why (clock `csods_outcome`): a supervisor or an inspector decides, once checks were made.

    To disclose, or to refuse it, takes the assessment first; an application may be withdrawn at any time.
    """
    reason = said(decision_reason, "decision_reason", "Enter the reasons")
    if decision not in Decision.values:
        raise Refused("Select the decision", "decision")
    if not by.can(p.APPROVE):
        raise NotAllowed("A supervisor or an inspector decides")
    with working(application, by=by) as row:
        _since(row, decided_on, on, "decided_on", "The day of the decision")
        if decision != Decision.WITHDRAWN and (row.checked_at is None or row.assessed_on is None):
            raise Refused("Record the checks and the risk assessment first", "decision")
        told_ = row.disclosures.counted()
        told_ = told_.filter(made_on__lt=decided_on) if decision == Decision.DISCLOSE else told_
        if told_.exists():
            raise Refused("A disclosure has been made under this application", "decision")
        steps = {"decided_on": decided_on, "decision": decision, "outcome": str(OUTCOMES[Decision(decision)])}
        return _save(row, by, version, steps, {"decision_reason": reason}, "csods.decided")


def void_application(*, application: CsodsApplication, by: Any, on: dt.date, reason: str) -> CsodsApplication:
    """Entered in error: it stays, struck through, and its clocks stop. Sent twice, it is marked once.

    One that names somebody has added an event to their record: that name is taken back first. The reason stays with
    the application, for those who handle applications: it may say who applied.
    """
    reason = said(reason, "reason", "Enter what was wrong")
    if not (by.can(p.HANDLE_APPLICATIONS) and by.can(p.APPROVE)):
        raise NotAllowed("A supervisor or an inspector marks an application")
    marked = CsodsApplication.objects.visible_to(by).filter(pk=application.pk, voided_at__isnull=False).first()
    if marked is not None:
        return marked
    with working(application, by=by) as row:
        if row.nominal_id is not None:
            raise Refused("This application names somebody. Take that back first: it is somebody else")
        row.voided_at, row.voided_by, row.void_reason = Now(), by, reason
        row.save(update_fields=["voided_at", "voided_by", "void_reason"])
        row.refresh_from_db(fields=["voided_at"])
        told("csods.voided", by=by, row=row)
    return row


def _since(row: CsodsApplication, day: dt.date, on: dt.date, field: str, noun: str) -> None:
    not_after(day, on, field, noun)
    not_before(day, row.received_at.astimezone(LONDON).date(), field, noun, "when the application was received")


def _save(
    row: CsodsApplication, by: Any, version: int, steps: Mapping[str, Any], parts: Mapping[str, Any], action: str,
    **more: Any,
) -> CsodsApplication:  # fmt: skip
    """Write what differs: the steps on the application, the parts as a new version of the file. Sent twice, once."""
    file = latest_file(row)
    stepped = {name: value for name, value in steps.items() if getattr(row, name) != value}
    written = {name: value for name, value in parts.items() if getattr(file, name) != value}
    if not stepped and not written:
        return row
    before = {name: _plain(getattr(row, name)) for name in stepped}
    if row.version != version:
        theirs = before | {name: getattr(file, name) for name in written}
        raise Conflict({**stepped, **written}, theirs, row.version)
    for name, value in stepped.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*stepped, "version"])
    if written:
        keep_file(row, by, written)
    after = {name: _plain(value) for name, value in stepped.items()}
    told(action, by=by, row=row, before=before, after=after, file=sorted(written), **more)
    return row


def keep_file(row: CsodsApplication, by: Any, written: Mapping[str, Any]) -> None:
    """A further version of the file with these parts changed. The application is locked."""
    file = latest_file(row)
    kept = {name: getattr(file, name) for name in PARTS} | dict(written)
    CsodsFile.objects.create(application=row, version=file.version + 1, saved_by=by, **kept)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value
