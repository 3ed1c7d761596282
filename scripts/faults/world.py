"""What the faults happen to: a database and a broker of their own, workers as processes, all of it thrown away."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
BATCH = 50  # nominals; small, so that a kill falls between batches and within one
DERIVED = (
    "deadlines_deadline, deadlines_alert, offenders_standing, deadlines_failednominal, deadlines_runbatch,"
    " deadlines_nightlyrun, common_outboxmessage"
)
RUN = "from scripts.faults.world import work; work()"


def prepare(data_dir: Path) -> None:
    """Django on a data folder of its own, migrated; no server that the environment names is touched."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "APP_ENV", "REGISTER_TESTING"):
        os.environ.pop(name, None)
    os.environ |= {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "config.settings", "EMAIL_URL": "dummymail://"}
    os.chdir(PROJECT)
    import logging

    import django
    from django.core.management import call_command

    django.setup()
    logging.getLogger().setLevel(logging.CRITICAL)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def fill(cases: Iterable[Any]) -> None:
    """Write the cases as the facts that somebody would have entered."""
    from accounts.models import Force, Team, User
    from offenders.models import Nominal, RiskLevel, StatusPeriod
    from scripts.faults.oracle import GONE, OFFICERS, SUPERVISORS
    from visits.models import Visit

    force = Force.objects.create(name="Faultshire Police")
    team = Team.objects.create(force=force, name="North")
    roles = {**dict.fromkeys((*OFFICERS, GONE), "offender_manager"), **dict.fromkeys(SUPERVISORS, "supervisor")}
    people = {
        name: User.objects.create(
            username=name, full_name=name, email=f"{name}@example.org", role=role, force=force, team=team,
            is_active=name != GONE,
        )
        for name, role in roles.items()
    }  # fmt: skip
    long_ago = dt.date(2019, 3, 4)
    for case in cases:
        row = Nominal.objects.create(
            reference=case.reference, family_name="Fault", force=force, team=team, officer=people.get(case.officer),
            lead_agency="probation", registered_on=long_ago,
        )  # fmt: skip
        RiskLevel.objects.create(
            nominal=row, level=case.level, effective_from=long_ago, approved=True, approved_on=long_ago
        )
        Visit.objects.create(nominal=row, date=case.seen, outcome="seen_at_address", officers=[])
        if case.stopped:
            StatusPeriod.objects.create(nominal=row, status="custody", from_on=case.seen + dt.timedelta(days=1))


def forget() -> None:
    """As on the day of installation: the facts alone."""
    from django.db import OperationalError

    from common.dbroles import as_owner

    for left in range(9, -1, -1):  # a session of a process that was killed may still be ending
        try:
            with as_owner() as owner, owner.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '5s'; TRUNCATE {DERIVED} CASCADE")
            return
        except OperationalError:
            if not left:
                raise
            time.sleep(1)


def worker(on: dt.date) -> subprocess.Popen[bytes]:
    """A real process that does what a worker does when the bell rings."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", RUN, on.isoformat()], cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def work() -> None:
    """In such a process: the run of the day, or help with it. Ends with 0 if this process ended the run."""
    import django

    django.setup()
    from deadlines import nightly

    nightly.BATCH = BATCH
    on = dt.date.fromisoformat(sys.argv[1])
    if nightly.run(on) is None:
        while nightly.help_with(on):
            pass
        sys.exit(3)


def celery() -> subprocess.Popen[bytes]:
    """A real Celery worker with two processes."""
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "--quiet", "worker", "--concurrency", "2",
               "--without-gossip", "--without-mingle", "--loglevel", "CRITICAL"]  # fmt: skip
    return subprocess.Popen(  # noqa: S603
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def end(processes: Iterable[subprocess.Popen[bytes]], number: int = signal.SIGKILL, *, group: bool = False) -> None:
    """Kill what was started here, and wait for it."""
    for process in processes:
        with suppress(ProcessLookupError):
            if group:
                os.killpg(process.pid, number)
            elif process.poll() is None:
                process.send_signal(number)
        process.wait(30)


def server(name: str) -> int:
    """The process id of our own PostgreSQL (`postgres`) or Redis (`redis-server`): a child of our own keeper."""
    from django.conf import settings

    from config import embedded

    keeper = embedded.ensure(settings.DATA_DIR).keeper_pid
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            command, _, rest = (entry / "stat").read_text().partition("(")[2].rpartition(")")
            if int(rest.split()[1]) == keeper and (name in command or name in (entry / "cmdline").read_text()):
                return int(entry.name)
    raise RuntimeError(f"Our own {name} was not found.")


def answers(seconds: float = 60) -> bool:
    """Whether the database can be used again within so many seconds."""
    from django.db import Error, connection

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(Error, Exception):
            connection.close()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                return True
        time.sleep(0.2)
    return False
