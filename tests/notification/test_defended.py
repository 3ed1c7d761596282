"""Every date can be defended from the page alone: what was entered, by whom, what it rests on, what is doubtful."""

import datetime as dt
from datetime import date as d

import pytest
from django.urls import reverse

from common.clock import today
from common.dates import roll
from common.text import long_date, plain_date
from notification import actions
from notification.models import Failure, FailureStep, Notification, ReviewBody
from notification.policy import met_late, notification_specs
from tests.notification.facts import BOOK, case, disposal, told
from tests.notification.test_pages import post, token, when

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("NS-1042", on=today(), seen=today() - 20 * DAY)


@pytest.fixture
def convict(nominal, officer):
    def make(on=None, outcome="imprisonment", value=12, unit="months", ref="D-1", event="conviction", **more):
        on = on or today() - 400 * DAY
        return actions.add_disposal(
            nominal=nominal, by=officer, on=today(), disposal_ref=ref, event=event, event_on=on,
            outcome=outcome, sentenced_on=on, term_value=value, term_unit=unit, **more,
        )  # fmt: skip

    return make


def words(client, name="tab", *args, query=""):
    """The text of a page without its tags."""
    response = client.get(reverse(f"notification:{name}", args=["NS-1042", *args]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_both_readings_have_their_last_days_on_every_page_that_asks(signed_in, officer, nominal, convict):
    row = convict(dt.date(2024, 9, 1), value=26, unit="weeks")
    client = signed_in(officer)
    sent = {"event": "conviction", **when("event_on", dt.date(2024, 9, 1)), "outcome": "imprisonment"}
    tried = post(client, "calculate", **sent, term_value="26", term_unit="weeks").content.decode()
    for text in (words(client), words(client, "confirm", row.pk), tried):
        assert "At 52 weeks to 12 months: 6 months or less, 7 years, last day 31 August 2031." in text
        assert "On the calendar: between 6 and 30 months, 10 years, last day 31 August 2034." in text


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"court": "Ambry Crown Court", "depends_on_sentence": True}, "Ambry Crown Court"),
        ({"depends_on_sentence": True}, "only because of the sentence (s.132)"),
        ({"schedule_3": False}, "makes no requirement: not a Schedule 3 offence (s.80(1))"),
        ({"outcome": "absolute_discharge", "value": None, "unit": ""}, "an absolute discharge (s.134)"),
        (
            {"outcome": "absolute_discharge", "value": None, "unit": "", "event": "insanity_finding"},
            "not settled what follows an absolute discharge after a finding: refer it to the solicitor",
        ),
        (
            {"on": dt.date(1997, 8, 31), "outcome": "caution", "value": None, "unit": "", "event": "caution"},
            "makes no requirement: a caution before 1 September 1997 never counts (s.81)",
        ),
        (
            {"on": dt.date(1997, 8, 31), "outcome": "life", "value": None, "unit": ""},
            "counts only if the person was then still to be dealt with, serving, supervised or detained (s.81)",
        ),
    ],
)
def test_a_disposal_shows_what_its_answer_rests_on(signed_in, officer, nominal, convict, fields, shown):
    convict(**fields)
    assert shown in words(signed_in(officer))


def test_an_end_is_set_by_hand_beside_what_the_rules_say(signed_in, supervisor, nominal, convict):
    row = convict(dt.date(2024, 3, 10))
    assert "10 years, 9 March 2034" in words(signed_in(supervisor), "override", row.pk)


