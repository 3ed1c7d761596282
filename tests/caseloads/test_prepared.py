"""The ready-made queries give what the ordinary ones give, for everybody, and never another viewer's rows."""

import datetime as dt

import pytest

from accounts.models import Absence, Team
from caseloads import alerts, board, queries, teams, whole
from deadlines import nightly
from offenders.models import Nominal
from offenders.models.nominal import NominalQuerySet

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 23)
CAST = ("officer", "colleague", "outsider", "foreigner", "supervisor", "inspector", "coordinator", "support",
        "administrator", "auditor", "neighbourhood")  # fmt: skip


@pytest.fixture
def people(request, world, make_nominal):
    found = {name: request.getfixturevalue(name) for name in CAST}
    seen = DAY - dt.timedelta(days=200)
    for number, owner in enumerate((found["officer"], found["colleague"], found["supervisor"])):
        for level in ("very_high", "low"):
            make_nominal(f"P-{number}-{level}", officer=owner, level=level, seen=seen)
    make_nominal("P-SOUTH", officer=found["outsider"], team=world.south, seen=seen)
    make_nominal("P-FAR", officer=found["foreigner"], team=world.far, force=world.other_force, seen=seen)
    make_nominal("P-RESTRICTED", officer=found["officer"], seen=seen)
    Nominal.objects.filter(reference="P-RESTRICTED").update(restricted=True)
    nightly.run(DAY)
    return found


@pytest.mark.parametrize("times", [1, 2])
def test_a_caseload_is_the_same_either_way_for_every_viewer(people, times):
    for _ in range(times):
        for viewer in people.values():
            for owner in people.values():
                ordinary = queries.with_deadlines(viewer).filter(officer_id=owner.pk)
                assert whole.of_officer(viewer, owner, DAY) == whole.fetch(ordinary, DAY, owner), (viewer, owner)


def test_the_badge_counts_what_the_page_lists_for_everybody(people):
    assert sum(alerts.badge(person, DAY) for person in people.values()) > 0
    for person in people.values():
        assert alerts.badge(person, DAY) == alerts.number(person), person


def test_an_account_that_was_deactivated_gets_nothing(people):
    officer = people["officer"]
    officer.is_active = False
    assert whole.of_officer(officer, officer, DAY) == []
    assert alerts.badge(officer, DAY) == 0


def test_a_change_of_team_or_force_counts_on_the_next_request(people, world):
    supervisor, officer = people["supervisor"], people["officer"]
    assert whole.of_officer(supervisor, officer, DAY)
    supervisor.team = world.south
    assert whole.of_officer(supervisor, officer, DAY) == []


def test_a_backlog_is_the_same_either_way_for_every_viewer_and_team(people, make_nominal, world):
    for number, (officer, team) in enumerate(((None, None), ("officer", None), ("outsider", world.north))):
        make_nominal(
            f"P-LOOSE-{number}", team=team, officer=people.get(officer), seen=DAY - dt.timedelta(days=300 + number)
        )
    nightly.run(DAY)
    named = set()
    for viewer in (*people.values(), *people.values()):
        for team in Team.objects.all():
            rows, tallies = teams.cases_of(viewer, team, DAY), teams.tallies_of(viewer, team, DAY)
            assert sorted(map(repr, tallies)) == sorted(map(repr, queries.tally(rows))), (viewer, team)
            late = queries.ordered(rows.filter(bucket="overdue")).order_by("due__due_on", "rank", "reference")
            worst, usual = teams.most_overdue(viewer, team, tallies, DAY), queries.fetch(late, officers=True)
            assert worst == (shared(usual[0]) if usual else None), (viewer, team)
            named.add(worst and worst.reference)
        assert teams.number_without_team(viewer, DAY) == teams.without_team(viewer, DAY).count(), viewer
    assert len(named) > 2


def shared(row: queries.CaseRow) -> teams.Worst:
    """The most overdue visit as a list has it."""
    return teams.Worst._make(getattr(row, name) for name in teams.Worst._fields)


def test_the_managers_of_a_team_and_whoever_else_holds_its_cases(people, make_nominal, world):
    outsider, officer = people["outsider"], people["officer"]
    make_nominal("P-HELD", officer=outsider, team=world.north)
    Absence.objects.create(officer=officer, kind="leave", from_on=DAY, to_on=DAY, recorded_by=officer)
    tallies = teams.tallies_of(people["supervisor"], world.north, DAY)
    found = {one.username: one for one in teams.members(world.north, tallies, people["supervisor"], DAY)}
    assert not found[outsider.username].in_team
    assert found[officer.username].in_team
    assert found[officer.username].away == "on leave until Mon 23 Mar 2026"
    assert found[people["colleague"].username].away == ""
    without = teams.members(world.north, [], people["supervisor"], DAY)
    assert outsider.username not in [one.username for one in without]
    later = teams.members(world.north, [], people["supervisor"], DAY + dt.timedelta(days=1))
    assert not any(one.away for one in later)


def test_a_backlog_keeps_to_twelve_queries(people, make_nominal, signed_in, world, django_assert_max_num_queries):
    """The worst case: nominals in no team, cases held from outside, somebody away, a visit overdue."""
    make_nominal("P-FREE", team=None, officer=None, seen=DAY - dt.timedelta(days=300))
    make_nominal("P-HELD", team=world.north, officer=people["outsider"], seen=DAY - dt.timedelta(days=300))
    nightly.run(DAY)
    client = signed_in(people["supervisor"])
    client.get("/backlog/")
    with django_assert_max_num_queries(12) as asked:
        page = client.get("/backlog/")
    assert page.context["teamless"] == 1
    assert page.context["worst"]
    assert len(asked) == 12


@pytest.mark.parametrize("who", ["supervisor", "inspector"])
def test_a_backlog_asks_for_its_scope_once(people, signed_in, who, monkeypatch):
    """The second time, for anybody of the role, no query of nominals is put together."""
    client = signed_in(people[who])
    first = client.get("/backlog/").content

    def again(*_):
        raise AssertionError("The scope was put together once more")

    monkeypatch.setattr(NominalQuerySet, "visible_to", again)
    page = client.get("/backlog/")
    assert page.status_code == 200
    assert len(page.content) == len(first)


def test_a_visit_made_meanwhile_does_not_silence_the_sentence(people, world):
    """Figures and the visit named come by two queries: what the one counted is said, whatever the other finds."""
    tallies = teams.tallies_of(people["supervisor"], world.north, DAY)
    words = board.in_words(tallies, None, DAY)
    assert words["worst"] is None
    assert "overdue" in words["sentence"]
    assert "No home visit" not in words["sentence"]
    assert words["sentence"] == board.in_words(tallies, worst_in(people, world, tallies), DAY)["sentence"]


def worst_in(people, world, tallies):
    return teams.most_overdue(people["supervisor"], world.north, tallies, DAY)
