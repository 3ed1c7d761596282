"""Does the night's work for a day at once, in the foreground (contract, section 2)."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from common.clock import today
from common.commands import day
from common.text import plain_date, plural
from deadlines import nightly


class Command(BaseCommand):
    help = (
        "Bring every deadline up to date for a day, as the nightly task does. Again for the same day changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", metavar="DATE", help="the day, as 2026-11-20; today in London if left out")

    def handle(self, *, as_of: str | None, **options: Any) -> None:
        on = self._day(as_of)
        self._done = 0
        try:
            counts = nightly.run(on, again=True, progress=self._progress)
        except (nightly.RunRefused, nightly.LeaseLost) as error:
            raise CommandError(str(error)) from error
        if counts is None:
            raise CommandError(f"Another worker is at the run for {plain_date(on)}; nothing was done here.")
        self._clear()
        self.stdout.write(
            f"Nightly run for {plain_date(on)}: {plural(counts['nominals'], 'nominal')},"
            f" {plural(counts['opened'], 'deadline')} opened,"
            f" {counts['closed']:,} closed, {counts['reworded']:,} reworded"
        )
        if counts["failed"]:
            failed = f"the deadlines of {plural(counts['failed'], 'nominal')} could not be worked out"
            self.stdout.write(f"warning: {failed}; the nightly run's page lists them")

    def _day(self, as_of: str | None) -> dt.date:
        on = today() if as_of is None else day(as_of)
        if settings.PRODUCTION and on > today():
            raise CommandError(f"{plain_date(on)} is in the future: in production only days up to today are run.")
        return on

    def _progress(self, nominals: int) -> None:
        self._done += nominals
        if self.stderr.isatty():
            self.stderr.write(f"\r\033[K{self._done:,} nominals", ending="")

    def _clear(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
