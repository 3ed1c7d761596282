"""Dip samples: whom a draw takes, drawn again the same, each check with a day of its own, what follows until done."""

from __future__ import annotations

import uuid
from datetime import date as d

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from caseloads.models import DipSample, SampleCheck, Stratum
from caseloads.supervision import samples
from caseloads.supervision.actions import decide_check, draw_sample, finish_follow_up, record_findings
from deadlines.models import Deadline, PolicyValue
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.models import Nominal
from tests.caseloads import cast
from tests.caseloads.cast import DAY, TODAY
from tests.guards.registers import allow
from visits.models import Visit

PATH = "/backlog/dip-samples/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "rate", "usual"), [(143, 10, 15), (140, 10, 14), (1, 10, 1), (1, 1, 1), (100, 100, 100), (0, 10, 0)]
)
def test_the_usual_size_is_rounded_up(number, rate, usual, world):
    from deadlines.policy_keys import PolicyBook

    book = PolicyBook([(world.force.pk, d(2020, 1, 1), "dip_sample_rate", "", str(rate), "count")])
    assert samples.usual_size(number, book, world.force.pk, TODAY) == usual


def test_a_seed_draws_the_same_whatever_the_order_and_another_draws_others():
    pool = [f"R-{n:03}" for n in range(200)]
    first = samples.draw(pool, "5eed", 10)
    assert first == samples.draw(reversed(pool), "5eed", 10)
    assert first[:5] == samples.draw(pool, "5eed", 5)
    assert len(set(first)) == 10
    assert samples.draw(pool, "5eee", 10) != first
    # As the shell says: printf 1:A | sha256sum, and so on.
    assert samples.draw("ABCD", "1", 3) == ["A", "D", "B"]
    assert samples.draw("ABCD", "2", 4) == ["D", "A", "B", "C"]


def seen(nominal, day, *officers):
    Visit.objects.create(nominal=nominal, date=day, outcome="seen_at_address", officers=list(officers))


@pytest.fixture
def team(make_nominal, officer, colleague, outsider, world):
    """Low: LOW (seen by their officer alone), BOTH (by two). REACTIVE. OTHERS (seen by another). Dead and foreign."""
    year_ago = d(2025, 11, 20)
    make = {name: make_nominal(name, level="low") for name in ("LOW", "BOTH", "REACTIVE", "DEAD")}
    make["OTHERS"], make["LONG-AGO"] = make_nominal("OTHERS"), make_nominal("LONG-AGO")
    seen(make["LOW"], TODAY - 10 * DAY, "a.hollis")
    seen(make["BOTH"], TODAY - 10 * DAY, "a.hollis", "b.thorne")
    seen(make["OTHERS"], year_ago, "b.thorne")
    seen(make["LONG-AGO"], year_ago - DAY, "b.thorne")
    Visit.objects.create(nominal=make["LOW"], date=TODAY, outcome="no_reply", officers=["b.thorne"])
    make_nominal("NOBODYS", officer=None)
    make_nominal("SOUTH", team=world.south, officer=outsider)
    make_nominal("CLOSED", restricted=True)
    cast.reactive(make["REACTIVE"])
    cast.away(make["DEAD"], "deceased", TODAY - 90 * DAY)
    cast.work_out()


@pytest.mark.parametrize(
    ("stratum", "pool"),
    [
        ("all", ["BOTH", "LONG-AGO", "LOW", "NOBODYS", "OTHERS", "REACTIVE"]),
        ("low", ["BOTH", "LOW", "REACTIVE"]),
        ("reactive", ["REACTIVE"]),
        ("one_officer", ["LONG-AGO", "LOW", "REACTIVE"]),  # a year and a day ago is no longer the last 12 months
    ],
)
def test_from_whom(stratum, pool, team, supervisor, world):
    found = samples.pool(supervisor, world.north, stratum, TODAY).order_by("reference")
    assert list(found.values_list("reference", flat=True)) == pool


