"""What happens to accounts and sessions is on record (trust E1)."""

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db


def attempt(client, username, password):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def actions():
    return list(Event.objects.order_by("id").values_list("action", "username", "outcome"))


def test_signing_in_and_out(client, officer):
    attempt(client, officer.username, PASSWORD)
    client.post(reverse("account_logout"))
    assert actions() == [
        ("account.signed_in", officer.username, "done"),
        ("account.signed_out", officer.username, "done"),
    ]


def test_a_wrong_password_names_the_account_and_an_unknown_name_is_not_kept(client, officer):
    attempt(client, officer.username, "wrong-password")
    attempt(client, "my-password-typed-as-a-name", "x")
    assert actions() == [
        ("account.sign_in_failed", officer.username, "refused"),
        ("account.sign_in_failed", "system", "refused"),
    ]
    assert "my-password" not in str(Event.objects.values_list("details", "who"))


def test_an_inactive_account_is_refused_on_record(client, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    attempt(client, officer.username, PASSWORD)
    assert actions() == [("account.sign_in_failed", officer.username, "refused")]


def test_being_locked_out(client, officer, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        response = attempt(client, officer.username, "wrong-password")
    assert response.status_code == 429
    assert ("account.locked", officer.username, "refused") in actions()


def test_a_changed_password(signed_in, officer):
    client = signed_in(officer)
    new = {"oldpassword": PASSWORD, "password1": "three-random-words", "password2": "three-random-words"}
    assert client.post(reverse("account_change_password"), new).status_code == 302
    assert ("account.password_changed", officer.username, "done") in actions()


def test_an_administrator_changes_a_role_and_deactivates(signed_in, administrator, officer, world):
    client = signed_in(administrator)
    sent = {
        "username": officer.username, "full_name": officer.full_name, "email": officer.email, "role": "supervisor",
        "force": world.force.pk, "team": world.north.pk, "weekly_hours": "",
        "trainings-TOTAL_FORMS": "0", "trainings-INITIAL_FORMS": "0",
    }  # fmt: skip
    response = client.post(reverse("admin:accounts_user_change", args=[officer.pk]), sent)
    assert response.status_code == 302, response.content.decode()[:2000]
    events = {event.action: event.details for event in Event.objects.filter(username=administrator.username)}
    role = events["account.role_changed"]
    assert (role["before"], role["after"]) == ({"role": "offender_manager"}, {"role": "supervisor"})
    assert events["account.activation_changed"]["after"] == {"is_active": False}


def test_the_session_is_told_apart_without_its_key(client, officer):
    attempt(client, officer.username, PASSWORD)
    client.get("/caseload/")
    listed = Event.objects.get(action="caseload.listed")
    assert len(listed.who["session"]) == 16
    assert client.session.session_key not in str(listed.who)
