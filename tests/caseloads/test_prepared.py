"""The ready-made queries give what the ordinary ones give, for everybody, and never another viewer's rows."""

import datetime as dt

import pytest

from caseloads import alerts, queries, whole
from deadlines import nightly
from offenders.models import Nominal

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
