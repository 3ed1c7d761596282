"""One officer's caseload, read whole in one lean query; its rows are put into words, order and parts in memory.

A caseload is a hundred rows or so and every figure of its page needs all of them. The words are those of
`caseloads.queries`, which a test proves equal: what SQL says of a team, this says of one officer.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from caseloads import queries as q
from caseloads.queries import CaseRow
from deadlines import status as state_of
from offenders import prepared

COLUMNS = (
    "reference", "given_names", "family_name", "registered_on", "standing__risk_level", "standing__risk_rank",
    "standing__status", "standing__management", "due__due_on", "due__suspended", "due__reason", "due__attempts",
    "decision__due_on", "enquiry__due_on", "failure__message", "postcode", "seen_on",
    "offer__offered_on", "offer__to_team__name",
)  # fmt: skip
UNSPACED = re.compile(q.UNSPACED)


class _Raw(NamedTuple):
    """A row as the database gives it."""

    reference: str
    given_names: str
    family_name: str
    registered_on: dt.date | None
    risk_level: str | None
    risk_rank: int | None
    status: str | None
    management: str | None
    due_on: dt.date | None
    suspended: bool | None
    reason: str | None
    attempts: int | None
    decision_on: dt.date | None
    enquiry_on: dt.date | None
    failure: str | None
    postcode: str | None
    seen_on: dt.date | None
    offered_on: dt.date | None
    offered_to: str | None


def fetch(nominals: QuerySet[Any], on: dt.date, officer: Any, sort: str = q.DEFAULT_SORT) -> list[CaseRow]:
    """Every row of one officer's caseload (one query), in the order asked for. `nominals` is `with_deadlines`."""
    rows = nominals.annotate(postcode=q.home_postcode(on), seen_on=q.last_seen_at_home()).values_list(*COLUMNS)
    return _ordered([_worded(_Raw._make(row), on, officer) for row in rows], sort)


def of_officer(viewer: Any, officer: Any, on: dt.date, sort: str = q.DEFAULT_SORT) -> list[CaseRow]:
    """An officer's caseload as far as the viewer may see it: what `fetch` gives, by a query that is ready made."""
    rows = prepared.rows(_columns, viewer, on, officer=officer.pk)
    return _ordered([_worded(_Raw._make(row), on, officer) for row in rows], sort)


def _columns(viewer: Any, on: dt.date) -> QuerySet[Any]:
    nominals = q.with_deadlines(viewer).filter(officer_id=prepared.OFFICER)
    return nominals.annotate(postcode=q.home_postcode(on), seen_on=q.last_seen_at_home()).values_list(*COLUMNS)


def _worded(raw: _Raw, on: dt.date, officer: Any) -> tuple[int, CaseRow]:
    """A row with its words, and its rank. No level ranks as high."""
    status = raw.status or "community"
    bucket = _bucket(raw, on)
    row = CaseRow(
        raw.reference, raw.given_names, raw.family_name, raw.risk_level or "none", status, bucket,
        q.place_of(bucket, status), _band(bucket, raw.due_on, on), raw.due_on, raw.reason,
        raw.seen_on, raw.attempts, district(raw.postcode), raw.decision_on, raw.enquiry_on, raw.registered_on,
        raw.management, raw.failure, raw.offered_on, raw.offered_to, officer.full_name, officer.is_active, True,
        officer.pk,
    )  # fmt: skip
    return raw.risk_rank or 2, row


def _bucket(raw: _Raw, on: dt.date) -> str:
    if raw.due_on is not None:
        state = state_of.state(raw.due_on, on, suspended=bool(raw.suspended))
        if state != state_of.UPCOMING:
            return state
        return q.NEXT if (raw.due_on - on).days <= q.SOON else q.LATER
    if raw.status == "deceased" or raw.management == "reactive":
        return q.NOT_OWED
    unknown = raw.registered_on is None or raw.registered_on > on
    return q.NO_DATE if raw.status is None or raw.failure is not None or unknown else q.NOT_OWED


def _band(bucket: str, due_on: dt.date | None, on: dt.date) -> str:
    late = (on - due_on).days if due_on else 0
    if bucket != state_of.OVERDUE:
        return q.THIS_WEEK if bucket in (state_of.DUE_TODAY, q.NEXT) and -late <= q.WEEK else ""
    return next(name for name, (_, last) in q.BANDS.items() if last is None or late <= last)


def district(postcode: str | None) -> str:
    """`ZZ1` of `ZZ1 1AA` and of `zz11aa`; a postcode of no known form stands whole."""
    code = (postcode or "").upper().strip(" ")
    if " " in code:
        return code[: code.index(" ")]
    return code[:-3] if UNSPACED.match(code) else code


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


EARLY, LATE = dt.date.min, dt.date.max
KEYS: dict[str, Callable[[int, CaseRow], Any]] = {
    "risk": lambda rank, row: rank,
    "name": lambda rank, row: (_plain(row.family_name), _plain(row.given_names)),
    "due": lambda rank, row: row.due_on or LATE,
    "seen": lambda rank, row: row.seen_on or EARLY,
    "attempts": lambda rank, row: row.attempts or 0,
    "district": lambda rank, row: row.district,
    "status": lambda rank, row: row.status,
    "officer": lambda rank, row: row.officer or "",
}


def _ordered(ranked: Sequence[tuple[int, CaseRow]], sort: str) -> list[CaseRow]:
    """By part of the list, then as asked, then by risk, lateness and reference."""
    key, down = KEYS[sort.removeprefix("-")], sort.startswith("-")
    usual = sorted(ranked, key=lambda one: (one[0], one[1].due_on or LATE, one[1].reference))
    asked = sorted(usual, key=lambda one: key(*one), reverse=down)
    return [row for _, row in sorted(asked, key=lambda one: one[1].place)]


def tallies_of(rows: Iterable[CaseRow]) -> list[q.Tally]:
    """What `queries.tally` would say of rows that have been fetched already."""
    return [
        q.Tally(
            None,
            row.level,
            row.status,
            row.bucket,
            row.place,
            row.band,
            row.district,
            1,
            int(bool(row.decision_on)),
            row.due_on,
        )
        for row in rows
    ]
