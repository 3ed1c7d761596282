"""What `make run` does before it starts the system: `python -m config.prepare`, one line said for each step.

Every step can be repeated: migrations that are applied, files that are collected and a register that is not empty are
left as they are.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import Any

import django
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command

SIGN_INS = "sign-ins.json"


def main() -> int:
    """Bring the database, the files, the demonstration and today's dates up to date; return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    logging.getLogger().setLevel(logging.WARNING)
    try:
        step("Database", lambda: call_command("migrate", verbosity=0, interactive=False))
        step("Static files", lambda: call_command("collectstatic", verbosity=0, interactive=False))
        if not settings.PRODUCTION:
            if register_is_empty():
                step("Demonstration force (invented people)", load_demonstration)
            note_sign_ins()
        step("Today's dates and alerts", nightly)
        send_first_heartbeat()
    except CommandError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def step(name: str, work: Callable[[], Any]) -> None:
    """Do one step and say how long it took."""
    print(f"  {name} … ", end="", flush=True)
    began = time.monotonic()
    work()
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def register_is_empty() -> bool:
    """Whether nobody and nothing is in the register yet."""
    from accounts.models import User
    from offenders.models import Nominal

    return not User.objects.exists() and not Nominal.objects.exists()


def load_demonstration() -> None:
    """Load the demonstration force with the password that `make run` prints."""
    call_command("load_demo", stdout=StringIO(), stderr=StringIO())


def note_sign_ins() -> None:
    """Write down the demonstration accounts for the table that `make run` prints, if this register has them all.

    Their password becomes the one that is printed, should it have been another when they were made.
    """
    from django.conf import settings

    from accounts.models import User
    from exchange.demo import sign_ins

    known = sign_ins()
    names = [row[0] for row in known]
    accounts = User.objects.filter(username__in=names, is_active=True)
    if accounts.count() < len(names):
        (settings.DATA_DIR / SIGN_INS).unlink(missing_ok=True)
        return
    password = os.environ.get("DEMO_PASSWORD", "")
    if password and not accounts.get(username=names[0]).check_password(password):
        accounts.update(password=make_password(password))
    (settings.DATA_DIR / SIGN_INS).write_text(json.dumps([[str(cell) for cell in row] for row in known]))


def nightly() -> None:
    """Do today's run in the foreground; the hourly bell finds it done."""
    call_command("run_nightly", stdout=StringIO())


def send_first_heartbeat() -> None:
    """Put a heartbeat into the queue, so that the worker reports as soon as it is up. Redis may be down."""
    from kombu.exceptions import OperationalError

    from deadlines.tasks import heartbeat

    with suppress(OperationalError):
        heartbeat.apply_async(expires=300)


if __name__ == "__main__":
    sys.exit(main())
