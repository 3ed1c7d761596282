"""The verbs about visits: what they write, what they refuse, and what happens to the dates."""

import datetime as dt
import threading
import uuid
from dataclasses import replace

import pytest
from django.db import connection, connections

from audit.models import Event
from deadlines.models import Deadline
from offenders.actions.errors import NotAllowed, NotVisible, Refused
from visits.actions import (
    Account,
    correct_visit,
    decide_after_failed_visits,
    log_visit,
    void_decision,
    void_visit,
    write_up_visit,
)
from visits.models import Visit, VisitDecision, VisitDraft

ON = dt.date(2026, 3, 10)
SEEN = dt.date(2025, 12, 1)
NO_REPLY = Account(date=ON, outcome="no_reply", time=dt.time(10), entry_sought_for_risk_search=False)
AT_HOME = Account(
    date=ON, outcome="seen_at_address", time=dt.time(18), officers=("a.hollis", "b.thorne"), announced=False
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def nominal(make_nominal):
    """High risk, last seen on 1 December 2025, so due on 1 March 2026."""
    return make_nominal(seen=SEEN, on=ON)


def owed(nominal, kind="home_visit"):
    return Deadline.objects.open().filter(nominal=nominal, kind=kind).values_list("due_on", flat=True).first()


def events(action):
    return Event.objects.filter(action=action)


def test_a_counted_visit_moves_the_date(nominal, officer):
    assert owed(nominal) == dt.date(2026, 3, 1)
    visit = log_visit(nominal=nominal, account=AT_HOME, by=officer, on=ON)
    assert owed(nominal) == dt.date(2026, 6, 10)
    assert visit.recorded_by == officer
    assert visit.officers == ["a.hollis", "b.thorne"]
    done = Deadline.objects.get(nominal=nominal, closed_on=ON)
    assert (done.due_on, done.outcome) == (dt.date(2026, 3, 1), "done")


@pytest.mark.parametrize(
    "outcome", ["no_reply", "third_party_seen", "refused", "abandoned", "address_vacated", "seen_elsewhere"]
)
def test_nothing_else_moves_it(nominal, officer, outcome):
    log_visit(nominal=nominal, account=replace(NO_REPLY, outcome=outcome), by=officer, on=ON)
    assert owed(nominal) == dt.date(2026, 3, 1)
    attempts = Deadline.objects.open().get(nominal=nominal, kind="home_visit").attempts
    assert attempts == (0 if outcome == "seen_elsewhere" else 1)


def test_gone_opens_a_whereabouts_enquiry_and_being_seen_closes_it(nominal, officer):
    log_visit(nominal=nominal, account=replace(NO_REPLY, outcome="address_vacated"), by=officer, on=ON)
    assert owed(nominal, "whereabouts") == ON
    later = ON + dt.timedelta(days=2)
    log_visit(nominal=nominal, account=replace(AT_HOME, date=later, outcome="seen_elsewhere"), by=officer, on=later)
    assert owed(nominal, "whereabouts") is None


def test_a_day_to_come_is_refused_and_nothing_is_written(nominal, officer):
    with pytest.raises(Refused) as no:
        log_visit(nominal=nominal, account=replace(AT_HOME, date=ON + dt.timedelta(days=1)), by=officer, on=ON)
    assert no.value.field == "date"
    assert Visit.objects.count() == 1
    assert not events("visit.logged").exists()


def test_two_attempts_of_one_day_and_outcome_need_their_times(nominal, officer):
    first = replace(NO_REPLY, time=None)
    log_visit(nominal=nominal, account=first, by=officer, on=ON)
    with pytest.raises(Refused) as no:
        log_visit(nominal=nominal, account=first, by=officer, on=ON)
    assert no.value.field == "time"
    log_visit(nominal=nominal, account=NO_REPLY, by=officer, on=ON)
    assert Visit.objects.filter(outcome="no_reply").count() == 2


def test_the_same_form_sent_again_gives_the_same_visit(nominal, officer, colleague):
    token = uuid.uuid4()
    first = log_visit(nominal=nominal, account=AT_HOME, by=officer, on=ON, form_token=token)
    again = log_visit(nominal=nominal, account=AT_HOME, by=officer, on=ON, form_token=token)
    assert first == again
    assert events("visit.logged").count() == 1
    with pytest.raises(Refused):
        log_visit(nominal=nominal, account=AT_HOME, by=colleague, on=ON, form_token=token)


def test_saving_forgets_the_draft_of_that_form_only(nominal, officer):
    kept = VisitDraft.objects.create(nominal=nominal, author=officer)
    other = VisitDraft.objects.create(nominal=nominal, author=officer)
    log_visit(nominal=nominal, account=AT_HOME, by=officer, on=ON, form_token=kept.token)
    assert list(VisitDraft.objects.all()) == [other]


def test_colleagues_cover_each_other_and_outsiders_do_not_know_of_it(nominal, colleague, outsider, support):
    log_visit(nominal=nominal, account=AT_HOME, by=colleague, on=ON)
    with pytest.raises(NotVisible):
        log_visit(nominal=nominal, account=NO_REPLY, by=outsider, on=ON)
    with pytest.raises(NotAllowed):
        log_visit(nominal=nominal, account=NO_REPLY, by=support, on=ON)


def test_a_correction_keeps_the_first_and_restores_the_date(nominal, officer, colleague):
    wrong = log_visit(nominal=nominal, account=AT_HOME, by=officer, on=ON)
    right = correct_visit(
        visit=wrong, account=replace(NO_REPLY, notes="It was her brother"), reason="Not them", by=colleague, on=ON
    )
    assert owed(nominal) == dt.date(2026, 3, 1)
    wrong.refresh_from_db()
    assert wrong.void_reason == "Corrected: Not them"
    assert (wrong.voided_by, right.corrects) == (colleague, wrong)
    with pytest.raises(Refused):
        correct_visit(visit=wrong, account=NO_REPLY, reason="Again", by=officer, on=ON)
    event = events("visit.corrected").get()
    assert event.subjects == [nominal.reference]
    assert (event.details["before"]["outcome"], event.details["after"]["outcome"]) == ("seen_at_address", "no_reply")


def test_a_refused_correction_leaves_the_first_as_it_was(nominal, officer):
    visit = log_visit(nominal=nominal, account=AT_HOME, by=officer, on=ON)
    with pytest.raises(Refused):
        correct_visit(visit=visit, account=replace(AT_HOME, date=dt.date(2027, 1, 1)), reason="x", by=officer, on=ON)
    visit.refresh_from_db()
    assert visit.voided_at is None


def test_entered_in_error_restores_the_date_and_stays(nominal, officer, support):
    visit = log_visit(nominal=nominal, account=AT_HOME, by=officer, on=ON)
    void_visit(visit=visit, reason="Another person's visit", by=support, on=ON)
    assert owed(nominal) == dt.date(2026, 3, 1)
    assert Visit.objects.get(pk=visit.pk).void_reason == "Another person's visit"
    with pytest.raises(Refused):
        void_visit(visit=visit, reason="Again", by=officer, on=ON)
    with pytest.raises(Refused):
        void_visit(visit=visit, reason="  ", by=officer, on=ON)


def test_a_write_up_counts_before_it_is_written(nominal, officer, colleague):
    visit = log_visit(nominal=nominal, account=replace(AT_HOME, write_up_owed=True), by=officer, on=ON)
    assert owed(nominal) == dt.date(2026, 6, 10)
    write_up_visit(visit=visit, notes="All in order", seen_notes="", by=officer, on=ON)
    write_up_visit(visit=visit, notes="All in order", seen_notes="", by=officer, on=ON)  # sent twice
    visit.refresh_from_db()
    assert (visit.notes, visit.write_up_owed) == ("All in order", False)
    assert events("visit.written_up").count() == 1
    with pytest.raises(Refused) as no:
        write_up_visit(visit=visit, notes="Mine", seen_notes="", by=colleague, on=ON)
    assert no.value.field == "notes"
    with pytest.raises(Refused):
        write_up_visit(visit=visit, notes="Mine", seen_notes="All in order", by=colleague, on=ON)


def three_attempts(nominal, officer):
    for day in (3, 5, 9):
        account = replace(NO_REPLY, date=dt.date(2026, 3, day))
        log_visit(nominal=nominal, account=account, by=officer, on=ON)


def test_a_decision_closes_what_was_owed_and_voiding_it_owes_it_again(nominal, officer):
    three_attempts(nominal, officer)
    assert owed(nominal, "visit_decision") == dt.date(2026, 3, 9)
    row = decide_after_failed_visits(
        nominal=nominal, decision="warrant", reason="Two refused searches", by=officer, on=ON
    )
    assert row.decided_on == ON
    assert owed(nominal, "visit_decision") is None
    assert events("visit.decided").get().details["after"]["decision"] == "warrant"
    void_decision(decision=row, reason="Not agreed", by=officer, on=ON)
    assert owed(nominal, "visit_decision") == dt.date(2026, 3, 9)


def test_a_decision_of_a_day_to_come_or_looked_at_before_it_is_refused(nominal, officer):
    tomorrow = ON + dt.timedelta(days=1)
    with pytest.raises(Refused):
        decide_after_failed_visits(
            nominal=nominal, decision="other", reason="x", by=officer, on=ON, decided_on=tomorrow
        )
    with pytest.raises(Refused) as no:
        decide_after_failed_visits(nominal=nominal, decision="other", reason="x", by=officer, on=ON, look_again_on=ON)
    assert no.value.field == "look_again_on"
    assert not VisitDecision.objects.exists()


def test_every_verb_leaves_one_event_with_its_subject(nominal, officer):
    visit = log_visit(nominal=nominal, account=NO_REPLY, by=officer, on=ON)
    event = events("visit.logged").get()
    assert event.subjects == [nominal.reference]
    assert event.username == officer.username
    assert event.details["id"] == visit.pk
    assert event.details["after"]["outcome"] == "no_reply"


@pytest.mark.django_db(transaction=True)
def test_ten_identical_forms_at_once_make_one_visit(nominal, officer):
    token, ids, faults = uuid.uuid4(), [], []
    barrier = threading.Barrier(10)

    def send():
        try:
            barrier.wait()
            ids.append(log_visit(nominal=nominal, account=AT_HOME, by=officer, on=ON, form_token=token).pk)
        except Exception as error:  # shown by the assertion
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(ids) == 10
    assert len(set(ids)) == 1
    assert Visit.objects.filter(form_token=token).count() == 1
    assert Deadline.objects.open().filter(nominal=nominal, kind="home_visit").count() == 1
    assert connection.vendor == "postgresql"
