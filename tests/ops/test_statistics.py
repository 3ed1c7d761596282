"""The planner's statistics after a load: the runtime role has them refreshed, and gets nothing else by it."""

import pytest
from django.db import connection

from common import statistics
from common.rows import fetch

pytestmark = pytest.mark.django_db


def rows_known(table: str) -> float:
    [[known]] = fetch("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
    return float(known)


def test_the_planner_knows_how_many_rows_there_are(make_nominal):
    for _ in range(7):
        make_nominal()
    statistics.refresh()
    assert rows_known("offenders_nominal") == 7


def test_the_function_takes_nothing_and_runs_with_a_path_of_its_own():
    [[arguments, path, definer]] = fetch(
        "SELECT pronargs, proconfig, prosecdef FROM pg_proc WHERE proname = 'common_analyze'", []
    )
    assert (arguments, definer) == (0, True)
    assert path == ["search_path=pg_catalog, pg_temp"]


def test_a_load_ends_with_it(monkeypatch, tmp_path):
    from tests.exchange.driver import load, write_bundle

    asked = []
    monkeypatch.setattr(statistics, "refresh", lambda: asked.append(connection.in_atomic_block))
    folder = write_bundle(tmp_path / "bundle", nominals="reference\nT-1\n")
    load(folder, dry_run=True)
    assert asked == []
    load(folder)
    load(folder)  # changes nothing, so there is nothing to look at again
    assert len(asked) == 1
