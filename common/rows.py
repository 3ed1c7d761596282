"""Reading many rows at once: plain tuples, for the engine grouped by the person they belong to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Row = tuple[Any, ...]


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


def grouped(sql: str, parameters: Sequence[Any], make: Callable[[Row], Any]) -> dict[int, list[Any]]:
    """The rows of a query by their first column; `make` builds a fact from the rest."""
    groups: dict[int, list[Any]] = {}
    for row in fetch(sql, parameters):
        fact, owner = make(row[1:]), row[0]
        if owner in groups:
            groups[owner].append(fact)
        else:
            groups[owner] = [fact]
    return groups
