"""From an accepted referral to the papers in a member's hands: the builder, a version, its issue, at both sizes."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from common.clock import now, today
from deadlines.reconcile import batch_for, reconcile_batch
from mappa import actions
from mappa.actions.packs import issue_pack, make_packs, request_pack
from mappa.models import AgencyContact, AgendaItem, Invitation, LevelDecision, Meeting, NotSelected, PackVersion
from tests.mappa.meetings import PASSED, make_area, plan

TEXTS = {"reasons": "Three agencies must act", "form_code": "A", "form_edition": "2026"}


@pytest.fixture
def checked(page, screen, assert_accessible, assert_fits):
    """The page shown has one h1, no axe violation and no sideways scrolling."""

    def check():
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
        assert_fits(page)

    return check


@pytest.fixture
def world_of_a_meeting(world, make_nominal, officer, coordinator):
    """An accepted referral, a case whose review is due, a meeting with a member who signs in here."""
    on = today()
    area = make_area(world.force)
    referred = make_nominal("NS-3042", lead_agency="police", mappa_category=1, on=on)
    reviewed = make_nominal("NS-3043", family_name="Hollowell", on=on)
    make_nominal("NS-3044", family_name="Added", on=on)
    LevelDecision.objects.create(nominal=reviewed, level=2, effective_from=on - dt.timedelta(weeks=13))
    reconcile_batch(batch_for(on, ids=[reviewed.pk]))
    referral = actions.refer(nominal=referred, by=officer, on=on, referred_on=on, proposed_level=2, texts=TEXTS)
    actions.screen_referral(
        referral=referral, by=coordinator, on=on, answers=PASSED, notes="", decision="accepted", decided_on=on,
        decided_level=2, reasons="High risk", version=referral.version,
    )  # fmt: skip
    member = world.person("p.ash", "offender_manager", team=world.far, full_name="P Ash")
    probation = area.agencies.get(name="Probation")
    AgencyContact.objects.filter(agency=probation).update(user=member, name="P Ash")
    meeting = actions.plan_meeting(area=area, plan=plan(on), by=coordinator, on=on, meeting_ref="M-1")
    return meeting, member


def test_build_issue_and_open_the_papers(live_server, page, sign_in, coordinator, world_of_a_meeting, checked):
    _, member = world_of_a_meeting
    sign_in(page, coordinator)
    page.goto(f"{live_server.url}/mappa/meetings/M-1/")
    page.get_by_role("button", name="Agenda and papers").click()
    checked()
    page.get_by_role("button", name="Build the agenda").click()
    checked()
    page.get_by_label("Discuss NS-3043").uncheck()
    page.get_by_role("button", name="Put the ticked cases on the agenda").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a line why NS-3043 is left out")
    checked()
    page.get_by_label("If left out, why NS-3043 is").fill("Waits for the court")
    page.get_by_role("button", name="Put the ticked cases on the agenda").click()
    expect(page.get_by_text("1 case put on the agenda, 1 left out.")).to_be_visible()
    assert AgendaItem.objects.get().referral is not None
    assert NotSelected.objects.get().line == "Waits for the court"
    page.get_by_label("Minutes for NS-3042").fill("25")
    page.get_by_role("button", name="Save order and minutes").click()
    expect(page.get_by_text("1 case, 25 minutes.")).to_be_visible()
    page.get_by_text("Everything else about NS-3042").click()
    checked()
    page.get_by_role("button", name="Add a case").click()
    page.get_by_label("Reference of the record").fill("NS-9999")
    page.get_by_label("Why is the case on the agenda?").fill("The prison asked")
    page.get_by_role("button", name="Put the case on the agenda").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no record with this reference that you may see")
    checked()
    page.get_by_label("Reference of the record").fill("ns-3044")
    page.get_by_role("button", name="Put the case on the agenda").click()
    expect(page.get_by_text("NS-3044 is on the agenda.")).to_be_visible()
    page.get_by_label("Place of NS-3044").fill("1")
    page.get_by_role("button", name="Save order and minutes").click()
    expect(page.get_by_role("heading", name="1. Ash ADDED (NS-3044)")).to_be_visible()

    page.get_by_role("button", name="Versions and who has them").click()
    page.get_by_role("button", name="Make a new version").click()
    expect(page.get_by_text("The papers are being made.")).to_be_visible()
    make_packs(now())
    expect(page.get_by_role("link", name="Version 1 as PDF")).to_be_visible()  # the page finds out by itself
    checked()
    page.get_by_role("button", name="Issue version 1").click()
    checked()
    page.get_by_label("P Ash").check()
    page.get_by_label("Housing Contact").check()
    page.get_by_role("button", name="Issue this version").click()
    expect(page.get_by_text("Version 1 is issued to 2.")).to_be_visible()
    page.get_by_role("link", name="Record the copy for Housing Contact").click()
    page.get_by_label("Paper, handed over").check()
    checked()
    page.get_by_role("button", name="Record the copy").click()
    expect(page.get_by_role("row", name="Housing Contact")).to_contain_text("Paper, handed over")
    assert PackVersion.objects.get().issued_at is not None

    page.goto(f"{live_server.url}/mappa/meetings/M-1/agenda/")
    page.get_by_role("link", name="Take off NS-3044").click()
    checked()
    page.get_by_label("Why is the case taken off?").fill("Asked for by mistake")
    page.get_by_role("button", name="Take the case off the agenda").click()
    expect(page.get_by_text("Since version 1 was made: NS-3044 taken off.")).to_be_visible()
    checked()

    sign_in(page, member)
    page.goto(f"{live_server.url}/mappa/meetings/M-1/agenda/")
    expect(page.get_by_text("The file of version 1 is closed to you")).to_be_visible()
    meeting = Meeting.objects.get()
    pack = request_pack(meeting=meeting, by=coordinator, on=today())
    make_packs(now())
    row = Invitation.objects.get(contact_name="P Ash")
    issue_pack(pack=pack, invitations=[row.pk], by=coordinator, on=today())
    page.goto(f"{live_server.url}/mappa/meetings/M-1/agenda/")
    expect(page.get_by_role("heading", name="1. Ash LARKMOOR (NS-3042)")).to_be_visible()
    checked()
    with page.expect_download() as download:
        page.get_by_role("link", name="Papers as PDF").click()
    assert download.value.suggested_filename == "M-1-version-2.pdf"
