"""A random register made from plain facts, and what those facts owe on a day, reckoned without the product's rules."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

START = dt.date(2026, 3, 1)
ONE = dt.timedelta(days=1)
MONTHS = {"very_high": 1, "high": 3, "medium": 6, "low": 12}
ESCALATE = {"very_high": 1, "high": 7, "medium": 14, "low": 28}
DUE_SOON = 14

Found = dict[tuple[str, str, str], dt.date]  # reference, stage, recipient: the night on which it was raised


@dataclass(frozen=True)
class Case:
    """One nominal: seen on a day of the month that every month has, so that the due date needs no rule for its end."""

    reference: str
    level: str
    officer: str  # blank: nobody
    seen: dt.date
    stopped: bool

    @property
    def due(self) -> dt.date:
        """So many months after the last visit."""
        months = self.seen.year * 12 + self.seen.month - 1 + MONTHS[self.level]
        return dt.date(months // 12, months % 12 + 1, self.seen.day)


OFFICERS, GONE, SUPERVISORS = ("fault.one", "fault.two"), "fault.gone", ("fault.above", "fault.over")


def cases(number: int, seed: int) -> list[Case]:
    """Cases that are due within a month or so before and after the first night."""
    chance = random.Random(seed)  # noqa: S311 - invented data
    made = []
    for index in range(number):
        level = chance.choice([*MONTHS])
        due = START + chance.randrange(-40, 40) * ONE
        months = due.year * 12 + due.month - 1 - MONTHS[level]
        seen = dt.date(months // 12, months % 12 + 1, min(due.day, 28))
        officer = chance.choice([*OFFICERS, GONE, ""])
        made.append(Case(f"F-{index:05}", level, officer, seen, chance.random() < 0.1))
    return made


def alerts(found: list[Case], nights: list[dt.date]) -> Found:
    """Every alert that must exist after the runs of some nights, with the first night on which it was true."""
    raised: Found = {}
    for on in sorted(nights):
        for case in found:
            late = (on - case.due).days
            if case.stopped:
                continue
            stage = "overdue" if late > 0 else "due" if late == 0 else "due_soon" if late >= -DUE_SOON else ""
            told = (case.officer,) if case.officer in OFFICERS else SUPERVISORS
            for who in told if stage else ():
                raised.setdefault((case.reference, stage, who), on)
            if late >= ESCALATE[case.level]:
                for who in SUPERVISORS:
                    raised.setdefault((case.reference, "escalated", who), on)
    return raised


def deadlines(found: list[Case]) -> set[tuple[str, dt.date, bool]]:
    """Every open home visit: whose, when it is due, whether its clock is stopped."""
    return {(case.reference, case.due, case.stopped) for case in found}
