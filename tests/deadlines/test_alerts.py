"""Alerts: the stage that is true on the day, to the right people, once (contract, section 6)."""

import datetime as dt

import pytest

from common.dates import Interval, WorkingDays
from deadlines import nightly
from deadlines.alerts import raise_at_once, stages
from deadlines.models import Alert, Deadline, PolicyValue
from offenders.models import Nominal, StatusPeriod
from visits.models import Visit

DAY = dt.date(2026, 3, 23)
CALENDAR = WorkingDays([dt.date(2026, 1, 1), dt.date(2026, 4, 3), dt.date(2026, 4, 6)], dt.date(2026, 12, 31))
TWO_WEEKS, A_WEEK = Interval(14, "days"), Interval(7, "days")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (15, []),
        (14, ["due_soon"]),
        (1, ["due_soon"]),
        (0, ["due"]),
        (-1, ["overdue"]),
        (-6, ["overdue"]),
        (-7, ["overdue", "escalated"]),
        (-400, ["overdue", "escalated"]),
    ],
)
def test_the_stage_on_a_day(days, expected):
    due = DAY + dt.timedelta(days=days)
    assert list(stages(due, DAY, due_soon=TWO_WEEKS, escalate=A_WEEK, calendar=CALENDAR)) == expected


def test_a_force_may_count_in_working_days():
    soon = Interval(10, "working_days")  # over Good Friday and Easter Monday, from 23 March to 8 April
    due = dt.date(2026, 4, 8)
    assert list(stages(due, DAY, due_soon=soon, escalate=A_WEEK, calendar=CALENDAR)) == ["due_soon"]
    assert list(stages(due + dt.timedelta(1), DAY, due_soon=soon, escalate=A_WEEK, calendar=CALENDAR)) == []


@pytest.mark.parametrize(
    ("due", "value", "unit", "first"),
    [
        ("2026-03-31", 1, "months", "2026-02-28"),
        ("2024-03-31", 1, "months", "2024-02-29"),
        ("2026-03-30", 1, "months", "2026-02-28"),
        ("2026-03-28", 1, "months", "2026-02-28"),
        ("2026-05-31", 3, "months", "2026-02-28"),
        ("2028-02-29", 1, "years", "2027-02-28"),
        ("2026-03-31", 2, "weeks", "2026-03-17"),
        ("2026-03-31", 14, "days", "2026-03-17"),
        ("2026-04-07", 1, "working_days", "2026-04-02"),  # Easter between
        ("2026-03-21", 1, "working_days", "2026-03-20"),  # a Saturday
        ("2026-03-22", 2, "working_days", "2026-03-19"),
        ("2036-03-31", 5, "working_days", None),  # bank holidays are not known so far off
    ],
)
def test_due_soon_is_counted_back_from_the_date(due, value, unit, first):
    due = dt.date.fromisoformat(due)

    def soon(on):
        return list(stages(due, on, due_soon=Interval(value, unit), escalate=A_WEEK, calendar=CALENDAR))

    if first is None:
        assert soon(DAY) == []
        return
    assert soon(dt.date.fromisoformat(first) - dt.timedelta(days=1)) == []
    assert soon(dt.date.fromisoformat(first)) == ["due_soon"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("applies_to", "value", "unit", "days", "told"),
    [
        ("home_visit", 3660, "days", 1000, True),
        ("home_visit", 36, "months", 1000, True),
        ("home_visit", 36, "months", 1200, False),
        ("home_visit", 520, "working_days", 725, True),
        ("", 520, "weeks", 3640, True),
        ("home_visit", 14, "days", 15, False),
    ],
)
def test_a_force_may_ask_to_be_told_years_before(make_nominal, officer, applies_to, value, unit, days, told):
    nominal = make_nominal(seen=DAY)
    due = {"kind": "home_visit", "due_on": DAY + dt.timedelta(days=days), "rule": "interval", "opened_on": DAY}
    PolicyValue.objects.create(
        force=nominal.force, effective_from=DAY, key="due_soon", applies_to=applies_to, value=value, unit=unit
    )
    Deadline.objects.filter(nominal=nominal).delete()
    Deadline.objects.create(nominal=nominal, **due)
    raise_at_once([nominal.pk], DAY)
    assert bool(alerts(nominal=nominal, stage="due_soon")) is told


