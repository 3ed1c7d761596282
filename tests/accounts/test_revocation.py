"""What takes a record away takes it away on the very next request (trust A6)."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session

from accounts.models import Team, User
from common.clock import today
from offenders.actions import allocate
from offenders.actions.access import end_access, grant_access
from offenders.actions.restricting import bar, restrict
from offenders.models import Nominal, NominalAccess

pytestmark = pytest.mark.django_db
PATH = "/nominals/OURS/"


@pytest.fixture
def cast(make_nominal, world, colleague, supervisor, inspector, outsider):
    """The colleague sees a record of the team; the outsider one that was opened to them."""
    nominal = make_nominal("OURS")
    grant_access(nominal=nominal, user=outsider, kind="meeting", reason="x", expires_on=today(), by=supervisor,
                 on=today())  # fmt: skip
    return {"nominal": nominal, "world": world, "user": colleague, "supervisor": supervisor, "inspector": inspector,
            "outsider": outsider}  # fmt: skip


def update(user, **fields):
    User.objects.filter(pk=user.pk).update(**fields)


def deactivated(c):
    update(c["user"], is_active=False)


def role_taken(c):
    update(c["user"], role="administrator")


def team_changed(c):
    update(c["user"], team=c["world"].south)


def team_taken(c):
    update(c["user"], team=None, force=None)


def case_moved_to_another_team(c):
    south = Team.objects.get(name="South")
    allocate(nominals=[c["nominal"]], officer=None, team=south, by=c["inspector"], on=today(), reason="x")


def barred(c):
    bar(nominal=c["nominal"], user=c["user"], reason="x", until=None, by=c["supervisor"], on=today())


def restricted(c):
    restrict(nominal=c["nominal"], named=[c["supervisor"]], reason="x", by=c["inspector"], on=today())


def password_reset(c):
    user = User.objects.get(pk=c["user"].pk)
    user.set_password("another-long-password")
    user.save()


def session_ended(c):
    Session.objects.all().delete()


def moved_force(c):
    Nominal.objects.filter(pk=c["nominal"].pk).update(force=c["world"].other_force, team=c["world"].far)


@pytest.mark.parametrize(
    ("revoke", "status"),
    [
        (deactivated, 302), (role_taken, 403), (team_changed, 404), (team_taken, 404), (password_reset, 302),
        (case_moved_to_another_team, 404), (barred, 404), (restricted, 404), (session_ended, 302), (moved_force, 404),
    ],
)  # fmt: skip
def test_ten_ways_to_lose_a_record(signed_in, cast, revoke, status):
    client = signed_in(cast["user"])
    assert client.get(PATH).status_code == 200
    revoke(cast)
    response = client.get(PATH)
    assert response.status_code == status
    assert "Larkmoor" not in response.content.decode()
    assert client.post(f"{PATH}events/add/").status_code == status


def expired(c):
    NominalAccess.objects.update(expires_on=today() - dt.timedelta(days=1))


def ended(c):
    end_access(access=NominalAccess.objects.get(), by=c["supervisor"], on=today())


def not_begun(c):
    NominalAccess.objects.update(starts_on=today() + dt.timedelta(days=1), expires_on=today() + dt.timedelta(days=2))


@pytest.mark.parametrize("revoke", [expired, ended, not_begun])
def test_an_exception_that_is_over(signed_in, cast, revoke):
    client = signed_in(cast["outsider"])
    assert client.get(PATH).status_code == 200
    revoke(cast)
    assert client.get(PATH).status_code == 404


def test_a_case_taken_from_its_officer(signed_in, make_nominal, world, outsider, inspector, supervisor):
    nominal = make_nominal("OURS", officer=outsider)
    client = signed_in(outsider)
    assert client.get(PATH).status_code == 200
    allocate(nominals=[nominal], officer=None, by=inspector, on=today(), reason="x")
    assert client.get(PATH).status_code == 404
