"""Who could stand in for an absent officer: who knows the cases, works in the same places, has room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import Absence, User
from caseloads import assignment, queries
from common.rows import fetch
from common.text import plural
from offenders.models import Nominal
from offenders.rights import MANAGING_ROLES

LOOKED_BACK = dt.timedelta(days=730)


class Candidate(NamedTuple):
    """Somebody who could stand in, and what speaks for them."""

    user: User
    knows: int  # cases on which they have logged a visit or an attempt in the last two years
    near: int  # cases in a postcode district in which they have cases of their own
    load: str
    cases: int

    @property
    def words(self) -> str:
        """'Has visited 4 of these cases; 6 in districts of theirs; 34 cases, benchmark 50; …'."""
        parts = []
        if self.knows:
            parts.append(f"Has visited {plural(self.knows, 'of these cases', 'of these cases')}")
        if self.near:
            parts.append(f"{plural(self.near, 'case', 'cases')} in postcode districts where they have cases")
        return "; ".join([*parts, self.load])


def free_people(absence: Absence, on: dt.date) -> QuerySet[User]:
    """Those of the force who manage cases and are at work on the day from which cover is wanted."""
    if absence.officer.force_id is None:
        return User.objects.none()
    day = max(on, absence.from_on)
    away = Absence.objects.on(day).values("officer_id")
    people = User.objects.filter(is_active=True, role__in=MANAGING_ROLES, force_id=absence.officer.force_id)
    return people.exclude(Q(pk=absence.officer_id) | Q(pk__in=away)).select_related("team").order_by("full_name", "pk")


def candidates(viewer: Any, absence: Absence, case: Nominal | None, on: dt.date) -> list[Candidate]:
    """The officer's own team, best placed first. Six queries, whatever the number of people and cases."""
    people = [person for person in free_people(absence, on) if person.team_id == absence.officer.team_id]
    cases = Nominal.objects.visible_to(viewer).filter(officer_id=absence.officer_id)
    ids = [case.pk] if case is not None else list(cases.values_list("pk", flat=True))
    knows = _who_knows(ids, on)
    near, numbers = _near(viewer, [person.pk for person in people], ids, on)
    loads = assignment.loads(viewer, people, absence.officer.force_id, on)
    made = [
        Candidate(
            person, knows.get(person.username, 0), near.get(person.pk, 0), loads[person.username],
            numbers.get(person.pk, 0),
        )
        for person in people
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.knows, -one.near, one.cases, one.user.full_name))


def _who_knows(ids: Sequence[int], on: dt.date) -> dict[str, int]:
    """By username, on how many of these cases they have been at the door."""
    return dict(
        fetch(
            "SELECT who, count(DISTINCT nominal_id) FROM visits_visit, unnest(officers) AS who"
            " WHERE nominal_id = ANY(%s) AND voided_at IS NULL AND date > %s AND date <= %s GROUP BY who",
            [list(ids), on - LOOKED_BACK, on],
        )
    )


def _near(viewer: Any, people: Sequence[int], ids: Sequence[int], on: dt.date) -> tuple[dict[int, int], dict[int, int]]:
    """By person, how many of these cases lie in a district where they have cases; and how many cases they have."""
    rows = queries.cases(viewer, on)
    wanted: dict[str, int] = {}
    for tally in queries.tally(rows.filter(pk__in=ids), districts=True):
        if tally.district:
            wanted[tally.district] = wanted.get(tally.district, 0) + tally.number
    places: dict[int, set[str]] = {}
    numbers: dict[int, int] = {}
    for tally in queries.tally(rows.filter(officer_id__in=people), districts=True):
        if tally.officer is not None:
            places.setdefault(tally.officer, set()).add(tally.district)
            numbers[tally.officer] = numbers.get(tally.officer, 0) + tally.number
    near = {person: sum(wanted.get(place, 0) for place in found) for person, found in places.items()}
    return near, numbers
