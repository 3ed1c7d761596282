"""The home on a day, moves, and when two addresses are one place."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from offenders.policy.facts import HOME, NO_FIXED_ABODE, AddressFact


def home_on(addresses: Iterable[AddressFact], day: dt.date) -> AddressFact | None:
    """The `home` or `no_fixed_abode` address of a day; where they overlap, the one that began last, then the home."""
    best: AddressFact | None = None
    best_key: tuple[dt.date, bool, str] | None = None
    for row in addresses:
        kind, address, _, began_on, ended_on = row
        if kind not in (HOME, NO_FIXED_ABODE) or (began_on is not None and began_on > day):
            continue
        if ended_on is not None and ended_on <= day:
            continue
        key = (began_on or dt.date.min, kind == HOME, address)
        if best_key is None or key > best_key:
            best, best_key = row, key
    return best


def no_fixed_abode_on(addresses: Sequence[AddressFact], day: dt.date) -> bool:
    """Whether the person was of no fixed abode on a day. Nothing recorded is not that."""
    home = home_on(addresses, day) if ever_of_no_fixed_abode(addresses) else None
    return home is not None and home[0] == NO_FIXED_ABODE


def ever_of_no_fixed_abode(addresses: Sequence[AddressFact]) -> bool:
    """Whether the record has the person so at any time: few ever are."""
    return NO_FIXED_ABODE in [row[0] for row in addresses]


def first_move_after(addresses: Iterable[AddressFact], after: dt.date, on: dt.date) -> AddressFact | None:
    """The first `home` that began after one day and by another: the oldest home that nobody has visited since."""
    best: AddressFact | None = None
    for row in addresses:
        began_on = row[3]
        if row[0] != HOME or began_on is None or not after < began_on <= on:
            continue
        if best is None or best[3] is None or (began_on, row[1]) < (best[3], best[1]):
            best = row
    return best


class Place(NamedTuple):
    """An address as it is compared: case, accents, spaces and punctuation apart; the postcode by itself."""

    text: str
    postcode: str

    def same_as(self, other: Place) -> bool:
        """The same text, and no two different postcodes; without any text, the same postcode."""
        if self.text != other.text:
            return False
        return self.postcode == other.postcode or bool(self.text and not (self.postcode and other.postcode))


_APOSTROPHES = re.compile("['’‘`´]")
_NOT_WORD = re.compile(r"[\W_]+")
_POSTCODE_AT_END = re.compile(r"(?:^| )([a-z]{1,2}[0-9][0-9a-z]?) ?([0-9][a-z]{2})$")


def place(address: str, postcode: str = "") -> Place:
    """`4, Sample Street  ZZ1 1AA` and `4 SAMPLE STREET` with postcode `zz11aa` are one place."""
    text = _plain(address)
    code = _plain(postcode).replace(" ", "")
    found = _POSTCODE_AT_END.search(text)
    if found:
        text, code = text[: found.start()], code or found[1] + found[2]
    return Place(text, code)


def _plain(text: str) -> str:
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", text.casefold())).strip()
