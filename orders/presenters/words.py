"""Words that several pages of orders share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from common.clock import LONDON
from common.dates import Interval
from common.text import days_phrase, plain_date
from deadlines.spec import Spec
from deadlines.status import SUSPENDED, state
from orders.models import OrderEvent
from orders.models.breaches import DECIDING
from orders.models.conditions import TERMS
from orders.picture import ConditionPicture, OrderPicture
from orders.policy import NOT_KNOWN

UNTIL_FURTHER = "until further order"
RESULT_STATES = {"complied": "done", "concern": "owed", "breach": "overdue", "not_checked": ""}


@dataclass(frozen=True)
class Due:
    """A date that is owed."""

    state: str
    words: str
    day: str
    reason: str
    rule: str


def due(spec: Spec | None, on: dt.date) -> Due | None:
    """A deadline of the rules as the pages show it."""
    if spec is None:
        return None
    now = state(spec.due_on, on, suspended=spec.suspended)
    words = "suspended" if now == SUSPENDED else days_phrase((spec.due_on - on).days)
    return Due(now, words, plain_date(spec.due_on), f"{spec.reason}.", spec.rule)


def last_day_text(day: dt.date | None) -> str:
    """`30 May 2028`, `until further order`."""
    return plain_date(day) if day else UNTIL_FURTHER


def interval_text(value: int | None, unit: str) -> str:
    """`every 3 months`, or that none is set."""
    return Interval(value, unit).every() if value else "no interval of its own"


def ended_text(order: OrderPicture) -> str:
    """Why an order is over."""
    last = plain_date(order.standing.last_day)
    why = {
        "court": f"Discharged: its last day was {last}",
        "later_order": f"Ended by {order.standing.ended_by_ref}: its last day was {last}",
        "terms": f"Its last term ended on {last}",
    }
    return why.get(order.standing.ended_by, "")


def recorded_text(row: Any) -> str:
    """`Recorded by Ann Hollis on 23 November 2026`, `Imported on …`."""
    day = plain_date(row.recorded_at.astimezone(LONDON).date())
    return f"Recorded by {row.recorded_by.full_name} on {day}" if row.recorded_by else f"Imported on {day}"


def flags(order: OrderPicture) -> list[tuple[str, str]]:
    """What an order lacks, as tags: (look, words)."""
    found = []
    if not order.standing.over:
        if order.row.served_on is None:
            found.append(("owed", "Service date not known"))
        if order.queried:
            found.append(("owed", "Query with the court"))
        if order.decision_owed:
            found.append(("owed", "Decision owed: renew or let lapse"))
        if order.passports_owed:
            found.append(("owed", "Passports to be surrendered"))
        if not order.conditions:
            found.append(("draft", "No conditions entered"))
        if order.comparison is None:
            found.append(("draft", "Not compared with the paper"))
        elif order.differs:
            found.append(("overdue", "Differs from the paper"))
    if any(is_open(breach) for breach in order.breaches):
        found.append(("overdue", "Breach suspected"))
    return found


def is_open(breach: Any) -> bool:
    """Whether nobody has decided on a suspected breach."""
    return breach.voided_at is None and not any(
        step.kind in DECIDING and step.voided_at is None for step in breach.steps.all()
    )


def stage_text(breach: Any) -> str:
    """How far a breach has come: suspected, until somebody decides."""
    if breach.voided_at is not None:
        return "Entered in error"
    steps = [step for step in breach.steps.all() if step.voided_at is None]
    if not steps:
        return "Breach suspected"
    last = steps[-1]
    return f"{last.get_kind_display()}: {last.get_outcome_display()}" if last.outcome else "Breach suspected: evidence"


class Piece(NamedTuple):
    """A run of words that stayed, came or went."""

    text: str
    change: str  # '', 'added', 'removed'


def word_difference(before: str, after: str) -> list[Piece]:
    """Two wordings word by word."""
    old, new = before.split(), after.split()
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(" ".join(old[a:b]), ""))
            continue
        if a < b:
            pieces.append(Piece(" ".join(old[a:b]), "removed"))
        if c < d:
            pieces.append(Piece(" ".join(new[c:d]), "added"))
    return pieces


LABELS = {
    "kind": "Kind", "text": "Words", "starts_on": "Starts on", "ends_on": "Last day", "all_countries": "All countries",
    "supervisor": "Supervisor", "check_value": "Checked every", "check_unit": "", "check_how": "How it is checked",
    "may_ask": "What may be asked",
}  # fmt: skip


class FieldDifference(NamedTuple):
    """One part of a condition before and after."""

    label: str
    pieces: Sequence[Piece]


def terms_difference(before: Any, after: Any) -> list[FieldDifference]:
    """What changed between two sets of terms, part by part; the words run by run."""
    found = []
    for name in TERMS:
        if name == "check_unit" or _value(before, name) == _value(after, name):
            continue
        was, now = _value(before, name), _value(after, name)
        if name == "text":
            found.append(FieldDifference("Words", word_difference(was, now)))
        else:
            found.append(FieldDifference(LABELS[name], [Piece(was, "removed"), Piece(now, "added")]))
    return found


def _value(row: Any, name: str) -> str:
    value = getattr(row, name)
    if name == "kind":
        return str(row.get_kind_display())
    if name == "ends_on":
        return last_day_text(value)
    if name == "starts_on":
        return plain_date(value) if value else "with service"
    if name == "check_value":
        return interval_text(value, row.check_unit)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "none") if name != "text" else str(value)


def event_title(event: OrderEvent) -> str:
    """`Varied`, `Compared with the court's paper: they agree`."""
    if event.agrees is not None:
        return f"{event.get_kind_display()}: {'they agree' if event.agrees else 'something differs'}"
    return str(event.get_kind_display())


def term_text(one: ConditionPicture) -> str:
    """`From 5 January 2026 to 4 January 2031`."""
    if one.term.removed:
        return f"Discharged: its last day was {plain_date(one.term.last_day)}"
    last = f"to {plain_date(one.term.last_day)}" if one.term.last_day else UNTIL_FURTHER
    if one.term.starts_on == NOT_KNOWN:
        return f"Beginning not known, {last}"
    return f"From {plain_date(one.term.starts_on)} {last}"


def since_text(day: dt.date) -> str:
    """`since 5 January 2026`, or that nobody knows since when: the day of the order's making is not recorded."""
    return "since when is not known" if day == NOT_KNOWN else f"since {plain_date(day)}"
