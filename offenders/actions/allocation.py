"""Who manages whom: allocate, reallocate, take off; one nominal or many, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from accounts import permissions as p
from accounts.models import Team, User
from audit.events import record
from common.text import plural
from deadlines.reconcile import BUCKET, lock_for_change
from offenders.actions.base import NOT_YOURS, said
from offenders.actions.errors import NotAllowed, Refused
from offenders.cautions import cautions
from offenders.closed import closed_to, offered
from offenders.covering import settle_exceptions_of
from offenders.models import Allocation, Nominal
from offenders.rights import may_own, may_receive

MOST = 2000


@dataclass
class Moves:
    """What came of an allocation: the references moved, those that were so already, and those refused with why."""

    moved: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)  # what speaks against it; it was done all the same

    @property
    def sentence(self) -> str:
        """'3 nominals moved; 1 was so already; 2 could not be moved.' and what to know about it."""
        parts = [f"{plural(len(self.moved), 'nominal')} moved"]
        if self.unchanged:
            parts.append(f"{len(self.unchanged)} {'was' if len(self.unchanged) == 1 else 'were'} so already")
        if self.failed:
            parts.append(f"{len(self.failed)} could not be moved")
        return " ".join(["; ".join(parts) + ".", *self.cautions])


def allocate(
    *,
    nominals: Iterable[Nominal | str],
    officer: User | None,
    by: Any,
    on: dt.date,
    reason: str,
    team: Team | None = None,
) -> Moves:
    """Give nominals (rows or references) to an officer, or with `officer=None` to nobody; history and row together.

    `team` is the team that owns them from now on; left out, the officer's, or the one they are in. A supervisor moves
    within their team, an inspector within the force. What cannot be moved is reported and the rest moves. No rule
    reads the officer, so no date is worked out again. Sent twice, it is one move. Raises `NotAllowed`, `Refused`.
    """
    reason = said(reason, "reason", "Enter the reason")
    _may_allocate(by, officer, team)
    wanted = list(dict.fromkeys(n.reference.upper() if isinstance(n, Nominal) else n.strip().upper() for n in nominals))
    if not wanted:
        raise Refused("Select at least one nominal", "nominals")
    if len(wanted) > MOST:
        raise Refused(f"Select at most {MOST:,} at a time", "nominals")
    team = team or (officer.team if officer else None)
    moves = Moves()
    with transaction.atomic():
        found = _locked(wanted, by)
        moves.failed = [(ref, "There is no such record") for ref in wanted if ref not in found]
        closed = closed_to(officer, list(found.values()), team, on) if officer else {}
        closed |= offered(list(found.values()), team)
        rows = _movable(found.values(), officer, team, moves, closed)
        if officer is not None and rows:
            moves.cautions = cautions([row.pk for row in rows], [officer], on).get(officer.pk, [])
        move(rows, officer, team, by, on, reason)
    return moves


def _may_allocate(by: Any, officer: User | None, team: Team | None) -> None:
    if not by.can(p.ALLOCATE):
        raise NotAllowed(NOT_YOURS)
    if officer is not None and not may_receive(officer, by=by):
        raise Refused("Select an offender manager from the list", "officer")
    if team is not None and not may_own(team, by=by):
        raise Refused("Select a team from the list", "team")
    if officer is not None and team is not None and officer.team_id != team.pk:
        raise Refused("The officer is not in that team", "officer")


def _locked(references: list[str], by: Any) -> dict[str, Nominal]:
    """The nominals by reference in capitals, locked in the order of their ids as every batch does."""
    seen = Nominal.objects.writable_by(by).by_references(references)
    ids = sorted(seen.values_list("pk", flat=True))
    for bucket in sorted({pk // BUCKET for pk in ids}):
        lock_for_change(bucket * BUCKET)
    rows = Nominal.objects.writable_by(by).filter(pk__in=ids).select_for_update(no_key=True).order_by("pk")
    return {row.reference.upper(): row for row in rows}


def _movable(
    rows: Iterable[Nominal], officer: User | None, team: Team | None, moves: Moves, closed: Mapping[int, str]
) -> list[Nominal]:
    movable = []
    for row in rows:
        force = officer.force_id if officer else team.force_id if team else row.force_id
        if row.force_id != force:
            moves.failed.append((row.reference, "It belongs to another force"))
        elif row.officer_id == (officer.pk if officer else None) and (team is None or row.team_id == team.pk):
            moves.unchanged.append(row.reference)
        elif row.pk in closed:
            moves.failed.append((row.reference, closed[row.pk]))
        else:
            moves.moved.append(row.reference)
            movable.append(row)
    return movable


def move(rows: list[Nominal], officer: User | None, team: Team | None, by: Any, on: dt.date, reason: str) -> None:
    """Write it, in the caller's transaction, which has locked the rows and asked every rule."""
    if not rows:
        return
    ids = [row.pk for row in rows]
    handed_over = [row.pk for row in rows if row.officer_id != (officer.pk if officer else None)]
    Allocation.objects.filter(nominal_id__in=handed_over, to_on__isnull=True).update(
        to_on=Greatest("from_on", Value(on))
    )
    if officer is not None:
        Allocation.objects.bulk_create(
            Allocation(nominal_id=pk, officer=officer, from_on=on, reason=reason, allocated_by=by) for pk in handed_over
        )
    owner = {"team": team, "force_id": team.force_id} if team is not None else {}
    Nominal.objects.filter(pk__in=ids).update(officer=officer, **owner)
    settle_exceptions_of(ids, on)
    before = {row.reference: {"officer": row.officer_id, "team": row.team_id} for row in rows}
    after = {"officer": officer.pk if officer else None, "team": team.pk if team else None}
    details = {"before": before, "after": after, "officer": officer.username if officer else "", "reason": reason}
    record("nominal.allocated", by=by, subjects=[row.reference for row in rows], details=details)
