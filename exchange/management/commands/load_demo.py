"""`manage.py load_demo`: fills an empty register with invented people."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common.clock import today
from exchange import demo

PASSWORD_FILE = "demo-password"  # noqa: S105 - the file's name


class Command(BaseCommand):
    """Refuses in production and over a register that is not empty; all or nothing."""

    help = (
        "Load a demonstration register of invented people into an empty database. The same seed gives the same data "
        "(dates count back from today)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--nominals", type=int, default=demo.DEFAULT, help=f"how many people ({demo.DEFAULT:,})")
        parser.add_argument("--seed", type=int, default=demo.SEED, help="another seed gives other people")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration is never loaded where APP_ENV is production.")
        nominals = options["nominals"]
        if not demo.LEAST <= nominals <= demo.MOST:
            raise CommandError(f"--nominals takes a number from {demo.LEAST:,} to {demo.MOST:,}.")
        try:
            loaded = demo.load(
                on=today(),
                password=demonstration_password(settings.DATA_DIR),
                nominals=nominals,
                seed=options["seed"],
                progress=self._say if options["verbosity"] > 1 or self.stderr.isatty() else lambda text: None,
            )
        except demo.DemoRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Loaded {loaded.nominals:,} invented people with {loaded.visits:,} visits and attempts.")
        for force, count in list(loaded.overdue.items())[:2]:
            self.stdout.write(f"{force}: {count} home visits overdue")
        if len(loaded.overdue) > 2:
            self.stdout.write(f"All {len(loaded.overdue)} forces: {sum(loaded.overdue.values()):,} overdue")
        self.stdout.write(f"Sign-ins (password in DEMO_PASSWORD, or kept in {settings.DATA_DIR / PASSWORD_FILE}):")
        for row in demo.sign_ins():
            self.stdout.write(f"  {'  '.join(row)}".rstrip())

    def _say(self, text: str) -> None:
        self.stderr.write(text)


def demonstration_password(data_dir: Path) -> str:
    """`DEMO_PASSWORD`, else one made once and kept in the data folder, readable by its owner alone."""
    given = os.environ.get("DEMO_PASSWORD", "").strip()
    if given:
        return given
    path = data_dir / PASSWORD_FILE
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(12))
    except FileExistsError:
        pass
    return path.read_text().strip()
