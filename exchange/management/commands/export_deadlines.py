"""Writes every open deadline as CSV (contract, section 4)."""

from __future__ import annotations

from typing import Any

from common.clock import today
from exchange.export import DEADLINE_COLUMNS, deadline_rows
from exchange.management.exporting import ExportCommand


class Command(ExportCommand):
    help = "Every deadline that is open on a day, as CSV on standard output."
    columns = DEADLINE_COLUMNS
    rows = staticmethod(deadline_rows)
    action = "register.deadlines_exported"

    def handle(self, *, as_of: str | None, **options: Any) -> None:
        self.export(as_of, today())
