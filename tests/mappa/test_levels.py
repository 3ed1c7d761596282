"""Category, level and area: verbs, their pages, the tab."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from audit.models import Event
from deadlines.models import Deadline
from mappa.actions.levels import set_area, set_category, set_level, void_decision
from mappa.facts import level_of
from mappa.models import AgendaItem, Area, AreaPlacement, CategoryDecision, LevelDecision, Meeting
from mappa.quality import faults_of
from offenders.actions import NotAllowed, NotVisible, Refused, edit_identity
from offenders.models import Nominal
from tests.exchange.driver import exported, load, register, write_bundle

ON = dt.date(2026, 11, 20)
SAID = {"reason": "It helps", "decided_by": "The panel"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(make_nominal):
    return make_nominal("T-1", lead_agency="police", mappa_category=1)


def level(person, by, number, day=ON, **more):
    return set_level(nominal=person, by=by, on=ON, level=number, effective_from=day, **{**SAID, **more})


def test_a_level_makes_its_review_and_is_on_the_log(person, coordinator):
    row = level(person, coordinator, 2)
    [owed] = Deadline.objects.open().filter(nominal=person, kind="mappa_review")
    assert owed.due_on == dt.date(2027, 2, 12)
    assert "MAPPA level 2" in owed.reason
    assert (row.decided_by, row.reason) == ("The panel", "It helps")
    event = Event.objects.get(action="mappa.level_set")
    assert (event.details["before"], event.details["after"]["level"]) == ({"level": None}, 2)


def test_keeping_the_level_is_a_review(person, coordinator, officer):
    level(person, coordinator, 1, dt.date(2025, 11, 20))
    row = level(person, officer, 1)
    assert row.recorded_by == officer
    [owed] = Deadline.objects.open().filter(nominal=person, kind="mappa_review")
    assert owed.due_on == dt.date(2027, 11, 20)
    assert Deadline.objects.filter(nominal=person, kind="mappa_review", outcome="done").exists()


@pytest.mark.parametrize(("before", "wanted"), [(1, 2), (2, 2), (None, 1)])
def test_an_officer_only_keeps_level_1(person, coordinator, officer, before, wanted):
    if before:
        level(person, coordinator, before, dt.date(2026, 1, 5))
    with pytest.raises(NotAllowed):
        level(person, officer, wanted)


def test_who_may_not_know_of_the_person_is_told_nothing(person, world, support):
    far = world.person("z.far", "mappa_coordinator", force=world.other_force)
    with pytest.raises(NotVisible):
        level(person, far, 2)
    with pytest.raises(NotAllowed):
        level(person, support, 2)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("reason", {"reason": " "}),
        ("decided_by", {"decided_by": ""}),
        ("effective_from", {"day": dt.date(2026, 11, 21)}),
    ],
)
def test_a_level_says_why_who_and_when(person, coordinator, field, more):
    with pytest.raises(Refused) as refused:
        level(person, coordinator, 2, **more)
    assert refused.value.field == field


def test_one_level_a_day(person, coordinator):
    first = level(person, coordinator, 2)
    assert level(person, coordinator, 2) == first
    with pytest.raises(Refused):
        level(person, coordinator, 3)


def test_category_3_is_managed_at_level_2_or_3(make_nominal, coordinator):
    person = make_nominal("T-3", mappa_category=3)
    with pytest.raises(Refused):
        level(person, coordinator, 1)
    level(person, coordinator, 2)
    other = make_nominal("T-4", mappa_category=1)
    level(other, coordinator, 1)
    with pytest.raises(Refused):
        set_category(nominal=other, by=coordinator, on=ON, category=3, effective_from=ON, **SAID)


def test_the_category_has_a_history_as_of_each_day(person, coordinator):
    for day, number in ((dt.date(2026, 3, 2), 2), (dt.date(2026, 5, 4), None)):
        set_category(nominal=person, by=coordinator, on=ON, category=number, effective_from=day, **SAID)
        person.refresh_from_db()
    assert person.mappa_category is None
    found = [register(day)["T-1"]["mappa_category"] for day in ("2026-03-01", "2026-03-02", "2026-05-04")]
    assert found == ["1", "2", ""]
    with pytest.raises(Refused) as refused:
        set_category(nominal=person, by=coordinator, on=ON, category=1, effective_from=dt.date(2026, 5, 4), **SAID)
    assert refused.value.field == "effective_from"


def test_a_category_entered_in_error_is_undone_the_latest_first(person, coordinator):
    first = set_category(nominal=person, by=coordinator, on=ON, category=2, effective_from=dt.date(2026, 3, 2), **SAID)
    second = set_category(nominal=person, by=coordinator, on=ON, category=4, effective_from=dt.date(2026, 5, 4), **SAID)
    with pytest.raises(Refused):
        void_decision(entry=first, by=coordinator, on=ON, reason="Wrong")
    void_decision(entry=second, by=coordinator, on=ON, reason="Wrong")
    void_decision(entry=first, by=coordinator, on=ON, reason="Wrong")
    person.refresh_from_db()
    assert person.mappa_category == 1


def test_a_level_entered_in_error_no_longer_counts(person, coordinator):
    row = level(person, coordinator, 2)
    void_decision(entry=row, by=coordinator, on=ON, reason="Another person")
    assert level_of(person.pk, ON) is None
    assert not Deadline.objects.open().filter(nominal=person, kind="mappa_review").exists()


def test_an_error_undone_never_leaves_category_3_at_level_1(person, coordinator):
    level(person, coordinator, 1, dt.date(2026, 1, 5))
    wrong = level(person, coordinator, 2)
    third = set_category(nominal=person, by=coordinator, on=ON, category=3, effective_from=ON, **SAID)
    with pytest.raises(Refused, match="Record the right level first, from the day before or after"):
        void_decision(entry=wrong, by=coordinator, on=ON, reason="It was level 3")
    wrong.refresh_from_db()
    assert wrong.voided_at is None
    level(person, coordinator, 3, ON - dt.timedelta(days=1))
    void_decision(entry=wrong, by=coordinator, on=ON, reason="It was level 3")
    void_decision(entry=third, by=coordinator, on=ON, reason="Another person")
    person.refresh_from_db()
    assert (person.mappa_category, level_of(person.pk, ON)) == (1, 3)


def test_nor_does_a_category_undone(make_nominal, coordinator):
    person = make_nominal("T-3", mappa_category=3)
    four = set_category(nominal=person, by=coordinator, on=ON, category=4, effective_from=ON, **SAID)
    level(person, coordinator, 1)
    with pytest.raises(Refused, match="Record level 2 or 3 first"):
        void_decision(entry=four, by=coordinator, on=ON, reason="Another person")
    person.refresh_from_db()
    assert person.mappa_category == 4


def test_the_area_is_neither_the_force_nor_the_lead_agency(person, coordinator):
    area = Area.objects.create(name="Westmarch")
    set_area(nominal=person, by=coordinator, on=ON, area=area, effective_from=ON, reason="Moved")
    person.refresh_from_db()
    assert AreaPlacement.objects.get().area == area
    assert (person.force.name, person.lead_agency) == ("Northshire Police", "police")


def test_what_does_not_fit_together_is_said(person, make_nominal, coordinator):
    assert [fault.code for fault in faults_of(person, ON)] == ["no_level"]
    level(person, coordinator, 2)
    assert [fault.code for fault in faults_of(person, ON)] == ["no_meeting"]
    meeting = Meeting.objects.create(meeting_ref="M-1", held_on=ON)
    AgendaItem.objects.create(meeting=meeting, nominal=person)
    assert faults_of(person, ON) == []
    meeting.held_on = ON - dt.timedelta(days=1)  # the day has passed, and nobody recorded that it was held
    meeting.save()
    assert [fault.code for fault in faults_of(person, ON)] == ["no_meeting"]
    other = make_nominal("T-9", mappa_category=3)
    LevelDecision.objects.create(nominal=other, level=1, effective_from=ON)
    assert [fault.code for fault in faults_of(other, ON)] == ["category_3_at_level_1"]


def form(**more):
    return {
        "token": str(uuid.uuid4()),
        "effective_from": ON.isoformat(),
        "reason": "It helps",
        "decided_by": "The panel",
        **more,
    }


def test_the_pages_save_and_the_tab_shows_it(signed_in, coordinator, person):
    client = signed_in(coordinator)

    def at(name):
        return reverse(f"mappa:{name}", args=["T-1"])

    area = Area.objects.create(name="Westmarch")
    assert client.post(at("set_level"), form(level="2")).status_code == 302
    assert client.post(at("set_category"), form(category="2")).status_code == 302
    assert client.post(at("set_area"), form(area=str(area.pk))).status_code == 302
    page = client.get(at("record")).content.decode()
    for words in ("Level 2", "Category 2, was category 1", "Westmarch", "The panel", "It helps", "no meeting planned"):
        assert words in page
    assert "MAPPA level review" in page
    assert "Why this date?" in page
    row = LevelDecision.objects.get()
    gone = reverse("mappa:void", args=["T-1", "level", row.pk])
    assert client.post(gone, {"reason": "Another person"}).status_code == 302
    assert "Entered in error: Another person" in client.get(at("record")).content.decode()
    assert CategoryDecision.objects.get().recorded_by.username == "h.coombe"


def test_keep_the_level_by_the_officer(signed_in, person, officer, coordinator):
    level(person, coordinator, 1, dt.date(2025, 11, 20))
    mine = signed_in(officer)
    url = reverse("mappa:keep_level", args=["T-1"])
    assert "keep level 1" in mine.get(url).content.decode()
    assert mine.post(url, form()).status_code == 302
    assert LevelDecision.objects.count() == 2


def test_the_timeline_and_the_first_page_of_the_record(signed_in, person, coordinator):
    level(person, coordinator, 2)
    client = signed_in(coordinator)
    assert "MAPPA: level 2" in client.get(reverse("offenders:history", args=["T-1"])).content.decode()
    assert "Category 1, level 2" in client.get(reverse("offenders:record", args=["T-1"])).content.decode()


def test_a_recorded_category_is_not_changed_in_passing(person, make_nominal, officer):
    with pytest.raises(Refused) as refused:
        edit_identity(nominal=person, by=officer, on=ON, version=person.version, mappa_category=2)
    assert refused.value.field == "mappa_category"
    other = make_nominal("T-8")
    edit_identity(nominal=other, by=officer, on=ON, version=other.version, mappa_category=2)
    other.refresh_from_db()
    assert other.mappa_category == 2


def test_a_category_1_case_is_not_reviewed_once_the_requirement_has_ended(tmp_path):
    files = {
        "nominals": "reference,force,mappa_category,registered_on\nT-1,Northshire Police,1,2020-01-06\n"
        "T-2,Northshire Police,2,2020-01-06\n",
        "disposals": "reference,disposal_ref,event,event_on,outcome\nT-1,D-1,caution,2020-01-06,caution\n"
        "T-2,D-2,caution,2020-01-06,caution\n",
        "mappa_levels": "reference,level,effective_from\nT-1,1,2020-02-03\nT-2,1,2020-02-03\n",
        "mappa_referrals": "reference,referral_ref,referred_on,proposed_level,decision,decided_on\n"
        "T-1,R-1,2020-03-02,2,accepted,2020-03-09\n",
    }
    assert load(write_bundle(tmp_path / "bundle", **files)).exit == 0
    for day, kinds in (("2022-01-05", {"mappa_review", "mappa_first_meeting"}), ("2022-01-06", set())):
        rows = [row for row in exported("export_deadlines", day) if row["kind"].startswith("mappa")]
        assert {row["kind"] for row in rows if row["reference"] == "T-1"} == kinds
        assert {row["kind"] for row in rows if row["reference"] == "T-2"} == {"mappa_review"}


def test_the_category_of_the_day_decides_whether_the_requirement_ends_the_review(tmp_path, coordinator):
    files = {
        "nominals": "reference,force,mappa_category,registered_on\nT-1,Northshire Police,1,2020-01-06\n",
        "disposals": "reference,disposal_ref,event,event_on,outcome\nT-1,D-1,caution,2020-01-06,caution\n",
        "mappa_levels": "reference,level,effective_from\nT-1,1,2020-02-03\n",
    }
    load(write_bundle(tmp_path / "bundle", **files))
    set_category(
        nominal=Nominal.objects.get(), by=coordinator, on=ON, category=2, effective_from=dt.date(2022, 6, 1), **SAID
    )
    for day, owed in (("2022-05-31", 0), ("2022-06-01", 1)):
        assert sum(row["kind"] == "mappa_review" for row in exported("export_deadlines", day)) == owed
