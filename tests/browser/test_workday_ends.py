"""What a day brings after the door: the way from the record, gone and found, a decision, the account in the evening."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from common.clock import today
from deadlines.models import Deadline
from tests.browser.checks import type_day
from tests.caseloads import cast
from visits.models import PlannedVisit, Visit, VisitDecision

DAY = dt.timedelta(days=1)


@pytest.fixture
def team(transactional_db, make_nominal, officer):
    """One with three failed attempts, one gone from the address, one whose account is owed."""
    on = today()
    tried = make_nominal("TRIED", level="high", seen=on - 120 * DAY)
    for days in (9, 6, 3):
        cast.attempt(tried, on - days * DAY)
    cast.attempt(make_nominal("GONE", seen=on - 20 * DAY), on - 5 * DAY, "address_vacated")
    owed = make_nominal("OWED", seen=on - 20 * DAY)
    Visit.objects.create(nominal=owed, date=on, outcome="seen_at_address", officers=["a.hollis"], write_up_owed=True,
                         recorded_by=officer)  # fmt: skip
    cast.work_out(on)
    return on


def test_an_officer_from_the_record_to_the_evening(live_server, page, screen, team, officer, sign_in, look):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/GONE/")
    look()
    page.get_by_role("link", name="Door sheet").click()
    look()
    page.goto(f"{live_server.url}/nominals/GONE/")
    page.get_by_role("link", name="Plan a visit").click()
    look()
    page.get_by_role("button", name="Save the plan").click()
    think, week = page.get_by_text("Think of this first"), page.get_by_role("heading", level=1, name="My week")
    expect(think.or_(week).first).to_be_visible()  # what there is to think of depends on the day of the week
    if think.count():
        page.get_by_role("button", name="Save it as it is").click()
    expect(week).to_be_visible()
    assert PlannedVisit.objects.filter(nominal__reference="GONE").count() == 1

    page.goto(f"{live_server.url}/nominals/GONE/")
    page.get_by_role("link", name="Enquiry opened").click()
    page.get_by_label("What was asked, and of whom?").fill("Custody suites of the force")
    page.get_by_label("What came of it?").fill("Not held")
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("The step was saved.")).to_be_visible()
    expect(page.locator(".app-steps li")).to_have_count(1)
    look()

    page.goto(f"{live_server.url}/write-ups/")
    page.get_by_role("button", name="Write up").click()
    look()
    page.get_by_label("Account of the visit").fill("Let in, talked in the kitchen, nothing new.")
    page.get_by_role("button", name="Save the account").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.goto(f"{live_server.url}/write-ups/")
    expect(page.get_by_text("No write-up is owed.")).to_be_visible()
    look()


def test_a_supervisor_decides_and_closes_an_enquiry(live_server, page, screen, team, supervisor, sign_in, look):
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Decisions owed, with the warrant test").click()
    look()
    page.locator(".app-decide summary").first.click()
    form = page.locator(".app-decide form").first
    form.get_by_label("Find out where the person is").or_(form.locator("[value=whereabouts_enquiry]")).first.check()
    form.get_by_label("Reason").fill("Three attempts at three hours")
    form.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look()
    assert VisitDecision.objects.filter(nominal__reference="TRIED").count() == 1

    page.goto(f"{live_server.url}/backlog/whereabouts/")
    look()
    page.goto(f"{live_server.url}/nominals/GONE/whereabouts/")
    page.get_by_role("button", name="Found", exact=True).click()
    look()
    type_day(page, "found_on", team)
    page.get_by_label("In custody").check()
    page.get_by_label("Who says so, and what did they say?").fill("Custody sergeant, by telephone")
    page.get_by_role("button", name="Save: found").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert not Deadline.objects.open().filter(nominal__reference="GONE", kind="whereabouts").exists()
