"""A supervisor hears that an officer is sick: absence, who stands in, and the alerts that follow at once."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from common.clock import today
from deadlines import nightly
from deadlines.models import Deadline
from tests.browser.checks import type_day
from tests.caseloads import cast
from visits.models import Visit

DAY = dt.timedelta(days=1)


@pytest.fixture
def morning(transactional_db, make_nominal, officer, colleague, supervisor):
    """Two of the officer's visits are overdue, one falls due soon; the colleague has been at one of the doors."""
    on = today()
    late = {"HIGH-12": -12, "LOW-3": -3, "SOON-2": 2}
    for reference in late:
        make_nominal(reference, level="low" if reference == "LOW-3" else "high", seen=on - 20 * DAY, officer=officer)
    cast.work_out(on)
    for reference, days in late.items():
        Deadline.objects.filter(nominal__reference=reference).update(due_on=on + days * DAY)
    nominal = Deadline.objects.get(nominal__reference="HIGH-12").nominal
    Visit.objects.create(nominal=nominal, date=on - 60 * DAY, outcome="no_reply", officers=[colleague.username])
    return on


def test_somebody_is_sick_cover_is_arranged_and_alerts_follow(
    live_server, page, screen, morning, officer, colleague, supervisor, sign_in, assert_accessible, assert_fits
):
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/absences/")
    expect(page.get_by_text("Nobody is away.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Record an absence").click()
    assert_accessible(page)
    page.get_by_label("Who is away?").select_option(officer.username)
    page.get_by_label("Sickness").check()
    type_day(page, "from_on", morning)
    page.get_by_role("button", name="Save the absence").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the last day, or a day to look again")
    assert_accessible(page)
    type_day(page, "review_on", morning + 14 * DAY)
    page.get_by_role("button", name="Save the absence").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("A Hollis: sickness")
    expect(page.get_by_text("No cover for the caseload")).to_be_visible()
    owed = page.get_by_role("table", name="What falls due meanwhile").locator("tbody tr")
    expect(owed).to_have_count(3)
    expect(owed.first).to_contain_text("HIGH-12")
    assert_accessible(page)
    assert_fits(page)

    page.get_by_role("button", name="Arrange cover").click()
    assert_accessible(page)
    assert_fits(page)
    expect(page.locator(".govuk-radios__item").first).to_contain_text("Has visited 1 of these cases")
    page.get_by_label("B Thorne").check()
    type_day(page, "to_on", morning + 14 * DAY)
    page.get_by_role("button", name="Arrange cover").click()
    expect(page.get_by_text("Cover arranged.")).to_be_visible()
    expect(page.get_by_role("table", name="Cover", exact=True)).to_contain_text("B Thorne")
    assert_accessible(page)

    page.context.clear_cookies()
    sign_in(page, colleague)
    page.goto(f"{live_server.url}/alerts/")
    references = page.locator("tbody th a")
    expect(references).to_have_text(["HIGH-12", "LOW-3", "SOON-2"])
    expect(page.get_by_role("heading", name="Overdue")).to_be_visible()


@pytest.fixture
def raised(transactional_db, make_nominal, officer, supervisor):
    """Alerts of every stage, from facts."""
    on = today()
    for number, back in enumerate((400, 380, 366)):
        make_nominal(f"LOW-{number}", level="low", seen=on - back * DAY, officer=officer)
    make_nominal("VERY-HIGH", level="very_high", seen=on - 40 * DAY, officer=officer)
    nightly.run(on)
    return on


def test_one_tap_then_the_rest(live_server, page, screen, raised, officer, sign_in, assert_accessible, assert_fits):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/alerts/")
    expect(page.locator("tbody th a").first).to_have_text("VERY-HIGH")
    expect(page.get_by_role("link", name=re.compile("^Waiting"))).to_contain_text("4")
    row = page.locator("tbody tr").first
    row.get_by_text("Why this date?").click()
    expect(row.get_by_text("Very high risk: every month")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    row.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("1 alert acknowledged.")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Acknowledge all 3 shown").click()
    expect(page.get_by_text("Nothing is waiting for you.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Acknowledged")).click()
    expect(page.locator("tbody tr")).to_have_count(4)
    assert_accessible(page)
    assert_fits(page)


def test_without_script(live_server, no_script_page, raised, officer, sign_in):
    page = no_script_page
    sign_in(page, officer)
    page.goto(f"{live_server.url}/alerts/")
    page.get_by_role("button", name="Acknowledge").first.click()
    expect(page.get_by_text("1 alert acknowledged.")).to_be_visible()
