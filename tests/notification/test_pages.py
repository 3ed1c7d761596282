"""The notification page, the entries that it offers, and what they do to the dates."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from audit.models import Event
from common.clock import today
from deadlines.models import Alert, Deadline
from notification import actions
from notification.models import Disposal, Failure, Notification, Review
from offenders.actions.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def when(name, day):
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("NS-1042", on=today())


@pytest.fixture
def convict(nominal, officer):
    def make(days_ago=400, outcome="imprisonment", value=12, unit="months", **more):
        on = today() - days_ago * DAY
        return actions.add_disposal(
            nominal=nominal, by=officer, on=today(), disposal_ref=more.pop("ref", "D-1"), event="conviction",
            event_on=on, outcome=outcome, sentenced_on=on, term_value=value, term_unit=unit, **more,
        )  # fmt: skip

    return make


def owed(nominal):
    rows = Deadline.objects.open().filter(nominal=nominal).exclude(kind__in=("home_visit", "arms_review"))
    return {(row.kind, row.subject): row.due_on for row in rows}


def page(client, name, *args):
    response = client.get(reverse(f"notification:{name}", args=["NS-1042", *args]))
    assert response.status_code == 200
    return response.content.decode()


def post(client, route, *args, **data):
    return client.post(reverse(f"notification:{route}", args=["NS-1042", *args]), data)


def token():
    return str(uuid.uuid4())


def test_record_a_conviction_and_see_the_clocks(signed_in, officer, nominal):
    client = signed_in(officer)
    assert "No disposal is recorded" in page(client, "tab")
    day = today() - DAY
    data = {
        "event": "conviction", **when("event_on", day), "outcome": "imprisonment", **when("sentenced_on", day),
        "term_value": "26", "term_unit": "weeks", "schedule_3": "on", "jurisdiction": "england_wales",
        "disposal_ref": "D-1", "token": token(),
    }  # fmt: skip
    for _ in range(2):
        assert post(client, "add_disposal", **data).status_code == 302
    assert Disposal.objects.count() == 1
    assert owed(nominal)["initial_notification", "D-1"] == day + 2 * DAY
    shown = page(client, "tab")
    assert "Confirm the length" in shown
    assert "s.82(1)" in shown
    row = Disposal.objects.get()
    assert post(client, "confirm", row.pk, version=row.version).status_code == 302
    assert "Length confirmed" in page(client, "tab")
    assert Event.objects.filter(action="disposal.added").count() == 1


@pytest.mark.parametrize("name", ["add_disposal", "notify", "event", "departure", "add_failure", "add_review"])
def test_an_empty_form_says_what_is_missing(signed_in, officer, nominal, name):
    page(signed_in(officer), name)
    response = post(signed_in(officer), name, sent="yes")
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()


def test_take_a_change_of_address(signed_in, officer, nominal, convict):
    convict()
    client = signed_in(officer)
    change = today() - 2 * DAY
    actions.record_notification(nominal=nominal, by=officer, on=today(), section="s83", notified_on=today() - 399 * DAY)
    data = {"matter": "home_address", **when("event_on", change), "token": token()}
    assert post(client, "event", **data).status_code == 302
    [row] = Notification.objects.filter(section="s84")
    assert owed(nominal)["change_notification", row.notification_ref] == change + 2 * DAY
    told = {
        "section": "s84", "matters": ["home_address", "bank_or_card"], **when("event_on", change),
        **when("notified_on", today()), "means": "telephone", "token": token(),
    }  # fmt: skip
    assert post(client, "notify", **told).status_code == 302
    assert post(client, "notify", **told).status_code == 302
    assert Notification.objects.filter(section="s84").count() == 2  # the owed row was closed, the other added
    assert not [key for key in owed(nominal) if key[0] == "change_notification"]
    assert "not at a listed station in person (s.87)" in page(client, "tab")


def test_miss_one_and_decide(signed_in, officer, supervisor, nominal, convict):
    convict(days_ago=30, outcome="community", value=None, unit="")
    client = signed_in(officer)
    assert "overdue by 28 days" in page(client, "tab")
    assert not Failure.objects.exists()  # a date that passed is no breach
    data = {"clock": "initial_notification|D-1", **when("found_on", today()), "what": "Never came", "token": token()}
    assert post(client, "add_failure", **data).status_code == 302
    failure = Failure.objects.get()
    assert (failure.kind, failure.due_on) == ("initial_notification", today() - 28 * DAY)
    assert Alert.objects.filter(kind="failure_decision", recipient=supervisor).exists()
    assert owed(nominal)["failure_decision", f"failure-{failure.pk}"] == today()
    assert "Possible failure to notify" in page(client, "tab")
    step = {"kind": "decision", **when("on", today()), "outcome": "excuse", "note": "In hospital", "token": token()}
    assert post(client, "failure_step", failure.pk, **step).status_code == 302
    assert ("failure_decision", f"failure-{failure.pk}") not in owed(nominal)
    assert "Reasonable excuse" in page(client, "tab")


def test_calculate_without_saving(signed_in, officer, nominal):
    client = signed_in(officer)
    data = {
        "event": "conviction", **when("event_on", dt.date(2020, 3, 10)), "outcome": "imprisonment",
        "term_value": "24", "term_unit": "months", **when("born", dt.date(1979, 6, 11)),
    }  # fmt: skip
    shown = post(client, "calculate", **data).content.decode()
    assert "Saturday 9 March 2030" in shown
    assert not Disposal.objects.exists()
    young = post(client, "calculate", **{**data, **when("born", dt.date(2003, 6, 11))}).content.decode()
    assert "Sunday 9 March 2025" in young
    assert "s.82(2)" in young


def test_an_end_set_by_hand_has_a_reason_and_an_author(signed_in, officer, supervisor, nominal, convict):
    row = convict()
    ends = today() + 100 * DAY
    assert post(signed_in(officer), "override", row.pk).status_code == 403
    client = signed_in(supervisor)
    assert post(client, "override", row.pk, **when("ends_on", ends), version=1).status_code == 200
    told = {**when("ends_on", ends), "reason": "Legal advice", "version": 1}
    assert post(client, "override", row.pk, **told).status_code == 302
    assert owed(nominal)["notification_end", ""] == ends
    shown = page(client, "tab")
    assert f"{supervisor.full_name}: Legal advice" in shown
    assert f"{ends.year}, set by hand" in shown


def test_a_journey_and_the_return(signed_in, officer, nominal, convict):
    convict()
    client = signed_in(officer)
    leaves = today() - 5 * DAY
    data = {**when("departs_on", leaves), **when("notified_on", leaves - 10 * DAY), "means": "in_person"}
    assert post(client, "departure", token=token(), **data).status_code == 302
    trip = Notification.objects.get()
    back = {**when("returned_on", today()), "prenotified": "no"}
    assert post(client, "return", trip.pk, **back).status_code == 302
    assert owed(nominal)["return_notification", trip.notification_ref] == today() + 3 * DAY
    assert post(client, "return", trip.pk, **back, **when("notified_on", today())).status_code == 302
    assert not [key for key in owed(nominal) if key[0] == "return_notification"]


def test_a_review_is_asked_for_and_determined(signed_in, officer, supervisor, nominal, convict):
    convict(days_ago=6000, outcome="life", value=None, unit="")
    client = signed_in(officer)
    assert post(client, "add_review", **when("received_on", today() - 3 * DAY), token=token()).status_code == 302
    review = Review.objects.get()
    assert owed(nominal)["indefinite_review_step", f"review-{review.pk}/acknowledge"] == today() + 11 * DAY
    body = {"name": "Probation", **when("received_on", today()), "token": token()}
    assert post(client, "body", review.pk, **body).status_code == 302
    assert owed(nominal)["indefinite_review_step", f"review-{review.pk}/decide"] == today() + 70 * DAY
    boss = signed_in(supervisor)
    done = {
        **when("acknowledged_on", today()), "decision": "granted", **when("decided_on", today()), "bar_years": "8",
        "reasons": "No longer necessary", "factor_time": "Sixteen years", **when("notice_received_on", today()),
        "version": 1,
    }  # fmt: skip
    assert post(boss, "review", review.pk, **done).status_code == 302
    assert "Not subject any more" in page(boss, "tab")
    assert not [key for key in owed(nominal) if "review" in key[0]]


def test_an_entry_in_error_stays_and_does_not_count(signed_in, officer, supervisor, nominal, convict):
    row = convict()
    assert post(signed_in(officer), "void", "disposal", row.pk).status_code == 403
    for _ in range(2):  # sent twice, it is once
        assert post(signed_in(supervisor), "void", "disposal", row.pk, reason="Another person").status_code == 302
    assert Event.objects.filter(action="fact.voided").count() == 1
    assert owed(nominal) == {}
    assert "Another person" in page(signed_in(officer), "tab")


def test_the_record_page_and_history_show_it(signed_in, officer, nominal, convict):
    convict()
    client = signed_in(officer)
    shown = client.get("/nominals/NS-1042/").content.decode()
    assert "Subject to notification: last day subject" in shown
    assert "Conviction" in client.get("/nominals/NS-1042/history/").content.decode()


def test_scotland_is_recorded_and_not_computed(signed_in, officer, nominal, convict):
    convict(jurisdiction="scotland")
    assert owed(nominal) == {}
    assert "Scotland has an Act and clocks of its own" in page(signed_in(officer), "tab")


def test_sentences_that_follow_each_other_in_a_ring_are_refused(nominal, officer, convict):
    first = convict()
    convict(ref="D-2", consecutive_to="D-1")
    fields = {name: getattr(first, name) for name in ("disposal_ref", "event", "event_on", "outcome", "sentenced_on")}
    with pytest.raises(Refused):
        actions.edit_disposal(
            disposal=first, by=officer, on=today(), version=1, **fields, term_value=12, term_unit="months",
            consecutive_to="D-2", overlaps="",
        )  # fmt: skip
    with pytest.raises(Refused):
        convict(ref="d-1")


def test_who_may_not(nominal, coordinator, outsider):
    with pytest.raises(NotAllowed):
        actions.record_application(nominal=nominal, by=coordinator, on=today(), received_on=today())
    with pytest.raises(Refused):
        actions.record_application(nominal=nominal, by=outsider, on=today(), received_on=today())
