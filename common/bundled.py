"""The bank holidays that ship with the product."""

import csv
import datetime as dt
from pathlib import Path

BUNDLED = Path(__file__).parent / "data" / "bank_holidays.csv"


def bundled_holidays() -> list[tuple[dt.date, str]]:
    """England and Wales: (day, title), 1990 to 2028."""
    with BUNDLED.open(encoding="utf-8", newline="") as lines:
        return [(dt.date.fromisoformat(row["date"]), row["title"]) for row in csv.DictReader(lines)]
