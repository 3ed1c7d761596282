"""In a browser: the person behind the level, cohorts and the test, an application under the disclosure scheme."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from accounts.models import Training
from common.clock import LONDON, today
from risk.actions.cohorts import record_sanction
from risk.actions.csods import receive_application
from risk.models import CohortPeriod, CsodsApplication, ProfileAnswer, ProfileGap, RiskPlan


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("NS-3061", mappa_category=1, seen=today() - dt.timedelta(days=20), on=today())


@pytest.fixture
def checked(page, screen, assert_accessible, assert_fits):
    """`checked()`: the page shown has one h1, no axe violation and no sideways scrolling."""

    def check():
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
        assert_fits(page)

    return check


def at(live_server, nominal, path=""):
    return f"{live_server.url}/nominals/{nominal.reference}/{path}"


def enter_day(page, name, when):
    for part, value in enumerate((when.day, when.month, when.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def save(page, name):
    page.locator("main form").get_by_role("button", name=name).click()


def test_answer_a_question_and_work_the_gaps(live_server, page, sign_in, officer, supervisor, nominal, checked):
    sign_in(page, officer)
    page.goto(at(live_server, nominal, "profile/"))
    checked()
    page.get_by_role("link", name=re.compile("Answer.*Vehicle")).click()
    checked()
    save(page, "Save the answer")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    checked()
    page.locator("[name=finding][value=known]").check()
    page.locator("[name=text]").fill("A white van, kept at the yard")
    page.locator("[name=source]").fill("Seen on the visit")
    page.locator("[name=source_grade][value=reliable]").check()
    page.locator("[name=information_grade][value=direct]").check()
    save(page, "Save the answer")
    expect(page.get_by_text("A white van, kept at the yard")).to_be_visible()
    assert ProfileAnswer.objects.count() == 1
    page.get_by_role("button", name="Record something not known").click()
    checked()
    page.locator("[name=what]").fill("Who else uses the yard")
    page.locator("[name=how]").fill("Ask the owner")
    save(page, "Save")
    expect(page.get_by_text("Who else uses the yard").first).to_be_visible()
    checked()
    page.goto(f"{live_server.url}/risk-lists/gaps/")
    expect(page.get_by_role("link", name=nominal.full_name)).to_be_visible()
    checked()
    RiskPlan.objects.create(
        nominal=nominal, written_on=today() - dt.timedelta(days=90), review_on=today() - dt.timedelta(days=1),
        supervision="Weekly", what_changed="New",
    )  # fmt: skip
    page.goto(live_server.url)
    page.get_by_role("link", name=re.compile("Plans and intervals to review")).click()
    expect(page.get_by_role("link", name=nominal.full_name)).to_be_visible()
    checked()
    page.goto(at(live_server, nominal, "profile/"))
    page.get_by_role("link", name="Record what was found out").click()
    page.locator("[name=found]").fill("Nobody else")
    save(page, "Save what was found out")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert ProfileGap.objects.get().closed_on == today()
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/risk-lists/officers/")
    expect(page.get_by_text("No training for registered sexual offenders is recorded")).to_be_visible()
    checked()
    Training.objects.create(user=officer, covers="sexual", completed_on=today())
    page.reload()
    expect(page.get_by_text("None.")).to_be_visible()


def test_a_cohort_and_the_test_explained(live_server, page, sign_in, officer, nominal, checked):
    record_sanction(
        nominal=nominal, by=officer, on=today(), sanctioned_on=dt.date(2004, 5, 4), offence="Burglary", count=15
    )
    sign_in(page, officer)
    page.goto(at(live_server, nominal, "cohorts/"))
    expect(page.get_by_text("The test is not met")).to_be_visible()
    page.get_by_role("button", name="Record a sanction").click()
    checked()
    enter_day(page, "sanctioned_on", dt.date(2012, 2, 29))
    page.locator("[name=offence]").fill("Robbery")
    save(page, "Save the sanction")
    expect(page.get_by_text("The test is met")).to_be_visible()
    page.get_by_role("link", name="How this was worked out").click()
    expect(page.get_by_text("16 sanctions in all")).to_be_visible()
    checked()
    page.goto(at(live_server, nominal, "cohorts/add/"))
    page.locator("[name=cohort][value=fixed]").check()
    page.locator("[name=reason]").fill("Agreed by the panel")
    checked()
    save(page, "Save")
    expect(page.get_by_text("Fixed cohort from")).to_be_visible()
    checked()
    page.goto(f"{live_server.url}/risk-lists/cohorts/")
    expect(page.get_by_role("link", name=nominal.full_name)).to_be_visible()
    checked()
    assert CohortPeriod.objects.get().cohort == "fixed"


def test_an_application_from_the_call_to_the_disclosure(
    live_server, page, sign_in, supervisor, officer, nominal, checked
):
    late = dt.datetime.now(LONDON) - dt.timedelta(days=3)
    receive_application(by=supervisor, on=today(), received_at=late, applicant_name="Kay Harrow", relationship="friend",
                        asked_about="A neighbour")  # fmt: skip
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/disclosure-scheme/")
    expect(page.get_by_text("overdue by 2 days").first).to_be_visible()
    expect(page.get_by_text("Kay Harrow")).to_have_count(0)
    checked()
    page.get_by_role("button", name="New application").click()
    enter_day(page, "received_on", today())
    page.locator("[name=received_time]").fill("00:01")
    page.locator("[name=applicant_name]").fill("Wren Oakes")
    page.locator("[name=relationship][value=grandparent]").check()
    page.locator("[name=asked_about]").fill("Her daughter’s new partner")
    checked()
    save(page, "Save the application")
    expect(page.get_by_text("Its clocks run")).to_be_visible()
    checked()
    page.get_by_role("link", name="Name the managed person").click()
    page.locator("[name=reference]").fill(nominal.reference)
    page.locator("[name=sure]").check()
    checked()
    save(page, "Name this person")
    steps = {
        "First checks": ("checked_on", "Save the checks", {"checked_time": "00:02", "checks_found": "One record"}, {}),
        "Interview": ("interviewed_on", "Save the interview", {"interview_notes": "x"}, {"identity_proved": "yes"}),
        "Risk assessment": ("assessed_on", "Save the assessment", {"assessment": "Daily access"}, {"concern": "some"}),
        "Decision": ("decided_on", "Save the decision", {"decision_reason": "Needed"}, {"decision": "disclose"}),
    }
    for title, (day, button, words, choices) in steps.items():
        page.get_by_role("link", name=re.compile(f"Record or change.*{title}")).click()
        enter_day(page, day, today())
        for name, text in words.items():
            page.locator(f"[name={name}]").fill(text)
        for name, value in choices.items():
            page.locator(f"[name={name}][value={value}]").check()
        checked()
        save(page, button)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Application DS-")
    page.get_by_role("button", name="Record a disclosure").click()
    enter_day(page, "made_on", today())
    for name, text in {"recipient": "The mother", "what": "That he has convictions", "why": "To keep her safe"}.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=capacity][value=parent]").check()
    page.locator("[name=undertaking][value=yes]").check()
    checked()
    save(page, "Save the disclosure")
    expect(page.get_by_text("The mother")).to_be_visible()
    checked()
    assert CsodsApplication.objects.filter(decision="disclose", nominal=nominal).exists()
    sign_in(page, officer)
    page.goto(at(live_server, nominal, "risk/"))
    expect(page.get_by_text("Decided: disclose")).to_be_visible()
    expect(page.get_by_text("Wren Oakes")).to_have_count(0)
    checked()
