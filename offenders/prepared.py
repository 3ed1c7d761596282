"""Queries whose SQL is put together once for each kind of viewer, for what is asked all day.

PostgreSQL answers a caseload in under a millisecond; putting its query together, scope included, took Django ten. The
SQL differs only by the viewer's role, by whether they have a force and a team, and by the day; who they are is a
parameter. So the query is compiled for a stand-in whose keys are marks, and the marks are replaced for each request.
The condition itself stays the one of `visible_to`: nothing of it is written here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from common.clock import today
from common.rows import Row, fetch, sql_of
from offenders.search import query_of

VIEWER, FORCE, TEAM, OFFICER, TEAM_ASKED = (-(2**62) - number for number in range(5))  # keys that no row has
REFERENCE, WORD = "?REFERENCE?", "?WORD?"  # neither a reference nor a word of a name has such signs
OFFICERS = RawSQL("SELECT unnest(%s::bigint[])", ["?OFFICERS?"])  # for `pk__in`
DAY = dt.date.min  # before every day that is recorded
MARKS = (int, str, dt.date)
Build = Callable[[Any, dt.date], QuerySet[Any]]


class _StandIn:
    """A viewer of one role, whose keys are marks."""

    is_active = is_authenticated = True
    pk = VIEWER

    def __init__(self, role: str, force: bool, team: bool) -> None:
        self.role = role
        self.force_id = FORCE if force else None
        self.team_id = TEAM if team else None

    def can(self, permission: str) -> bool:
        """As `User.can`."""
        from accounts.roles import PERMISSIONS

        return permission in PERMISSIONS.get(self.role, frozenset())


@lru_cache(maxsize=256)
def _compiled(
    build: Build, role: str, force: bool, team: bool, on: dt.date, day: dt.date
) -> tuple[str, Sequence[Any]] | None:
    """The SQL and its parameters, marks among them; None where the viewer reaches nothing. `day` is the scope's."""
    return sql_of(build(_StandIn(role, force, team), on))


def rows(
    build: Build, viewer: Any, on: dt.date, *, officer: int = 0, team: int = 0, reference: str = "",
    words: Sequence[str] = (), officers: Iterable[int] = (), day: dt.date = DAY, around: str = "{}",
) -> list[Row]:  # fmt: skip
    """The rows of `build(viewer, on)`, a `values_list` of plain columns. `around` may wrap the SQL, as in a count.

    Give the same function each time: it is part of what is remembered.
    """
    if not (viewer.is_active and viewer.is_authenticated):
        return []
    found = _compiled(build, viewer.role, viewer.force_id is not None, viewer.team_id is not None, on, today())
    if found is None:
        return []
    sql, parameters = found
    actual: dict[Any, Any] = {VIEWER: viewer.pk, FORCE: viewer.force_id, TEAM: viewer.team_id, OFFICER: officer}
    actual |= {TEAM_ASKED: team, REFERENCE: reference.strip().upper(), query_of([WORD]): query_of(words), DAY: day}
    actual[OFFICERS.params[0]] = f"{{{','.join(map(str, officers))}}}"
    return fetch(around.format(sql), [actual.get(one, one) if type(one) in MARKS else one for one in parameters])


def number(build: Build, viewer: Any, on: dt.date) -> int:
    """How many rows `build(viewer, on)` has."""
    found = rows(build, viewer, on, around="SELECT count(*) FROM ({}) counted")
    return int(found[0][0]) if found else 0
