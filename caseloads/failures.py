"""Possible failures to notify (s.91) over a year, for the yearly return: opened, decided, recorded in time, results."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from caseloads.presenters import full_name
from common.text import plain_date
from deadlines.book import load_book
from notification.models import Failure, FailureOutcome, FailureStep, FailureStepKind
from notification.models.failures import DECIDING, OUTCOMES
from notification.recording import IN_TIME, LATE, NOT_OWED, OVER, RUNNING, recording
from offenders.models import Nominal
from offenders.presenters.frame import owner_text

OLDEST = 2004
MONTH_ONE = 4  # the reporting year begins on 1 April
QUARTERS = ("April to June", "July to September", "October to December", "January to March")
RECORDED = {
    IN_TIME: "Recorded within the limit", LATE: "Recorded late", RUNNING: "Not recorded, limit still running",
    OVER: "Not recorded, limit passed", NOT_OWED: "No record owed: not a failure",
}  # fmt: skip
OPENED, UNDECIDED, PARTNERS = "Possible failures opened", "Of these, nobody has decided", "Of these, partners told"
SHOWN = 100


class Row(NamedTuple):
    """One figure, quarter by quarter, with the year."""

    part: str
    text: str
    quarters: Sequence[int]

    @property
    def named(self) -> list[tuple[int, str]]:
        """Each quarter's number with its name."""
        return list(zip(self.quarters, QUARTERS, strict=True))

    @property
    def year(self) -> int:
        """All four quarters."""
        return sum(self.quarters)


def current_year(on: dt.date) -> int:
    """The reporting year of a day, by the calendar year in which it began."""
    return on.year if on.month >= MONTH_ONE else on.year - 1


def bounds(year: int) -> tuple[dt.date, dt.date]:
    """First and last day of a reporting year."""
    return dt.date(year, MONTH_ONE, 1), dt.date(year + 1, MONTH_ONE, 1) - dt.timedelta(days=1)


def quarter(day: dt.date) -> int:
    """0 to 3: which quarter of the reporting year a day is in."""
    return (day.month - MONTH_ONE) % 12 // 3


def visible(viewer: Any) -> QuerySet[Any]:
    """The possible failures of the records that somebody may see, those entered in error left out."""
    return Failure.objects.counted().filter(nominal__in=Nominal.objects.visible_to(viewer))


def statistics(viewer: Any, year: int, now: dt.datetime) -> list[Row]:
    """The figures of a reporting year (four queries). By the day found; decisions and results by their own day."""
    first, last = bounds(year)
    opened = visible(viewer).filter(found_on__range=(first, last)).select_related("nominal").prefetch_related("steps")
    counts: Counter[tuple[str, int]] = Counter()
    book = load_book()
    for failure in opened:
        steps = [step for step in failure.steps.all() if step.voided_at is None]
        kinds, at = {step.kind for step in steps}, quarter(failure.found_on)
        counts[OPENED, at] += 1
        counts[UNDECIDED, at] += not kinds & set(DECIDING)
        counts[PARTNERS, at] += FailureStepKind.PARTNERS in kinds
        counts[recording(failure, steps, book, failure.nominal.force_id, now).state, at] += 1
    for outcome, day in _outcomes(viewer, first, last):
        counts[outcome, quarter(day)] += 1
    return _rows(counts)


def _outcomes(viewer: Any, first: dt.date, last: dt.date) -> Iterable[tuple[str, dt.date]]:
    """The last decision and every result of each failure in the year, however often it was thought over."""
    steps = FailureStep.objects.counted().filter(
        failure__in=visible(viewer), kind__in=DECIDING, on__range=(first, last)
    )
    found: dict[tuple[int, str, str], tuple[str, dt.date]] = {}
    for id_, kind, outcome, on in steps.order_by("on", "pk").values_list("failure_id", "kind", "outcome", "on"):
        found[id_, kind, outcome if kind == FailureStepKind.RESULT else ""] = (outcome, on)
    return found.values()


def _rows(counts: Counter[tuple[str, int]]) -> list[Row]:
    def row(part: str, code: str, text: str) -> Row:
        return Row(part, text, [counts[code, at] for at in range(4)])

    outcomes = {
        kind: [row(part, code, FailureOutcome(code).label) for code in OUTCOMES[kind]]
        for kind, part in ((FailureStepKind.DECISION, "Decided"), (FailureStepKind.RESULT, "Results"))
    }
    return [
        *(row("Opened", code, code) for code in (OPENED, UNDECIDED, PARTNERS)),
        *(row("Recorded", code, text) for code, text in RECORDED.items()),
        *outcomes[FailureStepKind.DECISION],
        *outcomes[FailureStepKind.RESULT],
    ]


def waiting(viewer: Any, now: dt.datetime) -> list[dict[str, Any]]:
    """Those that nobody has decided on or put on record, oldest first, with the clock of each (three queries)."""
    steps = FailureStep.objects.counted().filter(failure=OuterRef("pk"))
    recorded = Q(kind=FailureStepKind.NATIONAL) | Q(outcome=FailureOutcome.NOT_A_FAILURE)
    rows = (
        visible(viewer)
        .exclude(Exists(steps.filter(kind__in=DECIDING)), Exists(steps.filter(recorded)))
        .select_related("nominal__officer")
        .prefetch_related("steps")
        .order_by("found_on", "pk")
    )
    book = load_book()
    return [_waiting(row, book, now) for row in rows[:SHOWN]]


def _waiting(row: Any, book: Any, now: dt.datetime) -> dict[str, Any]:
    nominal = row.nominal
    steps = [step for step in row.steps.all() if step.voided_at is None]
    clock = recording(row, steps, book, nominal.force_id, now)
    return {
        "reference": nominal.reference,
        "name": full_name(nominal.given_names, nominal.family_name),
        "found": plain_date(row.found_on),
        "officer": owner_text(nominal),
        "clock": clock.text(now),
        "state": {OVER: "overdue", RUNNING: "upcoming"}.get(clock.state, "done"),
        "decided": any(step.kind in DECIDING for step in steps),
        "url": reverse("notification:tab", args=[nominal.reference]) + "#failures",
    }
