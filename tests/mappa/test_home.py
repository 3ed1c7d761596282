"""The co-ordinator's first page, the figures of the board, the yearly return."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from common.clock import today
from deadlines.reconcile import batch_for, reconcile_batch
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
from mappa.presenters.home import week_of
from mappa.returns import annual_return, last_year_end, year_ends
from mappa.smb import Period, Share, board_figures, period_of
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
    assert (found.first_meetings, found.days_to_first) == (Share(met=1, owed=1), [14])
    assert found.minutes == Share(met=1, late=1)
    assert found.disclosure == Share(met=1, owed=2)
    assert dict(found.movements) == {(1, 2): 1, (2, 1): 1}
    # Level 1 reviews were due on 8 January 2025: one was late, the other is. The level 2 review was on its very day.
    assert found.reviews == {1: Share(met=1, late=1, owed=1), 2: Share(met=1), 3: Share()}
    assert [(row.agency, row.attended, row.report, row.percent) for row in found.attendance] == [
        ("Health", 0, 1, 0), ("Housing", 1, 0, 100), ("Prison", 0, 0, 0),
    ]  # fmt: skip


def test_what_came_after_the_period_does_not_count(make_nominal, coordinator, area):
    one = make_nominal("T-1")
    held(area, "M-1", "2026-06-01", one, sent="2026-07-02")
    found = board_figures(coordinator, YEAR)
    assert found.minutes == Share(owed=1)
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
    ],
)
def test_the_period(first, last, period):
    assert period_of(first, last, ON) == period


def test_a_share_of_nothing_has_no_per_cent():
    assert Share().percent is None
    assert Share(met=199, late=1).percent == 99


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
    assert dict(found.table) == {(1, 1): 1, (2, None): 1}
    assert (found.managed[2], found.managed[3]) == (1, 0)
    assert dict(found.orders) == {"shpo": 2}
    assert (found.serious, found.serious_reviews) == (1, 0)


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
