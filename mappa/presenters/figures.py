"""How the figures and the return read: tables, the charts that say the same, rows of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from common.text import plain_date, plural
from mappa.counted import LATE, MET, OWED, Entry
from mappa.links import link
from mappa.models import Attendance, Category
from mappa.returns import ORDER_NAMES, Entries, Return
from mappa.smb import NOT_RECORDED, AgencyRow, Board, Period, Share
from offenders.models import Nominal

BAR, ROW, WIDTH = 300, 52, 360  # user units of the chart: as wide as a phone
BOARD_COLUMNS = ("figure", "for", "number", "of", "percent")
STATES = {
    MET: "Met", LATE: "Late", OWED: "Not done", NOT_RECORDED: "Not recorded",
    **{code: str(label) for code, label in Attendance.choices},
}  # fmt: skip
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
    """The context of the page; every number leads to the list of what it counts."""
    shares = _shares(found)
    days = sorted(found.days_to_first)
    median = days[len(days) // 2] if days else None
    to = _Lists("figure_list", {"from": period.first.isoformat(), "to": period.last.isoformat()})
    return {
        "first": plain_date(period.first), "last": plain_date(period.last),
        "from_value": period.first.isoformat(), "to_value": period.last.isoformat(),
        "shares": [
            {"name": name, "cells": [to.cell(code, share.met, "Met", MET, share_text(share)),
                                     to.cell(code, share.in_state(LATE), "Late", LATE),
                                     to.cell(code, share.in_state(OWED), "Not done", OWED)]}
            for code, name, share in shares
        ],
        "chart": percents("In time, per cent", [(name, share.percent) for _, name, share in shares]),
        "median": plural(median, "day") if median is not None else "",
        "attendance": [
            {"agency": row.agency, "level": f"Level {row.level}",
             "cells": [
                 to.cell(_attended(row), len(row.entries), "Invited"),
                 *(to.cell(_attended(row), row.number(state), STATES[state], state,
                           f"{row.number(state)} ({row.percent}%)" if state == Attendance.ATTENDED else "")
                   for state in (*Attendance.values, NOT_RECORDED)),
             ]}
            for row in found.attendance
        ],
        "attended": percents("Attended, per cent of invitations",
                             [(f"{row.agency}, level {row.level}", row.percent) for row in found.attendance]),
        "movements": [
            {"from": f"Level {before}", "to": f"Level {after}", "number": to.cell(f"level-{before}-{after}", len(rows)),
             "way": "Up" if after > before else "Down"}
            for (before, after), rows in sorted(found.movements.items())
        ],
        "kept": to.cell("kept", len(found.kept)),
    }  # fmt: skip


class _Lists:
    """The addresses of the lists behind the numbers of a page."""

    def __init__(self, route: str, asked: dict[str, Any]) -> None:
        self.route, self.asked = link(route), asked

    def cell(self, code: str, number: int, label: str = "", state: str = "", words: str = "") -> dict[str, str]:
        """A number, in `words` where they say more, and where it leads: nowhere from nought."""
        asked = {**self.asked, "figure": code, **({"state": state} if state else {})}
        url = f"{self.route}?{urlencode(asked)}" if number else ""
        return {"text": words or str(number), "label": label, "url": url}


def _attended(row: AgencyRow) -> str:
    return f"attendance-{row.level}-{row.agency}"


def _shares(found: Board) -> list[tuple[str, str, Share]]:
    names = [
        ("first", "First meeting in time", found.first_meetings),
        ("minutes", "Minutes in time", found.minutes),
        ("disclosure", "Disclosure considered", found.disclosure),
    ]
    reviews = sorted(found.reviews.items())
    return names + [(f"review-{level}", f"Level {level} reviews in time", share) for level, share in reviews]


def board_lists(found: Board) -> dict[str, tuple[str, list[Entry]]]:
    """What each figure of the board counts, with its title, by the code in its address."""
    lists = {code: (name, share.entries) for code, name, share in _shares(found)}
    lists |= {
        _attended(row): (f"{row.agency}: invited to level {row.level} meetings", row.entries)
        for row in found.attendance
    }
    lists |= {
        f"level-{before}-{after}": (f"From level {before} to level {after}", rows)
        for (before, after), rows in found.movements.items()
    }
    return {**lists, "kept": ("Level kept on review", found.kept)}


def listed(entries: Sequence[Entry], user: Any) -> list[dict[str, str]]:
    """The rows of one page of a list; somebody who may not be known any more is no row with a name."""
    ids = {entry.nominal_id for entry in entries if entry.nominal_id is not None}
    people = {row.pk: row for row in Nominal.objects.visible_to(user).filter(pk__in=ids)} if ids else {}
    return [
        {
            "name": people[id_].full_name if (id_ := entry.nominal_id) in people else "" if id_ else "Meeting",
            "reference": people[id_].reference if id_ in people else "",
            "url": link("record", people[id_].reference) if id_ in people else "",
            "ref": entry.ref,
            "ref_url": link("meeting", entry.ref) if id_ is None else "",
            "day": plain_date(entry.day) if entry.day else "",
            "state": STATES.get(entry.state, ""),
        }
        for entry in entries
    ]


def board_rows(found: Board, period: Period) -> list[Sequence[Any]]:
    """The same as rows of a file."""
    rows: list[Sequence[Any]] = [("period", "from", period.first, "", ""), ("period", "to", period.last, "", "")]
    rows += [(name, "", s.met, s.all, s.percent if s.percent is not None else "") for _, name, s in _shares(found)]
    for row in found.attendance:
        about, of = f"{row.agency}, level {row.level}", len(row.entries)
        rows.append(("Attended", about, row.number("attended"), of, row.percent))
        rows.append(("Sent a report", about, row.number("report"), of, ""))
    rows += [("Level changes", f"{a} to {b}", len(n), "", "") for (a, b), n in sorted(found.movements.items())]
    return [*rows, ("Level kept on review", "", len(found.kept), "", "")]


def category_name(category: int | None) -> str:
    """`Category 1: registered sexual offender`."""
    return Category(category).label if category else "No category recorded"


LEVELS = {1: "Level 1", 2: "Level 2", 3: "Level 3", None: "Level not recorded"}


def annual(found: Return, end: dt.date, ends: Sequence[dt.date]) -> dict[str, Any]:
    """The context of the page; every number leads to the list of what it counts."""
    table = table_rows(found)
    to = _Lists("annual_list", {"year": end.year})
    return {
        "end": plain_date(end), "year": end.year,
        "years": [{"value": one.year, "text": f"Year to {plain_date(one)}", "current": one == end} for one in ends],
        "table": [
            {"name": name, "cells": [to.cell(code, len(rows), what.rpartition(". ")[2]) for code, what, rows in cells]}
            for name, _, cells in table
        ],
        "chart": bars("People by category", [
            (short, len(cells[-1][2]), str(len(cells[-1][2]))) for _, short, cells in table[:-1]
        ]),
        "numbers": [(name, to.cell(code, len(rows))) for code, name, rows in numbers(found)],
        "orders": [(name, to.cell(code, len(rows))) for code, name, rows in kinds("orders", found.orders)],
        "breaches": [(name, to.cell(code, len(rows))) for code, name, rows in kinds("breaches", found.breaches)],
    }  # fmt: skip


def table_rows(found: Return) -> list[tuple[str, str, list[tuple[str, str, Entries]]]]:
    """Category by level on the last day, with sums: name, short name, (code, title, whom it counts) of each cell."""
    known = {category for category, _ in found.table}
    categories: list[int | None] = [1, 2, 3, 4, *([None] if None in known else [])]
    rows = [
        (category_name(one), f"Category {one}" if one else "None recorded", _cells(found, str(one or 0), {one}))
        for one in categories
    ]
    return [*rows, ("All", "All", _cells(found, "all", set(categories)))]


def _cells(found: Return, row: str, categories: set[int | None]) -> list[tuple[str, str, Entries]]:
    """One cell a level, then their sum."""
    columns = [(str(level or 0), name, {level}) for level, name in LEVELS.items()]
    title = category_name(next(iter(categories))) if len(categories) == 1 else "Every category"
    return [
        (f"table-{row}-{column}", f"{title}. {name}",
         [one for (category, level), ones in found.table.items() if category in categories and level in levels
          for one in ones])
        for column, name, levels in [*columns, ("all", "Every level", set(LEVELS))]
    ]  # fmt: skip


def numbers(found: Return) -> list[tuple[str, str, Entries]]:
    """What is one number each: its code, its name, what it counts."""
    return [
        ("managed-2", "Managed at level 2 at some time in the year", found.managed[2]),
        ("managed-3", "Managed at level 3 at some time in the year", found.managed[3]),
        ("notification", "Failures to notify: cautioned or convicted", found.notification),
        ("revoked", "Lifetime requirements to notify ended by a review", found.revoked),
        ("suspected", "Orders: breaches suspected", found.suspected),
        ("breaches", "Orders: breaches, cautioned or convicted", list(chain(*found.breaches.values()))),
        ("orders", "Orders imposed", list(chain(*found.orders.values()))),
        ("custody", "Returned to custody from the community", found.custody),
        ("serious", "Serious further offences notified", found.serious),
        ("reviewed", "Serious case reviews decided", found.serious_reviews),
    ]


def kinds(code: str, found: Mapping[str, Entries]) -> list[tuple[str, str, Entries]]:
    """The same by kind of order."""
    return [(f"{code}-{kind}", ORDER_NAMES.get(kind, kind), rows) for kind, rows in sorted(found.items())]


def annual_lists(found: Return) -> dict[str, tuple[str, Entries]]:
    """What each number of the return counts, with its title, by the code in its address."""
    cells = [cell for _, _, cells in table_rows(found) for cell in cells]
    orders = [(code, f"Imposed: {name}", rows) for code, name, rows in kinds("orders", found.orders)]
    breaches = [(code, f"Breached: {name}", rows) for code, name, rows in kinds("breaches", found.breaches)]
    return {code: (title, rows) for code, title, rows in [*cells, *numbers(found), *orders, *breaches]}


def annual_rows(found: Return) -> list[Sequence[Any]]:
    """The same as rows of a file."""
    rows: list[Sequence[Any]] = [
        ("Category by level", name, level, len(entries))
        for name, _, cells in table_rows(found)
        for level, (_, _, entries) in zip(LEVELS.values(), cells, strict=False)  # without the sum
    ]
    rows += [("Numbers of the year", name, "", len(n)) for _, name, n in numbers(found)]
    rows += [("Orders imposed", name, "", len(n)) for _, name, n in kinds("orders", found.orders)]
    return rows + [("Breaches of orders", name, "", len(n)) for _, name, n in kinds("breaches", found.breaches)]
