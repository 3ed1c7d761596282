"""Set-based writing: many rows in one statement."""

from __future__ import annotations

import datetime as dt
import gc
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_value(value: Any) -> str:
    """One value in PostgreSQL's text COPY format."""
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, (dt.date, dt.datetime, dt.time)):
        return value.isoformat()
    return str(value)


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """`COPY` rows into a table; returns how many. Runs in the caller's transaction."""
    buffer = io.StringIO()
    count = 0
    for row in rows:
        buffer.write("\t".join([copy_value(value) for value in row]) + "\n")
        count += 1
    if count:
        buffer.seek(0)
        names = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', buffer)
    return count


@contextmanager
def without_collecting() -> Iterator[None]:
    """Keep the cyclic garbage collector still while many small tuples are made and dropped.

    They hold no cycles, so it finds nothing, and looking through them again and again took a third of a batch's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