def test_a_notification_shows_all_that_was_taken_down(signed_in, officer, nominal, convict):
    convict()
    place = actions.add_stay(nominal=nominal, by=officer, on=today(), from_on=today(), address="9 Quay Lane").premises
    actions.record_notification(
        nominal=nominal, by=officer, on=today(), section="s84", matters=["other_address"], event_on=today(),
        notified_on=today(), premises=place, note="Stays with a sister",
    )  # fmt: skip
    trip = actions.record_departure(
        nominal=nominal, by=officer, on=today(), departs_on=today() + 30 * DAY, details_known_on=today() - 4 * DAY,
        return_prenotified=True,
    )  # fmt: skip
    client = signed_in(officer)
    shown = words(client)
    assert "Another address (7 days in 12 months); 9 Quay Lane; happened" in shown
    assert "Stays with a sister" in shown
    assert f"details known {plain_date(today() - 4 * DAY)}; day and point of return given beforehand" in shown
    assert plain_date(trip.departs_on) in words(client, "return", trip.pk)
    assert "Foreign travel: departure (s.86), still to be notified" in words(client, "void", "notification", trip.pk)


def test_a_journey_owed_is_recorded_with_one_tap(signed_in, officer, nominal, convict):
    convict()
    trip = actions.record_departure(nominal=nominal, by=officer, on=today(), departs_on=today() - 9 * DAY)
    actions.record_return(row=trip, by=officer, on=today(), returned_on=today() - DAY)
    back = Notification.objects.create(
        nominal=nominal, notification_ref="N-BACK", section="s86_return", returned_on=today() - 2 * DAY
    )
    owed = words(signed_in(officer)).partition('id="why"')[0]
    for route, row in (("journey", trip), ("return", trip), ("journey", back)):
        assert reverse(f"notification:{route}", args=["NS-1042", row.pk]) in owed


def test_a_possible_failure_names_its_date_and_who_did_what(signed_in, officer, supervisor, nominal, convict):
    convict()
    due = today() - 398 * DAY
    client = signed_in(officer)
    form = client.get(reverse("notification:add_failure", args=["NS-1042"])).context["form"]
    [(key, label)] = form.fields["clock"].choices[1:]
    assert label == f"Initial notification, {long_date(due)}: Convicted {plain_date(today() - 400 * DAY)}"
    sent = {"clock": key, **when("found_on", today()), "found_at": "00:00", "what": "Never came", "token": token()}
    assert post(client, "add_failure", **sent).status_code == 302
    row = Failure.objects.get()
    missed = f"Initial notification, {long_date(due)}"
    assert missed in words(client, "failure_step", row.pk)
    step = actions.add_failure_step(
        failure=row, by=supervisor, on=today(), kind="decision", happened_on=today(), outcome="excuse", note="Was ill"
    )
    shown = words(client)
    assert f"Date missed: {missed}" in shown
    assert f"Found {long_date(today())}, 00:00" in shown
    assert f"Recorded by {supervisor.full_name} on" in shown.partition('id="failures"')[2].partition("</section>")[0]
    link = reverse("notification:void", args=["NS-1042", "step", step.pk])
    assert link not in shown
    boss = signed_in(supervisor)
    assert link in words(boss)
    assert post(boss, "void", "step", step.pk, reason="Another person").status_code == 302
    assert FailureStep.objects.get().voided_at is not None
    assert "Decision owed" in words(boss)


def test_a_review_shows_who_recorded_it_each_reply_and_that_it_came_early(
    signed_in, officer, supervisor, nominal, convict
):
    released = today() - 4000 * DAY
    first = released - 365 * DAY
    convict(first, outcome="life", value=None, unit="")
    nominal.status_periods.create(status="custody", from_on=first, to_on=released, recorded_by=officer)
    actions.record_notification(nominal=nominal, by=officer, on=today(), section="s83", notified_on=released)
    review = actions.record_application(nominal=nominal, by=officer, on=today(), received_on=today() - 9 * DAY)
    asked = {"review": review, "by": officer, "on": today(), "name": "Probation"}
    body = actions.ask_body(**asked, received_on=today() - 5 * DAY)
    client = signed_in(officer)
    shown = words(client).partition('id="reviews"')[2].partition("</section>")[0]
    assert (
        f"It came before {long_date(roll(released, 180))}, the first day on which an application can be made (s.91B)"
        in shown
    )
    assert f"Recorded by {officer.full_name} on" in shown
    link = f"{reverse('notification:body', args=['NS-1042', review.pk])}?body={body.pk}"
    assert link in shown
    assert client.get(link).context["form"].initial == {"name": "Probation", "received_on": today() - 5 * DAY}
    reply = {"name": "Probation", **when("received_on", today() - 5 * DAY), "reply": "Opposes it"}
    assert post(client, "body", review.pk, **reply, **when("replied_on", today()), token=token()).status_code == 302
    assert f"replied {plain_date(today())}: Opposes it" in words(client)
    blank = post(client, "body", review.pk, **reply, token=token())
    assert list(blank.context["form"].errors) == ["replied_on"]  # an old page takes no reply back
    assert ReviewBody.objects.get().reply == "Opposes it"
    boss = signed_in(supervisor)
    assert reverse("notification:void", args=["NS-1042", "body", body.pk]) in words(boss)
    assert post(boss, "void", "body", body.pk, reason="Was not asked").status_code == 302
    assert "Was not asked" in words(client)


