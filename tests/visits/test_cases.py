"""The worked cases of visits, through the pure rules alone."""

import datetime as dt
from functools import cache

import pytest

from deadlines.status import days_overdue, state
from offenders.policy import management_on, status_on
from tests.support.bundle import CASES, Bundle, calendar, read, rows
from visits.policy import level_history, visit_specs

FOLDER = CASES / "visits"


@cache
def bundle() -> Bundle:
    return read(FOLDER / "bundle")


def answers(reference: str, on: dt.date) -> dict[str, tuple[str, str, str]]:
    facts = bundle()
    specs = visit_specs(facts.people[reference], facts.visits[reference], on, facts.book, calendar())
    return {
        spec.kind: (
            spec.due_on.isoformat(),
            state(spec.due_on, on, suspended=spec.suspended),
            str(days_overdue(spec.due_on, on, suspended=spec.suspended)),
        )
        for spec in specs
    }


@pytest.mark.parametrize(
    "row", rows(FOLDER / "expected_deadlines.csv"), ids=lambda row: f"{row['case']}-{row['as_of']}-{row['kind']}"
)
def test_deadline(row):
    found = answers(row["reference"], dt.date.fromisoformat(row["as_of"])).get(row["kind"])
    expected = None if row["due_on"] == "NONE" else (row["due_on"], row["state"], row["days_overdue"])
    if expected is None or found is None:
        assert found == expected
    else:
        assert all(want in (got, "*") for got, want in zip(found, expected, strict=True)), found


@pytest.mark.parametrize(
    "row", rows(FOLDER / "expected_register.csv"), ids=lambda row: f"{row['case']}-{row['as_of']}-{row['column']}"
)
def test_register(row):
    on, facts = dt.date.fromisoformat(row["as_of"]), bundle()
    person = facts.people[row["reference"]]
    found = {
        "risk_level": lambda: level_history(person, on, facts.book).level or "",
        "status": lambda: status_on(person.statuses, on),
        "management": lambda: management_on(person.management, on).mode,
    }[row["column"]]()
    assert found == row["value"]


def test_every_case_is_there():
    cases = {row["case"] for row in rows(FOLDER / "expected_deadlines.csv")}
    assert len(cases) == 74


def test_a_force_that_waits_for_a_fourth_attempt():
    facts = read(CASES / "bad_import" / "policy_of_a_force" / "bundle")
    on = dt.date(2026, 2, 10)
    specs = visit_specs(facts.people["BI-046"], facts.visits["BI-046"], on, facts.book, calendar())
    assert "visit_decision" not in {spec.kind for spec in specs}


def test_two_attempts_of_one_day():
    facts = read(CASES / "bad_import" / "two_attempts_with_times" / "bundle")
    on = dt.date(2026, 2, 10)
    specs = visit_specs(facts.people["BI-027"], facts.visits["BI-027"], on, facts.book, calendar())
    assert {spec.kind: spec.due_on for spec in specs}["visit_decision"] == dt.date(2026, 2, 3)
