"""A suspected breach owes a decision from the day it was suspected until somebody decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from common.dates import long_date
from deadlines.spec import Spec

BREACH_DECISION = "breach_decision"


class BreachFact(NamedTuple):
    """A suspected breach of an order, of one condition ('' = the order as a whole), and when somebody decided."""

    id: int
    order_ref: str
    number: str
    suspected_on: dt.date
    decided_on: dt.date | None


def breach_subject(breach_id: int) -> str:
    """Which breach, since a condition may be broken twice."""
    return f"breach/{breach_id}"


def breach_specs(breaches: Iterable[BreachFact], on: dt.date) -> list[Spec]:
    """A decision owed for each that was suspected and not decided by a day, due at once."""
    return [
        Spec(
            BREACH_DECISION,
            breach_subject(breach.id),
            breach.suspected_on,
            "breach_suspected",
            f"Breach of {_named(breach)} suspected on {long_date(breach.suspected_on)}; nothing is decided yet",
            counted_from=breach.suspected_on,
        )
        for breach in breaches
        if breach.suspected_on <= on and (breach.decided_on is None or breach.decided_on > on)
    ]


def _named(breach: BreachFact) -> str:
    return f"condition {breach.number} of {breach.order_ref}" if breach.number else breach.order_ref
