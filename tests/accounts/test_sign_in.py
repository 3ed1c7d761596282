"""Sign-in: everything behind it, nothing told to those outside, locked after failures (trust B)."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from common import outbox
from common.clock import now
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db


def attempt(client, username, password):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def test_signed_out_only_the_sign_in_page_answers(client):
    for address in ("/", "/caseload/", "/backlog/", "/nominals/", "/nominals/T-1/", "/policy/", "/administration/"):
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.url.startswith("/sign-in/"), address


def test_the_right_password_signs_in_whatever_the_case_of_the_name(client, officer):
    assert attempt(client, "A.Hollis", PASSWORD).status_code == 302
    assert client.get("/").status_code in (200, 302)


@pytest.mark.parametrize("name", ["a.hollis", "nobody.here", "l.gone"])
def test_a_wrong_a_missing_and_an_inactive_account_look_alike(client, officer, world, name):
    world.person("l.gone", "offender_manager", is_active=False)
    response = attempt(client, name, PASSWORD if name == "l.gone" else "wrong-password")
    assert response.status_code == 200
    text = response.content.decode()
    assert "a.hollis" not in text.replace(f'value="{name}"', "")
    assert "The username or the password is not right" in text


def test_after_too_many_failures_even_the_right_password_is_refused(client, officer, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        attempt(client, officer.username, "wrong-password")
    response = attempt(client, officer.username, PASSWORD)
    assert response.status_code == 429
    assert client.get("/").status_code == 302
    assert client.get("/").url.startswith("/sign-in/")


def test_deactivating_an_account_ends_its_session_at_once(signed_in, officer):
    client = signed_in(officer)
    assert client.get("/password/change/").status_code == 200
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get("/password/change/").status_code == 302


def test_a_session_ends_after_its_longest_age_however_busy(signed_in, officer, settings, time_machine):
    time_machine.move_to("2026-03-23 08:00:00+00:00", tick=False)
    client = signed_in(officer)
    for quarter in range(1, 49):
        time_machine.move_to(f"2026-03-23 {8 + quarter // 4:02}:{quarter % 4 * 15:02}:00+00:00", tick=False)
        response = client.get("/password/change/")
        if response.status_code == 302:
            break
        assert response.status_code == 200
    time_machine.move_to("2026-03-23 20:00:01+00:00", tick=False)
    assert client.get("/password/change/").status_code == 302


def test_idle_for_a_quarter_of_an_hour_signs_out(signed_in, officer, time_machine):
    time_machine.move_to("2026-03-23 08:00:00+00:00", tick=False)
    client = signed_in(officer)
    assert client.get("/password/change/").status_code == 200
    time_machine.move_to("2026-03-23 08:15:01+00:00", tick=False)
    assert client.get("/password/change/").status_code == 302


def test_signing_out_takes_a_post_and_ends_the_session(signed_in, officer):
    client = signed_in(officer)
    client.get(reverse("account_logout"))
    assert client.get("/password/change/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/password/change/").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_no_redirect_off_the_site(client, officer, target):
    response = client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD, "next": target})
    assert response.url == "/"


def test_a_password_is_reset_by_a_link_that_names_nobody(client, officer):
    response = client.post(reverse("account_reset_password"), {"email": officer.email})
    assert response.status_code == 302
    outbox.relay(now())
    message = mail.outbox[0]
    assert officer.full_name not in message.body + message.subject
    link = next(line for line in message.body.split() if "/password/reset/key/" in line)
    path = link.split("://", 1)[1].split("/", 1)[1]
    page = client.get(f"/{path}", follow=True)
    done = client.post(
        page.request["PATH_INFO"], {"password1": "a-new-long-password", "password2": "a-new-long-password"}
    )
    assert done.status_code == 302
    assert attempt(client, officer.username, "a-new-long-password").status_code == 302
    assert client.get("/password/change/").status_code == 200


def test_an_unknown_address_gets_the_same_answer_and_no_account_is_told(client):
    response = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert response.status_code == 302
    assert response.url == reverse("account_reset_password_done")


def test_nobody_makes_their_own_account(client):
    assert client.get("/signup/").status_code == 404 or client.get("/signup/").status_code == 302


def test_the_first_administrator_is_made_by_a_command(monkeypatch, client):
    from django.core.management import call_command

    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", "a-long-first-password")
    call_command("create_administrator", "r.first", name="Robin First")
    user = User.objects.get(username="r.first")
    assert user.role == "administrator"
    assert Event.objects.filter(action="account.administrator_made").exists()
    assert attempt(client, "r.first", "a-long-first-password").status_code == 302


def test_a_weak_first_password_is_refused(monkeypatch):
    from django.core.management import CommandError, call_command

    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", "password")
    with pytest.raises(CommandError, match=r"too short|too common"):
        call_command("create_administrator", "r.first", name="Robin First")
    assert not User.objects.filter(username="r.first").exists()


def test_a_session_lives_on_while_it_is_used_and_ends_after_a_quarter_of_an_hour(signed_in, officer):
    begun = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)
    with time_machine.travel(begun, tick=False) as clock:
        client = signed_in(officer)
        assert client.get("/alerts/").status_code == 200
        first = Session.objects.get().expire_date
        clock.shift(59)
        client.get("/alerts/")
        assert Session.objects.get().expire_date == first  # not written at each request
        clock.shift(1)
        client.get("/alerts/")
        assert Session.objects.get().expire_date == first + dt.timedelta(seconds=60)
        clock.shift(14 * 60)
        assert client.get("/alerts/").status_code == 200
        clock.shift(15 * 60 + 1)
        assert client.get("/alerts/").status_code == 302
