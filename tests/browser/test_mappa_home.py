"""A co-ordinator in a browser: the first page, the record's tab, a level with its reason, figures and the return."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from playwright.sync_api import Page, expect

from common.clock import today
from mappa.models import Area, LevelDecision
from tests.mappa.test_home import cases


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


def test_from_the_first_page_to_a_review_and_the_figures(
    live_server, page, sign_in, coordinator, world, make_nominal, checked
):
    area = Area.objects.create(name="Northshire")
    area.forces.add(world.force)
    [one, _] = cases(make_nominal, area, 2, today())
    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("MAPPA meetings, referrals and actions")
    checked("home")
    page.get_by_role("region", name="Reviews due with no meeting").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MAPPA")
    checked("tab")
    page.get_by_role("button", name="Review: keep the level").click()
    page.get_by_label("Reason").fill("The plan works; the next meeting is arranged.")
    checked("keep")
    page.get_by_role("button", name="Keep the level").click()
    expect(page.get_by_text("Review saved: the level is kept.")).to_be_visible()
    expect(page.get_by_text("Level 2 kept").first).to_be_visible()
    checked("kept")
    assert LevelDecision.objects.filter(nominal=one, recorded_by=coordinator).count() == 1
    page.goto(f"{live_server.url}/mappa/figures/")
    checked("figures")
    page.get_by_role("row", name="Disclosure considered").get_by_role("link").first.click()
    expect(page.get_by_text("Showing all 2 rows", exact=True)).to_be_visible()
    checked("figure-list")
    page.get_by_role("link", name="The figures").click()
    page.get_by_role("row", name="Housing").get_by_role("link").first.click()
    expect(page.get_by_role("cell", name="Absent").first).to_be_visible()
    page.goto(f"{live_server.url}/mappa/return/")
    checked("return")


def test_the_pages_work_without_scripts(live_server, no_script_page, sign_in, coordinator, world, make_nominal):
    area = Area.objects.create(name="Northshire")
    area.forces.add(world.force)
    [one] = cases(make_nominal, area, 1, today())
    page = no_script_page
    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/nominals/{one.reference}/mappa/level/")
    page.get_by_label("Level 3", exact=True).check()
    fill_day(page, "From", today())
    page.get_by_label("Decided by").fill("The panel")
    page.get_by_label("Reason").fill("Senior people are needed")
    page.get_by_role("button", name="Save the level").click()
    expect(page.get_by_text("Level 3, was level 2").first).to_be_visible()
