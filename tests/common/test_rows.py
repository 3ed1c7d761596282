"""Queries that are put together once for what is given."""

import datetime as dt

import pytest

from accounts.models import Team
from common.rows import Stream, grouped, rows_of
from deadlines.models import NightlyRun
from deadlines.nightly import JOB, last_finished_at

pytestmark = pytest.mark.django_db
built = []


def _named(name):
    built.append(name)
    return Team.objects.filter(name=name).values_list("name")


def _nobody():
    return Team.objects.none().values_list("name")


def test_a_query_is_put_together_once_and_asked_every_time(world):
    assert rows_of(_named, "North") == [("North",)]
    Team.objects.create(force=world.other_force, name="North")
    assert rows_of(_named, "North") == [("North",), ("North",)]
    assert rows_of(_named, "South") == [("South",)]
    assert built == ["North", "South"]


def test_a_query_that_can_have_no_rows_is_not_asked(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows_of(_nobody) == []


def test_the_last_good_run_is_asked_anew_each_time(db):
    day = dt.date(2026, 11, 20)
    assert last_finished_at(day) is None
    moment = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
    NightlyRun.objects.create(job=JOB, on=day, state="done", lease_until=moment, started_at=moment, finished_at=moment)
    assert last_finished_at(day) == moment
    assert last_finished_at(day - dt.timedelta(days=1)) is None


@pytest.fixture
def stream(db, monkeypatch):
    """Of each odd number below 20 as many rows as it has, six at a time."""
    monkeypatch.setattr("common.rows.AT_ONCE", 6)
    return Stream("SELECT n, k FROM generate_series(1, %s, 2) n, generate_series(1, n) k ORDER BY 1, 2", [19])


def _rows(*numbers):
    return [(n, k) for n in numbers for k in range(1, n + 1)]


def test_a_stream_gives_each_range_its_rows_and_asks_once(stream, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert stream.between(-5, 0) == []
        assert stream.between(1, 2) == _rows(1)
        assert stream.between(3, 7) == _rows(3, 5, 7)
        assert stream.between(8, 8) == []
        assert stream.between(9, 9) == _rows(9)
        assert stream.between(10, 18) == _rows(11, 13, 15, 17)
        assert stream.between(19, 30) == _rows(19)
        assert stream.between(31, 40) == []


def test_a_stream_leaves_out_what_was_passed_over(stream):
    assert stream.between(12, 13) == _rows(13)
    assert stream.between(14, 100) == _rows(15, 17, 19)
    with pytest.raises(RuntimeError, match="from id 3 on have been read already, up to 100"):
        stream.between(3, 5)


def test_rows_are_grouped_by_their_first_column():
    assert grouped([(1, "a", 2), (1, "b", 3), (4, "c", 5)], tuple) == {1: [("a", 2), ("b", 3)], 4: [("c", 5)]}
    assert grouped([(2, "a"), (1, "b"), (2, "c")], tuple) == {2: [("a",), ("c",)], 1: [("b",)]}
    assert grouped([], tuple) == {}
