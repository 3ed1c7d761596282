"""Sign-in and password pages, in our words, telling nobody which accounts exist."""

import re

import pytest
from django.core import mail

from accounts.models import User
from common import outbox
from common.clock import now
from common.models import OutboxMessage
from tests.fixtures import PASSWORD

NEW = "copper-lantern-meadow"
pytestmark = pytest.mark.django_db


def errors(response):
    """The lines of the error summary."""
    summary = re.search(r'govuk-error-summary__list">(.*?)</ul>', response.content.decode(), re.S)
    return re.findall(r"<li>(?:<a [^>]*>)?([^<]+)", summary[1]) if summary else []


def test_sign_in_and_the_way_on(client, officer):
    response = client.post(
        "/sign-in/?next=/policy/", {"login": officer.username.upper(), "password": PASSWORD, "next": "/policy/"}
    )
    assert (response.status_code, response["Location"]) == (302, "/policy/")


def test_sign_in_goes_to_no_other_site(client, officer):
    response = client.post(
        "/sign-in/", {"login": officer.username, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert response["Location"] == "/"


def test_wrong_unknown_and_inactive_look_the_same(client, officer, colleague):
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    pages = []
    for username, password in ((officer.username, "wrong"), ("nobody", "wrong"), (colleague.username, PASSWORD)):
        response = client.post("/sign-in/", {"login": username, "password": password})
        assert response.status_code == 200
        assert errors(response) == ["The username or the password is not right. Check both and try again"]
        page = response.content.decode().replace(username, "")
        pages.append(re.sub(r'(nonce|value)="[^"]*"', "", page))
    assert pages[0] == pages[1] == pages[2]
    assert "_auth_user_id" not in client.session


def test_empty_sign_in(client):
    assert errors(client.post("/sign-in/", {})) == ["Enter your username", "Enter your password"]


def test_the_password_is_never_sent_back(client):
    assert b"s3cret-typed" not in client.post("/sign-in/", {"login": "x", "password": "s3cret-typed"}).content


def test_signing_out_is_asked_and_posted(client, signed_in, officer):
    client = signed_in(officer)
    page = client.get("/sign-out/")
    assert page.status_code == 200
    assert b"Do you want to sign out?" in page.content
    assert client.post("/sign-out/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_reset_by_link(client, officer):
    response = client.post("/password/reset/", {"email": officer.email})
    assert response["Location"] == "/password/reset/sent/"
    assert mail.outbox == []  # nobody waits for a mail server
    outbox.relay(now())
    message = mail.outbox[0]
    assert message.subject == "Choose a new password"
    assert officer.full_name not in message.body
    assert officer.username not in message.body
    link = re.search(r"https?://[^/]+(/password/reset/key/\S+)", message.body)[1]
    page = client.get(link, follow=True)
    assert b"Choose a new password" in page.content
    form_at = page.redirect_chain[-1][0]
    assert errors(client.post(form_at, {"password1": "short", "password2": "short"})) == [
        "The new password must be 12 characters or longer"
    ]
    assert errors(client.post(form_at, {"password1": NEW, "password2": NEW + "x"})) == [
        "The two passwords are not the same. Enter the new password again"
    ]
    too_like = officer.email
    assert "too like your name" in errors(client.post(form_at, {"password1": too_like, "password2": too_like}))[0]
    done = client.post(form_at, {"password1": NEW, "password2": NEW}, follow=True)
    assert b"Your password is changed" in done.content
    officer.refresh_from_db()
    assert officer.check_password(NEW)
    assert b"This link no longer works" in client.get(link, follow=True).content


def test_reset_for_nobody_looks_the_same_and_sends_nothing(client, officer):
    known = client.post("/password/reset/", {"email": officer.email})
    unknown = client.post("/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert OutboxMessage.objects.count() == 2  # the same work for both, so that the time taken tells nothing
    outbox.relay(now())
    assert len(mail.outbox) == 1


def test_what_is_stored_of_a_reset_opens_nothing(client, officer):
    client.post("/password/reset/", {"email": officer.email})
    assert OutboxMessage.objects.get().payload == {"user": officer.pk}


def test_an_account_that_was_closed_meanwhile_gets_no_link(client, officer):
    client.post("/password/reset/", {"email": officer.email})
    User.objects.update(is_active=False)
    outbox.relay(now())
    assert mail.outbox == []


def test_reset_needs_an_address(client):
    assert errors(client.post("/password/reset/", {})) == ["Enter your e-mail address"]
    assert "must be an e-mail address" in errors(client.post("/password/reset/", {"email": "x"}))[0]


def test_change_of_password(signed_in, officer):
    client = signed_in(officer)
    assert client.get("/password/change/").status_code == 200
    wrong = client.post("/password/change/", {"oldpassword": "no", "password1": NEW, "password2": NEW})
    assert errors(wrong) == ["The present password is not right"]
    right = client.post("/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert right.status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(NEW)


def test_locked_out_even_with_the_right_password(client, officer, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/sign-in/", {"login": officer.username, "password": "wrong"})
    assert response.status_code == 429
    assert b"Too many attempts" in response.content
    for username in (officer.username, officer.username.upper(), f" {officer.username} "):
        right = client.post("/sign-in/", {"login": username, "password": PASSWORD})
        assert right.status_code == 429, username
    assert "_auth_user_id" not in client.session
