"""Whether conditions are kept: checks on their own, and those made at the door with a visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Now

from accounts import permissions as p
from offenders.actions.base import NOT_YOURS, change, log, not_after, not_before, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Nominal
from orders.actions.breaches import open_breach
from orders.actions.devices import FIELDS as EXAMINED
from orders.models import (
    Breach,
    CheckResult,
    Condition,
    ConditionCheck,
    Examination,
    ExaminationResult,
    NotCheckedReason,
)

FIELDS = ("checked_on", "result", "reason", "notes", "examined", "means")


@dataclass(frozen=True)
class DoorCheck:
    """One look at one condition, as somebody tells it."""

    condition: int
    result: str
    notes: str = ""
    reason: str = ""  # why it was not checked
    examined: str = ""  # which devices
    means: str = ""  # how


def record_check(
    *, condition: Condition, by: Any, on: dt.date, checked_on: dt.date, check: DoorCheck
) -> ConditionCheck:
    """A check away from a visit. The same answer for the same day again is the same check.

    A suspected breach is opened with it and the supervisor told at once.
    """
    with change(condition.nominal, by=by, on=on, permission=p.CHECK_CONDITIONS) as held:
        return _record(held, check, checked_on, by, on, visit_id=None)


def record_at_door(
    *, nominal: Nominal, by: Any, on: dt.date, checked_on: dt.date, visit_id: int, checks: Sequence[DoorCheck]
) -> list[ConditionCheck]:
    """The checks made during a visit. Runs in the transaction of the visit, which has locked the nominal."""
    if checks and not by.can(p.CHECK_CONDITIONS):
        raise NotAllowed(NOT_YOURS)
    return [_record(nominal, check, checked_on, by, on, visit_id=visit_id) for check in checks]


def _record(
    nominal: Nominal, check: DoorCheck, checked_on: dt.date, by: Any, on: dt.date, visit_id: int | None
) -> ConditionCheck:
    not_after(checked_on, on, "checked_on", "The day of the check")
    condition = (
        Condition.objects.counted()
        .select_related("order")
        .filter(pk=check.condition, nominal=nominal, order__voided_at__isnull=True)
        .first()
    )
    if condition is None:
        raise Refused("The order has no such condition")
    order = condition.order
    not_before(checked_on, order.made_on, "checked_on", "The day of the check", "when the order was made")
    not_before(checked_on, condition.added_on, "checked_on", "The day of the check", "when the condition was added")
    found = _checked(check)
    counted = ConditionCheck.objects.counted().filter(condition=condition, checked_on=checked_on)
    counted = counted.filter(visit_id=visit_id) if visit_id is not None else counted.filter(visit_id__isnull=True)
    if same := counted.first():
        if values(same, *found) == found:
            return same
        raise Refused("Another check of this condition is recorded for that day", "checked_on")
    row = ConditionCheck.objects.create(
        nominal=nominal, condition=condition, checked_on=checked_on, visit_id=visit_id, recorded_by=by, **found
    )
    log("condition.checked", by=by, nominal=nominal, fact=row, after=values(row, *FIELDS),
        order=order.order_ref, number=condition.number, visit=visit_id)  # fmt: skip
    if row.result == CheckResult.BREACH:
        open_breach(
            nominal, by=by, on=on, order=order, condition=condition, suspected_on=checked_on, what=row.notes,
            check=row, visit_id=visit_id,
        )  # fmt: skip
    return row


def _checked(check: DoorCheck) -> dict[str, Any]:
    if check.result not in CheckResult.values:
        raise Refused("Select what came of the check", "result")
    notes, reason = check.notes.strip(), ""
    if check.result == CheckResult.NOT_CHECKED:
        if check.reason not in NotCheckedReason.values:
            raise Refused("Select why it was not checked", "reason")
        reason = check.reason
    if check.result in (CheckResult.CONCERN, CheckResult.BREACH):
        notes = said(notes, "notes", "Say what was seen")
    return {
        "result": check.result,
        "reason": reason,
        "notes": notes,
        "examined": check.examined.strip(),
        "means": check.means.strip(),
    }


NOT_SEEN = "The visit was corrected: the person was not seen"


def follow_visit(*, nominal: Nominal, was: int, now: int, on_day: dt.date, seen: bool, by: Any) -> None:
    """A visit was corrected: what was checked, examined and suspected at it goes with the visit as it really was.

    Where the person was not `seen` after all, nothing can have been checked or examined: that is marked as entered in
    error; what was said not to be checked goes along. Raises `Refused` where a condition would be checked before its
    order was made.
    """
    if not seen:
        _void_at(nominal, was, by, NOT_SEEN, looks=True)
    checked = ConditionCheck.objects.counted().filter(visit_id=was).select_related("condition__order")
    for made_on in (row.condition.added_on or row.condition.order.made_on for row in checked):
        not_before(on_day, made_on, "date", "The visit", "when the court made a condition that was checked at it")
    ConditionCheck.objects.counted().filter(visit_id=was).update(visit_id=now, checked_on=on_day)
    Examination.objects.counted().filter(visit_id=was).update(visit_id=now, examined_on=on_day)
    Breach.objects.counted().filter(visit_id=was).update(visit_id=now, suspected_on=on_day)


def void_with_visit(*, nominal: Nominal, visit_id: int, by: Any, reason: str) -> None:
    """A visit never happened: nor did its checks and examinations. A suspected breach, and a device found, stay."""
    _void_at(nominal, visit_id, by, reason)


def _void_at(nominal: Nominal, visit_id: int, by: Any, reason: str, *, looks: bool = False) -> None:
    """Void the checks and examinations made at a visit; with `looks`, only those that say that somebody looked."""
    for model, fields, no_look in (
        (ConditionCheck, FIELDS, CheckResult.NOT_CHECKED),
        (Examination, EXAMINED, ExaminationResult.NOT_DONE),
    ):
        rows = model._default_manager.filter(visit_id=visit_id, voided_at__isnull=True)
        for row in rows.exclude(result=no_look) if looks else rows:
            before = values(row, *fields)
            model._default_manager.filter(pk=row.pk).update(voided_at=Now(), voided_by=by, void_reason=reason)
            log("fact.voided", by=by, nominal=nominal, fact=row, before=before, after={"void_reason": reason})
