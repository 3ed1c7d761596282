"""The log can be added to through its function and in no other way (trust E4)."""

import pytest
from django.db import DatabaseError, connection, transaction

from audit.events import record
from audit.models import Event

pytestmark = pytest.mark.django_db


def test_an_event_says_who_what_and_about_whom(officer):
    record("nominal.opened", by=officer, subjects=["T-1"], details={"reason": "own caseload"})
    event = Event.objects.get()
    assert (event.action, event.username, event.subjects, event.outcome) == (
        "nominal.opened",
        officer.username,
        ["T-1"],
        "done",
    )
    assert event.who["role"] == "offender_manager"
    assert event.at is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET username = 'somebody.else'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "DROP TABLE audit_event",
        "ALTER TABLE audit_event ADD COLUMN extra int",
        "INSERT INTO audit_event (at, action, outcome, username, who, request_id, subjects, details)"
        " VALUES (now(), 'forged', 'done', 'x', '{}', '', '{}', '{}')",
        "SELECT nextval('audit_event_id_seq')",
        "DROP FUNCTION audit_prepare",
        "CREATE OR REPLACE FUNCTION audit_record(varchar, varchar, varchar, jsonb, varchar, varchar[], jsonb)"
        " RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    ],
)
def test_the_runtime_role_cannot_touch_the_log(officer, statement):
    record("nominal.opened", by=officer)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.filter(username=officer.username).count() == 1


def test_an_event_is_lost_with_the_transaction_that_made_it(officer):
    def log_and_fail():
        with transaction.atomic():
            record("visit.logged", by=officer)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        log_and_fail()
    assert not Event.objects.exists()
