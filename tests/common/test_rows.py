"""Queries that are put together once for what is given."""

import datetime as dt

import pytest

from accounts.models import Team
from common.rows import rows_of
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
