"""People who may be the one about to be added. Only those that a search may name to whoever asks are ever named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from offenders.models import Nominal
from offenders.policy.likeness import like
from offenders.presenters.frame import born_text
from offenders.search import named, typed_words

MOST = 10
CONSIDERED = 500


@dataclass(frozen=True)
class Likeness:
    """One who may be the same person."""

    reference: str
    name: str
    born: str
    team: str
    url: str  # '' where the record is not open to whoever asks


def duplicates(
    *, family_name: str, given_names: str, born: dt.date | None, by: Any, on: dt.date, other_than: int | None = None
) -> list[Likeness]:
    """Those of the force (and of one's own scope) with the same or a similar name, and the same or no birth date.

    What neither search reaches (restricted, barred, another force's) leaves no trace here: not even a count.
    """
    words = typed_words(f"{given_names} {family_name}")
    if not words:
        return []
    reach = Nominal.objects.visible_to(by) | Nominal.objects.findable_by(by)
    near = Q(date_of_birth=born) if born else Q(pk__in=[])
    candidates = reach.filter(near | named(words[:1]) | named(words[-1:])).exclude(pk=other_than)  # type: ignore[misc]
    found = [
        row
        for row in candidates.select_related("team").order_by("reference")[:CONSIDERED]
        if like(words, born, row.search_name.split(), row.date_of_birth)
    ][:MOST]
    seen = set(Nominal.objects.visible_to(by).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    return [
        Likeness(
            row.reference,
            row.full_name,
            born_text(row.date_of_birth, on),
            row.team.name if row.team else "no team",
            reverse("offenders:record", args=[row.reference]) if row.pk in seen else "",
        )
        for row in found
    ]
