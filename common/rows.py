"""Reading many rows at once: plain tuples, for the engine grouped by the person they belong to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Row = tuple[Any, ...]

AT_ONCE = 500  # rows that a stream makes Python's objects of at a time
_OWNER, _REST = itemgetter(0), itemgetter(slice(1, None))


def fetch(sql: str, parameters: Sequence[Any]) -> list[Row]:
    """Every row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def sql_of(rows: QuerySet[Any]) -> tuple[str, Sequence[Any]] | None:
    """The SQL of a query and its parameters; None where it can have no rows."""
    try:
        return rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None


@lru_cache(maxsize=512)
def _compiled(build: Callable[..., QuerySet[Any]], *given: Hashable) -> tuple[str, Sequence[Any]] | None:
    return sql_of(build(*given))


def rows_of(build: Callable[..., QuerySet[Any]], *given: Hashable) -> list[Row]:
    """The rows of `build(*given)`, a `values_list` of plain columns, whose SQL is put together once for what is given.

    For what every page asks: putting a small query together takes Django longer than PostgreSQL takes to answer it.
    Give the same function each time, and nothing that could be different for another reader.
    """
    found = _compiled(build, *given)
    return fetch(*found) if found else []


def grouped(rows: Iterable[Row], make: Callable[[Row], Any]) -> dict[int, list[Any]]:
    """Rows by their first column; `make` builds a fact from the rest. Quickest where one owner's come together."""
    groups: dict[int, list[Any]] = {}
    for owner, some in groupby(rows, _OWNER):
        facts = list(map(make, without_owner(some)))
        if owner in groups:
            groups[owner] += facts
        else:
            groups[owner] = facts
    return groups


def without_owner(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows without their first column: by what of that owner's they are about."""
    return map(_REST, rows)


class Stream:
    """The rows of a query that come in the order of the id in their first column, read from the lowest id up.

    The query is asked once, and its rows stay as PostgreSQL sent them until they are wanted: the facts of a few hundred
    people at a time fit into the processor's cache, those of thousands do not, which costs the rules a quarter more.
    """

    def __init__(self, sql: str, parameters: Sequence[Any]) -> None:
        self._cursor = connection.cursor()
        self._cursor.execute(sql, parameters)
        self._ahead: list[Row] = []
        self._given: int | None = None  # the last id asked for

    def between(self, first: int, last: int) -> list[Row]:
        """The rows of these ids, both included. What lies before them is left out, and to ask for it is an error."""
        if self._given is not None and first <= self._given:
            raise RuntimeError(f"The rows from id {first} on have been read already, up to {self._given}")
        self._given, rows = last, self._ahead
        while not rows or rows[-1][0] <= last:
            more = self._cursor.fetchmany(AT_ONCE)
            if not more:
                break
            rows += more
        end = bisect_right(rows, last, key=_OWNER)
        self._ahead = rows[end:]
        return rows[bisect_left(rows, first, hi=end, key=_OWNER) : end]
