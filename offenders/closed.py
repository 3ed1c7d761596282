"""Which cases an officer could not be given, because they could not see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from accounts.models import Team, User
from accounts.roles import Role
from offenders.models import AccessKind, Bar, Nominal, NominalAccess

BARRED = "The officer is barred from it"
NOT_NAMED = "It is restricted, and the officer is not named on it"
NO_SUPERVISOR = "It is restricted, and no supervisor of that team is named on it"


def closed_to(officer: User, rows: Sequence[Nominal], team: Team | None, on: dt.date) -> dict[int, str]:
    """By nominal id, why not. Two queries; a third where a restricted record would change its team."""
    ids = [row.pk for row in rows]
    restricted = [row.pk for row in rows if row.restricted]
    named = NominalAccess.objects.standing(on).filter(kind=AccessKind.NAMED, content_object__in=restricted)
    mine = set(named.filter(user=officer).values_list("content_object_id", flat=True)) if restricted else set()
    closed = {pk: NOT_NAMED for pk in restricted if pk not in mine}
    moving = [row.pk for row in rows if row.pk in mine and team is not None and row.team_id != team.pk]
    if moving:
        answered = named.filter(user__team=team, user__role=Role.SUPERVISOR, user__is_active=True)
        kept = set(answered.values_list("content_object_id", flat=True))
        closed |= {pk: NO_SUPERVISOR for pk in moving if pk not in kept}
    barred = Bar.objects.standing(on).filter(user=officer, nominal__in=ids).values_list("nominal_id", flat=True)
    return closed | dict.fromkeys(barred, BARRED)
