"""Numbers that are never copied here: of bank accounts, cards and identity documents (national guidance on ViSOR).

The national record holds them; this one says only that they were given, and when.
"""

from __future__ import annotations

import re

KEEP_OUT = (
    "This looks like the number of an account, a card or an identity document. Leave it out: "
    "the national record holds it"
)

_DATES = re.compile(r"\b(?:\d{1,2}[ /.-]\d{1,2}[ /.-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{1,2}-\d{1,2})\b")
_PHONES = re.compile(r"(?<![\d-])(?:\+44|0)(?:[ -]?\d){9,10}(?![ -]?\d)")
_BARRED = (
    re.compile(r"\d(?:[ -]?\d){6,}"),  # a run of seven digits or more, however it is spaced
    re.compile(r"\b\d{2}-\d{2}-\d{2}\b"),  # a sort code
    re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.I),  # a National Insurance number
    re.compile(r"\b[A-Z9]{5}\d{6}[A-Z9]{2}[A-Z0-9]{3}\b", re.I),  # a driving licence
    re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}\b"),  # an IBAN
)


def holds_a_barred_number(text: str) -> bool:
    """Whether a text holds what looks like such a number. Dates and British telephone numbers do not."""
    rest = _PHONES.sub(" ", _DATES.sub(" ", text))
    return any(pattern.search(rest) for pattern in _BARRED)
