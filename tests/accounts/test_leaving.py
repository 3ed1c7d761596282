"""The last named supervisor or inspector of a restricted record cannot be closed, moved or given another role."""

import pytest

from common.clock import today
from offenders.actions.restricting import name, restrict
from offenders.models import Nominal

pytestmark = pytest.mark.django_db


@pytest.fixture
def restricted(make_nominal, inspector, supervisor):
    nominal = make_nominal("SECRET-1")
    return restrict(nominal=nominal, named=[supervisor], reason="Threats", by=inspector, on=today())


def change(client, user, **fields):
    page = client.get(f"/administration/accounts/user/{user.pk}/change/")
    prefixes = [one.formset.prefix for one in page.context["inline_admin_formsets"]]
    management = {f"{p}-{n}": "0" for p in prefixes for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data = {"username": user.username, "full_name": user.full_name, "email": user.email, "role": user.role,
            "force": user.force_id, "team": user.team_id or "", "weekly_hours": "37", "is_active": "on",
            **management, **fields}  # fmt: skip
    data = {key: value for key, value in data.items() if value is not None}
    return client.post(f"/administration/accounts/user/{user.pk}/change/", data)


@pytest.mark.parametrize("fields", [{"is_active": None}, {"role": "unit_support"}, {"team": "south"}])
def test_the_last_supervisor_stays(restricted, supervisor, administrator, signed_in, world, fields):
    fields = {key: world.south.pk if value == "south" else value for key, value in fields.items()}
    response = change(signed_in(administrator), supervisor, **fields)
    assert response.status_code == 200
    body = response.content.decode()
    assert "last supervisor or inspector named on 1 restricted record" in body
    assert "SECRET-1" not in body
    supervisor.refresh_from_db()
    assert (supervisor.is_active, supervisor.role, supervisor.team) == (True, "supervisor", world.north)


@pytest.mark.parametrize("fields", [{"is_active": None}, {"role": "unit_support"}])
def test_the_last_inspector_stays(restricted, inspector, administrator, signed_in, fields):
    assert change(signed_in(administrator), inspector, **fields).status_code == 200
    inspector.refresh_from_db()
    assert (inspector.is_active, inspector.role) == (True, "inspector")


def test_once_somebody_else_is_named_they_may_go(
    restricted, supervisor, other_supervisor, inspector, administrator, signed_in
):
    name(nominal=restricted, user=other_supervisor, reason="Successor", by=inspector, on=today())
    assert change(signed_in(administrator), supervisor, is_active=None).status_code == 302
    assert restricted not in Nominal.objects.visible_to(type(supervisor).objects.get(pk=supervisor.pk))
    assert restricted in Nominal.objects.visible_to(other_supervisor)


def test_other_changes_and_other_people_are_free(restricted, supervisor, officer, administrator, signed_in):
    client = signed_in(administrator)
    assert change(client, supervisor, full_name="Eve Marsh-Reed").status_code == 302
    assert change(client, officer, is_active=None).status_code == 302