def test_checks_stand_in_the_timeline_for_those_who_supervise_the_team(
    make_nominal, officer, supervisor, inspector, world, signed_in
):
    make_nominal("DRAWN", level="low")
    cast.work_out()
    drawn = draw_sample(team=world.north, stratum="all", size=1, by=supervisor, on=TODAY, form_token=uuid.uuid4())
    check, on = drawn.checks.get(), {"by": supervisor, "on": TODAY}
    check = decide_check(check=check, way="file", due_on=TODAY, version=1, **on)
    check = record_findings(check=check, done_on=TODAY, findings="No plan on file", follow_up="Write one.",
                            follow_on=TODAY, version=2, **on)  # fmt: skip
    finish_follow_up(check=check, followed_on=TODAY, came_of_it="Written and agreed", version=3, **on)
    told = ["Drawn in a dip sample", "No plan on file", "Follows: Write one.", "Written and agreed", "dip-samples"]
    for person in (supervisor, inspector):
        for query in ("", "?kind=dip-samples"):
            page = signed_in(person).get(f"/nominals/DRAWN/history/{query}").content.decode()
            assert [words for words in told if words not in page] == []
    for query in ("", "?kind=dip-samples"):
        page = signed_in(officer).get(f"/nominals/DRAWN/history/{query}").content.decode()
        assert not [words for words in told if words in page]
    Nominal.objects.update(team=world.south)
    south = world.person("s.south", "supervisor", team=world.south)
    assert "No plan on file" not in signed_in(south).get("/nominals/DRAWN/history/").content.decode()


def test_a_restricted_record_is_not_drawn_even_by_whom_it_is_open_to(team, supervisor, world):
    """Others who supervise the team see the draw, and how many it took."""
    closed = Nominal.objects.get(reference="CLOSED")
    allow(closed, supervisor, "named", supervisor)
    assert Nominal.objects.visible_to(supervisor).filter(pk=closed.pk).exists()
    assert not samples.pool(supervisor, world.north, "all", TODAY).filter(pk=closed.pk).exists()


def draw(by, team, **more):
    asked = {"stratum": Stratum.ALL, "size": None, "on": TODAY, "form_token": uuid.uuid4(), **more}
    return draw_sample(team=team, by=by, **asked)


def test_a_draw_is_kept_with_seed_and_pool_and_the_same_form_draws_once(team, supervisor, world):
    token = uuid.uuid4()
    row = draw(supervisor, world.north, size=3, form_token=token)
    assert draw(supervisor, world.north, size=3, form_token=token) == row
    assert row.pool == ["BOTH", "LONG-AGO", "LOW", "NOBODYS", "OTHERS", "REACTIVE"]
    assert row.drawn == samples.draw(row.pool, row.seed, 3)
    assert [check.nominal.reference for check in row.checks.order_by("pk")] == row.drawn
    event = Event.objects.get(action="dip_sample.drawn")
    assert (event.subjects, event.details["seed"], event.details["of"]) == (row.drawn, row.seed, 6)
    assert draw(supervisor, world.north).seed != row.seed
    assert len(draw(supervisor, world.north).drawn) == 1  # ten per cent of six, rounded up


def test_the_rate_is_the_forces(team, supervisor, world):
    PolicyValue.objects.create(force=world.force, effective_from=d(2026, 1, 1), key="dip_sample_rate", value="50",
                               unit="count", source="test")  # fmt: skip
    assert len(draw(supervisor, world.north, stratum="low").drawn) == 2


@pytest.mark.parametrize("more", [{"size": 0}, {"size": 7}, {"stratum": "none"}])
def test_what_cannot_be_drawn(more, team, supervisor, world):
    with pytest.raises(Refused):
        draw(supervisor, world.north, **more)
    assert not DipSample.objects.exists()


def test_an_empty_stratum_is_refused_and_others_may_not_draw(supervisor, officer, inspector, world, make_nominal):
    with pytest.raises(Refused):
        draw(supervisor, world.north)
    for by, where in ((officer, world.north), (supervisor, world.south), (inspector, world.far)):
        with pytest.raises(NotAllowed):
            draw(by, where)
    make_nominal("ONE")
    assert draw(inspector, world.north).drawn == ["ONE"]


@pytest.fixture
def check(make_nominal, supervisor, world):
    cast.due(make_nominal, "CASE", 30, "low")
    cast.work_out()
    return draw(supervisor, world.north, size=1).checks.get()


def decide(check, by, way="file", due_on=TODAY + 7 * DAY, on=TODAY):
    return decide_check(check=check, way=way, due_on=due_on, version=check.version, by=by, on=on)


def found(check, by, follow_up="", follow_on=None, done_on=TODAY, on=TODAY, findings="All in order"):
    return record_findings(check=check, done_on=done_on, findings=findings, follow_up=follow_up, follow_on=follow_on,
                           version=check.version, by=by, on=on)  # fmt: skip


