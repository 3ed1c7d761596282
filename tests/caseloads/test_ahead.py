"""The weeks ahead: visits against officer-days, what is overdue if nothing changes, a move tried."""

from __future__ import annotations

from datetime import date as d

import pytest

from accounts.models import Absence
from audit.models import Event
from caseloads.supervision.ahead import held_by, load_of, look, officers_of, overdue_after, spoken_day
from deadlines.models import Deadline, PolicyValue
from offenders.models import Allocation, Nominal
from tests.caseloads import cast
from tests.caseloads.cast import DAY, TODAY
from visits.models import Visit

PATH, MOVE = "/backlog/ahead/", "/backlog/ahead/move/"


def never(key: int, made_on: d) -> None:
    return None


def yearly(key: int, made_on: d) -> d:
    return made_on + 365 * DAY


@pytest.mark.parametrize(
    ("due", "made", "days", "expected"),
    [
        ([], 0, 30, 0),
        ([-1], 0, 30, 1),
        ([0], 0, 1, 1),  # due today, overdue tomorrow
        ([0], 0, 0, 0),  # due on the day itself is not overdue
        ([29], 0, 30, 1),
        ([30], 0, 30, 0),
        ([-5, -4, -3], 12, 7, 2),  # one a week
        ([-5, -4, -3], 12, 6, 3),  # not before the week is full
        ([-5, -4, -3], 84, 3, 0),  # one a day
        ([-5, -4, -3], 168, 2, 0),  # two a day
        ([9, 9, 9], 84, 10, 1),  # none before its day, and idle days save up one at most: today's and the one saved
        ([9, 9, 9], 84, 11, 0),
    ],
)
def test_overdue_after_so_many_visits_a_week(due, made, days, expected):
    waiting = [(TODAY + n * DAY, key) for key, n in enumerate(due)]
    assert overdue_after(waiting, made, 84, TODAY, TODAY + days * DAY, yearly) == expected


def test_a_visit_made_falls_due_again_and_the_longest_due_goes_first():
    asked = []

    def again(key, made_on):
        asked.append((key, made_on))
        return made_on + 2 * DAY

    waiting = [(TODAY - DAY, 1), (TODAY - 9 * DAY, 2)]
    assert overdue_after(waiting, 84, 84, TODAY, TODAY + 4 * DAY, again) == 0
    assert asked[:2] == [(2, TODAY), (1, TODAY + DAY)]
    assert overdue_after(waiting, 42, 84, TODAY, TODAY + 9 * DAY, again) == 1  # one in two days cannot keep up
    assert overdue_after(waiting, 84, 84, TODAY, TODAY + 4 * DAY, never) == 0


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (d(2026, 11, 20), d(2027, 3, 1)),  # twelve weeks on is 12 February
        (d(2026, 11, 9), d(2027, 2, 1)),  # twelve weeks on is the first itself
        (d(2026, 10, 8), d(2027, 1, 1)),  # 31 December
        (d(2027, 12, 8), d(2028, 3, 1)),  # 1 March by way of a leap day
    ],
)
def test_the_day_of_the_sentence(on, day):
    assert spoken_day(on) == day


@pytest.fixture
def team(make_nominal, officer, colleague):
    """Two overdue and one due in a week of the officer's; one of the colleague's later; one away, one in custody."""
    cast.due(make_nominal, "LATE-1", -9, "low", officer=officer)
    cast.due(make_nominal, "LATE-2", -2, "low", officer=officer)
    cast.due(make_nominal, "SOON", 7, "low", officer=officer)
    cast.due(make_nominal, "LAST-4", 27, "low", officer=colleague)
    cast.due(make_nominal, "AFTER-4", 28, "low", officer=colleague)
    cast.away(cast.due(make_nominal, "ABROAD", -5, "low", officer=colleague), "abroad", TODAY - 30 * DAY)
    cast.away(cast.due(make_nominal, "CUSTODY", -4, "low", officer=colleague), "custody", TODAY - 10 * DAY)
    cast.work_out()


pytestmark = pytest.mark.django_db


def rows_of(response) -> dict[str, list[str]]:
    return {
        row["name"]: [
            row["cases"],
            row["overdue"],
            *(v for s in row["spans"] for v in (s["visits"], s["needed"], s["days"])),
        ]
        for row in response.context["rows"]
    }


