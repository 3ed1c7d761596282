"""How dip samples read. Values in, values out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse

from caseloads.models import CheckWay, DipSample, SampleCheck
from caseloads.presenters import full_name
from caseloads.supervision.samples import is_late, next_day
from common.text import days_phrase, plain_date, plural, short_date, upper_first
from deadlines.status import state
from offenders.presenters.frame import owner_text
from offenders.record import TimelineRow


def pool_words(number: int, usual: int) -> str:
    """'143 cases; 15 are drawn unless you say how many'."""
    return f"{plural(number, 'case')}; {usual:,} drawn unless you say how many" if number else "None"


def owed_words(owed: int, late: int) -> str:
    """'3 checks owed, 1 of them late.'"""
    return f"{plural(owed, 'check')} owed, {late:,} of them late." if owed else "No check is owed."


def draws(rows: Iterable[DipSample]) -> list[dict[str, Any]]:
    """The draws of a team as their list prints them."""
    return [
        {
            "url": reverse("supervision:sample", args=[row.pk]),
            "on": short_date(row.drawn_on),
            "stratum": row.get_stratum_display(),
            "number": f"{len(row.drawn):,} of {len(row.pool):,}",
        }
        for row in rows
    ]


def draw_facts(row: DipSample) -> dict[str, Any]:
    """How a draw was made."""
    return {
        "on": short_date(row.drawn_on),
        "rows": [
            ("Drawn on", f"{short_date(row.drawn_on)} by {row.recorded_by.full_name if row.recorded_by else 'nobody'}"),
            ("From", f"{row.get_stratum_display()}: {plural(len(row.pool), 'case')}"),
            ("Drawn", plural(len(row.drawn), "case")),
            ("Seed", row.seed),
        ],
    }


def checks(rows: Sequence[SampleCheck], on: dt.date) -> list[dict[str, Any]]:
    """Checks as lists print them. They come with nominal, officer and sample."""
    return [check(row, on) for row in rows]


def check(row: SampleCheck, on: dt.date) -> dict[str, Any]:
    """One check: whose, how, what is next, whether it is late."""
    day, nominal = next_day(row), row.nominal
    tag, words = _tag(row, day, on)
    return {
        "name": full_name(nominal.given_names, nominal.family_name),
        "reference": nominal.reference,
        "record_url": reverse("offenders:record", args=[nominal.reference]),
        "log_url": reverse("visits:log", args=[nominal.reference]),
        "url": reverse("supervision:check", args=[row.pk]),
        "officer": owner_text(nominal),
        "way": row.get_way_display() if row.way else "To be decided",
        "next": _next(row),
        "day": short_date(day) if day else "",
        "tag": tag,
        "words": words,
        "drawn": short_date(row.sample.drawn_on),
        "steps": _steps(row),
        "visit": row.way == CheckWay.VISIT and row.done_on is None,
    }


def _tag(row: SampleCheck, day: dt.date | None, on: dt.date) -> tuple[str, str]:
    if not row.way:
        return ("overdue" if is_late(row, on) else "owed"), "To be decided"
    if day is None:
        return "done", "Settled"
    return state(day, on, suspended=False), upper_first(days_phrase((day - on).days))


def _next(row: SampleCheck) -> str:
    if not row.way:
        return "Say how it is looked at"
    if row.done_on is None:
        return str(row.get_way_display())
    return "Follow-up" if row.follow_on is not None and row.followed_on is None else "Nothing"


def _steps(row: SampleCheck) -> list[tuple[str, str]]:
    """What can be done with a check now, as address and words; the first is the next."""
    decide = (reverse("supervision:decide", args=[row.pk]), "Decide how it is looked at")
    found = (reverse("supervision:findings", args=[row.pk]), "Record what was found")
    if not row.way:
        return [decide]
    if row.done_on is None:
        return [found, (decide[0], "Change how or when")]
    if row.followed_on is not None:
        return []
    put_right = (found[0], "Put the findings right")
    if row.follow_on is None:
        return [put_right]
    return [(reverse("supervision:follow_up", args=[row.pk]), "What followed is done"), put_right]


def timeline(rows: Iterable[SampleCheck]) -> Iterator[TimelineRow]:
    """Checks as the record's timeline has them: drawn, done with what was found, what followed."""
    for row in rows:
        url, drawn = reverse("supervision:check", args=[row.pk]), row.sample
        by = drawn.recorded_by.full_name if drawn.recorded_by else ""
        stratum = f"From: {drawn.get_stratum_display()}."
        yield TimelineRow(drawn.drawn_on, "Drawn in a dip sample", stratum, drawn.recorded_at, by, url=url)
        if row.done_on is not None:
            title = f"{row.get_way_display()} of a dip sample done"
            yield TimelineRow(row.done_on, title, f"{row.findings}\n{_follows(row)}", url=url, order="2")
        if row.followed_on is not None:
            yield TimelineRow(row.followed_on, "What followed from a dip sample is done", row.came_of_it, url=url,
                              order="3")  # fmt: skip


def _follows(row: SampleCheck) -> str:
    return f"Follows: {row.follow_up} By {plain_date(row.follow_on)}." if row.follow_up else "Nothing follows."


def check_facts(row: SampleCheck, on: dt.date) -> list[tuple[str, str]]:
    """Everything on record about one check."""
    shown = check(row, on)
    facts = [("Nominal", f"{shown['name']}, {row.nominal.reference}"), ("Drawn on", shown["drawn"]),
             ("How it is looked at", shown["way"])]  # fmt: skip
    if row.due_on is not None:
        facts.append(("By", short_date(row.due_on)))
    if row.done_on is not None:
        facts += [("Done on", short_date(row.done_on)), ("Found", row.findings)]
        facts.append(("Follows", f"{row.follow_up} By {plain_date(row.follow_on)}." if row.follow_up else "Nothing"))
    if row.followed_on is not None:
        facts.append(("Came of it", f"{plain_date(row.followed_on)}: {row.came_of_it}"))
    return facts
