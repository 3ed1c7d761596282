"""Reference data: administrators only, their own force only, never their own account (trust A, B)."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse

from accounts.models import Force, User
from audit.models import Event
from common import outbox
from common.clock import now, today
from offenders.models import NominalAccess

pytestmark = pytest.mark.django_db


def fields(**changes):
    return {"username": "n.new", "full_name": "New Person", "email": "n.new@example.org", "role": "offender_manager",
            "force": "", "team": "", "weekly_hours": "37", "is_active": "on",
            "trainings-TOTAL_FORMS": "0", "trainings-INITIAL_FORMS": "0", **changes}  # fmt: skip


@pytest.mark.parametrize(
    "who", ["officer", "supervisor", "inspector", "coordinator", "support", "auditor", "neighbourhood"]
)
def test_nobody_else_gets_in(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    for path in ("/administration/", "/administration/accounts/user/", "/administration/accounts/user/add/"):
        assert client.get(path).status_code == 403


def test_every_page_opens_for_an_administrator(signed_in, administrator):
    client = signed_in(administrator)
    for path in (
        "",
        "accounts/force/",
        "accounts/team/",
        "accounts/user/",
        "accounts/user/add/",
        "common/bankholiday/",
    ):
        assert client.get(f"/administration/{path}").status_code == 200, path


def test_a_new_account_is_made_and_its_holder_sets_the_password(signed_in, client, administrator, world):
    made = signed_in(administrator).post(
        "/administration/accounts/user/add/", fields(force=world.force.pk, team=world.north.pk)
    )
    assert made.status_code == 302
    user = User.objects.get(username="n.new")
    assert not user.has_usable_password()
    assert Event.objects.filter(action="account.made").count() == 1
    client.logout()
    client.post(reverse("account_reset_password"), {"email": user.email})
    outbox.relay(now())
    assert mail.outbox[0].to == [user.email]


def test_every_change_is_on_record_before_and_after_training_too(signed_in, administrator, officer, world):
    client, address = signed_in(administrator), f"/administration/accounts/user/{officer.pk}/change/"
    same = fields(username=officer.username, full_name=officer.full_name, email=officer.email, force=world.force.pk,
                  team=world.north.pk)  # fmt: skip
    row = {"trainings-0-user": officer.pk, "trainings-0-covers": "sexual", "trainings-0-completed_on": "2026-01-05"}

    def sent(**more):
        assert client.post(address, same | {"trainings-TOTAL_FORMS": "1"} | row | more).status_code == 302
        [*_, found] = Event.objects.filter(action="reference.changed").order_by("id").last().details["fields"]
        return found["what"], found["before"], found["after"]

    what, _, after = sent(**{"trainings-0-course": "First"})
    assert (what, after["course"], after["completed_on"]) == ("accounts.Training", "First", "2026-01-05")
    kept = {"trainings-INITIAL_FORMS": "1", "trainings-0-id": officer.trainings.get().pk}
    assert sent(**kept, **{"trainings-0-course": "Second"}) == (what, {"course": "First"}, {"course": "Second"})
    _, before, after = sent(**kept, **{"trainings-0-course": "Second", "trainings-0-DELETE": "on"})
    assert (before["course"], after) == ("Second", None)
    assert not officer.trainings.exists()


def test_another_forces_people_and_teams_are_not_there(signed_in, administrator, foreigner, world):
    client = signed_in(administrator)
    assert foreigner.username not in client.get("/administration/accounts/user/").content.decode()
    assert client.get(f"/administration/accounts/user/{foreigner.pk}/change/").status_code in (302, 404)
    refused = client.post("/administration/accounts/user/add/", fields(force=world.other_force.pk))
    assert refused.status_code == 200
    assert not User.objects.filter(username="n.new").exists()
    assert client.get("/administration/accounts/force/add/").status_code == 403


def test_an_administrator_of_no_force_keeps_every_force(signed_in, world, foreigner):
    national = world.person("m.all", "administrator")
    User.objects.filter(pk=national.pk).update(force=None)
    client = signed_in(national)
    assert foreigner.username in client.get("/administration/accounts/user/").content.decode()
    assert client.post("/administration/accounts/force/add/", {"name": "Eastmoor Police"}).status_code == 302
    assert Force.objects.filter(name="Eastmoor Police").exists()


def test_nobody_changes_their_own_account(signed_in, administrator):
    response = signed_in(administrator).post(
        f"/administration/accounts/user/{administrator.pk}/change/", fields(username="j.lock", role="supervisor")
    )
    assert response.status_code == 403
    administrator.refresh_from_db()
    assert administrator.role == "administrator"


def test_a_team_of_another_force_is_refused(signed_in, world):
    national = world.person("m.all", "administrator")
    User.objects.filter(pk=national.pk).update(force=None)
    response = signed_in(national).post(
        "/administration/accounts/user/add/", fields(force=world.force.pk, team=world.far.pk)
    )
    assert "Choose a team of the force chosen" in response.content.decode()


@pytest.mark.parametrize("change", [{"is_active": ""}, {"role": "auditor"}, {"role": "neighbourhood"}])
def test_what_a_change_of_an_account_closes_and_opens_is_on_record(
    signed_in, administrator, outsider, make_nominal, supervisor, world, change
):
    for reference, day in (("LENT", today()), ("PAST", today() - dt.timedelta(days=9))):
        NominalAccess.objects.create(
            content_object=make_nominal(reference), user=outsider, kind="cover", reason="x", expires_on=day,
            granted_by=supervisor, permission=Permission.objects.get(codename="view_nominal"),
        )  # fmt: skip
    client, address = signed_in(administrator), f"/administration/accounts/user/{outsider.pk}/change/"
    same = fields(username=outsider.username, full_name=outsider.full_name, force=world.force.pk, team=world.south.pk)

    def told():
        rows = Event.objects.filter(action="access.followed_account").order_by("id")
        return [(row.username, row.subjects, row.details["opened"], row.details["closed"]) for row in rows]

    assert client.post(address, same | {"full_name": "Another Name"}).status_code == 302
    assert told() == []  # nothing that goes before what somebody sees
    assert client.post(address, same | change).status_code == 302
    assert client.post(address, same).status_code == 302
    lent = [["LENT", "cover"]]
    assert told() == [(administrator.username, ["LENT"], [], lent), (administrator.username, ["LENT"], lent, [])]
