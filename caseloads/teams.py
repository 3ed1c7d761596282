"""A team's backlog: which team, whose cases, what its figures are and where each leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from accounts.absences import absent_on, away_words, may_record
from accounts.models import Absence, Team, User
from accounts.roles import FORCE_SCOPE
from caseloads import queries
from caseloads.filters import NOBODY, Asked
from common.rows import rows_of
from deadlines.models import Deadline, in_state
from deadlines.recipients import READING
from deadlines.status import OVERDUE
from offenders import prepared
from offenders.models import Nominal
from offenders.rights import MANAGING_ROLES
from visits.policy import VISIT_DECISION, WHEREABOUTS

TEAM = [field.attname for field in Team._meta.concrete_fields]
ASKED = Team(pk=prepared.TEAM_ASKED)  # stands for the team of a query that is ready made


def teams_of(viewer: Any) -> list[Team]:
    """The teams whose backlog somebody watches: an inspector all of the force's, others their own."""
    if viewer.role in FORCE_SCOPE:
        return [Team(*row) for row in rows_of(_teams_of_force, viewer.force_id)] if viewer.force_id else []
    return [Team(*row) for row in rows_of(_own_team, viewer.team_id)] if viewer.team_id else []


def _teams_of_force(force: int) -> QuerySet[Any]:
    return Team.objects.filter(force_id=force).values_list(*TEAM)


def _own_team(team: int) -> QuerySet[Any]:
    return Team.objects.filter(pk=team).values_list(*TEAM)


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
    """How many of them there are (one short query, and another only where somebody of the force lacks a team)."""
    return prepared.number(_without_team, viewer, on) if rows_of(_no_team, viewer.force_id) else 0


def _no_team(force: Any) -> QuerySet[Any]:
    return Nominal.objects.filter(force_id=force, team_id__isnull=True).values_list("pk")[:1]


def _without_team(viewer: Any, on: dt.date) -> QuerySet[Any]:
    return without_team(viewer, on).values_list("pk")


def tallies_of(viewer: Any, team: Team, on: dt.date) -> list[queries.Tally]:
    """What `queries.tally` says of the team's cases, by a query that is ready made."""
    return queries.tallies_of(prepared.rows(_tallied, viewer, on, team=team.pk))


def _tallied(viewer: Any, on: dt.date) -> QuerySet[Any]:
    return queries.tallied(cases_of(viewer, ASKED, on))


class Worst(NamedTuple):
    """The visit of a team that has been overdue the longest, and what may stop it."""

    reference: str
    given_names: str
    family_name: str
    level: str
    status: str
    due_on: dt.date
    attempts: int
    decision_on: dt.date | None
    enquiry_on: dt.date | None
    officer: str | None
    officer_active: bool | None
    officer_opens: bool


def most_overdue(viewer: Any, team: Team, tallies: Sequence[queries.Tally], on: dt.date) -> Worst | None:
    """Of several that were due on the same day, the riskiest (one query, ready made).

    The tallies say which day that was: by it PostgreSQL finds the visit without looking at every case once more.
    """
    since = queries.overdue_since(tallies)
    found = prepared.rows(_overdue_since, viewer, on, team=team.pk, day=since) if since else []
    return Worst._make(found[0]) if found else None


def _overdue_since(viewer: Any, on: dt.date) -> QuerySet[Any]:
    late = Q(in_state(OVERDUE, on, "due__"), belonging(ASKED), due__due_on=prepared.DAY)
    rows = queries.with_deadlines(viewer).filter(late).order_by(queries.rank(), "reference")
    return rows.values_list(
        "reference", "given_names", "family_name", queries.level(), queries.status(), "due__due_on", "due__attempts",
        _owed_since(VISIT_DECISION), _owed_since(WHEREABOUTS), "officer__full_name", "officer__is_active",
        queries.officer_opens(),
    )[:1]  # fmt: skip


def _owed_since(kind: str) -> Subquery:
    """Asked of the one visit that is shown."""
    return Subquery(Deadline.objects.open().filter(nominal=OuterRef("pk"), kind=kind, subject="").values("due_on"))


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


class _Person(NamedTuple):
    """What `members`, `may_record` and `away_words` ask of an account and its absence."""

    pk: int
    username: str
    full_name: str
    is_active: bool
    team_id: int | None
    role: str
    force_id: int | None
    kind: str | None  # of the absence that holds on the day
    from_on: dt.date | None
    to_on: dt.date | None


def members(team: Team, tallies: Sequence[queries.Tally], viewer: Any, on: dt.date) -> list[Member]:
    """The team's offender managers, and anybody else who holds one of its cases (one query, ready made)."""
    holding = {row.officer for row in tallies if row.officer is not None}
    found = prepared.rows(_people, viewer, on, team=team.pk, officers=holding)
    people: list[Any] = [_Person._make(row) for row in found]
    return [
        Member(
            person.pk, person.username, person.full_name, person.is_active, person.team_id == team.pk,
            person.role in READING and person.force_id in (team.force_id, None),
            away_words(person, full=may_record(viewer, person)) if person.kind else "",
        )
        for person in people
    ]  # fmt: skip


def _people(viewer: Any, on: dt.date) -> QuerySet[Any]:
    own = Q(team_id=ASKED.pk, is_active=True, role__in=MANAGING_ROLES)
    people = User.objects.filter(own | Q(pk__in=prepared.OFFICERS)).order_by("full_name", "username")
    away = Absence.objects.on(on).filter(officer=OuterRef("pk"))
    absence = [Subquery(away.values(name)[:1]) for name in _Person._fields[-3:]]
    return people.values_list(*_Person._fields[:-3], *absence)


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
