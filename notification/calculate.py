"""A period worked out from what was typed, with nothing saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from common.dates import Interval
from deadlines.book import load_book
from notification.policy import CaseFacts, DisposalFact, Period, periods
from offenders.policy import PersonFacts


def calculated(data: Mapping[str, Any], force: int | None, on: dt.date) -> Period | None:
    """The period of one disposal, the sentence known; None where it makes no requirement."""
    fact = DisposalFact(
        "This disposal", data["event"], data["event_on"], True, data["outcome"], data["sentenced_on"],
        _interval(data, "term"), _interval(data, "extension"), depends_on_sentence=data["depends_on_sentence"],
        notice_served_on=data["notice_served_on"],
    )  # fmt: skip
    found = periods(CaseFacts(PersonFacts(force, None), data["born"], [fact]), on, load_book())
    return found[0] if found else None


def _interval(data: Mapping[str, Any], name: str) -> Interval | None:
    value = data[f"{name}_value"]
    return Interval(value, data[f"{name}_unit"]) if value else None
