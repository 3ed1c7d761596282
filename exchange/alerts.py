"""The alerts as at a day, as rows for a machine to read (contract, section 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models.functions import Collate

from deadlines.models import Alert

COLUMNS = ("reference", "kind", "subject", "stage", "raised_on", "recipient", "acknowledged_on")
AT_ONCE = 2_000  # rows held at a time, however many there are


def alert_rows(on: dt.date) -> Iterator[tuple[Any, ...]]:
    """A row for every alert raised by the day; acknowledged after it, it was still waiting. Text in byte order."""
    words = ("nominal__reference", "kind", "subject", "stage", "recipient__username")
    order = [Collate(word, "C") for word in words]
    rows = (
        Alert.objects.filter(raised_on__lte=on)
        .order_by("raised_on", *order, "pk")
        .values_list(
            "nominal__reference", "kind", "subject", "stage", "raised_on", "recipient__username", "acknowledged_on"
        )
    )
    for *row, raised_on, recipient, acknowledged_on in rows.iterator(chunk_size=AT_ONCE):
        done = acknowledged_on.isoformat() if acknowledged_on is not None and acknowledged_on <= on else ""
        yield (*row, raised_on.isoformat(), recipient, done)
