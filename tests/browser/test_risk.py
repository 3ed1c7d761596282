"""Risk in a browser: ARMS, a lower level, the plan, reactive management, intelligence, the tools, a policy tried."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from caseloads.simulator import jobs, views
from common.clock import now as moment
from common.clock import today
from deadlines.models import Deadline, PolicyValue
from offenders.models import ManagementDecision, RiskLevel
from orders.models import Order
from risk.actions import FactorAnswer, complete_arms
from risk.models import ArmsFactor, Assessment, FactorCode, RiskPlan


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
    for part, value in zip(("0", "1", "2"), (today().day, today().month, today().year), strict=True):
        page.locator(f"[name=flag_checked_on_{part}]").fill(str(value))
    expect(page.get_by_label("Who checked it?")).to_have_value(officer.full_name)
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
    expect(page.get_by_text(f"Checked by {officer.full_name}")).to_be_visible()
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


def test_propose_and_agree_a_lower_level(live_server, page, sign_in, officer, supervisor, make_nominal, checked):
    found = make_nominal("NS-3052", level="high", seen=today() - dt.timedelta(days=20), on=today())
    Assessment.objects.create(nominal=found, tool="osp_dc", completed_on=today(), band="medium", score=25)
    sign_in(page, officer)
    page.goto(at(live_server, found))
    page.get_by_role("button", name="Change the risk level").click()
    expect(page.get_by_text("OSP/DC band is medium, lower than the risk level high")).to_be_visible()
    checked()
    page.get_by_label("Low", exact=True).check()
    page.locator("[name=reason]").fill("Bedridden since May")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why: OSP/DC band is medium")
    checked()
    page.locator("[name=override_reason]").fill("The tool does not know of the stroke")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("It counts once a supervisor approves it")).to_be_visible()
    row = RiskLevel.objects.get(level="low")
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/approvals/")
    page.get_by_role("link", name="Approve or return").click()
    expect(page.get_by_text("Against the level proposed")).to_be_visible()
    checked()
    page.get_by_label("Approve", exact=True).check()
    page.get_by_role("button", name="Save answer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Risk and plan")
    row.refresh_from_db()
    assert row.approved
    checked()


def test_the_plan_and_two_who_change_it_at_once(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(at(live_server, nominal, "plan/"))
    checked()
    page.get_by_role("button", name="Write the plan").click()
    checked()
    page.get_by_label("Supervision", exact=True).fill("A visit every month")
    page.get_by_label("What has changed, and why").fill("First plan")
    review = today() + dt.timedelta(days=90)
    for part, value in zip(("Day", "Month", "Year"), (review.day, review.month, review.year), strict=True):
        page.get_by_label(part).fill(str(value))
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Plan saved as version 1.")).to_be_visible()
    page.get_by_role("button", name="Change or review the plan").click()
    first = RiskPlan.objects.get()
    RiskPlan.objects.create(
        nominal=nominal, follows=first, written_on=today(), review_on=review, what_changed="Moved",
        supervision="A visit every week",
    )  # fmt: skip
    page.get_by_label("Supervision", exact=True).fill("A visit every year")
    page.get_by_label("What has changed, and why").fill("Settled")
    for part, value in zip(("Day", "Month", "Year"), (review.day, review.month, review.year), strict=True):
        page.get_by_label(part).fill(str(value))
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_role("alert")).to_contain_text("A visit every week")
    checked()
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Plan saved as version 3.")).to_be_visible()
    checked()
    page.get_by_role("link", name="Version 3", exact=True).click()
    expect(page.locator("main ins").last).to_contain_text("year")
    checked()


def test_try_a_policy_and_adopt_it(
    live_server, page, sign_in, supervisor, administrator, nominal, checked, monkeypatch
):
    Order.objects.create(nominal=nominal, order_ref="O-1", kind="shpo", made_on=today(), served_on=today())
    rung = []
    monkeypatch.setattr(views.try_policy, "apply_async", lambda args, **more: rung.append(args[0]))
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/policy/")
    page.get_by_role("link", name="Try a policy on a copy").click()
    checked()
    page.get_by_role("button", name="Try a policy").click()
    page.locator("[name=blocked_by_order][value=no], [name=blocked_by_order][value=False]").check()
    checked()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    checked()
    jobs.work_off(rung[0], moment())  # the page looks again by itself
    expect(page.get_by_role("heading", name="Home visits due each week")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("link", name=nominal.full_name)).to_be_visible()
    expect(page.locator("svg.sim-chart:visible")).to_have_count(3)  # two pairs of bars, one picture of the weeks
    page.locator("summary").first.click()
    checked()
    assert not PolicyValue.objects.exists()
    address = page.url
    sign_in(page, administrator)
    page.goto(address)
    checked()
    page.get_by_label("Who decided this").fill("Chief officer, minute 4")
    page.get_by_role("button", name="Adopt this policy").click()
    expect(page.get_by_text("Adopted. Dates follow")).to_be_visible()
    assert PolicyValue.objects.get().value == "no"
