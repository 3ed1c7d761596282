"""The verbs about visits. Each is one transaction: lock, check, write, audit, work the dates out again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models.functions import Now

from accounts import permissions
from common.dates import long_date
from offenders.actions.base import change, log, not_after, said, values
from offenders.actions.errors import Refused
from offenders.models import Nominal
from orders.actions import (
    DoorCheck,
    DoorExamination,
    examine_at_door,
    follow_visit,
    record_at_door,
    void_with_visit,
)
from visits.models import Visit, VisitDecision, VisitDraft
from visits.policy import VisitToSave, refusals, sees

CORRECTED = "Corrected: "


@dataclass(frozen=True)
class Account:
    """A visit as somebody tells it: the columns of `Visit` that a person fills in."""

    date: dt.date
    outcome: str
    time: dt.time | None = None
    address: str = ""  # blank = the home address of that day
    officers: Sequence[str] = ()
    others_present: Sequence[str] = ()
    announced: bool | None = None
    entry_sought_for_risk_search: bool | None = None
    third_party: str = ""
    third_party_said: str = ""
    notes: str = ""
    write_up_owed: bool = False
    saved_despite: Sequence[str] = ()
    despite_reason: str = ""

    def columns(self) -> dict[str, Any]:
        """As the model takes them."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


COLUMNS = tuple(Account.__dataclass_fields__)


def log_visit(
    *,
    nominal: Nominal,
    account: Account,
    by: Any,
    on: dt.date,
    form_token: uuid.UUID | None = None,
    checks: Sequence[DoorCheck] = (),
    examinations: Sequence[DoorExamination] = (),
) -> Visit:
    """Record a visit or an attempt, with the checks of conditions and the looks into devices made at the door.

    The same form sent again gives the same visit and writes nothing.

    Raises `Refused` for a day still to come, for a second attempt of one day and outcome that has no time of its own to
    tell it from the first, and for checks at a visit at which the person was not seen.
    """
    if (checks or examinations) and not sees(account.outcome):
        raise Refused("Conditions and devices are looked at where the person was seen")
    with change(nominal, by=by, on=on, permission=permissions.LOG_VISIT) as held:
        if done := _already(Visit, held, by, form_token):
            return done
        visit = _insert(held, account, by, on, form_token)
        at = {"nominal": held, "by": by, "on": on, "visit_id": visit.pk}
        record_at_door(**at, checked_on=account.date, checks=checks)
        examine_at_door(**at, examined_on=account.date, examinations=examinations)
        _forget_draft(by, form_token)
        log("visit.logged", by=by, nominal=held, fact=visit, after=account.columns())
    return visit


def correct_visit(
    *, visit: Visit, account: Account, reason: str, by: Any, on: dt.date, form_token: uuid.UUID | None = None
) -> Visit:
    """Record how a visit really was. The first row stays, marked as corrected; the dates follow the new one."""
    reason = said(reason, "reason", "Say what was wrong")
    with change(visit.nominal, by=by, on=on, permission=permissions.LOG_VISIT) as held:
        if done := _already(Visit, held, by, form_token):
            return done
        first = _standing(Visit, visit.pk, held)
        _void(first, CORRECTED + reason, by)
        fresh = _insert(held, account, by, on, form_token, corrects=first)
        follow_visit(nominal=held, was=first.pk, now=fresh.pk, on_day=account.date, seen=sees(account.outcome), by=by)
        _forget_draft(by, form_token)
        log("visit.corrected", by=by, nominal=held, fact=fresh, before=values(first, *COLUMNS), after=account.columns(),
            corrects=first.pk, reason=reason)  # fmt: skip
    return fresh


def void_visit(*, visit: Visit, reason: str, by: Any, on: dt.date) -> Visit:
    """Mark a visit entered in error. It stays, struck through, and no longer counts."""
    reason = said(reason, "reason", "Say why it was entered in error")
    with change(visit.nominal, by=by, on=on, permission=permissions.VOID_FACTS) as held:
        row = _standing(Visit, visit.pk, held)
        _void(row, reason, by)
        void_with_visit(nominal=held, visit_id=row.pk, by=by, reason=reason)
        log("visit.voided", by=by, nominal=held, fact=row, before=values(row, *COLUMNS), reason=reason)
    return row


