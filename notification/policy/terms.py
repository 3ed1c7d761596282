"""How long a sentence counts for s.82: its own term, the half of it that counts, terms that add up (s.82(3)-(4))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from common.dates import DAYS, MONTHS, WEEKS, YEARS, Interval, roll
from common.text import listed
from notification.policy.facts import DTO, EXTENDED, PRISON, DisposalFact

SHORT, MIDDLE, LONG = "short", "middle", "long"  # 6 months or less; between; 30 months or more
SIX, THIRTY = 6, 30
NEAR = Fraction(1, 2)  # of a month: so close to 6 or 30 that a person confirms the length
_WEEK, _DAY = Fraction(12, 52), Fraction(12, 365)  # of a month, by the key `weeks_as_months`


Part = int | Fraction  # a fraction only where a term was halved: whole numbers are quicker to add and to look up


class Length(NamedTuple):
    """A term as it was given: months, weeks and days side by side, never turned into one another."""

    months: Part = 0
    weeks: Part = 0
    days: Part = 0

    def plus(self, other: Length, sign: int = 1) -> Length:
        """This and another term, or this less an overlap."""
        return Length(self.months + sign * other.months, self.weeks + sign * other.weeks, self.days + sign * other.days)

    def half(self) -> Length:
        """The half of it."""
        return Length(*(Fraction(part, 2) for part in self))

    def as_months(self) -> Part:
        """By the key `weeks_as_months`: 52 weeks, or 365 days, are 12 months."""
        if not self.mixed:
            return self.months
        return self.months + self.weeks * _WEEK + self.days * _DAY

    def ends(self, start: dt.date) -> dt.date:
        """On the calendar: the day after its last one, when it begins with `start`."""
        whole = int(self.months)
        odd = round((self.months - whole) * 30 + self.weeks * 7 + self.days)
        return roll(start, whole) + dt.timedelta(days=odd)

    @property
    def mixed(self) -> bool:
        """Whether weeks or days are part of it."""
        return bool(self.weeks or self.days)

    def text(self) -> str:
        """`9 months`, `26 weeks`, `3 months and 13 weeks`."""
        return _text(self)


class Combined(NamedTuple):
    """The length that counts for one disposal, and how it came about."""

    length: Length | None  # None: the term is not recorded
    steps: Sequence[tuple[str, str]] = ()  # words, section


class Readings(NamedTuple):
    """A length in weeks or days close to 6 or 30 months, read both ways: the band by each."""

    length: Length
    as_months: str
    on_calendar: str


@lru_cache(maxsize=4096)  # the same few terms in every register
def length_of(interval: Interval) -> Length:
    """A term as it was given."""
    value = interval.value
    if interval.unit in (YEARS, MONTHS):
        return Length(months=value * (12 if interval.unit == YEARS else 1))
    return {WEEKS: Length(weeks=value), DAYS: Length(days=value)}[interval.unit]


def own_length(disposal: DisposalFact) -> Combined:
    """The term that counts by itself.

    Suspended: the full term (CJA 2003 s.189(6)). Extended: custody and extension together (R v Wiles). Detention and
    training: the detention half (R v Slocombe).
    """
    return _own_length(disposal.term, disposal.outcome, disposal.extension if disposal.outcome == EXTENDED else None)


@lru_cache(maxsize=4096)
def _own_length(term: Interval | None, outcome: str, extension: Interval | None) -> Combined:
    if term is None:
        return Combined(None, (("The term is not recorded", "s.82(1)"),))
    length = length_of(term)
    if extension is not None:
        more = length_of(extension)
        total = length.plus(more)
        words = f"Custodial term of {length.text()} and extension of {more.text()}: {total.text()}"
        return Combined(total, ((words, "R v Wiles [2004] EWCA Crim 836"),))
    if outcome == DTO:
        words = f"Of the detention and training order of {length.text()} the detention half: {length.half().text()}"
        return Combined(length.half(), ((words, "R v Slocombe [2005] EWCA Crim 2997"),))
    return Combined(length)


def combined_lengths(disposals: Sequence[DisposalFact]) -> dict[str, Combined]:
    """The length of each prison sentence, those that are consecutive or partly concurrent put together.

    s.82(3)-(4): two or more Schedule 3 offences only; consecutive X + Y, partly concurrent X + Y - Z, and each offence
    then counts with the combined term. Wholly concurrent terms stand alone; a term for another offence adds nothing.
    """
    if len(disposals) == 1:  # most people have one, which stands alone
        [one] = disposals
        return {one.ref: own_length(one)} if one.outcome in PRISON else {}
    by_ref = {one.ref.upper(): one for one in disposals if one.outcome in PRISON}
    own = {ref: own_length(one) for ref, one in by_ref.items()}
    links = {ref: link for ref, one in by_ref.items() if (link := _link(one, by_ref, own)) is not None}
    groups: dict[str, list[str]] = {}
    for ref in by_ref:
        groups.setdefault(_root(ref, links), []).append(ref)
    found: dict[str, Combined] = {}
    for members in groups.values():
        counting = [ref for ref in members if by_ref[ref].schedule_3]
        if len(counting) < 2 or any(own[ref].length is None for ref in counting):
            found.update({by_ref[ref].ref: own[ref] for ref in members})
            continue
        paths = {ref: _path(ref, links, by_ref, own) for ref in members}
        total = max(paths.values(), key=Length.as_months)
        words = "; ".join(_told(ref, links, by_ref, own) for ref in counting)
        step = (f"Terms that add up: {words}. Together {total.text()}", "s.82(3)-(4)")
        for ref in members:
            together = Combined(total, (*own[ref].steps, step))
            found[by_ref[ref].ref] = together if ref in counting else own[ref]
    return found


def _link(
    one: DisposalFact, by_ref: Mapping[str, DisposalFact], own: Mapping[str, Combined]
) -> tuple[str, Length] | None:
    """The sentence that this one follows, and by how much it overlaps that; None where it stands alone."""
    if one.consecutive_to.upper() in by_ref:
        return one.consecutive_to.upper(), Length()
    other = one.overlaps.upper()
    if other not in by_ref or one.overlap is None:
        return None
    overlap, mine, theirs = length_of(one.overlap), own[one.ref.upper()].length, own[other].length
    if mine is None or theirs is None or overlap.as_months() >= min(mine.as_months(), theirs.as_months()):
        return None
    return other, overlap


def _root(ref: str, links: Mapping[str, tuple[str, Length]]) -> str:
    """The first sentence of the chain. A ring, which is refused at entry, is cut where it closes."""
    seen = [ref]
    while (link := links.get(seen[-1])) is not None and link[0] not in seen:
        seen.append(link[0])
    return min(seen[seen.index(link[0]) :]) if link is not None else seen[-1]


def _path(
    ref: str,
    links: Mapping[str, tuple[str, Length]],
    by_ref: Mapping[str, DisposalFact],
    own: Mapping[str, Combined],
) -> Length:
    """The time from the chain's beginning to the end of one sentence, terms for other offences left out."""
    total, seen = Length(), set()
    while ref not in seen:
        seen.add(ref)
        length = own[ref].length
        if by_ref[ref].schedule_3 and length is not None:
            total = total.plus(length)
        link = links.get(ref)
        if link is None:
            break
        other, overlap = link
        if by_ref[ref].schedule_3 and by_ref[other].schedule_3:
            total = total.plus(overlap, -1)
        ref = other
    return total


