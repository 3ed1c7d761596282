"""Close a record: to all but a named few (restriction), or to one person (a bar for a conflict of interest)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts import permissions as p
from accounts.models import User
from accounts.roles import Role
from offenders.actions.access import READING_ROLES, close, hold_managed, open_to
from offenders.actions.base import NOT_YOURS, log, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import AccessKind, Bar, Nominal, NominalAccess

NEEDS_SUPERVISOR = "Name at least one supervisor of the team that owns the record: escalated alerts go to them"
NEEDS_INSPECTOR = "At least one named inspector has to stay, to be able to lift the restriction"
BAR_FIELDS = ("user_id", "reason", "until")


def restrict(*, nominal: Nominal, named: Collection[User], reason: str, by: Any, on: dt.date) -> Nominal:
    """Make the record visible to the named few alone, the inspector who restricts it among them.

    From then on it is in no list, count, search, export, alert or error of anybody else: not its officer's, team's or
    other inspectors'. Raises `NotAllowed`, `NotVisible`, `Refused` (no supervisor of its team among the named).
    """
    reason = said(reason, "reason", "Say why the record is restricted")
    with transaction.atomic():
        held = _hold(nominal, by)
        people = {person.pk: person for person in (by, *named)}.values()
        for person in people:
            _may_be_named(person)
        if not any(supervises(person, held) for person in people):
            raise Refused(NEEDS_SUPERVISOR, "named")
        if held.restricted:
            return held
        Nominal.objects.filter(pk=held.pk).update(restricted=True)
        held.restricted = True
        for person in people:
            open_to(held, person, AccessKind.NAMED, reason, None, by, on)
        usernames = sorted(person.username for person in people)
        log("record.restricted", by=by, nominal=held, before={"restricted": False}, after={"restricted": True},
            named=usernames, reason=reason)  # fmt: skip
    return held


def name(*, nominal: Nominal, user: User, reason: str, by: Any, on: dt.date) -> NominalAccess:
    """Add somebody to the named few of a restricted record, until the naming is ended."""
    reason = said(reason, "reason", "Say why they need to see this record")
    with transaction.atomic():
        held = _hold(nominal, by)
        if not held.restricted:
            raise Refused("This record is not restricted")
        _may_be_named(user)
        row = open_to(held, user, AccessKind.NAMED, reason, None, by, on)
        log("record.named", by=by, nominal=held, fact=row, user=user.username, reason=reason)
    return row


def end_naming(*, access: NominalAccess, by: Any, on: dt.date) -> None:
    """Take somebody off the named few. A supervisor of the team and an inspector always stay."""
    with transaction.atomic():
        held = _hold(access.content_object, by)
        rows = NominalAccess.objects.standing(on).filter(content_object=held, kind=AccessKind.NAMED)
        rest = [row for row in rows.select_related("user") if row.pk != access.pk]
        if not any(supervises(row.user, held) for row in rest):
            raise Refused(NEEDS_SUPERVISOR)
        if not any(row.user.is_active and row.user.can(p.RESTRICT) for row in rest):
            raise Refused(NEEDS_INSPECTOR)
        if access.ended_at is None:
            close(access, by, held)


def lift_restriction(*, nominal: Nominal, reason: str, by: Any, on: dt.date) -> Nominal:
    """Make it an ordinary record again; what the named few were given ends."""
    reason = said(reason, "reason", "Say why the restriction is lifted")
    with transaction.atomic():
        held = _hold(nominal, by)
        if not held.restricted:
            return held
        Nominal.objects.filter(pk=held.pk).update(restricted=False)
        rows = NominalAccess.objects.filter(content_object=held, kind=AccessKind.NAMED, ended_at__isnull=True)
        rows.update(ended_at=Now(), ended_by=by)
        held.restricted = False
        log("record.restriction_lifted", by=by, nominal=held, before={"restricted": True}, after={"restricted": False},
            reason=reason)  # fmt: skip
    return held


def bar(*, nominal: Nominal, user: User, reason: str, until: dt.date | None, by: Any, on: dt.date) -> Bar:
    """Close the record to one person, whatever else would open it, until a day or until it is lifted.

    Sent again, it is one bar. Raises `Refused` for the allocated officer, whose case would be seen by nobody.
    """
    reason = said(reason, "reason", "Say what the conflict of interest is")
    if until is not None and until < on:
        raise Refused("The last day must be today or later", "until")
    with transaction.atomic():
        held = hold_managed(nominal, by)
        if user.pk == held.officer_id:
            raise Refused("They manage this nominal. Give the case to somebody else first", "username")
        if user.pk == by.pk:
            raise Refused("Somebody else records a bar for you", "username")
        _still_answered(held, user, on)
        standing = Bar.objects.standing(on).filter(nominal=held, user=user)
        if same := standing.filter(until=until).first():
            return same
        row = Bar.objects.create(nominal=held, user=user, reason=reason, until=until, recorded_by=by)
        log("bar.recorded", by=by, nominal=held, fact=row, user=user.username, after=values(row, *BAR_FIELDS))
    return row


def lift_bar(*, bar: Bar, reason: str, by: Any, on: dt.date) -> Bar:
    """The conflict of interest is gone; the bar stays on record."""
    reason = said(reason, "reason", "Say why the bar is lifted")
    with transaction.atomic():
        held = hold_managed(bar.nominal, by)
        row = Bar.objects.select_for_update(of=("self",)).select_related("user").get(pk=bar.pk)
        if row.lifted_at is None:
            Bar.objects.filter(pk=row.pk).update(lifted_at=Now(), lifted_by=by, lift_reason=reason)
            log("bar.lifted", by=by, nominal=held, fact=row, user=row.user.username, before=values(row, *BAR_FIELDS),
                reason=reason)  # fmt: skip
    return row


def answered_for(nominal: Nominal, people: Collection[User]) -> bool:
    """Whether a restricted record has, among its named, a supervisor of its team and an inspector."""
    return any(supervises(one, nominal) for one in people) and any(one.can(p.RESTRICT) for one in people)


def supervises(person: User, nominal: Nominal) -> bool:
    """Whether somebody is an active supervisor of the team that owns the record; of the force, where no team does."""
    if not person.is_active or person.role != Role.SUPERVISOR:
        return False
    if nominal.team_id is not None:
        return person.team_id == nominal.team_id
    return person.force_id is not None and person.force_id == nominal.force_id


def _hold(nominal: Nominal, by: Any) -> Nominal:
    if not by.can(p.RESTRICT):
        raise NotAllowed(NOT_YOURS)
    return hold_managed(nominal, by)


def _may_be_named(person: User) -> None:
    if not person.is_active or person.role not in READING_ROLES:
        raise Refused(f"{person.full_name} cannot be named: their role opens no records", "named")


def _still_answered(nominal: Nominal, user: User, on: dt.date) -> None:
    """A bar must not take the last named supervisor or inspector from a restricted record."""
    if not nominal.restricted:
        return
    rows = NominalAccess.objects.standing(on).filter(content_object=nominal, kind=AccessKind.NAMED)
    rest = [row.user for row in rows.select_related("user") if row.user_id != user.pk]
    if not any(supervises(person, nominal) for person in rest):
        raise Refused(NEEDS_SUPERVISOR, "username")
    if not any(person.is_active and person.can(p.RESTRICT) for person in rest):
        raise Refused(NEEDS_INSPECTOR, "username")
