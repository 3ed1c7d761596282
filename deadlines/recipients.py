"""Who is told: the officer, whoever stands in for them, the supervisors, the co-ordinators (contract, section 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Absence, Cover, User
from accounts.roles import Role
from deadlines.models import Stage
from deadlines.registry import COORDINATORS, Told

ByPlace = Mapping[int | None, Sequence[int]]


@dataclass
class Recipients:
    """Everybody who can be told on a day, read once a run."""

    teams: Mapping[int, int | None] = field(default_factory=dict)  # of every active account, by its id
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
        places: dict[str, dict[int | None, list[int]]] = {name: {} for name in ("team", *_BY_FORCE)}
        rows = User.objects.filter(is_active=True).order_by("pk").values_list("pk", "role", "team_id", "force_id")
        for id_, role, team, force in rows:
            teams[id_] = team
            if role in _BY_FORCE:
                places[role].setdefault(force, []).append(id_)
            if role == Role.SUPERVISOR:
                places["team"].setdefault(team, []).append(id_)
        covers = Cover.objects.on(on).values_list("absence__officer_id", "nominal_id", "officer_id")
        return cls(
            teams,
            places["team"],
            places[Role.SUPERVISOR],
            places[Role.INSPECTOR],
            places[Role.MAPPA_COORDINATOR],
            frozenset(Absence.objects.on(on).values_list("officer_id", flat=True)),
            {(officer, nominal): by for officer, nominal, by in covers},
        )

    def of(self, person: Any, stage: str, told: Told | None = None) -> Sequence[int]:
        """Who is told of one stage. `told` is what the kind says in place of the allocated officer."""
        if stage == Stage.ESCALATED:
            return self.above(person)
        if told == COORDINATORS:
            return self.coordinators.get(person.force_id, ()) or self.above(person)
        if told is None and not getattr(person, "officer_sees", True):
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

    def above(self, person: Any) -> Sequence[int]:
        """The team's supervisors; the team of a nominal without one is its officer's.

        With no team at all, the force's supervisors; where there are none, its inspectors: never nobody.
        """
        team = person.team_id or self.teams.get(person.officer_id)
        found = self.supervisors.get(team, ()) if team else self.force_supervisors.get(person.force_id, ())
        return found or self.inspectors.get(person.force_id, ())


_BY_FORCE = (Role.SUPERVISOR, Role.INSPECTOR, Role.MAPPA_COORDINATOR)
