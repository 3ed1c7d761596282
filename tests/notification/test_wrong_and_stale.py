"""Old pages sent again, links that would be lost, lengths no calendar holds, what is not worked out here."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import Event
from common.clock import LONDON, now, today
from deadlines.book import load_book
from deadlines.models import Deadline
from notification import actions
from notification.models import Disposal, Failure, FailureStep, Notification, Review
from notification.policy import notification_specs, requirement
from notification.recording import recording
from offenders.actions.errors import Refused
from tests.notification.facts import BOOK, case, disposal, span, told
from tests.notification.test_pages import owed, page, post, token, when

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY, TOMORROW = dt.date(2026, 11, 20), dt.date(2026, 11, 21)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("NS-1042", on=today(), seen=today() - 20 * DAY)


@pytest.fixture
def convict(nominal, officer):
    def make(ref="D-1", days_ago=400, outcome="imprisonment", value=12, unit="months", event="conviction", **more):
        on = today() - days_ago * DAY
        return actions.add_disposal(
            nominal=nominal, by=officer, on=today(), disposal_ref=ref, event=event, event_on=on, outcome=outcome,
            sentenced_on=on, term_value=value, term_unit=unit, **more,
        )  # fmt: skip

    return make


def visits(nominal):
    return Deadline.objects.open().filter(nominal=nominal, kind="home_visit").exists()


@pytest.mark.parametrize(
    ("value", "unit"), [(101, "years"), (36_600, "years"), (1_201, "months"), (5_201, "weeks"), (36_601, "days")]
)
def test_a_length_that_no_calendar_holds_is_refused_everywhere(signed_in, officer, nominal, convict, value, unit):
    client = signed_in(officer)
    data = {
        "event": "conviction", **when("event_on", today()), "outcome": "conditional_discharge", "term_value": value,
        "term_unit": unit, "jurisdiction": "england_wales", "disposal_ref": "D-1", "token": token(),
    }  # fmt: skip
    for name in ("calculate", "add_disposal"):
        response = post(client, name, **data)
        assert response.status_code == 200
        assert "There is a problem" in response.content.decode()
    with pytest.raises(Refused):
        convict(outcome="conditional_discharge", value=value, unit=unit)
    assert not Disposal.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"event": "caution", "outcome": "life"}, "outcome"),
        ({"event": "conviction", "outcome": "caution"}, "outcome"),
        ({"event": "conviction", **when("event_on", dt.date(1979, 6, 10))}, "event_on"),  # the day before the birth
    ],
)
def test_what_cannot_have_happened_is_refused_in_the_entry_and_the_calculator(
    signed_in, officer, nominal, convict, more, field
):
    data = {
        **when("event_on", today()), "outcome": "fine", "jurisdiction": "england_wales", "disposal_ref": "D-1", **more,
    }  # fmt: skip
    client = signed_in(officer)
    tried = post(client, "calculate", **data, **when("born", nominal.date_of_birth)).context
    assert (tried["answer"], list(tried["forms"].disposals[0].errors)) == (None, [field])
    assert list(post(client, "add_disposal", token=token(), **data).context["form"].errors) == [field]
    assert not Disposal.objects.exists()
    row = convict(ref="D-2")
    edited = data | {"version": row.version, "disposal_ref": "D-2"}
    assert list(post(client, "edit_disposal", row.pk, **edited).context["form"].errors) == [field]


def test_a_sentence_follows_another_or_overlaps_one(signed_in, officer, nominal, convict):
    convict(ref="D-2")
    both = {"consecutive_to": "D-2", "overlaps": "D-2", "overlap_value": "2", "overlap_unit": "months"}
    data = {"event": "conviction", **when("event_on", today()), "disposal_ref": "D-3", "token": token(), **both}
    response = post(signed_in(officer), "add_disposal", jurisdiction="england_wales", **data)
    assert list(response.context["form"].errors) == ["overlaps"]
    assert Disposal.objects.count() == 1


def test_a_length_kept_from_before_stops_no_night():
    on = dt.date(2026, 11, 20)
    found = requirement(case(disposal(dt.date(2020, 1, 1), "conditional_discharge", "36600 years")), on, BOOK)
    assert found.last_day == dt.date(2119, 12, 31)


def test_a_requirement_that_has_ended_still_says_by_what_it_was_and_when():
    on = dt.date(2026, 11, 20)
    found = requirement(case(disposal(dt.date(2020, 1, 1), "caution", ref="D-1")), on, BOOK)
    assert [(step.text, step.section) for step in found.steps] == [
        ("D-1: Caution on 1 January 2020", "s.82(6)(d)"),
        ("D-1: Caution: 2 years", "s.82(1)"),
        ("D-1: 2 years beginning with 1 January 2020: last day 31 December 2021", "s.82(1)"),
        ("Not subject any more: the last day was 31 December 2021", "s.80(1), s.82"),
    ]


@pytest.mark.parametrize(
    ("facts", "section"),
    [
        ([disposal(dt.date(2020, 1, 1), "imprisonment", "12 months")], "s.82"),
        (
            [disposal(dt.date(2020, 1, 1), "imprisonment", "12 months", override_ends_on=dt.date(2028, 5, 4),
                      override_reason="Advice")],
            "Override",
        ),
        (
            [disposal(dt.date(2020, 1, 1), "imprisonment", "12 months"),
             span("shpo", dt.date(2021, 1, 1), dt.date(2031, 1, 1))],
            "SC s.352, s.103G",
        ),
        (
            [disposal(dt.date(2025, 1, 1), breach_of="O-1", schedule_3=False),
             span("sro", dt.date(2024, 1, 1), dt.date(2031, 1, 1), ref="O-1")],
            "s.122I",
        ),
    ],
)  # fmt: skip
def test_the_last_day_names_what_it_rests_on(facts, section):
    assert requirement(case(*facts), dt.date(2026, 11, 20), BOOK).steps[-1].section == section


def test_an_order_that_prolongs_is_named_with_the_day_it_was_made():
    facts = [disposal(dt.date(2020, 1, 1), ref="D-1"), span("shpo", dt.date(2021, 1, 1), ref="O-1")]
    words = "Already subject when SHPO O-1 (1 January 2021) was made: stays so while it lasts: until further order"
    assert words in [step.text for step in requirement(case(*facts), TODAY, BOOK).steps]


@pytest.mark.parametrize(("more", "words"), [({}, "The term is not"), ({"sentenced_on": TOMORROW}, "Not sentenced")])
def test_a_step_names_its_disposal_once(more, words):
    found = requirement(case(disposal(dt.date(2026, 1, 1), "imprisonment", ref="D-1", **more)), TODAY, BOOK)
    assert any(step.text.startswith(f"D-1: {words}") for step in found.steps)


def test_visits_go_on_while_something_that_is_not_worked_out_may_bind(nominal, officer, supervisor, convict):
    convict(event="caution", outcome="caution", days_ago=1200, value=None, unit="")
    assert not visits(nominal)  # two years that are over: nothing is owed
    scots = convict(ref="D-2", jurisdiction="scotland")
    assert visits(nominal)
    actions.set_override(
        disposal=scots, by=supervisor, on=today(), version=1, ends_on=today() - DAY, reason="Letter from Edinburgh"
    )
    assert not visits(nominal)
    Disposal.objects.filter(pk=scots.pk).update(
        jurisdiction="england_wales", event_on=None, override_ends_on=None, override_reason=""
    )
    actions.record_event(nominal=nominal, by=officer, on=today(), matter="name", event_on=today())
    assert visits(nominal)


def test_not_worked_out_is_not_the_same_as_not_subject(signed_in, officer, nominal, convict):
    client = signed_in(officer)
    convict(jurisdiction="northern_ireland")
    for text in (page(client, "tab"), client.get("/nominals/NS-1042/").content.decode()):
        assert "Not subject to notification" not in text
        assert "whose period is not worked out" in text


def test_an_old_page_of_a_review_takes_no_determination_back(signed_in, nominal, officer, supervisor, convict):
    convict(outcome="life", value=None, unit="", days_ago=6000)
    review = actions.record_application(nominal=nominal, by=officer, on=today(), received_on=today() - 90 * DAY)
    client = signed_in(supervisor)
    decided = {
        "version": 1, "decision": "granted", **when("decided_on", today()), "bar_years": "8", "reasons": "No need",
        "factor_time": "Sixteen years",
    }  # fmt: skip
    for _ in range(2):  # the same form twice is one change
        assert post(client, "review", review.pk, **decided).status_code == 302
    stale = post(client, "review", review.pk, version=1, bar_years="8", factor_age="Now 71")
    assert stale.status_code == 409
    shown = stale.content.decode()
    assert "Sixteen years" in shown
    assert "Now 71" in shown
    review.refresh_from_db()
    assert (review.decision, review.version, review.factors) == ("granted", 2, {"time": "Sixteen years"})


@pytest.mark.parametrize(
    "more",
    [
        {"notice_received_on": 5},
        {"decision": "granted", "decided_on": 5, "reasons": "x", "notice_received_on": 6},
        {"decision": "refused", "decided_on": 5, "reasons": "x", "appealed_on": 6},
        {"decision": "refused", "decided_on": 5, "reasons": "x", "appeal_allowed_on": 4},
        {"decision": "granted", "decided_on": 5, "reasons": "x", "appealed_on": 4},
        {"decision": "granted", "decided_on": 5, "reasons": "x", "appeal_allowed_on": 4},
        {"decision": "refused", "decided_on": 5, "reasons": "x", "appealed_on": 3, "appeal_allowed_on": 4},
        {
            "decision": "refused",
            "decided_on": 5,
            "reasons": "x",
            "appealed_on": 4,
            "appeal_allowed_on": 3,
            "appeal_dismissed_on": 3,
        },
    ],
)
def test_a_notice_follows_the_determination_and_an_appeal_a_refusal(nominal, officer, supervisor, convict, more):
    convict(outcome="life", value=None, unit="", days_ago=6000)
    review = actions.record_application(nominal=nominal, by=officer, on=today(), received_on=today() - 90 * DAY)
    fields = {name: today() - value * DAY if isinstance(value, int) else value for name, value in more.items()}
    with pytest.raises(Refused):
        actions.update_review(review=review, by=supervisor, on=today(), version=1, **fields)
    assert Review.objects.get().version == 1


def test_an_appeal_that_is_allowed_ends_the_requirement(nominal, officer, supervisor, convict):
    convict(outcome="life", value=None, unit="", days_ago=6000)
    review = actions.record_application(nominal=nominal, by=officer, on=today(), received_on=today() - 90 * DAY)
    actions.update_review(
        review=review, by=supervisor, on=today(), version=1, decision="refused", decided_on=today() - 9 * DAY,
        reasons="x", appealed_on=today() - 5 * DAY, appeal_allowed_on=today(),
    )  # fmt: skip
    assert not visits(nominal)


def test_an_old_page_sets_no_end_by_hand(signed_in, supervisor, nominal, convict):
    row = convict()
    client = signed_in(supervisor)
    first = {**when("ends_on", today() + 9 * DAY), "reason": "Advice", "version": 1}
    for _ in range(2):
        assert post(client, "override", row.pk, **first).status_code == 302
    old = post(client, "override", row.pk, **when("ends_on", today() + 5 * DAY), reason="Older advice", version=1)
    assert "was changed since you opened it" in old.content.decode()
    row.refresh_from_db()
    assert (row.override_ends_on, row.version) == (today() + 9 * DAY, 2)


def test_a_sentence_that_another_follows_keeps_its_reference(signed_in, officer, supervisor, nominal, convict):
    first = convict(value=20)
    second = convict(ref="D-2", value=20, consecutive_to="d-1")
    fields = {
        name: getattr(first, name) for name in ("event", "event_on", "outcome", "sentenced_on", "term_value")
    }  # fmt: skip
    with pytest.raises(Refused, match="D-2"):
        actions.edit_disposal(
            disposal=first, by=officer, on=today(), version=1, disposal_ref="D-9", term_unit="months", **fields
        )
    assert "indefinitely" in page(signed_in(officer), "tab")
    actions.void_entry(entry=first, by=supervisor, on=today(), reason="Another person")
    assert f"{second.disposal_ref}: it is entered with d-1, which is not among" in page(signed_in(officer), "tab")


def test_an_overlap_of_which_nobody_knows_how_far_is_said_on_the_page(signed_in, officer, nominal, convict):
    convict(value=20)
    second = convict(ref="D-2", value=20, overlaps="D-1", overlap_value=5, overlap_unit="months")
    assert "is not recorded, so its term counts alone" not in page(signed_in(officer), "tab")
    Disposal.objects.filter(pk=second.pk).update(overlap_value=None, overlap_unit="")
    shown = page(signed_in(officer), "tab")
    assert "D-2: by how much it overlaps D-1 is not recorded, so its term counts alone" in shown
    assert "D-1, by a time not recorded" in shown


def test_what_was_notified_as_done_cannot_be_said_not_to_have_happened(nominal, officer, convict):
    convict()
    [row] = actions.record_notification(
        nominal=nominal, by=officer, on=today(), section="s84", matters=["home_address"], event_on=today(),
        notified_on=today(),
    )  # fmt: skip
    with pytest.raises(Refused, match="entered in error"):
        actions.cancel_notice(row=row, by=officer, on=today(), cancelled_on=today())
    assert Notification.objects.get().cancelled_on is None


@pytest.mark.parametrize(
    ("section", "more", "field"),
    [
        ("s85", {"matters": ["name"]}, "section"),  # the change would be lost
        ("s85", {"event_on": 1}, "section"),
        ("s83", {"expected_on": -1}, "section"),
        ("s84", {"matters": ["name"], "event_on": 1, "expected_on": -1}, "expected_on"),
        ("s84", {"matters": ["name"], "event_on": 0, "told": 1}, "notified_on"),  # told of before it had happened
        ("s84", {"matters": ["name"], "event_on": 1, "place": True}, "premises"),
    ],
)
def test_what_was_heard_fits_together_or_nothing_is_kept(signed_in, officer, nominal, convict, section, more, field):
    convict()
    place = actions.add_stay(nominal=nominal, by=officer, on=today(), from_on=today(), address="9 Quay Lane").premises
    heard = {"section": section, "means": "in_person", "token": token(), "matters": more.get("matters", [])}
    heard |= {"premises": place.pk} if "place" in more else {}
    for name in ("event_on", "expected_on"):
        heard |= when(name, today() - more[name] * DAY) if name in more else {}
    response = post(signed_in(officer), "notify", **heard, **when("notified_on", today() - more.get("told", 0) * DAY))
    assert list(response.context["form"].errors) == [field]
    assert not Notification.objects.exists()


@pytest.fixture
def notice(nominal, officer, convict):
    """Notice in advance of a move announced for ten days ago."""
    convict()
    actions.record_notification(nominal=nominal, by=officer, on=today(), section="s83", notified_on=today() - 399 * DAY)
    [row] = actions.record_notification(
        nominal=nominal, by=officer, on=today() - 20 * DAY, section="s84", matters=["home_address"],
        expected_on=today() - 10 * DAY, notified_on=today() - 20 * DAY,
    )  # fmt: skip
    return row


@pytest.mark.parametrize(("days_ago", "due"), [(12, None), (10, None), (8, None), (13, 11), (7, 5)])
def test_what_was_announced_has_happened(signed_in, officer, nominal, notice, days_ago, due):
    key, client = ("change_notification", notice.notification_ref), signed_in(officer)
    actions.record_event(nominal=nominal, by=officer, on=today(), matter="release", event_on=today())  # dates anew
    assert owed(nominal)[key] == today() - 5 * DAY  # to say that it did not happen: S + 5
    assert "It happened, or did not" in page(client, "tab")
    assert post(client, "cancel", notice.pk).status_code == 200
    both = {**when("happened_on", today() - days_ago * DAY), **when("cancelled_on", today())}
    assert post(client, "cancel", notice.pk, **both).status_code == 200
    for _ in range(2):
        told_of = post(client, "cancel", notice.pk, **when("happened_on", today() - days_ago * DAY))
        assert told_of.status_code == 302
    assert owed(nominal).get(key) == (today() - due * DAY if due is not None else None)
    assert Event.objects.filter(action="notification.happened").count() == 1
    assert post(client, "cancel", notice.pk, **when("happened_on", today())).status_code == 200
    assert "It happened, or did not" not in page(client, "tab")
    with pytest.raises(Refused):
        actions.cancel_notice(row=notice, by=officer, on=today(), cancelled_on=today())


def test_what_was_announced_did_not_happen(signed_in, officer, nominal, notice):
    client = signed_in(officer)
    assert post(client, "cancel", notice.pk, **when("cancelled_on", today())).status_code == 302
    assert ("change_notification", notice.notification_ref) not in owed(nominal)
    assert "did not happen: told" in page(client, "tab")
    with pytest.raises(Refused):
        actions.notice_happened(row=notice, by=officer, on=today(), happened_on=today())


def test_what_was_announced_and_then_told_in_person_is_not_asked_for_again(nominal, officer, notice):
    actions.record_notification(
        nominal=nominal, by=officer, on=today(), section="s84", matters=["home_address"], event_on=today() - 9 * DAY,
        notified_on=today() - 8 * DAY,
    )  # fmt: skip
    assert not [key for key in owed(nominal) if key[0] == "change_notification"]


def test_a_journey_says_until_when_an_excuse_would_serve():
    row = told("s86_departure", ref="N", departs_on=dt.date(2025, 6, 20), details_known_on=dt.date(2025, 5, 1))
    facts = case(disposal(dt.date(2024, 2, 5), "life"), told("s83", dt.date(2024, 2, 6)), row)
    [spec] = [s for s in notification_specs(facts, dt.date(2025, 6, 15), BOOK) if s.kind == "travel_notification"]
    assert spec.due_on == dt.date(2025, 6, 13)
    assert "by 12 June 2025 on the stricter reading" in spec.reason
    assert "not less than 24 hours before it, so by the end of 18 June 2025 (reg. 5(2)(b))" in spec.reason


def test_what_was_no_failure_is_owed_no_record_on_any_page(signed_in, supervisor, nominal):
    found = today() - 9 * DAY
    row = Failure.objects.create(nominal=nominal, found_on=found, found_at=dt.time(9), what="x")
    client = signed_in(supervisor)
    assert "hours over" in client.get(reverse("counter:failures")).content.decode()
    FailureStep.objects.create(nominal=nominal, failure=row, kind="decision", outcome="not_a_failure", on=found)
    assert "Nothing waits" in client.get(reverse("counter:failures")).content.decode()
    assert "no record is owed" in page(client, "tab")
    clock = recording(row, row.steps.all(), load_book(), nominal.force_id, now())
    assert (clock.state, clock.done_at) == ("not_owed", None)
    year = found.year if found.month >= 4 else found.year - 1
    text = client.get(reverse("counter:failures_csv") + f"?year={year}").content.decode()
    [line] = [line for line in text.splitlines() if "limit passed" in line]
    assert line.split(",")[-1].strip('"') == "0"


@pytest.mark.parametrize(
    "address",
    [
        "/nominals/NS-1042/notification/record/?owed=%00",
        "/nominals/NS-1042/notification/record/?section=s86&matter=x&day=2026-13-45&premises=99999999999999999999",
        "/nominals/NS-1042/notification/premises/add/?premises=99999999999999999999",
        "/counter/?week=9999999999", "/counter/?week=-1", "/counter/?station=%00", "/counter/?page=9999999999999999999",
        "/counter/failures/?year=%D9%A3%D9%A3%D9%A3%D9%A3", "/counter.csv?week=x",
    ],
)  # fmt: skip
def test_no_address_breaks_a_page(signed_in, supervisor, nominal, address):
    assert signed_in(supervisor).get(address).status_code in (200, 302, 400, 403, 404)


@pytest.mark.parametrize("route", ["edit_disposal", "override", "confirm", "cancel", "failure_step", "review", "body"])
@pytest.mark.parametrize("pk", [2**63, 10**30, 7])
def test_another_number_is_not_found(signed_in, supervisor, nominal, route, pk):
    assert post(signed_in(supervisor), route, pk).status_code in (403, 404)


def test_a_missed_date_is_recorded_as_a_failure_once(signed_in, officer, supervisor, nominal, convict):
    convict(days_ago=30, outcome="community", value=None, unit="")
    client = signed_in(officer)
    data = {"clock": "initial_notification|D-1", **when("found_on", today()), "what": "Never came", "token": token()}
    for _ in range(2):  # a double click is one
        assert post(client, "add_failure", **data).status_code == 302
    again = post(client, "add_failure", **{**data, "token": token()})
    assert "recorded already" in again.content.decode()
    row = Failure.objects.get()
    actions.void_entry(entry=row, by=supervisor, on=today(), reason="Another person")
    assert post(client, "add_failure", **{**data, "token": token()}).status_code == 302
    for _ in range(2):  # what belongs to no clock may come again
        actions.suspect_failure(nominal=nominal, by=officer, on=today(), found_on=today(), what="False details")
    assert Failure.objects.counted().count() == 3


def test_no_hour_of_the_24_lies_ahead_or_before_it_was_found(signed_in, officer, nominal, monkeypatch):
    noon = dt.datetime.combine(today(), dt.time(12), LONDON)
    monkeypatch.setattr("notification.views.cases.now", lambda: noon)
    client = signed_in(officer)
    found = {**when("found_on", today()), "what": "x", "token": token()}
    assert list(post(client, "add_failure", **found, found_at="12:01").context["form"].errors) == ["found_at"]
    assert post(client, "add_failure", **found, found_at="11:00").status_code == 302
    row = Failure.objects.get()
    step = {"kind": "national", **when("on", today()), "token": token()}
    for at in ("12:01", "10:59"):
        assert list(post(client, "failure_step", row.pk, **step, at=at).context["form"].errors) == ["at"]
    assert post(client, "failure_step", row.pk, **step, at="12:00").status_code == 302
