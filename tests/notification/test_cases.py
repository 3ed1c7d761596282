"""The worked cases of notification (tests/cases/notification) through the pure rules."""

import datetime as dt

import pytest

from deadlines.status import days_overdue, state
from notification.policy import all_ended, notification_specs, requirement
from orders.policy import all_ended as orders_ended
from tests.notification.facts import FOLDER, bundle_case, bundle_orders, rows
from tests.support.bundle import calendar, read
from visits.policy import visit_specs

COLUMNS = {
    "subject_to_notification": lambda found: found.subject,
    "relevant_date": lambda found: found.relevant_date.isoformat() if found.relevant_date else "",
    "notification_category": lambda found: found.category,
    "notification_ends_on": lambda found: found.ends_text,
}


@pytest.mark.parametrize(
    "want", rows("expected_deadlines.csv"), ids=lambda r: f"{r['case']} {r['as_of']} {r['kind']} {r['subject']}"
)
def test_deadline(want):
    on, who = dt.date.fromisoformat(want["as_of"]), want["reference"]
    case, book = bundle_case(who, on)
    found = requirement(case, on, book)
    specs = notification_specs(case, on, book)
    if want["kind"] == "home_visit":
        ends = [
            one for one in (all_ended(found.periods, on), orders_ended(bundle_orders()[who], on)) if one is not None
        ]
        person = case.person._replace(requirement_ended=bool(ends) and all(ends))
        specs = visit_specs(person, read(FOLDER / "bundle").visits[who], on, book, calendar())
    have = [
        spec
        for spec in specs
        if spec.kind == want["kind"]
        and (spec.subject == want["subject"] or (want["due_on"] == "NONE" and not want["subject"]))
    ]
    if want["due_on"] == "NONE":
        assert have == []
        return
    [spec] = have
    assert want["due_on"] == spec.due_on.isoformat()
    assert want["state"] == state(spec.due_on, on, suspended=spec.suspended)
    assert want["days_overdue"] == str(days_overdue(spec.due_on, on, suspended=spec.suspended))


@pytest.mark.parametrize("want", rows("expected_register.csv"), ids=lambda r: f"{r['case']} {r['as_of']} {r['column']}")
def test_register(want):
    on = dt.date.fromisoformat(want["as_of"])
    case, book = bundle_case(want["reference"], on)
    assert COLUMNS[want["column"]](requirement(case, on, book)) == want["value"]


def test_every_case_is_there():
    assert len({row["case"] for row in rows("expected_deadlines.csv")}) >= 87