def _told(
    ref: str,
    links: Mapping[str, tuple[str, Length]],
    by_ref: Mapping[str, DisposalFact],
    own: Mapping[str, Combined],
) -> str:
    length = own[ref].length or Length()
    link = links.get(ref)
    if link is None:
        return f"{by_ref[ref].ref} {length.text()}"
    other, overlap = link
    how = f"overlapping {by_ref[other].ref} by {overlap.text()}" if any(overlap) else f"after {by_ref[other].ref}"
    return f"{by_ref[ref].ref} {length.text()}, {how}"


def rings(links: Mapping[str, str]) -> set[str]:
    """The references that follow themselves: `links` says which sentence each one follows."""
    found: set[str] = set()
    for start in links:
        seen: list[str] = []
        ref: str | None = start
        while ref is not None and ref not in seen:
            seen.append(ref)
            ref = links.get(ref)
        if ref is not None and start in seen[seen.index(ref) :]:
            found.add(start)
    return found


def band_of(length: Length, start: dt.date, *, weeks_as_months: bool) -> str:
    """6 months or less, 30 months or more, or between (s.82(1)).

    By the key `weeks_as_months`, or else on the calendar from the day of the sentence, where 26 weeks may be more than
    six months.
    """
    if weeks_as_months or not length.mixed:
        months = length.as_months()
        return SHORT if months <= SIX else LONG if months >= THIRTY else MIDDLE
    ends = length.ends(start)
    return SHORT if ends <= roll(start, SIX) else LONG if ends >= roll(start, THIRTY) else MIDDLE


def to_confirm(length: Length, start: dt.date) -> Readings | None:
    """Both readings of a length in weeks or days that is close to 6 or 30 months; None where there is no doubt."""
    if not length.mixed:
        return None
    months = Fraction(length.as_months())
    if abs(months - SIX) > NEAR and abs(months - THIRTY) > NEAR:
        return None
    return Readings(length, band_of(length, start, weeks_as_months=True), band_of(length, start, weeks_as_months=False))


@lru_cache(maxsize=4096)
def _text(length: Length) -> str:
    parts = [(length.months, "month"), (length.weeks, "week"), (length.days, "day")]
    words = [f"{_number(n)} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n]
    return listed(words) or "0 days"


def _number(value: Part) -> str:
    return str(int(value)) if value.denominator == 1 else f"{float(value):g}"