def test_a_change_owed_is_named_by_what_it_is_and_not_by_a_number(signed_in, officer, nominal, convict):
    convict()
    client = signed_in(officer)
    sent = {"matter": "home_address", **when("event_on", today() - DAY), "token": token()}
    saved = client.post(reverse("notification:event", args=["NS-1042"]), sent, follow=True).content.decode()
    actions.add_stay(
        nominal=nominal, by=officer, on=today(), from_on=today() - 9 * DAY, to_on=today(), address="9 Quay Lane"
    )
    assert f"Change notification: now owed by {long_date(today() + DAY)}." in saved
    record = client.get("/nominals/NS-1042/").content.decode()
    assert '<span class="app-note">Change of home address' in record  # words, and not in the letters of a reference
    for text in (record, words(client).partition('id="why"')[0]):
        assert f"Change of home address on {plain_date(today() - DAY)}" in text
        assert ">premises/" not in text
        assert ">N-" not in text


def test_premises_are_to_be_notified_only_where_a_clock_runs(signed_in, officer, nominal, convict):
    convict(today() - 100 * DAY)
    stay = {"nominal": nominal, "by": officer, "on": today(), "address": "9 Quay Lane"}
    place = actions.add_stay(**stay, from_on=today() - 300 * DAY, to_on=today() - 200 * DAY).premises
    client = signed_in(officer)
    shown = words(client)
    assert "Nothing bound the person to notify it on those days" in shown
    assert "To be notified" not in shown
    actions.add_stay(nominal=nominal, by=officer, on=today(), premises=place, from_on=today())
    shown = words(client)
    assert f"The seventh day was {long_date(today())}" in shown
    assert "To be notified" in shown


def test_what_was_notified_after_its_date_says_so_and_can_be_recorded_as_a_failure(
    signed_in, officer, nominal, convict
):
    convict(today() - 100 * DAY)
    told = {"nominal": nominal, "by": officer, "on": today(), "means": "in_person"}
    actions.record_notification(**told, section="s83", notified_on=today() - 98 * DAY)  # in time
    actions.record_notification(
        **told, section="s84", matters=["home_address", "name"], event_on=today() - 9 * DAY, notified_on=today() - DAY
    )
    trip = actions.record_departure(nominal=nominal, by=officer, on=today(), departs_on=today() - 20 * DAY)
    actions.record_return(
        row=trip, by=officer, on=today(), returned_on=today() - 15 * DAY, notified_on=today() - 10 * DAY
    )
    actions.record_application(nominal=nominal, by=officer, on=today(), received_on=today() - 90 * DAY)
    actions.record_event(nominal=nominal, by=officer, on=today(), matter="bank_or_card", event_on=today() - 9 * DAY)
    due = today() - 7 * DAY
    client = signed_in(officer)
    shown = words(client).partition('id="history"')[2]
    assert shown.count("After its date") == 3
    assert shown.count(f"Change notification: 6 days after it was due on {plain_date(due)}") == 2
    assert f"Return notification: 2 days after it was due on {plain_date(today() - 12 * DAY)}" in shown
    form = client.get(reverse("notification:add_failure", args=["NS-1042"])).context["form"]
    clocks = form.fields["clock"].choices[1:]
    assert {key.partition("|")[0] for key, _ in clocks} == {  # what the police have to do is no failure of theirs
        "travel_notification", "change_notification", "return_notification",
    }  # fmt: skip
    [key, other] = [key for key, label in clocks if label.startswith("Change notification: 6 days")]
    sent = {"clock": key, **when("found_on", today()), "what": "Told late", "token": token()}
    early = post(client, "add_failure", **sent | when("found_on", due))
    assert list(early.context["form"].errors) == ["found_on"]  # it was not missed before the end of its day
    assert post(client, "add_failure", **sent).status_code == 302
    row = Failure.objects.get()
    assert (row.kind, row.due_on) == ("change_notification", due)
    assert f"Date missed: Change notification, {long_date(due)}" in words(client)
    again = post(client, "add_failure", **sent | {"token": token()})
    assert list(again.context["form"].errors) == ["clock"]
    assert post(client, "add_failure", **sent | {"token": token(), "clock": other}).status_code == 302