def alerts(**where):
    return set(Alert.objects.filter(**where).values_list("stage", "raised_on", "recipient__username"))


@pytest.mark.django_db
def test_each_alert_exists_once_however_often_the_night_is_run(make_nominal, supervisor):
    nominal = make_nominal(seen=DAY - dt.timedelta(days=120))
    for _ in range(3):
        nightly.run(DAY, again=True)
    nightly.run(DAY + dt.timedelta(days=1))
    assert alerts(nominal=nominal) == {("overdue", DAY, "a.hollis"), ("escalated", DAY, "e.marsh")}
    assert Alert.objects.count() == 2


@pytest.mark.django_db
def test_stages_that_missed_nights_passed_over_are_not_raised_later(make_nominal, supervisor):
    nominal = make_nominal(seen=dt.date(2025, 12, 26))  # due 26 March
    nightly.run(DAY)
    nightly.run(dt.date(2026, 3, 30))
    assert alerts(nominal=nominal) == {("due_soon", DAY, "a.hollis"), ("overdue", dt.date(2026, 3, 30), "a.hollis")}


@pytest.mark.django_db
@pytest.mark.parametrize("unallocated", [True, False], ids=["nobody allocated", "account inactive"])
def test_without_an_active_officer_the_supervisors_are_told(
    make_nominal, officer, supervisor, other_supervisor, unallocated
):
    nominal = make_nominal(seen=dt.date(2025, 12, 23))
    if unallocated:
        Nominal.objects.update(officer=None)
    else:
        officer.is_active = False
        officer.save()
    nightly.run(DAY)
    assert alerts(nominal=nominal) == {("due", DAY, "e.marsh"), ("due", DAY, "f.reed")}


@pytest.mark.django_db
def test_where_a_team_has_no_supervisor_the_inspector_is_told(make_nominal, inspector):
    make_nominal(seen=DAY - dt.timedelta(days=200), officer=None)
    nightly.run(DAY)
    assert alerts() == {("overdue", DAY, "g.stone"), ("escalated", DAY, "g.stone")}


@pytest.mark.django_db
def test_a_suspended_deadline_raises_nothing(make_nominal, supervisor):
    nominal = make_nominal(seen=DAY - dt.timedelta(days=200))
    StatusPeriod.objects.create(nominal=nominal, status="custody", from_on=DAY - dt.timedelta(days=3))
    nightly.run(DAY)
    assert alerts() == set()


@pytest.mark.django_db
def test_a_deadline_that_was_met_raises_nothing_more(make_nominal, supervisor):
    nominal = make_nominal(level="very_high", seen=dt.date(2026, 2, 20))
    nightly.run(DAY)
    Visit.objects.create(nominal=nominal, date=dt.date(2026, 3, 25), outcome="seen_at_address")
    nightly.run(dt.date(2026, 3, 30))
    assert {row[1] for row in alerts()} == {DAY}


@pytest.mark.django_db
def test_no_level_escalates_as_high(make_nominal, supervisor):
    make_nominal(level=None, seen=dt.date(2025, 12, 16))
    nightly.run(DAY - dt.timedelta(days=1))
    assert not Alert.objects.filter(stage="escalated").exists()
    nightly.run(DAY)
    assert Alert.objects.filter(stage="escalated").count() == 1


@pytest.mark.django_db
def test_a_nominal_whose_dates_cannot_be_worked_out_is_still_alerted(make_nominal, supervisor, monkeypatch):
    make_nominal(seen=DAY - dt.timedelta(days=90), on=DAY)
    from visits.deadlines import VisitSource

    def poisoned(self, person, facts, batch):
        raise ValueError("31 February")

    monkeypatch.setattr(VisitSource, "specs", poisoned)
    nightly.run(DAY + dt.timedelta(days=30))
    assert {row[0] for row in alerts()} == {"overdue", "escalated"}
