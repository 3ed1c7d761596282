"""Who is expected at the station, and the year of possible failures: scope, days, one tap, paper, download, queries."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import Event
from common.clock import LONDON, now, today
from common.text import long_date
from notification import actions
from notification.models import Failure, FailureStep, Notification
from offenders.models import Address

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def convicted(nominal, officer, days_ago, notified=None, station="", ref="", **more):
    on = today() - days_ago * DAY
    actions.add_disposal(
        nominal=nominal, by=officer, on=today(), disposal_ref=ref or f"D-{nominal.reference}", event="conviction",
        event_on=on, outcome="imprisonment", sentenced_on=on, term_value=12, term_unit="months", **more,
    )  # fmt: skip
    if notified is not None:
        actions.record_notification(
            nominal=nominal, by=officer, on=today(), section="s83", notified_on=today() - notified * DAY,
            means="in_person", station=station,
        )  # fmt: skip
    return nominal


@pytest.fixture
def people(make_nominal, officer, world, foreigner):
    yearly = convicted(make_nominal("NS-1", family_name="Yearly"), officer, 400, notified=362, station="Kirkby")
    late = convicted(make_nominal("NS-2", family_name="Late"), officer, 30)
    make_nominal("NS-3", family_name="Roamer", address=None)
    roamer = make_nominal("NS-4", family_name="Nomad", address=None)
    Address.objects.create(nominal=roamer, kind="no_fixed_abode", address="The Dock", from_on=today() - 500 * DAY)
    convicted(roamer, officer, 100, notified=2, station="Harbour")
    later = convicted(make_nominal("NS-5", family_name="Later"), officer, 400, notified=355)
    elsewhere = make_nominal("SM-1", family_name="Foreign", force=world.other_force, team=world.far, officer=foreigner)
    convicted(elsewhere, foreigner, 30)
    return yearly, late, roamer, later


def shown(client, name="expected", query=""):
    response = client.get(reverse(f"counter:{name}") + query)
    assert response.status_code == 200
    return response.content.decode()


def test_who_is_expected_by_day_with_the_reason_and_one_tap(signed_in, support, people):
    text = shown(signed_in(support))
    assert text.index("Should have come already") < text.index("NS-2") < text.index("NS-1")
    assert f"Initial notification, by {long_date(today() - 28 * DAY)} " in text
    assert "overdue by 28 days" in text
    assert "No fixed abode: every 7 days" in text
    assert "Kirkby" in text
    assert "within one year after" in text
    assert "/nominals/NS-2/notification/record/?section=s83" in text
    assert "/nominals/NS-4/notification/record/?section=s85" in text
    assert "NS-5" not in text  # next week
    assert "SM-1" not in text
    assert "FOREIGN" not in text
    assert Event.objects.filter(action="counter.listed").latest("id").subjects == ["NS-1", "NS-2", "NS-4"]


def test_another_week_and_a_station(signed_in, support, people):
    client = signed_in(support)
    assert "NS-5" in shown(client, query="?week=1")
    only = shown(client, query="?station=kirkby")
    assert "NS-1" in only
    assert "NS-4" not in only
    for bad in ("?week=9", "?week=-1", "?week=x", "?week=1e3"):
        assert client.get(reverse("counter:expected") + bad).status_code == 400


def test_the_last_station_is_where_something_was_taken(signed_in, support, officer, people):
    """What is still owed has no day of notification, and a station typed with it is none where the person came."""
    yearly, *_ = people
    actions.record_departure(
        nominal=yearly, by=officer, on=today(), departs_on=today() + 60 * DAY, details_known_on=today(),
        station="Typed too early",
    )  # fmt: skip
    client = signed_in(support)
    assert "Typed too early" not in shown(client)
    assert "NS-1" in shown(client, query="?station=kirkby")
    assert "NS-1" not in shown(client, query="?station=Typed+too+early")


def test_the_tap_comes_filled_in(signed_in, support, officer, people):
    yearly, *_ = people
    row = actions.record_event(nominal=yearly, by=officer, on=today(), matter="home_address", event_on=today() - DAY)
    client = signed_in(support)
    link = f"/nominals/NS-1/notification/record/?section=s84&owed={row.notification_ref}"
    assert link.replace("&", "&amp;") in shown(client)
    form = client.get(link).content.decode()
    assert 'value="home_address" checked' in " ".join(form.split()) or "checked" in form
    day = today() - DAY
    assert f'name="event_on_0" value="{day.day}"' in form or f'value="{day.day}"' in form


def test_notice_in_advance_is_listed_until_it_is_settled(signed_in, support, officer, people):
    yearly, *_ = people
    actions.record_notification(
        nominal=yearly, by=officer, on=today(), section="s84", notified_on=today(), matters=["home_address"],
        expected_on=today() + 3 * DAY,
    )  # fmt: skip
    text = shown(signed_in(support))
    assert "Given notice of in advance" in text
    row = Notification.objects.get(section="s84")
    actions.cancel_notice(row=row, by=officer, on=today(), cancelled_on=today())
    assert "Given notice of in advance" not in shown(signed_in(support))


def test_paper_and_download_hold_the_same_people_and_are_on_the_log(signed_in, officer, support, people):
    paper = shown(signed_in(support), "printed")
    assert "Printed by" in paper
    assert "NS-2" in paper
    assert Event.objects.filter(action="counter.printed").latest("id").details["disclosed"] == "on paper"
    assert signed_in(support).get(reverse("counter:csv")).status_code == 403
    response = signed_in(officer).get(reverse("counter:csv"))
    text = response.content.decode("utf-8-sig")
    assert response["Content-Disposition"].endswith('OFFICIAL-SENSITIVE.csv"')
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == ['"NS-2"', '"NS-1"', '"NS-4"']


def test_queries_do_not_grow_with_the_people(
    signed_in, support, officer, make_nominal, people, django_assert_max_num_queries
):
    client = signed_in(support)
    shown(client)
    with django_assert_max_num_queries(16) as one:
        shown(client)
    for number in range(6):
        convicted(make_nominal(f"NS-9{number}"), officer, 20)
    with django_assert_max_num_queries(len(one.captured_queries)):
        shown(client)


def test_who_may(signed_in, coordinator, auditor, neighbourhood, inspector):
    for user in (coordinator, auditor, neighbourhood):
        assert signed_in(user).get(reverse("counter:expected")).status_code == 403
        assert signed_in(user).get(reverse("counter:failures")).status_code == 403
    assert signed_in(inspector).get(reverse("counter:failures")).status_code == 200


def failure(nominal, found_on, at=dt.time(9), **more):
    return Failure.objects.create(nominal=nominal, found_on=found_on, found_at=at, what="x", **more)


def step(row, kind, on, outcome="", at=None, **more):
    return FailureStep.objects.create(
        nominal=row.nominal, failure=row, kind=kind, on=on, outcome=outcome, at=at, **more
    )  # fmt: skip


def figures(client, year):
    response = client.get(reverse("counter:failures_csv") + f"?year={year}")
    assert response.status_code == 200
    rows = [line.strip('"').split('","') for line in response.content.decode("utf-8-sig").splitlines()[1:]]
    return {(row[0], row[1]): [int(number) for number in row[2:]] for row in rows}


def test_the_year_of_failures_quarter_by_quarter(signed_in, supervisor, foreigner, make_nominal, world):
    nominal = make_nominal("NS-1")
    elsewhere = make_nominal("SM-1", force=world.other_force, team=world.far, officer=foreigner)
    d = dt.date
    one = failure(nominal, d(2024, 4, 1))
    step(one, "national", d(2024, 4, 2), at=dt.time(9))  # at the very end of the 24 hours
    step(one, "decision", d(2024, 4, 20), "seek_charge")
    step(one, "decision", d(2024, 5, 1), "excuse")  # thought over: the last one counts
    step(one, "partners", d(2024, 4, 3))
    two = failure(nominal, d(2024, 6, 30))
    step(two, "national", d(2024, 7, 1), at=dt.time(9, 1))
    step(two, "decision", d(2024, 7, 1), "seek_charge")
    step(two, "result", d(2024, 10, 1), "charged")
    step(two, "result", d(2025, 3, 31), "convicted")
    failure(nominal, d(2025, 3, 31))
    failure(nominal, d(2025, 4, 1))  # another year
    failure(nominal, d(2024, 5, 5), voided_at=now(), void_reason="Another person")
    failure(elsewhere, d(2024, 5, 5))
    found = figures(signed_in(supervisor), 2024)
    assert found["Opened", "Possible failures opened"] == [2, 0, 0, 1, 3]
    assert found["Opened", "Of these, nobody has decided"] == [0, 0, 0, 1, 1]
    assert found["Opened", "Of these, partners told"] == [1, 0, 0, 0, 1]
    assert found["Recorded", "Recorded within the limit"] == [1, 0, 0, 0, 1]
    assert found["Recorded", "Recorded late"] == [1, 0, 0, 0, 1]
    assert found["Recorded", "Not recorded, limit passed"] == [0, 0, 0, 1, 1]
    assert found["Decided", "Reasonable excuse"] == [1, 0, 0, 0, 1]
    assert found["Decided", "Seek a charge"] == [0, 1, 0, 0, 1]
    assert found["Results", "Charged"] == [0, 0, 1, 0, 1]
    assert found["Results", "Convicted"] == [0, 0, 0, 1, 1]
    page = shown(signed_in(supervisor), "failures", "?year=2024")
    assert "Failures to notify, 1 April 2024 to 31 March 2025" in page
    assert "SM-1" not in page
    for bad in ("?year=1999", "?year=2999", "?year=x", "?year=20241"):
        assert signed_in(supervisor).get(reverse("counter:failures") + bad).status_code == 400


def test_the_clock_of_24_hours_on_the_record_and_on_the_list(signed_in, officer, supervisor, make_nominal):
    nominal = make_nominal("NS-1")
    row = failure(nominal, today() - 3 * DAY)
    client = signed_in(officer)
    tab = client.get("/nominals/NS-1/notification/").content.decode()
    due = dt.datetime.combine(today() - 2 * DAY, dt.time(9), LONDON)
    assert f"{due:%-d %B %Y}, 09:00" in tab
    assert "hours over" in tab
    assert "Partners not told yet" in tab
    assert "hours over" in shown(signed_in(supervisor), "failures")
    actions.add_failure_step(
        failure=row, by=officer, on=today(), kind="national", happened_on=today() - 3 * DAY, at=dt.time(12)
    )
    assert "12:00, in time" in signed_in(officer).get("/nominals/NS-1/notification/").content.decode()