def test_visits_against_officer_days(team, signed_in, supervisor, officer, colleague):
    response = signed_in(supervisor).get(PATH)
    # 120 minutes of two officers: four hours, half a day of eight. 20 November to 17 December: 20 working days;
    # to 11 February: 60 weekdays less Christmas, Boxing Day's Monday and New Year.
    assert rows_of(response) == {
        officer.full_name: ["3", "2", "3", "1.5", "20.0", "3", "1.5", "57.0"],
        colleague.full_name: ["4", "1", "2", "1.0", "20.0", "3", "1.5", "57.0"],
        "Team": ["7", "3", "5", "2.5", "40.0", "6", "3.0", "114.0"],
    }
    event = Event.objects.filter(action="ahead.opened").get()
    assert event.details["team"] == "North"


def test_hours_absences_and_policy_count(team, signed_in, supervisor, officer, colleague, world):
    officer.weekly_hours = 20
    officer.save(update_fields=["weekly_hours"])
    Absence.objects.create(officer=colleague, kind="leave", from_on=TODAY, to_on=TODAY + 6 * DAY)  # five working days
    Absence.objects.create(officer=officer, kind="sickness", from_on=TODAY + 14 * DAY, review_on=TODAY + 30 * DAY)
    PolicyValue.objects.create(force=world.force, effective_from=d(2026, 1, 1), key="visit_minutes", value="240",
                               unit="count", source="test")  # fmt: skip
    shown = rows_of(signed_in(supervisor).get(PATH))
    assert shown[officer.full_name][2:5] == ["3", "3.0", "5.0"]  # ten working days at half a week
    assert shown[officer.full_name][7] == "5.0"  # an absence without an end lasts
    assert shown[colleague.full_name][4] == "15.0"


def test_an_inactive_officer_and_one_of_another_team_have_no_days(
    team, signed_in, supervisor, officer, colleague, world
):
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    colleague.team = world.south
    colleague.save(update_fields=["team"])
    response = signed_in(supervisor).get(PATH)
    assert [row["note"].split(":")[0] for row in response.context["rows"]] == [
        "account inactive",
        "in another team",
        "",
    ]
    assert rows_of(response)["Team"][4] == "0.0"


def test_if_nothing_changes(team, supervisor, officer, world, signed_in):
    """Of seven, one is in custody; three are overdue today, three more fall due by 1 March."""
    outlook = look(supervisor, world.north, TODAY)
    assert (outlook.made, outlook.overdue_by(d(2027, 3, 1))) == (0, 6)
    seen = Nominal.objects.get(reference="SOON")
    for weeks in range(1, 13):  # one a week; the first is eighty-four days ago
        Visit.objects.create(nominal=seen, date=TODAY - 7 * weeks * DAY, outcome="seen_at_address", officers=[])
    Visit.objects.create(nominal=seen, date=TODAY - 85 * DAY, outcome="seen_at_address", officers=[])
    Visit.objects.create(nominal=seen, date=TODAY - 2 * DAY, outcome="no_reply", officers=[])
    Visit.objects.create(nominal=seen, date=TODAY - 3 * DAY, outcome="seen_elsewhere", officers=[])
    outlook = look(supervisor, world.north, TODAY)
    assert outlook.made == 12
    # All but the one abroad can be made by then, and that one stays overdue; SOON was seen a week ago.
    assert outlook.overdue_by(d(2027, 3, 1)) == 1
    page = signed_in(supervisor).get(PATH)
    assert page.context["sentence"] == "If nothing changes, 1 home visit overdue by 1 March 2027; today 3."
    assert (
        "as many visits are made as in the last 12 weeks, 12 visits that found the person in, 1.0 a week"
        in page.content.decode()
    )


