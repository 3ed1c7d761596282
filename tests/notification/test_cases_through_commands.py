"""The worked cases of notification, and those that need several parts, through the commands."""

from __future__ import annotations

import csv
import io
import shutil
from collections import defaultdict

import pytest
from django.core.management import call_command

from offenders.models import Nominal
from tests.exchange import expectation
from tests.exchange.driver import CASES, exported, load, register
from tests.exchange.test_alert_cases import faults

BAD = sorted(path.parent for path in (CASES / "bad_import_notification").glob("*/expected.txt"))
OURS = ("subject_to_notification", "relevant_date", "notification_category", "notification_ends_on")
OTHERS = {"mappa_levels.csv", "mappa_meetings.csv", "mappa_agenda.csv", "assessments.csv"}  # of parts not built yet

pytestmark = pytest.mark.django_db


def rows(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_case_answers_as_expected():
    """Loaded twice; then each row of the expected deadlines, of the expected register and of the expected alerts."""
    folder = CASES / "notification"
    assert load(folder / "bundle").exit == 0
    assert "Nothing to change" in load(folder / "bundle").output
    assert [*wrong_deadlines(folder), *wrong_register(folder)] == []
    expected = rows(folder, "expected_alerts.csv")
    [day] = {row["as_of"] for row in expected}
    call_command("run_nightly", as_of=day, stdout=io.StringIO())
    assert list(faults(expected, exported("export_alerts", day))) == []


def test_visits_stop_when_all_that_was_recorded_has_ended(tmp_path):
    """The cases that need several parts; what the parts not built yet would read is left out of the bundle."""
    folder = CASES / "combined"
    left_out = shutil.ignore_patterns(*OTHERS)
    shutil.copytree(folder / "bundle", tmp_path / "bundle", ignore=left_out)
    assert load(tmp_path / "bundle").exit == 0
    kinds = ("home_visit", "notification_end")
    assert [want for want in wrong_deadlines(folder) if want[0]["kind"] in kinds] == []


def wrong_deadlines(folder):
    days = defaultdict(list)
    for row in rows(folder, "expected_deadlines.csv"):
        days[row["as_of"]].append(row)
    for as_of, expected in days.items():
        found = exported("export_deadlines", as_of)
        for want in expected:
            have = [
                row
                for row in found
                if (row["reference"], row["kind"]) == (want["reference"], want["kind"])
                and (row["subject"] == want["subject"] or (want["due_on"] == "NONE" and not want["subject"]))
            ]
            if want["due_on"] == "NONE":
                if have:
                    yield want, have
            elif len(have) != 1 or any(want[name] != have[0][name] for name in ("due_on", "state", "days_overdue")):
                yield want, have


def wrong_register(folder):
    found = {}
    for want in rows(folder, "expected_register.csv"):
        if want["column"] in OURS:
            by_reference = found.setdefault(want["as_of"], None) or register(want["as_of"])
            found[want["as_of"]] = by_reference
            have = by_reference[want["reference"]][want["column"]]
            if have != want["value"]:
                yield want, have


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_bundle(folder):
    first, then = expectation.read(folder / "expected.txt")
    result = load(folder / "bundle")
    first.check(result)
    if result.exit:
        assert not Nominal.objects.exists()
        return
    assert "Nothing to change" in load(folder / "bundle").output
    if (folder / "then").exists():
        then.check(load(folder / "then"))
        assert "Nothing to change" in load(folder / "then").output


def test_there_are_cases():
    assert len(BAD) == 3
