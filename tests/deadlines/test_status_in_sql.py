"""One definition of overdue: the query expressions and the Python function give the same answer for every day."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deadlines import status
from deadlines.models import Deadline

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 29)


def stored(nominal, due_on, suspended, number):
    return Deadline(
        nominal=nominal,
        kind="home_visit",
        subject=str(number),
        due_on=due_on,
        rule="visit_interval",
        reason="",
        suspended=suspended,
        opened_on=DAY,
    )


def ids(queryset):
    return set(queryset.values_list("subject", flat=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    offsets=st.lists(st.tuples(st.integers(-400, 400), st.booleans()), min_size=1, max_size=20),
    shift=st.integers(-3, 3),
)
def test_python_and_sql_agree(make_nominal_once, offsets, shift):
    nominal = make_nominal_once
    Deadline.objects.all().delete()
    rows = [stored(nominal, DAY + dt.timedelta(days=days), stopped, n) for n, (days, stopped) in enumerate(offsets)]
    Deadline.objects.bulk_create(rows)
    on = DAY + dt.timedelta(days=shift)
    found = {state: set() for state in status.STATES}
    for row in rows:
        found[status.state(row.due_on, on, suspended=row.suspended)].add(row.subject)
    assert ids(Deadline.objects.overdue(on)) == found[status.OVERDUE]
    assert ids(Deadline.objects.due_today(on)) == found[status.DUE_TODAY]
    assert ids(Deadline.objects.upcoming(on)) == found[status.UPCOMING]
    assert ids(Deadline.objects.suspended()) == found[status.SUSPENDED]


@pytest.fixture
def make_nominal_once(make_nominal):
    return make_nominal()


def test_a_closed_deadline_is_in_no_state(make_nominal):
    row = stored(make_nominal(), DAY - dt.timedelta(days=5), False, 1)
    row.closed_on, row.outcome = DAY, "done"
    row.save()
    for found in (
        Deadline.objects.overdue(DAY),
        Deadline.objects.due_today(DAY),
        Deadline.objects.upcoming(DAY),
        Deadline.objects.suspended(),
    ):
        assert not found.exists()


def test_the_window_of_upcoming_ends_on_its_last_day(make_nominal):
    nominal = make_nominal()
    Deadline.objects.bulk_create([stored(nominal, DAY + dt.timedelta(days=days), False, days) for days in (13, 14, 15)])
    assert ids(Deadline.objects.upcoming(DAY, within_days=14)) == {"13", "14"}


def test_the_state_of_an_open_deadline_is_read_from_its_index_alone(db):
    """Figures over thousands of cases look each up; no row of the table is fetched for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('deadline_one_open'::regclass)")
        definition = cursor.fetchone()[0]
    assert "UNIQUE" in definition
    assert "(nominal_id, kind, subject) INCLUDE (due_on, suspended)" in definition
    assert "closed_on IS NULL" in definition
