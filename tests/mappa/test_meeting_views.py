"""The pages of referrals, meetings, minutes and actions: who may, what they show, what is kept."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from audit.models import Event as AuditEvent
from mappa import actions, drafts
from mappa.models import Action, AgendaItem, Invitation, LevelDecision, Meeting, Minutes, MinutesDraft, Referral
from offenders.actions.errors import Refused
from offenders.models import Nominal, NominalAccess
from risk.actions import write_plan
from tests.mappa.meetings import ON, WHOLE, everybody_came, hold, make_area, minute

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def meeting(meeting, nominal, coordinator):
    actions.put_on_agenda(meeting=meeting, nominal=nominal, by=coordinator, on=ON, why="review")
    return meeting


@pytest.fixture
def held(meeting, coordinator):
    return hold(meeting, coordinator, ON)


@pytest.fixture
def case(held):
    return AgendaItem.objects.select_related("meeting", "nominal").get()


def url(name, *args):
    return reverse(f"mappa:{name}", args=args)


def text(answer):
    return " ".join(answer.content.decode().split())


def day(name, when):
    return {f"{name}_0": str(when.day), f"{name}_1": str(when.month), f"{name}_2": str(when.year)}


def sent(**over):
    """The minutes as the form sends them."""
    words = {name: value for name, value in WHOLE.items() if isinstance(value, str)}
    yes = {"disclosure_considered": "yes", "person_told": "yes", "decision_level": "2"}
    base = {"token": str(uuid.uuid4()), "version": "0", "plan_seen": "0"}
    return {**base, **words, **yes, **day("next_review_on", dt.date(2027, 2, 5)), **over}


# ---- referrals -------------------------------------------------------------------------------------------------------


def test_what_is_known_is_filled_in_and_the_referral_is_sent(signed_in, officer, nominal):
    write_plan(nominal=nominal, by=officer, on=ON, seen=0, parts={"supervision": "Visits every month"},
               review_on=dt.date(2027, 5, 1), what_changed="First")  # fmt: skip
    client = signed_in(officer)
    page = text(client.get(url("refer", "T-1")))
    assert "Risk level high since" in page
    assert "Supervision: Visits every month" in page
    answer = client.post(url("refer", "T-1"), {
        "token": str(uuid.uuid4()), "proposed_level": "2", **day("referred_on", ON), "referring_agency": "Police",
        "form_code": "MAPPA A", "form_edition": "4", "reasons": "Agencies must act together",
    })  # fmt: skip
    row = Referral.objects.get()
    assert answer.url == url("referral", "T-1", row.referral_ref)
    assert "Agencies must act together" in text(client.get(answer.url))


def test_a_second_referral_is_pointed_to_the_one_that_waits(signed_in, officer, nominal):
    told = {"referred_on": ON, "proposed_level": 2, "texts": {"reasons": "Agencies must act together"}}
    first = actions.refer(nominal=nominal, by=officer, on=ON, **told)
    client = signed_in(officer)
    page = client.get(url("refer", "T-1"))
    assert page.context["row"] == first
    assert f"Referral {first.referral_ref} is waiting for an answer already" in text(page)
    assert Referral.objects.count() == 1


def test_the_list_of_referrals_holds_only_what_one_may_see(signed_in, officer, coordinator, foreigner, nominal):
    actions.refer(nominal=nominal, by=officer, on=ON, referred_on=ON, proposed_level=2, texts={"reasons": "x"})
    assert "T-1" in text(signed_in(coordinator).get(url("referrals")))
    assert AuditEvent.objects.filter(action="mappa.referrals_listed").last().subjects == ["T-1"]
    assert "T-1" not in text(signed_in(foreigner).get(url("referrals")))
    Nominal.objects.update(restricted=True)
    assert "T-1" not in text(signed_in(coordinator).get(url("referrals")))


def test_the_coordinator_screens_and_the_tests_are_shown_part_by_part(signed_in, officer, coordinator, nominal):
    row = actions.refer(nominal=nominal, by=officer, on=ON, referred_on=ON, proposed_level=2, texts={"reasons": "x"})
    here = url("screen", "T-1", row.referral_ref)
    answers = {"version": "1", "meetings_add_value": "yes", "high_risk_of_harm": "yes", "coordination_needed": "no",
               "stepped_down": "no", "senior_needed": "no", **day("decided_on", ON)}  # fmt: skip
    client = signed_in(coordinator)
    assert "Select accepted or refused" in text(client.post(here, answers))
    answer = client.post(here, {**answers, "decision": "accepted", "decided_level": "3", "reasons": "Yes"})
    assert "The tests are met for level 2 only" in text(answer)
    client.post(here, {**answers, "screening_notes": "Which release date?", "ask": "yes"})
    row.refresh_from_db()
    assert (row.decision, row.version) == ("", 2)
    stale = client.post(here, {**answers, "decision": "accepted", "decided_level": "2", "reasons": "Yes"})
    assert stale.status_code == 409
    done = {**answers, "version": "2", "decision": "accepted", "decided_level": "2", "reasons": "Yes"}
    assert client.post(here, done).status_code == 302
    page = text(client.get(url("referral", "T-1", row.referral_ref)))
    assert "Accepted at level 2" in page
    assert "Level 2: Meetings add value and the risk of serious harm is high or very high" in page
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(here).status_code == 403


# ---- meetings --------------------------------------------------------------------------------------------------------


def test_plan_hold_and_record_who_came(signed_in, coordinator, area):
    client = signed_in(coordinator)
    answer = client.post(url("add_meeting"), {
        "token": str(uuid.uuid4()), "area": str(area.pk), "level": "2", **day("held_on", ON), "starts_at": "14:00",
        "place": "Room 1", "link": "https://meet.example.org/1", "meeting_ref": "M-7",
    })  # fmt: skip
    assert answer.url == url("meeting", "M-7")
    assert "Probation Contact, Single point of contact" in text(client.get(answer.url))
    row = Meeting.objects.get()
    held = {"version": str(row.version), **day("held_on", ON), "chair": "J Oak", "statement_read": "yes"}
    assert client.post(url("hold", "M-7"), held).status_code == 302
    rows = list(Invitation.objects.all())
    took = {f"version_{one.pk}": "1" for one in rows}
    took |= {f"attendance_{one.pk}": "attended" for one in rows}
    assert client.post(url("attendance", "M-7"), took).status_code == 302
    stale = client.post(url("attendance", "M-7"), took | {f"attendance_{rows[0].pk}": "absent"})
    assert stale.status_code == 409
    assert "somebody else has changed this" in text(stale)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "meet.example.org", "ftp://x.example.org"])
def test_a_link_is_one_that_a_browser_opens_safely(signed_in, coordinator, area, link):
    answer = signed_in(coordinator).post(url("add_meeting"), {"link": link})
    assert "The link must begin with https://" in text(answer)


def test_another_forces_meeting_is_not_there(signed_in, world, meeting):
    stranger = world.person("z.far", "mappa_coordinator", force=world.other_force)
    client = signed_in(stranger)
    assert "M-1" not in text(client.get(url("meetings")))
    for name in ("meeting", "edit_meeting", "hold", "cancel_meeting", "invite", "attendance"):
        assert client.get(url(name, "M-1")).status_code == 404
        assert name == "meeting" or client.post(url(name, "M-1"), {}).status_code == 404
    assert client.post(url("finalise", "M-1"), {}).status_code == 404
    assert client.get(url("minutes", "M-1", "T-1")).status_code == 404
    assert client.get(url("meeting", "NO-SUCH")).status_code == 404


def test_a_meeting_lists_cases_only_as_far_as_one_may_see(signed_in, coordinator, make_nominal, meeting, officer):
    secret = make_nominal("T-9", family_name="Hidden")
    actions.put_on_agenda(meeting=meeting, nominal=secret, by=coordinator, on=ON, why="other")
    Nominal.objects.filter(pk=secret.pk).update(restricted=True)
    client = signed_in(coordinator)
    page = text(client.get(url("meeting", "M-1")))
    assert ("T-1" in page, "T-9" in page, "Hidden" in page) == (True, False, False)
    assert "1 case<" in text(client.get(url("meetings")))
    assert client.get(url("minutes", "M-1", "T-9")).status_code == 404
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    page = text(client.get(url("meeting", "M-1")))
    assert ("T-1" in page, "T-9" in page, "Finalise" in page) == (True, False, False)
    assert client.get(url("hold", "M-1")).status_code == 403


def test_an_urgent_meeting_from_the_record(signed_in, world, coordinator, officer, area, nominal):
    client, here = signed_in(coordinator), url("urgent", "T-1")
    assert "What makes it urgent?" in text(client.get(here))
    told = {"token": str(uuid.uuid4()), "area": str(area.pk), "level": "3", **day("held_on", ON), "starts_at": "16:00"}
    assert "Say what happened" in text(client.post(here, told | {"urgent_trigger": "recall"}))
    told |= {"urgent_trigger": "recall", "urgent_why": "Recalled this morning"}
    yesterday = client.post(here, told | day("held_on", ON - dt.timedelta(days=1)))
    assert "must be today or later" in text(yesterday)
    assert not Meeting.objects.exists()
    answer = client.post(here, told)
    row = Meeting.objects.get()
    assert answer.url == url("meeting", row.meeting_ref)
    assert client.post(here, told).url == answer.url  # sent twice, it is one
    page = text(client.get(answer.url))
    assert "Urgent level 3 meeting" in page
    assert "recall: Recalled this morning" in page
    assert AgendaItem.objects.get().why == "urgent"
    assert signed_in(officer).get(here).status_code == 403
    stranger = world.person("z.far", "mappa_coordinator", force=world.other_force)
    assert signed_in(stranger).get(here).status_code == 404


def test_a_meeting_of_no_area_asks_and_agrees_with_the_agencies_of_the_force(
    signed_in, world, coordinator, area, held, case
):
    make_area(world.other_force, "Southmere")
    Meeting.objects.update(area=None)  # as an import may leave it
    client = signed_in(coordinator)
    page = text(client.get(url("add_action", "M-1", "T-1")))
    assert (page.count(">Housing<"), page.count(">Police<")) == (1, 1)
    told = {"token": str(uuid.uuid4()), "what": "Find a flat", "agency": str(area.agencies.get(name="Housing").pk)}
    assert client.post(url("add_action", "M-1", "T-1"), told | day("due_on", ON)).status_code == 302
    assert Action.objects.get().agency_name == "Housing"
    Invitation.objects.all().delete()
    contact = area.agencies.get(name="Housing").contacts.get()
    assert client.post(url("invite", "M-1"), {"contact": str(contact.pk)}).status_code == 302
    assert Invitation.objects.get().agency_name == "Housing"


def test_the_chair_with_an_account_is_named_in_the_papers(signed_in, coordinator, inspector, meeting):
    Meeting.objects.update(chair="", chair_user=inspector)
    for name in ("meeting", "agenda"):
        assert inspector.full_name in text(signed_in(coordinator).get(url(name, "M-1")))


def test_an_officer_with_no_case_on_it_does_not_know_of_a_meeting(signed_in, outsider, meeting):
    assert signed_in(outsider).get(url("meeting", "M-1")).status_code == 404


# ---- minutes ---------------------------------------------------------------------------------------------------------


def test_minutes_begin_with_the_plan_of_the_record_and_say_what_is_missing(signed_in, coordinator, officer, case):
    row = write_plan(nominal=case.nominal, by=officer, on=ON, seen=0, parts={"supervision": "Visits every month"},
                     review_on=dt.date(2027, 5, 1), what_changed="First")  # fmt: skip
    client, here = signed_in(coordinator), url("minutes", "M-1", "T-1")
    page = text(client.get(here))
    assert "Visits every month</textarea>" in page
    assert "<li>Whether disclosure was considered</li>" in page
    assert client.post(here, sent()).status_code == 302
    assert "The plan on the record was changed since" in text(client.get(here))  # another than the one shown
    assert client.post(here, sent(version="1", plan_seen=str(row.pk))).status_code == 302
    assert "Nothing.</p>" in text(client.get(here))
    assert "Saved 20 November 2026 at 14:10 by H Coombe" in text(client.get(here))


def test_the_loser_sees_both_texts_and_their_own_stay_in_the_form(signed_in, world, coordinator, case):
    here = url("minutes", "M-1", "T-1")
    signed_in(coordinator).post(here, sent(dissent="None"))
    other = world.person("y.other", "mappa_coordinator")
    answer = signed_in(other).post(here, sent(dissent="Housing disagrees"))
    assert answer.status_code == 409
    page = text(answer)
    assert "Not saved: somebody else has changed this" in page
    assert "Housing disagrees</textarea>" in page
    assert 'data-label="Saved now">None</td>' in page
    assert Minutes.objects.get().dissent == "None"
    assert MinutesDraft.objects.get(author=other).data["dissent"] == "Housing disagrees"


def test_what_is_typed_is_kept_for_its_author_alone(signed_in, world, coordinator, case):
    here, words = url("minutes", "M-1", "T-1"), sent(dissent="Curtains")
    client = signed_in(coordinator)
    assert "Draft kept at 14:10" in text(client.post(url("keep_draft", "M-1", "T-1"), words))
    assert "minutes begun 14:10" in text(client.get(here))
    assert "Curtains</textarea>" in text(client.get(here, {"draft": words["token"]}))
    other = world.person("y.other", "mappa_coordinator")
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert "begun" not in text(client.get(here))
    assert "Curtains" not in text(client.get(here, {"draft": words["token"]}))
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(here, words).status_code == 302
    assert not MinutesDraft.objects.exists()


def test_words_that_arrive_after_the_session_was_lost_are_kept(coordinator, officer, case):
    here = url("minutes", "M-1", "T-1")
    words = sent(dissent="Curtains", keeper=drafts.signature(coordinator, case))
    answer = Client().post(here, words)
    assert answer.status_code == 302
    assert MinutesDraft.objects.get().author == coordinator
    Client().post(here, sent(keeper="forged"))
    Client().post(here, sent(keeper=drafts.signature(officer, case)))
    assert MinutesDraft.objects.count() == 1


def test_a_colleague_sees_that_it_met_and_not_the_text(signed_in, coordinator, colleague, officer, case):
    minute(case, coordinator, ON)
    here = url("minutes", "M-1", "T-1")
    page = text(signed_in(colleague).get(here))
    assert "The case was discussed." in page
    assert WHOLE["risk_assessment"] not in page
    assert WHOLE["risk_assessment"] in text(signed_in(officer).get(here))
    assert signed_in(officer).post(here, sent()).status_code == 403
    assert signed_in(officer).post(url("keep_draft", "M-1", "T-1"), sent()).status_code == 403


def test_final_minutes_are_read_and_added_to(signed_in, coordinator, held, case):
    minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    client = signed_in(coordinator)
    refused = client.post(url("finalise", "M-1"), {"version": "1"}, follow=True)
    assert "Somebody else has changed this meanwhile" in text(refused)
    assert "The minutes are final" in text(client.post(url("finalise", "M-1"), {"version": "2"}, follow=True))
    assert LevelDecision.objects.get().level == 2
    here = url("minutes", "M-1", "T-1")
    assert "The minutes are final" in text(client.post(here, sent(version="1", dissent="Too late")))
    assert Minutes.objects.get().dissent == ""
    client.post(
        url("addendum", "M-1", "T-1"), {"token": str(uuid.uuid4()), **day("made_on", ON), "text": "Late report"}
    )
    assert "Late report" in text(client.get(here))
    assert "Level 2 decided" in text(client.get(reverse("offenders:history", args=["T-1"])))


# ---- actions ---------------------------------------------------------------------------------------------------------


def test_agreed_seen_in_the_officers_caseload_closed(signed_in, coordinator, officer, supervisor, area, case):
    client = signed_in(coordinator)
    police = area.agencies.get(name="Police")
    told = {"token": str(uuid.uuid4()), "what": "Check the loft", "agency": str(police.pk)}
    told |= day("due_on", dt.date(2026, 11, 19)) | {"owner": officer.username}
    assert "The day must be on or after" in text(client.post(url("add_action", "M-1", "T-1"), told))
    told |= day("due_on", dt.date(2026, 11, 27))
    assert client.post(url("add_action", "M-1", "T-1"), told).status_code == 302
    client.post(url("add_action", "M-1", "T-1"), told)
    row = Action.objects.get()
    for path in ("/", "/caseload/"):
        page = text(signed_in(officer).get(path))
        assert "Actions from meetings" in page
        assert "Check the loft" in page
    assert "Check the loft" in text(signed_in(officer).get("/nominals/T-1/"))
    assert AuditEvent.objects.filter(action="caseload.listed").last().subjects == ["T-1"]
    close = url("close_action", "T-1", row.action_ref)
    done = {"version": "1", **day("done_on", ON), "evidence": "Nothing there"}
    assert client.post(close, done).status_code == 302
    assert "Actions from meetings" not in text(client.get("/caseload/"))
    assert client.post(close, done | {"evidence": "x"}).status_code == 409


def test_an_owner_closes_their_own_where_the_record_is_open_read_only(signed_in, coordinator, outsider, area, case):
    permission = Permission.objects.get(content_type__app_label="offenders", codename="view_nominal")
    NominalAccess.objects.create(user=outsider, content_object=case.nominal, permission=permission, kind="meeting",
                                 granted_by=coordinator, reason="A member of the meeting")  # fmt: skip
    told = {"item": case, "agency": area.agencies.get(name="Police"), "due_on": ON, "by": coordinator, "on": ON}
    own, other = (actions.add_action(action=text, owner=who, **told) for text, who in
                  (("Mine", outsider), ("Not mine", coordinator)))  # fmt: skip
    client, done = signed_in(outsider), {"version": "1", **day("done_on", ON), "evidence": "Seen to"}
    assert client.post(url("close_action", "T-1", other.action_ref), done).status_code == 403
    assert "Close with evidence" in text(client.get(url("action", "T-1", own.action_ref)))
    assert client.post(url("close_action", "T-1", own.action_ref), done).status_code == 302
    own.refresh_from_db()
    assert own.closed_by == outsider


def test_the_list_by_agency_holds_only_what_one_may_see(signed_in, coordinator, officer, foreigner, area, case):
    housing = area.agencies.get(name="Housing")
    actions.add_action(item=case, action="Find a flat", agency=housing, due_on=ON, by=coordinator, on=ON)
    page = text(signed_in(coordinator).get(url("actions")))
    assert ("Find a flat" in page, "?agency=Housing" in page) == (True, True)
    assert "Find a flat" in text(signed_in(coordinator).get(url("actions"), {"agency": "Housing"}))
    assert "Find a flat" not in text(signed_in(coordinator).get(url("actions"), {"agency": "Police"}))
    assert "Find a flat" not in text(signed_in(coordinator).get(url("actions"), {"state": "overdue"}))
    assert "Find a flat" not in text(signed_in(foreigner).get(url("actions")))
    row = Action.objects.get()
    remind = url("remind", "T-1", row.action_ref)
    assert "1 reminder on the way." in text(signed_in(coordinator).post(remind, follow=True))
    assert "They were reminded today already." in text(signed_in(coordinator).post(remind, follow=True))
    assert signed_in(officer).post(remind).status_code == 403


def test_as_many_queries_for_one_action_as_for_many(signed_in, coordinator, area, case, django_assert_max_num_queries):
    housing, client = area.agencies.get(name="Housing"), signed_in(coordinator)
    told = {"item": case, "agency": housing, "due_on": ON, "by": coordinator, "on": ON}
    actions.add_action(action="One", **told)
    client.get(url("actions"))
    with django_assert_max_num_queries(14) as one:
        client.get(url("actions"))
    for number in range(12):
        actions.add_action(action=f"More {number}", **told)
    with django_assert_max_num_queries(14) as many:
        client.get(url("actions"))
    assert len(one) == len(many)


# ---- areas, serious cases --------------------------------------------------------------------------------------------


def test_an_area_edits_its_own_list(signed_in, world, coordinator, area):
    elsewhere = make_area(world.other_force, "Southmere")
    client = signed_in(coordinator)
    page = text(client.get(url("areas")))
    assert ("Northshire" in page, "Southmere" in page) == (True, False)
    for name, row in (("add_agency", elsewhere), ("agency", elsewhere.agencies.first()),
                      ("add_contact", elsewhere.agencies.first())):  # fmt: skip
        assert client.get(url(name, row.pk)).status_code == 404
    told = {"name": "Hill Council", "kind": "adults", "invited_to_level_2": "on"}
    assert client.post(url("add_agency", area.pk), told).status_code == 302
    row = area.agencies.get(name="Hill Council")
    assert (row.invited_to_level_2, row.invited_to_level_3) == (True, False)
    contact = {"role": "Head", "name": "P Ash", "email": "p@example.org", "phone": ""}
    assert client.post(url("add_contact", row.pk), contact).status_code == 302
    gone = {"version": "1", **told, "left": "on"}
    assert client.post(url("agency", row.pk), gone).status_code == 302
    assert client.post(url("agency", row.pk), gone).status_code == 409


def test_a_serious_further_offence_from_notice_to_outcome(signed_in, coordinator, officer, nominal):
    told = {"token": str(uuid.uuid4()), "offence": "Rape", **day("notified_on", ON), "notified_by": "DI Stone"}
    here = signed_in(officer).post(url("add_serious", "T-1"), told).url
    assert "A decision is owed" in text(signed_in(officer).get(here))
    assert signed_in(officer).get(f"{here}decide/").status_code == 403
    decided = {"version": "1", "decision": "review", **day("decided_on", ON), "decided_by": "The board", "reasons": "x"}
    client = signed_in(coordinator)
    assert client.post(f"{here}decide/", decided).status_code == 302
    assert client.post(f"{here}decide/", decided | {"reasons": "y"}).status_code == 409
    concluded = {"version": "2", "outcome": "Two lessons", **day("outcome_on", ON)}
    assert client.post(f"{here}outcome/", concluded).status_code == 302
    assert "Two lessons" in text(client.get(here))


# ---- the chair's check -----------------------------------------------------------------------------------------------


@pytest.fixture
def chair(world, held):
    """A supervisor whose team has none of the cases."""
    user = world.person("s.far", "supervisor", team=world.far)
    Meeting.objects.update(chair_user=user)
    return user


def test_the_chair_checks_the_minutes_and_a_change_after_it_is_said(signed_in, coordinator, chair, case, supervisor):
    page = signed_in(coordinator).get(url("meeting", "M-1"))
    assert "The chair has not checked the minutes" in text(page)
    client = signed_in(chair)
    answer = client.post(url("check_minutes", "M-1"), day("checked_on", ON) | {"seen": "0"})
    assert "Nothing is minuted yet" in text(answer)
    minute(case, coordinator, ON)
    data = day("checked_on", ON) | {"checked_by": "Somebody Else", "seen": "1"}
    assert [client.post(url("check_minutes", "M-1"), data).status_code for _ in range(2)] == [302, 302]
    row = Meeting.objects.get()
    assert (row.checked_on, row.checked_by) == (ON, chair.full_name)
    assert AuditEvent.objects.filter(action="mappa.minutes_checked").count() == 1
    assert "Checked as they are now" in text(signed_in(coordinator).get(url("meeting", "M-1")))
    case.refresh_from_db()
    minute(case, coordinator, ON, version=1, dissent="Housing did not agree")
    page = text(signed_in(coordinator).get(url("meeting", "M-1")))
    assert "changed since the chair checked them" in page
    assert chair.full_name in page
    assert signed_in(supervisor).get(url("check_minutes", "M-1")).status_code == 403


def test_the_check_is_recorded_for_a_chair_without_an_account_until_the_minutes_are_final(
    signed_in, coordinator, held, case, officer, world
):
    minute(case, coordinator, ON)
    client = signed_in(coordinator)
    early = day("checked_on", ON - dt.timedelta(days=1)) | {"checked_by": "J Oak", "seen": "1"}
    assert "on or after 20 November 2026" in text(client.post(url("check_minutes", "M-1"), early))
    assert "Enter who checked" in text(client.post(url("check_minutes", "M-1"), day("checked_on", ON)))
    data = day("checked_on", ON) | {"checked_by": "J Oak", "seen": "1"}
    assert client.post(url("check_minutes", "M-1"), data).status_code == 302
    assert Meeting.objects.get().checked_by == "J Oak"
    everybody_came(held, coordinator, ON)
    held.refresh_from_db()
    actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    assert client.post(url("check_minutes", "M-1"), data).status_code == 403
    assert "J Oak, Friday 20 November 2026" in text(client.get(url("meeting", "M-1")))
    assert signed_in(officer).get(url("check_minutes", "M-1")).status_code == 403
    far = world.person("z.far", "mappa_coordinator", force=world.other_force)
    assert signed_in(far).get(url("check_minutes", "M-1")).status_code == 404


def test_words_sent_after_the_minutes_became_final_come_back_with_why(signed_in, coordinator, held, case):
    client = signed_in(coordinator)
    form = sent(dissent="Housing did not agree")
    minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    held.refresh_from_db()
    actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    page = client.post(url("minutes", "M-1", "T-1"), form)
    assert page.status_code == 200
    assert "The minutes are final: add an addendum instead" in text(page)
    assert "Housing did not agree" in text(page)
    assert Minutes.objects.get().dissent == ""


def test_a_stale_page_of_what_is_still_open_gets_both_texts(signed_in, coordinator, officer, colleague, area, case):
    told = {"action": "Check the phone", "agency": area.agencies.get(name="Police"), "due_on": ON}
    row = actions.add_action(item=case, owner=officer, by=coordinator, on=ON, **told)
    actions.hand_over_action(action=row, owner=colleague, version=1, by=coordinator, on=ON)
    data = {"version": "1", "evidence": "Phone seen", **day("done_on", ON)}
    page = signed_in(coordinator).post(url("close_action", "T-1", row.action_ref), data)
    assert page.status_code == 409
    assert "Phone seen" in text(page)
    data["version"] = "2"
    assert signed_in(coordinator).post(url("close_action", "T-1", row.action_ref), data).status_code == 302


def test_a_stale_decision_about_a_serious_offence_gets_both_texts(signed_in, coordinator, nominal):
    row = actions.notify_serious(nominal=nominal, by=coordinator, on=ON, offence="Rape", notified_on=ON)
    told = {"decision": "review", "decided_on": ON, "decided_by": "Board", "reasons": "Serious"}
    actions.decide_serious(serious=row, version=1, by=coordinator, on=ON, **told)
    data = {"version": "1", "decision": "no_review", "decided_by": "Chair", "reasons": "Alone", **day("decided_on", ON)}
    page = signed_in(coordinator).post(url("decide_serious", "T-1", row.pk), data)
    assert page.status_code == 409
    assert "Board" in text(page)
    stale = {"version": "1", "outcome": "Lessons", **day("outcome_on", ON)}
    assert signed_in(coordinator).post(url("conclude_serious", "T-1", row.pk), stale).status_code == 409


def test_a_paper_form_asks_what_the_minutes_ask(signed_in, coordinator, officer, meeting, area, nominal, make_nominal):
    old = Meeting.objects.create(
        meeting_ref="OLD", area=area, level=2, held_on=ON - dt.timedelta(days=40), status="held", minutes_sent_on=ON
    )
    told = {"nominal": nominal, "meeting": old, "agency_name": "Housing", "due_on": ON}
    Action.objects.create(action_ref="OLD-1", action="Find a flat", **told)
    Action.objects.create(action_ref="OLD-2", action="Ring the school", done_on=ON, **told)
    AgendaItem.objects.create(meeting=meeting, nominal=make_nominal("T-SECRET", restricted=True), position=2)
    page = text(signed_in(coordinator).get(url("paper_form", "M-1")))
    for words in ("OLD-1", "Risk summed up", "Contingency", "Was disclosure considered?", "Next review", "Probation"):
        assert words in page
    assert not any(words in page for words in ("OLD-2", "T-SECRET"))
    assert AuditEvent.objects.get(action="mappa.paper_form_opened").subjects == ["T-1"]
    assert signed_in(officer).get(url("paper_form", "M-1")).status_code == 403


@pytest.mark.parametrize(
    ("status", "held_in", "sent", "part"),
    [
        ("planned", 3, None, "ahead"),
        ("issued", -3, None, "ahead"),  # its day passed and nobody said that it was held
        ("held", 3, None, "ahead"),  # from a bundle
        ("held", 0, None, "owed"),
        ("held", -3, -1, "over"),
        ("held", None, None, "owed"),
        ("finalised", -3, 0, "over"),
        ("cancelled", 3, None, "over"),
    ],
)
def test_a_meeting_is_in_one_list(signed_in, coordinator, area, status, held_in, sent, part):
    held_on, sent_on = (None if days is None else ON + dt.timedelta(days=days) for days in (held_in, sent))
    Meeting.objects.create(
        meeting_ref="X-1", area=area, level=2, status=status, held_on=held_on, minutes_sent_on=sent_on,
        cancel_reason="x",
    )  # fmt: skip
    client = signed_in(coordinator)
    found = [one for one in ("ahead", "owed", "over") if "X-1" in text(client.get(url("meetings"), {"show": one}))]
    assert found == [part]
    assert ("minutes owed" in text(client.get(url("meeting", "X-1")))) is (part == "owed")


def test_a_meeting_to_come_from_a_bundle_is_moved_and_called_off(signed_in, coordinator, area):
    day_ = ON + dt.timedelta(days=5)
    Meeting.objects.create(meeting_ref="X-1", area=area, level=2, status="held", held_on=day_)
    client = signed_in(coordinator)
    page = text(client.get(url("meeting", "X-1")))
    assert all(url(name, "X-1") in page for name in ("edit_meeting", "cancel_meeting"))
    assert url("attendance", "X-1") not in page
    moved = {"level": "2", **day("held_on", day_ + dt.timedelta(days=2)), "chair": "J Oak", "version": "1"}
    assert client.post(url("edit_meeting", "X-1"), moved).status_code == 302
    row = Meeting.objects.get(meeting_ref="X-1")
    assert (row.status, row.status_on(row.held_on)) == ("planned", "planned")  # nobody held it on the new day yet
    assert client.post(url("cancel_meeting", "X-1"), {"reason": "The chair is ill"}).status_code == 302
    row = Meeting.objects.get(meeting_ref="X-1")
    assert (row.status, row.held_on) == ("cancelled", day_ + dt.timedelta(days=2))


def test_a_meeting_of_a_bundle_stands_from_its_day_on(signed_in, coordinator, area):
    row = Meeting.objects.create(meeting_ref="X-1", area=area, level=2, status="held", held_on=ON)
    client = signed_in(coordinator)
    for name in ("edit_meeting", "cancel_meeting"):
        assert client.get(url(name, "X-1")).status_code == 403
    with pytest.raises(Refused, match="was held"):
        actions.cancel_meeting(meeting=row, reason="x", by=coordinator, on=ON)


def test_a_check_vouches_for_the_text_that_was_there_to_read(signed_in, coordinator, chair, case):
    minute(case, coordinator, ON)
    client = signed_in(chair)
    seen = client.get(url("check_minutes", "M-1")).context["form"]["seen"].value()
    case.refresh_from_db()
    minute(case, coordinator, ON, version=1, dissent="Housing did not agree")
    stale = client.post(url("check_minutes", "M-1"), day("checked_on", ON) | {"seen": str(seen)})
    assert "changed since this page was opened" in text(stale)
    assert Meeting.objects.get().checked_on is None
    seen = client.get(url("check_minutes", "M-1")).context["form"]["seen"].value()
    assert client.post(url("check_minutes", "M-1"), day("checked_on", ON) | {"seen": str(seen)}).status_code == 302
    case.refresh_from_db()
    minute(case, coordinator, ON, version=2, dissent="Housing did not agree", plan_seen=7)  # saved again as it is
    row = Minutes.objects.get()
    assert (row.version, row.plan_seen) == (2, 7)
    assert "Checked as they are now" in text(signed_in(coordinator).get(url("meeting", "M-1")))
