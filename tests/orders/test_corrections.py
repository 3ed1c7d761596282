"""A correction of the entry reaches what later variations left alone, and nothing else."""

from __future__ import annotations

from datetime import date as d

import pytest

from deadlines.models import Deadline
from offenders.actions.errors import Refused
from orders import actions
from orders.actions import Change
from tests.orders.makers import make_condition, make_order

pytestmark = pytest.mark.django_db
ON = d(2026, 11, 20)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("T-1", seen=d(2026, 11, 1), on=ON)


@pytest.fixture
def order(nominal):
    return make_order(nominal)


FORM = ("number", "text", "kind", "starts_on", "ends_on", "check_value", "check_unit", "check_how")


def correct(condition, by, **terms):
    """The form as it is shown, with some fields changed."""
    condition.refresh_from_db()
    shown = {name: getattr(condition, name) for name in FORM}
    actions.edit_condition(condition=condition, by=by, on=ON, version=condition.version, **{**shown, **terms})


def vary(condition, by, day, **terms):
    actions.vary_order(
        order=condition.order, by=by, on=ON, kind="varied", varied_on=day, changes=[Change(condition.pk, terms=terms)]
    )


def checks_due(nominal):
    rows = Deadline.objects.open().filter(nominal=nominal, kind="condition_check")
    return [row.due_on for row in rows]


def test_a_new_checking_plan_counts_although_the_condition_was_varied(order, nominal, officer):
    condition = make_condition(order, check_value=6, check_unit="months")
    vary(condition, officer, d(2026, 6, 1), text="Other words")
    correct(condition, officer, check_value=2, check_unit="weeks", check_how="Look at the router")
    assert checks_due(nominal) == [d(2024, 3, 15)]
    assert condition.versions.get().check_how == "Look at the router"
    assert condition.versions.get().text == "Other words"
    correct(condition, officer, check_value=None, check_unit="")
    assert checks_due(nominal) == []


def test_what_a_variation_changed_stays_as_the_court_changed_it(order, officer):
    condition = make_condition(order, text="First")
    vary(condition, officer, d(2026, 6, 1), ends_on=d(2031, 5, 31))
    vary(condition, officer, d(2026, 7, 1), text="Third")
    correct(condition, officer, text="First, as the paper has it")
    texts = condition.versions.order_by("effective_from").values_list("text", "ends_on")
    assert list(texts) == [("First, as the paper has it", d(2031, 5, 31)), ("Third", d(2031, 5, 31))]


def test_a_correction_that_a_variation_cannot_bear_is_refused_whole(order, officer):
    condition = make_condition(order, ends_on=d(2029, 2, 28))
    vary(condition, officer, d(2026, 6, 1), ends_on=d(2027, 2, 28))
    with pytest.raises(Refused, match="when the condition began"):
        correct(condition, officer, starts_on=d(2028, 1, 1))
    condition.refresh_from_db()
    assert condition.starts_on is None
