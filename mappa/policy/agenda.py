"""Which cases a meeting's agenda proposes, in which order, and what is said of those that it does not.

No official order was read (practice, MAPPA: Agenda): the order here is our own. A first meeting or a review whose last
day comes before the meeting goes first, the longest overdue first; then what happened since the case was last
discussed, the riskiest people first; then what falls due, the soonest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from common.dates import long_date

REFERRAL, TRIGGER, REVIEW = "referral", "trigger", "review"
LATE, HAPPENED, AHEAD = range(3)


class Candidate(NamedTuple):
    """What is known of one case at the level of the meeting."""

    nominal_id: int
    reference: str
    risk_rank: int  # 1 very high … 4 low; no level counts as high
    first_meeting_due: dt.date | None  # of an accepted referral to the meeting's level
    referral_ref: str
    review_due: dt.date | None
    review_opens: dt.date | None  # from when the case may be proposed (`mappa_review_opens`)
    happened: Sequence[tuple[dt.date, str]]  # since the case was last discussed, latest first
    planned_on: dt.date | None  # on the agenda of another meeting that is still to come


class Proposed(NamedTuple):
    """One case that the agenda should hold."""

    nominal_id: int
    reference: str
    why: str
    why_text: str
    referral_ref: str


class LeftOut(NamedTuple):
    """One case of the level that the agenda need not hold, and why, in a line."""

    nominal_id: int
    reference: str
    line: str


def propose(candidates: Iterable[Candidate], held_on: dt.date) -> tuple[list[Proposed], list[LeftOut]]:
    """The cases for a meeting on a day in the order in which they are urgent, and the rest by reference."""
    ranked: list[tuple[tuple[int, float, int, str], Proposed]] = []
    rest: list[LeftOut] = []
    for one in candidates:
        reasons = _reasons(one, held_on)
        if not reasons or one.planned_on is not None:
            rest.append(LeftOut(one.nominal_id, one.reference, _line(one)))
            continue
        urgency, order, why, _ = min(reasons)
        text = "; ".join(reason[3] for reason in sorted(reasons))
        proposed = Proposed(one.nominal_id, one.reference, why, text, one.referral_ref if why == REFERRAL else "")
        ranked.append(((urgency, order, one.risk_rank, one.reference), proposed))
    return [row for _, row in sorted(ranked)], sorted(rest, key=lambda row: row.reference)


def _reasons(one: Candidate, held_on: dt.date) -> list[tuple[int, float, str, str]]:
    """(urgency, order within it, code, words) for each reason to discuss the case at this meeting."""
    found: list[tuple[int, float, str, str]] = []
    if one.first_meeting_due is not None:
        words = f"first meeting by {long_date(one.first_meeting_due)}"
        found.append((*_when(one.first_meeting_due, held_on), REFERRAL, words))
    if one.review_due is not None and (one.review_opens is None or one.review_opens <= held_on):
        found.append((*_when(one.review_due, held_on), REVIEW, f"review by {long_date(one.review_due)}"))
    if one.happened:
        told = ", ".join(f"{text} on {long_date(day)}" for day, text in one.happened[:3])
        more = f" and {len(one.happened) - 3} more" if len(one.happened) > 3 else ""
        found.append((HAPPENED, one.risk_rank, TRIGGER, told + more))
    return found


def _when(due: dt.date, held_on: dt.date) -> tuple[int, float]:
    return (LATE if due < held_on else AHEAD), due.toordinal()


def _line(one: Candidate) -> str:
    if one.planned_on is not None:
        return f"On the agenda of the meeting on {long_date(one.planned_on)}"
    if one.review_due is None:
        return "No review is due and nothing new is on record"
    opens = f", proposed from {long_date(one.review_opens)}" if one.review_opens else ""
    return f"Review by {long_date(one.review_due)}{opens}; nothing new on record"
