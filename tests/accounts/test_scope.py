"""Whose records a person sees: every role against own, team, force, other force, exceptions (trust A)."""

import datetime as dt

import pytest

from accounts.roles import Role
from offenders.models import Nominal, NominalAccess

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(world, make_nominal, officer, outsider, foreigner):
    make_nominal("OWN", officer=officer, team=world.north)
    make_nominal("TEAM", officer=None, team=world.north)
    make_nominal("NO-TEAM", officer=None, team=None)
    make_nominal("SOUTH", officer=outsider, team=world.south)
    make_nominal("FOREIGN", officer=foreigner, team=world.far, force=world.other_force)
    make_nominal("NOWHERE", officer=None, team=None, force=None)


def seen_by(user) -> set[str]:
    return set(Nominal.objects.visible_to(user).values_list("reference", flat=True))


NORTH = {"OWN", "TEAM", "NO-TEAM"}
FORCE = NORTH | {"SOUTH"}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("officer", NORTH),
        ("colleague", NORTH),
        ("supervisor", NORTH),
        ("support", NORTH),
        ("outsider", {"SOUTH", "NO-TEAM"}),
        ("foreigner", {"FOREIGN"}),
        ("inspector", FORCE),
        ("coordinator", FORCE),
        ("administrator", set()),
        ("auditor", set()),
        ("neighbourhood", set()),
    ],
)
def test_each_role_sees_exactly_its_scope(register, request, who, expected):
    assert seen_by(request.getfixturevalue(who)) == expected


def test_every_role_of_the_contract_is_tried():
    assert len(Role.values) == 8


def test_an_inactive_account_sees_nothing(register, officer):
    officer.is_active = False
    assert seen_by(officer) == set()


def test_nobody_signed_out_sees_anything(register):
    from django.contrib.auth.models import AnonymousUser

    assert seen_by(AnonymousUser()) == set()


def test_a_case_stays_with_its_officer_across_teams(register, world, officer):
    Nominal.objects.filter(reference="SOUTH").update(officer=officer)
    assert seen_by(officer) == NORTH | {"SOUTH"}


def test_an_officer_of_another_force_does_not_keep_the_old_ones_cases(register, officer, world):
    """Revocation by transfer: the case waits for a new officer, and the old one no longer sees it (trust A6)."""
    officer.force, officer.team = world.other_force, world.far
    assert seen_by(officer) == {"FOREIGN"}


def test_without_team_and_force_one_sees_ones_own_only(register, officer):
    officer.team = officer.force = None
    assert seen_by(officer) == {"OWN"}


def grant(user, reference, **fields):
    from django.contrib.auth.models import Permission

    nominal = Nominal.objects.get(reference=reference)
    permission = Permission.objects.get(codename="view_nominal")
    return NominalAccess.objects.create(user=user, content_object=nominal, permission=permission, **fields)


def test_an_exception_opens_one_record_until_its_last_day(register, officer, today):
    grant(officer, "FOREIGN", expires_on=today)
    assert seen_by(officer) == NORTH | {"FOREIGN"}
    NominalAccess.objects.update(expires_on=today - dt.timedelta(days=1))
    assert seen_by(officer) == NORTH


def test_an_exception_gives_nothing_to_a_role_that_reads_no_records(register, administrator):
    grant(administrator, "OWN")
    assert seen_by(administrator) == set()


def test_an_exception_gives_nothing_to_an_inactive_account(register, officer):
    grant(officer, "FOREIGN")
    officer.is_active = False
    assert seen_by(officer) == set()


def test_a_reference_matches_whatever_its_case(register, officer):
    visible = Nominal.objects.visible_to(officer)
    assert visible.by_reference(" own ").get().reference == "OWN"
    assert not visible.by_reference("FOREIGN").exists()


@pytest.fixture
def today():
    from common.clock import today

    return today()
