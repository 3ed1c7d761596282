"""Open one record to one person for a while, end it, and open one's own way in from outside the team."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models.functions import Now

from accounts import permissions as p
from accounts.models import User
from accounts.roles import FORCE_SCOPE, TEAM_SCOPE, Role
from common.text import plain_date
from offenders.actions.base import NOT_YOURS, log, refuse_writing, said, values
from offenders.actions.errors import NotAllowed, NotVisible, Refused
from offenders.models import AccessKind, Nominal, NominalAccess, Transfer
from offenders.models.access import LONGEST
from offenders.rights import manages_access

FIELDS = ("kind", "starts_on", "expires_on", "reason")
READING_ROLES = TEAM_SCOPE | FORCE_SCOPE


def grant_access(
    *, nominal: Nominal, user: User, kind: str, reason: str, expires_on: dt.date, by: Any, on: dt.date
) -> NominalAccess:
    """Open the record to somebody until a day, that day included. Sent again, it is one grant.

    A supervisor grants for the records of their team, an inspector for those of the force. On a restricted record only
    the named few are let in (`offenders.actions.restricting`). Raises `NotAllowed`, `NotVisible`, `Refused`.
    """
    reason = said(reason, "reason", "Say why they need to see this record")
    if kind not in LONGEST:
        raise Refused("Select why the record is opened", "kind")
    if not on <= expires_on <= on + dt.timedelta(days=LONGEST[AccessKind(kind)]):
        last = plain_date(on + dt.timedelta(days=LONGEST[AccessKind(kind)]))
        raise Refused(f"The last day must be from today to {last}", "expires_on")
    with transaction.atomic():
        held = hold_managed(nominal, by)
        if held.restricted:
            raise Refused("This record is restricted. Name the person on it instead")
        _fits(user, kind, held)
        row, new = _open(held, user, AccessKind(kind), reason, expires_on, by, on)
        if new:
            log("access.granted", by=by, nominal=held, fact=row, user=user.username, after=values(row, *FIELDS))
    return row


def end_access(*, access: NominalAccess, by: Any, on: dt.date) -> NominalAccess:
    """Close the record again to whom it was opened, at once. Cover made with an absence ends with that cover.

    Raises `NotAllowed`, `NotVisible`, `Refused`.
    """
    with transaction.atomic():
        held = hold_managed(access.content_object, by)
        row = NominalAccess.objects.select_for_update(of=("self",)).select_related("user").get(pk=access.pk)
        if row.cover_id is not None:
            raise Refused("This came with cover for an absence. End that cover instead")
        if row.transfer_id is not None:
            raise Refused("This came with a transfer that was offered. Withdraw that instead")
        if row.kind == AccessKind.NAMED:
            raise Refused("End the naming on the page of the restriction")
        if row.ended_at is None:
            close(row, by, held)
    return row


def open_from_outside(*, nominal: Nominal, purpose: str, reason: str, by: Any, on: dt.date) -> NominalAccess:
    """Open a record of one's own force from outside its team: read-only, with a reason, until the end of the day.

    `OUTSIDE_ACCESS_DAYS` says for how many days. The supervisors of the team that owns it see who did and why. Raises
    `NotVisible` where it cannot be found so: another force's, restricted, barred.
    """
    reason = said(reason, "reason", "Say why you need to open this record")
    with transaction.atomic():
        held = (
            Nominal.objects.findable_by(by).select_for_update(no_key=True, of=("self",)).filter(pk=nominal.pk).first()
        )
        if held is None:
            raise NotVisible("There is no such record")
        last = on + dt.timedelta(days=settings.OUTSIDE_ACCESS_DAYS - 1)
        row, new = _open(held, by, AccessKind.OPENED, f"{purpose}: {reason}", last, by, on)
        if new:
            log("access.opened_from_outside", by=by, nominal=held, fact=row, after=values(row, *FIELDS),
                reason=row.reason)  # fmt: skip
    return row


def hold_managed(nominal: Nominal, by: Any) -> Nominal:
    """The nominal, locked, for somebody who decides who may see it. Raises `NotAllowed` or `NotVisible`."""
    held = Nominal.objects.writable_by(by).select_for_update(no_key=True, of=("self",)).filter(pk=nominal.pk).first()
    if held is None:
        refuse_writing(nominal, by)
    if not manages_access(by, held):
        raise NotAllowed(NOT_YOURS)
    return held


def close(row: NominalAccess, by: Any, nominal: Nominal, why: str = "") -> None:
    """End one exception now, for a reason where one is given; it stays on record."""
    NominalAccess.objects.filter(pk=row.pk).update(ended_at=Now(), ended_by=by)
    more: dict[str, Any] = {"reason": why} if why else {}
    log("access.ended", by=by, nominal=nominal, fact=row, user=row.user.username, before=values(row, *FIELDS), **more)


def open_to(
    nominal: Nominal, user: User, kind: AccessKind, reason: str, expires_on: dt.date | None, by: Any, on: dt.date,
    *, transfer: Transfer | None = None,
) -> NominalAccess:  # fmt: skip
    """Make one exception, or find the one that stands."""
    return _open(nominal, user, kind, reason, expires_on, by, on, transfer)[0]


def _open(
    nominal: Nominal, user: Any, kind: AccessKind, reason: str, expires_on: dt.date | None, by: Any, on: dt.date,
    transfer: Transfer | None = None,
) -> tuple[NominalAccess, bool]:  # fmt: skip
    standing = NominalAccess.objects.standing(on).filter(user=user, content_object=nominal, kind=kind)
    if same := standing.filter(cover__isnull=True, transfer=transfer, expires_on=expires_on).first():
        return same, False
    permission = Permission.objects.get(content_type__app_label="offenders", codename="view_nominal")
    row = NominalAccess.objects.create(
        user=user, content_object=nominal, permission=permission, kind=kind, granted_by=by, reason=reason, starts_on=on,
        expires_on=expires_on, transfer=transfer,
    )  # fmt: skip
    return row, True


def _fits(user: User, kind: str, nominal: Nominal) -> None:
    """The kind must do something for the person: briefings for neighbourhood officers, the rest for who reads."""
    if not user.is_active:
        raise Refused("There is no active account with this username", "username")
    if kind == AccessKind.BRIEFING:
        if not user.can(p.SEE_BRIEFINGS) or user.force_id != nominal.force_id:
            raise Refused("A briefing is for a neighbourhood officer of the force", "username")
        return
    if user.role not in READING_ROLES:
        words = "Choose a briefing for them" if user.role == Role.NEIGHBOURHOOD else "Their role opens no records"
        raise Refused(words, "username")
    if kind == AccessKind.COVER and user.force_id != nominal.force_id:
        raise Refused("Cover comes from the same force", "username")
