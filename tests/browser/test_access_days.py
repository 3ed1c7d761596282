"""Days with access in a browser: a supervisor's answers and a cover that ends, a new officer's first morning, the
questions that are asked before a restricted record, and nothing left after sign-out."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail

from common import outbox
from common.clock import now, today
from offenders.actions.restricting import restrict
from offenders.models import PlanInterval, RiskLevel
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = dt.date(2026, 10, 1)


def answer(page, how: str, reason: str = "") -> None:
    """Open the first proposal of the list and answer it."""
    page.get_by_role("link", name="Approve or return").first.click()
    page.get_by_label(how, exact=True).check()
    if reason:
        page.get_by_label("Reason", exact=True).fill(reason)
    page.get_by_role("button", name="Save answer").click()


def test_a_supervisor_approves_returns_and_grants_cover_that_ends_by_itself(
    page, live_server, sign_in, look, make_nominal, officer, supervisor, outsider
):
    nominal = make_nominal("OURS", family_name="Fenwick", seen=SEEN, on=today())
    by = {"nominal": nominal, "recorded_by": officer, "effective_from": today(), "reason": "Settled for a year"}
    level, plan = (
        RiskLevel.objects.create(**by, level="low"),
        PlanInterval.objects.create(**by, value=60, unit="weeks"),
    )
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/approvals/")
    page.get_by_text("2 proposals waiting").wait_for()
    look("approvals")
    answer(page, "Approve")
    page.get_by_text("Approved.").wait_for()
    page.goto(f"{live_server.url}/approvals/")
    answer(page, "Return", "No home visit since March")
    page.get_by_text("Returned.").wait_for()
    look("answered")
    for row in (level, plan):
        row.refresh_from_db()
    assert [row.approved for row in (level, plan)].count(True) == 1
    assert [row.returned_at is not None for row in (level, plan)].count(True) == 1
    last = today() + dt.timedelta(days=1)
    _grant(page, live_server, outsider, last)
    sign_in(page, outsider)
    page.goto(f"{live_server.url}/nominals/OURS/")
    page.get_by_role("heading", level=1).get_by_text("Fenwick").wait_for()
    look("covered")
    with time_machine.travel(now() + dt.timedelta(days=2)):
        sign_in(page, outsider)
        ended = page.goto(f"{live_server.url}/nominals/OURS/")
        assert ended.status == 404
        assert "fenwick" not in page.content().lower()
        look("ended")
        sign_in(page, supervisor)
        page.goto(f"{live_server.url}/nominals/OURS/access/")
        assert page.get_by_role("button", name="End it").count() == 0
        look("who-may-see")


def _grant(page, live_server, user, last: dt.date) -> None:
    page.goto(f"{live_server.url}/nominals/OURS/access/grant/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Cover for an absent colleague").check()
    page.get_by_label("Reason").fill("Sick leave")
    for part, value in (("Day", last.day), ("Month", last.month), ("Year", last.year)):
        page.get_by_label(part).fill(str(value))
    page.get_by_role("button", name="Open the record to them").click()
    page.get_by_text("Sick leave").wait_for()


def test_a_new_officers_first_morning_and_nothing_after_sign_out(page, live_server, look, make_nominal, world):
    starter = world.person("n.first", "offender_manager", team=world.north)
    starter.set_unusable_password()
    starter.save()
    make_nominal("FIRST-1", family_name="Fenwick", officer=starter, seen=SEEN, on=today())
    page.goto(f"{live_server.url}/password/reset/")
    look("forgotten")
    page.get_by_label("E-mail address").fill(starter.email)
    page.get_by_role("button", name="Send a link").click()
    page.get_by_role("heading", level=1).wait_for()
    outbox.relay(now())
    [link] = re.findall(r"https?://\S+?(/password/reset/key/\S+)", mail.outbox[-1].body)
    page.goto(live_server.url + link)
    look("choose-password")
    for box in page.locator("input[type=password]").all():
        box.fill("four-plain-words-here")
    page.get_by_role("button", name="Save the new password").click()
    page.get_by_role("link", name="Sign in with the new password").click()
    page.get_by_label("Username").fill(starter.username)
    page.get_by_label("Password", exact=True).fill("four-plain-words-here")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto(f"{live_server.url}/caseload/?show=all")
    look("first-caseload")
    page.get_by_role("link", name=re.compile("Fenwick", re.IGNORECASE)).first.click()
    page.get_by_role("heading", level=1).get_by_text("Fenwick").wait_for()
    look("first-record")
    page.goto(f"{live_server.url}/sign-out/")
    look("sign-out")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert "fenwick" not in page.content().lower()
    page.goto(f"{live_server.url}/nominals/FIRST-1/")
    assert "/sign-in/" in page.url


def test_why_and_the_password_are_asked_before_a_restricted_record(
    page, live_server, sign_in, look, make_nominal, supervisor, inspector
):
    restrict(nominal=make_nominal("SECRET", family_name="Fenwick", seen=SEEN, on=today()), named=[supervisor],
             reason="Threats", by=inspector, on=today())  # fmt: skip
    sign_in(page, supervisor)
    page.goto(f"{live_server.url}/opened/")
    with time_machine.travel(now() + dt.timedelta(minutes=6)):  # the password was given longer ago than five minutes
        _open_restricted(page, live_server, look)


def _open_restricted(page, live_server, look) -> None:
    page.goto(f"{live_server.url}/nominals/SECRET/")
    page.get_by_role("heading", name="Enter your password again").wait_for()
    look("password-again")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("There is a problem").wait_for()
    look("password-missing")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name=re.compile("Say why you need")).wait_for()
    assert "fenwick" not in page.content().lower()
    look("why")
    page.get_by_role("button", name="Open the record").click()
    page.get_by_text("There is a problem").wait_for()
    look("why-missing")
    page.get_by_role("radio").first.check()
    page.get_by_label("In your own words").fill("Home visit today")
    page.get_by_role("button", name="Open the record").click()
    page.get_by_role("heading", level=1).get_by_text("Fenwick").wait_for()
    look("restricted-record")
    page.goto(f"{live_server.url}/password/change/")
    look("change-password")
