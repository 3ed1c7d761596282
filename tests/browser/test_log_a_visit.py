"""Logging a visit at the doorstep: on a desk and on a phone, with and without JavaScript, on a good and a bad line."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from common.clock import today
from common.text import long_date
from visits.models import Outcome, Visit, VisitDraft

SEEN_DAYS_AGO = 200  # high risk: long overdue


@pytest.fixture
def nominal(make_nominal, colleague, supervisor):
    return make_nominal(seen=today() - dt.timedelta(days=SEEN_DAYS_AGO), on=today())


@pytest.fixture
def home(live_server, nominal):
    return f"{live_server.url}/nominals/{nominal.reference}/"


class Thumb:
    """Counts the taps and the pages between the record and the saved visit."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.pages = page, 0, set()

    def tap(self, what) -> None:
        self.taps += 1
        what.click()

    def on_page(self) -> None:
        self.pages.add(self.page.url.split("/nominals/")[1])


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def outcome(page: Page, code: str):
    return page.locator(f'button.app-choice[value="{code}"]')


def save(page: Page):
    return page.locator(".visit-buttons--fixed button[value=now]")


def test_seen_at_home_now_in_two_pages_and_eight_taps(
    page, screen, sign_in, officer, home, assert_accessible, assert_fits
):
    sign_in(page, officer)
    page.goto(home)
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("button", name="Log a visit"))
    expect(page.locator("h1")).to_have_text("What came of the visit?")
    assert_accessible(page)
    assert_fits(page)
    thumb.on_page()
    thumb.tap(outcome(page, "seen_at_address"))
    expect(page.locator("h1")).to_have_text("Seen at the address")
    expect(page.locator("#outlook")).to_contain_text("every 3 months")
    if screen == "1280":
        expect(page.locator("#outlook")).to_contain_text("Next visit due")
    else:
        expect(page.locator("#short")).to_contain_text("Next visit due")
        expect(save(page)).to_be_in_viewport()
    assert_accessible(page)
    assert_fits(page)
    thumb.on_page()
    thumb.tap(page.get_by_label("B Thorne"))
    thumb.tap(page.get_by_label("No, unannounced"))
    thumb.tap(save(page))
    expect(page.locator("main")).to_contain_text("Visit saved. Next visit due")
    assert_accessible(page)
    assert thumb.taps <= 8
    assert len(thumb.pages) <= 2
    visit = Visit.objects.latest("pk")
    assert (visit.date, visit.outcome, visit.officers) == (today(), "seen_at_address", ["a.hollis", "b.thorne"])


def test_no_reply_does_not_move_the_date(page, screen, sign_in, officer, nominal, home, assert_accessible, assert_fits):
    sign_in(page, officer)
    page.goto(home)
    before = page.locator(".app-owed__item", has_text="Home visit").inner_text()
    page.goto(f"{home}visits/log/?outcome=no_reply")
    expect(page.locator("#outlook")).to_contain_text("1 attempt at 4 Sample Street, ZZ1 1AA since last seen")
    expect(page.locator("#short" if screen == "390" else "#outlook")).to_contain_text(
        re.compile("oes not move the date")
    )
    assert_accessible(page)
    save(page).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select whether you sought entry to search")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("B Thorne").check()
    page.get_by_label("No, unannounced").check()
    save(page).click()
    expect(page.locator("main")).to_contain_text("Attempt saved. The date has not moved")
    assert page.locator(".app-owed__item", has_text="Home visit").inner_text() == before
    assert Visit.objects.latest("pk").entry_sought_for_risk_search is True


@pytest.mark.parametrize("code", Outcome.values)
def test_every_outcome_is_fit_to_read(page, screen, sign_in, officer, home, code, assert_accessible, assert_fits):
    sign_in(page, officer)
    page.goto(f"{home}visits/log/?outcome={code}")
    expect(page.locator("h1")).to_have_text(Outcome(code).label)
    assert_accessible(page)
    assert_fits(page)


def test_a_warning_asks_and_then_lets_through(page, screen, sign_in, officer, home, assert_accessible, assert_fits):
    sign_in(page, officer)
    page.goto(f"{home}visits/log/?outcome=seen_at_address")
    page.get_by_label("No, unannounced").check()
    page.get_by_label("Notes").fill("Every word")
    save(page).click()
    asked = page.locator(".visit-asked")
    expect(asked).to_contain_text("Only one person is recorded as present")
    expect(asked).to_be_in_viewport()
    expect(page.get_by_label("Notes")).to_have_value("Every word")
    assert_accessible(page)
    assert_fits(page)
    asked.get_by_role("button", name="Save anyway").click()
    expect(page.locator("main")).to_contain_text("Visit saved.")
    assert Visit.objects.latest("pk").saved_despite == ["one_person"]


