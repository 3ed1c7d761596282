"""Making many named tuples quickly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any


def maker(fact: type[tuple[Any, ...]]) -> Callable[[Sequence[Any]], Any]:
    """What makes a named tuple of a row that holds all its columns in order: `_make` without a call of Python's own.

    Nothing checks how many there are, so it is for the rows of a query that is written beside the fact.
    """
    return partial(tuple.__new__, fact)
