"""The nightly run by two workers, beside the same run by one: real processes, each started as a worker is."""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.engine import PROJECT
from benchmarks.report import Measure

READY, GO = "ready", "go"


def measures(database: str, on: dt.date, runs: int, say: Callable[[str], None]) -> list[Measure]:
    """Full runs from nothing, with their alerts, by one worker and by two in turns; the median of the ratios."""
    from benchmarks.bulk import DERIVED
    from benchmarks.database import run_as_owner

    ratios: list[float] = []
    times: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(runs):
        counts = set()
        for workers in (1, 2):
            run_as_owner(f"TRUNCATE {DERIVED}, deadlines_alert, deadlines_runbatch, deadlines_nightlyrun CASCADE")
            run_as_owner("VACUUM ANALYZE deadlines_deadline", "VACUUM ANALYZE offenders_standing")
            took, count = night(database, on, workers)
            times[workers].append(took)
            counts.add(count)
        if len(counts) != 1:
            raise SystemExit(f"One worker and two opened different numbers of deadlines: {counts}")
        ratios.append(times[2][-1] / times[1][-1])
        say(f"nightly, run {turn + 1} of {runs}: one worker {times[1][-1]:.1f} s, two {times[2][-1]:.1f} s")
    one, two = statistics.median(times[1]), statistics.median(times[2])
    return [
        Measure("nightly run, two workers / one", statistics.median(ratios), 0.65, about=f"{two:.1f} s / {one:.1f} s")
    ]


def night(database: str, on: dt.date, workers: int) -> tuple[float, int]:
    """The seconds from the bell to the run's end, and how many deadlines it opened; not the start of Python."""
    command = [sys.executable, "-m", "benchmarks.nightly", database, on.isoformat()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [
        subprocess.Popen(command, cwd=PROJECT, env=os.environ, **pipes)  # type: ignore[call-overload]  # noqa: S603
        for _ in range(workers)
    ]
    for process in started:
        if process.stdout.readline().strip() != READY:
            raise SystemExit("A worker of the nightly run did not start.")
    began = time.perf_counter()
    for process in started:
        process.stdin.write(f"{GO}\n")
        process.stdin.flush()
    said = [json.loads(process.communicate()[0].splitlines()[-1]) for process in started]
    seconds = time.perf_counter() - began
    if any(process.returncode for process in started) or not any(one["finished"] for one in said):
        raise SystemExit("The nightly run was not finished.")
    return seconds, int(next(one["opened"] for one in said if one["finished"]))


def worker(database: str, day: str) -> None:
    """What a worker does when the bell rings: take the run, or help whoever has it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import connection

    from benchmarks.database import use
    from deadlines import nightly

    use(database)
    connection.ensure_connection()
    print(READY, flush=True)
    sys.stdin.readline()
    on = dt.date.fromisoformat(day)
    counts = nightly.run(on)
    while counts is None and nightly.help_with(on):
        pass
    print(json.dumps({"finished": bool(counts), "opened": counts["opened"] if counts else 0}))


if __name__ == "__main__":
    worker(*sys.argv[1:])
