"""What a neighbourhood officer is told of somebody's orders: what is forbidden, never the court's own words."""

import datetime as dt

import pytest

from common.clock import today
from offenders.actions.access import grant_access
from orders.briefing import lines
from orders.models import StandardCondition
from tests.orders.makers import make_condition, make_order

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 3, 23)
WORDS = "Not to speak to Ada Canary"


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("B-1", on=ON)


def test_prohibitions_in_force_by_title_or_number_without_names(nominal):
    order = make_order(nominal)
    standard = StandardCondition.objects.filter(kind="prohibition").first()
    make_condition(order, "1", WORDS, standard=standard)
    make_condition(order, "2", WORDS)
    make_condition(order, "3", "To attend a course", kind="requirement")
    make_condition(order, "4", "Ended", ends_on=dt.date(2026, 3, 22))
    make_condition(order, "5", "Last day", ends_on=ON)
    told = lines(nominal, ON)
    assert told == [
        f"{standard.title} (Sexual harm prevention order (SHPO))",
        "Prohibition, condition 2: ask the offender manager for its words (Sexual harm prevention order (SHPO))",
        "Prohibition, condition 5: ask the offender manager for its words (Sexual harm prevention order (SHPO))",
    ]
    assert "Canary" not in " ".join(told)


def test_orders_that_are_over_or_entered_in_error_say_nothing(nominal):
    make_condition(make_order(nominal, "O-1", discharged_on=ON - dt.timedelta(days=1)), "1")
    voided = make_order(nominal, "O-2")
    make_condition(voided, "1")
    type(voided).objects.filter(pk=voided.pk).update(voided_at=dt.datetime.now(dt.UTC), void_reason="x")
    assert lines(nominal, ON) == []


def test_the_briefing_page_shows_them(nominal, supervisor, neighbourhood, signed_in):
    make_condition(make_order(nominal), "7", WORDS)
    grant_access(
        nominal=nominal,
        user=neighbourhood,
        kind="briefing",
        reason="Beat",
        expires_on=today(),
        by=supervisor,
        on=today(),
    )
    page = signed_in(neighbourhood).get("/nominals/B-1/briefing/").content.decode()
    assert "What orders forbid" in page
    assert "condition 7" in page
    assert "Canary" not in page
