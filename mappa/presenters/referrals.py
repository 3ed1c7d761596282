"""A referral as it is shown, and what the record knows to fill a new one in with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from common.text import long_date, plain_date
from mappa.models import Referral
from mappa.policy import Answers, screen
from notification.models import Disposal
from offenders.models import Nominal, RiskLevel, StatusPeriod
from orders.models import Order
from risk.models import Assessment
from risk.plan import TITLES, current

TESTS = (
    ("meetings_add_value", "Meetings add value"),
    ("high_risk_of_harm", "Risk of serious harm is high or very high"),
    ("coordination_needed", "Active co-ordination is needed"),
    ("stepped_down", "Stepped down from level 3"),
    ("senior_needed", "Senior people are needed (level 3)"),
)
SECTIONS = (
    ("Convictions and findings", "offences"),
    ("Custody, hospital, licence and release", "detention"),
    ("Risk", "risk"),
    ("What is being done now", "management"),
    ("Why level 1 is not enough", "reasons"),
)


def facts(row: Referral) -> list[tuple[str, str]]:
    """The referral in two columns."""
    form = " ".join(part for part in (row.form_code, row.form_edition and f"edition {row.form_edition}") if part)
    who = row.referred_by.full_name if row.referred_by else ""
    by = ", ".join(part for part in (who, row.referring_agency) if part)
    shown = [
        ("Referred on", long_date(row.referred_on) if row.referred_on else "not known"),
        ("By", by or "not known"),
        ("Level asked for", f"Level {row.proposed_level}" if row.proposed_level else "not given"),
        ("Form", form or "not recorded"),
    ]
    return shown + [(title, getattr(row, name)) for title, name in SECTIONS if getattr(row, name)]


def answers_of(row: Referral) -> Answers:
    """What was answered so far."""
    return Answers(*(getattr(row, name) for name in Answers._fields))


def screening(row: Referral) -> list[tuple[str, str]]:
    """The tests of the levels, part by part, and what follows from them."""
    words = {True: "Yes", False: "No", None: "Not answered"}
    shown = [(text, words[getattr(row, name)]) for name, text in TESTS]
    found = screen(answers_of(row))
    shown.append(("What follows", f"Level {found.level}: {found.why}" if found.level else found.why))
    if row.screening_notes:
        shown.append(("Notes", row.screening_notes))
    return shown


def decision(row: Referral) -> list[tuple[str, str]]:
    """Accepted or refused, by whom and why; empty while it waits."""
    if not row.decision:
        return []
    level = f" at level {row.level}" if row.decision == "accepted" and row.level else ""
    return [
        ("Decision", f"{row.get_decision_display()}{level}"),
        ("On", long_date(row.decided_on) if row.decided_on else "not known"),
        ("By", row.decided_by.full_name if row.decided_by else "not known"),
        ("Reasons", row.decision_reasons or "not recorded"),
    ]


def days_waiting(row: Referral, on: dt.date) -> int:
    """How long it has waited."""
    return (on - (row.referred_on or row.recorded_at.date())).days


def filled_in(nominal: Nominal, on: dt.date) -> dict[str, Any]:
    """What the record knows, for the officer to check: convictions, custody and licence, risk, management."""
    return {
        "referred_on": on,
        "referring_agency": nominal.get_lead_agency_display() if nominal.lead_agency else "Police",
        "form_code": "MAPPA A",
        "offences": _lines(_offences(nominal)),
        "detention": _lines(_detention(nominal)),
        "risk": _lines(_risk(nominal)),
        "management": _lines(_management(nominal, on)),
    }


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _offences(nominal: Nominal) -> Iterable[str]:
    for row in Disposal.objects.counted().filter(nominal=nominal).order_by("event_on"):
        outcome = row.get_outcome_display() if row.outcome else "outcome not recorded"
        sentenced = f", sentenced {plain_date(row.sentenced_on)}" if row.sentenced_on else ""
        yield f"{plain_date(row.event_on)}: {row.get_event_display().lower()}, {outcome.lower()}{sentenced}"


def _detention(nominal: Nominal) -> Iterable[str]:
    periods = StatusPeriod.objects.counted().filter(nominal=nominal, status__in=("custody", "hospital"))
    for row in periods.order_by("from_on"):
        ends = f"to {plain_date(row.to_on)}" if row.to_on else "still there"
        yield f"{row.get_status_display()} from {plain_date(row.from_on)}, {ends}"
    if nominal.licence_ends_on:
        yield f"Licence to {plain_date(nominal.licence_ends_on)}"


def _risk(nominal: Nominal) -> Iterable[str]:
    level = RiskLevel.objects.counted().filter(nominal=nominal, approved=True).order_by("-effective_from").first()
    if level is not None:
        yield f"Risk level {level.get_level_display().lower()} since {plain_date(level.effective_from)}"
    seen: set[str] = set()
    for row in Assessment.objects.counted().filter(nominal=nominal).order_by("-completed_on"):
        if row.tool not in seen:
            seen.add(row.tool)
            result = " ".join(str(part) for part in (row.band, row.score) if part not in (None, ""))
            yield f"{row.get_tool_display()}, {plain_date(row.completed_on)}: {result or 'no result recorded'}"


def _management(nominal: Nominal, on: dt.date) -> Iterable[str]:
    for order in Order.objects.counted().filter(nominal=nominal, discharged_on=None).order_by("made_on"):
        yield f"{order.get_kind_display()} made {plain_date(order.made_on)}"
    plan = current(nominal.pk, on)
    if plan is not None:
        for name, title in TITLES.items():
            if text := getattr(plan, name):
                yield f"{title}: {text}"
