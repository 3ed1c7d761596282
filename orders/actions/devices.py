"""Looks into devices: examinations, at a visit or away from one, and the conditions that a device serves."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Now

from accounts import permissions as p
from common.text import plain_date
from offenders.actions.base import NOT_YOURS, change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.actions.life import insert_particular, outline
from offenders.models import KnownBy, Nominal, Particular, ParticularKind
from offenders.models.life import DIGITAL
from orders.actions.shared import already
from orders.models import Condition, DeviceCondition, Examination, ExaminationResult, MonitoringSoftware

FIELDS = ("device_id", "examined_on", "what", "means", "result", "notes")
NO_DEVICE = "The record has no such device or account"
TAKEN_OFF = "It no longer serves this condition"


@dataclass(frozen=True)
class DoorExamination:
    """One look into one device, as somebody tells it: a device on record, or one found on the day (`found`)."""

    result: str  # '' = found and not examined
    device: int | None = None
    found: str = ""
    what: str = ""
    means: str = ""
    notes: str = ""


def record_examination(
    *, device: Particular, by: Any, on: dt.date, examined_on: dt.date, examination: DoorExamination,
    form_token: uuid.UUID | None = None,
) -> Examination:  # fmt: skip
    """An examination away from a visit. The same form sent again is the same examination."""
    with change(device.nominal, by=by, on=on, permission=p.CHECK_CONDITIONS) as held:
        if done := already(Examination, held, by, form_token):
            return done
        row = device_of(held, device.pk)
        return _examine(held, row, examination, examined_on, by, on, visit_id=None, form_token=form_token)


def examine_at_door(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    examined_on: dt.date,
    visit_id: int,
    examinations: Sequence[DoorExamination],
) -> list[Examination]:
    """The examinations made during a visit, and the devices found at it. In the transaction of the visit."""
    if examinations and not by.can(p.CHECK_CONDITIONS):
        raise NotAllowed(NOT_YOURS)
    made = []
    for one in examinations:
        device = device_of(nominal, one.device) if one.device else _found(nominal, one.found, examined_on, by, on)
        if one.result:
            made.append(_examine(nominal, device, one, examined_on, by, on, visit_id=visit_id))
    return made


def device_of(nominal: Nominal, pk: int) -> Particular:
    """A device or account of the locked nominal that was not entered in error. Raises `Refused`."""
    row = Particular.objects.counted().filter(nominal=nominal, pk=pk, kind__in=DIGITAL).first()
    if row is None:
        raise Refused(NO_DEVICE)
    return row


def _found(nominal: Nominal, text: str, found_on: dt.date, by: Any, on: dt.date) -> Particular:
    """A device that nobody had declared. Found again on the same day in the same words, it is the same one."""
    text = outline(text, "check_found", "Say which device was found")
    not_after(found_on, on, "date", "The day it was found")
    return insert_particular(
        nominal, by=by, kind=ParticularKind.DEVICE, text=text, source=f"Found at the visit of {plain_date(found_on)}",
        noted_on=found_on, known_by=KnownBy.FOUND,
    )  # fmt: skip


def _examine(
    nominal: Nominal,
    device: Particular,
    given: DoorExamination,
    examined_on: dt.date,
    by: Any,
    on: dt.date,
    *,
    visit_id: int | None,
    form_token: uuid.UUID | None = None,
) -> Examination:
    not_after(examined_on, on, "examined_on", "The day of the examination")
    not_before(examined_on, device.noted_on, "examined_on", "The day of the examination", "when the device was noted")
    row = Examination.objects.create(
        nominal=nominal, device=device, examined_on=examined_on, visit_id=visit_id, recorded_by=by,
        form_token=form_token, **_told(given),
    )  # fmt: skip
    log("device.examined", by=by, nominal=nominal, fact=row, after=values(row, *FIELDS), visit=visit_id)
    return row


def _told(given: DoorExamination) -> dict[str, str]:
    if given.result not in ExaminationResult.values:
        raise Refused("Select what came of the examination", "result")
    what, means, notes = (" ".join(given.what.split()), " ".join(given.means.split()), given.notes.strip())
    if given.result != ExaminationResult.NOT_DONE:
        what = said(what, "what", "Say what was examined")
        means = said(means, "means", "Say by what means")
    if given.result in (ExaminationResult.CONCERN, ExaminationResult.NOT_DONE):
        notes = said(notes, "notes", "Say what was seen, or why it could not be examined")
    return {"result": given.result, "what": what, "means": means, "notes": notes}


def serve_conditions(
    *, device: Particular, by: Any, on: dt.date, conditions: Iterable[int], shown: Iterable[int] | None = None
) -> None:
    """Which conditions a device or account serves, all of them; `shown` as for `serve`. Sent twice, it is once."""
    with change(device.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        serve(held, by=by, conditions=conditions, device=device_of(held, device.pk), shown=shown)


def serve(
    nominal: Nominal,
    *,
    by: Any,
    conditions: Iterable[int],
    device: Particular | None = None,
    software: MonitoringSoftware | None = None,
    shown: Iterable[int] | None = None,
) -> None:
    """Make the conditions that a thing serves those given, within a change that has locked the nominal.

    `shown`: those that it served as the page was shown; what somebody else has added since stays.
    """
    wanted = set(conditions)
    known = Condition.objects.counted().filter(nominal=nominal, order__voided_at__isnull=True, pk__in=wanted)
    if len(known) != len(wanted):
        raise Refused("The record has no such condition", "conditions")
    rows = DeviceCondition.objects.counted().filter(nominal=nominal, device=device, software=software)
    before = set(rows.values_list("condition_id", flat=True))
    if shown is not None:
        wanted |= before - set(shown)
    if before == wanted:
        return
    rows.exclude(condition_id__in=wanted).update(voided_at=Now(), voided_by=by, void_reason=TAKEN_OFF)
    DeviceCondition.objects.bulk_create(
        DeviceCondition(nominal=nominal, condition_id=pk, device=device, software=software, recorded_by=by)
        for pk in sorted(wanted - before)
    )
    log("device.serves", by=by, nominal=nominal, fact=device or software,
        before={"conditions": sorted(before)}, after={"conditions": sorted(wanted)})  # fmt: skip


def hold_software(pk: int, nominal: Nominal) -> MonitoringSoftware:
    """Software of the locked nominal as it is now. Raises `Refused` where it was marked entered in error."""
    return hold(MonitoringSoftware, pk, nominal)
