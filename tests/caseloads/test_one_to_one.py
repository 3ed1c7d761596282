"""One-to-one: weighted load, how visits were made, what is owed, the day of the welfare talk and no more."""

from __future__ import annotations

from datetime import date as d
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from caseloads.models import WelfareTalk
from caseloads.supervision.actions import record_talk, void_talk
from deadlines.models import PolicyValue
from offenders.actions.errors import NotAllowed, Refused
from tests.caseloads import cast
from tests.caseloads.cast import DAY, TODAY
from visits.models import Visit

PATH = "/backlog/one-to-one/a.hollis/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def watching(signed_in, supervisor, register):
    return signed_in(supervisor)


def test_weighted_load_with_its_weights(watching, world):
    page = watching.get(PATH)
    rows = [[row["name"], row["cases"], row["weight"], row["load"]] for row in page.context["weights"]]
    assert rows == [
        ["Very high", "1", "12", "12"],
        ["High", "6", "4", "24"],
        ["Medium", "3", "2", "6"],
        ["Low", "4", "1", "4"],
        ["Not set", "1", "4", "4"],  # as a high one
    ]
    assert page.context["load"] == "50"
    PolicyValue.objects.create(force=world.force, effective_from=d(2026, 1, 1), key="caseload_weight", unit="count",
                               applies_to="high", value="10", source="test")  # fmt: skip
    assert watching.get(PATH).context["load"] == "92"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (None, "Weekly hours: not recorded. Taken as a full week of 40 hours."),
        (Decimal("40.0"), "Works 40 of 40 hours a week."),
        (Decimal("0.0"), "Works 0 of 40 hours a week."),
        (Decimal("20.0"), "Works 20 of 40 hours a week: as much as 100 in a full week."),
        (Decimal("37.5"), "Works 37.5 of 40 hours a week: as much as 53 in a full week."),
    ],
)
def test_the_load_against_the_hours(hours, words, watching, officer):
    officer.weekly_hours = hours
    officer.save(update_fields=["weekly_hours"])
    assert watching.get(PATH).context["hours"] == words


def test_the_figures_are_those_of_the_caseload(watching, officer):
    figures = watching.get(PATH).context["figures"]
    for figure in figures[:4]:
        if figure["url"]:
            assert watching.get(figure["url"]).context["page"].total == int(figure["number"]), figure["text"]
    assert [figure["text"] for figure in figures if figure["url"]] == [
        "Overdue", "Due today", "Next 14 days", "Decisions owed",
    ]  # fmt: skip


def visit(make, reference, **fields):
    day = fields.pop("date", TODAY - 5 * DAY)
    Visit.objects.create(nominal=make(reference, level="low"), date=day, outcome="no_reply", **fields)


def test_visits_alone_and_announced_as_counts(signed_in, supervisor, make_nominal, officer, world, outsider):
    mine = [officer.username]
    visit(make_nominal, "ALONE", officers=mine, announced=True)
    visit(make_nominal, "WITH-US", officers=[*mine, "b.thorne"], announced=False)
    visit(make_nominal, "WITH-THEM", officers=mine, others_present=["Probation"], write_up_owed=True)
    visit(make_nominal, "FIRST-DAY", officers=mine, date=TODAY - 84 * DAY)
    visit(make_nominal, "TOO-LONG", officers=mine, date=TODAY - 85 * DAY)
    visit(make_nominal, "TODAY", officers=mine, date=TODAY)
    visit(make_nominal, "OTHERS", officers=["b.thorne"])
    visit(make_nominal, "VOIDED", officers=mine, voided_at="2026-11-01T00:00Z", void_reason="wrong person")
    Visit.objects.create(nominal=make_nominal("SOUTH", team=world.south, officer=outsider), date=TODAY - DAY,
                         outcome="no_reply", officers=mine)  # fmt: skip
    page = signed_in(supervisor).get(PATH)
    assert page.context["visits"] == [
        ("Visits and attempts", "4"), ("Alone", "2"), ("Announced", "1"), ("Unannounced", "1"),
        ("Announced or not: not recorded", "2"),
    ]  # fmt: skip
    assert page.context["since"] == "28 August 2026 to 19 November 2026"
    assert page.context["figures"][-1]["number"] == "1"  # the write-up


