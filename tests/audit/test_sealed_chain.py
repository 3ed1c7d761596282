"""The chain finds every change to a sealed log, and raises no false alarm (trust E4)."""

import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit import seals
from audit.events import record
from common.dbroles import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


def events(number, start=0):
    for index in range(start, start + number):
        record("nominal.opened", by=None, subjects=[f"T-{index}"], details={"n": index, "text": "é | \n \x1f"})


def owner(statement, *parameters):
    with as_owner() as link, link.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.fixture
def sealed():
    events(30)
    assert seals.seal(most=10) == 30
    events(7, 30)
    assert seals.seal(most=10) == 7
    assert seals.verify().faults == []


def ids():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM audit_event ORDER BY id")
        return [id_ for (id_,) in cursor.fetchall()]


def test_a_log_left_alone_raises_no_alarm(sealed):
    found = seals.verify()
    assert (found.seals, found.events, found.waiting, found.faults) == (4, 37, 0, [])
    events(3)
    assert (seals.verify().waiting, seals.verify().faults) == (3, [])


CHANGES = {
    "an edited name": "UPDATE audit_event SET username = 'somebody.else' WHERE id = {a}",
    "an edited time": "UPDATE audit_event SET at = at + interval '1 second' WHERE id = {a}",
    "edited details": "UPDATE audit_event SET details = details || '{{\"x\": 1}}' WHERE id = {a}",
    "an edited subject": "UPDATE audit_event SET subjects = '{{T-999}}' WHERE id = {a}",
    "a deletion": "DELETE FROM audit_event WHERE id = {a}",
    "several deletions": "DELETE FROM audit_event WHERE id BETWEEN {a} AND {b}",
    "two swapped": "UPDATE audit_event SET id = CASE id WHEN {a} THEN -{b} ELSE -{a} END WHERE id IN ({a}, {b});"
    " UPDATE audit_event SET id = -id WHERE id < 0",
    "an insertion": "INSERT INTO audit_event (at, action, outcome, username, who, request_id, subjects, details)"
    " VALUES (now() - interval '3 hours', 'nominal.opened', 'done', 'x', '{{}}', '', '{{}}', '{{}}')",
    "an insertion under a sealed id": "INSERT INTO audit_event SELECT id, at + interval '1 millisecond', action,"
    " outcome, 'x', who, request_id, subjects, details FROM audit_event WHERE id = {a}",
    "a cut tail of events": "DELETE FROM audit_event WHERE id > {b}",
    "a seal edited": "UPDATE audit_seal SET events = events - 1 WHERE number = 2",
    "a seal removed": "DELETE FROM audit_seal WHERE number = 2",
    "seals swapped": "UPDATE audit_seal SET hash = (SELECT hash FROM audit_seal WHERE number = 1) WHERE number = 2",
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_is_found(sealed, what):
    known = ids()
    owner(CHANGES[what].format(a=known[5], b=known[20]))
    assert seals.verify().faults
    seals.seal()
    assert seals.verify().faults, "sealing again must not heal it"


def test_a_tail_cut_from_log_and_chain_differs_from_the_head_written_down(sealed):
    written_down = seals.head()
    known = ids()
    owner("DELETE FROM audit_seal WHERE number = 4")
    owner("DELETE FROM audit_event WHERE id > %s", known[29])
    assert seals.verify().faults == []
    assert "cut or rewritten" in seals.verify(written_down).faults[0]
    events(7, 30)
    seals.seal()
    assert seals.verify(written_down).faults


def test_an_event_that_commits_late_is_sealed_later_without_an_alarm(sealed):
    begun, finish = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record("nominal.opened", by=None, subjects=["SLOW"])
            begun.set()
            finish.wait(60)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(60)
    events(3, 100)
    assert seals.seal() == 3
    assert seals.verify().faults == []
    finish.set()
    thread.join()
    assert seals.verify().faults == []
    assert seals.seal() == 1
    assert (seals.verify().faults, seals.verify().waiting) == ([], 0)


def test_numbers_lost_with_their_transactions_are_no_deletions(sealed):
    for _ in range(3):
        with transaction.atomic():
            events(2)
            transaction.set_rollback(True)
    events(4)
    assert seals.seal() == 4
    assert seals.verify().faults == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_seal SET hash = repeat('0', 64)",
        "DELETE FROM audit_seal",
        "TRUNCATE audit_seal",
        "INSERT INTO audit_seal VALUES (9, now(), '{}', 0, repeat('0', 64), repeat('0', 64))",
        "DROP FUNCTION audit_seal_next",
        "CREATE OR REPLACE FUNCTION audit_line(e audit_event) RETURNS text LANGUAGE sql AS 'SELECT '''''",
    ],
)
def test_the_runtime_role_cannot_touch_the_chain(sealed, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert seals.verify().faults == []


def test_the_command_prints_the_head_and_fails_on_a_fault(sealed):
    out = io.StringIO()
    call_command("verify_audit", "--seal", stdout=out)
    assert f"head {seals.head()}" in out.getvalue()
    call_command("verify_audit", "--head", seals.head(), stdout=out)
    owner("UPDATE audit_event SET outcome = 'done!' WHERE id = %s", ids()[0])
    with pytest.raises(CommandError, match="not as it was sealed"):
        call_command("verify_audit", stdout=out, stderr=out)


def test_two_sealers_at_once_make_one_chain(sealed):
    events(40)

    def run():
        seals.seal(most=7)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = seals.verify()
    assert (found.faults, found.waiting, found.events) == ([], 0, 77)


def test_a_backlog_longer_than_the_grace_is_sealed_whole():
    """As after an upgrade, or when nothing was sealed for days."""
    events(25)
    last = ids()[-1]
    owner("UPDATE audit_event SET at = at - interval '1 day' - (%s - id) * interval '5 hours'", last)
    assert seals.seal(most=4) == 25
    assert (seals.verify().faults, seals.verify().waiting) == ([], 0)
    owner("UPDATE audit_seal SET sealed_at = sealed_at - interval '3 days', reached = reached - interval '3 days'")
    events(9)
    assert seals.seal(most=2) == 9
    assert seals.verify().waiting == 0
