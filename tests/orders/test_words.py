"""What pages say of breaches and of orders of which little is known."""

from __future__ import annotations

from datetime import date as d

import pytest
from django.urls import reverse

from common.clock import today
from deadlines.registry import subject_words
from orders import actions
from orders.actions import Change
from tests.orders.makers import make_condition, make_order

pytestmark = pytest.mark.django_db
ON = d(2026, 11, 20)
MADE = d(2024, 3, 1)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("T-1", seen=d(2026, 11, 1), on=ON)


@pytest.fixture
def order(nominal):
    return make_order(nominal, made=MADE)


def test_a_breach_is_told_in_words_and_not_by_its_number(order, nominal, officer, supervisor, signed_in):
    breach = actions.suspect_breach(
        order=order, by=officer, on=today(), suspected_on=today(), what="Seen", condition=make_condition(order, "3")
    )
    for who, url in (
        (officer, reverse("offenders:record", args=["T-1"])),
        (supervisor, reverse("caseloads:alerts")),
    ):
        page = signed_in(who).get(url).content.decode()
        assert f"breach/{breach.pk}" not in page
        assert "Breach of condition 3 of O-1 suspected on" in page
    assert subject_words("condition_check", "O-1/3", "Why") == "O-1/3"


def test_a_breach_shows_the_words_that_bound_on_its_day(order, officer, signed_in):
    condition = make_condition(order, text="Words at first")
    actions.vary_order(
        order=order, by=officer, on=ON, kind="varied", varied_on=d(2026, 6, 1),
        changes=[Change(condition.pk, terms={"text": "Words since June"})],
    )  # fmt: skip
    for day, words in ((d(2026, 5, 31), "Words at first"), (d(2026, 6, 1), "Words since June")):
        breach = actions.suspect_breach(
            order=order, by=officer, on=ON, suspected_on=day, what="Seen", condition=condition
        )
        page = signed_in(officer).get(reverse("orders:breach", args=["T-1", breach.pk])).content.decode()
        assert words in page


def test_an_order_made_nobody_knows_when_shows_no_invented_day(nominal, officer, signed_in):
    order = make_order(nominal, made=None, served=None)
    condition = make_condition(order)
    for name, arguments in (("order", [order.pk]), ("condition", [order.pk, condition.pk]), ("list", [])):
        page = signed_in(officer).get(reverse(f"orders:{name}", args=["T-1", *arguments])).content.decode()
        assert "January 1<" not in page
        assert "January 1 " not in page
