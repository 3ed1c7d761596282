"""An officer's day and a supervisor's: my day, the round, a plan, the week, the door sheet on one page, decisions."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from common.clock import today
from offenders.models import Particular
from tests.caseloads import cast
from visits.models import PlannedVisit, Visit

DAY = dt.timedelta(days=1)


@pytest.fixture
def team(transactional_db, make_nominal, officer, colleague):
    """Three due in two districts, one abroad, one gone, one with failed attempts; a plan for tomorrow."""
    on = today()
    late = make_nominal("LATE", level="very_high", seen=on - 60 * DAY, officer=officer)
    make_nominal("ELSE", level="medium", seen=on - 200 * DAY, officer=officer, postcode="ZZ2 2AA")
    tried = make_nominal("TRIED", level="high", seen=on - 120 * DAY, officer=officer)
    for days in (9, 6, 3):
        Visit.objects.create(nominal=tried, date=on - days * DAY, time=dt.time(10), outcome="no_reply",
                             officers=["a.hollis"], entry_sought_for_risk_search=True)  # fmt: skip
    cast.away(make_nominal("AWAY", seen=on - 200 * DAY, officer=officer), "abroad", on - DAY)
    cast.attempt(make_nominal("GONE", seen=on - 20 * DAY, officer=officer), on - 5 * DAY, "address_vacated")
    for number in range(4):
        Particular.objects.create(nominal=late, kind="warning", text=f"Warning {number}", source="Visit", noted_on=on)
    Visit.objects.create(nominal=late, date=on - 2 * DAY, outcome="no_reply", officers=["a.hollis"],
                         write_up_owed=True, recorded_by=officer)  # fmt: skip
    PlannedVisit.objects.create(nominal=tried, date=on + DAY, part="evening", officers=["a.hollis", "b.thorne"])
    cast.work_out(on)


def shot(page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_an_officers_day(live_server, page, screen, team, officer, sign_in, assert_accessible, assert_fits):
    sign_in(page, officer)

    def look(name: str) -> None:
        shot(page, f"{name}-{screen}")
        assert_accessible(page)
        assert_fits(page)

    page.goto(f"{live_server.url}/")
    expect(page.locator(".app-arrival")).to_contain_text("1 write-up owed")
    expect(page.get_by_role("heading", name="Tomorrow’s visits")).to_be_visible()
    look("day")
    page.get_by_role("link", name="Plan a round").click()
    expect(page.locator("caption").first).to_contain_text("ZZ1")
    look("round")
    page.get_by_label("Select LATE").check()
    page.get_by_role("button", name="Plan the ticked visits").first.click()
    look("plan")
    page.get_by_label("B Thorne").check()
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_text("Think of this first")).to_be_visible()
    look("prompts")
    page.get_by_role("button", name="Save it as it is").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My week")
    look("week")
    page.goto(f"{live_server.url}/write-ups/")
    look("write-ups")
    page.goto(f"{live_server.url}/round/coming-up/")
    look("coming")


def test_door_sheets_print_one_page_each(live_server, page, team, officer, sign_in, assert_accessible, assert_fits):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/round/sheets/?nominal=LATE&nominal=TRIED")
    shot(page, "sheet")
    assert_accessible(page)
    assert_fits(page)
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2
    page.emulate_media(media="print")
    shot(page, "sheet-print")


def test_a_supervisors_day(live_server, page, screen, team, supervisor, sign_in, assert_accessible, assert_fits):
    sign_in(page, supervisor)
    paths = {
        "team": "/", "decisions": "/backlog/decisions/", "enquiries": "/backlog/whereabouts/",
        "enquiry": "/nominals/GONE/whereabouts/", "found": "/nominals/GONE/whereabouts/found/",
        "as-at": f"/backlog/as-at/?day={today().isoformat()}", "list": "/backlog/list/?show=overdue",
        "paper": "/backlog/list/print/?show=overdue",
    }  # fmt: skip
    for name, path in paths.items():
        page.goto(f"{live_server.url}{path}")
        expect(page.locator("h1")).to_have_count(1)
        shot(page, f"{name}-{screen}")
        assert_accessible(page)
        assert_fits(page)
    page.goto(f"{live_server.url}/backlog/decisions/")
    page.locator(".app-decide summary").first.click()
    assert_accessible(page)


def test_a_plan_without_script(live_server, no_script_page, team, officer, colleague, sign_in):
    page = no_script_page
    sign_in(page, officer)
    page.goto(f"{live_server.url}/round/")
    page.get_by_label("Select ELSE").check()
    page.get_by_role("button", name="Plan the ticked visits").first.click()
    page.get_by_label("B Thorne").check()
    page.get_by_role("button", name="Save the plan").click()
    think, week = page.get_by_text("Think of this first"), page.get_by_role("heading", level=1, name="My week")
    expect(think.or_(week).first).to_be_visible()  # what there is to think of depends on the day of the week
    if think.count():
        page.get_by_role("button", name="Save it as it is").click()
    expect(week).to_be_visible()
    assert PlannedVisit.objects.filter(nominal__reference="ELSE").exists()
