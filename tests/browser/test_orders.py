"""Orders in a browser: enter one from the paper, vary it, check conditions at a visit, deal with a breach."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from common.clock import today
from deadlines.models import Alert, Deadline
from orders.models import Breach, ConditionCheck, Order
from tests.orders.makers import make_condition, make_order

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("NS-2042", level="high", seen=today() - dt.timedelta(days=20), on=today())


@pytest.fixture
def checked(page, screen, assert_accessible, assert_fits):
    """`checked()`: the page shown has one h1, no axe violation and no sideways scrolling."""

    def check():
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
        assert_fits(page)

    return check


def fill_day(page: Page, legend: str, day: dt.date, index: int = 0) -> None:
    group = page.get_by_role("group", name=legend, exact=True).nth(index)
    group.get_by_label("Day").fill(str(day.day))
    group.get_by_label("Month").fill(str(day.month))
    group.get_by_label("Year").fill(str(day.year))


def test_enter_an_order_from_the_courts_paper_and_vary_it(
    live_server, page, sign_in, officer, colleague, nominal, checked
):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/orders/")
    expect(page.get_by_text("No order is in force")).to_be_visible()
    checked()
    page.get_by_role("button", name="Enter an order").click()
    checked()
    page.get_by_label("Court", exact=True).fill("Northshire Crown Court")
    page.get_by_label("Sexual harm prevention order (SHPO)", exact=True).check()
    fill_day(page, "Made on", today() - dt.timedelta(days=30))
    page.get_by_label("Our reference for the order").fill("SHPO-77")
    page.get_by_role("button", name="Save the order").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("SHPO-77")
    expect(page.get_by_text("Service date not known")).to_be_visible()
    checked()

    page.get_by_role("button", name="Enter a condition").click()
    checked()
    page.get_by_role("link", name="Contact with children").click()
    checked()
    page.get_by_label("Age").fill("16")
    page.get_by_label("Authority").fill("Social Services")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("The court’s exact words")).to_have_value(
        "Having any contact or communication with any child under the age of 16, other than:\n"
        "(a) such as is inadvertent and not reasonably avoidable in the course of lawful daily life; or\n"
        "(b) with the consent of the child's parent or guardian, who has knowledge of the convictions, and with the "
        "express approval of Social Services."
    )
    checked()
    page.get_by_label("The court’s number").fill("1")
    fill_day(page, "Last day (optional)", today() + dt.timedelta(days=300))
    page.get_by_label("Check every").fill("2")
    page.get_by_label("Days, weeks, months or years").select_option("months")
    page.get_by_role("button", name="Save the condition").click()
    expect(page.get_by_role("heading", name="Query with the court")).to_be_visible()
    expect(page.get_by_text("Lasts less than 5 years").first).to_be_visible()
    checked()

    page.get_by_role("link", name="Attach the scan").click()
    page.get_by_label("Scan of the court’s paper").set_input_files(
        {"name": "paper.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_role("button", name="Keep the scan").click()
    expect(page.get_by_role("link", name="Scan 1")).to_be_visible()

    page.get_by_role("button", name="Vary or renew").click()
    checked()
    page.get_by_label("Varied").check()
    fill_day(page, "Date of the hearing", today())
    words = page.get_by_label("Words", exact=True)
    words.fill(words.input_value().replace("age of 16", "age of 18"))
    page.get_by_text("Kind, first day, supervisor, countries").click()
    page.locator(".order-block").first.get_by_label("Supervisor").fill("Ms Ode")
    page.get_by_role("button", name="Add another condition").click()
    expect(page.get_by_text("Another that it added (2)")).to_be_visible()
    checked()
    page.get_by_role("button", name="Continue: see what changes").click()
    expect(page.get_by_role("heading", name="Not saved yet: what changes")).to_be_visible()
    expect(page.locator(".order-change")).to_contain_text("Ms Ode")
    checked()
    page.get_by_role("button", name="Save the variation").click()
    expect(page.get_by_text("Variation saved.")).to_be_visible()
    change = page.locator(".order-change")
    expect(change.locator("del").first).to_contain_text("16")
    expect(change.locator("ins").first).to_contain_text("18")
    checked()

    sign_in(page, colleague)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/orders/{Order.objects.get().pk}/")
    page.get_by_role("link", name="Compare with the paper").click()
    checked()
    page.get_by_label("Yes, every word, number and date").check()
    page.get_by_role("button", name="Save the comparison").click()
    expect(page.get_by_text("they agree").first).to_be_visible()
    expect(page.get_by_text("Not compared with the paper")).to_have_count(0)


def test_check_conditions_during_a_visit_and_a_breach_reaches_the_supervisor(
    live_server, page, sign_in, officer, supervisor, nominal, checked
):
    order = make_order(nominal, made=today() - dt.timedelta(days=200))
    first = make_condition(order, "1", check_value=3, check_unit="months", may_ask="Every device, with its codes")
    make_condition(order, "2", text="Not to go to the harbour")
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/visits/log/?outcome=seen_at_address")
    expect(page.get_by_role("heading", name="Conditions to check")).to_be_visible()
    expect(page.get_by_text("None: by consent")).to_be_visible()
    one = page.get_by_role("group", name="What came of condition 1 of O-1?")
    two = page.get_by_role("group", name="What came of condition 2 of O-1?")
    one.get_by_label("Breach suspected").check()
    two.get_by_label("Complied").check()
    checked()
    page.get_by_label("No, unannounced").check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Say what was seen: condition 1 of O-1").first).to_be_visible()
    checked()
    page.get_by_label("Note on condition 1 of O-1").fill("A second phone under the bed")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Save it all the same?")).to_be_visible()  # alone
    page.get_by_role("button", name="Save anyway").first.click()
    expect(page).to_have_url(f"{live_server.url}/nominals/{nominal.reference}/")
    checked()
    assert ConditionCheck.objects.filter(visit__isnull=False).count() == 2
    breach = Breach.objects.get()
    assert (breach.condition, breach.what) == (first, "A second phone under the bed")
    assert list(Alert.objects.filter(kind="breach_decision").values_list("recipient__username", flat=True)) == [
        supervisor.username
    ]

    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/orders/breaches/{breach.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Breach suspected")
    checked()
    page.get_by_role("button", name="Record evidence, decision, charge or result").click()
    checked()
    page.get_by_label("Decision", exact=True).check()
    fill_day(page, "On", today())
    page.get_by_label("What was decided, or what came of it").select_option("seek_charge")
    page.get_by_label("Reason or evidence").fill("Second breach this year")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Breach: decision: seek a charge")
    checked()
    assert not Deadline.objects.open().filter(kind="breach_decision").exists()
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/orders/{order.pk}/conditions/{first.pk}/")
    checked()


def test_an_unchecked_condition_surfaces_for_the_supervisor(
    live_server, page, sign_in, officer, supervisor, make_nominal, checked
):
    nominal = make_nominal("NS-2042", level="low", seen=today() - dt.timedelta(days=20), on=today())
    old = make_order(nominal, "O-1", made=today() - dt.timedelta(days=2000), served=None)
    make_condition(old, "1")
    ending = make_order(nominal, "O-2", kind="sro", made=today() - dt.timedelta(days=700))
    make_condition(ending, "1", ends_on=today() + dt.timedelta(days=60))
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/backlog/")
    page.get_by_role("link", name="Orders and conditions of the team").click()
    checked()
    for heading in (
        "Conditions that nobody has ever checked (2)",
        "Ending within 90 days, no decision (1)",
        "Low risk, and under an order until further order for over five years (1)",
        "Service date not known (1)",
    ):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    ending_list = page.get_by_role("table", name="Ending within 90 days, no decision")
    ending_list.get_by_role("link", name="SRO O-2").click()
    page.get_by_role("button", name="Review, discharge or other").click()
    page.get_by_label("Decided: let it lapse").check()
    page.get_by_label("Reason or note").fill("No concern for two years")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Decided: let it lapse")).to_be_visible()
    page.goto(f"{live_server.url}/backlog/orders/")
    expect(page.get_by_role("heading", name="Ending within 90 days")).to_have_count(0)


def test_a_device_found_and_examined_at_a_visit_and_an_alert_decided(
    live_server, page, sign_in, officer, supervisor, nominal, checked
):
    order = make_order(nominal, made=today() - dt.timedelta(days=200))
    make_condition(order, "1", check_value=3, check_unit="months", may_ask="Every device, with its codes")
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/orders/")
    page.get_by_role("link", name="Devices and monitoring").click()
    expect(page.get_by_text("No device is recorded")).to_be_visible()
    checked()
    page.get_by_role("link", name="Add a device").click()
    page.get_by_label("Which device?").fill("Silver laptop")
    page.get_by_label("Where does this come from?").fill("The person")
    page.get_by_label("Declared by the person").check()
    checked()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Person")

    page.goto(f"{live_server.url}/nominals/{nominal.reference}/visits/log/?outcome=seen_at_address")
    page.get_by_label("Silver laptop").select_option("clear")
    page.get_by_label("A device found that is not on record").fill("Small black phone")
    page.get_by_label("What came of examining it").select_option("taken")
    page.get_by_label("What was examined on them?").fill("Messages and photographs")
    page.get_by_label("No, unannounced").check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Say by what means").first).to_be_visible()
    checked()
    page.get_by_label("By what means?").fill("By hand")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("button", name="Save anyway").first.click()  # alone
    expect(page).to_have_url(f"{live_server.url}/nominals/{nominal.reference}/")

    page.get_by_role("link", name="Devices and monitoring").click()
    expect(page.get_by_text("Found, not declared").first).to_be_visible()
    checked()
    page.get_by_role("link", name="Silver laptop").click()
    expect(page.get_by_role("heading", name="Nothing of concern")).to_be_visible()
    page.get_by_role("button", name="Monitoring software installed").click()
    checked()
    page.get_by_label("Product").fill("HearthWatch")
    page.get_by_label("SHPO O-1, condition 1").check()
    page.get_by_role("button", name="Save the software").click()
    page.get_by_role("link", name="Record an alert").click()
    checked()
    page.get_by_label("What was reported?").fill("The software was stopped for an hour")
    page.get_by_role("button", name="Save the alert").click()
    expect(page.get_by_text("A decision is owed").first).to_be_visible()
    checked()
    page.goto(live_server.url)
    page.get_by_role("link", name="Monitoring alerts to decide on").click()
    checked()

    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/backlog/")
    page.get_by_role("link", name="Monitoring alerts to decide on").first.click()
    checked()
    page.get_by_role("button", name="Decide").click()
    checked()
    page.get_by_label("Breach suspected").check()
    page.get_by_label("Reason").fill("Stopped by hand")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Select the condition that looks broken").first).to_be_visible()
    page.get_by_label("Which condition looks broken?").select_option(index=1)
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_role("link", name="The suspected breach").click()
    expect(page.get_by_text("HearthWatch reported: The software was stopped for an hour")).to_be_visible()
    checked()
    assert not Deadline.objects.open().filter(kind="monitoring_alert").exists()
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/door-sheet/")
    expect(page.get_by_role("heading", name="Devices to ask for")).to_be_visible()
    checked()
