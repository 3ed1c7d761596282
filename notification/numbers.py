"""Numbers that this system never keeps: of accounts, cards, passports, National Insurance.

What was given belongs on the national record; here only that it was given, and when. So words that carry such a number
are refused, not cleaned: whoever typed them sees it.
"""

from __future__ import annotations

import re

from offenders.actions.errors import Refused

_DATE = re.compile(r"\b\d{1,2}[ ./-]\d{1,2}[ ./-]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b")
_PHONE = re.compile(r"(?:\+44 ?|\b0)\d(?:[ -]?\d){8,9}\b(?![ -]?\d)")
_LONG = re.compile(r"\d(?:[ -]?\d){7,}")
_INSURANCE = re.compile(r"\b[A-Za-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]\b")
NEVER_KEPT = (
    "That looks like the number of an account, a card, a document or National Insurance. Leave it out: it belongs on"
    " the national record only"
)


def holds_number(text: str) -> bool:
    """Whether words carry eight digits or more in a row, or a National Insurance number; dates and telephones may."""
    left = _PHONE.sub(" – ", _DATE.sub(" – ", text))
    return bool(_LONG.search(left) or _INSURANCE.search(left))


def refuse_numbers(**fields: object) -> None:
    """Raises `Refused` at the first field whose words carry such a number."""
    for name, value in fields.items():
        if isinstance(value, str) and holds_number(value):
            raise Refused(NEVER_KEPT, name)
