"""What a search of the whole force shows of nominals outside the team: who to ask, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from offenders.models import Nominal
from offenders.presenters.frame import owner_text
from offenders.search import typed_words

MOST = 25


@dataclass(frozen=True)
class Elsewhere:
    """One nominal of the force that is not open to the reader."""

    name: str
    reference: str
    born: str
    team: str
    officer: str
    url: str


def elsewhere(terms: Mapping[str, Any], user: Any) -> tuple[Sequence[Elsewhere], bool]:
    """The first of them by name, and whether there are more (one query). Not those that are open anyway."""
    found = Nominal.objects.findable_by(user).matching(
        reference=terms["reference"], words=typed_words(terms["name"]), born=terms["date_of_birth"]
    )
    known = Nominal.objects.visible_to(user).values("pk")
    rows = found.exclude(pk__in=known).select_related("team", "officer")
    rows = list(rows.order_by("family_name", "given_names", "reference")[: MOST + 1])  # type: ignore[assignment]
    return [elsewhere_row(row) for row in rows[:MOST]], len(rows) > MOST


def elsewhere_row(row: Nominal) -> Elsewhere:
    """What is told of one nominal outside the team."""
    return Elsewhere(
        row.full_name,
        row.reference,
        f"{row.date_of_birth:%Y}" if row.date_of_birth else "not known",
        row.team.name if row.team else "no team",
        owner_text(row),
        reverse("access:open", args=[row.reference]),
    )
