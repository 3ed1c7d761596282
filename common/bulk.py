"""Set-based writing: many rows in one statement."""

from __future__ import annotations

import datetime as dt
import gc
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text(value: str) -> str:
    # Tabs and line ends are not printable: most strings need no copy of themselves.
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


# By the exact type of a value, which is quicker than asking one question after another; days come again and again.
_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    str: _text,
    dt.date: lru_cache(maxsize=50_000)(dt.date.isoformat),
    dt.datetime: dt.datetime.isoformat,
    dt.time: dt.time.isoformat,
}


def copy_value(value: Any) -> str:
    """One value in PostgreSQL's text COPY format."""
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value)
    if isinstance(value, str):
        return _text(str(value))
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)


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
