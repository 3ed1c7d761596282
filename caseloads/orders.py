"""The orders of a team: what a supervisor has to see of them, and how many conditions each officer looks at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from common.dates import clamp
from common.text import days_between, plain_date
from offenders.models import Nominal
from offenders.presenters.frame import owner_text
from orders.models import Order
from orders.picture import ConditionPicture, Manageability, OrderPicture, manageability, pictures_of
from orders.presenters.words import is_open, last_day_text, since_text

SHOWN = 100  # rows of one list; the heading has the number of all
LONG_RUNNING = 60  # months under an order until further order, after which a low-risk person's might be reviewed


@dataclass(frozen=True)
class Line:
    """One row of a list."""

    reference: str
    name: str
    order: str
    url: str
    officer: str
    text: str
    sort: tuple[Any, ...]


@dataclass(frozen=True)
class Part:
    """One list: its heading, what it holds, how many there are in all."""

    code: str
    title: str
    note: str
    total: int
    rows: Sequence[Line]


def of_team(cases: QuerySet[Nominal], on: dt.date) -> list[OrderPicture]:
    """Every order of a team's nominals, those that are over too (a fixed number of queries)."""
    under = Order.objects.counted().filter(nominal_id=OuterRef("pk"))
    ids = list(cases.filter(Exists(under)).order_by("reference").values_list("pk", flat=True))
    return pictures_of(ids, on)


def parts(every: Sequence[OrderPicture], on: dt.date, levels: dict[int, str]) -> list[Part]:
    """What a supervisor has to see, the gravest first. `levels` is the risk level in force by nominal id.

    A suspected breach waits for its decision when the order is over as well; the rest is about orders in force.
    """
    low = {id_ for id_, level in levels.items() if level == "low"}
    orders = in_force(every)
    return [
        _part("breaches", "Breach suspected, nothing decided", "", _breaches(every, on)),
        _part(
            "ending",
            "Ending within 90 days, no decision",
            "Renew, or let lapse: somebody decides before the last day.",
            _lines(orders, lambda o: o.decision_owed, lambda o: _ends(o, on), lambda o: (o.standing.last_day,)),
        ),
        _part("never", "Conditions that nobody has ever checked", "", _never(orders)),
        _part(
            "review",
            "Low risk, and under an order until further order for over five years",
            "The order might be reviewed.",
            _lines(orders, lambda o: _might_be_reviewed(o, on, low), _since, lambda o: (o.row.made_on,)),
        ),
        _part("served", "Service date not known", "", _lines(orders, lambda o: o.row.served_on is None, _made)),
        _part(
            "query",
            "Query with the court",
            "A term that the law does not seem to allow. The order stands as it was made.",
            _lines(orders, lambda o: o.queried, lambda o: "; ".join(w.text for w in o.warnings)),
        ),
        _part(
            "differs",
            "The entry differs from the court’s paper",
            "Whoever compared them found a difference. Correct the entry, and have it compared again.",
            _lines(orders, lambda o: o.differs, lambda o: o.comparison.note if o.comparison else ""),
        ),
        _part("compare", "Not compared with the court’s paper", "A second person compares.",
              _lines(orders, lambda o: o.comparison is None, _made)),
    ]  # fmt: skip


def in_force(orders: Iterable[OrderPicture]) -> list[OrderPicture]:
    """Those that are not over."""
    return [order for order in orders if not order.standing.over]


def _part(code: str, title: str, note: str, lines: Iterable[Line]) -> Part:
    found = sorted(lines, key=lambda line: line.sort)
    return Part(code, title, note, len(found), found[:SHOWN])


def _line(order: OrderPicture, text: str, sort: tuple[Any, ...], url: str = "") -> Line:
    row = order.row
    return Line(
        row.nominal.reference,
        row.nominal.full_name,
        str(row),
        url or reverse("orders:order", args=[row.nominal.reference, row.pk]),
        owner_text(row.nominal),
        text,
        (*sort, row.nominal.reference, row.order_ref),
    )


def _lines(
    orders: Iterable[OrderPicture],
    wanted: Callable[[OrderPicture], bool],
    text: Callable[[OrderPicture], str],
    sort: Callable[[OrderPicture], tuple[Any, ...]] = lambda order: (),
) -> list[Line]:
    return [_line(order, text(order), sort(order)) for order in orders if wanted(order)]


def _breaches(orders: Iterable[OrderPicture], on: dt.date) -> list[Line]:
    found = []
    for order in orders:
        for breach in order.breaches:
            if is_open(breach):
                url = reverse("orders:breach", args=[order.row.nominal.reference, breach.pk])
                about = f"Condition {breach.condition.number}" if breach.condition else "The order as a whole"
                days = days_between((breach.suspected_on - on).days)
                found.append(_line(order, f"{about}, suspected {days}", (breach.suspected_on,), url))
    return found


def _never(orders: Iterable[OrderPicture]) -> list[Line]:
    found = []
    for order in orders:
        for one in order.live:
            if one.last_on is None:
                url = reverse("orders:condition", args=[order.row.nominal.reference, order.row.pk, one.row.pk])
                found.append(_line(order, _never_text(one), (one.term.starts_on, one.row.number), url))
    return found


def _never_text(one: ConditionPicture) -> str:
    return f"Condition {one.row.number}, {since_text(one.term.starts_on)}"


def _ends(order: OrderPicture, on: dt.date) -> str:
    last = order.standing.last_day
    return f"Last day {last_day_text(last)}, {days_between((last - on).days)}" if last else ""


def _might_be_reviewed(order: OrderPicture, on: dt.date, low: set[int]) -> bool:
    made = order.row.made_on
    long_ago = made is not None and made < clamp(on, -LONG_RUNNING)
    return long_ago and order.standing.last_day is None and order.row.nominal_id in low


def _since(order: OrderPicture) -> str:
    return f"Since {plain_date(order.row.made_on)}, until further order"


def _made(order: OrderPicture) -> str:
    return f"Made {plain_date(order.row.made_on)}"


@dataclass(frozen=True)
class OfficerRow:
    """How one officer's conditions are looked at."""

    name: str
    orders: int
    figures: Manageability


def by_officer(orders: Sequence[OrderPicture]) -> list[OfficerRow]:
    """A row for each officer with orders in force, most live conditions first, and the total."""
    orders = in_force(orders)
    groups: dict[str, list[OrderPicture]] = {}
    for order in orders:
        groups.setdefault(owner_text(order.row.nominal), []).append(order)
    rows = [OfficerRow(name, len(some), manageability(some)) for name, some in groups.items()]
    rows.sort(key=lambda row: (-row.figures.live, row.name))
    return [*rows, OfficerRow("Team", len(orders), manageability(orders))] if rows else []
