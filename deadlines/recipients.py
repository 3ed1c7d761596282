"""Who is told: the officer, whoever stands in for them, the supervisors, the co-ordinators (contract, section 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Absence, Cover, User
from accounts.roles import FORCE_SCOPE, TEAM_SCOPE, Role
from deadlines.models import Stage
from deadlines.registry import COORDINATORS, Told

ByPlace = Mapping[int | None, Sequence[int]]


@dataclass
class Recipients:
    """Everybody who can be told on a day, read once a run."""

    teams: Mapping[int, int | None] = field(default_factory=dict)  # of every active account, by its id
    forces: Mapping[int, int | None] = field(default_factory=dict)  # of every active account that opens records
    supervisors: ByPlace = field(default_factory=dict)  # by team
    force_supervisors: ByPlace = field(default_factory=dict)  # by force
    inspectors: ByPlace = field(default_factory=dict)  # by force
    coordinators: ByPlace = field(default_factory=dict)  # by force
    absent: frozenset[int] = frozenset()
    covers: Mapping[tuple[int, int | None], int] = field(default_factory=dict)
    """Who stands in, by absent officer and nominal id; None is the rest of the caseload."""

    @classmethod
    def load(cls, on: dt.date) -> Recipients:
        """Three queries: the active accounts, who is absent on the day, who stands in."""
        teams: dict[int, int | None] = {}
        forces: dict[int, int | None] = {}
        places: dict[str, dict[int | None, list[int]]] = {name: {} for name in ("team", *_BY_FORCE)}
        rows = User.objects.filter(is_active=True).order_by("pk").values_list("pk", "role", "team_id", "force_id")
        for id_, role, team, force in rows:
            teams[id_] = team
            if role in READING:
                forces[id_] = force
            if role in _BY_FORCE:
                places[role].setdefault(force, []).append(id_)
            if role == Role.SUPERVISOR:
                places["team"].setdefault(team, []).append(id_)
        covers = Cover.objects.on(on).values_list("absence__officer_id", "nominal_id", "officer_id")
        return cls(
            teams,
            forces,
            places["team"],
            places[Role.SUPERVISOR],
            places[Role.INSPECTOR],
            places[Role.MAPPA_COORDINATOR],
            frozenset(Absence.objects.on(on).values_list("officer_id", flat=True)),
            {(officer, nominal): by for officer, nominal, by in covers},
        )

    def of(self, person: Any, stage: str, told: Told | None = None) -> Sequence[int]:
        """Who is told of one stage. `told` is what the kind says in place of the allocated officer."""
        return self.who_may_know(person, self._usual(person, stage, told))

    def _usual(self, person: Any, stage: str, told: Told | None) -> Sequence[int]:
        """Whom the contract names, whether or not the record is closed to them."""
        if stage == Stage.ESCALATED:
            return self.above(person)
        if told == COORDINATORS:
            return self.coordinators.get(person.force_id, ()) or self.above(person)
        if told is None and not self.opens(person.officer_id, person):
            return self.above(person)
        return self.standing_for(person.officer_id if told is None else told, person)

    def standing_for(self, officer: Any, person: Any) -> Sequence[int]:
        """The officer while active and at work; while absent, the cover and those above; else those above."""
        if officer in self.absent:
            cover = self.covers.get((officer, person.id)) or self.covers.get((officer, None))
            above = self.above(person)
            here = cover in self.teams and cover not in self.absent and cover not in above
            return (cover, *above) if cover is not None and here else above
        return (officer,) if officer in self.teams else self.above(person)

    def opens(self, officer: Any, person: Any) -> bool:
        """Whether somebody can open the case as its officer: an active account that reads records, of the same force.

        The pages never allocate to anybody else; a bundle can. Such a case needs another officer.
        """
        if officer not in self.forces:
            return False
        force = self.forces[officer]
        return force is None or person.force_id is None or force == person.force_id

    def who_may_know(self, person: Any, usual: Sequence[int]) -> Sequence[int]:
        """Those of them to whom the record is open. Where it is open to none, the nearest to whom it is.

        A restricted record is open to its named few, one with a bar to all but the barred (ADR 10). In turn: the
        supervisors of its team, those of its force, the force's inspectors, anybody who is named. Where even that
        finds nobody, those whom the contract names: the alert is kept, though none of them can open it now.
        """
        closed = person.closed
        if closed is None:
            return usual
        places = (
            usual,
            self.above(person),
            self.force_supervisors.get(person.force_id, ()),
            self.inspectors.get(person.force_id, ()),
            sorted(closed.named or ()),
        )
        for place in places:
            if found := [one for one in place if one in self.teams and closed.open_to(one)]:
                return found
        return usual

    def above(self, person: Any) -> Sequence[int]:
        """The team's supervisors; the team of a nominal without one is its officer's.

        With no team at all, the force's supervisors; where there are none, its inspectors: never nobody.
        """
        team = person.team_id or self.teams.get(person.officer_id)
        found = self.supervisors.get(team, ()) if team else self.force_supervisors.get(person.force_id, ())
        return found or self.inspectors.get(person.force_id, ())


READING = TEAM_SCOPE | FORCE_SCOPE  # the roles that open records
_BY_FORCE = (Role.SUPERVISOR, Role.INSPECTOR, Role.MAPPA_COORDINATOR)
