"""Which cases an officer could not be given, because they could not see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from accounts.models import Team, User
from accounts.roles import Role
from offenders.models import AccessKind, Bar, Nominal, NominalAccess, Transfer
from offenders.models.transfers import OPEN

BARRED = "The officer is barred from it"
OFFERED = "It is offered to a team. Withdraw the transfer first"
NOT_NAMED = "It is restricted, and the officer is not named on it"
NO_SUPERVISOR = "It is restricted, and no supervisor of that team is named on it"
NO_INSPECTOR = "It is restricted, and no inspector of that force is named on it"


def closed_to(officer: User, rows: Sequence[Nominal], team: Team | None, on: dt.date) -> dict[int, str]:
    """By nominal id, why not. Two queries; a third where a restricted record would change its team."""
    ids = [row.pk for row in rows]
    restricted = [row.pk for row in rows if row.restricted]
    named = NominalAccess.objects.standing(on).filter(kind=AccessKind.NAMED, content_object__in=restricted)
    mine = set(named.filter(user=officer).values_list("content_object_id", flat=True)) if restricted else set()
    closed = {pk: NOT_NAMED for pk in restricted if pk not in mine}
    moving = [row.pk for row in rows if row.pk in mine and team is not None and row.team_id != team.pk]
    if moving and team is not None:
        closed |= dict.fromkeys(unanswered_in(team, moving, on), NO_SUPERVISOR)
    barred = Bar.objects.standing(on).filter(user=officer, nominal__in=ids).values_list("nominal_id", flat=True)
    return closed | dict.fromkeys(barred, BARRED)


def unanswered_in(team: Team, restricted: Sequence[int], on: dt.date) -> set[int]:
    """Which of these restricted records name no supervisor of a team (one query)."""
    named = NominalAccess.objects.standing(on).filter(kind=AccessKind.NAMED, content_object__in=restricted)
    answered = named.filter(user__team=team, user__role=Role.SUPERVISOR, user__is_active=True)
    return set(restricted) - set(answered.values_list("content_object_id", flat=True))


def offered(rows: Sequence[Nominal], team: Team | None) -> dict[int, str]:
    """By nominal id, why its team cannot change: it is on offer, and stays where it is until that is answered."""
    moving = [row.pk for row in rows if team is not None and row.team_id != team.pk]
    waiting = Transfer.objects.filter(OPEN, nominal__in=moving).values_list("nominal_id", flat=True)
    return dict.fromkeys(waiting, OFFERED) if moving else {}
