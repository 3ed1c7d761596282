"""The worked cases of orders through the commands, and the bundles that must be refused."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest

from offenders.models import Nominal
from tests.exchange import expectation
from tests.exchange.driver import CASES, exported, load, register

FOLDER = CASES / "orders"
BAD = sorted(path.parent for path in (CASES / "bad_import_orders").glob("*/expected.txt"))


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.django_db
def test_every_case_answers_as_expected():
    """Loaded twice; then each row of the expected deadlines and of the expected register, on its day."""
    assert load(FOLDER / "bundle").exit == 0
    assert "Nothing to change" in load(FOLDER / "bundle").output
    assert [*wrong_deadlines(), *wrong_register()] == []


def wrong_deadlines():
    days = defaultdict(list)
    for row in rows("expected_deadlines.csv"):
        days[row["as_of"]].append(row)
    for as_of, expected in days.items():
        found = exported("export_deadlines", as_of)
        for want in expected:
            have = [
                row
                for row in found
                if row["reference"] == want["reference"]
                and row["kind"] == want["kind"]
                and (row["subject"] == want["subject"] or (want["due_on"] == "NONE" and not want["subject"]))
            ]
            if want["due_on"] == "NONE":
                if have:
                    yield want, have
            elif len(have) != 1 or any(
                want[column] not in ("*", have[0][column]) for column in ("due_on", "state", "days_overdue")
            ):
                yield want, have


def wrong_register():
    for want in rows("expected_register.csv"):
        have = register(want["as_of"])[want["reference"]][want["column"]]
        if set(have.split(";")) != set(want["value"].split(";")):
            yield want, have


@pytest.mark.django_db
@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_bundle(folder):
    first, _ = expectation.read(folder / "expected.txt")
    result = load(folder / "bundle")
    first.check(result)
    if result.exit:
        assert not Nominal.objects.exists()
    else:
        assert "Nothing to change" in load(folder / "bundle").output


def test_there_are_cases():
    assert len(BAD) == 3
