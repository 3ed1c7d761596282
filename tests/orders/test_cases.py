"""The worked cases of orders (tests/cases/orders) through the pure rules."""

import datetime as dt

import pytest

from deadlines.status import days_overdue, state
from orders.policy import active_refs, all_ended, order_specs
from tests.orders.facts import FOLDER, bundle_orders, rows
from tests.support.bundle import calendar, read
from visits.policy import visit_specs

DEADLINES = rows("expected_deadlines.csv")


@pytest.mark.parametrize("want", DEADLINES, ids=lambda r: f"{r['case']} {r['as_of']} {r['kind']} {r['subject']}")
def test_deadline(want):
    bundle = read(FOLDER / "bundle")
    on, who = dt.date.fromisoformat(want["as_of"]), want["reference"]
    orders = bundle_orders(on)[who]
    person = bundle.people[who]._replace(requirement_ended=bool(all_ended(orders, on)))
    specs = [
        *order_specs(person, orders, on, bundle.book, calendar()),
        *visit_specs(person, bundle.visits[who], on, bundle.book, calendar()),
    ]
    found = [
        spec
        for spec in specs
        if spec.kind == want["kind"]
        and (spec.subject == want["subject"] or (want["due_on"] == "NONE" and not want["subject"]))
    ]
    if want["due_on"] == "NONE":
        assert found == []
        return
    [spec] = found
    assert want["due_on"] in ("*", spec.due_on.isoformat())
    assert want["state"] == state(spec.due_on, on, suspended=spec.suspended)
    assert want["days_overdue"] in ("*", str(days_overdue(spec.due_on, on, suspended=spec.suspended)))


@pytest.mark.parametrize("want", rows("expected_register.csv"), ids=lambda r: f"{r['case']} {r['as_of']}")
def test_active_orders(want):
    on = dt.date.fromisoformat(want["as_of"])
    found = active_refs(bundle_orders(on)[want["reference"]], on)
    assert set(found) == set(filter(None, want["value"].split(";")))
