"""This app's rows of the timeline: one source for each kind of fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from common.clock import LONDON
from common.facts import Fact
from common.text import plain_date
from offenders import record
from offenders.models import Nominal
from offenders.presenters import timeline_of_life, transfers
from offenders.presenters.facts import answer_text, fact_url, full_names, proposal_text
from offenders.record import TimelineRow

BACK = {
    "custody": "Released from custody",
    "hospital": "Discharged from hospital",
    "abroad": "Back from abroad",
    "missing": "Found",
    "deceased": "No longer recorded as deceased",
}


def register() -> None:
    """Called once as the app starts: the record's own parts and what its timeline holds."""
    from accounts.permissions import SEE_NOMINALS

    record.add_tab(record.Tab("offenders:record", "Record", 0, SEE_NOMINALS))
    record.add_tab(record.Tab("offenders:risk", "Risk and plan", 30, SEE_NOMINALS))
    record.add_tab(record.Tab("offenders:history", "History", 90, SEE_NOMINALS))
    record.add_timeline(levels, "Risk and plan")
    record.add_timeline(plans, "Risk and plan")
    record.add_timeline(modes, "Risk and plan")
    record.add_tab(record.Tab("offenders:person", "Person", 10, SEE_NOMINALS))
    record.add_tab(record.Tab("offenders:contacts", "Contacts", 25, SEE_NOMINALS))
    record.add_timeline(events, "Events")
    record.add_timeline(statuses, "Status")
    record.add_timeline(addresses, "Addresses")
    record.add_timeline(allocations, "Allocation")
    record.add_timeline(transfers.timeline, "Allocation")
    timeline_of_life.register()


def _row(nominal: Nominal, fact: Any, on: dt.date, title: str, text: str = "") -> TimelineRow:
    recorder = fact.recorded_by.full_name if fact.recorded_by else ""
    return TimelineRow(
        on,
        title,
        text,
        recorded_at=fact.recorded_at,
        recorded_by=recorder,
        voided=fact.void_reason if fact.voided_at else "",
        url=fact_url(nominal, fact),
    )


def _sentences(*parts: str) -> str:
    """Parts one after another, each with its full stop."""
    said = [part.strip() for part in parts if part.strip()]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in said)


def _recorded_on(fact: Fact) -> dt.date:
    return fact.recorded_at.astimezone(LONDON).date()


def _proposals(nominal: Nominal, rows: Any, title: str) -> Iterator[TimelineRow]:
    for row in rows.select_related("recorded_by", "approved_by", "returned_by"):
        text = _sentences(row.reason, answer_text(row))
        yield _row(nominal, row, row.effective_from, f"{title}{proposal_text(row).lower()}", text)


def levels(nominal: Nominal) -> Iterator[TimelineRow]:
    """Risk levels."""
    return _proposals(nominal, nominal.risk_levels, "Risk level: ")


def plans(nominal: Nominal) -> Iterator[TimelineRow]:
    """Visit intervals of the plan."""
    return _proposals(nominal, nominal.plan_intervals, "Visit interval: ")


def modes(nominal: Nominal) -> Iterator[TimelineRow]:
    """Active and reactive management, and the day management began."""
    yield from _proposals(nominal, nominal.management_decisions, "Management: ")
    if nominal.registered_on:
        yield TimelineRow(nominal.registered_on, "Management in the community began")


def events(nominal: Nominal) -> Iterator[TimelineRow]:
    """Events, and their closing."""
    rows = list(nominal.events.select_related("recorded_by"))
    names = full_names(row.closed_by for row in rows)
    for row in rows:
        yield _row(nominal, row, row.date, row.get_kind_display(), row.summary)
        if row.closed_on and not row.voided_at:
            by = f"{names[row.closed_by]}: " if row.closed_by else ""
            title = f"Event of {plain_date(row.date)} closed: no reassessment needed"
            yield TimelineRow(row.closed_on, title, f"{by}{row.close_reason}", url=fact_url(nominal, row), order="2")


def statuses(nominal: Nominal) -> Iterator[TimelineRow]:
    """Custody, hospital, abroad, missing, deceased."""
    for row in nominal.status_periods.select_related("recorded_by"):
        yield _row(nominal, row, row.from_on, row.get_status_display())
        if row.to_on and not row.voided_at:
            yield TimelineRow(row.to_on, BACK[row.status], url=fact_url(nominal, row), order="2")


def addresses(nominal: Nominal) -> Iterator[TimelineRow]:
    """Addresses begun and ended. One whose first day is not known stands on the day it was recorded."""
    for row in nominal.addresses.select_related("recorded_by"):
        text = "" if row.from_on else "Since when is not known."
        yield _row(nominal, row, row.from_on or _recorded_on(row), f"{row.get_kind_display()}: {row}", text)
        if row.to_on and not row.voided_at:
            title = f"{row.get_kind_display()} ended: {row}"
            yield TimelineRow(row.to_on, title, url=fact_url(nominal, row), order="0")


def allocations(nominal: Nominal) -> Iterator[TimelineRow]:
    """Who managed the person, from when to when."""
    for row in nominal.allocations.select_related("officer", "allocated_by"):
        text = _sentences(row.reason, f"Until {plain_date(row.to_on)}" if row.to_on else "")
        by = row.allocated_by.full_name if row.allocated_by else ""
        day = row.from_on or row.recorded_at.astimezone(LONDON).date()
        yield TimelineRow(
            day, f"Allocated to {row.officer.full_name}", text, recorded_at=row.recorded_at, recorded_by=by
        )