def test_a_move_tried_changes_nothing(team, signed_in, supervisor, officer, colleague):
    client = signed_in(supervisor)
    before = [list(model.objects.order_by("pk").values()) for model in (Nominal, Allocation, Deadline)]
    asked = {"from": officer.username, "to": colleague.username, "nominal": ["LATE-1", "SOON"]}
    response = client.post(MOVE, asked)
    assert response.status_code == 200
    now, after = (
        {t["name"]: [t["rows"][n]["cases"], t["rows"][n]["overdue"], t["rows"][n]["spans"][0]["visits"]]
         for t in response.context["tried"]["tables"]} for n in (0, 1)
    )  # fmt: skip
    assert now == {officer.full_name: ["3", "2", "3"], colleague.full_name: ["4", "1", "2"]}
    assert after == {officer.full_name: ["1", "1", "1"], colleague.full_name: ["6", "2", "4"]}
    assert [list(model.objects.order_by("pk").values()) for model in (Nominal, Allocation, Deadline)] == before
    step = client.post("/backlog/assign/", {**asked, "step": "officer"})
    assert step.context["form"]["officer"].value() == colleague.username
    assert {row["reference"] for row in step.context["rows"]} == {"LATE-1", "SOON"}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"nominal": ["LATE-1"]}, "Select who would take them"),
        ({"nominal": ["LATE-1"], "to": "a.hollis"}, "Select who would take them from the list"),
        ({"to": "b.thorne"}, "Select at least one nominal"),
    ],
)
def test_a_move_half_said(team, signed_in, supervisor, more, sentence):
    response = signed_in(supervisor).post(MOVE, {"from": "a.hollis", **more})
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_what_is_not_theirs_is_neither_counted_nor_moved(team, make_nominal, signed_in, supervisor, outsider, world):
    cast.due(make_nominal, "SOUTH", -3, team=world.south, officer=outsider)
    cast.due(make_nominal, "CLOSED", -3, restricted=True)
    cast.work_out()
    client = signed_in(supervisor)
    assert rows_of(client.get(PATH))["Team"][0] == "7"
    for reference in ("SOUTH", "CLOSED", "NONE"):
        posted = {"from": "a.hollis", "to": "b.thorne", "nominal": [reference]}
        assert client.post(MOVE, posted).status_code == 404
    assert client.get(PATH, {"team": world.south.pk}).status_code == 404
    assert client.get(MOVE, {"from": "no-team"}).status_code == 404


def test_an_inspector_chooses_a_team_and_an_officer_gets_neither_page(team, signed_in, inspector, officer, world):
    page = signed_in(inspector).get(PATH, {"team": world.north.pk})
    assert [team.name for team in page.context["teams"]] == ["North", "South"]
    client = signed_in(officer)
    assert [client.get(path).status_code for path in (PATH, MOVE)] == [403, 403]


@pytest.mark.parametrize("path", [PATH, f"{MOVE}?from=a.hollis"])
def test_as_many_queries_for_few_as_for_many(
    team, path, signed_in, supervisor, make_nominal, django_assert_max_num_queries
):
    client = signed_in(supervisor)
    client.get(path)
    with django_assert_max_num_queries(40) as few:
        client.get(path)
    for number in range(20):
        cast.due(make_nominal, f"M-{number}", -4, "medium")
    cast.work_out()
    with django_assert_max_num_queries(40) as many:
        client.get(path)
    assert len(few) == len(many)


def test_somebody_whose_dates_cannot_be_worked_out_is_left_out_and_said(team, monkeypatch, supervisor, world):
    from caseloads.supervision import ahead, presenters

    real, seen = ahead.visits_ahead, cast.seen_for(TODAY + 7 * DAY, "low")

    def fails(person, visits, *rest):
        if [visit.on for visit in visits] == [seen]:
            raise ValueError
        return real(person, visits, *rest)

    monkeypatch.setattr(ahead, "visits_ahead", fails)
    outlook = look(supervisor, world.north, TODAY)
    assert (outlook.failed, len(outlook.cases)) == (1, 6)
    assert presenters.assumed(outlook)[-1] == "Left out, since their dates cannot be worked out: 1 person."


def test_the_overdue_are_those_of_the_backlog(register, signed_in, supervisor):
    """Worked out afresh for this page, and read from what is stored for that one."""
    client = signed_in(supervisor)
    ahead = {row["name"]: row["overdue"] for row in client.get(PATH).context["rows"]}
    officers = client.get("/backlog/").context["officers"]
    stored = {row["name"]: row["cells"][6]["number"] for row in officers["rows"]}
    assert ahead.pop("Team") == officers["total"]["cells"][6]["number"] != "0"
    assert ahead == {name: number for name, number in stored.items() if name in ahead}


def test_loads_add_up(team, supervisor, world):
    outlook = look(supervisor, world.north, TODAY)
    officers = officers_of(world.north, outlook.cases, outlook.rates, TODAY)
    parts = [load_of(outlook, held_by(outlook.cases, one.pk), [one]) for one in officers]
    whole = load_of(outlook, outlook.cases, officers)
    assert sum(part.cases for part in parts) == whole.cases
    assert tuple(map(sum, zip(*(part.visits for part in parts), strict=True))) == whole.visits
