"""The demonstration's orders: in force, with conditions and checks, and nothing owed for want of a notification."""

from __future__ import annotations

import datetime as dt

import pytest

from deadlines.models import Deadline
from deadlines.reconcile import batch_for
from exchange import demo
from offenders.models import Nominal, Particular
from orders.facts import load_orders
from orders.models import Condition, ConditionCheck, Examination, MonitoringAlert, Order
from orders.policy import standings

ON = dt.date(2026, 11, 20)


@pytest.mark.django_db
def test_some_people_are_under_orders():
    demo.load(on=ON, password="not-a-secret-here", nominals=240)
    found = load_orders(batch_for(ON, ids=list(Nominal.objects.values_list("pk", flat=True))))
    assert 10 <= len(found) <= 60
    assert not any(one.over for orders in found.values() for one in standings(orders, ON))
    assert Condition.objects.count() >= 3 * Order.objects.count()
    assert ConditionCheck.objects.exists()
    assert MonitoringAlert.objects.filter(decisions__isnull=False).exists()
    assert MonitoringAlert.objects.all().undecided().exists()
    assert Examination.objects.exists()
    assert {"declared", "found"} <= set(Particular.objects.filter(kind="device").values_list("known_by", flat=True))
    assert {"interpreter", "hearing", "mental_health"} <= set(Particular.objects.values_list("kind", flat=True))
    late = Deadline.objects.overdue(ON).filter(
        kind__in=["initial_notification", "periodic_notification"], nominal_id__in=found
    )
    assert not late.exists()
