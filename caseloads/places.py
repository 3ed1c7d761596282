"""Where a row stands in a team's list, as an address says it: `REF~0~high~2026-11-02~`. No name is ever in it.

It keeps what the row was sorted by when it was shown, so that the next page goes on from there although the row has
moved since; the names of the person and the officer, which an address must not hold, are looked up by the reference.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Subquery
from django.db.models.functions import Lower

from caseloads.queries import CaseRow
from offenders.models import Nominal

RANKS = {"very_high": 1, "high": 2, "medium": 3, "low": 4, "none": 2}
PLACE = re.compile(r"([A-Za-z0-9._-]{1,40})~([0-4])~(\w+)~([0-9-]*)~([^~\n]{0,20})")


def token(row: CaseRow, sort: str) -> str:
    """The place of a row in the list sorted so."""
    kept = {
        "seen": row.seen_on.isoformat() if row.seen_on else "",
        "attempts": str(row.attempts or 0),
        "district": row.district[:20],
        "status": row.status,
        "officer": "held" if row.officer is not None else "",
    }
    due_on = row.due_on.isoformat() if row.due_on else ""
    return "~".join((row.reference, str(row.place), row.level, due_on, kept.get(sort.removeprefix("-"), "")))


def values(text: str, sort: str) -> tuple[Any, ...]:
    """The same as values of `queries.keys_of(sort)`. Raises `ValueError` for what `token` does not write."""
    found = PLACE.fullmatch(text)
    if found is None or found[3] not in RANKS:
        raise ValueError("no place")
    reference, place, level, due, kept = found.groups()
    rank, due_on = RANKS[level], dt.date.fromisoformat(due) if due else None
    return (int(place), *_by(sort.removeprefix("-"), kept, rank, due_on, reference), rank, due_on, reference)


def _by(sort: str, kept: str, rank: int, due_on: dt.date | None, reference: str) -> tuple[Any, ...]:
    if sort == "name":
        return _named(reference, "family_name"), _named(reference, "given_names")
    if sort == "officer":
        return (_named(reference, "officer__full_name") if kept else None,)
    if sort == "seen":
        return (dt.date.fromisoformat(kept) if kept else None,)
    if sort == "attempts":
        return (int(kept),)
    return ({"risk": rank, "due": due_on}.get(sort, kept),)


def _named(reference: str, field: str) -> Subquery:
    return Subquery(Nominal.objects.filter(reference=reference).values_list(Lower(field))[:1])
