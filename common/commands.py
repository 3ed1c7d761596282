"""What management commands share."""

from __future__ import annotations

import datetime as dt
import re

from django.core.management.base import CommandError

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str) -> dt.date:
    """The day that `--as-of` names. Raises `CommandError` for anything but an ISO date from 1900 to 2199."""
    try:
        found = dt.date.fromisoformat(text.strip()) if _ISO.fullmatch(text.strip()) else None
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"“{text}” is not a date like 2026-11-20 (year-month-day).")
    if not 1900 <= found.year <= 2199:
        raise CommandError(f"{found} is out of range: give a day from 1900-01-01 to 2199-12-31.")
    return found
