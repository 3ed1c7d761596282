"""A case from its referral to the action carried over: officer and co-ordinator, at a desk and on a phone."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from playwright.sync_api import Page, expect

from common.clock import today
from mappa import actions
from mappa.models import Action, AgendaItem, LevelDecision, Meeting, Minutes, MinutesDraft, Referral
from risk.plan import current
from tests.mappa.meetings import everybody_came, hold, make_area, minute, plan


@pytest.fixture
def nominal(make_nominal):
    seen = today() - dt.timedelta(days=20)
    return make_nominal("NS-3042", level="high", seen=seen, lead_agency="police", mappa_category=1, on=today())


@pytest.fixture
def area(world):
    return make_area(world.force)


@pytest.fixture
def checked(page, screen, assert_accessible, assert_fits):
    """`checked(name)`: the page shown has one h1, no axe violation and no sideways scrolling."""

    def check(name: str = ""):
        expect(page.locator("h1")).to_have_count(1)
        if (folder := os.environ.get("SHOTS")) and name:
            page.screenshot(path=f"{folder}/{name}-{screen}.png", full_page=True)
        assert_accessible(page)
        assert_fits(page)

    return check


def fill_day(page: Page, legend: str, day: dt.date) -> None:
    group = page.get_by_role("group", name=legend, exact=True)
    group.get_by_label("Day").fill(str(day.day))
    group.get_by_label("Month").fill(str(day.month))
    group.get_by_label("Year").fill(str(day.year))


def pick(page: Page, legend: str, answer: str) -> None:
    page.get_by_role("group", name=legend, exact=True).get_by_label(answer, exact=True).check()


def test_refer_screen_and_plan(live_server, page, sign_in, officer, coordinator, nominal, area, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/mappa/")
    page.get_by_role("button", name="Refer to level 2 or 3").click()
    expect(page.get_by_label("Risk (optional)", exact=True)).to_have_value("Risk level high since 4 March 2019")
    checked("refer")
    page.get_by_label("Level 2").check()
    page.get_by_label("Why level 1 is not enough").fill("Housing and children’s services must act together")
    page.get_by_role("button", name="Send the referral").click()
    expect(page.get_by_text("The referral was sent to the co-ordinator.")).to_be_visible()
    checked("referral")

    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/mappa/referrals/")
    checked("referrals")
    page.get_by_role("link", name="Ash Larkmoor").click()
    page.get_by_role("button", name="Screen").click()
    pick(page, "Do meetings add value?", "Yes")
    pick(page, "Is the risk of serious harm high or very high?", "Yes")
    pick(page, "Are senior people needed?", "No")
    pick(page, "Decision", "Accepted")
    checked("screen")
    page.get_by_label("Reasons").fill("High risk, three agencies")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("The decision was saved.")).to_be_visible()
    checked("referral-decided")
    assert Referral.objects.get().decision == "accepted"

    page.goto(f"{live_server.url}/mappa/meetings/")
    page.get_by_role("button", name="Plan a meeting").click()
    checked("plan")
    pick(page, "Level", "Level 2")
    fill_day(page, "Date of the meeting", today())
    page.get_by_label("Place").fill("Room 1")
    page.get_by_role("button", name="Plan the meeting").click()
    expect(page.get_by_role("cell", name="Probation Contact").first).to_be_visible()
    checked("meeting-planned")


def test_hold_the_meeting_minute_the_case_and_finalise(
    live_server, page, sign_in, officer, coordinator, nominal, area, checked
):
    on = today()
    meeting = actions.plan_meeting(area=area, plan=plan(on), by=coordinator, on=on, meeting_ref="M-1")
    actions.put_on_agenda(
        meeting=meeting, nominal=nominal, by=coordinator, on=on, why="referral", why_text="New referral"
    )
    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/mappa/meetings/M-1/")
    page.get_by_role("button", name="Hold the meeting").click()
    pick(page, "Was the statement of purpose, confidentiality and diversity read?", "Yes")
    checked("hold")
    page.get_by_role("button", name="Record that it was held").click()
    page.get_by_role("button", name="Who took part").click()
    for group in ("Housing, Housing Contact", "Police", "Probation, Probation Contact"):
        pick(page, group, "Attended")
    checked("attendance")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Attendance saved.")).to_be_visible()
    checked("meeting-held")

    page.get_by_role("link", name="Ash Larkmoor").click()
    page.get_by_label("Probation (attended)").fill("Engages with his officer")
    expect(page.get_by_text("Draft kept at")).to_be_visible()
    assert MinutesDraft.objects.get().data["risk_assessment"] == ""
    page.get_by_label("Risk summed up").fill("High risk to children he meets online")
    page.get_by_label("Supervision").fill("Visits every month")
    pick(page, "Was disclosure considered?", "Yes")
    pick(page, "What was decided?", "Do not disclose")
    page.get_by_label("Reasons", exact=True).fill("Nobody at risk who does not know")
    pick(page, "Is the person told of the meeting and what came of it?", "Yes")
    page.get_by_role("group", name="Level decided").get_by_label("Level 2").check()
    page.get_by_label("Reason for the level").fill("Three agencies must act")
    fill_day(page, "Next review", on + dt.timedelta(weeks=12))
    page.get_by_role("button", name="Save the minutes of this case").click()
    expect(page.get_by_text("The minutes of this case were saved.")).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("Nothing.")
    assert not MinutesDraft.objects.exists()
    checked("minutes")

    page.get_by_role("button", name="Agree an action").click()
    page.get_by_label("What is to be done?").fill("Check the loft")
    page.get_by_label("Which agency does it?").select_option(label="Police")
    page.get_by_label("Which officer, where it is ours?").select_option(officer.username)
    fill_day(page, "To be done by", on + dt.timedelta(days=7))
    checked("action-add")
    page.get_by_role("button", name="Agree the action").click()
    expect(page.get_by_text("Agreed: Police, A Hollis,")).to_be_visible()

    page.goto(f"{live_server.url}/mappa/meetings/M-1/")
    page.get_by_role("button", name="Finalise and send the minutes").click()
    expect(page.get_by_text("The minutes are final and were sent.")).to_be_visible()
    checked("meeting-final")
    assert (LevelDecision.objects.get().level, Meeting.objects.get().status) == (2, "finalised")
    assert current(nominal.pk, on).supervision == "Visits every month"
    page.get_by_role("link", name="Ash Larkmoor").click()
    expect(page.get_by_text("Engages with his officer")).to_be_visible()
    checked("minutes-final")


def test_the_action_in_the_officers_caseload_and_carried_over(
    live_server, page, sign_in, officer, coordinator, nominal, area, checked
):
    on, before = today(), today() - dt.timedelta(days=28)
    first = actions.plan_meeting(area=area, plan=plan(before), by=coordinator, on=before, meeting_ref="M-1")
    actions.put_on_agenda(meeting=first, nominal=nominal, by=coordinator, on=before, why="review")
    first = hold(first, coordinator, before)
    case = AgendaItem.objects.select_related("meeting", "nominal").get()
    minute(case, coordinator, before)
    row = actions.add_action(item=case, action="Check the loft", agency=area.agencies.get(name="Police"), owner=officer,
                             due_on=before + dt.timedelta(days=7), by=coordinator, on=before)  # fmt: skip
    everybody_came(first, coordinator, before)
    actions.finalise(meeting=first, version=first.version, by=coordinator, on=before)

    sign_in(page, officer)
    page.goto(f"{live_server.url}/caseload/")
    expect(page.get_by_role("region", name="Actions from meetings")).to_contain_text("Check the loft")
    expect(page.get_by_role("region", name="Actions from meetings")).to_contain_text("Overdue by 21 days")
    checked("caseload")

    second = actions.plan_meeting(area=area, plan=plan(on), by=coordinator, on=on, meeting_ref="M-2")
    actions.put_on_agenda(meeting=second, nominal=nominal, by=coordinator, on=on, why="review")
    hold(second, coordinator, on)
    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/mappa/meetings/M-2/cases/{nominal.reference}/")
    earlier = page.get_by_role("region", name="Earlier actions, oldest first")
    expect(earlier).to_contain_text("Check the loft")
    expect(page.get_by_label("Supervision")).to_have_value("Visits every month")  # the plan on the record
    checked("carried-over")
    earlier.get_by_role("link", name="Say how it stands").click()
    page.get_by_label("How does it stand?").fill("The landlord has the key")
    page.get_by_role("button", name="Save how it stands").click()
    expect(page.get_by_role("region", name="Earlier actions, oldest first")).to_contain_text("The landlord has the key")
    assert Action.objects.get().due_on == row.due_on

    sign_in(page, officer)
    page.goto(f"{live_server.url}/caseload/")
    page.get_by_role("link", name="Check the loft").click()
    checked("action")
    page.get_by_role("button", name="Close with evidence").click()
    page.get_by_label("What shows that it was done?").fill("Photographs on file")
    page.get_by_role("button", name="Close the action").click()
    expect(page.get_by_text("The action was closed.")).to_be_visible()
    page.goto(f"{live_server.url}/mappa/actions/")
    checked("actions")


def test_two_people_at_one_case(live_server, page, sign_in, coordinator, world, nominal, area, checked):
    on = today()
    meeting = actions.plan_meeting(area=area, plan=plan(on), by=coordinator, on=on, meeting_ref="M-1")
    actions.put_on_agenda(meeting=meeting, nominal=nominal, by=coordinator, on=on, why="review")
    hold(meeting, coordinator, on)
    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/mappa/meetings/M-1/cases/{nominal.reference}/")
    case = AgendaItem.objects.select_related("meeting", "nominal").get()
    minute(case, world.person("y.other", "mappa_coordinator"), on, dissent="None")
    page.get_by_label("Differing views").fill("Housing disagrees")
    page.get_by_label("Victim issues").fill("One to be told")
    page.get_by_role("button", name="Save the minutes of this case").click()
    expect(page.get_by_role("heading", name="Not saved: somebody else has changed this")).to_be_visible()
    expect(page.get_by_label("Differing views")).to_have_value("Housing disagrees")
    expect(page.get_by_label("Supervision")).to_have_value("Visits every month")  # only the other wrote there
    checked("conflict")
    assert Minutes.objects.get().dissent == "None"
    page.get_by_role("button", name="Save the minutes of this case").click()
    expect(page.get_by_text("The minutes of this case were saved.")).to_be_visible()
    saved = Minutes.objects.get()
    assert (saved.dissent, saved.victim_issues) == ("Housing disagrees", "One to be told")
    assert saved.supervision == "Visits every month"


def test_without_javascript_the_minutes_are_saved(live_server, no_script_page, sign_in, coordinator, nominal, area):
    on, page = today(), no_script_page
    meeting = actions.plan_meeting(area=area, plan=plan(on), by=coordinator, on=on, meeting_ref="M-1")
    actions.put_on_agenda(meeting=meeting, nominal=nominal, by=coordinator, on=on, why="review")
    hold(meeting, coordinator, on)
    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/mappa/meetings/M-1/cases/{nominal.reference}/")
    page.get_by_label("Risk summed up").fill("High risk")
    page.get_by_role("button", name="Save the minutes of this case").click()
    expect(page.get_by_text("The minutes of this case were saved.")).to_be_visible()
    assert Minutes.objects.get().risk_assessment == "High risk"


def test_areas_and_agencies(live_server, page, sign_in, coordinator, area, checked):
    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/mappa/areas/")
    checked("areas")
    page.get_by_role("button", name="Add an agency").click()
    checked("agency")
    page.get_by_label("Name of the agency").fill("Hill Council")
    page.get_by_label("Kind").select_option(label="Adult social care")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Hill Council", exact=True)).to_be_visible()


def test_the_chair_checks_the_minutes_and_decides_about_a_restricted_record(
    live_server, page, sign_in, officer, coordinator, nominal, area, world, make_nominal, checked
):
    on = today()
    chair = world.person("s.far", "supervisor", team=world.far)
    meeting = actions.plan_meeting(area=area, plan=plan(on, chair_user=chair), by=coordinator, on=on, meeting_ref="M-1")
    item = actions.put_on_agenda(meeting=meeting, nominal=nominal, by=coordinator, on=on, why="review")
    AgendaItem.objects.create(meeting=meeting, nominal=make_nominal("T-SECRET", restricted=True), position=2)
    hold(meeting, coordinator, on)
    minute(AgendaItem.objects.select_related("meeting", "nominal").get(pk=item.pk), coordinator, on)
    sign_in(page, chair)
    page.goto(f"{live_server.url}/mappa/meetings/M-1/")
    page.get_by_role("button", name="Agenda and papers").click()
    checked("chair-agenda")
    page.get_by_role("link", name="Record the decision about T-SECRET").click()
    checked("chair-sharing")
    page.get_by_label("Share with the meeting").check()
    page.get_by_label("The chair’s reason").fill("Housing must know")
    page.get_by_role("button", name="Record the chair’s decision").click()
    expect(page.get_by_text("The chair’s decision is recorded.")).to_be_visible()
    page.goto(f"{live_server.url}/mappa/meetings/M-1/")
    expect(page.get_by_role("cell", name="Probation Contact").first).to_be_visible()
    checked("chair-meeting")
    page.get_by_role("link", name="Record the check").click()
    checked("chair-check")
    page.get_by_role("button", name="Record the check").click()
    expect(page.get_by_text("Checked as they are now.")).to_be_visible()
    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/mappa/meetings/M-1/")
    page.get_by_role("button", name="Paper form").click()
    expect(page.get_by_role("heading", name="Risk summed up")).to_have_count(0)
    expect(page.get_by_text("Risk summed up")).to_be_visible()
    checked("paper")