def test_what_ended_with_the_requirement_was_not_notified():
    begins = [disposal(d(2020, 1, 1), "caution"), told("s83", d(2020, 1, 2))]
    name = told("s84", matter="name", event_on=d(2020, 12, 1))
    for_the_year = told("s85", d(2021, 5, 1))
    late = met_late(case(*begins, for_the_year, name), d(2021, 5, 1), BOOK)
    assert [(spec.kind, spec.due_on) for spec in late] == [("periodic_notification", d(2021, 1, 2))]
    assert notification_specs(case(*begins, name), d(2021, 12, 31), BOOK)
    after = case(*begins, name, told("s83", d(2022, 1, 1)))
    assert met_late(after, d(2022, 1, 1), BOOK) == []  # the last day subject was the day before


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"decision": "granted"}, ["not yet: the requirement goes on until it is (s.91C)"]),
        ({"decision": "granted", "notice_received_on": 3}, ["Determined", "Notice received"]),
        (
            {"decision": "refused", "bar_years": 12, "appealed_on": 3, "appeal_dismissed_on": 2},
            ["12 years after the determination", "Appealed", "Appeal dismissed"],
        ),
    ],
)
def test_a_determination_shows_what_followed_and_when(signed_in, officer, supervisor, nominal, convict, fields, shown):
    convict(today() - 6000 * DAY, outcome="life", value=None, unit="")
    review = actions.record_application(nominal=nominal, by=officer, on=today(), received_on=today() - 90 * DAY)
    days = {name: today() - value * DAY for name, value in fields.items() if name.endswith("_on")}
    actions.update_review(
        review=review, by=supervisor, on=today(), version=1, decided_on=today() - 4 * DAY, reasons="x", **fields | days
    )
    text = words(signed_in(officer)).partition('id="reviews"')[2].partition("</section>")[0]
    for part in (*shown, *(plain_date(day) for day in days.values())):
        assert part in text


def test_why_a_second_conviction_calls_for_no_first_notification_is_said(signed_in, officer, nominal, convict):
    convict(today() - 400 * DAY)
    client = signed_in(officer)
    words_of_it = "D-2: no first notification is owed for it: already subject and notified for that"
    convict(today() - 20 * DAY, ref="D-2")
    assert words_of_it not in words(client)  # it is owed
    actions.record_notification(
        nominal=nominal, by=officer, on=today(), section="s83", notified_on=today() - 390 * DAY, means="in_person"
    )
    shown = words(client)
    assert words_of_it in shown
    assert "Initial notification" not in shown.partition('id="why"')[0]


def test_what_nobody_has_to_notify_is_not_shown_as_still_to_be_notified(signed_in, officer, nominal, convict):
    convict(today() - 100 * DAY)
    client = signed_in(officer)
    for days, text in ((200, "not notified, and not owed today"), (9, "still to be notified")):
        actions.record_event(nominal=nominal, by=officer, on=today(), matter="name", event_on=today() - days * DAY)
        assert text in words(client)