def write_up_visit(
    *, visit: Visit, notes: str, seen_notes: str, by: Any, on: dt.date, form_token: uuid.UUID | None = None
) -> Visit:
    """Complete the account of a visit that was saved in a hurry. `seen_notes` are those its form was opened with.

    Raises `Refused` where somebody else has written in between, and where the account is closed.
    """
    notes = said(notes, "notes", "Write the account of the visit")
    with change(visit.nominal, by=by, on=on, permission=permissions.LOG_VISIT) as held:
        row = _standing(Visit, visit.pk, held)
        if row.notes == notes and not row.write_up_owed:
            return row  # the same form again
        if row.notes != seen_notes:
            raise Refused(
                "Somebody else has written in this account since you opened it. Join the two and save", "notes"
            )
        if not row.write_up_owed:
            raise Refused("This visit is written up already. Correct it if the account is wrong")
        Visit.objects.filter(pk=row.pk).update(notes=notes, write_up_owed=False)
        _forget_draft(by, form_token)
        log("visit.written_up", by=by, nominal=held, fact=row, before={"notes": row.notes}, after={"notes": notes})
        row.refresh_from_db()
    return row


def decide_after_failed_visits(
    *,
    nominal: Nominal,
    decision: str,
    reason: str,
    by: Any,
    on: dt.date,
    decided_on: dt.date | None = None,
    look_again_on: dt.date | None = None,
    form_token: uuid.UUID | None = None,
) -> VisitDecision:
    """Record what is done after failed visits: it closes the decision owed; attempts after its day count afresh."""
    reason = said(reason, "reason", "Give the reason for the decision")
    day = decided_on or on
    not_after(day, on, "decided_on", "The day of the decision")
    if look_again_on is not None and look_again_on <= day:
        raise Refused("The date to look again must be after the day of the decision", "look_again_on")
    after = {"decision": decision, "decided_on": day, "reason": reason, "look_again_on": look_again_on}
    with change(nominal, by=by, on=on, permission=permissions.DECIDE_VISITS) as held:
        if done := _already(VisitDecision, held, by, form_token):
            return done
        row = VisitDecision.objects.create(nominal=held, recorded_by=by, form_token=form_token, **after)
        _forget_draft(by, form_token)
        log("visit.decided", by=by, nominal=held, fact=row, after=after)
    return row


def void_decision(*, decision: VisitDecision, reason: str, by: Any, on: dt.date) -> VisitDecision:
    """Mark a decision entered in error; what it closed is owed again."""
    reason = said(reason, "reason", "Say why it was entered in error")
    with change(decision.nominal, by=by, on=on, permission=permissions.DECIDE_VISITS) as held:
        row = _standing(VisitDecision, decision.pk, held)
        _void(row, reason, by)
        before = values(row, "decision", "decided_on", "reason", "look_again_on")
        log("visit.decision_voided", by=by, nominal=held, fact=row, before=before, reason=reason)
    return row


def _already(model: Any, nominal: Nominal, by: Any, form_token: uuid.UUID | None) -> Any:
    """What this form made when it was sent before; None the first time. Read under the lock, so that one wins."""
    if form_token is None:
        return None
    row = model.objects.filter(form_token=form_token).first()
    if row is not None and (row.nominal_id != nominal.pk or row.recorded_by_id != by.pk):
        raise Refused("This page was used already. Open it again and save once more")
    return row


def _standing(model: Any, pk: int, nominal: Nominal) -> Any:
    """The row as it is now, under the lock. Raises `Refused` once it was corrected or entered in error."""
    row = model.objects.filter(pk=pk, nominal=nominal).select_for_update(of=("self",)).first()
    if row is None or row.voided_at is not None:
        raise Refused("This was corrected or marked entered in error already")
    return row


def _insert(
    nominal: Nominal,
    account: Account,
    by: Any,
    on: dt.date,
    form_token: uuid.UUID | None,
    corrects: Visit | None = None,
) -> Visit:
    to_save = VisitToSave(account.date, len(account.officers), len(account.others_present), account.announced)
    for remark in refusals(to_save, on):
        raise Refused(remark.text.rstrip("."), "date")
    same = Visit.objects.counted().filter(nominal=nominal, date=account.date, outcome=account.outcome)
    if same.filter(time=account.time).exists():
        at = f"at {account.time:%H:%M}" if account.time else "without a time"
        raise Refused(
            f"The same outcome is already on record {at} on {long_date(account.date)}. Give the time of this one",
            "time",
        )
    return Visit.objects.create(
        nominal=nominal, recorded_by=by, form_token=form_token, corrects=corrects, **account.columns()
    )


def _void(row: Visit | VisitDecision, reason: str, by: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(voided_at=Now(), voided_by=by, void_reason=reason)


def _forget_draft(by: Any, form_token: uuid.UUID | None) -> None:
    if form_token is not None:
        VisitDraft.objects.filter(author=by, token=form_token).delete()
