"""What every request and response goes through."""

import io
import urllib.parse

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from common.middleware import KeepWords

BAD_QUERIES = ["?q=%00", "?%00=1", "?q=%ff", "?q=%ED%A0%80", "?q=a%C3", "?next=/%00"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", BAD_QUERIES)
def test_bad_bytes_in_a_query(client, query):
    response = client.get(f"/sign-in/{query}")
    assert response.status_code == 400
    assert response["Cache-Control"] == "no-store, private"
    assert "Content-Security-Policy" in response


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/%00", "/nominals/a%00b/", "/nominals/%ff/", f"/nominals/{'x' * 300}/"])
def test_bad_bytes_in_a_path(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.django_db
def test_good_text_passes(client):
    assert client.get("/sign-in/?q=Zo%C3%AB%20%F0%9F%9A%94&x=%E2%80%AE%25").status_code == 200
    assert client.post("/sign-in/", {"login": "Zoë 🚔", "password": "x"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"login=%00", b"login=a\x00b", b"%00=x", b"login=%ff", b"login=\xff"])
def test_bad_bytes_in_a_form(client, body):
    response = client.post("/sign-in/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


@pytest.mark.django_db
def test_bad_bytes_in_an_upload(client):
    assert client.post("/sign-in/", {"login": "a\x00b", "file": io.BytesIO(b"\x00\x01")}).status_code == 400
    assert client.post("/sign-in/", {"login": "ab", "file": io.BytesIO(b"\x00\x01")}).status_code == 200


@pytest.mark.django_db
def test_bad_cookie(client):
    client.cookies["sessionid"] = "abcdefgh\x00ijkl"
    assert client.get("/sign-in/").status_code == 400


@pytest.mark.django_db
def test_a_megabyte_in_a_field_is_no_error_of_ours(client):
    body = urllib.parse.urlencode({"login": "x" * 1_000_000, "password": "y"})
    assert client.post("/sign-in/", body, content_type="application/x-www-form-urlencoded").status_code == 200


@pytest.mark.django_db
def test_every_answer_is_private(client):
    for path in ("/sign-in/", "/no-such-page/", "/healthz"):
        response = client.get(path)
        assert response["Cache-Control"] == "no-store, private", path
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.django_db
def test_the_form_says_to_send_the_origin_to_this_site_only():
    """Without it browsers send `Origin: null`, which the CSRF check refuses."""
    assert b'<meta name="referrer" content="same-origin">' in Client().get("/sign-in/").content


@pytest.mark.django_db
def test_error_pages_hold_a_reference_and_nothing_of_the_request(client):
    page = client.get("/sign-in/?q=canary-7f3a%00").content.decode()
    assert "canary" not in page
    assert "quote the reference" in page
    assert "<script" not in page


def test_a_background_save_learns_where_the_redirect_leads():
    keep = KeepWords(lambda request: HttpResponseRedirect("/nominals/T-1/"))
    asked = keep(RequestFactory().post("/x/", headers={"X-Keep-Words": "yes"}))
    assert (asked.status_code, asked["X-Location"], asked.has_header("Location")) == (204, "/nominals/T-1/", False)
    plain = keep(RequestFactory().post("/x/"))
    assert (plain.status_code, plain["Location"]) == (302, "/nominals/T-1/")
    page = KeepWords(lambda request: HttpResponse("page"))(
        RequestFactory().post("/x/", headers={"X-Keep-Words": "yes"})
    )
    assert page.status_code == 200
