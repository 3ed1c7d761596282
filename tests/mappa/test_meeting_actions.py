"""The verbs of referrals, meetings, minutes and actions: what they write, refuse, do to the dates, leave on the log."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from audit.models import Event as AuditEvent
from common import outbox
from common.models import OutboxMessage
from deadlines import nightly
from deadlines.models import Deadline
from mappa import actions, mail
from mappa.actions import Part, Urgent
from mappa.actions.finalising import earlier_actions
from mappa.actions.minutes import digest, texts_now
from mappa.drafts import typed
from mappa.models import (
    Action,
    ActionReminder,
    Addendum,
    Agency,
    AgencyContact,
    AgendaItem,
    Invitation,
    LevelDecision,
    Meeting,
    Minutes,
    MinutesDraft,
    Referral,
)
from mappa.policy import Answers
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.actions.merging import merge_nominals
from offenders.models import Nominal
from risk.actions import write_plan
from risk.plan import current
from tests.exchange.driver import load, write_bundle
from tests.mappa.meetings import ON, PASSED, WHOLE, box_of, everybody_came, hold, make_area, minute, plan

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def meeting(area, coordinator):
    return actions.plan_meeting(area=area, plan=plan(ON), by=coordinator, on=ON)


@pytest.fixture
def item(meeting, nominal, coordinator):
    return actions.put_on_agenda(meeting=meeting, nominal=nominal, by=coordinator, on=ON, why="review")


@pytest.fixture
def held(meeting, item, coordinator):
    return hold(meeting, coordinator, ON)


@pytest.fixture
def case(item, held):
    return AgendaItem.objects.select_related("meeting", "nominal").get(pk=item.pk)


def due(nominal):
    rows = Deadline.objects.open().filter(nominal=nominal, kind__startswith="mappa")
    return {(row.kind, row.subject): row.due_on for row in rows}


def events(action):
    return list(AuditEvent.objects.filter(action=action).order_by("pk"))


def refer(nominal, by, **over):
    told = {"referred_on": D(2026, 11, 10), "proposed_level": 2, "texts": {"reasons": "Agencies must act together",
            "form_code": "MAPPA A", "form_edition": "4"}}  # fmt: skip
    return actions.refer(nominal=nominal, by=by, on=ON, **{**told, **over})


def decide(row, by, **over):
    told = {"version": row.version, "answers": PASSED, "notes": "", "decision": "accepted", "decided_on": ON,
            "decided_level": 2, "reasons": "Meets the tests"}  # fmt: skip
    return actions.screen_referral(referral=row, by=by, on=ON, **{**told, **over})


# ---- referrals -------------------------------------------------------------------------------------------------------


def test_a_referral_is_made_once_however_often_the_form_is_sent(nominal, officer):
    token = uuid.uuid4()
    first = refer(nominal, officer, form_token=token)
    assert refer(nominal, officer, form_token=token) == first
    assert Referral.objects.count() == 1
    assert (first.referral_ref, first.form_code, first.form_edition) == ("R-T-1-1", "MAPPA A", "4")
    assert events("mappa.referred")[0].subjects == ["T-1"]


def test_another_waits_for_the_answer_to_the_first(nominal, officer, coordinator):
    first = refer(nominal, officer)
    with pytest.raises(Refused, match="waiting"):
        refer(nominal, officer)
    decide(first, coordinator, decision="refused")
    assert refer(nominal, officer).referral_ref == "R-T-1-2"


@pytest.mark.parametrize("who", ["support", "auditor", "neighbourhood"])
def test_not_every_role_refers(request, nominal, who):
    with pytest.raises(NotAllowed):
        refer(nominal, request.getfixturevalue(who))


def test_nobody_refers_a_record_of_another_force(nominal, foreigner):
    with pytest.raises(NotVisible):
        refer(nominal, foreigner)


def test_acceptance_opens_the_clock_of_the_first_meeting(nominal, officer, coordinator):
    row = refer(nominal, officer)
    assert ("mappa_first_meeting", row.referral_ref) not in due(nominal)
    decide(row, coordinator)
    # 20 working days from Friday 20 November 2026
    assert due(nominal)["mappa_first_meeting", row.referral_ref] == D(2026, 12, 18)
    decide(Referral.objects.get(pk=row.pk), coordinator, version=1)  # the same form once more
    assert len(events("mappa.referral_decided")) == 1


def test_refusal_opens_none_and_has_reasons(nominal, officer, coordinator):
    row = refer(nominal, officer)
    with pytest.raises(Refused):
        decide(row, coordinator, decision="refused", reasons=" ")
    decide(row, coordinator, decision="refused")
    assert due(nominal) == {}
    row.refresh_from_db()
    assert (row.decided_level, row.decision_reasons) == (None, "Meets the tests")


@pytest.mark.parametrize(
    ("answers", "level", "accepted"),
    [
        (Answers(True, True, False, False, False), 2, True),
        (Answers(True, False, True, False, False), 2, True),
        (Answers(True, False, False, True, False), 2, True),
        (Answers(True, True, False, False, True), 3, True),
        (Answers(True, True, False, False, False), 3, False),
        (Answers(True, False, False, False, True), 2, False),
        (Answers(False, True, True, True, True), 2, False),
        (Answers(None, True, None, None, None), 2, False),
    ],
)
def test_a_level_is_accepted_where_its_tests_are_met(nominal, officer, coordinator, answers, level, accepted):
    row = refer(nominal, officer)
    if accepted:
        assert decide(row, coordinator, answers=answers, decided_level=level).decided_level == level
    else:
        with pytest.raises(Refused):
            decide(row, coordinator, answers=answers, decided_level=level)


def test_two_screening_at_once_and_a_decision_that_stands(nominal, officer, coordinator):
    row = refer(nominal, officer)
    decide(row, coordinator, decision="", notes="Release date?")
    with pytest.raises(Conflict) as caught:
        decide(row, coordinator, version=1, decision="", notes="Licence?")
    assert caught.value.theirs["screening_notes"] == "Release date?"
    row.refresh_from_db()
    decide(row, coordinator)
    with pytest.raises(Refused, match="accepted meanwhile"):
        decide(row, coordinator, decision="refused")


def test_an_officer_does_not_screen(nominal, officer):
    row = refer(nominal, officer)
    with pytest.raises(NotAllowed):
        decide(row, officer)


# ---- meetings --------------------------------------------------------------------------------------------------------


def test_a_meeting_asks_the_standing_agencies_of_its_level(area, coordinator):
    two = actions.plan_meeting(area=area, plan=plan(ON), by=coordinator, on=ON)
    three = actions.plan_meeting(area=area, plan=plan(ON, 3), by=coordinator, on=ON)
    assert [row.agency_name for row in two.invitations.all()] == ["Housing", "Police", "Probation"]
    assert [row.agency_name for row in three.invitations.all()] == ["Police", "Probation"]
    assert (two.meeting_ref, three.meeting_ref) == ("L2-20261120", "L3-20261120")
    assert actions.plan_meeting(area=area, plan=plan(ON), by=coordinator, on=ON).meeting_ref == "L2-20261120-2"


def test_planned_once_and_never_for_a_past_day(area, coordinator):
    token = uuid.uuid4()
    first = actions.plan_meeting(area=area, plan=plan(ON), by=coordinator, on=ON, form_token=token)
    assert actions.plan_meeting(area=area, plan=plan(ON), by=coordinator, on=ON, form_token=token) == first
    with pytest.raises(Refused, match="today or later"):
        actions.plan_meeting(area=area, plan=plan(ON - dt.timedelta(1)), by=coordinator, on=ON)


@pytest.mark.parametrize(
    ("ref", "told"), [("L2 / March", "reference"), ("x" * 41, "reference"), ("l2-20261120", "Another meeting has")]
)
def test_a_reference_that_cannot_be_is_refused_at_its_box(area, meeting, coordinator, ref, told):
    with pytest.raises(Refused, match=told) as refused:
        actions.plan_meeting(area=area, plan=plan(ON), by=coordinator, on=ON, meeting_ref=ref)
    assert refused.value.field == "meeting_ref"


def test_a_meeting_is_not_held_after_its_minutes_were_sent(area, coordinator):
    sent = D(2026, 11, 6)
    row = Meeting.objects.create(
        meeting_ref="IMPORTED-1", area=area, level=2, held_on=D(2026, 11, 2), status="held", minutes_sent_on=sent
    )
    with pytest.raises(Refused, match="minutes were sent on 6 November 2026") as refused:
        hold(row, coordinator, ON, sent + dt.timedelta(days=1))
    assert refused.value.field == "held_on"
    assert hold(row, coordinator, ON, sent).held_on == sent


def test_another_forces_area_and_meeting_do_not_exist(world, meeting, officer):
    stranger = world.person("z.far", "mappa_coordinator", force=world.other_force)
    with pytest.raises(NotVisible):
        actions.plan_meeting(area=meeting.area, plan=plan(ON), by=stranger, on=ON)
    for verb in (
        lambda: hold(meeting, stranger, ON),
        lambda: actions.change_details(meeting=meeting, plan=plan(ON), version=1, by=stranger, on=ON),
        lambda: actions.cancel_meeting(meeting=meeting, reason="x", by=stranger, on=ON),
        lambda: actions.invite(meeting=meeting, agency_name="School", by=stranger, on=ON),
        lambda: actions.record_attendance(meeting=meeting, parts={}, by=stranger, on=ON),
        lambda: actions.finalise(meeting=meeting, version=1, by=stranger, on=ON),
    ):
        with pytest.raises(NotVisible):
            verb()
    with pytest.raises(NotAllowed):
        hold(meeting, officer, ON)


def test_only_a_meeting_that_was_held_moves_dates(meeting, item, nominal, coordinator):
    LevelDecision.objects.create(nominal=nominal, level=2, effective_from=D(2026, 8, 3), reason="x")
    actions.change_details(meeting=meeting, plan=plan(ON), version=1, by=coordinator, on=ON)
    assert due(nominal) == {("mappa_review", ""): D(2026, 10, 26)}
    meeting.refresh_from_db()
    hold(meeting, coordinator, ON)
    # minutes: 10 working days; review: 12 weeks from the meeting
    assert due(nominal) == {("mappa_review", ""): D(2027, 2, 12), ("mappa_minutes", "L2-20261120"): D(2026, 12, 4)}


def test_a_stale_page_of_a_meeting_gets_both_texts(meeting, coordinator):
    actions.change_details(meeting=meeting, plan=plan(ON, place="Room 2"), version=1, by=coordinator, on=ON)
    with pytest.raises(Conflict) as caught:
        actions.change_details(meeting=meeting, plan=plan(ON, place="Room 3"), version=1, by=coordinator, on=ON)
    assert (caught.value.yours["place"], caught.value.theirs["place"]) == ("Room 3", "Room 2")


@pytest.mark.parametrize("day", [D(2026, 11, 20), D(2026, 11, 27)])
def test_at_another_level_the_agencies_of_that_level_are_asked_and_nobody_is_struck_off(area, coordinator, day):
    Agency.objects.create(area=area, name="Cabinet", kind="other", invited_to_level_2=False)
    meeting = actions.plan_meeting(area=area, plan=plan(day), by=coordinator, on=ON)
    actions.invite(meeting=meeting, agency_name="School", by=coordinator, on=ON)
    for version, level in enumerate((2, 3, 2), start=1):
        moved = plan(day, level, place=f"Room {version}")
        actions.change_details(meeting=meeting, plan=moved, version=version, by=coordinator, on=ON)
        asked = sorted(Invitation.objects.filter(meeting=meeting).values_list("agency_name", flat=True))
        first = [*(["Cabinet"] if version > 1 else []), "Housing", "Police", "Probation", "School"]
        assert asked == first
    told = [one.details["asked"] for one in events("mappa.meeting_changed")]
    assert told == [[], ["Cabinet"], []]


def test_a_meeting_of_a_bundle_that_was_moved_is_held_once_somebody_says_so(area, item, nominal, coordinator, tmp_path):
    folder = write_bundle(
        tmp_path / "bundle",
        mappa_meetings="meeting_ref,area,level,held_on\nB-1,Northshire,2,2026-11-24\n",
        mappa_agenda="meeting_ref,reference\nB-1,T-1\n",
        nominals="reference\nT-1\n",
    )
    assert load(folder).exit == 0
    row = Meeting.objects.get(meeting_ref="B-1")
    assert row.took_place(D(2026, 11, 24))
    actions.change_details(meeting=row, plan=plan(D(2026, 11, 27)), version=1, by=coordinator, on=ON)
    row.refresh_from_db()
    assert (row.status, row.took_place(D(2026, 11, 27))) == ("planned", False)
    assert load(folder).counts["mappa_meetings.csv"] == (0, 1, 0)  # the bundle says its day anew
    row.refresh_from_db()
    assert (row.status, row.held_on) == ("held", D(2026, 11, 24))
    actions.change_details(meeting=row, plan=plan(D(2026, 11, 27)), version=3, by=coordinator, on=ON)
    row.refresh_from_db()
    assert hold(row, coordinator, D(2026, 11, 27)).took_place(D(2026, 11, 27))


def bundle_says(folder, ref, held_on, head="held_on"):
    return load(
        write_bundle(
            folder,
            mappa_meetings=f"meeting_ref,area,level,{head}\n{ref},Northshire,2,{held_on}\n",
            mappa_agenda=f"meeting_ref,reference\n{ref},T-1\n",
            nominals="reference\nT-1\n",
        )
    )


@pytest.mark.parametrize("says", [D(2026, 11, 27), D(2026, 11, 26)])
def test_a_bundle_confirms_a_meeting_that_was_moved_and_its_minutes_are_owed(
    area, nominal, coordinator, tmp_path, says
):
    assert bundle_says(tmp_path, "B-1", "2026-11-24").exit == 0
    row = Meeting.objects.get(meeting_ref="B-1")
    actions.change_details(meeting=row, plan=plan(D(2026, 11, 27)), version=1, by=coordinator, on=ON)
    assert bundle_says(tmp_path, "B-1", says).counts["mappa_meetings.csv"] == (0, 1, 0)
    row.refresh_from_db()
    assert (row.status, row.held_on, row.took_place(D(2026, 11, 27))) == ("held", says, True)
    assert bundle_says(tmp_path, "B-1", says).counts["mappa_meetings.csv"] == (0, 0, 1)
    nightly.run(D(2026, 11, 27))
    assert ("mappa_minutes", "B-1") in due(nominal)


def test_a_bundle_confirms_a_meeting_that_was_planned_here(meeting, item, nominal, coordinator, tmp_path):
    ref, day = meeting.meeting_ref, meeting.held_on
    assert bundle_says(tmp_path, ref, day).counts["mappa_meetings.csv"] == (0, 1, 0)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.held_on) == ("held", day)
    nightly.run(day)
    assert ("mappa_minutes", ref) in due(nominal)


@pytest.mark.parametrize(("head", "day"), [("held_on", ""), ("minutes_sent_on", "")])
def test_a_bundle_without_the_day_confirms_nothing(meeting, item, tmp_path, head, day):
    assert bundle_says(tmp_path, meeting.meeting_ref, day, head).exit == 0
    meeting.refresh_from_db()
    assert meeting.status == "planned"


def test_a_bundle_does_not_plan_again_what_was_called_off(meeting, item, coordinator, tmp_path):
    actions.cancel_meeting(meeting=meeting, reason="The chair is ill", by=coordinator, on=ON)
    assert bundle_says(tmp_path, meeting.meeting_ref, meeting.held_on).exit == 0
    meeting.refresh_from_db()
    assert (meeting.status, meeting.cancel_reason) == ("cancelled", "The chair is ill")


def test_called_off_it_stays_with_its_reason(meeting, coordinator):
    actions.cancel_meeting(meeting=meeting, reason="The chair is ill", by=coordinator, on=ON)
    actions.cancel_meeting(meeting=meeting, reason="Again", by=coordinator, on=ON)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.cancel_reason) == ("cancelled", "The chair is ill")
    with pytest.raises(Refused, match="cancelled"):
        hold(meeting, coordinator, ON)


def test_a_reference_that_another_meeting_took_is_refused_not_an_error(area, world, coordinator, monkeypatch):
    told = {"plan": plan(ON), "by": coordinator, "on": ON}
    first = actions.plan_meeting(area=area, meeting_ref="M-1", **told)
    Meeting.objects.filter(pk=first.pk).update(voided_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), void_reason="x")
    with pytest.raises(Refused, match="has this reference"):
        actions.plan_meeting(area=area, meeting_ref="m-1", **told)
    # two areas at the same moment: each saw the reference free
    monkeypatch.setattr("mappa.actions.meetings.free_ref", lambda *_args: "M-1")
    with pytest.raises(Refused, match="has this reference"):
        actions.plan_meeting(area=make_area(world.force, "Southmere"), **told)
    assert Meeting.objects.count() == 1


def test_an_urgent_meeting_about_one_person(area, nominal, coordinator, officer):
    urgent, token = Urgent("recall", "Recalled to prison on Thursday"), uuid.uuid4()
    told = {"nominal": nominal, "area": area, "plan": plan(ON), "urgent": urgent, "on": ON, "form_token": token}
    made = actions.plan_urgent(by=coordinator, **told)
    assert actions.plan_urgent(by=coordinator, **told) == made
    assert (made.urgent, made.urgent_trigger, made.meeting_ref) == (True, "recall", "U2-20261120")
    assert [row.why for row in made.items.all()] == ["urgent"]
    with pytest.raises(NotAllowed):
        actions.plan_urgent(by=officer, **(told | {"form_token": None}))
    with pytest.raises(Refused):
        actions.plan_urgent(by=coordinator, **(told | {"form_token": None, "urgent": Urgent("boredom", "x")}))


def test_a_restricted_record_is_not_listed_by_whoever_may_not_know_of_it(meeting, make_nominal, coordinator):
    secret = make_nominal("T-9", restricted=True)
    with pytest.raises(NotVisible):
        actions.put_on_agenda(meeting=meeting, nominal=secret, by=coordinator, on=ON, why="other")


def test_a_case_is_listed_once_and_taken_off_with_a_reason(meeting, item, nominal, coordinator):
    again = actions.put_on_agenda(meeting=meeting, nominal=nominal, by=coordinator, on=ON, why="other")
    assert again == item
    actions.take_off_agenda(item=item, by=coordinator, on=ON, reason="Moved to the next meeting")
    assert not AgendaItem.objects.counted().exists()


# ---- who is asked, who came ------------------------------------------------------------------------------------------


def test_attendance_per_agency_once_the_meeting_was_held(meeting, item, coordinator):
    rows = {row.agency_name: row for row in Invitation.objects.filter(meeting=meeting)}
    parts = {row.pk: Part("attended", "Sgt Bell", "", 1) for row in rows.values()}
    with pytest.raises(Refused, match="held"):
        actions.record_attendance(meeting=meeting, parts=parts, by=coordinator, on=ON)
    hold(meeting, coordinator, ON)
    parts[rows["Housing"].pk] = Part("report", "", "Sent on Monday", 1)
    assert actions.record_attendance(meeting=meeting, parts=parts, by=coordinator, on=ON) == 3
    assert actions.record_attendance(meeting=meeting, parts=parts, by=coordinator, on=ON) == 0  # the same form twice
    took = dict(Invitation.objects.filter(meeting=meeting).values_list("agency_name", "attendance"))
    assert took == {"Housing": "report", "Police": "attended", "Probation": "attended"}


def test_two_recording_attendance_do_not_overwrite_each_other(held, coordinator):
    row = Invitation.objects.filter(meeting=held).first()
    actions.record_attendance(meeting=held, parts={row.pk: Part("apologies", "", "", 1)}, by=coordinator, on=ON)
    with pytest.raises(Conflict) as caught:
        actions.record_attendance(meeting=held, parts={row.pk: Part("absent", "", "", 1)}, by=coordinator, on=ON)
    key = f"attendance_{row.pk}"
    assert (caught.value.yours[key], caught.value.theirs[key]) == ("absent", "apologies")
    row.refresh_from_db()
    assert row.attendance == "apologies"


def test_an_agency_off_the_list_may_be_asked_for_one_case(world, meeting, coordinator):
    actions.invite(meeting=meeting, agency_name="Hill School", role="Head", by=coordinator, on=ON)
    actions.invite(meeting=meeting, agency_name="Hill School", role="Head", by=coordinator, on=ON)
    assert Invitation.objects.filter(meeting=meeting, agency_name="Hill School").count() == 1
    elsewhere = make_area(world.other_force, "Southmere")
    with pytest.raises(Refused):
        actions.invite(meeting=meeting, agency=elsewhere.agencies.first(), by=coordinator, on=ON)
    actions.uninvite(invitation=Invitation.objects.get(agency_name="Hill School"), by=coordinator, on=ON)
    assert not Invitation.objects.filter(agency_name="Hill School").exists()


def test_an_area_edits_its_list_and_no_other(world, area, coordinator, officer):
    told = {"name": "Hill Council", "kind": "adults", "invited_to_level_2": True, "invited_to_level_3": False}
    row = actions.add_agency(area=area, by=coordinator, on=ON, **told)
    with pytest.raises(Refused, match="already"):
        actions.add_agency(area=area, by=coordinator, on=ON, **told | {"name": "hill council"})
    changed = actions.change_agency(agency=row, version=1, by=coordinator, on=ON, **told, left=True)
    assert changed.left_on == ON
    with pytest.raises(Conflict):
        actions.change_agency(agency=row, version=1, by=coordinator, on=ON, **told)
    assert actions.add_agency(area=area, by=coordinator, on=ON, **told).pk == row.pk  # it comes back
    with pytest.raises(NotAllowed):
        actions.add_agency(area=area, by=officer, on=ON, **told)
    elsewhere = make_area(world.other_force, "Southmere")
    with pytest.raises(NotVisible):
        actions.add_agency(area=elsewhere, by=coordinator, on=ON, **told)
    with pytest.raises(NotVisible):
        actions.change_contact(contact=AgencyContact.objects.filter(agency__area=elsewhere).first(), version=1,
                               by=coordinator, on=ON, role="x", name="x")  # fmt: skip


# ---- minutes ---------------------------------------------------------------------------------------------------------


def test_minutes_are_taken_once_the_meeting_was_held(item, coordinator):
    with pytest.raises(Refused, match="held"):
        minute(AgendaItem.objects.get(pk=item.pk), coordinator, ON)


def test_the_loser_gets_both_texts_and_nothing_is_overwritten(case, coordinator, world):
    other = world.person("y.other", "mappa_coordinator")
    box = box_of(case.meeting, "Probation")
    first = minute(case, coordinator, ON, **{box: "Engages well"})
    assert first.version == 1
    with pytest.raises(Conflict) as caught:
        minute(case, other, ON, risk_assessment="Medium", **{box: "Does not engage"})
    assert caught.value.version == 1
    assert caught.value.yours == {"risk_assessment": "Medium", box: "Does not engage"}
    assert caught.value.theirs == {"risk_assessment": WHOLE["risk_assessment"], box: "Engages well"}
    again = minute(case, other, ON, version=1, risk_assessment="Medium", **{box: "Does not engage"})
    assert (again.version, again.information.get().text) == (2, "Does not engage")
    assert minute(case, other, ON, version=1, risk_assessment="Medium", **{box: "Does not engage"}).version == 2
    assert Minutes.objects.count() == 1


def test_boxes_that_only_one_of_two_changed_are_kept_as_that_one_left_them(case, coordinator, world):
    other = world.person("y.other", "mappa_coordinator")
    minute(case, coordinator, ON, dissent="None")
    case.refresh_from_db()
    began = {name: digest(value) for name, value in texts_now(case, Minutes.objects.get()).items()}
    minute(case, coordinator, ON, version=1, dissent="None", supervision="Weekly", decision_level=3)
    saved = minute(case, other, ON, version=1, began=began, dissent="Housing disagrees")
    case.refresh_from_db()
    assert (saved.supervision, saved.dissent, case.decision_level) == ("Weekly", "Housing disagrees", 3)
    with pytest.raises(Conflict) as caught:  # both changed the same box since
        minute(case, coordinator, ON, version=1, began=began, dissent="Probation disagrees", victim_issues="One")
    assert caught.value.yours == {"dissent": "Probation disagrees"}
    assert caught.value.merged["victim_issues"] == "One"
    assert caught.value.merged["supervision"] == "Weekly"


def test_another_force_does_not_write_minutes_nor_does_an_officer(case, world, officer):
    stranger = world.person("z.far", "mappa_coordinator", force=world.other_force)
    with pytest.raises(NotVisible):
        minute(case, stranger, ON)
    with pytest.raises(NotAllowed):
        minute(case, officer, ON)


def test_final_minutes_write_the_level_and_the_plan_and_close_the_clock(case, held, nominal, coordinator):
    minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    held.refresh_from_db()
    later = ON + dt.timedelta(days=3)
    assert ("mappa_minutes", held.meeting_ref) in due(nominal)
    done = actions.finalise(meeting=held, version=held.version, by=coordinator, on=later)
    assert (done.status, done.minutes_sent_on) == ("finalised", later)
    level = LevelDecision.objects.get()
    assert (level.level, level.effective_from, level.meeting_id) == (2, ON, held.pk)
    now = current(nominal.pk, later)
    assert (now.supervision, now.source, now.source_ref) == (WHOLE["supervision"], "meeting", held.meeting_ref)
    assert now.review_on == ON + dt.timedelta(weeks=12)
    assert due(nominal) == {("mappa_review", ""): D(2027, 2, 12)}
    assert events("mappa.minutes_sent")[0].subjects == ["T-1"]
    again = actions.finalise(meeting=held, version=1, by=coordinator, on=later)
    assert again.version == done.version
    assert len(events("mappa.minutes_sent")) == 1


def test_what_is_final_takes_addenda_only(case, held, coordinator, nominal):
    saved = minute(case, coordinator, ON)
    with pytest.raises(Refused, match="not final"):
        actions.add_addendum(minutes=saved, text="x", made_on=ON, by=coordinator, on=ON)
    everybody_came(held, coordinator, ON)
    actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    case.refresh_from_db()
    for verb in (
        lambda: minute(case, coordinator, ON, version=1, dissent="x"),
        lambda: everybody_came_late(held, coordinator),
        lambda: agree(case, coordinator),
        lambda: hold(Meeting.objects.get(), coordinator, ON, ON - dt.timedelta(1)),
    ):
        with pytest.raises(Refused, match="final"):
            verb()
    token = uuid.uuid4()
    for _ in range(2):
        actions.add_addendum(minutes=saved, text="Probation was there", made_on=ON, by=coordinator, on=ON,
                             form_token=token)  # fmt: skip
    assert Addendum.objects.get().text == "Probation was there"


def everybody_came_late(meeting, by):
    parts = {row.pk: Part("absent", "", "", row.version) for row in Invitation.objects.filter(meeting=meeting)}
    actions.record_attendance(meeting=meeting, parts=parts, by=by, on=ON)


@pytest.mark.parametrize(
    "over",
    [
        {"disclosure_considered": None},
        {"disclosure_considered": False},
        {"disclosure": ""},
        {"disclosure_reasons": " "},
        {"disclosure": "disclose"},
        {"decision_level": None},
        {"level_reason": ""},
        {"next_review_on": None},
        {"person_told": None},
        {"risk_assessment": ""},
        {"supervision": "", "monitoring": ""},
    ],
)
def test_minutes_with_a_gap_are_not_finalised(case, held, coordinator, over):
    minute(case, coordinator, ON, **over)
    everybody_came(held, coordinator, ON)
    with pytest.raises(Refused, match="missing in the minutes of T-1"):
        actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    assert not LevelDecision.objects.exists()


def test_a_plan_changed_meanwhile_is_compared_first(case, held, nominal, coordinator, officer):
    first = minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    changed = write_plan(nominal=nominal, by=officer, on=ON, seen=0, parts={"supervision": "Visits every week"},
                         review_on=D(2027, 1, 4), what_changed="More visits")  # fmt: skip
    with pytest.raises(Refused, match="missing"):
        actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    minute(case, coordinator, ON, version=first.version, plan_seen=changed.pk)
    actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    assert current(nominal.pk, ON).supervision == WHOLE["supervision"]


def test_a_stale_page_does_not_finalise(case, held, coordinator):
    minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    with pytest.raises(Conflict):
        actions.finalise(meeting=held, version=held.version - 1, by=coordinator, on=ON)


def test_a_case_that_is_not_open_holds_up_the_whole_and_is_not_named(case, held, coordinator):
    minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    Nominal.objects.update(restricted=True)
    with pytest.raises(Refused) as caught:
        actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    assert "T-1" not in caught.value.sentence


def test_the_message_that_minutes_are_ready_names_nobody(case, held, coordinator):
    minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    rows = OutboxMessage.objects.filter(kind=mail.MINUTES)
    assert rows.count() == 2
    told = mail.compose_minutes(rows.first(), dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    assert held.meeting_ref in told.body
    assert not {"Larkmoor", "T-1"} & set((told.subject + told.body).split())


# ---- actions ---------------------------------------------------------------------------------------------------------


def agree(case, by, agency="Housing", **over):
    told = {"action": "Find a flat away from the school", "agency": Agency.objects.get(name=agency),
            "due_on": D(2026, 11, 27)}  # fmt: skip
    return actions.add_action(item=case, by=by, on=ON, **{**told, **over})


def test_an_action_has_one_agency_one_day_and_one_officer_of_ours(case, nominal, coordinator, officer, auditor):
    token = uuid.uuid4()
    row = agree(case, coordinator, form_token=token)
    assert agree(case, coordinator, form_token=token) == row
    assert (row.action_ref, row.made_on, row.owner) == ("L2-20261120-1", ON, None)
    with pytest.raises(Refused, match="officer"):
        agree(case, coordinator, agency="Police")
    with pytest.raises(Refused, match="officer"):
        agree(case, coordinator, agency="Police", owner=auditor)
    ours = agree(case, coordinator, agency="Police", owner=officer)
    assert due(nominal)["mappa_action", ours.action_ref] == D(2026, 11, 27)


def test_not_given_to_an_officer_who_cannot_open_the_record(case, coordinator, foreigner, outsider):
    for stranger in (foreigner, outsider):
        with pytest.raises(Refused, match="not open"):
            agree(case, coordinator, agency="Police", owner=stranger)


def test_closed_with_evidence_once_and_never_dropped(case, nominal, coordinator, officer, colleague):
    row = agree(case, coordinator, agency="Police", owner=officer)
    told = {"action": row, "done_on": ON, "version": 1, "on": ON}
    with pytest.raises(Refused, match="shows"):
        actions.close_action(evidence=" ", by=officer, **told)
    closed = actions.close_action(evidence="Letter on file", by=officer, **told)
    assert (closed.done_on, closed.closed_by) == (ON, officer)
    assert actions.close_action(evidence="Letter on file", by=officer, **told) == closed
    with pytest.raises(Conflict):
        actions.close_action(evidence="Other", by=colleague, **told)
    assert ("mappa_action", row.action_ref) not in due(nominal)
    assert not {"delete_action", "void_action", "drop_action"} & set(dir(actions))


def test_the_owner_closes_their_own_where_the_record_is_open_read_only(case, coordinator, officer, foreigner):
    row = agree(case, coordinator, agency="Police", owner=officer)
    with pytest.raises(NotVisible):
        actions.close_action(action=row, done_on=ON, evidence="x", version=1, by=foreigner, on=ON)


def test_handed_over_it_keeps_its_day(case, coordinator, officer, colleague):
    row = agree(case, coordinator, agency="Police", owner=officer)
    moved = actions.hand_over_action(action=row, owner=colleague, version=1, by=coordinator, on=ON)
    assert (moved.owner, moved.due_on) == (colleague, row.due_on)
    with pytest.raises(Conflict):
        actions.hand_over_action(action=row, owner=officer, version=1, by=coordinator, on=ON)


def test_the_next_meeting_looks_again_at_what_is_open_under_its_first_day(area, case, held, nominal, coordinator):
    row = agree(case, coordinator)
    minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    day = D(2027, 2, 5)
    later = actions.plan_meeting(area=area, plan=plan(day), by=coordinator, on=day)
    item = actions.put_on_agenda(meeting=later, nominal=nominal, by=coordinator, on=day, why="review")
    later = hold(later, coordinator, day)
    item = AgendaItem.objects.select_related("meeting", "nominal").get(pk=item.pk)
    minute(item, coordinator, day, plan_seen=current(nominal.pk, day).pk)
    everybody_came(later, coordinator, day)
    with pytest.raises(Refused, match="missing"):
        actions.finalise(meeting=later, version=later.version, by=coordinator, on=day)
    told = {"action": row, "meeting": later, "by": coordinator, "on": day}
    actions.review_action(note="No flat yet", **told)
    with pytest.raises(Conflict):
        actions.review_action(note="Found one", **told)
    actions.review_action(note="Found one", seen="No flat yet", **told)
    actions.finalise(meeting=later, version=later.version, by=coordinator, on=day)
    row.refresh_from_db()
    assert (row.due_on, row.done_on, row.reviews.get().note) == (D(2026, 11, 27), None, "Found one")
    assert due(nominal)["mappa_action", row.action_ref] == D(2026, 11, 27)


def test_a_reminder_goes_once_a_day_and_names_nobody(case, coordinator, officer):
    row = agree(case, coordinator)
    assert len(actions.remind(action=row, by=coordinator, on=ON)) == 1
    assert actions.remind(action=row, by=coordinator, on=ON) == []
    message = OutboxMessage.objects.get(kind=mail.REMINDER)
    told = mail.compose_reminder(message, dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    assert (told.to, row.action_ref in told.body) == ("housing@example.org", True)
    assert not any(word in told.subject + told.body for word in ("Larkmoor", "T-1", "flat", "school"))
    ours = agree(case, coordinator, agency="Police", owner=officer)
    with pytest.raises(Refused, match="owner"):
        actions.remind(action=ours, by=coordinator, on=ON)
    with pytest.raises(NotAllowed):
        actions.remind(action=row, by=officer, on=ON)
    actions.close_action(action=row, done_on=ON, evidence="Moved in", version=1, by=coordinator, on=ON)
    assert mail.compose_reminder(message, dt.datetime(2026, 11, 20, tzinfo=dt.UTC)) is None
    assert ActionReminder.objects.count() == 1


def test_a_meeting_of_another_day_agreed_its_actions_on_that_day(case, held, nominal, coordinator):
    row, earlier = agree(case, coordinator), ON - dt.timedelta(days=2)
    held.refresh_from_db()
    hold(held, coordinator, ON, earlier)
    row.refresh_from_db()
    assert (row.made_on, row.due_on) == (earlier, D(2026, 11, 27))
    with pytest.raises(Refused, match="18 November 2026, when it was agreed"):
        actions.close_action(
            action=row, done_on=D(2026, 11, 17), evidence="x", version=row.version, by=coordinator, on=ON
        )


def test_an_imported_action_is_not_done_before_its_meeting(case, coordinator, nominal):
    row = Action.objects.create(action_ref="I-1", agency_name="Housing", nominal=nominal, meeting=case.meeting)
    with pytest.raises(Refused, match="when it was agreed"):
        actions.close_action(action=row, done_on=D(2026, 11, 19), evidence="x", version=1, by=coordinator, on=ON)


def test_a_meeting_looks_again_at_what_was_agreed_before_it(area, case, held, nominal, coordinator):
    row = agree(case, coordinator)
    told = {"action": row, "note": "Well", "by": coordinator, "on": ON}
    with pytest.raises(Refused, match="not agreed before"):
        actions.review_action(meeting=held, **told)
    before = Meeting.objects.create(meeting_ref="OLD", area=area, level=2, held_on=D(2026, 11, 2), status="held")
    AgendaItem.objects.create(meeting=before, nominal=nominal)
    with pytest.raises(Refused, match="not agreed before"):
        actions.review_action(meeting=before, **told)


def test_an_imported_action_of_a_later_meeting_does_not_stop_the_minutes(area, case, held, nominal, coordinator):
    for ref, days in (("LATER", 5), ("BEFORE", -5)):
        day = ON + dt.timedelta(days=days)
        other = Meeting.objects.create(meeting_ref=ref, area=area, level=2, held_on=day, status="held")
        Action.objects.create(action_ref=f"I-{ref}", agency_name="Housing", nominal=nominal, meeting=other)
    assert [row.action_ref for row in earlier_actions(held, [nominal.pk])] == ["I-BEFORE"]
    Action.objects.filter(action_ref="I-BEFORE").delete()
    minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    assert Meeting.objects.get(pk=held.pk).status == "finalised"


def test_two_records_of_one_person_on_one_agenda_are_one_case_once_merged(
    case, held, nominal, make_nominal, coordinator, supervisor
):
    twin = make_nominal("T-2", lead_agency="police", mappa_category=1)
    actions.put_on_agenda(meeting=held, nominal=twin, by=coordinator, on=ON, why="review")
    merge_nominals(survivor=nominal, merged=twin, by=supervisor, on=ON, reason="One person")
    assert list(AgendaItem.objects.counted().filter(meeting=held)) == [case]
    minute(case, coordinator, ON)
    everybody_came(held, coordinator, ON)
    actions.finalise(meeting=held, version=held.version, by=coordinator, on=ON)
    assert Meeting.objects.get(pk=held.pk).status == "finalised"


def test_reminders_leave_by_the_outbox_on_their_day_and_once(case, coordinator, mailoutbox):
    row = agree(case, coordinator)
    moment = timezone.now() + dt.timedelta(minutes=1)
    for day, sent in ((ON, 1), (ON, 1), (ON + dt.timedelta(days=1), 2)):
        actions.remind(action=row, by=coordinator, on=day)
        outbox.relay(moment)
        outbox.relay(moment)
        assert len(mailoutbox) == sent
    assert {tuple(one.to) for one in mailoutbox} == {("housing@example.org",)}
    assert [row.details["action"] for row in events("mappa.reminder_sent")] == [row.action_ref] * 2


def test_an_imported_action_goes_by_the_name_of_its_agency(case, coordinator, nominal, officer):
    told = {"nominal": nominal, "meeting": case.meeting, "made_on": ON, "due_on": ON}
    theirs = Action.objects.create(action_ref="I-1", agency_name="housing", **told)
    ours = Action.objects.create(action_ref="I-2", agency_name="Police", **told)
    elsewhere = Action.objects.create(action_ref="I-3", agency_name="Somebody", **told)
    assert [one.to for one in actions.remind(action=theirs, by=coordinator, on=ON)] == ["housing@example.org"]
    given = actions.hand_over_action(action=ours, owner=officer, version=1, by=coordinator, on=ON)
    assert given.owner == officer
    for row in (ours, elsewhere):
        with pytest.raises(Refused):
            actions.remind(action=row, by=coordinator, on=ON)


def test_everything_overdue_of_an_agency_at_once(case, coordinator, officer):
    row, _ = agree(case, coordinator), agree(case, coordinator, due_on=D(2026, 12, 24))
    later = D(2026, 12, 1)
    assert actions.remind_agency(agency_name="Housing", by=coordinator, on=ON) == (0, [])
    assert actions.remind_agency(agency_name="Housing", by=coordinator, on=later) == (1, [])
    assert ActionReminder.objects.get().action == row
    AgencyContact.objects.update(email="")
    [stopped] = actions.remind_agency(agency_name="Housing", by=coordinator, on=later).stopped
    assert "No contact of Housing" in stopped
    with pytest.raises(NotAllowed):
        actions.remind_agency(agency_name="Housing", by=officer, on=later)


def test_an_area_of_ones_own_force_with_the_usual_agencies(world, coordinator, officer):
    area = actions.add_area(name="Northshire", by=coordinator, on=ON)
    assert actions.add_area(name="northshire", by=coordinator, on=ON) == area
    assert [force.name for force in area.forces.all()] == ["Northshire Police"]
    assert area.agencies.filter(kind="police").get().ours
    assert area.agencies.count() == 14
    stranger = world.person("z.far", "mappa_coordinator", force=world.other_force)
    with pytest.raises(Refused, match="already"):
        actions.add_area(name="Northshire", by=stranger, on=ON)
    with pytest.raises(NotAllowed):
        actions.add_area(name="Hills", by=officer, on=ON)


# ---- serious further offences ----------------------------------------------------------------------------------------


def test_notified_decided_with_reasons_concluded(nominal, officer, coordinator):
    row = actions.notify_serious(nominal=nominal, by=officer, on=ON, offence="Rape", notified_on=ON,
                                 charged_on=D(2026, 11, 18))  # fmt: skip
    with pytest.raises(Refused):
        actions.conclude_serious(serious=row, version=1, outcome="x", outcome_on=ON, by=coordinator, on=ON)
    told = {"serious": row, "decision": "review", "decided_on": ON, "decided_by": "The board", "on": ON}
    with pytest.raises(NotAllowed):
        actions.decide_serious(reasons="x", version=1, by=officer, **told)
    with pytest.raises(Refused):
        actions.decide_serious(reasons=" ", version=1, by=coordinator, **told)
    row = actions.decide_serious(reasons="Level 2 at the time", version=1, by=coordinator, **told)
    with pytest.raises(Conflict):
        actions.decide_serious(reasons="Other", version=1, by=coordinator, **told)
    row = actions.conclude_serious(serious=row, version=2, outcome="Two lessons", outcome_on=ON, by=coordinator, on=ON)
    assert (row.decision, row.outcome, row.version) == ("review", "Two lessons", 3)
    assert Action.objects.count() == 0


def test_category_3_stays_off_level_1_from_the_first_saving(meeting, coordinator, nominal):
    nominal.mappa_category = 3
    nominal.save()
    case = actions.put_on_agenda(meeting=meeting, nominal=nominal, by=coordinator, on=ON, why="review")
    held = hold(meeting, coordinator, ON)
    case = AgendaItem.objects.select_related("meeting", "nominal").get(pk=case.pk)
    assert held.status == "held"
    with pytest.raises(Refused, match="level 2 or 3"):
        minute(case, coordinator, ON, decision_level=1)


def test_a_draft_taken_up_again_carries_the_plan_that_its_author_saw():
    draft = MinutesDraft(token=uuid.uuid4(), data={"supervision": "x", "plan_seen": "41"}, base_version=1)
    assert typed(draft)["plan_seen"] == "41"
    for odd in ("", "x", "9" * 30, "-1"):
        draft.data["plan_seen"] = odd
        assert typed(draft)["plan_seen"] == "0"


@pytest.mark.parametrize("reference", ["North, July", "a/b", "..", "x" * 41])
def test_a_reference_of_ones_own_has_the_form_of_all_references(area, coordinator, reference):
    with pytest.raises(Refused, match="reference") as refused:
        actions.plan_meeting(area=area, plan=plan(ON), by=coordinator, on=ON, meeting_ref=reference)
    assert refused.value.field == "meeting_ref"
