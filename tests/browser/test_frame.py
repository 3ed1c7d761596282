"""The frame of every page in a real browser: sign-in, components, the script that keeps words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts import urlpolicy
from tests.browser.settling import Settling

PUBLIC_PAGES = ["/sign-in/", "/password/reset/", "/password/reset/sent/", "/password/reset/key/abc-def/"]


@pytest.fixture
def samples(settings, live_server, monkeypatch):
    """Adds the page of samples (tests/browser/samples.py) to the product."""
    monkeypatch.setattr(
        urlpolicy, "_registry", {**urlpolicy.registered(), "samples": urlpolicy.PUBLIC, "saved": urlpolicy.PUBLIC}
    )
    settings.ROOT_URLCONF = "tests.browser.samples"
    return live_server.url


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_pages_for_the_signed_out(live_server, page, screen, path, assert_accessible, assert_fits):
    page.goto(live_server.url + path)
    expect(page.locator("h1")).to_have_count(1)
    assert_accessible(page)
    assert_fits(page)


def test_wrong_password_says_nothing_about_the_account(live_server, page, officer, assert_accessible):
    said = []
    for username in (officer.username, "nobody.at.all"):
        page.goto(f"{live_server.url}/sign-in/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password", exact=True).fill("not-the-password")
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_title(re.compile("^Error: "))
        said.append(page.locator(".govuk-error-summary").inner_text())
        assert_accessible(page)
    assert said[0] == said[1]


def test_every_component_is_accessible_and_fits(samples, page, screen, assert_accessible, assert_fits):
    page.goto(f"{samples}/samples/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_text("Why this date?").first.click()
    expect(page.get_by_text("High risk: every 3 months").first).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
    expect(page).to_have_title(re.compile("^Error: "))
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Enter the date of the visit").click()
    expect(page.locator("#id_date_0")).to_be_focused()


def test_without_scripts_the_same_form_works(samples, no_script_page):
    no_script_page.goto(f"{samples}/samples/")
    no_script_page.get_by_label("No reply").check()
    fill_rest(no_script_page)
    no_script_page.get_by_role("button", name="Save", exact=True).click()
    expect(no_script_page.locator("h1")).to_have_text("Saved")


def test_a_form_saved_in_the_background_ends_where_the_server_says(samples, page):
    page.goto(f"{samples}/samples/")
    page.get_by_label("No reply").check()
    fill_rest(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("Saved")


def test_a_failed_save_keeps_every_word(samples, page):
    page.goto(f"{samples}/samples/")
    page.get_by_label("No reply").check()
    fill_rest(page)
    page.get_by_label("Account").fill("Knocked three times. A dog barked.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Not saved. Keep this page open.")).to_be_visible()
    expect(page.get_by_label("Account")).to_have_value("Knocked three times. A dog barked.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("Saved")


def test_a_lost_session_keeps_every_word_for_the_same_person_only(
    samples, page, officer, colleague, sign_in, monkeypatch
):
    monkeypatch.setitem(urlpolicy._registry, "samples", urlpolicy.SIGNED_IN)
    given_up = []

    def give_up(request):
        given_up.append((request.method, request.url))

    page.on("requestfailed", give_up)
    sign_in(page, officer)
    page.goto(f"{samples}/samples/")
    page.get_by_label("No reply").check()
    fill_rest(page)
    page.get_by_label("Account").fill("Knocked three times.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="You have been signed out")).to_be_visible()

    sign_in(page, colleague)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Somebody else has signed in")).to_be_visible()
    expect(page.get_by_label("Account")).to_have_value("Knocked three times.")

    sign_in(page, officer)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("Saved")
    page.remove_listener("requestfailed", give_up)
    assert given_up == []  # each answer was read to its end


def fill_rest(page):
    for label, value in (("Day", "20"), ("Month", "nov"), ("Year", "2026"), ("Time of visit", "9.30am")):
        page.get_by_label(label).fill(value)
    page.get_by_label("Yes").check()
    page.get_by_label("Risk level").select_option("low")
    page.get_by_label("Interval").fill("3")


def test_a_tab_goes_on_to_the_next_test_with_nothing_of_the_last(live_server, page, sign_in, officer):
    kept = "[document.cookie + localStorage.length + sessionStorage.length, matchMedia('print').matches]"
    sign_in(page, officer)
    page.goto(f"{live_server.url}/")
    page.evaluate("document.cookie = 'a=1'; localStorage.a = sessionStorage.a = 1")
    page.emulate_media(media="print")
    page.context.set_offline(True)
    assert Settling(page).clean(live_server.url)
    assert page.evaluate(kept) == ["00", False]
    page.goto(f"{live_server.url}/")
    expect(page.get_by_label("Username")).to_be_visible()
    page.context.new_page()
    assert not Settling(page).clean(live_server.url)
