"""A supervisor's morning: the backlog, the list behind a figure, assigning, approvals, policy, the nightly run."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from common.clock import today
from offenders.models import Nominal, RiskLevel
from tests.caseloads import cast

DAY = dt.timedelta(days=1)


@pytest.fixture
def team(transactional_db, make_nominal, officer, colleague):
    """Overdue visits of two officers, and 120 nominals that nobody has."""
    on = today()
    for number, (level, holder) in enumerate((("high", officer), ("low", colleague), ("very_high", officer))):
        make_nominal(f"HELD-{number}", level=level, seen=on - 420 * DAY, officer=holder)
    cast.away(make_nominal("AWAY", seen=on - 200 * DAY, officer=officer), "abroad", on - DAY)
    for number in range(120):
        make_nominal(f"FREE-{number:03}", level="medium", officer=None, registered_on=on - (200 - number) * DAY)
    RiskLevel.objects.create(
        nominal=Nominal.objects.get(reference="HELD-0"),
        level="low",
        effective_from=on,
        recorded_by=officer,
        reason="Calm",
    )
    cast.work_out(on)


def test_the_most_overdue_is_named_and_a_figure_opens_its_list(
    live_server, page, screen, team, supervisor, sign_in, assert_accessible, assert_fits
):
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Team backlog: North")
    expect(page.locator(".app-worst")).to_contain_text("HELD-2")
    expect(page.locator(".app-worst")).to_contain_text("Nothing on the record stops it")
    assert_accessible(page)
    assert_fits(page)
    cell = page.get_by_role("link", name=re.compile("Very high, Over 90 days overdue"))
    expect(cell).to_have_text(re.compile("^1"))
    cell.click()
    expect(page.locator("tbody tr:not(.app-part) .app-reference")).to_have_text(["HELD-2"])
    assert_accessible(page)
    assert_fits(page)


def test_assign_across_pages_and_see_it_leave(
    live_server, page, screen, team, supervisor, colleague, sign_in, assert_accessible, assert_fits
):
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/backlog/assign/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Select FREE-000").check()
    page.get_by_role("button", name="Next page").click()
    page.get_by_label("Select FREE-119").check()
    page.get_by_role("button", name="Choose who takes them").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assign 2 nominals")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Select who takes them")
    page.get_by_label("B Thorne").check()
    page.get_by_label("Reason").fill("New to the team")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("2 nominals moved")
    assert set(Nominal.objects.filter(reference__in=["FREE-000", "FREE-119"]).values_list("officer", flat=True)) == {
        colleague.pk
    }
    expect(page.get_by_role("link", name=re.compile("118 Unallocated")).first).to_be_visible()


def test_assign_without_script(live_server, no_script_page, team, supervisor, colleague, sign_in):
    page = no_script_page
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/backlog/")
    page.get_by_role("link", name="Assign unallocated nominals").click()
    page.get_by_role("button", name="Tick all 120").click()
    page.get_by_role("button", name="Choose who takes them").first.click()
    page.get_by_label("B Thorne").check()
    page.get_by_label("Reason").fill("New team")
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.locator("h1")).to_have_text("Team backlog: North")
    assert Nominal.objects.filter(officer=colleague).count() == 121


@pytest.mark.parametrize(
    "path", ["/approvals/", "/nightly/", "/policy/", "/backlog/list/?show=purple", "/backlog/list/"]
)
def test_the_other_pages_are_accessible_and_fit(
    live_server, page, screen, team, supervisor, sign_in, path, assert_accessible, assert_fits
):
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}{path}")
    expect(page.locator("h1")).to_have_count(1)
    assert_accessible(page)
    assert_fits(page)


def test_setting_a_policy_key(
    live_server, page, screen, transactional_db, administrator, sign_in, assert_accessible, assert_fits
):
    sign_in(page, administrator)
    page.goto(f"{live_server.url}/policy/")
    page.get_by_role("link", name=re.compile("Set or confirm first_visit")).click()
    expect(page.get_by_label("Value")).to_have_value("15")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Who decided this").fill("Force policy board")
    page.get_by_role("button", name="Set this value").click()
    expect(page.get_by_role("alert").first).to_contain_text("First visit is set from")
    expect(page.get_by_text("set by the force", exact=True)).to_have_count(1)
