"""What is still to do before a release: ticked from the record alone, beside the expected date and in my day."""

import datetime as dt

import pytest
from django.urls import reverse

from caseloads import coming, release
from mappa.models import LevelDecision
from offenders.models import Address, ExpectedRelease, Nominal, StatusPeriod
from risk.models import RiskPlan
from tests.caseloads import cast
from visits.models import PlannedVisit

pytestmark = pytest.mark.django_db
ON, DAY = cast.TODAY, cast.DAY
OUT = ON + 20 * DAY
BEGAN = ON - 200 * DAY


def expect(nominal, day=OUT, said=ON):
    return ExpectedRelease.objects.create(nominal=nominal, release_on=day, said_on=said, source="Prison")


@pytest.fixture
def inside(make_nominal):
    nominal = make_nominal("IN", address=None)
    StatusPeriod.objects.create(nominal=nominal, status="custody", from_on=BEGAN)
    expect(nominal)
    cast.work_out()
    return nominal


def home(nominal, **more):
    Address.objects.create(nominal=nominal, address="9 New Row", postcode="ZZ2 2BB", **{"kind": "home", **more})


def licence(nominal, ends=OUT, written=BEGAN, text="Curfew, checked by the practitioner"):
    Nominal.objects.filter(pk=nominal.pk).update(licence_ends_on=ends)
    if written:
        RiskPlan.objects.create(nominal=nominal, written_on=written, monitoring=text, supervision="Weekly",
                                what_changed="Release", review_on=OUT + 90 * DAY)  # fmt: skip


def level(nominal, day=ON):
    LevelDecision.objects.create(nominal=nominal, level=2, effective_from=day, reason="x")


def visit(nominal, day=OUT, **more):
    return PlannedVisit.objects.create(nominal=nominal, date=day, officers=["a.hollis"], **more)


def steps(nominal):
    return {one.name: one for one in release.checklists({nominal.pk: OUT}, ON)[nominal.pk]}


def test_a_bare_record_has_everything_still_to_do(inside):
    assert {name: one.said for name, one in steps(inside).items()} == {
        "Address to go to": "none is recorded for that day",
        "Licence conditions": "no licence is recorded",
        "MAPPA level": "no level is recorded",
        "First visit": "none is planned for Thursday 10 December 2026 or after",
    }
    assert not any(one.done for one in steps(inside).values())


@pytest.mark.parametrize(
    ("name", "record", "done", "said"),
    [
        ("Address to go to", home, True, "9 New Row, ZZ2 2BB"),
        ("Address to go to", lambda one: home(one, kind="no_fixed_abode"), True, "9 New Row, ZZ2 2BB"),
        ("Address to go to", lambda one: home(one, from_on=OUT), True, "9 New Row, ZZ2 2BB, since 10 December 2026"),
        ("Address to go to", lambda one: home(one, from_on=BEGAN), True, "; the home from before the detention"),
        ("Address to go to", lambda one: home(one, from_on=OUT + DAY), False, "none"),
        ("Address to go to", lambda one: home(one, from_on=BEGAN, to_on=OUT), False, "none"),
        ("Address to go to", lambda one: home(one, from_on=BEGAN, to_on=OUT + DAY), True, "9 New Row"),
        ("Address to go to", lambda one: home(one, kind="work"), False, "none"),
        ("Licence conditions", licence, True, "licence to 10 December 2026; in the plan of 4 May 2026"),
        ("Licence conditions", lambda one: licence(one, ends=OUT - DAY), False, "before the release"),
        ("Licence conditions", lambda one: licence(one, written=None), False, "no plan says how"),
        ("Licence conditions", lambda one: licence(one, text=" "), False, "no plan says how"),
        ("Licence conditions", lambda one: licence(one, written=BEGAN - DAY), False, "is from before the detention"),
        ("Licence conditions", lambda one: licence(one, written=ON + DAY), False, "no plan says how"),
        ("MAPPA level", level, True, "level 2"),
        ("MAPPA level", lambda one: level(one, ON + DAY), False, "no level"),
        ("First visit", visit, True, "planned for Thu 10 Dec 2026"),
        ("First visit", lambda one: visit(one, OUT - DAY), False, "none is planned"),
    ],
)
def test_each_step_is_ticked_from_the_record(inside, name, record, done, said):
    record(inside)
    found = steps(inside)[name]
    assert (found.done, said in found.said) == (done, True), found
    assert sum(one.done for one in steps(inside).values()) == done


