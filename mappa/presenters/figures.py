"""How the figures and the return read: tables, the charts that say the same, rows of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from common.text import plain_date, plural
from mappa.links import link
from mappa.models import Category
from mappa.returns import ORDER_NAMES, Return
from mappa.smb import Board, Period, Share

BAR, ROW, WIDTH = 300, 52, 360  # user units of the chart: as wide as a phone
BOARD_COLUMNS = ("figure", "for", "number", "of", "percent")
ANNUAL_COLUMNS = ("section", "row", "column", "number")


def bars(title: str, rows: Iterable[tuple[str, int, str]], most: int = 0) -> dict[str, Any]:
    """A bar a row: name, length, words. The table beside it says the same."""
    found = list(rows)
    longest = max([most, *(value for _, value, _ in found)], default=0) or 1
    return {
        "title": title, "width": WIDTH, "height": ROW * len(found) + 8,
        "rows": [
            {"name": name, "words": words, "name_y": 18 + ROW * at, "y": 24 + ROW * at, "words_y": 40 + ROW * at,
             "width": BAR * value // longest, "end": BAR * value // longest + 6}
            for at, (name, value, words) in enumerate(found)
        ],
    }  # fmt: skip


def percents(title: str, rows: Iterable[tuple[str, int | None]]) -> dict[str, Any]:
    """Bars of whole per cents; what could not be counted has none."""
    return bars(title, [(name, percent, f"{percent}%") for name, percent in rows if percent is not None], 100)


def share_text(share: Share) -> str:
    """`12 of 14 (85%)`."""
    return f"{share.met} of {share.all} ({share.percent}%)" if share.all else "none to count"


def board(found: Board, period: Period) -> dict[str, Any]:
    """The context of the page."""
    shares = _shares(found)
    days = sorted(found.days_to_first)
    median = days[len(days) // 2] if days else None
    return {
        "first": plain_date(period.first), "last": plain_date(period.last),
        "from_value": period.first.isoformat(), "to_value": period.last.isoformat(),
        "shares": [
            {"name": name, "words": share_text(share), "late": share.late, "owed": share.owed, "url": url}
            for name, share, url in shares
        ],
        "chart": percents("In time, per cent", [(name, share.percent) for name, share, _ in shares]),
        "median": plural(median, "day") if median is not None else "",
        "attendance": [
            {"agency": row.agency, "level": f"Level {row.level}", "invited": row.invited, "attended": row.attended,
             "report": row.report, "apologies": row.apologies, "absent": row.absent,
             "open": row.invited - row.attended - row.report - row.apologies - row.absent, "percent": f"{row.percent}%"}
            for row in found.attendance
        ],
        "attended": percents("Attended, per cent of invitations",
                             [(f"{row.agency}, level {row.level}", row.percent) for row in found.attendance]),
        "movements": [
            {"from": f"Level {before}", "to": f"Level {after}", "number": number,
             "way": "Up" if after > before else "Down"}
            for (before, after), number in sorted(found.movements.items())
        ],
        "kept": found.kept,
    }  # fmt: skip


def _shares(found: Board) -> list[tuple[str, Share, str]]:
    names = [
        ("First meeting in time", found.first_meetings, link("referrals")),
        ("Minutes in time", found.minutes, link("meetings")),
        ("Disclosure considered", found.disclosure, link("meetings")),
    ]
    return names + [(f"Level {level} reviews in time", share, "") for level, share in sorted(found.reviews.items())]


def board_rows(found: Board, period: Period) -> list[Sequence[Any]]:
    """The same as rows of a file."""
    rows: list[Sequence[Any]] = [("period", "from", period.first, "", ""), ("period", "to", period.last, "", "")]
    rows += [(name, "", s.met, s.all, s.percent if s.percent is not None else "") for name, s, _ in _shares(found)]
    for row in found.attendance:
        about = f"{row.agency}, level {row.level}"
        rows.append(("Attended", about, row.attended, row.invited, row.percent))
        rows.append(("Sent a report", about, row.report, row.invited, ""))
    rows += [("Level changes", f"{a} to {b}", number, "", "") for (a, b), number in sorted(found.movements.items())]
    return [*rows, ("Level kept on review", "", found.kept, "", "")]


def category_name(category: int | None) -> str:
    """`Category 1: registered sexual offender`."""
    return Category(category).label if category else "No category recorded"


def annual(found: Return, end: dt.date, ends: Sequence[dt.date]) -> dict[str, Any]:
    """The context of the page."""
    table = table_rows(found)
    return {
        "end": plain_date(end), "year": end.year,
        "years": [{"value": one.year, "text": f"Year to {plain_date(one)}", "current": one == end} for one in ends],
        "table": table,
        "chart": bars("People by category", [(row["short"], row["all"], str(row["all"])) for row in table[:-1]]),
        "numbers": numbers(found),
        "orders": [(ORDER_NAMES.get(kind, kind), number) for kind, number in sorted(found.orders.items())],
        "breaches": [(ORDER_NAMES.get(kind, kind), number) for kind, number in sorted(found.breaches.items())],
    }  # fmt: skip


def table_rows(found: Return) -> list[dict[str, Any]]:
    """Category by level on the last day, with sums."""
    known = {category for category, _ in found.table}
    categories: list[int | None] = [1, 2, 3, 4, *([None] if None in known else [])]
    rows: list[dict[str, Any]] = []
    for category in categories:
        cells = [found.table[category, level] for level in (1, 2, 3, None)]
        short = f"Category {category}" if category else "None recorded"
        rows.append({"name": category_name(category), "short": short, "cells": cells, "all": sum(cells)})
    sums = [sum(row["cells"][at] for row in rows) for at in range(4)]
    return [*rows, {"name": "All", "short": "All", "cells": sums, "all": sum(sums)}]


def numbers(found: Return) -> list[tuple[str, int]]:
    """What is one number each."""
    return [
        ("Managed at level 2 at some time in the year", found.managed[2]),
        ("Managed at level 3 at some time in the year", found.managed[3]),
        ("Failures to notify: cautioned or convicted", found.notification),
        ("Orders: breaches suspected", found.suspected),
        ("Orders: breaches, cautioned or convicted", sum(found.breaches.values())),
        ("Orders imposed", sum(found.orders.values())),
        ("Returned to custody from the community", found.custody),
        ("Serious further offences notified", found.serious),
        ("Serious case reviews decided", found.serious_reviews),
    ]


def annual_rows(found: Return) -> list[Sequence[Any]]:
    """The same as rows of a file."""
    levels = ("Level 1", "Level 2", "Level 3", "Level not recorded")
    rows: list[Sequence[Any]] = [
        ("Category by level", row["name"], level, number)
        for row in table_rows(found)
        for level, number in zip(levels, row["cells"], strict=True)
    ]
    rows += [("Numbers of the year", name, "", number) for name, number in numbers(found)]
    rows += [("Orders imposed", ORDER_NAMES.get(kind, kind), "", n) for kind, n in sorted(found.orders.items())]
    return rows + [
        ("Breaches of orders", ORDER_NAMES.get(kind, kind), "", n) for kind, n in sorted(found.breaches.items())
    ]
