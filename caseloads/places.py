"""Where a row stands in a team's list, as an address says it: `REF~0~high~2026-11-02~`. No name is ever in it.

It keeps what the row was sorted by when it was shown, so that the next page goes on from there although the row has
moved since; names, which an address must not hold, are looked up: the person's by the reference among those whom the
viewer may see (a place of anybody else is as one of nobody), the officer's by their number.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Exists, Q
from django.db.models.functions import Lower

from accounts.models import User
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
        "officer": str(row.officer_id or ""),
    }
    due_on = row.due_on.isoformat() if row.due_on else ""
    return "~".join((row.reference, str(row.place), row.level, due_on, kept.get(sort.removeprefix("-"), "")))


def values(text: str, sort: str, viewer: Any) -> tuple[Any, ...] | None:
    """The same as values of `queries.keys_of(sort)`, None where nobody stands there (one query where names are looked
    up). Raises `ValueError` for what `token` does not write.
    """
    found = PLACE.fullmatch(text)
    if found is None or found[3] not in RANKS:
        raise ValueError("no place")
    reference, place, level, due, kept = found.groups()
    rank, due_on = RANKS[level], dt.date.fromisoformat(due) if due else None
    by = _by(sort.removeprefix("-"), kept, rank, due_on, reference, viewer)
    return None if by is None else (int(place), *by, rank, due_on, reference)


def _by(sort: str, kept: str, rank: int, due_on: dt.date | None, reference: str, viewer: Any) -> tuple[Any, ...] | None:
    seen = Nominal.objects.visible_to(viewer)
    if sort == "name":
        return seen.filter(reference=reference).values_list(Lower("family_name"), Lower("given_names")).first()
    if sort == "officer" and kept:
        number = int(kept)
        known = Q(force_id=viewer.force_id) | Exists(seen.filter(officer_id=number))
        return User.objects.filter(known, pk=number).values_list(Lower("full_name")).first()
    if sort == "seen":
        return (dt.date.fromisoformat(kept) if kept else None,)
    if sort == "attempts":
        return (int(kept),)
    return ({"risk": rank, "due": due_on, "officer": None}.get(sort, kept),)
