"""Hand a case over to another team or force: offered with a reason, it moves only when the receiver accepts it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from accounts import permissions as p
from accounts.absences import deputised
from accounts.models import Team, User
from accounts.roles import Role
from offenders.actions.access import open_to
from offenders.actions.allocation import move
from offenders.actions.base import NOT_YOURS, change, log, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.closed import NO_INSPECTOR, NO_SUPERVISOR, closed_to, unanswered_in
from offenders.covering import settle_exceptions_of
from offenders.models import AccessKind, Answer, Bar, Nominal, NominalAccess, Transfer
from offenders.models.access import LONGEST
from offenders.rights import ALLOCATORS, may_answer_transfer, may_offer, may_take

NOBODY_ANSWERS = (
    "Nobody of that team could answer: it has no supervisor, and its force no inspector, who may see the case"
)
MOVED = "The case was moved by a register bundle"
FIELDS = ("to_team_id", "from_team_id", "from_force_id", "reason")


def offer_transfer(*, nominal: Nominal, team: Team, reason: str, by: Any, on: dt.date) -> Transfer:
    """Offer a case to another team, of this force or another. Until it is accepted nothing changes but who may read it:

    the supervisors of that team and their deputies, and the inspectors of its force, while the offer waits. A
    restricted case stays closed to all but its named few; a supervisor of that team has to be among them, and for
    another force an inspector.
    Sent twice, it is one offer. Raises `NotAllowed`, `NotVisible`, `Refused`.
    """
    reason = said(reason, "reason", "Enter the reason")
    with change(nominal, by=by, on=on, permission=p.ALLOCATE) as held:
        if not may_offer(by, held):
            raise NotAllowed(NOT_YOURS)
        if open_ := Transfer.objects.waiting().filter(nominal=held).first():
            if (open_.to_team_id, open_.reason) == (team.pk, reason):
                return open_
            raise Refused("This case is offered to a team already. Withdraw that first")
        if team.pk == held.team_id:
            raise Refused("It is that team’s case already", "team")
        _fits(held, team, on)
        row = Transfer.objects.create(
            nominal=held, from_team_id=held.team_id, from_force_id=held.force_id, to_team=team, reason=reason,
            offered_on=on, offered_by=by,
        )  # fmt: skip
        if not _may_see(row, held, on):
            raise Refused(NOBODY_ANSWERS, "team")
        _settle(row, held, on)
        after = values(row, *FIELDS)
        log("transfer.offered", by=by, nominal=held, fact=row, after=after, opened_to=_opened_to(held))
    return row


def accept_transfer(*, transfer: Transfer, officer: User, by: Any, on: dt.date) -> Transfer:
    """Team, force and officer change together, and with them who may see the case; no date moves (contract, journeys).

    What the former owners had by exception ends; what a meeting gave stays until its day. Sent twice, it is accepted
    once. Raises `NotAllowed`, `NotVisible`, `Refused`.
    """
    with change(transfer.nominal, by=by, on=on, reading=True) as held:
        row = _hold(transfer, held)
        if (row.answer, row.answered_by_id) == (Answer.ACCEPTED, by.pk):
            return row
        _may_answer(row, by, on)
        if not may_take(officer, row):
            raise Refused("Select an officer of the team", "officer")
        if why := closed_to(officer, [held], row.to_team, on).get(held.pk):
            raise Refused(why, "officer")
        _fits(held, row.to_team, on)
        row.from_team_id, row.from_force_id = held.team_id, held.force_id
        move([held], officer, row.to_team, by, on, f"Transfer accepted: {row.reason}")
        _answer(row, Answer.ACCEPTED, by, on, "")
        after = {**values(row, *FIELDS), "officer": officer.username}
        log("transfer.accepted", by=by, nominal=held, fact=row, after=after, closed_to=_end_access(row, held, by))
    return row


def return_transfer(*, transfer: Transfer, reason: str, by: Any, on: dt.date) -> Transfer:
    """Say no, and why. The case stays where it is. Sent twice, it is returned once."""
    reason = said(reason, "reason", "Enter why you are returning it")
    with change(transfer.nominal, by=by, on=on, reading=True) as held:
        row = _hold(transfer, held)
        if (row.answer, row.answered_by_id) == (Answer.RETURNED, by.pk):
            return row
        _may_answer(row, by, on)
        _answer(row, Answer.RETURNED, by, on, reason)
        _settle(row, held, on)
        log("transfer.returned", by=by, nominal=held, fact=row, reason=reason)
    return row


def withdraw_transfer(*, transfer: Transfer, by: Any, on: dt.date) -> Transfer:
    """Take the offer back, for as long as nobody has answered it. Sent twice, it is withdrawn once."""
    with change(transfer.nominal, by=by, on=on, permission=p.ALLOCATE) as held:
        row = _hold(transfer, held)
        if row.answer == Answer.WITHDRAWN:
            return row
        if not may_offer(by, held):
            raise NotAllowed(NOT_YOURS)
        if row.answer:
            raise Refused(f"This was {row.get_answer_display().lower()} meanwhile")
        _answer(row, Answer.WITHDRAWN, by, on, "")
        _settle(row, held, on)
        log("transfer.withdrawn", by=by, nominal=held, fact=row)
    return row


def withdraw_moved(on: dt.date) -> int:
    """End the offers of cases that a register bundle has moved to another team or force; how many there were.

    Nothing is left to offer: whoever made the offer no longer owns the case. In the import's transaction, which holds
    every record.
    """
    moved = [row for row in Transfer.objects.waiting().select_related("nominal") if _elsewhere(row)]
    for row in moved:
        _answer(row, Answer.WITHDRAWN, None, on, MOVED)
        _settle(row, row.nominal, on)
        log("transfer.withdrawn", by=None, nominal=row.nominal, fact=row, reason=MOVED)
    return len(moved)


def _elsewhere(row: Transfer) -> bool:
    return (row.nominal.team_id, row.nominal.force_id) != (row.from_team_id, row.from_force_id)


def settle_offers(on: dt.date) -> None:
    """Who may read the cases on offer, after accounts have changed team, force or role, or were closed or opened."""
    for row in Transfer.objects.waiting().select_related("nominal"):
        _settle(row, row.nominal, on)


def _hold(transfer: Transfer, held: Nominal) -> Transfer:
    rows = Transfer.objects.select_related("to_team__force").select_for_update(of=("self",))
    return rows.get(pk=transfer.pk, nominal=held)


def _may_answer(row: Transfer, by: Any, on: dt.date) -> None:
    if row.answer:
        raise Refused(f"This was {row.get_answer_display().lower()} meanwhile")
    if not may_answer_transfer(by, row, deputised(by, on)):
        raise NotAllowed("A transfer is answered by the team to which it is offered, never by whoever offered it")


def _fits(held: Nominal, team: Team, on: dt.date) -> None:
    """A restricted case goes only where somebody is named who will answer for it."""
    if not held.restricted:
        return
    if held.pk in unanswered_in(team, [held.pk], on):
        raise Refused(NO_SUPERVISOR, "team")
    named = NominalAccess.objects.standing(on).filter(kind=AccessKind.NAMED, content_object=held)
    inspectors = named.filter(user__force_id=team.force_id, user__role=Role.INSPECTOR, user__is_active=True)
    if team.force_id != held.force_id and not inspectors.exists():
        raise Refused(NO_INSPECTOR, "team")


def _answer(row: Transfer, answer: Answer, by: Any, on: dt.date, reason: str) -> None:
    row.answer, row.answered_on, row.answered_by, row.answer_reason = answer, on, by, reason
    row.save()


def _receivers(row: Transfer) -> Collection[User]:
    """Those who answer for a team: its supervisors, and the inspectors of its force; never whoever offered it."""
    theirs = Q(team_id=row.to_team_id) & ~Q(role=Role.INSPECTOR) | Q(force_id=row.to_team.force_id, role=Role.INSPECTOR)
    return User.objects.filter(theirs, is_active=True, role__in=ALLOCATORS).exclude(pk=row.offered_by_id)


def _may_see(row: Transfer, held: Nominal, on: dt.date) -> list[User]:
    """Those of them to whom the case is not closed."""
    barred = set(Bar.objects.standing(on).filter(nominal=held).values_list("user_id", flat=True))
    named = NominalAccess.objects.standing(on).filter(kind=AccessKind.NAMED, content_object=held)
    few = set(named.values_list("user_id", flat=True)) if held.restricted else None
    return [one for one in _receivers(row) if one.pk not in barred and (few is None or one.pk in few)]


def _settle(row: Transfer, held: Nominal, on: dt.date) -> None:
    """Open the case to those who answer while the offer waits, and to nobody else by it. Deputies by their cover."""
    wanted = {} if row.answer else {one.pk: one for one in _may_see(row, held, on)}
    standing = NominalAccess.objects.filter(transfer=row, ended_at__isnull=True)
    standing.exclude(user_id__in=wanted).update(ended_at=Now(), ended_by=row.answered_by)
    last = row.offered_on + dt.timedelta(days=LONGEST[AccessKind.TRANSFER])
    for pk in wanted.keys() - set(standing.values_list("user_id", flat=True)):
        open_to(held, wanted[pk], AccessKind.TRANSFER, row.reason, last, row.offered_by, on, transfer=row)
    settle_exceptions_of([held.pk], on)


def _opened_to(held: Nominal) -> list[str]:
    """Who may read a case because it is on offer, deputies as well."""
    standing = NominalAccess.objects.filter(content_object=held, kind=AccessKind.TRANSFER, ended_at__isnull=True)
    by_offer = standing.filter(Q(transfer__isnull=False) | Q(cover__isnull=False))
    return sorted(set(by_offer.values_list("user__username", flat=True)))


def _end_access(row: Transfer, held: Nominal, by: Any) -> list[str]:
    """End what anybody had for the transfer, or outside the team or force that now owns the case. Whose it was."""
    standing = NominalAccess.objects.filter(content_object=held, cover__isnull=True, ended_at__isnull=True)
    elsewhere = ~Q(user__force_id=row.to_team.force_id) & ~Q(kind=AccessKind.MEETING)
    other_team = ~Q(user__team_id=row.to_team_id) & Q(kind__in=[AccessKind.COVER, AccessKind.OPENED])
    ended = standing.filter(Q(kind=AccessKind.TRANSFER) | elsewhere | other_team)
    whose = sorted(set(ended.values_list("user__username", flat=True)))
    ended.update(ended_at=Now(), ended_by=by)
    return whose
