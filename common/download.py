"""Downloads: the rows of a list as CSV that a spreadsheet opens without running anything.

A cell that begins with a sign at which a spreadsheet starts a formula arrives with an apostrophe before it, which
spreadsheets read as "this is text"; nothing is taken away, so the value is still there, whole. Every cell is quoted.
The file begins with a byte-order mark, without which Excel misreads accents.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
MARKING = "OFFICIAL-SENSITIVE"


def safe_cell(value: Any) -> str:
    """A value as text that no spreadsheet runs; dates are ISO, nothing known is blank."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], on: dt.date) -> HttpResponse:
    """A CSV file, marked in its name: `my-caseload-2026-11-20-OFFICIAL-SENSITIVE.csv`."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{on.isoformat()}-{MARKING}.csv"'
    return response
