"""What a change did to the dates that are owed, in sentences; and what it would do, without doing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction

from common.text import long_date
from deadlines.models import Deadline
from deadlines.registry import kind_name, subject_words

Owed = dict[tuple[str, str], tuple[dt.date, bool]]


@dataclass(frozen=True)
class Dates:
    """The open deadlines of a nominal at a moment (one query)."""

    nominal_id: int
    owed: Owed

    @classmethod
    def of(cls, nominal_id: int) -> Self:
        rows = Deadline.objects.open().filter(nominal_id=nominal_id).order_by("kind", "subject")
        return cls(
            nominal_id,
            {(k, s): (d, off) for k, s, d, off in rows.values_list("kind", "subject", "due_on", "suspended")},
        )

    def changes_since(self) -> list[str]:
        """A sentence for each date that has moved, stopped, begun or gone since then (one query)."""
        return told(self.owed, type(self).of(self.nominal_id).owed)


def told(before: Owed, after: Owed) -> list[str]:
    """The difference in words: `Home visit: Tuesday 2 February 2027 becomes Monday 14 December 2026.`"""
    sentences = []
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        name = " ".join(part for part in (kind_name(key[0]), subject_words(*key, "")) if part)
        if now is None:
            sentences.append(f"{name}: no longer owed.")
        elif now[1]:
            sentences.append(f"{name}: suspended.")
        elif was is None or was[1]:
            sentences.append(f"{name}: now owed by {long_date(now[0])}.")
        else:
            sentences.append(f"{name}: {long_date(was[0])} becomes {long_date(now[0])}.")
    return sentences


def preview(nominal_id: int, action: Callable[[], Any]) -> list[str]:
    """What an action would do to the dates. It is done and undone in one transaction, so nothing stays."""
    with transaction.atomic():
        dates = Dates.of(nominal_id)
        action()
        changes = dates.changes_since()
        transaction.set_rollback(True)
    return changes
