"""What a supervisor has to see of orders, at the edges of each list; how many conditions are looked at."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from caseloads import orders as lists
from offenders.models import Nominal
from orders.actions import Change, compare_order, record_event, suspect_breach, vary_order
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


def test_a_breach_of_an_order_that_is_over_still_waits_for_its_decision(nominal, officer):
    order = make_order(nominal, made=dt.date(2021, 1, 1))
    make_condition(order, ends_on=ON - DAY)
    breach = suspect_breach(order=order, by=officer, on=ON, suspected_on=ON - 2 * DAY, what="Seen")
    found = {part.code: part for part in lists.parts(lists.of_team(Nominal.objects.all(), ON), ON, {})}
    assert [line.url for line in found["breaches"].rows] == [reverse("orders:breach", args=["T-1", breach.pk])]
    assert {code for code, part in found.items() if part.total} == {"breaches"}
    assert lists.by_officer(pictures(nominal.pk, ON)) == []


def test_an_entry_that_differs_from_the_paper_stays_in_sight(nominal, colleague):
    order = make_order(nominal, made=dt.date(2021, 1, 1))
    compare_order(order=order, by=colleague, on=ON, agrees=False, version=1, note="Two words in 3")
    assert {"differs", "compare"} & listed(nominal) == {"differs"}
    compare_order(order=order, by=colleague, on=ON, agrees=True, version=1)
    assert not {"differs", "compare"} & listed(nominal)


def test_a_decision_and_a_renewal_of_one_day_count_in_the_order_in_which_they_were_recorded(nominal, officer):
    order = make_order(nominal, made=dt.date(2021, 1, 1))
    condition = make_condition(order, ends_on=ON + 20 * DAY)
    record_event(order=order, by=officer, on=ON, kind="to_renew", happened_on=ON, note="Why")
    assert "ending" not in listed(nominal)
    vary_order(
        order=order, by=officer, on=ON, kind="renewed", varied_on=ON,
        changes=[Change(condition.pk, terms={"ends_on": ON + 80 * DAY})],
    )  # fmt: skip
    assert "ending" in listed(nominal)


def test_an_answer_of_the_court_settles_no_term_that_came_after_it(nominal, officer):
    order = make_order(nominal, made=dt.date(2021, 1, 1))
    condition = make_condition(order, ends_on=dt.date(2027, 1, 1), kind="foreign_travel")
    assert "query" in listed(nominal)
    record_event(order=order, by=officer, on=ON, kind="answered", happened_on=ON - 2 * DAY, note="As meant")
    assert "query" not in listed(nominal)
    vary_order(
        order=order, by=officer, on=ON, kind="varied", varied_on=ON - DAY,
        changes=[Change(condition.pk, terms={"ends_on": dt.date(2037, 1, 1)})],
    )  # fmt: skip
    assert "query" in listed(nominal)


def test_a_condition_with_no_known_beginning_is_listed_without_an_invented_day(nominal):
    make_condition(make_order(nominal, made=None, served=None))
    never = next(part for part in lists.parts(pictures(nominal.pk, ON), ON, {}) if part.code == "never")
    assert never.rows[0].text == "Condition 1, since when is not known"
