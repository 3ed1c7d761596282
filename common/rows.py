"""Reading many rows at once for the engine: plain tuples, grouped by the person they belong to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db import connection

Row = tuple[Any, ...]


def fetch(sql: str, parameters: Sequence[Any]) -> list[Row]:
    """Every row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def maker(fact: type[tuple[Any, ...]]) -> Callable[[Sequence[Any]], Any]:
    """What makes a named tuple of a row that holds all its columns in order: `_make` without a call of Python's own.

    Nothing checks how many there are, so it is for the rows of a query that is written beside the fact.
    """
    return partial(tuple.__new__, fact)


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
