"""Who is away on a day, in which words, and who may say so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts import permissions as p
from accounts.models import Absence, AbsenceKind, Cover, User
from accounts.roles import FORCE_SCOPE, Role, roles_with
from common.text import short_date

ABSENT_ROLES = roles_with(p.RECORD_OWN_LEAVE)  # those whose absence matters to a caseload


def absent_on(on: dt.date) -> dict[int, Absence]:
    """The absence of everybody who is away on a day, by account id (one query)."""
    return {absence.officer_id: absence for absence in Absence.objects.on(on)}


def away_words(absence: Absence, *, full: bool = False) -> str:
    """'on leave until Fri 4 Dec 2026'. That it is sickness is said only where `full`: to those who record absences."""
    kind = AbsenceKind(absence.kind)
    known = full or kind == AbsenceKind.LEAVE
    words = {AbsenceKind.LEAVE: "on leave", AbsenceKind.SICKNESS: "sick"}.get(kind, "absent") if known else "absent"
    if absence.to_on is not None:
        return f"{words} until {short_date(absence.to_on)}"
    return f"{words} since {short_date(absence.from_on)}"


def deputised(user: Any, on: dt.date) -> set[int]:
    """The teams of which somebody is the deputy on a day: a supervisor who does the whole work of an absent one.

    One query, for supervisors alone. Access by it is made with the cover (`offenders.covering`).
    """
    if user.role != Role.SUPERVISOR:
        return set()
    whole = Cover.objects.on(on).filter(officer_id=user.pk, nominal__isnull=True)
    absent = whole.filter(absence__officer__role=Role.SUPERVISOR, absence__officer__team__isnull=False)
    return set(absent.values_list("absence__officer__team_id", flat=True))


def may_record(by: Any, officer: User) -> bool:
    """Any absence, and cover: a supervisor for their team, an inspector for the force."""
    if not by.can(p.RECORD_ABSENCES):
        return False
    if by.role in FORCE_SCOPE:
        return by.force_id is not None and officer.force_id == by.force_id
    return by.team_id is not None and officer.team_id == by.team_id


def may_record_leave(by: Any, officer: User) -> bool:
    """Leave: everybody for themselves too."""
    return may_record(by, officer) or (by.pk == officer.pk and by.can(p.RECORD_OWN_LEAVE))
