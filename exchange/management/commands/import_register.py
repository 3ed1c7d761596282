"""Loads a register bundle, all or nothing (contract, sections 2 and 3)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from common import statistics
from common.clock import today
from common.text import plural
from exchange.bundle.folder import NoBundle
from exchange.bundle.load import AnotherImport, load_bundle
from exchange.bundle.problems import BundleRefused, Problems
from exchange.bundle.spec import Outcome

CHANGED_MEANWHILE = ("23505", "40001", "40P01")  # a key taken, a serialisation failure, a deadlock


class Command(BaseCommand):
    help = "Load a folder of CSV files into the register, all or nothing. --dry-run says what loading it would do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="write nothing, report the same")

    def handle(self, *, folder: Path, dry_run: bool, **options: Any) -> None:
        try:
            outcome = load_bundle(Path(folder), on=today(), dry_run=dry_run, progress=self._progress)
        except BundleRefused as refused:
            self._clear()
            self._list(refused.problems)
            raise CommandError(
                f"{plural(refused.problems.count, 'error')} in the bundle; nothing was written."
            ) from None
        except (NoBundle, AnotherImport) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) not in CHANGED_MEANWHILE:
                raise
            raise CommandError(
                "The register was changed while the bundle was loading. Nothing was written; try again."
            ) from error
        if not (dry_run or outcome.nothing):
            statistics.refresh()
        self._clear()
        self._report(outcome, dry_run)

    def _list(self, problems: Problems) -> None:
        listed = problems.listed()
        for problem in listed:
            self.stderr.write(problem.text())
        if problems.count > len(listed):
            self.stderr.write(f"and {problems.count - len(listed):,} more")

    def _report(self, outcome: Outcome, dry_run: bool) -> None:
        for counts in outcome.files:
            self.stdout.write(counts.text())
        for warning in outcome.warnings:
            self.stdout.write(f"warning: {warning}")
        done = outcome.deadlines
        if done.get("nominals"):
            self.stdout.write(
                f"Deadlines of {plural(done['nominals'], 'nominal')} worked out:"
                f" {done.get('opened', 0):,} opened, {done.get('closed', 0):,} closed"
            )
        if outcome.nothing:
            self.stdout.write("Nothing to change: the register says all of this already.")
        elif dry_run:
            self.stdout.write("Dry run: nothing was written.")
        else:
            self.stdout.write("Loaded.")

    def _progress(self, what: str, done: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r\033[K{what}: {done:,}", ending="")
            self.stderr.flush()

    def _clear(self) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
