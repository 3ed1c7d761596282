"""Reading many rows at once for the engine: plain tuples, grouped by the person they belong to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

Row = tuple[Any, ...]


def fetch(sql: str, parameters: Sequence[Any]) -> list[Row]:
    """Every row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


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