def test_what_was_entered_in_error_or_taken_back_ticks_nothing(inside):
    visit(inside, voided_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC), void_reason="Ill")
    home(inside, voided_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC), void_reason="Wrong")
    assert not any(one.done for one in steps(inside).values())


def test_it_stands_beside_the_expected_date_and_the_earlier_one_is_struck(inside, signed_in, officer):
    ExpectedRelease.objects.update(said_on=ON - 9 * DAY, release_on=ON + 3 * DAY)
    expect(inside)
    html = signed_in(officer).get("/nominals/IN/").content.decode()
    assert "Still to do before it: 4 of 4" in html
    assert "Monday 23 November 2026" in html.partition('<s class="app-struck">')[2].partition("</s>")[0]
    assert "Thursday 10 December 2026 (in 20 days)" in html
    for address in ("addresses/move/", "edit/", "mappa/"):
        assert f'href="/nominals/IN/{address}"' in html
    assert 'href="/round/plan/?nominal=IN"' in html


def test_a_licence_on_record_leads_to_the_plan_and_nothing_left_is_said(inside, signed_in, officer):
    licence(inside, written=None)
    client = signed_in(officer)
    assert f'href="{reverse("risk:edit_plan", args=["IN"])}"' in client.get("/nominals/IN/").content.decode()
    for record in (home, level, visit, licence):
        record(inside)
    assert "Nothing is left to do before it" in client.get("/nominals/IN/").content.decode()


@pytest.mark.parametrize(
    ("day", "detained", "shown"),
    [(ON, False, True), (ON - DAY, False, False), (ON - DAY, True, True), (OUT, False, True)],
)
def test_a_release_that_has_come_is_gone_unless_they_are_still_inside(inside, signed_in, officer, day, detained, shown):
    ExpectedRelease.objects.update(release_on=day, said_on=ON - 30 * DAY)
    if not detained:
        StatusPeriod.objects.update(to_on=ON - DAY)
        cast.work_out()
    assert ("Still to do before it" in signed_in(officer).get("/nominals/IN/").content.decode()) is shown


def test_my_day_counts_the_releases_with_something_to_do_and_the_list_names_it(
    inside, make_nominal, signed_in, officer
):
    ready = make_nominal("READY")
    expect(ready)
    for record in (licence, level, visit):
        record(ready)
    cast.work_out()
    client = signed_in(officer)
    found = next(one for one in client.get("/").context["day"]["figures"] if one["text"].startswith("Releases"))
    assert (found["number"], found["note"]) == ("2", "to do before 1 release")
    rows = {row["reference"]: row["left"] for row in client.get(found["url"]).context["rows"]}
    assert rows["READY"] == ""
    assert rows["IN"].startswith("address to go to: none is recorded for that day; licence conditions: no licence")


def test_as_many_queries_for_many(inside, make_nominal, officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(9) as one:
        coming.figure(officer, ON)
    for number in range(5):
        expect(make_nominal(f"M-{number}"))
    with django_assert_max_num_queries(len(one)):
        coming.figure(officer, ON)


@pytest.mark.parametrize("status", ["custody", "hospital", "abroad"])
def test_a_release_that_has_passed_stays_in_view_while_they_are_detained_in_list_and_record(
    make_nominal, officer, status
):
    nominal = make_nominal("LATE", officer=officer)
    cast.away(nominal, status, BEGAN)
    expect(nominal, ON - 3 * DAY)
    cast.work_out()
    nominal.refresh_from_db()
    [row] = coming.shown(officer, ON) or [None]
    assert bool(release.panel(nominal, officer, ON)["steps"]) == (status != "abroad")
    assert bool(row and row["left"]) == (status != "abroad")
