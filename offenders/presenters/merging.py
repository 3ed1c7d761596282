"""Two records beside each other, before they become one."""

from __future__ import annotations

import datetime as dt

from common.text import plain_date, plural
from offenders.models import Nominal
from offenders.presenters.frame import born_text, owner_text

COUNTED = (
    ("visits", "visit", "visits"),
    ("addresses", "address", "addresses"),
    ("events", "event", "events"),
    ("risk_levels", "risk level", "risk levels"),
)


def comparison(one: Nominal, other: Nominal, on: dt.date) -> list[tuple[str, str, str]]:
    """What, of the record that stays, of the record that joins it (four counts for each)."""
    rows = [
        ("Name", one.full_name, other.full_name),
        ("Born", born_text(one.date_of_birth, on), born_text(other.date_of_birth, on)),
        ("Sex", one.get_sex_display(), other.get_sex_display()),
        ("Management began", plain_date(one.registered_on), plain_date(other.registered_on)),
        ("Offender manager", owner_text(one), owner_text(other)),
        ("Home", _home(one), _home(other)),
    ]
    for relation, word, words in COUNTED:
        mine, theirs = (plural(getattr(row, relation).count(), word, words) for row in (one, other))
        rows.append((words.capitalize(), mine, theirs))
    return rows


def _home(row: Nominal) -> str:
    return str(row.homes[0]) if row.homes else "none recorded"  # type: ignore[attr-defined]
