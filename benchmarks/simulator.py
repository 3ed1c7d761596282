"""The policy simulator on one force, in a process of its own: `python -m benchmarks.simulator DATABASE DAY`."""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.report import Measure

PROJECT = Path(__file__).resolve().parent.parent
FEW = 2000
ONE_FORCE = "UPDATE offenders_nominal SET force_id = (SELECT min(id) FROM accounts_force)"


def in_a_process(module: str, database: str, on: dt.date) -> dict[str, Any]:
    """Run a module of the benchmarks in a fresh process and return what it says."""
    command = [sys.executable, "-m", module, database, on.isoformat()]
    done = subprocess.run(command, cwd=PROJECT, env=os.environ, check=True, stdout=subprocess.PIPE)  # noqa: S603
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def measures_of(nominals: int, on: dt.date, fill: Callable[[int], None]) -> list[Measure]:
    """Seconds and memory for two sizes of one force, and beside the engine's first run over the larger one."""
    from benchmarks import database

    found: dict[int, dict[str, Any]] = {}
    engine_seconds = 0.0
    for size in (FEW, nominals):
        with database.fresh(f"simulator_{size}") as name:
            fill(size)
            database.run_as_owner(ONE_FORCE, "VACUUM ANALYZE")
            found[size] = in_a_process("benchmarks.simulator", name, on)
            if size == nominals:
                engine_seconds = in_a_process("benchmarks.engine", name, on)["seconds"]
    few, many = found[FEW], found[nominals]
    ratio = many["seconds"] / engine_seconds
    about = f"{many['people']:,} nominals: {many['seconds']:.1f} s / {engine_seconds:.1f} s"
    return [
        Measure(f"policy simulator, {few['people']:,} nominals", few["seconds"], 2, unit="s",
                about=f"{few['seconds']:.2f} s"),
        Measure(f"policy simulator, {many['people']:,} nominals", many["seconds"], 60, unit="s"),
        Measure("policy simulator / the engine's first run", ratio, 3, about=about),
        Measure("more memory for more nominals", many["megabytes"] - few["megabytes"], 60, unit="MB",
                about=f"{many['megabytes']:.0f} MB / {few['megabytes']:.0f} MB"),
    ]  # fmt: skip


def main(database: str, day: str) -> None:
    """Try a policy that touches both visits and criteria, and say how it went."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import connection

    from accounts.models import Force
    from benchmarks.database import use
    from caseloads.simulator.changes import Change
    from caseloads.simulator.run import simulate

    use(database)
    connection.ensure_connection()
    changes = [
        Change("visit_interval", "medium", "4", "months"),
        Change("reactive_blocked_by_order", "", "no", "yes_no"),
        Change("reactive_min_low", "", "2", "years"),
    ]
    force = Force.objects.order_by("pk").values_list("pk", flat=True)[0]
    began = time.perf_counter()
    found = simulate(force, changes, dt.date.fromisoformat(day))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "people": found.people, "failed": found.failed}))


if __name__ == "__main__":
    main(*sys.argv[1:])
