"""Writes a row for every nominal as CSV (contract, section 5)."""

from __future__ import annotations

from typing import Any

from common.clock import today
from exchange.export import REGISTER_COLUMNS, register_rows
from exchange.management.exporting import ExportCommand


class Command(ExportCommand):
    help = "A row for every nominal, as at a day, as CSV on standard output."
    columns = REGISTER_COLUMNS
    rows = staticmethod(register_rows)
    action = "register.exported"

    def handle(self, *, as_of: str | None, **options: Any) -> None:
        self.export(as_of, today())