def test_the_day_of_the_talk_and_nothing_else(watching, officer, supervisor):
    assert "Not recorded" in watching.get(PATH).content.decode()
    posted = {"held_on_0": "6", "held_on_1": "11", "held_on_2": "2026"}
    assert watching.post(PATH, posted).status_code == 302
    assert watching.post(PATH, posted).status_code == 302
    talk = WelfareTalk.objects.get()
    assert (talk.officer, talk.held_on, talk.recorded_by) == (officer, d(2026, 11, 6), supervisor)
    assert watching.get(PATH).context["talk"] == "Fri 6 Nov 2026, 14 days ago"
    assert Event.objects.filter(action="welfare_talk.recorded").get().details["officer"] == officer.username
    words = {field.name for field in WelfareTalk._meta.get_fields() if field.get_internal_type() == "TextField"}
    assert words == {"void_reason"}  # nothing that could be said of anybody's health
    for _ in range(2):
        assert watching.post(f"{PATH}talks/{talk.pk}/error/").status_code == 302
    assert watching.get(PATH).context["talk"] == "Not recorded"
    assert Event.objects.filter(action="welfare_talk.voided").count() == 1


def test_no_talk_in_the_future_and_one_a_day(officer, supervisor):
    with pytest.raises(Refused):
        record_talk(officer=officer, held_on=TODAY + DAY, by=supervisor, on=TODAY)
    record_talk(officer=officer, held_on=TODAY, by=supervisor, on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        WelfareTalk.objects.create(officer=officer, held_on=TODAY)


def test_whose_page_somebody_may_see(
    signed_in, officer, colleague, outsider, foreigner, supervisor, other_supervisor, inspector, coordinator
):
    def status(user, about):
        return signed_in(user).get(f"/backlog/one-to-one/{about.username}/").status_code

    assert [status(supervisor, one) for one in (officer, colleague)] == [200, 200]
    assert [status(supervisor, one) for one in (supervisor, other_supervisor, outsider, foreigner)] == [404] * 4
    assert [status(inspector, one) for one in (officer, outsider, supervisor, inspector, foreigner)] == [
        200,
        200,
        200,
        404,
        404,
    ]
    assert [status(one, officer) for one in (officer, colleague, coordinator)] == [403] * 3
    talk = record_talk(officer=officer, held_on=TODAY, by=supervisor, on=TODAY)
    for by in (officer, colleague, coordinator):
        with pytest.raises(NotAllowed):
            record_talk(officer=officer, held_on=TODAY, by=by, on=TODAY)
        with pytest.raises(NotAllowed):
            void_talk(talk=talk, by=by)
    assert signed_in(inspector).post(f"/backlog/one-to-one/c.vale/talks/{talk.pk}/error/").status_code == 404


def test_the_way_there_is_on_the_caseload(watching, signed_in, officer, colleague):
    assert PATH in watching.get("/caseload/a.hollis/").content.decode()
    assert "one-to-one" not in signed_in(officer).get("/caseload/").content.decode()
    assert "one-to-one" not in signed_in(officer).get("/caseload/b.thorne/").content.decode()


def test_as_many_queries_for_few_as_for_many(signed_in, supervisor, make_nominal, django_assert_max_num_queries):
    client = signed_in(supervisor)
    cast.due(make_nominal, "ONE", -3)
    cast.work_out()
    client.get(PATH)
    with django_assert_max_num_queries(20) as few:
        client.get(PATH)
    for number in range(20):
        cast.due(make_nominal, f"M-{number}", -4, "medium")
    cast.work_out()
    with django_assert_max_num_queries(20) as many:
        client.get(PATH)
    assert len(few) == len(many)
