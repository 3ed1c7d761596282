"""Names as they are searched: small letters, no accents, apostrophes or hyphens; each word found by its beginning.

The names are read through (a scan of 100,000 takes some 30 ms), so there is no index of words to keep true.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Q

# Letters that Unicode does not take apart into a letter and an accent.
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_WITHIN_A_NAME = re.compile(r"['’‘`´ʼ′＇\-‐‑‒–—.]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
MOST_WORDS = 8


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).translate(_FOLDED)


def _split(text: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(text) if word]


def _words(name: str) -> list[str]:
    """`O'Neill-Shaw Van Der` is found as o, neill, shaw, van, der, oneillshaw and as the whole without a space."""
    plain = _plain(name)
    joined = _split(_WITHIN_A_NAME.sub("", plain))
    return [*_split(plain), *joined, *(["".join(joined)] if len(joined) > 1 else [])]


def search_key(family: str, given: str) -> str:
    """What `Nominal.search_name` holds for a name: every word that it can be found by, each after a space."""
    return "".join(f" {word}" for word in dict.fromkeys([*_words(given), *_words(family)]))


def search_keys(names: Iterable[tuple[str, str]]) -> list[str]:
    """The same for many (family, given) at once, for imports that write `search_name` with the rest of the row."""
    return [search_key(family, given) for family, given in names]


def typed_words(text: str) -> list[str]:
    """The words of a search box: `o'neill` is one word, `ann o neill` three. At most eight count."""
    return _split(_WITHIN_A_NAME.sub("", _plain(text)))[:MOST_WORDS]


def named(words: Iterable[str]) -> Q:
    """Every word begins some word of the name, in any order. The words hold letters and digits only: no wildcards."""
    condition = Q()
    for word in words:
        condition &= Q(search_name__contains=f" {word}")
    return condition
