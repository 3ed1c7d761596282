"""The standard conditions that ship, and the typed blanks of their wordings."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from common.dates import long_date

BUNDLED = Path(__file__).parent / "data" / "standard_conditions.json"
FROM = dt.date(2015, 3, 8)  # the day of the first SHPO
_BLANK = re.compile(r"\{([a-z_]+):(text|number|date)\}")


class Blank(NamedTuple):
    """A blank of a wording: its name and whether words, a number or a day go in."""

    name: str
    type: str

    @property
    def label(self) -> str:
        """`age` as `Age`."""
        return self.name.replace("_", " ").capitalize()


def bundled_conditions() -> list[dict[str, Any]]:
    """Every version that ships, as columns of the catalogue."""
    return [{**row, "from_on": FROM} for row in json.loads(BUNDLED.read_text(encoding="utf-8"))]


def blanks(wording: str) -> list[Blank]:
    """The blanks of a wording in their order, each name once."""
    return list(dict.fromkeys(Blank(*found) for found in _BLANK.findall(wording)))


def filled(wording: str, values: Mapping[str, Any]) -> str:
    """The wording with its blanks filled; one that is called `exception` brings its own comma, or nothing."""

    def value(found: re.Match[str]) -> str:
        given = values.get(found[1])
        text = long_date(given) if isinstance(given, dt.date) else str(given if given is not None else "").strip()
        if found[1] == "exception":
            return f", unless {text}" if text else ""
        return text

    return _BLANK.sub(value, wording)
