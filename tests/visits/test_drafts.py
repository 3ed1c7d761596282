"""What is typed is kept for its author alone, survives a lost session, and is gone once it is saved."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from audit.models import Event
from tests.fixtures import PASSWORD
from visits import drafts
from visits.models import Visit, VisitDraft

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 10, 14, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _at_ten_past_two():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def nominal(make_nominal):
    return make_nominal(seen=dt.date(2025, 12, 1))


def url(name, nominal, *args):
    return reverse(f"visits:{name}", args=[nominal.reference, *args])


def typed(**over):
    data = {"token": str(uuid.uuid4()), "page": "log", "outcome": "no_reply", "notes": "Curtains drawn", "date_0": "10",
            "officers": ["a.hollis"]}  # fmt: skip
    return data | over


def text(answer):
    return " ".join(answer.content.decode().split())


def test_typing_is_kept_and_offered_back(signed_in, officer, nominal):
    client, words = signed_in(officer), typed()
    answer = client.post(url("draft", nominal), words)
    assert "Draft kept at 14:10. Not saved yet." in text(answer)
    first = text(client.get(url("log", nominal)))
    assert "visit log begun 14:10 (No reply). Only you can see it." in first
    page = text(client.get(url("log", nominal), {"draft": words["token"]}))
    assert "Curtains drawn" in page
    assert f'name="token" value="{words["token"]}"' in page
    assert "There is a problem" not in page
    assert "visit log begun 14:10" in text(client.get(reverse("offenders:record", args=[nominal.reference])))
    assert "visit log begun 14:10" in text(client.get(url("list", nominal)))


def test_typing_more_keeps_one_draft_and_another_form_another(signed_in, officer, nominal):
    client, words = signed_in(officer), typed()
    client.post(url("draft", nominal), words)
    client.post(url("draft", nominal), words | {"notes": "Curtains drawn, lights on"})
    assert VisitDraft.objects.get().data["fields"]["notes"] == ["Curtains drawn, lights on"]
    client.post(url("draft", nominal), typed())
    assert VisitDraft.objects.count() == 2
    assert Event.objects.filter(action="visit.draft_begun").count() == 2


def test_a_draft_is_its_authors_alone(signed_in, officer, colleague, nominal):
    words = typed()
    signed_in(officer).post(url("draft", nominal), words)
    client = signed_in(colleague)
    for page in (url("log", nominal), url("list", nominal), f"{url('log', nominal)}?draft={words['token']}",
                 f"{url('log', nominal)}?draft={words['token']}&outcome=no_reply"):  # fmt: skip
        shown = text(client.get(page))
        assert "Curtains" not in shown
        assert "begun 14:10" not in shown
    client.post(url("draft", nominal), words | {"notes": "Overwritten"})
    client.post(url("discard_draft", nominal), {"token": words["token"]})
    assert VisitDraft.objects.get().data["fields"]["notes"] == ["Curtains drawn"]


def test_a_draft_of_an_earlier_day_says_which(signed_in, officer, nominal):
    client = signed_in(officer)
    client.post(url("draft", nominal), typed())
    with time_machine.travel(NOW + dt.timedelta(days=1)):
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        assert "visit log begun Tuesday 10 March 2026 at 14:10" in text(client.get(url("log", nominal)))


def test_it_can_be_thrown_away(signed_in, officer, nominal):
    client, words = signed_in(officer), typed()
    client.post(url("draft", nominal), words)
    client.post(url("discard_draft", nominal), {"token": words["token"]})
    assert not VisitDraft.objects.exists()


def test_a_draft_arriving_after_the_save_is_not_kept(signed_in, officer, nominal):
    words = typed()
    Visit.objects.create(
        nominal=nominal, date=NOW.date(), outcome="no_reply", form_token=words["token"], recorded_by=officer
    )
    assert text(signed_in(officer).post(url("draft", nominal), words)) == ""
    assert not VisitDraft.objects.exists()


def test_a_form_that_arrives_signed_out_is_kept_for_its_author(client, officer, nominal):
    words = typed(keeper=drafts.signature(officer, nominal))
    answer = client.post(url("log", nominal), words)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")
    draft = VisitDraft.objects.get()
    assert (draft.author, draft.data["fields"]["notes"]) == (officer, ["Curtains drawn"])
    assert not Visit.objects.filter(date=NOW.date()).exists()
    page = client.post(answer["Location"], {"login": officer.username, "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == f"{url('log', nominal)}?draft={draft.token}"
    assert "Curtains drawn" in text(page)
    assert "Your draft." in text(page)


def test_whoever_signs_in_instead_sees_none_of_it(client, officer, colleague, nominal):
    answer = client.post(url("log", nominal), typed(keeper=drafts.signature(officer, nominal)))
    page = client.post(answer["Location"], {"login": colleague.username, "password": PASSWORD}, follow=True)
    assert page.status_code == 200
    assert "Curtains" not in text(page)
    assert "begun" not in text(page)


def test_typing_in_the_background_signed_out_is_kept_and_shows_nothing(client, officer, nominal):
    words = typed(keeper=drafts.signature(officer, nominal))
    answer = client.post(url("draft", nominal), words, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer.content) == (401, b"")
    assert VisitDraft.objects.get().author == officer


def test_signed_out_without_our_signature_nothing_is_kept(client, officer, outsider, make_nominal, nominal):
    other = make_nominal("T-OTHER")
    notes = [
        "",
        "x",
        f"{officer.pk}:{nominal.pk}",
        drafts.signature(officer, other),
        drafts.signature(outsider, nominal),
    ]
    officer_note = drafts.signature(officer, nominal)
    notes.append(officer_note[:-2] + ("aa" if officer_note[-2:] != "aa" else "bb"))
    for note in notes:
        answer = client.post(url("log", nominal), typed(keeper=note))
        assert answer["Location"] == "/sign-in/?next=/"
    with time_machine.travel(NOW + dt.timedelta(hours=13)):
        client.post(url("log", nominal), typed(keeper=officer_note))
    officer.is_active = False
    officer.save()
    client.post(url("log", nominal), typed(keeper=officer_note))
    assert not VisitDraft.objects.exists()


def test_correction_write_up_and_decision_keep_theirs(signed_in, officer, nominal):
    visit = Visit.objects.create(
        nominal=nominal, date=NOW.date(), outcome="no_reply", write_up_owed=True, recorded_by=officer
    )
    client = signed_in(officer)
    for page, route, args in (
        ("write_up", "write_up", [visit.pk]),
        ("correct", "correct", [visit.pk]),
        ("decide", "decide", []),
    ):
        words = typed(page=page, visit=str(visit.pk), reason="Typed for this page")
        client.post(url("draft", nominal), words)
        back = f"{url(route, nominal, *args)}?draft={words['token']}"
        assert back in text(client.get(url("list", nominal)))
        shown = text(client.get(back))
        assert ("Curtains drawn" if page == "write_up" else "Typed for this page") in shown
        assert words["token"] in shown


def test_what_is_not_a_field_is_not_kept(signed_in, officer, nominal):
    signed_in(officer).post(
        url("draft", nominal), typed(password="hunter2", csrfmiddlewaretoken="x", notes="n" * 30_000)
    )
    fields = VisitDraft.objects.get().data["fields"]
    assert set(fields) == {"outcome", "notes", "date_0", "officers"}
    assert len(fields["notes"][0]) == 20_000


def test_a_form_of_an_earlier_session_is_refused_and_its_words_kept(officer, nominal):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    words = typed(keeper=drafts.signature(officer, nominal))
    answer = strict.post(url("log", nominal), words)
    draft = VisitDraft.objects.get()
    assert (answer.status_code, draft.author, draft.data["fields"]["notes"]) == (403, officer, ["Curtains drawn"])
    assert f"{url('log', nominal)}?draft={draft.token}" in answer.content.decode()
    assert not Visit.objects.filter(date=NOW.date()).exists()


def test_a_forged_form_keeps_nothing(officer, nominal):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    answer = strict.post(url("log", nominal), typed(keeper="forged"))
    assert (answer.status_code, VisitDraft.objects.count()) == (403, 0)
    assert "copy what you typed" in answer.content.decode()
