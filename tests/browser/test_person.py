"""The person's page in a real browser: what is known, a contact, a photograph, a death, a merge."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from common.clock import today
from offenders import actions
from offenders.models import Contact, Event, Merge, StoredFile
from tests.common.test_uploads import png

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("NS-1042", seen=today() - 20 * DAY, lead_agency="probation", on=today())


@pytest.fixture
def checked(page, screen, assert_accessible, assert_fits):
    """`checked()`: the page shown has one h1, no axe violation and no sideways scrolling."""

    def check():
        expect(page.locator("h1")).to_have_count(1)
        assert_accessible(page)
        assert_fits(page)

    return check


def save(page, words):
    page.locator("main").get_by_role("button", name=words).click()


def know(nominal, by, kind, text, days=30):
    actions.add_particular(
        nominal=nominal, by=by, on=today(), kind=kind, text=text, source="The person, on the visit",
        noted_on=today() - days * DAY,
    )  # fmt: skip


def test_what_is_known_is_recorded_and_warnings_stand_first(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/person/")
    checked()
    page.get_by_role("link", name="Add a warning").click()
    checked()
    page.get_by_label("What is the warning?").fill("Large dog loose in the garden")
    page.get_by_label("Where does this come from?").fill("Account 12345678")
    save(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("the national record holds it")
    checked()
    page.get_by_label("Where does this come from?").fill("Neighbour")
    save(page, "Save")
    expect(page.get_by_label("Warnings about this person")).to_contain_text("Large dog loose in the garden")
    page.get_by_role("link", name="Record an answer").click()
    checked()
    page.get_by_label("Children are known").check()
    page.get_by_label("How many?").fill("2")
    page.get_by_label("Ages").fill("4, 9")
    page.get_by_label("Who was asked?").fill("The person")
    save(page, "Save answer")
    expect(page.get_by_role("link", name="2 known, aged 4 and 9")).to_be_visible()
    know(nominal, officer, "household", "Mother, aged 70")
    know(nominal, officer, "vehicle", "Blue hatchback, ZZ12 ABC")
    know(nominal, officer, "practitioner", "Wren Dale, Northshire probation")
    know(nominal, officer, "exclusion_zone", "Market Square and its side streets")
    know(nominal, officer, "bail", "To live and sleep at the home address")
    for said, days in ((90, 60), (40, 2)):
        actions.record_expected_release(
            nominal=nominal, by=officer, on=today(), release_on=today() + said * DAY, said_on=today() - days * DAY,
            source="Prison",
        )  # fmt: skip
    page.reload()
    checked()
    page.get_by_label("Parts of this record").get_by_role("link", name="Record", exact=True).click()
    expect(page.get_by_text("1 fact about victims to read before the visit")).to_be_visible()
    expect(page.get_by_text("Wren Dale, Northshire probation")).to_be_visible()
    checked()
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/visits/log/?outcome=no_reply")
    expect(page.get_by_label("Warnings about this person")).to_be_visible()
    checked()


def test_a_contact_about_a_colleagues_case(live_server, page, sign_in, colleague, nominal, checked):
    sign_in(page, colleague)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/")
    page.get_by_role("button", name="Record a contact").click()
    checked()
    page.get_by_label("Who was in touch?").fill("Neighbour")
    page.get_by_label("By telephone").check()
    page.get_by_label("What was said?").fill("He has a new partner with a child")
    save(page, "Save contact")
    expect(page.get_by_role("alert")).to_contain_text("Select yes if it changes anything")
    page.get_by_label("Yes").check()
    page.get_by_label("Change of circumstances").check()
    save(page, "Save contact")
    expect(page.get_by_text("Made an event")).to_be_visible()
    checked()
    assert (Contact.objects.count(), Event.objects.count()) == (1, 1)


def test_a_photograph_is_kept_and_shown(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/person/")
    page.get_by_role("link", name="Add a photograph or document").click()
    checked()
    page.get_by_label("Photograph").check()
    page.get_by_label("File", exact=True).set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": b"<b>"})
    page.get_by_label("Title").fill("Custody")
    for box, value in zip(("Day", "Month", "Year"), ("1", "11", "2025"), strict=True):
        page.get_by_label(box, exact=True).fill(value)
    page.get_by_label("Where does this come from?").fill("Custody suite")
    save(page, "Save file")
    expect(page.get_by_role("alert")).to_contain_text("must be a JPEG or PNG")
    checked()
    page.get_by_label("File", exact=True).set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png()})
    save(page, "Save file")
    picture = page.get_by_role("img", name="Photograph: Custody")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 2)
    checked()
    page.get_by_role("link", name="Photograph: Custody").click()
    checked()
    assert StoredFile.objects.get().content_type == "image/png"


def test_a_death_is_reported_confirmed_and_undone(live_server, page, sign_in, officer, supervisor, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/")
    page.get_by_role("link", name="Report a death").click()
    page.get_by_label("Who reported it?").fill("His sister, by telephone")
    checked()
    save(page, "Save the report")
    expect(page.get_by_label("Death reported, not confirmed")).to_contain_text("Nothing has stopped")
    checked()
    page.context.clear_cookies()
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/")
    page.get_by_role("link", name="Confirm the death").click()
    for box, value in zip(("Day", "Month", "Year"), ("1", "11", "2025"), strict=True):
        page.get_by_label(box, exact=True).fill(value)
    page.get_by_label("What proves it?").fill("Certificate seen")
    checked()
    save(page, "Confirm the death")
    expect(page.get_by_role("heading", name="Tell of the death")).to_be_visible()
    checked()
    page.get_by_role("link", name="Undo", exact=True).click()
    page.get_by_label("Why is it undone?").fill("Another person of the same name")
    save(page, "Undo")
    expect(page.get_by_text("Death confirmed", exact=True)).to_have_count(0)
    checked()


def test_two_records_become_one_and_part_again(live_server, page, sign_in, supervisor, nominal, make_nominal, checked):
    make_nominal("NS-2000", family_name="Larkmore", seen=today() - 60 * DAY, address="9 Other Road", on=today())
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/nominals/{nominal.reference}/person/")
    page.get_by_role("link", name="Merge with another record").click()
    checked()
    page.get_by_label("Reference of the other record").fill("ns-2000")
    save(page, "Compare the two")
    checked()
    page.get_by_label("How do you know that they are one person?").fill("Fingerprints")
    save(page, "Merge the two records")
    expect(page.get_by_role("alert")).to_contain_text("NS-2000 is merged into this record")
    checked()
    page.goto(f"{live_server.url}/nominals/ns-2000/")
    expect(page).to_have_url(f"{live_server.url}/nominals/NS-1042/")
    page.goto(f"{live_server.url}/nominals/NS-1042/person/")
    page.get_by_role("link", name="Undo the merge").click()
    page.get_by_label("Why is it undone?").fill("Two people")
    save(page, "Undo")
    expect(page.get_by_role("alert")).to_contain_text("Merge undone")
    assert Merge.objects.get().undone_at


def test_a_likely_duplicate_is_shown_before_adding(live_server, page, sign_in, officer, nominal, checked):
    sign_in(page, officer)
    page.goto(f"{live_server.url}/nominals/+add/")
    page.get_by_label("Reference").fill("NS-3000")
    page.get_by_label("Family name").fill("Larkmore")
    page.get_by_label("Given names").fill("Ash")
    page.get_by_label("Male", exact=True).check()
    save(page, "Add the nominal")
    expect(page.get_by_role("alert")).to_contain_text("this person may be here already")
    checked()
    save(page, "Add the nominal")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ash LARKMORE")