def test_a_file_check_from_the_draw_to_the_end(check, supervisor):
    before = list(Deadline.objects.open().values("kind", "due_on", "counted_from"))
    check = decide(check, supervisor)
    assert (check.way, check.due_on, check.version) == ("file", TODAY + 7 * DAY, 2)
    assert decide(check, supervisor).version == 2  # the same again changes nothing
    check = found(check, supervisor, "See the partner", TODAY + 14 * DAY)
    assert list(samples.owed(supervisor, check.sample.team)) == [check]
    check = finish_follow_up(check=check, followed_on=TODAY + 3 * DAY, came_of_it="Seen", version=check.version,
                             by=supervisor, on=TODAY + 3 * DAY)  # fmt: skip
    assert not samples.owed(supervisor, check.sample.team).exists()
    assert list(Deadline.objects.open().values("kind", "due_on", "counted_from")) == before
    told = Event.objects.filter(action__startswith="dip_sample.").order_by("id")
    assert [event.action.split(".")[1] for event in told] == [
        "drawn",
        "check_decided",
        "findings_recorded",
        "followed_up",
    ]
    assert all(event.subjects == ["CASE"] for event in told)


def test_an_unannounced_visit_is_logged_first_and_alone_moves_the_date(check, supervisor):
    check = decide(check, supervisor, "visit")
    due = Deadline.objects.open().get(kind="home_visit").due_on
    with pytest.raises(Refused, match="Log the visit first"):
        found(check, supervisor)
    announced = Visit.objects.create(
        nominal=check.nominal, date=TODAY, outcome="no_reply", officers=["e.marsh"], announced=True
    )
    with pytest.raises(Refused, match="Log the visit first"):
        found(check, supervisor)
    Visit.objects.filter(pk=announced.pk).update(announced=False)
    assert found(check, supervisor).done_on == TODAY
    assert Deadline.objects.open().get(kind="home_visit").due_on == due


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + 367 * DAY])
def test_the_days_of_a_check(day, check, supervisor):
    with pytest.raises(Refused):
        decide(check, supervisor, due_on=day)
    check = decide(check, supervisor, due_on=TODAY)
    with pytest.raises(Refused):
        found(check, supervisor, "Ring the school", day)
    with pytest.raises(Refused):
        found(check, supervisor, done_on=day)


@pytest.mark.parametrize(("follow_up", "follow_on"), [("Ring the school", None), ("", TODAY + DAY)])
def test_what_follows_has_words_and_a_day_or_neither(follow_up, follow_on, check, supervisor):
    check = decide(check, supervisor)
    with pytest.raises(Refused):
        found(check, supervisor, follow_up, follow_on)


def test_findings_are_put_right_until_what_follows_is_done(check, supervisor):
    check = decide(check, supervisor)
    stale = SampleCheck.objects.get(pk=check.pk)
    check = found(check, supervisor, "Ring the school", TODAY + DAY)
    with pytest.raises(Conflict):
        found(stale, supervisor, findings="Something else")
    check = found(check, supervisor, "Ring the school twice", TODAY + DAY, findings="Not in order")
    with pytest.raises(Refused):
        decide(check, supervisor, "visit")
    check = finish_follow_up(
        check=check, followed_on=TODAY, came_of_it="Rung", version=check.version, by=supervisor, on=TODAY
    )
    with pytest.raises(Refused):
        found(check, supervisor)


def test_nothing_before_its_time(check, supervisor):
    with pytest.raises(Refused):
        found(check, supervisor)
    with pytest.raises(Refused):
        finish_follow_up(check=check, followed_on=TODAY, came_of_it="Done", version=1, by=supervisor, on=TODAY)


