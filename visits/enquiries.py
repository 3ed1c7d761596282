"""The verbs about a whereabouts enquiry: a step, and found, which closes it wherever the person was found."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import permissions
from accounts.models import User
from offenders.actions.addresses import current_home, move_home
from offenders.actions.base import change, log, not_after, said, values
from offenders.actions.circumstances import end_status_period, record_status_period
from offenders.actions.errors import Refused
from offenders.models import Nominal, Status, StatusPeriod
from visits.models import WhereaboutsStep

FIELDS = ("made_on", "enquiry", "result", "next_step", "next_on", "owner_id")
AT_ADDRESS, ELSEWHERE = "address", "elsewhere"
PLACES = {
    AT_ADDRESS: "At an address where they live",
    Status.CUSTODY.value: "In custody",
    Status.HOSPITAL.value: "In hospital",
    Status.ABROAD.value: "Abroad",
    ELSEWHERE: "Somewhere else",
}
STAYS = (Status.CUSTODY, Status.HOSPITAL, Status.ABROAD)


@dataclass(frozen=True)
class Step:
    """What was asked of whom, what came of it, what is next and when, who carries it on (None: as before)."""

    made_on: dt.date
    enquiry: str
    result: str = ""
    next_step: str = ""
    next_on: dt.date | None = None
    owner: User | None = None


@dataclass(frozen=True)
class Found:
    """Where and when somebody was found, and who says so."""

    found_on: dt.date
    where: str  # one of PLACES
    details: str
    address: str = ""
    postcode: str = ""


def record_step(
    *, nominal: Nominal, step: Step, by: Any, on: dt.date, form_token: uuid.UUID | None = None
) -> WhereaboutsStep:
    """Add a step to the enquiry. Sent twice, it is once."""
    enquiry = said(step.enquiry, "enquiry", "Enter what was asked, and of whom")
    not_after(step.made_on, on, "made_on", "The day of the enquiry")
    if step.next_on is not None and step.next_on < step.made_on:
        raise Refused("The day of the next step must be on or after the day of the enquiry", "next_on")
    with change(nominal, by=by, on=on, permission=permissions.LOG_VISIT) as held:
        same = WhereaboutsStep.objects.filter(form_token=form_token, nominal=held) if form_token else None
        if same is not None and (done := same.first()):
            return done
        row = WhereaboutsStep.objects.create(
            nominal=held, made_on=step.made_on, enquiry=enquiry, result=step.result.strip(),
            next_step=step.next_step.strip(), next_on=step.next_on, owner=step.owner, recorded_by=by,
            form_token=form_token,
        )  # fmt: skip
        log("whereabouts.step", by=by, nominal=held, fact=row, after=values(row, *FIELDS))
    return row


def record_found(
    *, nominal: Nominal, found: Found, since: dt.date, by: Any, on: dt.date, form_token: uuid.UUID | None = None
) -> None:
    """Found: the time missing ends on that day, and where they were found goes on record. One transaction.

    `since` is the day the enquiry opened. Where nobody had recorded them missing, the time from that day to the day
    they were found is recorded as such. Raises `Refused` for a day not after the opening: then the visit that saw them
    is what closes the enquiry.
    """
    not_after(found.found_on, on, "found_on", "The day they were found")
    details = said(found.details, "details", "Enter who says so, and what they said")
    if found.where == AT_ADDRESS and not (found.address.strip() or found.postcode.strip()):
        raise Refused("Enter the address", "address")
    if found.found_on <= since:
        raise Refused(
            "The day they were found must be after the enquiry opened. If an officer saw them, log that visit",
            "found_on",
        )
    if form_token and WhereaboutsStep.objects.filter(form_token=form_token, nominal=nominal).exists():
        return
    with transaction.atomic():
        result = f"Found: {PLACES[found.where].lower()}. {details}"
        step = Step(found.found_on, "Found", result)
        record_step(nominal=nominal, step=step, by=by, on=on, form_token=form_token)
        _no_longer_missing(nominal, found.found_on, since, by, on)
        _where_now(nominal, found, by, on)


def _no_longer_missing(nominal: Nominal, found_on: dt.date, since: dt.date, by: Any, on: dt.date) -> None:
    period = StatusPeriod.objects.counted().filter(nominal=nominal, status=Status.MISSING, to_on__isnull=True).first()
    if period is not None:
        end_status_period(period=period, by=by, on=on, to_on=found_on)
    else:
        record_status_period(nominal=nominal, by=by, on=on, status=Status.MISSING, from_on=since, to_on=found_on)


def _where_now(nominal: Nominal, found: Found, by: Any, on: dt.date) -> None:
    if found.where in STAYS:
        record_status_period(nominal=nominal, by=by, on=on, status=found.where, from_on=found.found_on)
    if found.where == AT_ADDRESS:
        home = current_home(nominal)
        wanted = (found.address.strip().lower(), found.postcode.replace(" ", "").lower())
        if home is None or (home.address.lower(), home.postcode.replace(" ", "").lower()) != wanted:
            move_home(
                nominal=nominal, by=by, on=on, moved_on=found.found_on, address=found.address, postcode=found.postcode
            )
