"""An officer's morning: find the most overdue, open it, come back; filter, sort, take the list away."""

from __future__ import annotations

import csv
import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from common.clock import today
from deadlines.models import Deadline
from tests.caseloads import cast

DAY = dt.timedelta(days=1)


@pytest.fixture
def morning(transactional_db, make_nominal, officer):
    """Three overdue, one of them missing, one suspended, one due today, one that nobody registered."""
    on = today()

    late = {}

    def seen(reference, overdue, level, **fields):
        make_nominal(reference, level=level, seen=on - DAY * 20, officer=officer, **fields)
        late[reference] = on - overdue * DAY

    cast.away(make_nominal("AWAY", level="high", seen=on - DAY * 200, officer=officer), "missing", on - DAY)
    cast.away(make_nominal("STOPPED", level="high", seen=on - DAY * 200, officer=officer), "custody", on - DAY)
    make_nominal("NO-DATE", registered_on=None, officer=officer)
    seen("LOW-40", 40, "low", family_name="Farrow", postcode="ZZ9 1AA")
    seen("HIGH-3", 3, "high", family_name="Hazel")
    seen("HIGH-12", 12, "high", family_name="Larch", given_names="Nima")
    seen("TODAY", 0, "medium", family_name="Moss")
    cast.work_out(on)
    for reference, due_on in late.items():
        Deadline.objects.filter(nominal__reference=reference, kind="home_visit").update(due_on=due_on)
    return on


def test_find_the_most_overdue_and_open_it(
    live_server, page, screen, morning, officer, sign_in, assert_accessible, assert_fits
):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My caseload")
    expect(page.locator(".app-arrival")).to_have_text(
        "4 overdue (3 high), 1 due today, 0 in 14 days, 0 decisions owed, 0 write-ups owed"
    )
    assert_accessible(page)
    assert_fits(page)
    rows = page.locator("tbody tr:not(.app-part) th a")
    assert rows.all_inner_texts() == ["Nima LARCH", "Ash HAZEL", "Ash FARROW", "Ash LARKMOOR"]
    first = page.locator("tbody tr:not(.app-part)").first
    expect(first).to_contain_text("Overdue by 12 days")
    first.get_by_text("Why this date?").click()
    expect(first.get_by_text("High risk: every 3 months")).to_be_visible()
    rows.first.click()
    expect(page).to_have_url(re.compile("/nominals/HIGH-12/$"))
    page.go_back()
    first.get_by_role("link", name="Log a visit").click()
    expect(page).to_have_url(re.compile("/nominals/HIGH-12/visits/log/"))


def test_tabs_filter_and_file(live_server, page, screen, morning, officer, sign_in, assert_accessible, assert_fits):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/caseload/")
    page.get_by_role("link", name=re.compile("^All")).click()
    for part in ("Can be visited", "Cannot be visited now", "Suspended", "No date can be worked out"):
        expect(
            page.get_by_role("rowheader", name=re.compile(part)).or_(page.get_by_text(re.compile(f"^{part}"))).first
        ).to_be_visible()
    page.get_by_text("Filter and sort").click()
    page.get_by_label("Postcode district").select_option("ZZ9")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("tbody tr:not(.app-part)")).to_have_count(1)
    expect(page.get_by_role("heading", level=2)).to_have_text("All nominals: postcode district ZZ9")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Download this list").click()
    page.get_by_label("Checking or correcting what is recorded").check()
    page.get_by_label("In your own words").fill("To see that it is right")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        assert [row["Reference"] for row in csv.DictReader(file)] == ["LOW-40"]
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Clear the filter").click()
    expect(page.locator("tbody tr:not(.app-part)")).to_have_count(7)


def test_sorting_is_announced(live_server, page, morning, officer, sign_in):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/caseload/?show=overdue")
    page.get_by_role("link", name="Home visit due").click()
    heading = page.get_by_role("columnheader", name="Home visit due")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert page.locator("tbody tr:not(.app-part) .app-reference").all_inner_texts()[:3] == [
        "LOW-40",
        "HIGH-12",
        "HIGH-3",
    ]
    page.get_by_role("link", name="Home visit due").click()
    expect(heading).to_have_attribute("aria-sort", "descending")


def test_it_all_works_without_script(live_server, no_script_page, morning, officer, sign_in):
    page = no_script_page
    sign_in(page, officer)
    page.goto(f"{live_server.url}/caseload/")
    page.get_by_text("Why this date?").first.click()
    expect(page.get_by_text("High risk: every 3 months").first).to_be_visible()
    page.get_by_text("Filter and sort").click()
    page.get_by_label("Risk level").select_option("low")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("tbody tr:not(.app-part)")).to_have_count(1)


@pytest.mark.parametrize("who", ["auditor", "administrator", "neighbourhood", "coordinator"])
def test_the_first_page_of_the_other_roles(
    live_server, page, screen, transactional_db, request, who, sign_in, assert_accessible, assert_fits
):
    sign_in(page, request.getfixturevalue(who))
    page.goto(f"{live_server.url}/")
    expect(page.locator("h1")).to_have_count(1)
    if who != "administrator":  # Django's own index page
        assert_accessible(page)
        assert_fits(page)
