"""Parental directions and notices (ss.89 to 90, s.96ZA): whose the duties of ss.83 to 86 are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from common.dates import long_date, roll
from deadlines.spec import Spec
from notification.policy.facts import CaseFacts, ParentFact
from notification.policy.periods import ADULT_AT

_DAY = dt.timedelta(days=1)
SECTIONS = {"direction": "s.89", "notice": "s.96ZA"}


def last_day_on_parent(parent: ParentFact, born: dt.date | None) -> dt.date | None:
    """Its last day: the day before the 18th birthday, or an earlier one; None where neither is known."""
    days = [parent.ends_on] if parent.ends_on is not None else []
    if born is not None:
        days.append(roll(born, ADULT_AT) - _DAY)
    return min(days, default=None)


def on_parent(case: CaseFacts, on: dt.date) -> tuple[ParentFact, dt.date | None] | None:
    """What puts the duties on a parent on a day, with its last day."""
    for parent in case.parents:
        last = last_day_on_parent(parent, case.born)
        if parent.made_on <= on and (last is None or last >= on):
            return parent, last
    return None


def told_to_parent(specs: Sequence[Spec], kinds: Sequence[str], case: CaseFacts, on: dt.date) -> list[Spec]:
    """The duties with whose they are. The dates stay the same: the duty moves, not its clock."""
    held = on_parent(case, on) if case.parents else None
    if held is None:
        return list(specs)
    parent, last = held
    until = f" until {long_date(last)}" if last is not None else ""
    words = f"; the duty is the parent’s{until} ({SECTIONS[parent.kind]})"
    return [spec._replace(reason=f"{spec.reason}{words}") if spec.kind in kinds else spec for spec in specs]
