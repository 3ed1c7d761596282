"""Risk in a browser: an ARMS from the last one, reactive management, intelligence that opens a review, the tools."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from common.clock import today
from deadlines.models import Deadline
from offenders.models import ManagementDecision
from risk.actions import FactorAnswer, complete_arms
from risk.models import ArmsFactor, FactorCode


@pytest.fixture
def nominal(make_nominal, officer):
    found = make_nominal("NS-3051", level="low", lead_agency="police", seen=today() - dt.timedelta(days=20), on=today())
    answers = [FactorAnswer(code, "low", f"Nothing new about {code.replace('_', ' ')}") for code in FactorCode.values]
    earlier = today() - dt.timedelta(days=300)
    complete_arms(nominal=found, by=officer, on=today(), completed_on=earlier, priority="low", factors=answers)
    return found


@pytest.fixture
def checked(page, screen, assert_accessible, assert_fits):
    """`checked()`: the page shown has one h1, no axe violation and no sideways scrolling."""

    def check():
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
        assert_fits(page)

    return check


def at(live_server, nominal, path=""):
    return f"{live_server.url}/nominals/{nominal.reference}/risk/{path}"


def test_complete_an_arms_from_the_last_one(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(at(live_server, nominal))
    page.locator("summary").first.click()
    checked()
    page.get_by_role("button", name="ARMS: assess").click()
    checked()
    for code, label in FactorCode.choices:
        if code != FactorCode.ROUTINE:
            page.get_by_label(f"{label}: confirmed, nothing has changed").check()
    routine = page.get_by_role("group", name="Employment or positive routine", exact=True)
    routine.get_by_text("Something has changed").click()
    page.locator("#id_routine_priority_2, [name=routine_priority][value=high]").first.check()
    page.locator("[name=routine_evidence]").fill("Lost his job in October")
    page.locator("[name=priority][value=medium]").check()
    checked()
    page.get_by_role("button", name="Complete the assessment").click()
    expect(page.get_by_text("ARMS saved.")).to_be_visible()
    assert ArmsFactor.objects.filter(carried_forward=True).count() == 10
    page.get_by_role("table", name="Assessments").get_by_role("link").first.click()
    expect(page.get_by_text("Lost his job in October")).to_be_visible()
    checked()


def test_reactive_management_then_intelligence(
    live_server, page, sign_in, officer, supervisor, inspector, nominal, checked
):
    sign_in(page, officer)
    page.goto(at(live_server, nominal))
    page.get_by_role("button", name="Propose reactive management").click()
    checked()
    page.get_by_label("The local intelligence entry alerts on any new item").check()
    page.get_by_label("Reason").fill("Settled for years")
    page.get_by_role("button", name="Send for agreement").click()
    expect(page.get_by_text("Sent. It counts once")).to_be_visible()
    row = ManagementDecision.objects.get()
    for person in (supervisor, inspector):
        sign_in(page, person)
        page.goto(at(live_server, nominal, f"proposals/management/{row.pk}/"))
        page.get_by_label("Approve", exact=True).check()
        page.get_by_role("button", name="Save answer").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Risk and plan")
    expect(page.get_by_text("Managed reactively since")).to_be_visible()
    checked()

    earlier = today() - dt.timedelta(days=30)  # what is decided on the day of an event answers it
    ManagementDecision.objects.update(effective_from=earlier, approved_on=earlier)
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/events/add/")
    page.get_by_label("Intelligence").check()
    for part, value in zip(("Day", "Month", "Year"), (today().day, today().month, today().year), strict=True):
        page.get_by_label(part).fill(str(value))
    page.locator("[name=summary]").fill("Seen near a playground")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("now owed by")).to_be_visible()
    assert Deadline.objects.open().filter(nominal=nominal, kind="risk_review").exists()
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/risk-reviews/")
    expect(page.get_by_role("link", name=nominal.full_name).first).to_be_visible()
    checked()


def test_the_other_tools_and_an_application(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    for path in ("osp-dc/", "osp-iic/", "result/", "polygraph/", "disclosure/add/"):
        page.goto(at(live_server, nominal, path))
        checked()
        page.locator("main form").get_by_role("button").last.click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        checked()
    page.goto(at(live_server, nominal, "disclosure/add/"))
    for part, value in zip(("Day", "Month", "Year"), (today().day, today().month, today().year), strict=True):
        page.get_by_label(part).fill(str(value))
    page.get_by_label("At", exact=True).fill("00:05")
    page.get_by_role("button", name="Save the application").click()
    expect(page.get_by_text("Meeting the applicant")).to_be_visible()
    checked()
