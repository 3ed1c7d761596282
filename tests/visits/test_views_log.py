"""The two pages on which a visit is logged, as the officer, a colleague and everybody else meet them."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from offenders.models import Address, StatusPeriod
from visits.models import Outcome, Visit, VisitDraft

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 10, 14, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _at_ten_past_two():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def nominal(make_nominal):
    return make_nominal(seen=dt.date(2025, 12, 1), on=NOW.date())


def url(name, nominal, *args):
    return reverse(f"visits:{name}", args=[nominal.reference, *args])


@pytest.fixture
def told(nominal, officer, colleague):
    """A form as page 2 would send it; keyword arguments override, None leaves a field out."""

    def tell(outcome="seen_at_address", **over):
        home = Address.objects.get(nominal=nominal, kind="home")
        data = {
            "token": str(uuid.uuid4()),
            "outcome": outcome,
            "date_0": "10",
            "date_1": "3",
            "date_2": "2026",
            "time": "14:10",
            "address": f"a{home.pk}",
            "officers": [officer.username, colleague.username],
            "announced": "no",
        }
        if outcome not in ("seen_at_address", "seen_elsewhere"):
            data["entry_sought_for_risk_search"] = "no"
        if outcome == "third_party_seen":
            data |= {"third_party": "His mother", "third_party_said": "Back on Friday"}
        return {name: value for name, value in (data | over).items() if value is not None}

    return tell


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_outcome_comes_first_as_buttons(signed_in, officer, nominal):
    page = text(signed_in(officer).get(url("log", nominal)))
    for outcome in Outcome:
        assert f'<button type="submit" class="app-choice" name="outcome" value="{outcome.value}"' in page
    assert Event.objects.filter(action="nominal.opened", subjects=[nominal.reference]).exists()


@pytest.mark.parametrize("outcome", Outcome.values)
def test_the_second_page_asks_only_what_the_outcome_asks(signed_in, officer, nominal, outcome):
    page = text(signed_in(officer).get(url("log", nominal), {"outcome": outcome}))
    assert ('name="entry_sought_for_risk_search"' in page) == (not outcome.startswith("seen"))
    assert ('name="third_party"' in page) == (outcome == "third_party_seen")
    assert ("whereabouts enquiry opens when you save" in page) == (outcome == "address_vacated")
    assert 'name="time" value="14:10"' in page
    assert 'name="date_0" value="10"' in page
    assert f'value="{officer.username}" id="id_officers_0" checked' in page


def test_the_home_address_and_oneself_are_filled_in_and_nothing_is_answered_beforehand(signed_in, officer, nominal):
    page = text(signed_in(officer).get(url("log", nominal), {"outcome": "no_reply"}))
    home = Address.objects.get(nominal=nominal)
    assert f'value="a{home.pk}" aria-describedby="id_address_0_hint" id="id_address_0" checked' in page or (
        f'value="a{home.pk}"' in page and page.count("checked") == 2
    )
    for name in ("entry_sought_for_risk_search", "announced"):
        chosen = page[page.index(f'name="{name}"') :][:400]
        assert "checked" not in chosen.split("</fieldset>")[0]


def test_the_next_date_is_shown_before_saving(signed_in, officer, nominal):
    client = signed_in(officer)
    seen = text(client.get(url("log", nominal), {"outcome": "seen_at_address"}))
    assert "Next visit due Wednesday 10 June 2026" in seen
    assert "High risk: every 3 months; last seen 10 March 2026." in seen
    missed = text(client.get(url("log", nominal), {"outcome": "no_reply"}))
    assert "This does not move the date: due Sunday 1 March 2026, overdue by 9 days" in missed
    assert "With this, 1 attempt at 4 Sample Street, ZZ1 1AA since last seen 1 December 2025." in missed
    assert Visit.objects.count() == 1


def test_saving_leads_to_the_record_with_the_next_date(signed_in, officer, nominal, told):
    answer = signed_in(officer).post(url("log", nominal), told(), follow=True)
    assert answer.redirect_chain == [(f"/nominals/{nominal.reference}/", 302)]
    assert "Visit saved. Next visit due Wednesday 10 June 2026. High risk: every 3 months" in text(answer)
    visit = Visit.objects.latest("pk")
    assert (visit.date, visit.time, visit.address) == (NOW.date(), dt.time(14, 10), "")
    assert (visit.officers, visit.announced, visit.saved_despite) == (["a.hollis", "b.thorne"], False, [])


@pytest.mark.parametrize("outcome", Outcome.values)
def test_every_outcome_can_be_saved_in_one_go(signed_in, officer, nominal, told, outcome):
    where = {"address": "other", "other_address": "The station"} if outcome == "seen_elsewhere" else {}
    answer = signed_in(officer).post(url("log", nominal), told(outcome, **where))
    assert answer.status_code == 302
    assert Visit.objects.latest("pk").outcome == outcome


@pytest.mark.parametrize(
    ("outcome", "field", "words"),
    [
        ("no_reply", "entry_sought_for_risk_search", "Select whether you sought entry to search to assess risk"),
        ("third_party_seen", "third_party", "Enter who you spoke to"),
        ("third_party_seen", "third_party_said", "Enter what they said"),
        ("seen_at_address", "announced", "Select whether the visit was announced"),
        ("seen_at_address", "address", "Select the address you went to"),
        ("seen_at_address", "date_0", "Date of the visit must include a day"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_kept_as_a_draft(
    signed_in, officer, nominal, told, outcome, field, words
):
    sent = told(outcome, notes="A word to keep", **{field: None})
    page = text(signed_in(officer).post(url("log", nominal), sent))
    assert words in page
    assert "A word to keep" in page
    assert VisitDraft.objects.get().data["fields"]["notes"] == ["A word to keep"]
    assert Visit.objects.count() == 1


def test_somewhere_else_needs_saying_where(signed_in, officer, nominal, told):
    client = signed_in(officer)
    assert "Enter the address or the place" in text(client.post(url("log", nominal), told(address="other")))
    client.post(url("log", nominal), told(address="other", other_address="12 Elder Lane"))
    assert Visit.objects.latest("pk").address == "12 Elder Lane"


def test_a_past_home_is_stored_by_its_words_and_the_home_of_the_day_as_blank(signed_in, officer, nominal, told):
    Address.objects.filter(nominal=nominal).update(from_on=dt.date(2026, 3, 5))
    signed_in(officer).post(url("log", nominal), told(date_0="4"))
    assert Visit.objects.latest("pk").address == "4 Sample Street, ZZ1 1AA"


def test_only_a_day_to_come_is_refused(signed_in, officer, nominal, told):
    page = text(signed_in(officer).post(url("log", nominal), told(date_0="11")))
    assert "Date of the visit must be today or in the past" in page
    assert Visit.objects.count() == 1


WARNED = [
    ({"officers": ["a.hollis"]}, None, "Only one person is recorded as present", "one_person"),
    ({"officers": None}, None, "Nobody is recorded as present", "nobody"),
    ({"announced": "yes"}, None, "The visit was announced", "announced"),
    ({"date_0": "1"}, None, "more than a week ago", "over_a_week_ago"),
    ({"date_2": "2019", "date_1": "1"}, None, "when the person was registered", "before_registration"),
    ({}, "custody", "shown as in custody", "in_custody"),
    ({}, "hospital", "shown as in hospital", "in_hospital"),
    ({}, "abroad", "shown as abroad", "abroad"),
    ({}, "deceased", "shown as deceased", "deceased"),
]


@pytest.mark.parametrize(("over", "status", "words", "code"), WARNED)
def test_a_warning_asks_and_then_lets_through(signed_in, officer, nominal, told, over, status, words, code):
    if status:
        StatusPeriod.objects.create(nominal=nominal, status=status, from_on=dt.date(2026, 3, 8))
    client, sent = signed_in(officer), told(notes="Every word", **over)
    page = text(client.post(url("log", nominal), sent))
    assert "Save it all the same?" in page
    assert words in page
    assert "Save anyway" in page
    assert "Every word" in page
    assert Visit.objects.count() == 1
    warned = page.split('name="warned" value="')[1].split('"')[0]
    assert code in warned.split(",")
    answer = client.post(url("log", nominal), {**sent, "warned": warned, "despite_reason": "Short of people"})
    assert answer.status_code == 302
    visit = Visit.objects.latest("pk")
    assert code in visit.saved_despite
    assert visit.despite_reason == "Short of people"
    assert not VisitDraft.objects.exists()


def test_a_new_warning_asks_again(signed_in, officer, nominal, told):
    sent = told(officers=["a.hollis"], announced="yes", warned="one_person")
    assert "The visit was announced" in text(signed_in(officer).post(url("log", nominal), sent))
    assert Visit.objects.count() == 1


def test_another_agency_counts_as_a_person(signed_in, officer, nominal, told):
    sent = told(officers=["a.hollis"], others_present="probation officer; ")
    assert signed_in(officer).post(url("log", nominal), sent).status_code == 302
    assert Visit.objects.latest("pk").others_present == ["probation officer"]


def test_write_up_later_counts_and_is_owed(signed_in, officer, nominal, told):
    answer = signed_in(officer).post(url("log", nominal), told(save="later"), follow=True)
    assert "The write-up is owed." in text(answer)
    assert Visit.objects.latest("pk").write_up_owed


def test_the_same_form_twice_is_one_visit_and_the_same_answer(signed_in, officer, nominal, told):
    client, sent = signed_in(officer), told()
    first, second = client.post(url("log", nominal), sent), client.post(url("log", nominal), sent)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Visit.objects.filter(date=NOW.date()).count() == 1


def test_a_second_attempt_needs_its_time(signed_in, officer, nominal, told):
    client = signed_in(officer)
    client.post(url("log", nominal), told("no_reply", time=""))
    page = text(client.post(url("log", nominal), told("no_reply", time="")))
    assert "Give the time of this one" in page
    assert 'href="#id_time"' in page


def test_met_at_home_while_in_custody_offers_to_end_it(signed_in, officer, nominal, told):
    period = StatusPeriod.objects.create(nominal=nominal, status="custody", from_on=dt.date(2026, 3, 8))
    client = signed_in(officer)
    page = text(client.post(url("log", nominal), told(warned="in_custody"), follow=True))
    assert "while shown in custody since 8 March 2026. Has that ended?" in page
    assert "Visit saved. Suspended; the next visit would be due Wednesday 10 June 2026." in page
    assert reverse("offenders:end_status", args=[nominal.reference, period.pk]) in page


def test_three_attempts_owe_a_decision_and_say_so_beforehand(signed_in, officer, nominal, told):
    client = signed_in(officer)
    for day in ("6", "9"):
        client.post(url("log", nominal), told("no_reply", date_0=day))
    page = text(client.get(url("log", nominal), {"outcome": "no_reply"}))
    assert "With this, 3 attempts at 4 Sample Street, ZZ1 1AA since last seen 1 December 2025." in page
    assert "A decision will be owed" in page
    saved = text(client.post(url("log", nominal), told("no_reply"), follow=True))
    assert "A decision after failed visits is owed." in saved


def test_the_outlook_follows_what_is_typed(signed_in, officer, nominal, told):
    client = signed_in(officer)
    page = text(client.post(url("preview", nominal), told(date_0="9", announced=None)))
    assert "Next visit due Tuesday 9 June 2026" in page
    assert 'hx-swap-oob="true"' in page
    assert "Give the date of the visit" in text(client.post(url("preview", nominal), told(date_0="x")))
    older = text(client.post(url("preview", nominal), told(date_0="1", date_1="11", date_2="2025")))
    assert "This does not move the date" in older
    assert "last seen at home on 1 December 2025, after this visit" in older
    assert client.post(url("preview", nominal), {"outcome": "x"}).status_code == 400


def test_reactive_and_unregistered_people_are_told_there_is_no_date(signed_in, officer, make_nominal):
    page = text(signed_in(officer).get(url("log", make_nominal(registered_on=None)), {"outcome": "seen_at_address"}))
    assert "No home visit is owed" in page
    assert "The day of registration is not recorded" in page


def test_changing_the_outcome_keeps_every_word(signed_in, officer, nominal, told):
    client = signed_in(officer)
    sent = told("no_reply", notes="Curtains drawn", change_outcome="1")
    there = client.post(url("log", nominal), sent)
    draft = VisitDraft.objects.get()
    assert there["Location"] == f"{url('log', nominal)}?draft={draft.token}&change=1"
    first = text(client.get(there["Location"]))
    assert f'name="draft" value="{draft.token}"' in first
    page = text(client.get(url("log", nominal), {"draft": str(draft.token), "outcome": "refused"}))
    assert "Curtains drawn" in page
    assert f'name="token" value="{sent["token"]}"' in page
    assert 'name="outcome" value="refused"' in page


@pytest.mark.parametrize("who", ["outsider", "foreigner"])
def test_those_who_may_not_know_of_it_get_404(request, signed_in, nominal, told, who):
    client = signed_in(request.getfixturevalue(who))
    for name in ("log", "list", "decide"):
        assert client.get(url(name, nominal)).status_code == 404
    for name in ("log", "preview", "draft", "discard_draft"):
        assert client.post(url(name, nominal), told()).status_code == 404
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("who", ["inspector", "coordinator", "support", "auditor", "administrator", "neighbourhood"])
def test_those_who_may_not_log_get_403(request, signed_in, nominal, told, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url("log", nominal)).status_code == 403
    assert client.post(url("log", nominal), told()).status_code == 403


def test_a_colleague_and_the_supervisor_may_log(signed_in, colleague, supervisor, nominal, told):
    assert signed_in(colleague).post(url("log", nominal), told()).status_code == 302
    assert signed_in(supervisor).post(url("log", nominal), told(time="16:00")).status_code == 302


MALFORMED = [
    {"outcome": "no_such"},
    {"outcome": ["no_reply", "refused"]},
    {"token": "not-a-token"},
    {"token": ""},
    {"date_0": "99", "date_1": "Smarch", "date_2": "20260"},
    {"date_0": "9" * 5000},
    {"time": "25:61"},
    {"address": "a999999999999999999999999"},
    {"officers": ["nobody", "\u202e", "a.hollis"]},
    {"announced": "perhaps"},
    {"notes": "n" * 1_000_000},
    {"others_present": ";" * 300},
    {"warned": "x," * 300},
    {"third_party": "<script>alert(1)</script>"},
]


@pytest.mark.parametrize("over", MALFORMED)
def test_malformed_forms_get_a_clear_page(signed_in, officer, nominal, told, over):
    client = signed_in(officer)
    for name in ("log", "preview", "draft"):
        answer = client.post(url(name, nominal), {**told("no_reply"), **over})
        assert answer.status_code < 500
    for query in ({"outcome": "%"}, {"draft": "x"}, {"outcome": "no_reply", "draft": "0" * 32}, {"change": "1"}):
        assert client.get(url("log", nominal), query).status_code == 200


def test_nul_bytes_get_400(signed_in, officer, nominal, told):
    client = signed_in(officer)
    assert client.post(url("log", nominal), told(notes="a\x00b")).status_code == 400
    assert client.get(url("log", nominal) + "?outcome=%00").status_code == 400


def test_no_name_in_the_title(signed_in, officer, nominal):
    page = text(signed_in(officer).get(url("log", nominal)))
    assert "Larkmoor" not in page.split("</title>")[0]
    assert "LARKMOOR" not in page.split("</title>")[0]


def test_the_page_costs_as_many_queries_with_many_visits(signed_in, officer, nominal, django_assert_max_num_queries):
    for day in range(1, 29):
        Visit.objects.create(nominal=nominal, date=dt.date(2026, 2, day), outcome="no_reply", officers=["b.thorne"])
    client = signed_in(officer)
    client.get(url("log", nominal))
    with django_assert_max_num_queries(32):
        client.get(url("log", nominal), {"outcome": "no_reply"})
