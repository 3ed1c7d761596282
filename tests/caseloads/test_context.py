"""The menu by role and the banner of a late run."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from caseloads import context
from deadlines.models import NightlyRun

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)  # as the clock of these tests stands


def finished(hours_ago: float) -> None:
    at = NOW - dt.timedelta(hours=hours_ago)
    NightlyRun.objects.create(on=at.date(), state="done", fence=1, lease_until=at, started_at=at, finished_at=at)


@pytest.mark.parametrize(
    ("who", "menu"),
    [
        ("officer", ["My caseload", "Round", "Counter", "Alerts", "Nominals", "Absences", "Risk lists", "Policy"]),
        (
            "supervisor",
            [
                "My caseload",
                "Round",
                "Team backlog",
                "Counter",
                "Approvals",
                "Meetings",
                "Alerts",
                "Nominals",
                "Absences",
                "Risk lists",
                "Opened from outside",
                "Policy",
                "Nightly run",
            ],
        ),
        (
            "inspector",
            [
                "Team backlog",
                "Approvals",
                "Meetings",
                "Alerts",
                "Nominals",
                "Absences",
                "Risk lists",
                "Opened from outside",
                "Policy",
                "Nightly run",
            ],
        ),
        ("support", ["Team backlog", "Counter", "Alerts", "Nominals", "Risk lists", "Policy"]),
        ("coordinator", ["Meetings", "Alerts", "Nominals", "Policy"]),
        ("administrator", ["Policy", "Nightly run", "Administration"]),
        ("auditor", ["Audit", "Policy"]),
        ("neighbourhood", ["Briefings"]),
    ],
)
def test_the_menu_offers_what_the_role_may_use_and_all_of_it_opens(request, signed_in, who, menu):
    client = signed_in(request.getfixturevalue(who))
    page = client.get("/", follow=True)
    shown = page.context["navigation"]
    assert [item["text"] for item in shown] == menu
    for item in shown:
        opened = client.get(item["url"])
        assert opened.status_code == 200, item
        assert [i["text"] for i in opened.context["navigation"] if i["current"]] == [item["text"]]


@pytest.mark.parametrize(
    ("who", "path", "template"),
    [
        ("officer", "/", "caseloads/caseload.html"),
        ("supervisor", "/", "caseloads/backlog.html"),
        ("support", "/", "caseloads/backlog.html"),
        ("inspector", "/", "caseloads/backlog.html"),
        ("coordinator", "/", "mappa/home.html"),
        ("administrator", "/administration/", "admin/index.html"),
        ("auditor", "/audit/", "caseloads/audit.html"),
        ("neighbourhood", "/briefings/", "offenders/briefings.html"),
    ],
)
def test_the_first_page_of_each_role(request, signed_in, who, path, template):
    page = signed_in(request.getfixturevalue(who)).get("/", follow=True)
    assert page.status_code == 200
    assert page.wsgi_request.path == path
    assert template in [used.name for used in page.templates]


def test_signed_out_nothing_is_asked_and_nothing_is_shown(client, django_assert_num_queries):
    request = RequestFactory().get("/sign-in/")
    with django_assert_num_queries(0):
        shown = context.site(request)
        assert not shown["navigation"]
        assert not shown["stale_run"]
    assert shown["today"] == dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (None, "has not finished yet"),
        (25.9, ""),
        (26, ""),
        (26.1, "finished 26 hours ago"),
        (50, "finished 50 hours ago"),
    ],
)
def test_the_banner_appears_after_twenty_six_hours(signed_in, officer, hours, words):
    if hours is not None:
        finished(hours)
    page = signed_in(officer).get("/caseload/").content.decode()
    assert ("Dates may be out of date" in page) == bool(words)
    assert words in page


def test_a_run_that_did_not_finish_is_no_good_run(signed_in, officer):
    finished(30)
    NightlyRun.objects.create(on=NOW.date(), fence=1, lease_until=NOW, started_at=NOW)
    assert "finished 30 hours ago" in signed_in(officer).get("/caseload/").content.decode()


def test_the_banner_takes_one_query(officer, rf, django_assert_num_queries):
    request = rf.get("/caseload/")
    request.user = officer
    with django_assert_num_queries(1):
        assert str(context.site(request)["stale_run"])


def test_an_error_page_before_anybody_is_known_still_shows(rf):
    assert "reference" in render_to_string("404.html", {"reference": "AB12"}, rf.get("/x/")).lower()
