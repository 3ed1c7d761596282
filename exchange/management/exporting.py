"""What the export commands share: the day, one snapshot, CSV on standard output as it is made."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.events import record
from common.commands import day
from common.dates import BeyondHolidayData
from deadlines.reconcile import CannotBeWorkedOut
from exchange.export import snapshot

ROWS_AT_ONCE = 500


class ExportCommand(BaseCommand):
    """CSV on standard output, in UTF-8. It is made for machines: values are exactly those of the register.

    A person who opens it in a spreadsheet should import it as text.
    """

    columns: Sequence[str]
    rows: Callable[[dt.date], Iterator[Sequence[Any]]]
    action: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of", metavar="DATE", help="answer as the register would have on this day; today if left out"
        )

    def export(self, as_of: str | None, today: dt.date) -> None:
        """Write the header and every row. The export is noted in the audit log before the first row leaves."""
        on = today if as_of is None else day(as_of)
        record(self.action, by=None, details={"as_of": on.isoformat()})
        try:
            with snapshot():
                self._write(type(self).rows(on))
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever read has had enough, as `head` has. What is left goes nowhere, or Python would complain at exit.
            with open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), self.stdout.fileno())
        except (BeyondHolidayData, CannotBeWorkedOut) as error:
            raise CommandError(str(error)) from error

    def _write(self, rows: Iterator[Sequence[Any]]) -> None:
        piece = io.StringIO()
        writer = csv.writer(piece, lineterminator="\n")
        writer.writerow(self.columns)
        try:
            for number, row in enumerate(rows, start=1):
                writer.writerow(row)
                if number % ROWS_AT_ONCE == 0:
                    self.stdout.write(piece.getvalue(), ending="")
                    piece.seek(0)
                    piece.truncate()
        finally:
            self.stdout.write(piece.getvalue(), ending="")
