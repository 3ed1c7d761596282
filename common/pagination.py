"""Pages of a list. By number they are counted as far as it pays: nobody reads beyond a thousand rows.

A list that may be long, and must be readable to its end, is paged by key instead (`stretch`): a page begins after the
last row of the one before it, wherever that now stands, so it costs what the first page costs and skips nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, OrderBy, Q, QuerySet

from common.text import plural

PER_PAGE = 100
CAP = 1000


@dataclass(frozen=True)
class Page:
    """One page of rows. `total` is exact up to the cap; beyond it `capped` is true and the words say 'more than'."""

    rows: Sequence[Any]
    number: int
    per_page: int
    total: int
    capped: bool

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def window(self) -> list[int]:
        """Page numbers to link, 0 for a gap: 1 … 4 5 6 … 9."""
        near = {1, self.pages, *range(self.number - 1, self.number + 2)}
        numbers: list[int] = []
        for number in sorted(n for n in near if 1 <= n <= self.pages):
            if numbers and number - numbers[-1] > 1:
                numbers.append(0)
            numbers.append(number)
        return numbers

    @property
    def sentence(self) -> str:
        """'Showing 101 to 200 of 283'."""
        if not self.total:
            return "None"
        first = (self.number - 1) * self.per_page + 1
        last = first + len(self.rows) - 1
        if self.capped:
            return f"Showing {first:,} to {last:,} of more than {self.total:,}: filter to see the rest"
        if self.pages == 1:
            return f"Showing all {plural(self.total, 'row')}" if self.total > 1 else "Showing 1 row"
        return f"Showing {first:,} to {last:,} of {self.total:,}"


def paginate(
    rows: Any, number: str | int | None, *, per_page: int = PER_PAGE, total: int | None = None, cap: int = CAP
) -> Page:
    """The page that a query string asks for: of a queryset (two queries at most) or a sequence.

    Anything that is no page number is read as the first page, a number past the end as the last. Give `total`
    where it is already known, which saves the count, and another cap where a list must be as long as its figure.
    """
    if total is None:
        total = len(rows) if isinstance(rows, Sequence) else rows[: cap + 1].count()
    capped, total = total > cap, min(total, cap)
    pages = max(1, -(-total // per_page))
    wanted = str(number or 1)
    page = min(max(int(wanted), 1), pages) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 1
    start = (page - 1) * per_page
    return Page(list(rows[start : min(start + per_page, total)]), page, per_page, total, capped)


class Key(NamedTuple):
    """One step of an order: a field or an annotation, which way, and where those without a value stand."""

    name: str
    down: bool = False
    nulls_last: bool = True

    def turned(self) -> Key:
        """The same step of the order read from its end."""
        return Key(self.name, not self.down, not self.nulls_last)

    def order(self) -> OrderBy:
        """For `order_by`."""
        nulls: Any = {"nulls_last": True} if self.nulls_last else {"nulls_first": True}
        return OrderBy(F(self.name), descending=self.down, **nulls)

    def beyond(self, value: Any) -> Q:
        """What stands after a value."""
        if value is None:
            return Q(pk__in=[]) if self.nulls_last else Q(**{f"{self.name}__isnull": False})
        found = Q(**{f"{self.name}__{'lt' if self.down else 'gt'}": value})
        return found | Q(**{f"{self.name}__isnull": True}) if self.nulls_last else found

    def same(self, value: Any) -> Q:
        """What stands level with it."""
        return Q(**{f"{self.name}__isnull": True} if value is None else {self.name: value})


@dataclass(frozen=True)
class Stretch:
    """One page by key. `next` begins the page after it, `previous` ends the one before; blank where there is none."""

    rows: Sequence[Any]
    total: int
    previous: str = ""
    next: str = ""

    @property
    def sentence(self) -> str:
        """'Showing 100 of 283'."""
        if not self.total:
            return "None"
        if self.previous or self.next:
            return f"Showing {len(self.rows):,} of {self.total:,}"
        return f"Showing all {plural(self.total, 'row')}" if self.total > 1 else "Showing 1 row"


def beyond(keys: Sequence[Key], place: Sequence[Any]) -> Q:
    """The rows after a place in an order: those level with it so far, and after it by the next key."""
    found, level = Q(pk__in=[]), Q()
    for key, value in zip(keys, place, strict=True):
        found |= level & key.beyond(value)
        level &= key.same(value)
    return found


def stretch(
    rows: QuerySet[Any],
    keys: Sequence[Key],
    *,
    total: int,
    token: Callable[[Any], str],
    after: Sequence[Any] | None = None,
    before: Sequence[Any] | None = None,
    fetch: Callable[[QuerySet[Any]], Sequence[Any]] = list,
    per_page: int = PER_PAGE,
) -> Stretch:
    """The rows after a place in the order of the keys, or before one; with neither, or where none are, the first.

    One query, two where the place was the list's end. The last key tells any two rows apart. `token` writes a row's
    place into an address.
    """
    place = before if before is not None else after
    steps = [key.turned() for key in keys] if before is not None else keys
    wanted = rows if place is None else rows.filter(beyond(steps, place))
    found = fetch(wanted.order_by(*(key.order() for key in steps))[: per_page + 1])
    shown, more = list(found[:per_page]), len(found) > per_page
    if place is not None and (not shown or (before is not None and not more)):
        return stretch(rows, keys, total=total, token=token, fetch=fetch, per_page=per_page)
    if before is not None:
        shown.reverse()
    has_previous, has_next = place is not None, more or before is not None
    return Stretch(shown, total, token(shown[0]) if has_previous else "", token(shown[-1]) if has_next else "")
