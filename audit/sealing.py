"""Search terms as the log keeps them: sealed, so that reading the log does not tell whom somebody looked for.

Each word becomes a keyed hash (HMAC-SHA-256 under a key derived from SECRET_KEY, cut to 16 digits). Whoever holds the
key can ask whether a given word was searched; nobody can read the words back (docs/adr/0013).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.crypto import salted_hmac

SALT = "audit.search-terms"
DIGITS = 16


def sealed(term: str) -> str:
    """The same for the same word, whatever its case."""
    return salted_hmac(SALT, term.strip().casefold(), algorithm="sha256").hexdigest()[:DIGITS]


def sealed_terms(terms: Mapping[str, Any]) -> dict[str, list[str]]:
    """By field; a text word by word, a day as its ISO date; what was left blank is left out."""
    return {name: [sealed(word) for word in _words(value)] for name, value in terms.items() if value}


def _words(value: Any) -> Iterable[str]:
    return [value.isoformat()] if isinstance(value, dt.date) else str(value).split()
