"""My alerts: what waits, in which order; one tap; nobody else's; the badge counts the page."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from deadlines import nightly
from deadlines.models import Alert
from offenders.models import Nominal, StatusPeriod
from tests.caseloads import cast
from tests.exchange.driver import exported
from visits.models import Visit

pytestmark = pytest.mark.django_db
ACKNOWLEDGE = "/alerts/acknowledge/"
DAY = cast.DAY


@pytest.fixture
def raised(make_nominal, officer, supervisor):
    """One alert of each stage for the officer, and what is escalated to the supervisor."""
    cast.due(make_nominal, "OVER-VH", -2, "very_high")
    cast.due(make_nominal, "OVER-H", -9, "high", family_name="Canaryname")
    cast.due(make_nominal, "TODAY-M", 0, "medium")
    cast.due(make_nominal, "SOON-H", 3, "high")
    nightly.run(cast.TODAY)


def listed(page):
    return [(group["title"], [row["reference"] for row in group["rows"]]) for group in page.context["groups"]]


def badge(page):
    return next(item["count"] for item in page.context["navigation"] if item["text"] == "Alerts")


def id_of(reference, who, stage=None):
    rows = Alert.objects.filter(nominal__reference=reference, recipient=who)
    return (rows.filter(stage=stage) if stage else rows).get().pk


def test_the_most_urgent_first_by_stage_and_risk(raised, signed_in, officer, supervisor):
    assert listed(signed_in(officer).get("/alerts/")) == [
        ("Overdue", ["OVER-VH", "OVER-H"]),
        ("Due today", ["TODAY-M"]),
        ("Due soon", ["SOON-H"]),
    ]
    assert listed(signed_in(supervisor).get("/alerts/")) == [("Escalated to you", ["OVER-VH", "OVER-H"])]


def test_the_newest_first_within_a_stage(raised, signed_in, officer, make_nominal):
    cast.due(make_nominal, "LATER-L", -3, "low")
    nightly.run(cast.TODAY + DAY)
    assert dict(listed(signed_in(officer).get("/alerts/")))["Overdue"][0] == "LATER-L"


def test_a_row_says_what_when_how_late_and_why_and_names_nobody(raised, signed_in, officer):
    page = signed_in(officer).get("/alerts/")
    row = page.context["groups"][0]["rows"][1]
    assert (row["reference"], row["risk"], row["kind"]) == ("OVER-H", "High", "Home visit")
    assert (row["due"], row["state"]) == ("Wed 11 Nov 2026", "Overdue by 9 days")
    assert "every 3 months" in row["reasoned"]["reason"]
    text = page.content.decode()
    assert "Canaryname" not in text
    assert "CANARYNAME" not in text
    assert "<title>Alerts" in text


def test_one_tap_acknowledges_and_a_second_changes_nothing(raised, signed_in, officer):
    client, pk = signed_in(officer), id_of("OVER-H", officer)
    for said in ("1 alert acknowledged.", "Already acknowledged."):
        page = client.post(ACKNOWLEDGE, {"alert": pk}, follow=True)
        assert [str(message) for message in page.context["messages"]] == [said]
    assert Alert.objects.get(pk=pk).acknowledged_on == cast.TODAY
    assert Alert.objects.filter(acknowledged_on__isnull=False).count() == 1
    assert Event.objects.filter(action="alert.acknowledged").count() == 1
    event = Event.objects.get(action="alert.acknowledged")
    assert (event.username, event.subjects, event.details["alerts"]) == ("a.hollis", ["OVER-H"], [pk])
    done = client.get("/alerts/", {"show": "acknowledged"})
    assert [row["reference"] for row in done.context["done"]] == ["OVER-H"]
    assert "OVER-H" not in [ref for _, refs in listed(client.get("/alerts/")) for ref in refs]


def test_all_that_is_shown_and_nothing_else(raised, signed_in, officer, make_nominal):
    client = signed_in(officer)
    page = client.get("/alerts/")
    shown = re.findall(r'name="shown" value="(\d+)"', page.content.decode())
    cast.due(make_nominal, "NEW", -1, "high")
    nightly.run(cast.TODAY, again=True)  # raised after the page was opened
    client.post(ACKNOWLEDGE, {"all": "shown", "shown": shown, "page": "1"})
    assert listed(client.get("/alerts/")) == [("Overdue", ["NEW"])]


def test_only_ones_own(raised, signed_in, officer, colleague, supervisor):
    pk = id_of("OVER-H", officer)
    for stranger in (colleague, supervisor):
        assert signed_in(stranger).post(ACKNOWLEDGE, {"alert": pk}).status_code == 404
    own = id_of("OVER-H", supervisor)
    both = {"all": "shown", "shown": [own, pk]}
    assert signed_in(supervisor).post(ACKNOWLEDGE, both).status_code == 404  # and nothing changed
    assert not Alert.objects.filter(acknowledged_on__isnull=False).exists()
    assert "OVER-H" not in signed_in(colleague).get("/alerts/").content.decode()


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "9" * 19, "9" * 30, "%00", "\u0661", "0", "💥", "1e3"])
def test_an_id_that_is_none_is_not_found(raised, signed_in, officer, value):
    client = signed_in(officer)
    assert client.post(ACKNOWLEDGE, {"alert": value}).status_code == 404
    assert client.post(ACKNOWLEDGE, {"all": "shown", "shown": [value]}).status_code == 404
    assert client.post(ACKNOWLEDGE, {}).status_code == 404
    assert client.post(ACKNOWLEDGE, {"all": value}).status_code == 404


def test_a_get_changes_nothing(raised, signed_in, officer):
    assert signed_in(officer).get(ACKNOWLEDGE).status_code == 405


@pytest.mark.parametrize("query", ["show=all", "show=", "show=%F0%9F%98%80"])
def test_a_part_that_does_not_exist_is_not_found(signed_in, officer, query):
    assert signed_in(officer).get(f"/alerts/?{query}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_a_page_that_does_not_exist_is_the_first_or_last(raised, signed_in, officer, page):
    assert signed_in(officer).get("/alerts/", {"page": page}).status_code == 200


def test_what_they_may_no_longer_know_of_is_not_there(raised, world, signed_in, officer):
    pk = id_of("OVER-H", officer)
    Nominal.objects.filter(reference="OVER-H").update(officer=None, team=world.south)
    client = signed_in(officer)
    page = client.get("/alerts/")
    assert "OVER-H" not in page.content.decode()
    assert badge(page) == "3"
    assert client.post(ACKNOWLEDGE, {"alert": pk}).status_code == 404
    assert Alert.objects.get(pk=pk).acknowledged_on is None


def test_met_moved_suspended_and_repeated_go_to_the_end_and_say_so(raised, signed_in, officer, make_nominal):
    on = cast.TODAY
    Visit.objects.create(nominal=Nominal.objects.get(reference="OVER-H"), date=on, outcome="seen_at_address")
    StatusPeriod.objects.create(nominal=Nominal.objects.get(reference="OVER-VH"), status="custody", from_on=on)
    nightly.run(on + DAY)
    page = signed_in(officer).get("/alerts/")
    last = page.context["groups"][-1]
    assert last["settled"]
    states = {row["reference"]: row["state"] for row in last["rows"]}
    assert states["OVER-H"] == "Done on 21 November 2026"
    assert states["OVER-VH"] in ("Suspended", "The date moved on 21 November 2026")
    assert states["TODAY-M"] == "Due today"  # as the clock of this test stands; told again since, as overdue
    rest = [row["reference"] for group in page.context["groups"][:-1] for row in group["rows"]]
    assert sorted(rest) == ["SOON-H", "TODAY-M"]


def test_those_that_are_settled_go_in_one_tap(raised, signed_in, officer):
    Visit.objects.create(nominal=Nominal.objects.get(reference="OVER-H"), date=cast.TODAY, outcome="seen_at_address")
    nightly.run(cast.TODAY, again=True)
    client = signed_in(officer)
    settled = re.findall(r'name="settled" value="(\d+)"', client.get("/alerts/").content.decode())
    assert settled == [str(id_of("OVER-H", officer))]
    client.post(ACKNOWLEDGE, {"all": "settled", "settled": settled, "shown": [id_of("OVER-VH", officer)]})
    assert Alert.objects.filter(acknowledged_on__isnull=False).count() == 1


def test_a_missed_night_never_hides_what_is_overdue_now(raised, signed_in, officer):
    Alert.objects.filter(nominal__reference="SOON-H").update(due_on=cast.TODAY - DAY)
    from deadlines.models import Deadline

    Deadline.objects.filter(nominal__reference="SOON-H").update(due_on=cast.TODAY - DAY)
    groups = dict(listed(signed_in(officer).get("/alerts/")))
    assert "SOON-H" in groups["Overdue"]


def test_the_badge_counts_what_the_page_lists_and_the_mail_says(raised, signed_in, officer, supervisor, colleague):
    for who in (officer, supervisor, colleague):
        page = signed_in(who).get("/alerts/")
        number = sum(len(references) for _, references in listed(page))
        assert badge(page) == (str(number) if number else "")
        assert page.context["page"].total == number == Alert.objects.of(who).waiting().count()
        rows = [row for row in exported("export_alerts") if row["recipient"] == who.username]
        assert number == sum(not row["acknowledged_on"] for row in rows)
    page = signed_in(officer).get("/caseload/")
    assert badge(page) == "4"
    assert re.search(
        r'Alerts <span class="app-count">4<span class="govuk-visually-hidden"> waiting', page.content.decode()
    )


def test_more_than_a_page(signed_in, officer, make_nominal):
    nominals = [make_nominal(f"N-{number:03}") for number in range(103)]
    Alert.objects.bulk_create(
        Alert(nominal=one, kind="home_visit", due_on=cast.TODAY, stage="due", recipient=officer, raised_on=cast.TODAY)
        for one in nominals
    )
    client = signed_in(officer)
    seen = [
        reference
        for number in (1, 2)
        for _, references in listed(client.get("/alerts/", {"page": number}))
        for reference in references
    ]
    assert len(seen) == len(set(seen)) == 103
    assert badge(client.get("/alerts/")) == "103"


def test_as_many_queries_for_one_row_as_for_fifty(signed_in, officer, make_nominal):
    client = signed_in(officer)
    cast.due(make_nominal, "ONE", -3)
    nightly.run(cast.TODAY)
    client.get("/alerts/")
    with CaptureQueriesContext(connection) as one:
        client.get("/alerts/")
    for number in range(50):
        cast.due(make_nominal, f"M-{number}", -4, "medium")
    nightly.run(cast.TODAY, again=True)
    with CaptureQueriesContext(connection) as many:
        assert sum(len(refs) for _, refs in listed(client.get("/alerts/"))) == 51
    assert len(many) == len(one) <= 12


def test_who_may_look(
    signed_in, officer, supervisor, inspector, coordinator, support, administrator, auditor, neighbourhood
):
    for who in (officer, supervisor, inspector, coordinator, support):
        assert signed_in(who).get("/alerts/").status_code == 200
    for who in (administrator, auditor, neighbourhood):
        assert signed_in(who).get("/alerts/").status_code == 403
        assert signed_in(who).post(ACKNOWLEDGE, {"alert": 1}).status_code == 403


def test_signed_out_nobody_sees_anything(client, raised):
    assert client.get("/alerts/").url.startswith("/sign-in/")
    assert client.post(ACKNOWLEDGE, {"alert": 1}).status_code == 302


def test_what_was_shown_is_on_record(raised, signed_in, officer):
    signed_in(officer).get("/alerts/")
    event = Event.objects.get(action="alerts.listed")
    assert (event.username, sorted(event.subjects)) == ("a.hollis", ["OVER-H", "OVER-VH", "SOON-H", "TODAY-M"])


def test_nothing_waiting_says_so(signed_in, officer):
    assert "Nothing is waiting for you" in signed_in(officer).get("/alerts/").content.decode()
    assert reverse("caseloads:alerts") == "/alerts/"
    assert dt.date(2026, 11, 20) == cast.TODAY
