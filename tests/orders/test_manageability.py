"""What a supervisor has to see of orders, at the edges of each list; how many conditions are looked at."""

from __future__ import annotations

import datetime as dt

import pytest

from caseloads import orders as lists
from orders.actions import record_event, vary_order
from orders.models import ConditionCheck, OrderEvent
from orders.picture import Manageability, manageability, pictures
from tests.orders.makers import make_condition, make_order

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("T-1", level="low", on=ON)


def listed(nominal, level="low", on=ON):
    """The codes of the lists on which the nominal's orders stand."""
    found = [order for order in pictures(nominal.pk, on) if not order.standing.over]
    return {part.code for part in lists.parts(found, on, {nominal.pk: level}) if part.total}


@pytest.mark.parametrize(
    ("ends", "stands"),
    [
        (ON, True),  # its last day
        (ON + 90 * DAY, True),
        (ON + 91 * DAY, False),
        (ON - DAY, False),  # over
        (None, False),
    ],
)
def test_an_order_that_ends_within_ninety_days_owes_a_decision(ends, stands, nominal):
    make_condition(make_order(nominal, made=dt.date(2021, 1, 1)), ends_on=ends)
    assert ("ending" in listed(nominal)) is stands


@pytest.mark.parametrize("kind", ["to_renew", "to_lapse"])
def test_a_decision_takes_it_off_and_a_later_change_brings_it_back(kind, nominal, officer):
    order = make_order(nominal, made=dt.date(2021, 1, 1))
    condition = make_condition(order, ends_on=ON + 30 * DAY)
    record_event(order=order, by=officer, on=ON, kind=kind, happened_on=ON - 2 * DAY, note="Why")
    assert "ending" not in listed(nominal)
    from orders.actions import Change

    vary_order(
        order=order, by=officer, on=ON, kind="varied", varied_on=ON - DAY,
        changes=[Change(condition.pk, terms={"text": "Not to own two devices", "ends_on": ON + 30 * DAY})],
    )  # fmt: skip
    assert "ending" in listed(nominal)
    OrderEvent.objects.filter(kind=kind).update(on=ON)
    assert "ending" not in listed(nominal)


@pytest.mark.parametrize(
    ("made", "ends", "level", "stands"),
    [
        (dt.date(2021, 11, 19), None, "low", True),
        (dt.date(2021, 11, 20), None, "low", False),  # five years to the day are not over five
        (dt.date(2021, 11, 19), None, "medium", False),
        (dt.date(2021, 11, 19), None, "", False),
        (dt.date(2021, 11, 19), dt.date(2031, 1, 1), "low", False),  # it ends by itself
        (None, None, "low", False),  # nobody knows how long
    ],
)
def test_a_low_risk_person_long_under_an_order_until_further_order(made, ends, level, stands, nominal):
    make_condition(make_order(nominal, made=made), ends_on=ends)
    assert ("review" in listed(nominal, level)) is stands


def test_over_five_years_counts_from_a_leap_day(nominal):
    make_condition(make_order(nominal, made=dt.date(2020, 2, 29)))
    assert "review" not in listed(nominal, on=dt.date(2025, 2, 28))
    assert "review" in listed(nominal, on=dt.date(2025, 3, 1))


def checked(condition, day, result="complied"):
    ConditionCheck.objects.create(nominal=condition.nominal, condition=condition, checked_on=day, result=result)


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([], Manageability(1, 0, 1, 1)),  # never, and overdue
        ([(ON - 10 * DAY, "not_checked")], Manageability(1, 0, 1, 1)),  # no check
        ([(ON - 10 * DAY, "complied")], Manageability(1, 1, 0, 0)),
        ([(ON - 10 * DAY, "breach")], Manageability(1, 1, 0, 0)),  # a look is a look
        ([(dt.date(2026, 8, 20), "complied")], Manageability(1, 1, 0, 0)),  # due today
        ([(dt.date(2026, 8, 19), "complied")], Manageability(1, 0, 1, 0)),
    ],
)
def test_how_many_conditions_are_looked_at(checks, expected, nominal):
    condition = make_condition(make_order(nominal, made=dt.date(2024, 1, 1)), check_value=3, check_unit="months")
    for day, result in checks:
        checked(condition, day, result)
    assert manageability(pictures(nominal.pk, ON)) == expected
    assert ("never" in listed(nominal)) is (expected.never == 1)


def test_figures_by_officer_and_in_all(nominal, make_nominal, officer, colleague):
    other = make_nominal("T-2", officer=colleague)
    make_condition(make_order(nominal, "O-1", made=dt.date(2024, 1, 1)), "1")
    order = make_order(other, "O-2", made=dt.date(2024, 1, 1))
    for number in "12":
        checked(make_condition(order, number), ON - DAY)
    rows = lists.by_officer(pictures(nominal.pk, ON) + pictures(other.pk, ON))
    assert [(row.name, row.orders, row.figures.live, row.figures.in_time, row.figures.never) for row in rows] == [
        ("B Thorne", 1, 2, 2, 0), ("A Hollis", 1, 1, 0, 1), ("Team", 2, 3, 2, 1),
    ]  # fmt: skip
