"""The facts that the rules read, as tuples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

PROHIBITION, REQUIREMENT, FOREIGN_TRAVEL, ELECTRONIC_MONITORING = (
    "prohibition", "requirement", "foreign_travel", "electronic_monitoring",
)  # fmt: skip


NOT_KNOWN = dt.date.min  # when an order was made: before every other day, and counted from by nothing


class VersionFact(NamedTuple):
    """What a variation made of a condition from a day on; `removed` = discharged on that day."""

    effective_from: dt.date
    removed: bool
    kind: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    check_value: int | None
    check_unit: str
    all_countries: bool = False
    supervisor: str = ""


class ConditionFact(NamedTuple):
    """A condition as it was first made, what variations made of it, and the last day on which it was looked at."""

    id: int
    number: str
    kind: str
    starts_on: dt.date | None  # None = the day of service, else of making
    ends_on: dt.date | None  # the last day; None = until further order
    check_value: int | None
    check_unit: str
    added_on: dt.date | None = None  # by a variation; None = with the order
    all_countries: bool = False
    supervisor: str = ""
    versions: Sequence[VersionFact] = ()
    last_check: dt.date | None = None  # the latest that is a check, on or before the day asked about


class OrderFact(NamedTuple):
    """An order as the court made it."""

    id: int
    ref: str
    kind: str
    made_on: dt.date  # NOT_KNOWN where neither it nor the service is recorded
    served_on: dt.date | None
    discharged_on: dt.date | None
    keeps_earlier: bool = False  # the court said that an earlier SOPO or foreign travel order stands
    conditions: Sequence[ConditionFact] = ()