def test_the_date_follows_what_is_typed_and_typing_is_kept(page, sign_in, officer, nominal, home):
    sign_in(page, officer)
    page.goto(f"{home}visits/log/?outcome=seen_at_address")
    page.get_by_label("Notes").fill("Half an acc")
    expect(page.locator("#kept")).to_contain_text("Draft kept at")
    yesterday = today() - dt.timedelta(days=1)
    for label, value in (("Day", yesterday.day), ("Month", yesterday.month), ("Year", yesterday.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    expect(page.locator("#outlook")).to_contain_text(f"last seen {long_date(yesterday).split(' ', 1)[1]}")
    page.get_by_label("Notes").fill("Half an account")
    expect(page.locator("#kept")).to_contain_text("Draft kept at")
    expect(page.locator("#outlook")).to_be_visible()
    for _ in range(200):  # kept two seconds after the last word
        if VisitDraft.objects.get().data["fields"]["notes"] == ["Half an account"]:
            break
        page.wait_for_timeout(100)
    assert VisitDraft.objects.get().data["fields"]["notes"] == ["Half an account"]
    page.goto(home)
    page.get_by_role("link", name=re.compile("visit log begun")).click()
    expect(page.get_by_label("Notes")).to_have_value("Half an account")


def test_a_failed_save_keeps_every_word_and_makes_one_visit(page, sign_in, officer, home, assert_accessible):
    sign_in(page, officer)
    page.goto(f"{home}visits/log/?outcome=seen_at_address")
    page.get_by_label("B Thorne").check()
    page.get_by_label("No, unannounced").check()
    page.get_by_label("Notes").fill("Every word")
    page.context.set_offline(True)
    save(page).click()
    expect(page.get_by_text("Not saved. Keep this page open.")).to_be_visible()
    expect(page.get_by_label("Notes")).to_have_value("Every word")
    assert_accessible(page)
    page.context.set_offline(False)
    save(page).click()
    expect(page.locator("main")).to_contain_text("Visit saved.")
    assert Visit.objects.filter(date=today()).count() == 1


def test_a_lost_session_loses_no_word(page, sign_in, officer, home):
    sign_in(page, officer)
    page.goto(f"{home}visits/log/?outcome=no_reply")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Notes").fill("Typed signed out")
    save(page).click()
    expect(page.get_by_text("Not saved. Keep this page open.")).to_be_visible()
    expect(page.get_by_label("Notes")).to_have_value("Typed signed out")
    sign_in(page, officer)
    page.goto(f"{home}visits/log/")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("Notes")).to_have_value("Typed signed out")


def test_without_javascript(no_script_page, sign_in, officer, home, assert_fits):
    page = no_script_page
    sign_in(page, officer)
    page.goto(f"{home}visits/log/")
    outcome(page, "third_party_seen").click()
    page.get_by_label("Notes").fill("Every word")
    save(page).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter who you spoke to")
    page.get_by_role("button", name="Change what came of the visit").click()
    outcome(page, "no_reply").click()
    expect(page.get_by_label("Notes")).to_have_value("Every word")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("No, unannounced").check()
    page.get_by_text("Somebody from another agency").click()
    page.get_by_label(re.compile("Anybody from another agency")).fill("probation officer")
    save(page).click()
    expect(page.locator("main")).to_contain_text("Attempt saved.")
    assert Visit.objects.latest("pk").others_present == ["probation officer"]
    assert not VisitDraft.objects.exists()
    assert_fits(page)


def test_the_list_a_correction_and_a_decision(
    page, screen, sign_in, officer, nominal, home, assert_accessible, assert_fits
):
    for day in (3, 2, 1):
        Visit.objects.create(
            nominal=nominal, date=today() - dt.timedelta(days=day), outcome="no_reply", officers=["a.hollis"],
            announced=False, entry_sought_for_risk_search=True, write_up_owed=day == 1,
        )  # fmt: skip
    sign_in(page, officer)
    page.goto(f"{home}visits/")
    expect(page.locator(".visit-card")).to_have_count(4)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name=re.compile("^Write up")).click()
    page.get_by_label("Account of the visit").fill("Nobody in")
    assert_accessible(page)
    assert_fits(page)
    button(page, "Save the account").click()
    expect(page.locator("main")).to_contain_text("Written up.")
    page.get_by_role("button", name="Decide after failed visits").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Apply for a warrant").check()
    page.get_by_label("Reason").fill("Twice no entry")
    button(page, "Save the decision").click()
    expect(page.locator("main")).to_contain_text("The decision was saved")
    page.locator(".visit-card").first.get_by_role("link", name=re.compile("^Correct")).click()
    page.get_by_label("What was wrong?").fill("It was the day before")
    assert_accessible(page)
    assert_fits(page)
    save(page).click()
    page.locator(".visit-asked").get_by_role("button", name="Save anyway").click()
    expect(page.locator(".visit-card--voided")).to_have_count(1)
    assert_accessible(page)
    page.locator(".visit-card").first.get_by_role("link", name=re.compile("^Entered in error")).click()
    assert_accessible(page)
    assert_fits(page)
