"""How the pages of supervision read. Values in, values out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from caseloads.day import figure
from caseloads.filters import DECISIONS, Asked, counted
from caseloads.presenters import LEVEL_BARS, LEVEL_NAMES
from caseloads.queries import NEXT, Tally
from caseloads.supervision.ahead import BACK, WEEKS, Case, Load, Officer, Outlook, Rates, held_by, load_of, spoken_day
from caseloads.supervision.one_to_one import Made, Weight
from common.text import days_between, plain_date, plural, short_date
from deadlines.status import DUE_TODAY, OVERDUE


def sentence(outlook: Outlook) -> str:
    """'If nothing changes, 31 home visits overdue by 1 March 2027; today 23.'"""
    day = spoken_day(outlook.on)
    number = plural(outlook.overdue_by(day), "home visit")
    today = sum(1 for case in outlook.cases if case.due_on is not None and case.due_on < outlook.on)
    return f"If nothing changes, {number} overdue by {plain_date(day)}; today {today:,}."


def assumed(outlook: Outlook) -> list[str]:
    """What the page takes for granted, with the figures that depend on it."""
    rates = outlook.rates
    weekly = outlook.made * 7 / BACK
    told = [
        f"If nothing changes: as many visits are made as in the last {BACK // 7} weeks, "
        f"{plural(outlook.made, 'visit')} that found the person in, {weekly:.1f} a week. "
        "The longest due is visited first, nobody before the day, and "
        "those missing or abroad not at all.",
        "Visits due: each is made on its day and finds the person in; what is overdue is made today.",
        f"Each visit takes {plural(rates.officers, 'officer')} {rates.minutes} minutes each, all counted to the "
        "officer of the case.",
        f"An officer-day is a fifth of a week of {rates.week_hours} hours. Whoever has fewer weekly hours has fewer "
        "days. Weekends, bank holidays and recorded absences are no days; an absence without a last day lasts.",
        "Nobody arrives or leaves, no risk level changes, and nobody in custody or hospital is counted.",
    ]
    if outlook.failed:
        told.append(f"Left out, since their dates cannot be worked out: {plural(outlook.failed, 'person', 'people')}.")
    return told


def loads(outlook: Outlook, cases: Sequence[Case], officers: Sequence[Officer]) -> list[dict[str, Any]]:
    """A row for each officer, one for nobody where there are such cases, and the team."""
    rows = [row(one.name, load_of(outlook, held_by(cases, one.pk), [one]), one) for one in officers]
    if unallocated := held_by(cases, None):
        rows.append(row("Unallocated", load_of(outlook, unallocated, [])))
    return [*rows, {**row("Team", load_of(outlook, cases, officers)), "total": True}]


def row(name: str, load: Load, officer: Officer | None = None) -> dict[str, Any]:
    """One row of the table: for each span visits due, officer-days they take, officer-days there are."""
    return {
        "name": name,
        "username": officer.username if officer else "",
        "note": officer.note if officer else "",
        "cases": f"{load.cases:,}",
        "holds": load.cases > 0,
        "overdue": f"{load.overdue:,}",
        "spans": [
            {"weeks": weeks, "visits": f"{visits:,}", "needed": f"{needed:,.1f}", "days": f"{days:,.1f}",
             "short": needed > days}
            for weeks, visits, needed, days in zip(WEEKS, load.visits, load.needed, load.days, strict=True)
        ],
        "total": False,
    }  # fmt: skip


def keys_used(rates: Rates) -> list[tuple[str, str]]:
    """The policy keys behind the figures, with their values."""
    return [
        ("visit_minutes", f"{rates.minutes} minutes of one officer on a visit"),
        ("visit_min_officers", f"{plural(rates.officers, 'officer')} on a visit"),
        ("caseload_week_hours", f"{rates.week_hours} hours in a full week"),
    ]


def since(on: dt.date) -> str:
    """'28 August 2026 to 19 November 2026': the days of which visits are counted."""
    return f"{plain_date(on - dt.timedelta(days=BACK))} to {plain_date(on - dt.timedelta(days=1))}"


def weighed(weights: Sequence[Weight], username: str) -> list[dict[str, Any]]:
    """The cases of each level, their weight and what they come to; 'not set' only where there are any."""
    path = reverse("caseloads:of", args=[username])
    return [
        {
            "name": LEVEL_NAMES[one.level],
            "bars": LEVEL_BARS[one.level],
            "cases": f"{one.cases:,}",
            "url": f"{path}{Asked(risk=one.level).query()}" if one.cases else "",
            "weight": f"{one.weight:,}",
            "load": f"{one.load:,}",
        }
        for one in weights
        if one.cases or one.level != "none"
    ]


def hours_words(load: int, weekly_hours: Decimal | None, week_hours: int) -> str:
    """'Works 20 of 40 hours a week: as much as 42 in a full week.'; nothing where the week is a full one."""
    if weekly_hours is None:
        return f"Weekly hours: not recorded. Taken as a full week of {week_hours} hours."
    words = f"Works {weekly_hours.normalize():f} of {week_hours} hours a week"
    if not weekly_hours or weekly_hours == week_hours:
        return f"{words}."
    return f"{words}: as much as {load * week_hours / weekly_hours:,.0f} in a full week."


def officer_figures(tallies: Sequence[Tally], username: str, write_ups: int) -> list[dict[str, Any]]:
    """What one officer owes; each figure opens its list."""
    path = reverse("caseloads:of", args=[username])
    asked = (("Overdue", Asked(show=OVERDUE), "overdue"), ("Due today", Asked(show=DUE_TODAY), "due_today"),
             ("Next 14 days", Asked(show=NEXT), "upcoming"), ("Decisions owed", Asked(show=DECISIONS), ""))  # fmt: skip
    owed = f"{reverse('workday:write_ups')}?{urlencode({'officer': username})}"
    return [
        *(figure(counted(tallies, one), text, f"{path}{one.query()}", state=state) for text, one, state in asked),
        figure(write_ups, "Write-ups owed", owed),
    ]


def visits_made(made: Made) -> list[tuple[str, str]]:
    """How visits were made, as counts; what nobody wrote down is said to be not recorded."""
    return [
        ("Visits and attempts", f"{made.visits:,}"),
        ("Alone", f"{made.alone:,}"),
        ("Announced", f"{made.announced:,}"),
        ("Unannounced", f"{made.unannounced:,}"),
        ("Announced or not: not recorded", f"{made.not_recorded:,}"),
    ]


def talk_words(held_on: dt.date | None, on: dt.date) -> str:
    """'Fri 6 Nov 2026, 14 days ago'."""
    return f"{short_date(held_on)}, {days_between((held_on - on).days)}" if held_on else "Not recorded"
