"""A team's backlog: which team, whose cases, what its figures are and where each leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.absences import absent_on, away_words, may_record
from accounts.models import Team, User
from accounts.roles import FORCE_SCOPE
from caseloads import queries
from caseloads.filters import NOBODY, Asked
from deadlines.recipients import READING
from offenders.models import Nominal
from offenders.rights import MANAGING_ROLES


def teams_of(viewer: Any) -> list[Team]:
    """The teams whose backlog somebody watches: an inspector all of the force's, others their own."""
    if viewer.role in FORCE_SCOPE:
        return list(Team.objects.filter(force_id=viewer.force_id)) if viewer.force_id else []
    return list(Team.objects.filter(pk=viewer.team_id)) if viewer.team_id else []


def chosen_team(viewer: Any, wanted: str) -> tuple[Team | None, list[Team]]:
    """The team asked for (the first where none is), and all there are. 404 for one that is not theirs."""
    teams = teams_of(viewer)
    if wanted:
        team = next((team for team in teams if team.pk == int(wanted)), None)
        if team is None:
            raise Http404
        return team, teams
    return (teams[0] if teams else None), teams


def team_or_404(viewer: Any, wanted: str) -> Team:
    """The same, where there has to be one."""
    team, _ = chosen_team(viewer, wanted)
    if team is None:
        raise Http404
    return team


def belonging(team: Team, prefix: str = "") -> Q:
    """The team's nominals: its own, and those of no team whose officer is in it. `prefix` leads to the nominal."""
    own = {f"{prefix}team_id": team.pk}
    return Q(**own) | Q(**{f"{prefix}team_id__isnull": True, f"{prefix}officer__team_id": team.pk})


def cases_of(viewer: Any, team: Team, on: dt.date) -> QuerySet[Any]:
    """The nominals that belong to a team."""
    return queries.cases(viewer, on).filter(belonging(team))


def without_team(viewer: Any, on: dt.date) -> QuerySet[Any]:
    """Nominals of the force that are in no team's backlog: whoever allocates sees them, so that nobody is lost."""
    return queries.cases(viewer, on).filter(
        Q(officer_id__isnull=True) | Q(officer__team_id__isnull=True), team_id__isnull=True, force_id=viewer.force_id
    )


def number_without_team(viewer: Any, on: dt.date) -> int:
    """How many of them there are (one query)."""
    return without_team(viewer, on).count()


@dataclass(frozen=True)
class Member:
    """Somebody who holds cases of the team, or could."""

    pk: int
    username: str
    name: str
    is_active: bool
    in_team: bool
    opens: bool  # whether they can open the team's cases at all; a bundle can allocate to others
    away: str = ""  # 'on leave until Fri 4 Dec 2026'


def members(team: Team, tallies: Sequence[queries.Tally], viewer: Any, on: dt.date) -> list[Member]:
    """The team's offender managers, and anybody else who holds one of its cases (two queries)."""
    away = absent_on(on)
    holding = {row.officer for row in tallies if row.officer is not None}
    own = Q(team_id=team.pk, is_active=True, role__in=MANAGING_ROLES)
    people = User.objects.filter(own | Q(pk__in=holding)).order_by("full_name", "username")
    return [
        Member(
            person.pk, person.username, person.full_name, person.is_active, person.team_id == team.pk,
            person.role in READING and person.force_id in (team.force_id, None),
            away_words(away[person.pk], full=may_record(viewer, person)) if person.pk in away else "",
        )
        for person in people
    ]  # fmt: skip


def absent_officers(team: Team, on: dt.date) -> set[int]:
    """The ids of everybody whose cases somebody else has to see to (two queries).

    Those who are away on the day, and those who could not open a case of the team at all: an inactive account, a role
    that reads no records, another force (`Recipients.opens`). The pages never allocate to these; a bundle can.
    """
    shut = Q(is_active=False) | ~Q(role__in=sorted(READING)) | ~Q(force_id=team.force_id) & Q(force_id__isnull=False)
    holding = Nominal.objects.filter(force_id=team.force_id, officer_id__isnull=False).values("officer_id")
    return set(absent_on(on)) | set(User.objects.filter(shut, pk__in=holding).values_list("pk", flat=True))


def of_officer(rows: QuerySet[Any], asked: Asked, team: Team, on: dt.date) -> QuerySet[Any]:
    """The rows of the officer that a list asks for; 404 for somebody neither in the team nor holding a case of it."""
    if not asked.officer:
        return rows
    if asked.officer == NOBODY:
        return rows.filter(officer_id__isnull=True)
    if asked.officer == queries.UNCOVERED:
        return rows.filter(Q(officer_id__isnull=True) | Q(officer_id__in=absent_officers(team, on)))
    officer = User.objects.filter(username=asked.officer.lower()).only("pk", "team_id").first()
    if officer is None:
        raise Http404
    found = rows.filter(officer_id=officer.pk)
    if officer.team_id != team.pk and not found.exists():
        raise Http404
    return found
