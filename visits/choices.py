"""What the visit form offers to choose from: the addresses, and the people who may have been there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.permissions import LOG_VISIT
from accounts.roles import roles_with
from offenders.models import Address, Nominal
from offenders.models.facts import HOMES
from offenders.policy import AddressFact
from visits.models import Visit

OTHER = "other"
SHOWN_FIRST = 5  # people shown before the rest of the team is opened
RECENT = 8  # visits looked at for who usually comes along


@dataclass(frozen=True)
class Choices:
    """The addresses and people of one form."""

    places: Sequence[tuple[str, str]]
    place_hints: dict[str, str]
    people: Sequence[tuple[str, str]]
    rows: dict[str, Address]
    facts: Sequence[AddressFact]  # every address ever, for the home of a past day
    first_place: str
    shown_first: int = field(default=SHOWN_FIRST)

    def place_of(self, address: str) -> str:
        """The choice that stands for a stored address; '' where none does."""
        if not address:
            return self.first_place
        return next((code for code, row in self.rows.items() if str(row) == address), "")


def choices_for(nominal: Nominal, user: Any, on: dt.date, *, also: Iterable[str] = ()) -> Choices:
    """Current addresses, the home first; the user, who usually comes along, then the rest of the team.

    `also` names people who must be among them because they stand on the visit to be corrected.
    """
    addresses = list(Address.objects.counted().filter(nominal=nominal).order_by("pk"))
    current = sorted(
        (row for row in addresses if _holds(row, on)), key=lambda row: (row.kind not in HOMES, row.kind, row.pk)
    )
    rows = {f"a{row.pk}": row for row in current if str(row)}
    hints = {code: row.get_kind_display() for code, row in rows.items()}
    places = [(code, str(row)) for code, row in rows.items()]
    homes = [code for code, row in rows.items() if row.kind in HOMES]
    facts = [AddressFact(row.kind, row.address, row.postcode, row.from_on, row.to_on) for row in addresses]
    people, first = _people(nominal, user, list(also))
    return Choices([*places, (OTHER, "Somewhere else")], hints, people, rows, facts, homes[0] if homes else "", first)


def _holds(row: Address, on: dt.date) -> bool:
    return (row.from_on is None or row.from_on <= on) and (row.to_on is None or row.to_on > on)


def _people(nominal: Nominal, user: Any, also: Sequence[str]) -> tuple[list[tuple[str, str]], int]:
    recent: list[str] = []
    visits = Visit.objects.counted().filter(nominal=nominal).order_by("-date", "-pk")
    for officers in visits.values_list("officers", flat=True)[:RECENT]:
        recent += [name for name in officers if name not in recent]
    teams = {team for team in (nominal.team_id, user.team_id) if team is not None}
    team = Q(team_id__in=teams) | Q(pk__in=[user.pk, nominal.officer_id or 0])
    members = User.objects.filter(Q(is_active=True, role__in=roles_with(LOG_VISIT)) & team | Q(username__in=also))
    order = {name: number for number, name in enumerate(dict.fromkeys([user.username, *also, *recent]))}
    ranked = sorted(
        members, key=lambda p: (order.get(p.username, len(order)), p.pk != nominal.officer_id, p.full_name, p.pk)
    )
    labels = [(p.username, f"{p.full_name} (you)" if p.pk == user.pk else p.full_name) for p in ranked]
    return labels, max(SHOWN_FIRST, 1 + len(also))
