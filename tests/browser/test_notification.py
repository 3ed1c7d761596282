"""The requirement in a real browser: a conviction, a change of address, a missed date, the calculator."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from common.clock import today
from notification import actions
from notification.models import Disposal, Failure, Notification

DAY = dt.timedelta(days=1)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("NS-1042", seen=today() - 20 * DAY, on=today())


@pytest.fixture
def checked(page, screen, assert_accessible, assert_fits):
    """`checked()`: the page shown has one h1, no axe violation and no sideways scrolling."""

    def check():
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
        assert_fits(page)

    return check


@pytest.fixture
def convicted(nominal, officer):
    """Convicted 400 days ago and notified in time."""
    then = today() - 400 * DAY
    actions.add_disposal(
        nominal=nominal, by=officer, on=today(), disposal_ref="D-1", event="conviction", event_on=then,
        outcome="imprisonment", sentenced_on=then, term_value=26, term_unit="weeks",
    )  # fmt: skip
    actions.record_notification(
        nominal=nominal, by=officer, on=today(), section="s83", notified_on=then + DAY, means="in_person"
    )
    return nominal


def fill(page, name, day):
    for part, value in enumerate((day.day, day.month, day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def test_record_a_conviction_and_see_the_clocks(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/NS-1042/notification/")
    checked()
    page.get_by_role("button", name="Record a disposal").click()
    checked()
    page.get_by_label("Conviction", exact=True).check()
    fill(page, "event_on", today())
    page.locator("[name=outcome]").select_option("imprisonment")
    page.locator("[name=term_value]").fill("26")
    page.locator("[name=term_unit]").select_option("weeks")
    page.locator("[name=disposal_ref]").fill("D-1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=3, name="Initial notification")).to_be_visible()
    expect(page.get_by_role("link", name="Confirm the length")).to_be_visible()
    checked()
    assert Disposal.objects.get().term_value == 26


def test_take_a_change_of_address(live_server, page, sign_in, officer, convicted, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/NS-1042/notification/")
    page.get_by_role("button", name="Record a notification").click()
    checked()
    page.get_by_label("A change (s.84)").check()
    page.get_by_label("Home address").check()
    fill(page, "event_on", today() - DAY)
    page.get_by_label("By telephone").check()
    page.get_by_role("button", name="Save the notification").click()
    expect(page.get_by_text("not at a listed station in person (s.87)")).to_be_visible()
    checked()
    assert Notification.objects.filter(matter="home_address", notified_on=today()).exists()


def test_miss_one_and_decide(live_server, page, sign_in, officer, convicted, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/NS-1042/notification/")
    expect(page.get_by_role("heading", level=3, name="Periodic notification")).to_be_visible()
    page.get_by_role("button", name="Possible failure to notify").click()
    checked()
    page.locator("[name=clock]").select_option("periodic_notification|")
    page.locator("[name=what]").fill("The yearly notification was not given")
    page.get_by_role("button", name="Save: possible failure to notify").click()
    expect(page.get_by_role("link", name="Enquiry, decision or result")).to_be_visible()
    checked()
    page.get_by_role("link", name="Enquiry, decision or result").click()
    expect(page.get_by_role("heading", level=1, name="Deal with the possible failure")).to_be_visible()
    checked()
    page.get_by_label("Decision", exact=True).check()
    page.locator("[name=outcome]").select_option("excuse")
    page.locator("[name=note]").fill("In hospital that week")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=3, name="Reasonable excuse")).to_be_visible()
    assert Failure.objects.get().kind == "periodic_notification"


def test_calculate_without_saving(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/NS-1042/notification/calculate/")
    checked()
    page.get_by_label("Conviction", exact=True).check()
    fill(page, "event_on", dt.date(2020, 3, 10))
    page.locator("[name=outcome]").select_option("imprisonment")
    page.locator("[name=term_value]").fill("24")
    page.locator("[name=term_unit]").select_option("months")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("Saturday 9 March 2030")).to_be_visible()
    checked()
    assert not Disposal.objects.exists()
