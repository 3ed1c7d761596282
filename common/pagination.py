"""Pages of a list, counted only as far as it pays: nobody reads beyond a thousand rows, so nothing counts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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


def paginate(rows: Any, number: str | int | None, *, per_page: int = PER_PAGE, total: int | None = None) -> Page:
    """The page that a query string asks for: of a queryset (two queries at most) or a sequence.

    Anything that is no page number is read as the first page, a number past the end as the last. Give `total`
    where it is already known, which saves the count.
    """
    if total is None:
        total = len(rows) if isinstance(rows, Sequence) else rows[: CAP + 1].count()
    capped, total = total > CAP, min(total, CAP)
    pages = max(1, -(-total // per_page))
    wanted = str(number or 1)
    page = min(max(int(wanted), 1), pages) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 1
    start = (page - 1) * per_page
    return Page(list(rows[start : min(start + per_page, total)]), page, per_page, total, capped)
