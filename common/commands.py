"""What management commands share."""

from __future__ import annotations

import datetime as dt
import re

from django.core.management.base import CommandError

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str) -> dt.date:
    """The day that `--as-of` names. Raises `CommandError` for anything but an ISO date of a sensible year."""
    try:
        found = dt.date.fromisoformat(text.strip()) if _ISO.fullmatch(text.strip()) else None
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2199:
        raise CommandError(f"“{text}” is not a date like 2026-11-20 (year-month-day).")
    return found
