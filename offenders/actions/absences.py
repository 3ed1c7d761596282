"""Who is away, and who stands in for them. Alerts and access follow at once, in the same transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.absences import ABSENT_ROLES, away_words, may_record, may_record_leave
from accounts.models import Absence, AbsenceKind, Cover, User
from accounts.roles import Role
from audit.events import record
from common.text import plain_date
from deadlines.alerts import raise_at_once
from deadlines.reconcile import BUCKET, lock_for_change
from offenders.actions.base import NOT_YOURS, said, values
from offenders.actions.errors import Conflict, NotAllowed, Refused
from offenders.covering import settle_exceptions_of
from offenders.models import Nominal, Transfer
from offenders.models.transfers import OPEN
from offenders.rights import MANAGING_ROLES

LONGEST = dt.timedelta(days=731)  # before or after today; more is a slip of the pen
FIELDS = ("kind", "from_on", "to_on", "review_on")
COVER_FIELDS = ("officer_id", "nominal_id", "from_on", "to_on")


def record_absence(
    *,
    officer: User,
    kind: str,
    from_on: dt.date,
    to_on: dt.date | None,
    review_on: dt.date | None,
    by: Any,
    on: dt.date,
    form_token: uuid.UUID | None = None,
) -> Absence:
    """Somebody is away from a day to a day, both included; without a last day, until somebody ends it.

    Leave has its last day; anybody may record their own. Sickness and the rest are a supervisor's to record, open ones
    with a day to look again. The same form sent again gives the same absence. Raises `NotAllowed`, `Refused`.
    """
    may = may_record_leave if kind == AbsenceKind.LEAVE else may_record
    if not may(by, officer):
        raise NotAllowed(NOT_YOURS)
    if not officer.is_active or officer.role not in ABSENT_ROLES:
        raise Refused("Select somebody from the list", "officer")
    review_on = None if to_on is not None else review_on
    _sensible(kind, from_on, to_on, review_on, on)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=officer.pk)
        if form_token and (done := Absence.objects.filter(form_token=form_token, recorded_by=by).first()):
            return done
        _free(officer.absences.overlapping(from_on, to_on), "from_on")
        absence = Absence.objects.create(
            officer=officer, kind=kind, from_on=from_on, to_on=to_on, review_on=review_on, recorded_by=by,
            form_token=form_token,
        )  # fmt: skip
        _log("absence.recorded", by, absence, after=values(absence, *FIELDS))
        _follow(absence, on)
    return absence


def change_absence(
    *, absence: Absence, to_on: dt.date | None, review_on: dt.date | None, version: int, by: Any, on: dt.date
) -> Absence:
    """Another last day, or another day to look again. Cover that lies beyond the new end is cut short with it."""
    with transaction.atomic():
        held = _hold(absence, by)
        review_on = None if to_on is not None else review_on
        if held.version != version:
            theirs = values(held, "to_on", "review_on")
            raise Conflict({"to_on": to_on, "review_on": review_on}, theirs, held.version)
        _sensible(held.kind, held.from_on, to_on, review_on, on, begun=True)
        others = held.officer.absences.overlapping(held.from_on, to_on).exclude(pk=held.pk)
        _free(others, "to_on")
        _move_end(held, to_on, review_on, by, on, "absence.changed")
    return held


def return_to_work(*, absence: Absence, back_on: dt.date, by: Any, on: dt.date) -> Absence:
    """Back at work on a day: the day before was the last of the absence. Back on its first day, it never was."""
    with transaction.atomic():
        held = _hold(absence, by)
        if back_on > on:
            raise Refused("The day back must be today or in the past; for a later day, change the last day", "back_on")
        if back_on <= held.from_on:
            _void(held, "Back at work before it began", by, on)
        elif held.to_on is None or held.to_on >= back_on:
            _move_end(held, back_on - dt.timedelta(days=1), None, by, on, "absence.ended")
    return held


def void_absence(*, absence: Absence, reason: str, by: Any, on: dt.date) -> None:
    """Mark an absence entered in error, and its cover with it."""
    reason = said(reason, "reason", "Say why it was entered in error")
    with transaction.atomic():
        _void(_hold(absence, by), reason, by, on)


def arrange_cover(
    *,
    absence: Absence,
    officer: User,
    nominal: Nominal | None,
    from_on: dt.date,
    to_on: dt.date,
    by: Any,
    on: dt.date,
    form_token: uuid.UUID | None = None,
) -> Cover:
    """Somebody stands in for an absent officer, for one case or (without one) the whole caseload, until a day.

    From then on alerts go to them and the supervisors, and they can open and log for those cases. Sent again, the same
    form gives the same cover. Raises `NotAllowed`, `Refused`.
    """
    with transaction.atomic():
        held = _hold(absence, by, own=False)
        if form_token and (done := Cover.objects.filter(form_token=form_token, recorded_by=by).first()):
            return done
        _may_stand_in(officer, held, from_on, to_on, by)
        _within(held, from_on, to_on, on)
        if nominal is not None and nominal.officer_id != held.officer_id:
            raise Refused(f"This is no case of {held.officer.full_name}", "case")
        clash = held.covers.counted().filter(nominal=nominal, from_on__lte=to_on, to_on__gte=from_on)
        if other := clash.select_related("officer").first():
            until = plain_date(other.to_on)
            raise Refused(f"{other.officer.full_name} stands in until {until}; end that cover first", "from_on")
        cover = Cover.objects.create(
            absence=held, officer=officer, nominal=nominal, from_on=from_on, to_on=to_on, recorded_by=by,
            form_token=form_token,
        )  # fmt: skip
        references = _follow(held, on, nominal)
        _log("cover.arranged", by, held, cover, references, after=values(cover, *COVER_FIELDS))
    return cover


def end_cover(*, cover: Cover, by: Any, on: dt.date) -> Cover:
    """Nobody stands in any more from today on. Cover that was still to begin is taken back."""
    with transaction.atomic():
        absence = _hold(cover.absence, by, own=False)
        held = absence.covers.counted().select_for_update(no_key=True).filter(pk=cover.pk).first()
        if held is None or held.to_on < on:
            return cover
        before = values(held, *COVER_FIELDS)
        _cut(held, on - dt.timedelta(days=1), by)
        references = _follow(absence, on, held.nominal)
        _log("cover.ended", by, absence, held, references, before=before, after=values(held, *COVER_FIELDS))
    return held


def _hold(absence: Absence, by: Any, *, own: bool = True) -> Absence:
    """The absence as it is now, locked. One's own leave is one's own to change; cover for it is a supervisor's."""
    held = Absence.objects.select_for_update(no_key=True, of=("self",)).select_related("officer").get(pk=absence.pk)
    may = may_record_leave if own and held.kind == AbsenceKind.LEAVE else may_record
    if not may(by, held.officer):
        raise NotAllowed(NOT_YOURS)
    if held.voided_at is not None:
        raise Refused("This absence has been marked as entered in error")
    return held


