"""Other premises, parental directions, journeys owed, switches, numbers never kept, the calculator for several."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from audit.models import Event
from common.clock import today
from deadlines.models import Deadline, PolicyValue
from notification import actions
from notification.models import Notification, OtherPremises, ParentalDirection, Review, Stay
from notification.numbers import NEVER_KEPT, holds_number
from offenders.actions.errors import NotAllowed, Refused
from tests.notification.test_pages import owed, page, post, when

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def token():
    return str(uuid.uuid4())


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("NS-1042", on=today())


@pytest.fixture
def subject(nominal, officer):
    on = today() - 400 * DAY
    actions.add_disposal(
        nominal=nominal, by=officer, on=today(), disposal_ref="D-1", event="conviction", event_on=on,
        outcome="life", sentenced_on=on,
    )  # fmt: skip
    actions.record_notification(
        nominal=nominal, by=officer, on=today(), section="s83", notified_on=on + DAY, means="in_person"
    )
    return nominal


def switch_on(nominal, *keys, since=None):
    for key in keys:
        PolicyValue.objects.create(
            force=nominal.force, effective_from=since or today() - 30 * DAY, key=key, value="yes", unit="yes_no"
        )


def test_seven_days_at_other_premises_from_the_stay_to_the_notification(signed_in, officer, subject):
    client = signed_in(officer)
    stay = {"address": " 9  Quay  Lane ", **when("from_on", today() - 2 * DAY), "token": token()}
    for _ in range(2):
        assert post(client, "add_stay", **stay).status_code == 302
    [place] = OtherPremises.objects.all()
    assert place.address == "9 Quay Lane"
    shown = page(client, "tab")
    assert "3 days in the 12 months" in shown
    assert f"the seventh day is {today() + 4 * DAY:%A %-d %B %Y}" in shown
    again = {"premises": place.pk, "token": token(), **when("from_on", today() - 30 * DAY)}
    assert post(client, "add_stay", **again, **when("to_on", today() - 27 * DAY)).status_code == 302
    assert owed(subject)["change_notification", f"premises/{place.pk}"] == today() + 2 * DAY
    shown = page(client, "tab")
    assert "the three days begin with it" in shown
    assert f"premises={place.pk}" in shown
    told = {
        "section": "s84", "matters": ["other_address"], **when("event_on", today()), **when("notified_on", today()),
        "means": "in_person", "premises": place.pk, "token": token(),
    }  # fmt: skip
    assert post(client, "notify", **told).status_code == 302
    assert Notification.objects.get(section="s84").premises == place
    assert not [key for key in owed(subject) if key[0] == "change_notification"]
    assert Deadline.objects.get(subject=f"premises/{place.pk}").outcome == "done"
    assert "these premises are counted no longer" in page(client, "tab")


def test_what_is_wrong_with_a_stay_is_said_and_nothing_is_kept(signed_in, officer, subject, make_nominal):
    client = signed_in(officer)
    other = make_nominal("NS-2")
    theirs = actions.add_stay(nominal=other, by=officer, on=today(), from_on=today(), address="1 Elsewhere").premises
    for data in (
        {"address": "9 Quay Lane"},
        {**when("from_on", today())},
        {"address": "9 Quay Lane", **when("from_on", today() + DAY)},
        {"address": "9 Quay Lane", **when("from_on", today()), **when("to_on", today() - DAY)},
        {"address": "9 Quay Lane", "from_on_0": "31", "from_on_1": "2", "from_on_2": "2026"},
        {"premises": theirs.pk, **when("from_on", today())},
    ):
        response = post(client, "add_stay", token=token(), **data)
        assert response.status_code == 200
        assert "There is a problem" in response.content.decode()
    assert Stay.objects.count() == 1
    actions.add_stay(nominal=subject, by=officer, on=today(), from_on=today(), address="9 Quay Lane")
    with pytest.raises(Refused):
        actions.add_stay(nominal=subject, by=officer, on=today(), from_on=today(), address="9 QUAY lane")
    with pytest.raises(Refused):
        actions.add_stay(nominal=subject, by=officer, on=today(), from_on=today(), premises=theirs)


def test_a_stay_that_went_on_ends_once(signed_in, officer, subject):
    row = actions.add_stay(nominal=subject, by=officer, on=today(), from_on=today() - 9 * DAY, address="9 Quay Lane")
    client = signed_in(officer)
    for _ in range(2):
        assert post(client, "end_stay", row.pk, **when("to_on", today() - 4 * DAY)).status_code == 302
    assert Event.objects.filter(action="premises.stay_ended").count() == 1
    assert not [key for key in owed(subject) if key[1].startswith("premises/")]
    assert post(client, "end_stay", row.pk, **when("to_on", today())).status_code == 200
    assert post(client, "void", "stay", row.pk, reason="Another address").status_code == 302
    assert "0 days in the 12 months" in page(client, "tab")


def test_a_parental_direction_varied_discharged_and_explained(signed_in, officer, make_nominal, coordinator):
    nominal = make_nominal("NS-1042", date_of_birth=today() - 15 * 365 * DAY, on=today())
    actions.add_disposal(
        nominal=nominal, by=officer, on=today(), disposal_ref="D-1", event="conviction", event_on=today(),
        outcome="community", sentenced_on=today(),
    )  # fmt: skip
    client = signed_in(officer)
    data = {"kind": "direction", "parent": "Rowan Larkmoor", "court": "Youth court", **when("made_on", today())}
    once = token()
    for _ in range(2):
        assert post(client, "add_parental", token=once, **data).status_code == 302
    [row] = ParentalDirection.objects.all()
    shown = page(client, "tab")
    assert "The parent notifies" in shown
    assert f"Recorded by {officer.full_name}" in shown.partition('id="parental"')[2].partition("</section>")[0]
    assert "the duty is the parent’s until" in shown
    assert "Rowan" not in Deadline.objects.get(kind="initial_notification").reason
    ended = {**data, **when("discharged_on", today()), "changes": "Discharged on application", "version": 1}
    assert post(client, "edit_parental", row.pk, **ended).status_code == 302
    assert "the duty is the parent’s" not in page(client, "tab")
    assert post(client, "edit_parental", row.pk, **{**data, "parent": "Else", "version": 1}).status_code == 409
    assert post(client, "add_parental", token=token(), kind="direction").status_code == 200
    with pytest.raises(Refused):
        actions.add_parental(
            nominal=nominal, by=officer, on=today(), kind="direction", parent="P", made_on=today(),
            ends_on=today() - DAY,
        )  # fmt: skip
    grown_up = {**data, **when("made_on", today() - 1 * DAY), "token": token()}
    type(nominal).objects.filter(pk=nominal.pk).update(date_of_birth=today() - 20 * 366 * DAY)
    assert list(post(client, "add_parental", **grown_up).context["form"].errors) == ["made_on"]
    with pytest.raises(NotAllowed):
        actions.add_parental(nominal=nominal, by=coordinator, on=today(), kind="direction", parent="P", made_on=today())


def test_a_journey_that_was_owed_and_its_details_change(signed_in, officer, subject):
    client = signed_in(officer)
    leaves = today() + 20 * DAY
    data = {**when("departs_on", leaves), **when("details_known_on", today()), "means": "in_person"}
    assert post(client, "departure", token=token(), **data).status_code == 302
    trip = Notification.objects.get(section="s86_departure")
    assert owed(subject)["travel_notification", trip.notification_ref] == leaves - 7 * DAY
    shown = page(client, "tab")
    assert "It has been notified" in shown
    assert "Details changed" not in shown  # none were notified
    early = post(client, "journey_change", trip.pk, **when("event_on", today()), means="in_person", token=token())
    assert "Nothing of this journey was notified yet" in early.content.decode()
    for _ in range(2):
        told = {**when("notified_on", today()), "means": "in_person", "token": token()}
        assert post(client, "journey", trip.pk, **told).status_code == 302
    assert Event.objects.filter(action="notification.travel").count() == 2  # the journey, then its notification
    assert not [key for key in owed(subject) if key[0] == "travel_notification"]
    change = {**when("event_on", today()), **when("departs_on", leaves + DAY), "means": "in_person", "token": token()}
    for _ in range(2):
        assert post(client, "journey_change", trip.pk, **change).status_code == 302
    [row] = Notification.objects.filter(section="s86_change")
    assert owed(subject)["travel_notification", row.notification_ref] == leaves  # the day before: 12 hours
    assert post(client, "journey", row.pk, **told).status_code == 302
    assert not [key for key in owed(subject) if key[0] == "travel_notification"]
    yearly = Notification.objects.get(section="s83")
    assert post(client, "journey", yearly.pk, **told).status_code == 200
    assert "That is not a journey" in post(client, "journey", yearly.pk, **told).content.decode()


@pytest.fixture
def trip(subject, officer):
    return actions.record_departure(
        nominal=subject, by=officer, on=today(), departs_on=today() - 30 * DAY, notified_on=today() - 40 * DAY
    )


def returns(nominal):
    return [key for key in owed(nominal) if key[0] == "return_notification"]


def test_a_return_and_its_notification_each_sent_twice_are_one(signed_in, officer, subject, trip):
    client = signed_in(officer)
    back = {**when("returned_on", today() - 5 * DAY), "prenotified": "no"}
    for _ in range(2):
        assert post(client, "return", trip.pk, **back).status_code == 302
    assert Event.objects.filter(action="notification.return").count() == 1
    assert owed(subject)["return_notification", trip.notification_ref] == today() - 2 * DAY
    shown = page(client, "tab")
    assert "The return has been notified" in shown  # or nothing would lead to it once the return is known
    form = page(client, "return", trip.pk)
    assert f'value="{(today() - 5 * DAY).year}"' in form
    for _ in range(2):
        assert post(client, "return", trip.pk, **back, **when("notified_on", today())).status_code == 302
    assert Notification.objects.filter(section="s86_return").count() == 1
    assert Event.objects.filter(action__in=("notification.return", "notification.recorded")).count() == 3
    assert not returns(subject)
    assert Deadline.objects.get(kind="return_notification").outcome == "done"
    assert "The return has been notified" not in page(client, "tab")
    trip.refresh_from_db()
    assert trip.version == 2


def test_a_return_that_was_notified_stands_until_its_entry_is_marked(signed_in, officer, subject, trip):
    client = signed_in(officer)
    right, wrong = ({**when("returned_on", today() - days * DAY), "prenotified": "no"} for days in (4, 5))
    assert post(client, "return", trip.pk, **wrong, **when("notified_on", today() - DAY)).status_code == 302
    refused = post(client, "return", trip.pk, **right, **when("notified_on", today()))
    assert "was notified. If that is wrong" in refused.content.decode()
    early = post(client, "return", trip.pk, **right, **when("notified_on", today() - 6 * DAY))
    assert "There is a problem" in early.content.decode()
    entry = Notification.objects.get(section="s86_return")
    assert post(client, "void", "notification", entry.pk, reason="Another day").status_code == 302
    assert returns(subject)
    assert post(client, "return", trip.pk, **right, **when("notified_on", today())).status_code == 302
    assert not returns(subject)


def test_a_return_that_stands_on_a_row_of_its_own_is_notified(signed_in, officer, subject):
    row = Notification.objects.create(
        nominal=subject, notification_ref="N-BACK", section="s86_return", returned_on=today() - DAY
    )
    client = signed_in(officer)
    assert "It has been notified" in page(client, "tab")
    told = {**when("notified_on", today()), "means": "in_person", "token": token()}
    assert post(client, "journey", row.pk, **told).status_code == 302
    assert not returns(subject)


NUMBERS = [
    "12345678", "sort 12-34-56 account 12345678", "4929 1234 5678 9012", "4929-1234-5678-9012", "passport 925665416",
    "QQ123456C", "QQ 12 34 56 C", "iban GB29NWBK60161331926819",
]  # fmt: skip
WORDS = [
    "", "Came with his sister on 20 11 2026", "rang from 07700 900123", "+44 7700 900123", "on 2026-11-20 at 14:10",
    "20/11/2026", "collar 4471", "Reference 1234567",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_of_accounts_cards_and_documents_are_refused_wherever_they_are_typed(signed_in, officer, subject, text):
    assert holds_number(text)
    client = signed_in(officer)
    told = {
        "section": "s84", "matters": ["bank_or_card"], **when("event_on", today()), **when("notified_on", today()),
        "means": "in_person", "token": token(),
    }  # fmt: skip
    before = Notification.objects.count()
    response = post(client, "notify", **told, note=text)
    assert response.status_code == 200
    assert NEVER_KEPT in response.content.decode().replace("&#x27;", "'")
    assert Notification.objects.count() == before
    with pytest.raises(Refused):
        actions.record_event(
            nominal=subject, by=officer, on=today(), matter="bank_or_card", event_on=today(), note=text
        )
    with pytest.raises(Refused):
        actions.record_notification(
            nominal=subject, by=officer, on=today(), section="s85", notified_on=today(), means="in_person",
            station=text,
        )  # fmt: skip
    found = {**when("found_on", today()), "token": token()}
    for words in ({"what": text}, {"what": "A card of his was found", "explanation": text}):
        response = post(client, "add_failure", **found, **words)
        assert list(response.context["form"].errors) == [list(words)[-1]]
    assert not Event.objects.filter(details__icontains=text.replace("sort ", "")).exists()


@pytest.mark.parametrize("text", WORDS)
def test_dates_telephones_and_short_numbers_are_words(text):
    assert not holds_number(text)


def test_nothing_in_the_table_could_hold_the_details():
    names = {field.name for field in Notification._meta.get_fields()}
    assert not {name for name in names if any(part in name for part in ("account", "card_", "passport", "number"))}


def test_the_pages_offer_what_the_switches_allow(signed_in, officer, supervisor, subject):
    client = signed_in(officer)
    for name, words in (("notify", "Remotely, with approval"), ("notify", "Absence from home"),
                        ("event", "Or: when is it expected?"), ("add_review", "takes it up unasked")):  # fmt: skip
        assert words not in page(client, name)
    told = {"section": "s85", **when("notified_on", today()), "means": "remote", "remote_approved_by": "Insp. Stone"}
    assert post(client, "notify", token=token(), **told).status_code == 200
    for refused in (
        lambda: actions.record_notification(
            nominal=subject, by=officer, on=today(), section="s85", notified_on=today(), means="remote",
            remote_approved_by="Insp. Stone",
        ),
        lambda: actions.record_event(
            nominal=subject, by=officer, on=today(), matter="name", expected_on=today() + 9 * DAY
        ),
        lambda: actions.record_event(nominal=subject, by=officer, on=today(), matter="absence", event_on=today()),
        lambda: actions.record_application(
            nominal=subject, by=officer, on=today(), received_on=today(), own_motion=True
        ),
    ):  # fmt: skip
        with pytest.raises(Refused):
            refused()
    switch_on(
        subject, "cpa2026_remote_notification", "cpa2026_new_name_notice", "cpa2026_absence_notice",
        "cpa2026_indefinite_ended_by_chief_officer",
    )  # fmt: skip
    assert post(client, "notify", token=token(), **{**told, "remote_approved_by": ""}).status_code == 200
    assert post(client, "notify", token=token(), **told).status_code == 302
    shown = page(client, "tab")
    assert "approved by Insp. Stone" in shown
    assert "not at a listed station in person" not in shown
    plan = {"matter": "name", **when("expected_on", today() + 20 * DAY), "token": token()}
    assert post(client, "event", **plan).status_code == 302
    row = Notification.objects.get(matter="name")
    assert owed(subject)["change_notification", row.notification_ref] == today() + 13 * DAY
    assert "Absence from home" in page(client, "notify")
    actions.record_notification(
        nominal=subject, by=officer, on=today(), section="s84", matters=["name"], notified_on=today(),
        expected_on=today() + 20 * DAY, means="in_person",
    )  # fmt: skip
    assert Notification.objects.filter(matter="name").count() == 1
    assert not [key for key in owed(subject) if key[0] == "change_notification"]
    data = {**when("received_on", today()), "own_motion": "on", "token": token()}
    assert post(client, "add_review", **data).status_code == 302
    review = Review.objects.get()
    assert not [key for key in owed(subject) if key[0] == "indefinite_review_step"]
    done = {
        "decision": "granted", **when("decided_on", today()), "bar_years": "8", "reasons": "No longer necessary",
        **when("notice_received_on", today()), "version": 1,
    }  # fmt: skip
    assert post(signed_in(supervisor), "review", review.pk, **done).status_code == 302
    assert f"the last day was {today() - DAY:%-d %B %Y}" in page(client, "tab")


def test_the_record_on_the_systems_needs_its_hour(signed_in, officer, subject):
    client = signed_in(officer)
    row = actions.suspect_failure(nominal=subject, by=officer, on=today(), found_on=today(), what="x")
    key = ("failure_record", f"failure-{row.pk}")
    assert owed(subject)[key] == today() + DAY
    step = {"kind": "national", **when("on", today()), "token": token()}
    assert post(client, "failure_step", row.pk, **step).status_code == 200
    assert post(client, "failure_step", row.pk, **step, at_0="25", at_1="99").status_code == 200
    assert post(client, "failure_step", row.pk, **step, at="00:00").status_code == 302
    assert key not in owed(subject)


def test_a_failure_that_was_none_needs_no_record(officer, subject):
    row = actions.suspect_failure(nominal=subject, by=officer, on=today(), found_on=today(), what="x")
    actions.add_failure_step(
        failure=row, by=officer, on=today(), kind="decision", happened_on=today(), outcome="not_a_failure", note="y"
    )
    assert not [key for key in owed(subject) if key[0].startswith("failure")]


def test_several_disposals_and_an_order_without_saving(signed_in, officer, nominal):
    client = signed_in(officer)
    one = {
        "disposals": "2", "orders": "1", "event": "conviction", **when("event_on", dt.date(2024, 3, 10)),
        "outcome": "imprisonment", "term_value": "3", "term_unit": "months", "d2-event": "conviction",
        **{f"d2-{key}": value for key, value in when("event_on", dt.date(2024, 3, 10)).items()},
        "d2-outcome": "imprisonment", "d2-term_value": "10", "d2-term_unit": "months",
        **when("born", dt.date(1979, 6, 11)),
    }  # fmt: skip
    order = {
        "o1-kind": "shpo", **{f"o1-{key}": value for key, value in when("made_on", dt.date(2024, 4, 1)).items()},
        **{f"o1-{key}": value for key, value in when("served_on", dt.date(2024, 4, 1)).items()},
    }  # fmt: skip
    apart = post(client, "calculate", **one, **order).content.decode()
    assert "Monday 10 March 2031" not in apart
    assert "Sunday 9 March 2031" in apart  # 3 months alone: 7 years
    assert "Thursday 9 March 2034" in apart  # 10 months alone: 10 years
    assert "until further order" in apart
    together = post(client, "calculate", **one, **order, **{"d2-consecutive_to": "Disposal 1"}).content.decode()
    assert together.count("Thursday 9 March 2034") >= 2
    assert "Together 13 months" in together
    partly = {"d2-overlaps": "Disposal 1", "d2-overlap_value": "1", "d2-overlap_unit": "months"}
    assert "Together 12 months" in post(client, "calculate", **one, **order, **partly).content.decode()
    wrong = post(client, "calculate", **one, **order, **{"d2-overlaps": "Disposal 1"}).content.decode()
    assert "Enter by how much it overlaps" in wrong
    assert post(client, "calculate", **one).content.decode().count("Select the order") >= 1
    theft = post(client, "calculate", **one, **order, **{"d2-other_offence": "on"}).content.decode()
    assert "This makes no requirement by itself" in theft


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("26", "weeks", True),
        ("130", "weeks", True),
        ("183", "days", True),
        ("20", "weeks", False),
        ("6", "months", False),
    ],
)
def test_both_readings_near_6_and_30_months_in_the_calculator(signed_in, officer, nominal, value, unit, shown):
    data = {
        "event": "conviction", **when("event_on", dt.date(2024, 3, 10)), "outcome": "imprisonment",
        "term_value": value, "term_unit": unit,
    }  # fmt: skip
    text = post(signed_in(officer), "calculate", **data).content.decode()
    assert ("On the calendar:" in text) is shown
    assert ("At 52 weeks to 12 months:" in text) is shown


def test_room_for_more_keeps_what_was_typed_and_judges_nothing(signed_in, officer, nominal):
    client = signed_in(officer)
    text = post(client, "calculate", disposals="1", orders="0", term_value="17", more="disposal").content.decode()
    assert 'name="d2-event"' in text
    assert 'value="17"' in text
    assert "There is a problem" not in text
    full = post(client, "calculate", disposals="99", orders="x", more="order").content.decode()
    assert 'name="d6-event"' in full
    assert 'name="d7-event"' not in full


def test_scotland_and_northern_ireland_are_said_and_nothing_is_worked_out(signed_in, officer, nominal):
    for number, where in enumerate(("scotland", "northern_ireland")):
        actions.add_disposal(
            nominal=nominal, by=officer, on=today(), disposal_ref=f"D-{number}", event="conviction", event_on=today(),
            outcome="life", jurisdiction=where,
        )  # fmt: skip
    text = page(signed_in(officer), "tab")
    assert "Dealt with in Scotland, whose law has periods and clocks of its own" in text
    assert "Dealt with in Northern Ireland, whose law has periods and clocks of its own" in text
    assert not [key for key in owed(nominal) if "notification" in key[0]]


def test_the_other_force_sees_none_of_it(signed_in, foreigner, subject, officer):
    row = actions.add_stay(nominal=subject, by=officer, on=today(), from_on=today(), address="9 Quay Lane")
    client = signed_in(foreigner)
    for name, *args in (("tab",), ("calculate",), ("add_stay",), ("end_stay", row.pk), ("add_parental",)):
        assert client.get(reverse(f"notification:{name}", args=["NS-1042", *args])).status_code == 404
        assert post(client, name, *args).status_code in (404, 405)


def test_an_address_that_was_made_up_fills_nothing_in(signed_in, officer, subject):
    client = signed_in(officer)
    for query in ("?owed=N-NONE&matter=zzz&day=2026-02-31", "?matter=release&day=x", "?premises=abc&section=s99"):
        response = client.get(reverse("notification:notify", args=["NS-1042"]) + query)
        assert response.status_code == 200


def test_what_is_owed_is_recorded_with_one_tap(signed_in, officer, subject):
    row = actions.record_event(nominal=subject, by=officer, on=today(), matter="home_address", event_on=today() - DAY)
    client = signed_in(officer)
    shown = page(client, "tab")
    assert f"record/?section=s84&amp;owed={row.notification_ref}" in shown
    assert "record/?section=s85" in shown


def test_a_change_outside_the_days_of_its_notice_is_notified_as_what_happened(signed_in, officer, subject):
    """The form comes without the day that was announced, which lies in the past and would be refused."""
    notice = Notification.objects.create(
        nominal=subject, notification_ref="N-EARLY", section="s84", matter="home_address",
        notified_on=today() - 30 * DAY, expected_on=today() - 10 * DAY,
    )  # fmt: skip
    client = signed_in(officer)
    post(client, "cancel", notice.pk, **when("happened_on", today() - 4 * DAY))
    assert notice.notification_ref in {subject_ for kind, subject_ in owed(subject) if kind == "change_notification"}
    link = reverse("notification:notify", args=["NS-1042"]) + "?section=s84&owed=N-EARLY"
    initial = client.get(link).context["form"].initial
    assert initial["event_on"] == today() - 4 * DAY
    assert "expected_on" not in initial
    told = {"section": "s84", "matters": ["home_address"], **when("event_on", today() - 4 * DAY), "means": "in_person"}
    assert post(client, "notify", token=token(), **told, **when("notified_on", today())).status_code == 302
    assert ("change_notification", "N-EARLY") in owed(subject)  # that it had not come by then is to be said
    shown, link = page(client, "tab"), reverse("notification:cancel", args=["NS-1042", notice.pk])
    assert shown.count(f'href="{link}">It did not happen on that day') == 2
    assert client.get(link).context["form"].initial == {"cancelled_on": today()}
    assert post(client, "cancel", notice.pk, **when("cancelled_on", today())).status_code == 302
    assert ("change_notification", "N-EARLY") not in owed(subject)


def test_a_late_change_is_notified_before_its_notice_is_closed(officer, subject):
    notice = Notification.objects.create(
        nominal=subject, notification_ref="N-LATE", section="s84", matter="home_address", event_on=today() - 4 * DAY,
        notified_on=today() - 30 * DAY, expected_on=today() - 10 * DAY,
    )  # fmt: skip
    with pytest.raises(Refused, match="still to be notified"):
        actions.cancel_notice(row=notice, by=officer, on=today(), cancelled_on=today())


@pytest.mark.parametrize("others", [(), ("name",)])
def test_a_change_that_came_without_its_matter_is_recorded_with_the_one_told(signed_in, officer, subject, others):
    day = today() - 4 * DAY
    for matter in ("", *others):
        Notification.objects.create(
            nominal=subject, notification_ref=f"N-{matter or 'BLANK'}", section="s84", matter=matter, event_on=day
        )
    client = signed_in(officer)
    link = reverse("notification:notify", args=["NS-1042"]) + "?section=s84&owed=N-BLANK"
    assert client.get(link).context["form"].initial["matters"] == []
    sent = {"section": "s84", **when("event_on", day), "means": "in_person", **when("notified_on", today())}
    assert post(client, "notify", token=token(), matters=["name"], **sent).status_code == 302
    assert ("change_notification", "N-name" if others else "N-BLANK") not in owed(subject)
    assert (("change_notification", "N-BLANK") in owed(subject)) == bool(others)  # the exact one first
    assert post(client, "notify", token=token(), matters=["home_address"], **sent).status_code == 302
    assert not [key for key in owed(subject) if key[0] == "change_notification"]
    assert set(Notification.objects.filter(section="s84").values_list("matter", flat=True)) == {"name", "home_address"}


def test_a_notice_of_what_did_not_happen_opens_at_its_entry(signed_in, officer, subject):
    Notification.objects.create(
        nominal=subject, notification_ref="N-NEVER", section="s84", matter="home_address",
        notified_on=today() - 30 * DAY, expected_on=today() - 10 * DAY,
    )  # fmt: skip
    actions.cancel_notice(
        row=Notification.objects.create(nominal=subject, notification_ref="N-OTHER", section="s84", matter="name",
                                        notified_on=today() - DAY, expected_on=today() + DAY),
        by=officer, on=today(), cancelled_on=today(),
    )  # fmt: skip
    assert ("change_notification", "N-NEVER") in owed(subject)
    client = signed_in(officer)
    assert "owed=N-NEVER" not in page(client, "tab")
    listed = client.get(reverse("counter:expected")).content.decode()
    assert "owed=N-NEVER" not in listed
    assert "/nominals/NS-1042/notification/#history" in listed