def test_the_database_holds_the_steps_in_order(check):
    for wrong in (
        {"way": "file"}, {"due_on": TODAY}, {"way": "peek", "due_on": TODAY},
        {"way": "file", "due_on": TODAY, "done_on": TODAY}, {"findings": "x"},
        {"way": "file", "due_on": TODAY, "done_on": TODAY, "findings": "x", "follow_up": "y"},
        {"followed_on": TODAY, "came_of_it": "z"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            SampleCheck.objects.filter(pk=check.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        DipSample.objects.update(drawn=["SOMEBODY-ELSE"])


def test_whose_check_it_is(check, supervisor, other_supervisor, inspector, officer, outsider, world):
    with pytest.raises(NotAllowed):
        decide(check, officer)
    foreign = world.person("s.south", "supervisor", team=world.south)
    with pytest.raises(NotAllowed):
        decide(check, foreign)
    check = decide(check, other_supervisor)
    check = found(check, inspector, "Ring the school", TODAY + DAY)
    Nominal.objects.filter(pk=check.nominal_id).update(restricted=True)
    with pytest.raises(NotVisible):
        found(check, supervisor, findings="Something else")
    assert not samples.owed(supervisor, check.sample.team).exists()


@pytest.mark.parametrize(("days", "late"), [(0, False), (7, False), (8, True)])
def test_a_check_is_late_from_the_day_after(days, late, check, supervisor):
    assert samples.is_late(check, TODAY) is False
    assert samples.is_late(check, TODAY + DAY) is True  # drawn yesterday, and nobody has decided
    check = decide(check, supervisor)
    assert samples.is_late(check, TODAY + days * DAY) is late
    check = found(check, supervisor)
    assert samples.is_late(check, TODAY + 900 * DAY) is False


def day_in(name, day):
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def test_the_pages_from_the_draw_to_the_end(signed_in, supervisor, make_nominal, world):
    for number in range(12):
        cast.due(make_nominal, f"C-{number:02}", -3, "low")
    cast.work_out()
    client = signed_in(supervisor)
    assert "Dip-sample checks owed" not in client.get("/").content.decode()
    form = client.get(f"{PATH}draw/").context["form"]
    assert form["stratum"].field.widget.hints["low"] == "12 cases; 2 drawn unless you say how many"
    token = form["token"].value()
    response = client.post(f"{PATH}draw/", {"stratum": "low", "size": "", "token": str(token)})
    row = DipSample.objects.get()
    assert response["Location"] == f"{PATH}{row.pk}/"
    page = client.get(f"{PATH}{row.pk}/")
    assert [one["reference"] for one in page.context["rows"]] == row.drawn
    assert page.context["same"] is True
    assert row.seed in page.content.decode()
    check = row.checks.order_by("pk").first()
    at = f"{PATH}checks/{check.pk}/"
    version = {"version": "1"}
    assert client.post(f"{at}decide/", {"way": "file", **day_in("due_on", TODAY + DAY), **version}).status_code == 302
    stale = client.post(f"{at}decide/", {"way": "visit", **day_in("due_on", TODAY + DAY), **version})
    assert "Somebody else has changed this" in stale.content.decode()
    owed = client.get(PATH).context["rows"]
    assert [one["words"] for one in owed] == ["To be decided", "Due tomorrow"]
    assert client.get(PATH).context["sentence"] == "2 checks owed, 0 of them late."
    figures = {figure["text"]: figure for figure in client.get("/").context["day"]["figures"]}
    figure = figures["Dip-sample checks owed"]
    assert (figure["number"], figure["note"]) == ("2", "0 late")
    assert client.get(figure["url"]).context["page"].total == 2
    posted = {**day_in("done_on", TODAY), "findings": "In order", "follow_up": "", "follow_on": "", "version": "2"}
    assert client.post(f"{at}findings/", posted).status_code == 302
    assert client.get(at).context["check"]["words"] == "Settled"
    assert client.get(PATH).context["page"].total == 1


def test_a_case_that_is_closed_is_not_shown_and_a_sample_of_another_team_does_not_exist(
    check, signed_in, supervisor, world
):
    Nominal.objects.update(restricted=True)
    client = signed_in(supervisor)
    page = client.get(f"{PATH}{check.sample_id}/")
    assert (page.context["rows"], page.context["closed"]) == ([], 1)
    assert "CASE" not in page.content.decode()
    assert client.get(f"{PATH}checks/{check.pk}/").status_code == 404
    stranger = signed_in(world.person("s.south", "supervisor", team=world.south))
    assert stranger.get(f"{PATH}{check.sample_id}/").status_code == 404
    assert stranger.get(f"{PATH}checks/{check.pk}/").status_code == 404


@pytest.mark.parametrize("path", [PATH, "/", f"{PATH}draw/", "sample"])
def test_as_many_queries_for_one_as_for_many(
    path, check, signed_in, supervisor, make_nominal, world, django_assert_max_num_queries
):
    make_nominal("M-OVERDUE")  # the most overdue is named where there is one
    cast.work_out()
    client = signed_in(supervisor)
    where = f"{PATH}{check.sample_id}/" if path == "sample" else path
    client.get(where)
    with django_assert_max_num_queries(45) as few:
        client.get(where)
    for number in range(15):
        make_nominal(f"M-{number}")
    cast.work_out()
    row = draw(supervisor, world.north, size=16)
    where = f"{PATH}{row.pk}/" if path == "sample" else path
    client.get(where)
    with django_assert_max_num_queries(45) as many:
        client.get(where)
    assert len(few) == len(many)
