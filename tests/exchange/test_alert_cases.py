"""The worked cases of alerts, through the commands: tests/cases/alerts; and what the export of alerts promises."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.core.management import call_command

from audit.models import Event
from deadlines import nightly
from deadlines.models import Alert
from tests.exchange.driver import CASES, exported, load

FOLDER = CASES / "alerts"
KEY = ("reference", "kind", "subject", "stage", "recipient")
DAY = dt.date(2026, 3, 23)

pytestmark = pytest.mark.django_db


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def faults(expected, listed):
    """Every expectation of one day that the export does not meet."""
    for want in expected:
        wanted = {name: want[name] for name in KEY if want[name] != "*"}
        found = [row["raised_on"] for row in listed if all(row[name] == value for name, value in wanted.items())]
        days = {w["raised_on"] for w in expected if all(w[name] == want[name] for name in KEY)}
        if want["raised_on"] == "NONE":
            if found:
                yield want, found
        elif want["raised_on"] not in found or set(found) - days or len(found) != len(set(found)):
            yield want, found


def test_every_case_answers_as_expected():
    """The run is made once for each day of the file, in order; then the export of that day is held to it."""
    assert load(FOLDER / "bundle").exit == 0
    expected = rows("expected_alerts.csv")
    wrong = []
    for day in sorted({row["as_of"] for row in expected}):
        call_command("run_nightly", as_of=day, stdout=io.StringIO())
        wrong += faults([row for row in expected if row["as_of"] == day], exported("export_alerts", day))
    assert wrong == []
    for want in rows("expected_deadlines.csv"):
        found = [
            row
            for row in exported("export_deadlines", want["as_of"])
            if (row["reference"], row["kind"]) == (want["reference"], want["kind"])
        ]
        assert [(row["due_on"], row["state"]) for row in found] == [(want["due_on"], want["state"])]


def test_running_every_night_twice_changes_nothing():
    load(FOLDER / "bundle")
    for day in ("2026-03-23", "2026-03-30"):
        call_command("run_nightly", as_of=day, stdout=io.StringIO())
        once = exported("export_alerts", day)
        call_command("run_nightly", as_of=day, stdout=io.StringIO())
        assert exported("export_alerts", day) == once
    assert len({tuple(row[name] for name in KEY) for row in once}) == len(once) > 0


def test_the_columns_and_the_order(make_nominal, supervisor):
    for reference in ("b-2", "B-10", "a.1", "A-3"):
        make_nominal(reference, seen=DAY - dt.timedelta(days=120))
    nightly.run(DAY)
    listed = exported("export_alerts", "2026-03-23")
    assert list(listed[0]) == [
        "reference", "kind", "subject", "stage", "raised_on", "recipient", "acknowledged_on",
    ]  # fmt: skip
    in_order = [(row["raised_on"], *(row[name] for name in KEY)) for row in listed]
    assert in_order == sorted(in_order)
    assert len(listed) == 8


def test_as_of_a_day_what_came_later_is_not_there_yet(make_nominal, supervisor):
    make_nominal(seen=dt.date(2025, 12, 26))  # due 26 March
    nightly.run(DAY)
    nightly.run(dt.date(2026, 3, 30))
    Alert.objects.filter(stage="due_soon").update(acknowledged_on=dt.date(2026, 3, 25))
    assert exported("export_alerts", "2026-03-22") == []
    assert [row["acknowledged_on"] for row in exported("export_alerts", "2026-03-24")] == [""]
    assert [row["acknowledged_on"] for row in exported("export_alerts", "2026-03-25")] == ["2026-03-25"]
    assert [row["stage"] for row in exported("export_alerts", "2026-03-30")] == ["due_soon", "overdue"]


def test_an_export_is_on_record(db):
    exported("export_alerts", "2026-03-23")
    assert Event.objects.get(action="register.alerts_exported").details == {"as_of": "2026-03-23"}
