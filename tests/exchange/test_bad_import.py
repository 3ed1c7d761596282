"""Bundles that must be refused, and some that must load: tests/cases/bad_import."""

from __future__ import annotations

import pytest

from offenders.models import Nominal
from tests.exchange import expectation
from tests.exchange.driver import CASES, load

FOLDERS = sorted(path.parent for path in (CASES / "bad_import").glob("*/expected.txt"))


def test_there_are_cases():
    assert len(FOLDERS) == 18


@pytest.mark.django_db
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_bundle(folder):
    first, then = expectation.read(folder / "expected.txt")
    result = load(folder / "bundle")
    first.check(result)
    if result.exit:
        assert not Nominal.objects.exists()
    else:
        assert "Nothing to change" in load(folder / "bundle").output
    if (folder / "then").exists():
        then.check(load(folder / "then"))


@pytest.mark.django_db
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_dry_run_says_the_same_and_writes_nothing(folder):
    dry = load(folder / "bundle", dry_run=True)
    assert not Nominal.objects.exists()
    real = load(folder / "bundle")
    assert dry.exit == real.exit
    assert dry.output.replace("Dry run: nothing was written.", "Loaded.") == real.output
