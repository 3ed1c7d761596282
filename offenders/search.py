"""Names as they are searched: small letters, no accents, apostrophes or hyphens; each word found by its beginning.

PostgreSQL keeps an index of the words (`nominal_name_words`, made from `search_name` by the expression below), so that
a search looks at those who are found and not at everybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Value

# Letters that Unicode does not take apart into a letter and an accent.
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)
_WITHIN_A_NAME = re.compile(r"['’‘`´ʼ′＇\-‐‑‒–—.]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
MOST_WORDS = 8
LONGEST = 500  # characters of a word; no name has one as long
NAME_WORDS = "array_to_tsvector(array_remove(string_to_array(btrim({}), ' '), ''))"


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


class HasWords(Func):
    """Whether the words of a name answer a query of words. Index and query share the expression to the letter."""

    output_field = BooleanField()
    arity = 2

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **extra: Any) -> tuple[str, Any]:
        """`search_name` goes into the expression, the query after it."""
        name, query = self.get_source_expressions()
        name_sql, name_params = compiler.compile(name)
        query_sql, query_params = compiler.compile(query)
        return f"({NAME_WORDS.format(name_sql)} @@ {query_sql}::tsquery)", [*name_params, *query_params]


def query_of(words: Iterable[str]) -> str:
    """The query of words that a name answers: each begins some word of it, in any order."""
    return " & ".join(f"'{word[:LONGEST]}':*" for word in words)


def named(words: Iterable[str]) -> Q:
    """Those whose name answers the words, which hold letters and digits only: no wildcards. With none, everybody."""
    wanted = query_of(words)
    return Q(HasWords(F("search_name"), Value(wanted))) if wanted else Q()
