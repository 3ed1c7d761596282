"""The worked cases of risk (tests/cases/risk) through the pure rules."""

import datetime as dt

import pytest

from deadlines.status import days_overdue, state
from risk.policy import KINDS, blockers, criteria, risk_specs
from tests.risk.facts import cases
from tests.support.bundle import CASES, calendar, rows

BOOK, PEOPLE = cases("risk")
DEADLINES = [row for row in rows(CASES / "risk" / "expected_deadlines.csv") if row["kind"] in KINDS]
REGISTER = [row for row in rows(CASES / "risk" / "expected_register.csv") if row["column"].startswith("reactive")]


@pytest.mark.parametrize("want", DEADLINES, ids=lambda r: f"{r['case']} {r['as_of']} {r['kind']}")
def test_deadline(want):
    on, case = dt.date.fromisoformat(want["as_of"]), PEOPLE[want["reference"]]
    specs = risk_specs(case.person, case.lead, case.events, case.assessments, on, BOOK, calendar())
    found = [spec for spec in specs if spec.kind == want["kind"]]
    if want["due_on"] == "NONE":
        assert found == []
        return
    [spec] = found
    assert want["due_on"] in ("*", spec.due_on.isoformat())
    assert want["state"] == state(spec.due_on, on, suspended=spec.suspended)
    assert want["days_overdue"] in ("*", str(days_overdue(spec.due_on, on, suspended=spec.suspended)))


@pytest.mark.parametrize("want", REGISTER, ids=lambda r: f"{r['case']} {r['as_of']} {r['column']}")
def test_reactive(want):
    on, case = dt.date.fromisoformat(want["as_of"]), PEOPLE[want["reference"]]
    codes = blockers(criteria(case.person, case.circumstances(on), on, BOOK, calendar()))
    if want["column"] == "reactive_eligible":
        assert want["value"] == ("no" if codes else "yes")
    else:
        assert set(filter(None, want["value"].split(";"))) <= set(codes)
        assert bool(want["value"]) == bool(codes)


def test_there_are_cases():
    assert len({row["case"] for row in DEADLINES + REGISTER}) == 26
