"""Who may see what, in a browser: opened from outside, granted, restricted; an auditor's pass; a briefing."""

from __future__ import annotations

import datetime as dt

import pytest

from common.clock import today

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def southern(make_nominal, world, outsider):
    return make_nominal("SOUTH", family_name="Fenwick", officer=outsider, team=world.south, seen=dt.date(2026, 10, 1))


def test_an_officer_opens_a_record_from_outside_and_the_supervisor_sees_it(
    page, live_server, sign_in, look, southern, officer, world
):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/")
    page.get_by_label("Name", exact=True).fill("fenwick")
    page.get_by_label("Search the whole force").check()
    page.get_by_role("button", name="Search", exact=True).click()
    look("search")
    page.get_by_role("link", name="Open with a reason").click()
    page.get_by_role("button", name="Open the record, read-only").click()
    page.get_by_text("There is a problem").wait_for()
    look("open")
    page.get_by_label("On duty for the unit").check()
    page.get_by_label("In your own words").fill("Came to the front desk")
    page.get_by_role("button", name="Open the record, read-only").click()
    page.get_by_text("Open to you read-only").wait_for()
    assert page.get_by_role("link", name="Log a visit").count() == 0
    look("read-only")
    sign_in(page, world.person("z.south", "supervisor", team=world.south))
    page.goto(f"{live_server.url}/opened/")
    page.get_by_text("Came to the front desk").wait_for()
    look("opened")


def test_a_supervisor_grants_and_bars_and_an_inspector_restricts(
    page, live_server, sign_in, look, make_nominal, supervisor, inspector, outsider, colleague
):
    make_nominal("OURS", seen=dt.date(2026, 10, 1))
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/nominals/OURS/")
    page.get_by_role("link", name="Who may see this record").click()
    page.get_by_role("button", name="Open it to somebody").or_(
        page.get_by_role("link", name="Open it to somebody")
    ).click()
    page.get_by_label("Username").fill(outsider.username)
    page.get_by_label("Meeting about the person").check()
    page.get_by_label("Reason").fill("Case conference")
    last = today() + dt.timedelta(days=7)
    for part, value in (("Day", last.day), ("Month", last.month), ("Year", last.year)):
        page.get_by_label(part).fill(str(value))
    look("grant")
    page.get_by_role("button", name="Open the record to them").click()
    page.get_by_text("Case conference").wait_for()
    page.goto(f"{live_server.url}/nominals/OURS/access/bar/")
    page.get_by_label("Username").fill(colleague.username)
    page.get_by_label("What is the conflict of interest?").fill("Cousin")
    look("bar")
    page.get_by_role("button", name="Record the bar").click()
    page.get_by_text("The bar stands.").wait_for()
    look("list")
    sign_in(page, inspector)
    page.goto(f"{live_server.url}/nominals/OURS/access/restrict/")
    page.get_by_label(f"{supervisor.full_name}, supervisor").check()
    page.get_by_label("Reason").fill("A neighbour of the officer")
    look("restrict")
    page.get_by_role("button", name="Restrict the record").click()
    page.get_by_text("This record is restricted").wait_for()
    look("restricted")


def test_an_auditors_pass(page, live_server, sign_in, look, make_nominal, officer, auditor, client):
    make_nominal("OURS", seen=dt.date(2026, 10, 1))
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/nominals/OURS/", "/caseload/", "/nominals/NONE/", "/nominals/OURS/risk/"):
        client.get(path)
    sign_in(page, auditor)
    page.goto(f"{live_server.url}/")
    page.get_by_role("heading", name="Audit log by day").wait_for()
    look("audit-day")
    page.get_by_role("link", name="By person").click()
    page.get_by_label("Reference of the nominal").first.fill("OURS")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("own caseload").first.wait_for()
    page.get_by_text("Details").first.click()
    look("audit-person")
    page.get_by_label("Why is the log taken out?").fill("Complaint 12")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert "OFFICIAL-SENSITIVE" in download.value.suggested_filename


def test_a_neighbourhood_officers_briefing(page, live_server, sign_in, look, make_nominal, supervisor, neighbourhood):
    from offenders.actions.access import grant_access

    nominal = make_nominal("OURS", seen=dt.date(2026, 10, 1))
    grant_access(nominal=nominal, user=neighbourhood, kind="briefing", reason="Beat", expires_on=today(), by=supervisor,
                 on=today())  # fmt: skip
    sign_in(page, neighbourhood)
    page.goto(f"{live_server.url}/")
    look("briefings")
    page.get_by_role("link", name=nominal.full_name).click()
    page.get_by_text("4 Sample Street").wait_for()
    look("briefing")
