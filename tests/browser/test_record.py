"""The record in a real browser: find somebody, open the record, change the level, answer a proposal."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from common.clock import today
from common.text import long_date
from deadlines.models import Deadline
from offenders import actions
from offenders.models import Event, Nominal, RiskLevel
from offenders.search import search_key


@pytest.fixture
def nominal(make_nominal):
    return make_nominal(
        "NS-1042",
        family_name="Ó Larkmoor",
        given_names="Ash",
        search_name=search_key("Ó Larkmoor", "Ash"),
        level="high",
        seen=today() - dt.timedelta(days=20),
        on=today(),
    )


@pytest.fixture
def checked(page, screen, assert_accessible, assert_fits):
    """`checked()`: the page shown has one h1, no axe violation and no sideways scrolling."""

    def check():
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
        assert_fits(page)

    return check


def due(nominal):
    return Deadline.objects.open().get(nominal=nominal, kind="home_visit").due_on


def test_find_somebody_by_name_and_open_the_record(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/")
    checked()
    page.get_by_label("Name").fill("moor ash")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nobody found")).to_be_visible()
    page.get_by_label("Name").fill("ash o'larkm")
    page.get_by_role("button", name="Search").click()
    found = page.get_by_role("link", name="Ash Ó LARKMOOR")
    expect(found).to_be_visible()
    checked()
    assert "lark" not in page.url
    found.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ash Ó LARKMOOR")
    expect(page).to_have_title("Record NS-1042 – Manage registered offenders")
    expect(page.get_by_text(long_date(due(nominal)))).to_be_visible()
    page.get_by_text("Why this date?").first.click()
    expect(page.get_by_text(Deadline.objects.open().get(kind="home_visit").reason)).to_be_visible()
    checked()
    for name in ("History", "Risk and plan"):
        page.get_by_label("Parts of this record").get_by_role("link", name=name).click()
        checked()


def test_a_higher_level_moves_the_date_at_once(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/risk/")
    before = due(nominal)
    page.get_by_role("button", name="Change the risk level").click()
    checked()
    page.get_by_label("Very high").check()
    page.get_by_label("Reason").fill("Arrested on Monday")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Very high: saved. It counts.")
    assert due(nominal) < before
    expect(page.get_by_role("alert")).to_contain_text(f"{long_date(before)} becomes {long_date(due(nominal))}")
    checked()


def test_a_lower_level_waits_until_a_supervisor_approves(
    live_server, page, sign_in, officer, supervisor, nominal, checked
):
    before = due(nominal)
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/risk/level/")
    page.get_by_label("Medium").check()
    page.get_by_label("Reason").fill("Settled, in work, ARMS medium")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("It counts once a supervisor approves it")
    assert due(nominal) == before
    page.get_by_role("link", name="Record", exact=True).click()
    expect(page.get_by_text("It does not count yet")).to_be_visible()
    checked()
    page.context.clear_cookies()
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/")
    page.get_by_role("link", name="Approve or return").click()
    expect(page.get_by_text("If you approve it")).to_be_visible()
    checked()
    page.get_by_role("radio", name="Approve").check()
    page.get_by_role("button", name="Save answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Approved.")
    assert due(nominal) > before


def test_two_people_changing_the_name_see_both_texts(live_server, page, sign_in, officer, colleague, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/edit/")
    actions.edit_identity(nominal=nominal, by=colleague, on=today(), version=1, family_name="Theirname")
    page.get_by_label("Family name").fill("Minename")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("alert")).to_contain_text("somebody else has changed this")
    expect(page.get_by_role("cell", name="Theirname")).to_be_visible()
    expect(page.get_by_label("Family name")).to_have_value("Minename")
    checked()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ash MINENAME")
    assert Nominal.objects.get().family_name == "Minename"


def test_an_event_that_was_wrong_stays_struck_through(
    live_server, page, sign_in, officer, supervisor, nominal, checked
):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/")
    page.get_by_role("button", name="Record an event").click()
    page.get_by_role("button", name="Save event").click()
    expect(page.get_by_role("alert")).to_contain_text("Select the kind of event")
    checked()
    page.get_by_label("Arrest").check()
    for box, value in zip(("Day", "Month", "Year"), ("1", "nov", "2026"), strict=True):
        page.get_by_label(box, exact=True).fill(value)
    page.get_by_label("What happened?").fill("Arrested in another county")
    page.get_by_role("button", name="Save event").click()
    page.get_by_role("link", name="Arrest", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Mark as entered in error")).to_have_count(0)  # it opened a review
    sign_in(page, supervisor)
    page.reload()
    page.get_by_role("button", name="Mark as entered in error").click()
    page.get_by_label("What was wrong?").fill("Another person")
    checked()
    page.get_by_role("button", name="Mark as entered in error").click()
    page.get_by_role("link", name="History", exact=True).click()
    expect(page.locator("s", has_text="Arrested in another county")).to_be_visible()
    expect(page.get_by_text("Another person")).to_be_visible()
    checked()
    assert Event.objects.get().void_reason == "Another person"


def test_all_of_it_works_without_javascript(live_server, no_script_page, sign_in, officer, nominal):
    page = no_script_page
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/")
    page.get_by_label("Reference").fill("ns-10")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Ash Ó LARKMOOR").click()
    page.get_by_role("link", name="Risk level", exact=True).click()
    page.get_by_label("Very high").check()
    page.get_by_label("Reason").fill("Arrested")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It counts.")).to_be_visible()
    assert RiskLevel.objects.filter(level="very_high", approved=True).count() == 1
    page.get_by_role("link", name="History", exact=True).click()
    page.get_by_role("link", name="Addresses", exact=True).click()
    expect(page.get_by_role("link", name="Home: 4 Sample Street, ZZ1 1AA")).to_be_visible()
    expect(page.get_by_text("Risk level: very high")).to_have_count(0)
