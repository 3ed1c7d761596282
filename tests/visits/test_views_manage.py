"""The list of visits, corrections, entries in error, write-ups and decisions, in the browser's terms."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from offenders.models import Address
from visits.models import Visit, VisitDecision
from visits.views import manage

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 10, 14, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _at_ten_past_two():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def nominal(make_nominal):
    return make_nominal(seen=dt.date(2025, 12, 1), on=NOW.date())


@pytest.fixture
def attempt(nominal, officer):
    return Visit.objects.create(
        nominal=nominal,
        date=dt.date(2026, 3, 3),
        time=dt.time(9, 5),
        outcome="no_reply",
        officers=["a.hollis", "gone.away"],
        others_present=["probation officer"],
        announced=False,
        entry_sought_for_risk_search=True,
        notes="Dog barked",
        recorded_by=officer,
    )


def url(name, nominal, *args):
    return reverse(f"visits:{name}", args=[nominal.reference, *args])


def text(answer):
    return " ".join(answer.content.decode().split())


def corrected(nominal, **over):
    home = Address.objects.get(nominal=nominal)
    return {
        "token": str(uuid.uuid4()), "outcome": "seen_at_address", "date_0": "3", "date_1": "3", "date_2": "2026",
        "time": "9:05", "address": f"a{home.pk}", "officers": ["a.hollis"], "others_present": "probation officer",
        "announced": "no", "reason": "It was him",
    } | over  # fmt: skip


def test_every_visit_is_listed_latest_first_with_what_it_did(signed_in, officer, nominal, attempt):
    page = text(signed_in(officer).get(url("list", nominal)))
    assert page.index("Tuesday 3 March 2026 at 09:05") < page.index("Monday 1 December 2025")
    for words in ("No reply", "Attempt", "Counted", "4 Sample Street, ZZ1 1AA (home)", "Hollis",
                  "gone.away", "probation officer", "Unannounced", "Entry sought to search to assess risk: yes",
                  "Dog barked", "Overdue by 9 days", "High risk: every 3 months"):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize("who", ["inspector", "coordinator", "support"])
def test_readers_see_the_list_and_no_buttons_that_refuse_them(request, signed_in, nominal, attempt, who):
    user = request.getfixturevalue(who)
    page = text(signed_in(user).get(url("list", nominal)))
    assert "Dog barked" in page
    assert "Log a visit" not in page
    assert (url("void", nominal, attempt.pk) in page) == (who == "support")
    assert url("correct", nominal, attempt.pk) not in page


def test_a_correction_is_filled_in_with_what_was_entered(signed_in, officer, nominal, attempt):
    page = text(signed_in(officer).get(url("correct", nominal, attempt.pk)))
    assert "Entered first: No reply, Tuesday 3 March 2026 at 09:05." in page
    assert "Dog barked" in page
    assert 'value="09:05"' in page
    assert 'value="probation officer"' in page
    assert "With this, 1 attempt at 4 Sample Street" in page


def test_a_correction_keeps_the_first_struck_through(signed_in, officer, nominal, attempt):
    client = signed_in(officer)
    answer = client.post(url("correct", nominal, attempt.pk), corrected(nominal), follow=True)
    page = text(answer)
    assert "Visit saved. Next visit due Wednesday 3 June 2026" in page
    assert '<span class="app-struck">No reply</span>' in page
    assert "Corrected: It was him" in page
    assert "correcting an earlier entry" in page
    again = client.get(url("correct", nominal, attempt.pk), follow=True)
    assert "corrected or marked entered in error already" in text(again)


def test_a_correction_needs_its_reason_and_warns_like_the_first(signed_in, officer, nominal, attempt):
    client = signed_in(officer)
    assert "Enter what was wrong" in text(
        client.post(url("correct", nominal, attempt.pk), corrected(nominal, reason=""))
    )
    alone = corrected(nominal, others_present="")
    assert "Save it all the same?" in text(client.post(url("correct", nominal, attempt.pk), alone))
    assert client.post(url("correct", nominal, attempt.pk), alone | {"warned": "one_person"}).status_code == 302


def test_the_outcome_of_a_correction_can_be_changed(signed_in, officer, nominal, attempt):
    client = signed_in(officer)
    assert 'value="refused"' in text(client.get(url("correct", nominal, attempt.pk), {"change": "1"}))
    page = text(client.get(url("correct", nominal, attempt.pk), {"outcome": "refused"}))
    assert "Correct to: Refused entry" in page


def test_changing_the_outcome_of_a_correction_keeps_every_word(signed_in, officer, nominal, attempt):
    client = signed_in(officer)
    sent = corrected(nominal, change_outcome="1", notes="Another word")
    there = client.post(url("correct", nominal, attempt.pk), sent)["Location"]
    assert f'name="draft" value="{sent["token"]}"' in text(client.get(there))
    page = text(client.get(url("correct", nominal, attempt.pk), {"draft": sent["token"], "outcome": "refused"}))
    assert "Correct to: Refused entry" in page
    assert "Another word" in page
    assert "It was him" in page
    assert "There is a problem" not in page


def test_entered_in_error_asks_why(signed_in, officer, nominal, attempt):
    client = signed_in(officer)
    assert "No reply" in text(client.get(url("void", nominal, attempt.pk)))
    assert "Enter why it was entered in error" in text(client.post(url("void", nominal, attempt.pk), {"reason": " "}))
    page = text(client.post(url("void", nominal, attempt.pk), {"reason": "Next door"}, follow=True))
    assert "It no longer counts" in page
    assert '<span class="app-struck">No reply</span>' in page
    assert "Next door" in page


def test_a_write_up_owed_is_offered_and_completed(signed_in, officer, nominal, attempt):
    Visit.objects.filter(pk=attempt.pk).update(write_up_owed=True)
    client = signed_in(officer)
    assert "Write-up owed" in text(client.get(url("list", nominal)))
    assert "Write-up owed" in text(client.get(reverse("offenders:record", args=[nominal.reference])))
    page = text(client.get(url("write_up", nominal, attempt.pk)))
    assert "Dog barked" in page
    sent = {"token": str(uuid.uuid4()), "seen_notes": "Dog barked", "notes": "Dog barked.\r\nNobody in."}
    assert "Written up." in text(client.post(url("write_up", nominal, attempt.pk), sent, follow=True))
    attempt.refresh_from_db()
    assert (attempt.notes, attempt.write_up_owed) == ("Dog barked.\nNobody in.", False)


def test_two_who_write_at_once_both_keep_their_words(signed_in, officer, nominal, attempt):
    Visit.objects.filter(pk=attempt.pk).update(write_up_owed=True, notes="Written by somebody else")
    sent = {"token": str(uuid.uuid4()), "seen_notes": "Dog barked", "notes": "Mine"}
    client = signed_in(officer)
    page = text(client.post(url("write_up", nominal, attempt.pk), sent))
    assert "Somebody else has written in this account" in page
    assert "Written by somebody else" in page
    assert "Mine" in page
    both = sent | {"notes": "Mine and theirs", "seen_notes": "Written by somebody else"}
    assert client.post(url("write_up", nominal, attempt.pk), both).status_code == 302


def test_the_decision_page_shows_the_test_part_by_part_and_saves(signed_in, officer, nominal, attempt):
    client = signed_in(officer)
    page = text(client.get(url("decide", nominal)))
    assert "No decision is owed at the moment" in page
    for words in (
        "4 Sample Street, ZZ1 1AA: 1 (3 March 2026)",
        "Not met",
        "For you to judge",
        "Not shown as in custody",
    ):
        assert words in page
    token = str(uuid.uuid4())
    assert "Select what has been decided" in text(client.post(url("decide", nominal), {"token": token}))
    sent = {"token": token, "decision": "whereabouts_enquiry", "reason": "Post piling up", "look_again_on_0": "17",
            "look_again_on_1": "3", "look_again_on_2": "2026"}  # fmt: skip
    page = text(client.post(url("decide", nominal), sent, follow=True))
    assert "The decision was saved" in page
    assert "to be looked at again on Tuesday 17 March 2026" in page
    client.post(url("decide", nominal), sent)
    row = VisitDecision.objects.get()
    assert row.recorded_by == officer
    client.post(url("void_decision", nominal, row.pk), {"reason": "Wrong person"})
    row.refresh_from_db()
    assert row.void_reason == "Wrong person"
    assert "Wrong person" in text(client.get(url("list", nominal)))


def test_attempts_by_address_count_those_since_seen_and_those_ever(signed_in, officer, nominal, attempt):
    Visit.objects.create(
        nominal=nominal, date=dt.date(2025, 11, 1), outcome="refused", entry_sought_for_risk_search=True,
        address="4 sample street",
    )  # fmt: skip
    page = text(signed_in(officer).get(url("list", nominal)))
    assert 'data-label="Since last seen">1</td>' in page
    assert 'data-label="Ever">2</td>' in page
    assert "2 (1 November 2025 and 3 March 2026)" in page


def test_a_nudge_when_all_fall_in_office_hours(signed_in, officer, nominal, attempt):
    for day in (4, 5, 6):
        Visit.objects.create(nominal=nominal, date=dt.date(2026, 3, day), time=dt.time(11), outcome="no_reply")
    assert "all in office hours" in text(signed_in(officer).get(url("list", nominal)))
    assert "all in office hours" in text(signed_in(officer).get(url("log", nominal)))


def test_another_records_visit_cannot_be_reached_through_this_one(signed_in, officer, make_nominal, nominal, attempt):
    other = make_nominal()
    client = signed_in(officer)
    for name in ("correct", "void", "write_up"):
        for number in (attempt.pk, 2**63, 10**30):
            assert client.get(url(name, other, number)).status_code == 404
            assert client.post(url(name, other, number), {"reason": "x"}).status_code == 404
    assert client.get(url("void_decision", nominal, 2**63)).status_code == 404
    attempt.refresh_from_db()
    assert attempt.voided_at is None


def test_what_somebody_typed_is_never_run(signed_in, officer, nominal, attempt):
    script = "<script>alert(1)</script>"
    Visit.objects.filter(pk=attempt.pk).update(
        notes=script, third_party=script, third_party_said=script, others_present=[script], address=script,
        void_reason=script, voided_at=NOW,
    )  # fmt: skip
    VisitDecision.objects.create(nominal=nominal, decided_on=NOW.date(), decision="other", reason=script)
    for page in (url("list", nominal), url("decide", nominal), reverse("offenders:record", args=[nominal.reference])):
        assert script not in signed_in(officer).get(page).content.decode()


def test_the_list_costs_as_many_queries_with_fifty_rows_as_with_one(signed_in, officer, nominal, attempt):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(officer)
    client.get(url("list", nominal))
    with CaptureQueriesContext(connection) as few:
        client.get(url("list", nominal))
    for day in range(1, 50):
        Visit.objects.create(
            nominal=nominal, date=dt.date(2025, 1, 1) + dt.timedelta(days=day), outcome="no_reply",
            officers=[officer.username], recorded_by=officer, voided_by=officer, voided_at=NOW, void_reason="x",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(url("list", nominal))
    assert len(many) == len(few)


def test_a_long_history_is_read_to_its_end_and_back_page_by_page(nominal, signed_in, officer, monkeypatch):
    """By key: two of one hour, one without its time and one entered meanwhile neither hide anything nor repeat it."""
    monkeypatch.setattr(manage, "PER_PAGE", 3)
    hours = (None, 9, 9, 11, 23)
    for day in (1, 2):
        for number, hour in enumerate(hours):
            Visit.objects.create(
                nominal=nominal, date=dt.date(2026, 2, day), time=hour and dt.time(hour), officers=["a.hollis"],
                outcome="refused" if number == 2 else "no_reply",
            )  # fmt: skip
    client, address = signed_in(officer), url("list", nominal)
    wanted = [row.id for row in client.get(address, {"before": "1"}).context["rows"]]
    order = list(Visit.objects.order_by("-date", "-time", "-pk").values_list("pk", flat=True))
    pages, page = [], client.get(address)
    while True:
        pages.append([row.id for row in page.context["rows"]])
        if not (place := page.context["page"].next):
            break
        page = client.get(address, {"after": place})
    assert [pk for part in pages for pk in part] == order
    assert wanted == pages[0]
    for part in reversed(pages[:-1]):
        page = client.get(address, {"before": page.context["page"].previous})
        assert [row.id for row in page.context["rows"]] == part
    for place in ("x", "-1", "9" * 30, "²", "0"):
        assert [row.id for row in client.get(address, {"after": place}).context["rows"]] == pages[0]
