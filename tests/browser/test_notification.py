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
    expect(page.get_by_text("Saturday 9 March 2030").first).to_be_visible()
    checked()
    assert not Disposal.objects.exists()


def test_try_two_disposals_and_an_order_together(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/NS-1042/notification/calculate/")
    page.get_by_label("Conviction", exact=True).check()
    fill(page, "event_on", dt.date(2024, 3, 10))
    page.locator("[name=outcome]").select_option("imprisonment")
    page.locator("[name=term_value]").fill("26")
    page.locator("[name=term_unit]").select_option("weeks")
    page.get_by_role("button", name="Add another disposal").click()
    page.locator("[name=d2-event][value=conviction]").check()
    fill(page, "d2-event_on", dt.date(2024, 3, 10))
    page.locator("[name=d2-outcome]").select_option("imprisonment")
    page.locator("[name=d2-term_value]").fill("24")
    page.locator("[name=d2-term_unit]").select_option("months")
    page.locator("[name=d2-consecutive_to]").select_option("Disposal 1")
    page.get_by_role("button", name="Add an order").click()
    page.get_by_role("button", name="Work it out").last.click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Select the order")
    checked()
    page.locator("[name=o1-kind]").select_option("shpo")
    fill(page, "o1-made_on", dt.date(2024, 4, 1))
    page.get_by_role("button", name="Work it out").last.click()
    expect(page.get_by_text("30 months or more: indefinite").first).to_be_visible()
    expect(page.get_by_text("On the calendar:").first).to_be_visible()
    checked()
    assert not Disposal.objects.exists()


def test_the_counter_from_the_list_to_the_record(live_server, page, sign_in, support, convicted, checked):
    sign_in(page, support)
    page.goto(f"{live_server.url}/counter/")
    expect(page.get_by_role("heading", level=2, name="Should have come already")).to_be_visible()
    checked()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_label("The periodic notification (s.85)")).to_be_checked()
    page.locator("[name=station]").fill("Harbour Road")
    page.get_by_role("button", name="Save the notification").click()
    expect(page.get_by_text("Notification saved.")).to_be_visible()
    page.goto(f"{live_server.url}/counter/")
    expect(page.get_by_text("Nobody is expected")).to_be_visible()
    page.get_by_role("link", name="Print").click()
    checked()


def test_days_at_other_premises_and_a_failure_with_its_clock(
    live_server, page, sign_in, officer, supervisor, convicted, checked
):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/NS-1042/notification/premises/add/")
    checked()
    page.locator("[name=address]").fill("9 Quay Lane")
    fill(page, "from_on", today() - 6 * DAY)
    page.get_by_role("button", name="Save the stay").click()
    expect(page.get_by_text("the three days begin with it")).to_be_visible()
    checked()
    page.get_by_role("link", name="Record its notification").click()
    expect(page.get_by_label("Another address (7 days in 12 months)")).to_be_checked()
    checked()
    page.get_by_role("button", name="Save the notification").click()
    expect(page.get_by_text("these premises are counted no longer")).to_be_visible()
    actions.suspect_failure(nominal=convicted, by=officer, on=today(), found_on=today(), what="Never came")
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/counter/failures/")
    expect(page.get_by_text("hours left").or_(page.get_by_text("hours over"))).to_be_visible()
    checked()