def _sensible(
    kind: str, from_on: dt.date, to_on: dt.date | None, review_on: dt.date | None, on: dt.date, *, begun: bool = False
) -> None:
    if not begun and abs(from_on - on) > LONGEST:
        raise Refused("The first day must be within two years of today", "from_on")
    if to_on is None and kind == AbsenceKind.LEAVE:
        raise Refused("Enter the last day of the leave", "to_on")
    if to_on is None and review_on is None:
        raise Refused("Enter the last day, or a day to look again", "to_on")
    if to_on is not None and not from_on <= to_on <= from_on + LONGEST:
        words = "on or after the first day" if to_on < from_on else "within two years of the first day"
        raise Refused(f"The last day must be {words}", "to_on")
    if review_on is not None and not max(from_on, on) < review_on <= on + LONGEST:
        raise Refused("The day to look again must be after today and after the first day", "review_on")


def _free(others: Any, field: str) -> None:
    if other := others.select_related("officer").first():
        raise Refused(f"{other.officer.full_name} is already down as {away_words(other)} for some of these days", field)


def _may_stand_in(officer: User, absence: Absence, from_on: dt.date, to_on: dt.date, by: Any) -> None:
    same_force = officer.force_id is not None and officer.force_id == absence.officer.force_id == by.force_id
    if not officer.is_active or officer.role not in MANAGING_ROLES or not same_force:
        raise Refused("Select somebody from the list", "officer")
    if officer.pk == absence.officer_id:
        raise Refused("Somebody else must stand in", "officer")
    if away := officer.absences.overlapping(from_on, to_on).first():
        raise Refused(f"{officer.full_name} is {away_words(away)} for some of these days", "officer")


