"""A supervisor's Friday: the weeks ahead, a move tried and made; a one-to-one; a dip sample from draw to follow-up."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from caseloads.models import SampleCheck, WelfareTalk
from common.clock import today
from deadlines.models import Deadline
from offenders.models import Nominal
from tests.browser.checks import type_day
from tests.caseloads import cast

DAY = dt.timedelta(days=1)


@pytest.fixture
def team(transactional_db, make_nominal, officer, colleague):
    """Three cases of one officer, one of another, and one that has no level."""
    on = today()
    for number, (level, days) in enumerate((("high", 120), ("low", 30), ("very_high", 60))):
        make_nominal(f"CASE-{number}", level=level, seen=on - days * DAY, officer=officer)
    make_nominal("OTHER", level="medium", seen=on - 100 * DAY, officer=colleague)
    make_nominal("NO-LEVEL", level=None, seen=on - 20 * DAY, officer=officer)
    cast.work_out(on)
    return on


def test_friday(live_server, page, team, supervisor, officer, colleague, sign_in, look):
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/backlog/")
    look("backlog")
    page.get_by_role("link", name="Ahead: 4 and 12 weeks").click()
    expect(page.locator(".app-arrival")).to_have_text(re.compile(r"^If nothing changes, \d home visits overdue by 1 "))
    look("ahead")
    page.get_by_role("link", name=f"Try a move of cases of {officer.full_name}").click()
    page.get_by_label("Who would take them?").select_option(colleague.username)
    page.get_by_role("button", name="Try it").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Select at least one nominal")
    page.get_by_label("Select CASE-0").check()
    look("try-error")
    page.get_by_role("button", name="Try it").first.click()
    expect(page.get_by_role("heading", name="1 case to B Thorne: nothing is saved")).to_be_visible()
    look("tried")
    assert Nominal.objects.get(reference="CASE-0").officer == officer
    page.get_by_role("button", name="Assign them: say why").click()
    expect(page.get_by_label(colleague.full_name)).to_be_checked()
    page.get_by_label("Reason").fill("Load")
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("1 nominal moved.")).to_be_visible()
    assert Nominal.objects.get(reference="CASE-0").officer == colleague


def test_a_one_to_one(live_server, page, team, supervisor, officer, sign_in, look):
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/caseload/{officer.username}/")
    page.get_by_role("link", name="One-to-one").click()
    expect(page.get_by_role("heading", name="Weighted load: 21")).to_be_visible()
    look("one-to-one")
    type_day(page, "held_on", team)
    page.get_by_role("button", name="Save the day").click()
    expect(page.get_by_text("The day of the welfare talk is saved.")).to_be_visible()
    look("one-to-one-saved")
    assert WelfareTalk.objects.get().held_on == team


def test_a_dip_sample(live_server, page, team, supervisor, sign_in, look):
    due = list(Deadline.objects.open().order_by("pk").values_list("kind", "due_on"))
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/backlog/")
    page.get_by_role("link", name="Dip samples").click()
    page.get_by_role("link", name="Draw a sample").or_(page.get_by_role("button", name="Draw a sample")).click()
    look("draw")
    page.get_by_label("Low risk").check()
    page.get_by_role("button", name="Draw").click()
    expect(page.get_by_text("Drawn again from this seed: the same cases.")).to_be_visible()
    look("drawn")
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Dip-sample checks owed").click()
    look("dip-samples")
    page.locator("td").get_by_role("button", name="Open the check").or_(
        page.locator("td").get_by_role("link", name="Open the check")
    ).click()
    page.get_by_role("button", name="Decide how it is looked at").click()
    page.get_by_label("File check").check()
    type_day(page, "due_on", team + DAY)
    look("decide")
    page.get_by_role("button", name="Save").click()
    look("check")
    page.get_by_role("button", name="Record what was found").click()
    type_day(page, "done_on", team)
    page.get_by_label("What was found?").fill("The last three visits read alike.")
    page.get_by_label("What follows?").fill("Go along to the next visit.")
    type_day(page, "follow_on", team + 14 * DAY)
    look("findings")
    page.get_by_role("button", name="Save the findings").click()
    page.get_by_role("button", name="What followed is done").click()
    type_day(page, "followed_on", team)
    page.get_by_label("What came of it?").fill("Went along.")
    page.get_by_role("button", name="Save: done").click()
    expect(page.get_by_text("Settled", exact=True)).to_be_visible()
    look("settled")
    assert SampleCheck.objects.get().came_of_it == "Went along."
    assert list(Deadline.objects.open().order_by("pk").values_list("kind", "due_on")) == due
