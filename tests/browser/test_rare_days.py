"""What does not happen every day: a child at risk now, a release that moves, met while shown in custody; a requirement
that has ended and a colleague's caseload as their supervisor looks at it."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from accounts.models import Force
from common.clock import today
from deadlines.models import Deadline
from notification.models import Disposal
from offenders.models import Event, StatusPeriod
from tests.browser.checks import type_day
from tests.caseloads import cast

DAY = dt.timedelta(days=1)


@pytest.fixture
def inside(transactional_db, make_nominal, officer, colleague):
    """Somebody in custody since a month, in a force that has written its emergency steps."""
    Force.objects.update(emergency_steps="Control room, 01632 960001\nDuty inspector: child protection")
    on = today()
    nominal = make_nominal("INSIDE", level="high", seen=on - 60 * DAY)
    StatusPeriod.objects.create(nominal=nominal, status="custody", from_on=on - 30 * DAY)
    cast.work_out(on)
    return nominal


def test_an_officer_with_a_child_at_risk_and_a_release_that_moves(
    live_server, page, screen, inside, officer, sign_in, look
):
    sign_in(page, officer)
    record, on = f"{live_server.url}/nominals/INSIDE/", today()
    page.goto(record)
    page.get_by_role("link", name="A child is at risk now").click()
    expect(page.locator("main ol li").first).to_have_text("Control room, 01632 960001")
    look()
    page.get_by_label("Referred to whom?").fill("Children’s social care")
    page.get_by_label("By telephone").check()
    page.get_by_label("What was seen or said").fill("A pram in the hall. They will visit today.")
    page.get_by_role("button", name="Save the referral").click()
    expect(page.get_by_role("alert").first).to_contain_text("Referral saved, with an event")
    assert Event.objects.get(nominal=inside).kind == "change_of_circumstances"
    assert Deadline.objects.open().filter(nominal=inside, kind="risk_review").exists()

    for days, said in ((20, 3), (40, 0)):
        page.goto(f"{record}person/release/")
        type_day(page, "release_on", on + days * DAY)
        type_day(page, "said_on", on - said * DAY)
        page.get_by_label("Who said so?").fill("Offender management unit")
        page.get_by_role("button", name="Save release date").click()
        expect(page.get_by_role("alert").first).to_be_visible()
    struck = page.locator("main .app-struck, main s, main del")
    expect(struck.first).to_contain_text(str((on + 20 * DAY).year))
    look()

    page.goto(f"{record}visits/log/?outcome=seen_at_address")
    page.get_by_label("B Thorne").check()
    page.get_by_label("No, unannounced").check()
    save = page.locator(".visit-buttons--fixed button[value=now]")
    save.click()
    expect(page.get_by_text("Save it all the same?")).to_be_visible()  # what happened is never refused
    look()
    page.locator("[name=despite_reason]").fill("Released this morning")
    save.click()
    expect(page.locator("main")).to_contain_text("Visit saved.")
    page.goto(record)
    expect(page.get_by_text("Has that ended?")).to_be_visible()
    page.get_by_role("link", name="Record the end").click()
    look()
    type_day(page, "to_on", on)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert StatusPeriod.objects.get(nominal=inside).to_on == on


def test_a_supervisor_with_a_requirement_that_has_ended_and_a_caseload_to_talk_about(
    live_server, page, screen, transactional_db, make_nominal, officer, supervisor, sign_in, look
):
    on = today()
    over = make_nominal("OVER", level="low", seen=on - 400 * DAY)
    Disposal.objects.create(
        nominal=over, disposal_ref="D-1", event="caution", event_on=on - 900 * DAY, outcome="caution"
    )
    cast.work_out(on)
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/backlog/")
    page.get_by_role("link", name=officer.full_name).first.click()
    expect(page.locator("h1")).to_have_text(f"Caseload of {officer.full_name}")
    expect(page.get_by_text("OVER", exact=True)).to_be_visible()  # nobody leaves the lists because a date passed
    look()
    page.goto(f"{live_server.url}/nominals/OVER/")
    expect(page.get_by_text("a closing review is, before anybody leaves the lists")).to_be_visible()
    look()
    page.goto(f"{live_server.url}/backlog/as-at/?day={(on - 7 * DAY).isoformat()}")
    look()