def _within(absence: Absence, from_on: dt.date, to_on: dt.date, on: dt.date) -> None:
    if to_on < from_on:
        raise Refused("The last day must be on or after the first day", "to_on")
    if from_on < absence.from_on:
        raise Refused(f"The absence begins on {plain_date(absence.from_on)}", "from_on")
    if absence.to_on is not None and to_on > absence.to_on:
        raise Refused(f"The absence ends on {plain_date(absence.to_on)}", "to_on")
    if to_on < on:
        raise Refused("The last day must be today or later", "to_on")
    if to_on > on + LONGEST:
        raise Refused("The last day must be within two years of today", "to_on")


def _move_end(
    held: Absence, to_on: dt.date | None, review_on: dt.date | None, by: Any, on: dt.date, action: str
) -> None:
    before = values(held, *FIELDS)
    held.to_on, held.review_on = to_on, review_on
    Absence.objects.filter(pk=held.pk).update(to_on=to_on, review_on=review_on, version=F("version") + 1)
    if to_on is not None:
        for cover in held.covers.counted().filter(to_on__gt=to_on):
            _cut(cover, to_on, by)
    _log(action, by, held, before=before, after=values(held, *FIELDS))
    _follow(held, on)


def _cut(cover: Cover, last: dt.date, by: Any) -> None:
    """Cover ends on a day; where that is before its first day, it never was."""
    if last < cover.from_on:
        Cover.objects.filter(pk=cover.pk).update(voided_at=Now(), voided_by=by, void_reason="Ended before it began")
    else:
        cover.to_on = last
        Cover.objects.filter(pk=cover.pk).update(to_on=last)


def _void(held: Absence, reason: str, by: Any, on: dt.date) -> None:
    gone = {"voided_at": Now(), "voided_by": by, "void_reason": reason}
    held.covers.counted().update(**gone)
    Absence.objects.filter(pk=held.pk).update(**gone, version=F("version") + 1)
    _log("absence.voided", by, held, before=values(held, *FIELDS), reason=reason)
    _follow(held, on)


def _follow(absence: Absence, on: dt.date, nominal: Nominal | None = None) -> list[str]:
    """Access and alerts as they now are, for the officer's cases or the one; their references."""
    theirs = Q(officer_id=absence.officer_id)
    if absence.officer.role == Role.SUPERVISOR and absence.officer.team_id is not None:
        offered = Transfer.objects.filter(OPEN, to_team_id=absence.officer.team_id).values("nominal_id")
        theirs |= Q(team_id=absence.officer.team_id) | Q(pk__in=offered)  # a deputy has the team's
    cases = Nominal.objects.filter(theirs)
    if nominal is not None:
        cases = cases.filter(pk=nominal.pk)
    rows = dict(cases.order_by("pk").values_list("pk", "reference"))
    for bucket in sorted({pk // BUCKET for pk in rows}):
        lock_for_change(bucket * BUCKET)
    settle_exceptions_of(rows, on)
    if absence.from_on <= on:
        raise_at_once(rows, on)
    return list(rows.values())


def _log(
    action: str, by: Any, absence: Absence, cover: Cover | None = None, subjects: list[str] | None = None, **more: Any
) -> None:
    row = absence if cover is None else cover
    details = {"type": row._meta.model_name, "id": row.pk, "officer": absence.officer.username, **more}
    record(action, by=by, subjects=subjects or [], details=details)
