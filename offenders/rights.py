"""Who may do what to a record that they can see. Actions refuse by these rules and pages offer by them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from accounts import permissions as p
from accounts.models import Team, User
from accounts.roles import Role, roles_with
from common.facts import Fact
from offenders.models import DeathReport, Event, Nominal, Status, StatusPeriod, Transfer
from offenders.models.levels import Proposal

MANAGING_ROLES = roles_with(p.PLAN)  # those to whom a nominal can be allocated
ALLOCATORS = roles_with(p.ALLOCATE)


def may_plan(user: Any, nominal: Nominal) -> bool:
    """Propose a level, an interval or a mode: an officer for their own case, a supervisor for any of the team's."""
    if not may_write(user, nominal):
        return False
    if user.can(p.PLAN_FOR_TEAM):
        return True
    return user.can(p.PLAN) and nominal.officer_id is not None and nominal.officer_id == user.pk


def may_answer(user: Any, proposal: Proposal) -> bool:
    """Approve or return what somebody else proposed; nobody answers their own."""
    return user.can(p.APPROVE) and proposal.recorded_by_id != user.pk


def may_void(user: Any, fact: Fact) -> bool:
    """Mark a fact entered in error. What was agreed, or counts without agreement, takes a supervisor's eye:

    else an officer could undo a rise in level, or an arrest and the reassessment that it owes, alone: they propose
    that the event be closed, and say that it is an error. One's own proposal may be withdrawn while it waits.
    """
    if fact.voided_at is not None or not user.can(p.VOID_FACTS):
        return False
    if isinstance(fact, Proposal):
        waiting = not fact.approved and fact.returned_at is None
        return user.can(p.APPROVE) or (waiting and fact.recorded_by_id == user.pk)
    if isinstance(fact, Event):  # each owes a reassessment, which only a supervisor may close without one
        return user.can(p.APPROVE)
    if isinstance(fact, DeathReport) and fact.state == "confirmed":
        return False  # the death is undone instead
    if isinstance(fact, StatusPeriod) and fact.status == Status.DECEASED:
        return user.can(p.CONFIRM_DEATH)
    return True


def may_confirm_death(user: Any, report: DeathReport) -> bool:
    """A death is confirmed by a supervisor, never by whoever reported it."""
    return user.can(p.CONFIRM_DEATH) and report.recorded_by_id != user.pk


def may_receive(officer: User, *, by: Any) -> bool:
    """Whether a person can be given a nominal by this allocator: active, managing, and of a team that is theirs."""
    if not officer.is_active or officer.role not in MANAGING_ROLES or officer.force_id is None:
        return False
    return officer.force_id == by.force_id and (by.role == Role.INSPECTOR or officer.team_id == by.team_id)


def may_own(team: Team, *, by: Any) -> bool:
    """Whether a team can be given a nominal by this allocator: an inspector, any of the force; others, their own."""
    return team.force_id == by.force_id and (by.role == Role.INSPECTOR or team.pk == by.team_id)


def may_offer(user: Any, nominal: Nominal) -> bool:
    """Offer a case of one's own force to another team, or take the offer back: whoever may allocate it."""
    return user.can(p.ALLOCATE) and nominal.force_id == user.force_id is not None and may_write(user, nominal)


def may_answer_transfer(user: Any, transfer: Transfer, deputy_of: Collection[int]) -> bool:
    """Accept or return an offer: whoever allocates for the team to which it is made, never who made it.

    By the role, or as the deputy of that team's supervisor (`accounts.absences.deputised` on the day): the record is
    open to them read-only until they accept it.
    """
    if not user.is_active or user.role not in ALLOCATORS or transfer.offered_by_id == user.pk:
        return False
    stands_in = transfer.to_team_id in deputy_of and transfer.to_team.force_id == user.force_id
    return transfer.answer == "" and (stands_in or may_own(transfer.to_team, by=user))


def may_take(officer: User, transfer: Transfer) -> bool:
    """Whether a case on offer can be accepted for a person: active, managing, of the team to which it is made."""
    ours = (officer.force_id, officer.team_id) == (transfer.to_team.force_id, transfer.to_team_id)
    return officer.is_active and officer.role in MANAGING_ROLES and ours


def may_write(user: Any, nominal: Nominal) -> bool:
    """Whether the record is open to do what one's role allows, or only to be read (one query a record and page)."""
    known: dict[int, bool] = nominal.__dict__.setdefault("_writers", {})
    if user.pk not in known:
        known[user.pk] = Nominal.objects.writable_by(user).filter(pk=nominal.pk).exists()
    return known[user.pk]


def know_writer(user: Any, nominal: Nominal, writes: bool) -> None:
    """Remember with the nominal what was asked already, so that `may_write` asks no more."""
    nominal.__dict__.setdefault("_writers", {})[user.pk] = writes


def manages_access(user: Any, nominal: Nominal) -> bool:
    """Decide who may see a record: an inspector for the force's, a supervisor for the team's or those of no team."""
    if not user.can(p.MANAGE_ACCESS) or user.force_id is None or nominal.force_id != user.force_id:
        return False
    return user.role == Role.INSPECTOR or nominal.team_id is None or nominal.team_id == user.team_id
