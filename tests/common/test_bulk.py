"""Values as PostgreSQL's COPY takes them, and the quick way to named tuples."""

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

import pytest

from common.bulk import copy_value
from common.tuples import maker


class Colour(StrEnum):
    """A string of its own class."""

    RED = "red\tish"


class Pair(NamedTuple):
    """Two parts."""

    one: int
    two: str


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\\N"),
        (True, "t"),
        (False, "f"),
        (7, "7"),
        ("", ""),
        ("plain – words", "plain – words"),
        ("a\tb\nc\rd\\e", "a\\tb\\nc\\rd\\\\e"),
        ("soft\u00adhyphen\u2028", "soft\u00adhyphen\u2028"),  # not printable, and nothing to escape
        (Colour.RED, "red\\tish"),
        (dt.date(2026, 2, 28), "2026-02-28"),
        (dt.datetime(2026, 2, 28, 9, 5, tzinfo=dt.UTC), "2026-02-28T09:05:00+00:00"),
        (dt.time(9, 5), "09:05:00"),
    ],
)
def test_a_value_is_written_so_that_copy_reads_the_same(value, text):
    assert copy_value(value) == text


def test_a_named_tuple_of_a_row():
    made = maker(Pair)((1, "x"))
    assert made == Pair(1, "x")
    assert type(made) is Pair
    assert made.two == "x"
