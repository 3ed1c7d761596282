"""The log has a partition a month, made ahead by the nightly run."""

import pytest
from django.db import connection

from audit.events import prepare_months, record
from audit.models import Event

pytestmark = pytest.mark.django_db


def partitions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_event'::regclass")
        return {name for (name,) in cursor.fetchall()}


def test_the_months_ahead_are_there_and_more_can_be_made():
    before = partitions()
    assert len(before) >= 5  # this month, three ahead, and the rest
    assert prepare_months(3) == 0
    assert prepare_months(6) == 3
    assert len(partitions()) == len(before) + 3


def test_events_go_to_their_months_table_and_are_read_as_one(officer):
    record("nominal.opened", by=officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM audit_event")
        assert cursor.fetchone()[0] != "audit_event_rest"
    assert Event.objects.count() == 1


def test_the_runtime_role_cannot_go_behind_the_log(officer):
    from django.db import DatabaseError, transaction

    record("nominal.opened", by=officer)
    for name in partitions():
        for statement in (f"DELETE FROM {name}", f"SELECT * FROM {name}", f"DROP TABLE {name}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
