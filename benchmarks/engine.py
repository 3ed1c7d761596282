"""One reconcile of a whole register, run in a process of its own: `python -m benchmarks.engine DATABASE DAY`.

Prints one line of JSON: the seconds that the work took (not those that Python took to start), what was written, and
the most memory that the process held.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent


def in_a_process(database: str, on: dt.date) -> dict[str, Any]:
    """Run the reconcile in a fresh process and return what it says."""
    command = [sys.executable, "-m", "benchmarks.engine", database, on.isoformat()]
    done = subprocess.run(command, cwd=PROJECT, env=os.environ, check=True, stdout=subprocess.PIPE)  # noqa: S603
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def reconcile(on: dt.date) -> Counter[str]:
    """Every nominal's deadlines, in the batches, transactions and locks of the nightly run."""
    from django.db import transaction

    from common.holidays import load_calendar
    from common.rows import fetch
    from deadlines.book import load_book
    from deadlines.nightly import BATCH
    from deadlines.reconcile import lock_for_batch, reconcile_batch
    from deadlines.registry import Batch

    book, calendar = load_book(), load_calendar()
    ranges = fetch(
        "SELECT min(id), max(id) FROM offenders_nominal GROUP BY id / %s ORDER BY 1",
        [BATCH],
    )
    counts: Counter[str] = Counter()
    for first, last in ranges:
        with transaction.atomic():
            batch = Batch(on, book, calendar, first, last)
            lock_for_batch(batch)
            counts += reconcile_batch(batch)
    return counts


def main(database: str, day: str) -> None:
    """Do it and say how it went."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import connection

    import deadlines.nightly  # noqa: F401  (the time that imports take is not the reconcile's)
    from benchmarks.database import use

    use(database)
    connection.ensure_connection()
    began = time.perf_counter()
    counts = reconcile(dt.date.fromisoformat(day))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "counts": counts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
