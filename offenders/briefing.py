"""The limited view for neighbourhood officers: who, where, whether at large, what they may not do. Nothing else.

No offence, no risk level, no victims, no history. Apps to the right add what their orders forbid through `add_lines`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from offenders.models import Address, Nominal
from offenders.presenters.frame import NOT_WORKED_OUT, age, owner_text, status_text

Lines = Callable[[Nominal, dt.date], Sequence[str]]
_sources: list[tuple[str, Lines]] = []


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it."""

    heading: str
    lines: Sequence[str]
    none: str


def add_lines(heading: str, source: Lines) -> None:
    """Called once by an app as it starts: a summary of its own, in a few plain lines."""
    _sources.append((heading, source))


def briefing(nominal: Nominal, on: dt.date) -> dict[str, Any]:
    """The context of the page."""
    standing = getattr(nominal, "standing", None)
    homes = Address.objects.counted().filter(nominal=nominal, to_on__isnull=True).order_by("kind", "pk")
    return {
        "name": nominal.full_name,
        "reference": nominal.reference,
        "age": str(age(nominal.date_of_birth, on)) if nominal.date_of_birth else "not known",
        "status": status_text(standing.status) if standing else NOT_WORKED_OUT,
        "officer": owner_text(nominal),
        "team": nominal.team.name if nominal.team else "no team",
        "parts": [
            Part("Addresses", [f"{row.get_kind_display().split(':')[0]}: {row}" for row in homes], "None recorded."),
            *[Part(heading, source(nominal, on), "None recorded.") for heading, source in _sources],
        ],
    }
