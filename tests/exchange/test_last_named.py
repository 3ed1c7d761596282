"""A bundle does not take from a restricted record the last of its named who can answer for it."""

from __future__ import annotations

import pytest

from accounts.models import Team
from common.clock import today
from offenders.actions.restricting import bar, name, restrict
from tests.exchange.driver import load, write_bundle

pytestmark = pytest.mark.django_db
HEAD = "username,role,force,team\n"
SUPERVISOR = "e.marsh,supervisor,Northshire Police,North\n"
INSPECTOR = "g.stone,inspector,Northshire Police,\n"


@pytest.fixture
def restricted(make_nominal, inspector, supervisor):
    return restrict(nominal=make_nominal("SECRET-1"), named=[supervisor], reason="Threats", by=inspector, on=today())


@pytest.fixture
def loads(tmp_path):
    return lambda officers: load(write_bundle(tmp_path / "bundle", officers=officers))


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        (HEAD + INSPECTOR + "e.marsh,supervisor,Northshire Police,South\n", [(3, "team")]),
        (HEAD + "e.marsh,supervisor,Southmere Police,Coast\n", [(2, "force")]),
        (HEAD + "e.marsh,offender_manager,Northshire Police,North\n", [(2, "role")]),
        (HEAD + SUPERVISOR + "G.Stone,unit_support,Northshire Police,North\n", [(3, "role")]),
        ("username,role\ne.marsh,unit_support\n", [(2, "role")]),
        ("username,team\ne.marsh,\n", [(2, "team")]),
        ("username,team\ne.marsh,A team that is new\n", [(2, "team")]),
    ],
)
def test_the_last_named_are_neither_moved_nor_demoted(restricted, supervisor, inspector, loads, rows, places):
    result = loads(rows)
    assert result.exit == 1
    assert result.places == [("officers.csv", row, column) for row, column in places]
    assert "an inspector has to name somebody else there first" in result.output
    assert "SECRET-1" not in result.output
    for person, role in ((supervisor, "supervisor"), (inspector, "inspector")):
        person.refresh_from_db()
        assert person.role == role


def test_two_who_could_each_go_cannot_go_together(restricted, inspector, other_supervisor, supervisor, loads):
    name(nominal=restricted, user=other_supervisor, reason="Second", by=inspector, on=today())
    gone = "e.marsh,unit_support,Northshire Police,North\n"
    result = loads(HEAD + gone + "f.reed,unit_support,Northshire Police,North\n")
    assert result.places == [("officers.csv", 2, "role"), ("officers.csv", 3, "role")]
    assert loads(HEAD + gone).exit == 0


def test_everybody_else_and_everything_else_is_free(restricted, supervisor, officer, other_supervisor, loads):
    rows = "username,role,full_name,force,team\n"
    rows += "e.marsh,supervisor,Eve Marsh,Northshire Police,NORTH\n"
    rows += "f.reed,unit_support,,Northshire Police,South\na.hollis,unit_support,,Southmere Police,Coast\n"
    assert loads(rows).exit == 0


PERSON = "reference,force,team\nsecret-1,Northshire Police,"


@pytest.fixture
def moves(tmp_path, world):
    return lambda nominals: load(write_bundle(tmp_path / "bundle", nominals=nominals))


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (PERSON + "South\n", "team"),
        (PERSON + "A team that is new\n", "team"),
        ("reference,force,team\nSECRET-1,Southmere Police,Coast\n", "team"),
        ("reference,force,team\nSECRET-1,,\n", "team"),
    ],
)
def test_a_restricted_record_goes_only_to_a_team_whose_supervisor_is_named(restricted, moves, rows, column):
    result = moves(rows)
    assert (result.exit, result.places) == (1, [("nominals.csv", 2, column)])
    assert "an inspector has to name one there first" in result.output
    restricted.refresh_from_db()
    assert restricted.team.name == "North"


@pytest.mark.parametrize("team", ["North and Coast", "South"])
def test_a_team_is_renamed_with_its_named_supervisor_and_its_record(restricted, tmp_path, supervisor, team):
    officers = HEAD + f"e.marsh,supervisor,Northshire Police,{team}\n"
    result = load(write_bundle(tmp_path / "bundle", officers=officers, nominals=f"{PERSON}{team}\n"))
    assert result.exit == 0, result.output
    for moved in (restricted, supervisor):
        moved.refresh_from_db()
        assert moved.team.name == team
    assert "Nothing to change" in load(tmp_path / "bundle").output


@pytest.mark.parametrize(
    ("of_supervisor", "of_record", "places"),
    [
        ("South", "North and Coast", [("nominals.csv", 2, "team")]),
        ("South", "North", [("officers.csv", 2, "team")]),
        ("North", "South", [("nominals.csv", 2, "team")]),
    ],
)
def test_but_neither_without_the_other(restricted, tmp_path, of_supervisor, of_record, places):
    officers = HEAD + f"e.marsh,supervisor,Northshire Police,{of_supervisor}\n"
    result = load(write_bundle(tmp_path / "bundle", officers=officers, nominals=f"{PERSON}{of_record}\n"))
    assert (result.exit, result.places) == (1, places)
    assert not Team.objects.filter(name="North and Coast").exists()


def test_it_goes_there_once_one_is_named_and_everything_else_about_it_loads(
    restricted, moves, inspector, officer, world
):
    theirs = world.person("z.south", "supervisor", team=world.south)
    assert moves("reference,force,family_name\nSECRET-1,Northshire Police,Field\n").exit == 0
    assert moves(PERSON + "north\n").exit == 0
    name(nominal=restricted, user=theirs, reason="Transfer", by=inspector, on=today())
    assert moves(PERSON + "South\n").exit == 0
    restricted.refresh_from_db()
    assert restricted.team.name == "South"
    assert not type(restricted).objects.visible_to(officer).exists()


def test_an_officer_who_is_not_named_or_is_barred_is_said_to_be_unable_to_open_it(
    restricted, moves, make_nominal, officer, supervisor
):
    bar(
        nominal=make_nominal("BARRED", officer=None),
        user=officer,
        reason="Cousin",
        until=None,
        by=supervisor,
        on=today(),
    )
    rows = "reference,force,team,officer\n" + "".join(
        f"{reference},Northshire Police,North,a.hollis\n" for reference in ("SECRET-1", "BARRED", "OPEN")
    )
    assert "2 nominals allocated to somebody who cannot open the record" in moves(rows).output
