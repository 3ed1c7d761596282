"""A transfer as both supervisors see it, and what an officer still has to do before a release."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from common.clock import today
from deadlines.models import Deadline
from offenders.models import ExpectedRelease, Nominal, StatusPeriod
from tests.caseloads import cast

DAY = dt.timedelta(days=1)


@pytest.fixture
def case(transactional_db, make_nominal, foreigner):
    nominal = make_nominal("MOVES", level="high", seen=today() - 60 * DAY)
    cast.work_out(today())
    return nominal


def test_a_case_is_offered_to_another_force_and_accepted(
    live_server, page, screen, case, world, officer, supervisor, foreigner, sign_in, look
):
    far = world.person("s.far", "supervisor", team=world.far)
    due = Deadline.objects.get(nominal=case, kind="home_visit").due_on
    record, words = f"{live_server.url}/nominals/MOVES/", "Transfer to Coast, Southmere Police offered on"
    sign_in(page, supervisor)
    page.goto(record)
    page.get_by_role("link", name="Transfer to another team or force").click()
    page.get_by_label("Which team is it offered to?").select_option(label="Southmere Police: Coast")
    page.get_by_label("Reason").fill("He has moved to the coast")
    look("transfer-offer")
    page.get_by_role("button", name="Offer the case").click()
    expect(page.get_by_role("alert").first).to_contain_text("it stays your team’s case")
    expect(page.get_by_text(words)).to_be_visible()
    look("transfer-sender")
    page.goto(f"{live_server.url}/backlog/list/?show=all")
    expect(page.get_by_text("Transfer to Coast offered on")).to_be_visible()
    look("transfer-list")

    page.context.clear_cookies()
    sign_in(page, far)
    page.goto(record)
    expect(page.get_by_text(words)).to_be_visible()
    page.goto(f"{live_server.url}/approvals/")
    look("transfer-approvals")
    page.get_by_role("link", name="Accept or return the transfer of MOVES").click()
    look("transfer-answer")
    page.get_by_label("Accept").check()
    page.get_by_label("Who takes it?").select_option(label=foreigner.full_name)
    page.get_by_role("button", name="Save answer").click()
    expect(page.get_by_role("alert").first).to_contain_text(f"{foreigner.full_name} manages the case from today")
    assert Nominal.objects.get().force == world.other_force
    assert Deadline.objects.get(nominal=case, kind="home_visit").due_on == due
    assert not Nominal.objects.visible_to(supervisor).exists()


def test_what_is_still_to_do_before_a_release(live_server, page, screen, case, officer, sign_in, look):
    on = today()
    StatusPeriod.objects.create(nominal=case, status="custody", from_on=on - 30 * DAY)
    for days, said in ((20, 3), (25, 0)):
        ExpectedRelease.objects.create(
            nominal=case, release_on=on + days * DAY, said_on=on - said * DAY, source="Offender management unit"
        )
    cast.work_out(on)
    sign_in(page, officer)
    page.goto(f"{live_server.url}/")
    expect(page.get_by_text("to do before 1 release")).to_be_visible()
    page.get_by_role("link", name="Releases and new cases").click()
    expect(page.get_by_text("Still to do: licence conditions")).to_be_visible()
    look("release-coming")
    page.get_by_role("link", name="Ash LARKMOOR").click()
    panel = page.locator("section[aria-labelledby=release]")
    expect(panel.get_by_role("heading", name="Still to do before it: 3 of 4")).to_be_visible()
    expect(panel.locator("s").first).to_contain_text(str((on + 20 * DAY).day))
    look("release-record")
    panel.get_by_role("link", name="First visit").click()
    expect(page.locator("h1")).to_have_text("Plan a visit")
