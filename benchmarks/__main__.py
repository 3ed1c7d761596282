"""`python -m benchmarks [--json] [--strict] [part …]`: builds its registers, measures, prints ratios."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.report import Measure

PARTS = ("bulk", "pages", "simulator", "search", "alerts", "nightly", "import", "backlog")
ASKED_FOR = ("notification", "orders", "audit", "access")  # only where it is named


def main() -> int:
    """Exit status 0, or with --strict 1 where a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    about = f"{', '.join(PARTS)}; if named: {', '.join(ASKED_FOR)}"
    parser.add_argument("parts", nargs="*", metavar="part", help=about)
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a budget is missed")
    parser.add_argument("--nominals", type=int, default=int(os.environ.get("BENCH_NOMINALS") or 100_000))
    parser.add_argument("--runs", type=int, default=int(os.environ.get("BENCH_RUNS") or 5))
    options = parser.parse_args()
    if unknown := set(options.parts) - {*PARTS, *ASKED_FOR}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if options.nominals < 2000 or options.runs < 1:
        parser.error("at least 2,000 nominals and one run")
    set_up()
    from benchmarks.report import as_json, table

    measures = run(options.parts or PARTS, options.nominals, options.runs)
    print(json.dumps(as_json(measures), indent=2, ensure_ascii=False) if options.json else f"\n{table(measures)}")
    return 1 if options.strict and not all(measure.passed for measure in measures) else 0


def set_up() -> None:
    """Django with the product's own settings; static files unhashed, since nothing has been collected for a test."""
    os.chdir(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import logging
    import warnings

    import django
    from django.conf import settings

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    warnings.filterwarnings("ignore", message="No directory at")  # nothing was collected, and nothing is needed
    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    if settings.PRODUCTION:
        raise SystemExit("The benchmarks are not run where APP_ENV is production.")


def run(parts: tuple[str, ...] | list[str], nominals: int, runs: int) -> list[Measure]:
    """Every figure asked for. The small register first, then the large one, which the pages are measured in too."""
    from benchmarks import bulk, database, engine, notification, orders, register, simulator
    from common.clock import today

    on, measures = today(), []
    small_size = nominals // 10
    if "bulk" in parts:
        with database.fresh("small") as name:
            filled(register, small_size, on)
            small = bulk.measure(name, small_size, on, runs, say)
    if "simulator" in parts:
        measures += simulator.measures_of(nominals, on, lambda size: filled(register, size, on))
    if "audit" in parts:
        from benchmarks import audit

        measures += audit.measures_of(nominals, lambda size: filled(register, size, on), say)
    if "access" in parts:
        from benchmarks import access

        measures += access.measures_of(nominals, lambda size: filled(register, size, on), say)
    for part in (notification.PART, orders.PART):
        if part.name in parts:
            measures += part.measures_of(nominals, on, runs, lambda size: filled(register, size, on), say)
    if set(parts) <= {"simulator", *ASKED_FOR}:
        return measures
    with database.fresh("large") as name:
        filled(register, nominals, on)
        if "bulk" in parts:
            large = bulk.measure(name, nominals, on, runs, say)
            loop_seconds = bulk.seconds_per_person_in_a_loop(on)
            measures += bulk.measures(small, large, loop_seconds)
            say(f"copying out every visit as well would take {large.median('every_visit'):.1f} s")
        if set(parts) & {"pages", "search", "alerts", "backlog"}:
            engine.in_a_process(name, on)
            database.run_as_owner("VACUUM ANALYZE")
        measures += large_parts(parts, name, nominals, on, runs)
    return measures


def large_parts(parts: tuple[str, ...] | list[str], name: str, nominals: int, on: dt.date, runs: int) -> list[Measure]:
    """What is measured in the large register: first what reads it, then what writes to it."""
    from benchmarks import alerts, importing, nightly, search

    measures: list[Measure] = []
    if "pages" in parts:
        measures += pages()
    if "search" in parts:
        measures += search.measures(on)
    if "backlog" in parts:
        measures += backlog(nominals)
    if "alerts" in parts:
        measures += alerts.measures(on, runs, say)
    if "import" in parts:
        measures += importing.measured(on, nominals, runs, say)
    if "nightly" in parts:
        measures += nightly.measures(name, on, runs, say)
    return measures


def filled(register: object, nominals: int, on: dt.date) -> None:
    """Fill the database in use and say how long it took."""
    began = time.perf_counter()
    register.fill(nominals, on)  # type: ignore[attr-defined]
    say(f"register of {nominals:,} nominals made in {time.perf_counter() - began:.0f} s")


def pages() -> list[Measure]:
    """The figures of the caseload page."""
    from benchmarks import page
    from benchmarks.report import Measure

    many, one = page.query_counts()
    seconds = page.times()
    text = {name: f"{value * 1000:.1f} ms" for name, value in seconds.items()}
    return [
        Measure("queries of a caseload of 100 rows", many, 10, unit=""),
        Measure("more queries than for 1 row", many - one, 0, unit=""),
        Measure(
            "caseload page / the page without data access", seconds["page"] / seconds["bare"], 2,
            about=f"{text['page']} / {text['bare']}",
        ),
        Measure(
            "caseload page / the admin's list", seconds["page"] / seconds["admin"], 0.4,
            about=f"{text['page']} / {text['admin']}",
        ),
    ]  # fmt: skip


def backlog(nominals: int) -> list[Measure]:
    """The figures of the backlog of a whole force."""
    from benchmarks import page
    from benchmarks.report import Measure

    found = page.backlog()
    about = f"{found['nominals']:,.0f} of {nominals:,}: {found['page'] * 1000:.1f} ms / {found['bare'] * 1000:.1f} ms"
    return [
        Measure("queries of a force's backlog", found["queries"], 12, unit=""),
        Measure("backlog page / the page without data access", found["page"] / found["bare"], 2, about=about),
    ]


def say(text: str) -> None:
    """Progress, apart from the result."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
