"""Writes every alert as CSV (contract, section 6)."""

from __future__ import annotations

from typing import Any

from common.clock import today
from exchange.alerts import COLUMNS, alert_rows
from exchange.management.exporting import ExportCommand


class Command(ExportCommand):
    help = "Every alert that was raised by a day, as CSV on standard output."
    columns = COLUMNS
    rows = staticmethod(alert_rows)
    action = "register.alerts_exported"

    def handle(self, *, as_of: str | None, **options: Any) -> None:
        self.export(as_of, today())
