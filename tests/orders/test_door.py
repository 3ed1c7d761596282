"""Answers given at the door about conditions that changed while the page was open."""

from __future__ import annotations

from datetime import date as d

import pytest

from orders.models import Condition
from tests.orders.makers import make_condition, make_order
from visits.door import door_form

pytestmark = pytest.mark.django_db
ON = d(2026, 11, 20)
MADE = d(2024, 3, 1)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("T-1", seen=d(2026, 11, 1), on=ON)


@pytest.fixture
def order(nominal):
    return make_order(nominal, made=MADE)


@pytest.mark.parametrize("others", [0, 1])
def test_an_answer_about_a_condition_that_ended_meanwhile_is_not_dropped(others, order, officer):
    gone = make_condition(order, "1")
    for number in range(others):
        make_condition(order, f"9{number}")
    Condition.objects.filter(pk=gone.pk).update(ends_on=d(2026, 11, 19))
    sent = {f"check_{gone.pk}_result": "breach", f"check_{gone.pk}_notes": "A <second> phone"}
    form = door_form(order.nominal, officer, "seen_at_address", ON, data=sent)
    assert not form.is_valid()
    [said] = form.non_field_errors()
    assert "ended or was taken off" in said
    assert "“A <second> phone”" in said
    again = door_form(order.nominal, officer, "seen_at_address", ON, data={})
    assert again is None or again.is_valid()
