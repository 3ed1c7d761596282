"""Periods worked out from what was typed, several disposals and orders together, with nothing saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from common.dates import Interval
from deadlines.book import load_book
from notification.policy import CaseFacts, DisposalFact, Period, Requirement, periods, requirement
from offenders.policy import PersonFacts
from orders.policy import OrderSpan


class Answer(NamedTuple):
    """What each disposal makes by itself, and all of it together on the day."""

    periods: Sequence[Period]
    requirement: Requirement


def calculated(
    born: dt.date | None,
    disposals: Sequence[Mapping[str, Any]],
    orders: Sequence[Mapping[str, Any]],
    force: int | None,
    on: dt.date,
) -> Answer:
    """The answer on a day. Disposals and orders are named by their place: `Disposal 1`, `Order 2`."""
    facts = [_disposal(number, data) for number, data in enumerate(disposals, 1)]
    spans = [_order(number, data, on) for number, data in enumerate(orders, 1)]
    case, book = CaseFacts(PersonFacts(force, None), born, facts, orders=spans), load_book()
    found = periods(case, on, book)
    return Answer(found, requirement(case, on, book, found))


def name(number: int) -> str:
    """How a disposal is called that has no reference."""
    return f"Disposal {number}"


def _disposal(number: int, data: Mapping[str, Any]) -> DisposalFact:
    return DisposalFact(
        name(number), data["event"], data["event_on"], not data.get("other_offence"), data["outcome"],
        data["sentenced_on"], _interval(data, "term"), _interval(data, "extension"), data.get("consecutive_to") or "",
        data.get("overlaps") or "", _interval(data, "overlap"), data["depends_on_sentence"], data["notice_served_on"],
    )  # fmt: skip


def _order(number: int, data: Mapping[str, Any], on: dt.date) -> OrderSpan:
    last = data["last_day"]
    over = last is not None and last < on
    return OrderSpan(f"Order {number}", data["kind"], data["made_on"], data["served_on"], last, over)


def _interval(data: Mapping[str, Any], field: str) -> Interval | None:
    value = data.get(f"{field}_value")
    return Interval(value, data[f"{field}_unit"]) if value else None
