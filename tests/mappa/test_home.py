"""The co-ordinator's first page, the figures of the board, the yearly return."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from common.clock import today
from deadlines.reconcile import batch_for, reconcile_batch
from mappa.counted import Entry
from mappa.models import (
    Action,
    AgendaItem,
    Area,
    Invitation,
    LevelDecision,
    Meeting,
    Referral,
    SeriousFurtherOffence,
)
from mappa.presenters import figures, home
from mappa.presenters.home import week_of
from mappa.returns import annual_return, last_year_end, year_ends
from mappa.smb import Period, Share, board_figures, period_of
from notification.models import Failure, Review
from offenders.models import Nominal
from orders.models import Order

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(world):
    row = Area.objects.create(name="Northshire")
    row.forces.add(world.force)
    return row


def make_case(nominal, area, number, on):
    """Of everything one: a meeting today, one whose minutes are owed, a referral waiting, one accepted, an action."""
    ahead = Meeting.objects.create(meeting_ref=f"N-{number}", area=area, level=2, held_on=on)
    held = Meeting.objects.create(meeting_ref=f"H-{number}", area=area, level=2, held_on=on - 70 * DAY, status="held")
    AgendaItem.objects.create(meeting=held, nominal=nominal, decision_level=2, disclosure="disclose")
    if number % 2:
        AgendaItem.objects.create(meeting=ahead, nominal=nominal)
    LevelDecision.objects.create(nominal=nominal, level=2, effective_from=on - 100 * DAY)
    Referral.objects.create(nominal=nominal, referral_ref=f"W-{number}", referred_on=on - 3 * DAY, proposed_level=3)
    Referral.objects.create(
        nominal=nominal, referral_ref=f"A-{number}", referred_on=on - 40 * DAY, proposed_level=2, decision="accepted",
        decided_on=on - 39 * DAY,
    )  # fmt: skip
    Action.objects.create(
        nominal=nominal, action_ref=f"X-{number}", action="Ask", agency_name="Housing", due_on=on - 2 * DAY,
        made_on=on - 70 * DAY, meeting=held,
    )  # fmt: skip
    Invitation.objects.create(meeting=held, agency_name="Housing", contact_name="Ida Fern", attendance="absent")


def cases(make_nominal, area, how_many, on):
    rows = [make_nominal(lead_agency="police", mappa_category=1) for _ in range(how_many)]
    for number, row in enumerate(rows):
        make_case(row, area, number + Nominal.objects.count() * 100, on)
    reconcile_batch(batch_for(on, ids=[row.pk for row in rows]))
    return rows


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "route", ["mappa:home", "caseloads:home", "mappa:figures", "mappa:figures_csv", "mappa:annual", "mappa:annual_csv"]
)
def test_as_many_queries_for_many_cases_as_for_two(signed_in, coordinator, make_nominal, area, route):
    client, url = signed_in(coordinator), reverse(route)
    cases(make_nominal, area, 2, today())
    few = queries(client, url)
    cases(make_nominal, area, 12, today())
    assert queries(client, url) == few


def test_the_tab_asks_as_often_whatever_the_history(signed_in, coordinator, make_nominal, area):
    client = signed_in(coordinator)
    [one] = cases(make_nominal, area, 1, today())
    url = reverse("mappa:record", args=[one.reference])
    few = queries(client, url)
    for number in range(12):
        day = today() - (500 + number) * DAY
        LevelDecision.objects.create(nominal=one, level=2, effective_from=day)
        held = Meeting.objects.create(meeting_ref=f"P-{number}", area=area, level=2, held_on=day, status="held")
        AgendaItem.objects.create(meeting=held, nominal=one)
        Action.objects.create(nominal=one, action_ref=f"Z-{number}", agency_name="Housing", due_on=day, meeting=held)
    assert queries(client, url) == few


def test_the_first_page_says_what_this_week_asks_for(signed_in, coordinator, make_nominal, area):
    one, other = cases(make_nominal, area, 2, today())
    page = signed_in(coordinator).get("/").content.decode()
    for words in ("2 meetings this week", "2 referrals waiting", "2 sets of minutes owed", "2 actions overdue",
                  "1 review due with no meeting"):  # fmt: skip
        number, rest = words.split(" ", 1)
        assert f'app-figure__number">{number}</span> <span class="app-figure__text">{rest}<' in page, words
    assert "Housing" in page
    assert "Why this date?" in page
    assert "Level 2 or 3 with no meeting planned" in page
    event = Event.objects.filter(action="mappa.listed").last()
    assert set(event.subjects) == {one.reference, other.reference}


def test_another_force_sees_nothing_of_it(signed_in, world, make_nominal, area):
    [one] = cases(make_nominal, area, 1, today())
    far = world.person("z.far", "mappa_coordinator", force=world.other_force)
    page = signed_in(far).get("/mappa/").content.decode()
    assert one.reference not in page
    assert "H-" not in page.replace("OFFICIAL", "")
    assert "No meeting this week." in page


def test_a_restricted_record_is_in_no_list_and_no_figure(signed_in, coordinator, make_nominal, area):
    [one] = cases(make_nominal, area, 1, today())
    Nominal.objects.filter(pk=one.pk).update(restricted=True)
    assert one.reference not in signed_in(coordinator).get("/mappa/").content.decode()
    found = board_figures(coordinator, period_of("", "", today()))
    assert (found.minutes.all, found.first_meetings.all, found.disclosure.all, found.attendance) == (0, 0, 0, [])


@pytest.mark.parametrize(
    ("day", "monday", "sunday"),
    [
        ("2026-11-16", "2026-11-16", "2026-11-22"),
        ("2026-11-22", "2026-11-16", "2026-11-22"),
        ("2027-01-01", "2026-12-28", "2027-01-03"),
        ("2024-02-29", "2024-02-26", "2024-03-03"),
    ],
)
def test_a_week_is_monday_to_sunday(day, monday, sunday):
    assert week_of(dt.date.fromisoformat(day)) == (dt.date.fromisoformat(monday), dt.date.fromisoformat(sunday))


ON = dt.date(2026, 6, 30)
YEAR = Period(dt.date(2025, 7, 1), ON)


def day(text):
    return dt.date.fromisoformat(text)


def held(area, ref, on, nominal, *, sent=None, decided=None, disclosure="", level=2):
    meeting = Meeting.objects.create(
        meeting_ref=ref, area=area, level=level, held_on=day(on), status="held",
        minutes_sent_on=sent and day(sent),
    )  # fmt: skip
    AgendaItem.objects.create(meeting=meeting, nominal=nominal, decision_level=decided, disclosure=disclosure)
    return meeting


def accepted(nominal, ref, on):
    Referral.objects.create(
        nominal=nominal,
        referral_ref=ref,
        referred_on=day(on),
        proposed_level=2,
        decision="accepted",
        decided_on=day(on),
    )


def test_the_board_figures_are_worked_out_from_the_facts(make_nominal, coordinator, area):
    one, two = make_nominal("T-1", lead_agency="police"), make_nominal("T-2", lead_agency="police")
    for person in (one, two):
        LevelDecision.objects.create(nominal=person, level=1, effective_from=day("2024-01-08"))
    accepted(one, "R-1", "2026-01-05")
    accepted(two, "R-2", "2026-01-05")
    accepted(two, "R-3", "2026-06-25")  # its time is not over
    first = held(area, "M-1", "2026-01-19", one, sent="2026-02-02", decided=2, disclosure="not_disclose")
    held(area, "M-2", "2026-04-13", one, sent="2026-05-30", decided=1)
    held(area, "M-3", "2026-06-29", one)  # minutes not owed yet
    for name, how in (("Housing", "attended"), ("Health", "report"), ("Prison", "")):
        Invitation.objects.create(meeting=first, agency_name=name, attendance=how)
    found = board_figures(coordinator, YEAR)
    assert (found.first_meetings.numbers, found.days_to_first) == ((1, 0, 1), [14])
    assert found.minutes.numbers == (1, 1, 0)
    assert found.disclosure.numbers == (1, 0, 2)
    assert {way: len(rows) for way, rows in found.movements.items()} == {(1, 2): 1, (2, 1): 1}
    # Level 1 reviews were due on 8 January 2025: one was late, the other is. The level 2 review was on its very day.
    assert {level: share.numbers for level, share in found.reviews.items()} == {
        1: (1, 1, 1), 2: (1, 0, 0), 3: (0, 0, 0),
    }  # fmt: skip
    assert [(row.agency, row.number("attended"), row.number("report"), row.percent) for row in found.attendance] == [
        ("Health", 0, 1, 0), ("Housing", 1, 0, 100), ("Prison", 0, 0, 0),
    ]  # fmt: skip


def test_what_came_after_the_period_does_not_count(make_nominal, coordinator, area):
    one = make_nominal("T-1")
    held(area, "M-1", "2026-06-01", one, sent="2026-07-02")
    found = board_figures(coordinator, YEAR)
    assert found.minutes.numbers == (0, 0, 1)
    assert board_figures(coordinator, Period(day("2025-01-01"), day("2026-05-31"))).minutes.all == 0


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("", "", Period(dt.date(2025, 7, 1), ON)),
        ("2026-01-01", "2026-03-31", Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31))),
        ("2026-04-01", "2026-03-31", Period(dt.date(2025, 4, 1), dt.date(2026, 3, 31))),  # the wrong way round
        ("", "2027-01-01", Period(dt.date(2025, 7, 1), ON)),  # not past today
        ("yesterday", "2026-02-30", Period(dt.date(2025, 7, 1), ON)),
        ("", "2024-02-29", Period(dt.date(2023, 3, 1), dt.date(2024, 2, 29))),
        ("0001-01-01", "0001-06-01", Period(dt.date(2025, 7, 1), ON)),
        ("1989-12-31", "1990-01-01", Period(dt.date(1989, 1, 2), dt.date(1990, 1, 1))),
    ],
)
def test_the_period(first, last, period):
    assert period_of(first, last, ON) == period


def test_a_share_of_nothing_has_no_per_cent():
    assert Share().percent is None
    assert Share([Entry(1, "", None, "met")] * 199 + [Entry(1, "", None, "late")]).percent == 99


@pytest.mark.parametrize(
    ("on", "end"), [("2026-03-31", "2026-03-31"), ("2026-03-30", "2025-03-31"), ("2026-12-31", "2026-03-31")]
)
def test_the_year_ends_on_31_march(on, end):
    assert last_year_end(day(on)) == day(end)
    assert len(year_ends(day(on))) == 5


def test_the_yearly_return(make_nominal, coordinator, area):
    end = day("2026-03-31")
    one = make_nominal("T-1", mappa_category=1)
    two = make_nominal("T-2", mappa_category=2)
    make_nominal("T-3", mappa_category=1, registered_on=day("2026-04-01"))  # after the year
    LevelDecision.objects.create(nominal=one, level=2, effective_from=day("2025-05-01"))
    LevelDecision.objects.create(nominal=one, level=1, effective_from=day("2026-03-31"))
    LevelDecision.objects.create(nominal=two, level=3, effective_from=day("2026-04-01"))
    for ref, on in (("O-1", "2025-04-01"), ("O-2", "2026-03-31"), ("O-3", "2026-04-01"), ("O-4", "2025-03-31")):
        Order.objects.create(nominal=one, order_ref=ref, kind="shpo", made_on=day(on))
    SeriousFurtherOffence.objects.create(nominal=one, offence="x", notified_on=day("2026-01-05"))
    found = annual_return(coordinator, end)
    assert {cell: len(rows) for cell, rows in found.table.items()} == {(1, 1): 1, (2, None): 1}
    assert [len(found.managed[level]) for level in (2, 3)] == [1, 0]
    assert [(kind, [one.ref for one in rows]) for kind, rows in found.orders.items()] == [("shpo", ["O-1", "O-2"])]
    assert (len(found.serious), len(found.serious_reviews)) == (1, 0)


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_files_say_what_the_pages_say_and_are_marked(signed_in, coordinator, make_nominal, area):
    cases(make_nominal, area, 1, today())
    client = signed_in(coordinator)
    board = client.get(reverse("mappa:figures_csv"))
    assert "OFFICIAL-SENSITIVE" in board["Content-Disposition"]
    assert ["Disclosure considered", "", "1", "1", "100"] in rows_of(board)
    assert ["Attended", "Housing, level 2", "0", "1", "0"] in rows_of(board)
    annual = rows_of(client.get(reverse("mappa:annual_csv")))
    assert annual[0] == ["section", "row", "column", "number"]
    assert Event.objects.filter(action="mappa.figures_exported").count() == 1
    page = client.get(reverse("mappa:figures")).content.decode()
    assert "1 of 1 (100%)" in page
    assert 'role="img"' in page


@pytest.mark.parametrize(("role", "status"), [("officer", 403), ("supervisor", 200), ("inspector", 200)])
def test_figures_are_for_those_who_decide(signed_in, request, role, status):
    client = signed_in(request.getfixturevalue(role))
    assert client.get(reverse("mappa:figures")).status_code == status
    assert client.get(reverse("mappa:annual_csv")).status_code == status


def linked(page):
    """Every number of a page that leads to a list: (the number, its address)."""
    pattern = r'<a class="govuk-link" href="([^"]*/list/[^"]*)">([0-9]+)'
    return [(int(number), html.unescape(address)) for address, number in re.findall(pattern, page)]


def test_every_number_opens_a_list_of_as_many(signed_in, coordinator, make_nominal, area):
    people = cases(make_nominal, area, 3, today())
    order = Order.objects.create(nominal=people[0], order_ref="O-1", kind="shpo", made_on=last_year_end(today()))
    for outcome in ("cautioned", "convicted"):
        breach = order.breaches.get_or_create(nominal=people[0], what="x", suspected_on=order.made_on)[0]
        breach.steps.create(nominal=people[0], kind="result", outcome=outcome, on=order.made_on)
    client = signed_in(coordinator)
    for route, fewest in (("mappa:figures", 5), ("mappa:annual", 6)):
        found = linked(client.get(reverse(route)).content.decode())
        assert len(found) >= fewest
        for number, address in found:
            page = client.get(address)
            assert len(page.context["rows"]) == number, address
            assert "Not open to you" not in page.content.decode()
    assert Event.objects.filter(action="mappa.figure_listed").exists()
    assert client.get(reverse("mappa:figure_list"), {"figure": "none"}).status_code == 404
    assert client.get(reverse("mappa:annual_list"), {"figure": "table-1-9"}).status_code == 404


def test_the_list_of_a_figure_holds_nobody_of_another_force(signed_in, world, coordinator, make_nominal, area):
    cases(make_nominal, area, 1, today())
    far = world.person("z.far", "mappa_coordinator", force=world.other_force)
    asked = {"figure": "disclosure"}
    assert len(signed_in(coordinator).get(reverse("mappa:figure_list"), asked).context["rows"]) == 1
    assert signed_in(far).get(reverse("mappa:figure_list"), asked).context["rows"] == []


def test_what_was_called_off_or_entered_in_error_is_in_no_figure(make_nominal, coordinator, area):
    one = make_nominal("T-1", lead_agency="police")
    LevelDecision.objects.create(nominal=one, level=1, effective_from=day("2025-06-01"))
    for ref, more in (("M-1", {"voided_at": timezone.now(), "void_reason": "x"}),
                      ("M-2", {"status": "cancelled", "cancel_reason": "x"})):  # fmt: skip
        meeting = held(area, ref, "2026-04-13", one, decided=2, disclosure="disclose")
        Invitation.objects.create(meeting=meeting, agency_name="Housing", attendance="attended")
        Meeting.objects.filter(pk=meeting.pk).update(**more)
    voided = {"voided_at": timezone.now(), "void_reason": "x"}
    LevelDecision.objects.create(nominal=one, level=3, effective_from=day("2026-02-01"), **voided)
    Referral.objects.create(nominal=one, referral_ref="R-1", referred_on=day("2026-01-05"), proposed_level=2,
                            decision="accepted", decided_on=day("2026-01-05"), **voided)  # fmt: skip
    order = Order.objects.create(nominal=one, order_ref="O-1", kind="shpo", made_on=day("2025-04-01"), **voided)
    breach = order.breaches.create(nominal=one, what="x", suspected_on=day("2025-05-01"))
    breach.steps.create(nominal=one, kind="result", outcome="convicted", on=day("2025-06-01"))
    failure = Failure.objects.create(nominal=one, what="x", found_on=day("2025-05-01"), **voided)
    failure.steps.create(nominal=one, kind="result", outcome="convicted", on=day("2025-06-01"))
    board = board_figures(coordinator, YEAR)
    assert [share.all for share in (board.first_meetings, board.minutes, board.disclosure)] == [0, 0, 0]
    assert (board.attendance, board.movements, board.kept) == ([], {}, [])
    found = annual_return(coordinator, day("2026-03-31"))
    assert (found.orders, found.breaches, found.suspected, found.notification) == ({}, {}, [], [])
    assert found.managed == {2: [], 3: []}


def test_lifetime_requirements_that_a_review_ended_are_in_the_return(make_nominal, coordinator):
    one = make_nominal("T-1")
    told = {"nominal": one, "received_on": day("2025-01-06"), "reasons": "x", "decided_on": day("2025-06-02")}
    Review.objects.create(**told, decision="granted", notice_received_on=day("2025-06-05"))
    Review.objects.create(**told, decision="refused", notice_received_on=day("2025-06-05"))
    Review.objects.create(**told, decision="refused", appeal_allowed_on=day("2026-03-31"))
    Review.objects.create(**told, decision="granted", notice_received_on=day("2026-04-01"))
    found = annual_return(coordinator, day("2026-03-31"))
    assert [row.day for row in found.revoked] == [day("2025-06-05"), day("2026-03-31")]


def test_a_long_list_says_how_many_there_are_and_shows_them_all(
    signed_in, coordinator, make_nominal, area, monkeypatch
):
    cases(make_nominal, area, 3, today())
    monkeypatch.setattr(home, "SHOWN", 2)
    client, url = signed_in(coordinator), reverse("mappa:home")
    page = client.get(url)
    assert 'href="?all=waiting#waiting">Show all 3</a>' in page.content.decode()
    assert len(page.context["waiting"]) == 2
    page = client.get(url, {"all": "waiting"})
    assert [len(page.context[name]) for name in ("waiting", "minutes")] == [3, 2]
    assert "?all=waiting" not in page.content.decode()
    Action.objects.update(due_on=None)
    assert 'href="?all=checks#checks"' in client.get(url).content.decode()
    assert len(client.get(url, {"all": "checks"}).context["checks"][-1]["cases"]) == 3


def test_a_figure_of_more_than_a_thousand_lists_all_of_them(signed_in, coordinator, monkeypatch):
    entries = [Entry(None, f"M-{number}", ON) for number in range(1101)]
    monkeypatch.setattr(figures, "board_lists", lambda found: {"many": ("Many", entries)})
    page = signed_in(coordinator).get(reverse("mappa:figure_list"), {"figure": "many", "page": "12"})
    assert page.context["page"].sentence == "Showing 1,101 to 1,101 of 1,101"
