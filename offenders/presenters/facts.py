"""Each type of fact in words: for its own page, the timeline and the record's panels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from accounts.models import User
from common.clock import LONDON
from common.facts import Fact
from common.text import long_date, plain_date
from offenders.models import (
    Address,
    Event,
    ManagementDecision,
    Nominal,
    PlanInterval,
    RiskLevel,
    StatusPeriod,
)
from offenders.models.levels import Proposal
from offenders.presenters import life_facts

# The code of each type in addresses of pages, its model and its name.
TYPES: dict[str, tuple[type[Fact], str]] = {
    "address": (Address, "Address"),
    "status": (StatusPeriod, "Status"),
    "event": (Event, "Event"),
    "level": (RiskLevel, "Risk level"),
    "interval": (PlanInterval, "Visit interval"),
    "management": (ManagementDecision, "Management"),
    **life_facts.TYPES,
}
CODES = {model: code for code, (model, _) in TYPES.items()}
END_WORDS = {
    "custody": "Record the release",
    "hospital": "Record the discharge",
    "abroad": "Record the return",
    "missing": "Record that they were found",
}
PROPOSALS = ("level", "interval", "management")

NEEDED_NONE = "Needed no approval"

Row = tuple[str, str]


def fact_url(nominal: Nominal, fact: Fact) -> str:
    """The page of one fact."""
    return reverse("offenders:fact", args=[nominal.reference, CODES[type(fact)], fact.pk])


def proposal_url(nominal: Nominal, proposal: Proposal) -> str:
    """Where a waiting proposal is answered."""
    return reverse("offenders:proposal", args=[nominal.reference, CODES[type(proposal)], proposal.pk])


def full_names(usernames: Iterable[str]) -> dict[str, str]:
    """The people behind user names; one who has no account goes by the user name (one query)."""
    wanted = {name for name in usernames if name}
    return {name: name for name in wanted} | dict(
        User.objects.filter(username__in=wanted).values_list("username", "full_name")
    )


def moment_text(moment: dt.datetime) -> str:
    """`20 November 2026 at 14:10`, London time."""
    local = moment.astimezone(LONDON)
    return f"{plain_date(local.date())} at {local:%H:%M}"


def proposal_text(row: Any) -> str:
    """What is proposed: `Medium`, `Every 6 weeks`, `Reactive`."""
    if isinstance(row, RiskLevel):
        return str(row.get_level_display())
    if isinstance(row, PlanInterval):
        return f"Every {interval_text(row.value, row.unit)}"
    return f"{row.get_mode_display()} management"


def interval_text(value: int, unit: str) -> str:
    """`month`, `6 weeks`: what follows 'every'."""
    words = dict(PlanInterval.UNITS)[unit]
    return words[:-1] if value == 1 else f"{value} {words}"


def standing_of(row: Proposal) -> str:
    """The state of a proposal, as the tags know it: approved, proposed or returned."""
    if row.returned_at is not None:
        return "returned"
    return "approved" if row.approved else "proposed"


def answer_text(row: Proposal) -> str:
    """`Approved by Eve Marsh on 23 November 2026`, `Waiting for approval`, `Needed no approval`."""
    if row.returned_at is not None:
        by = row.returned_by.full_name if row.returned_by else "a supervisor"
        return f"Returned by {by} on {plain_date(row.returned_at.astimezone(LONDON).date())}: {row.return_reason}"
    if not row.approved:
        return "Waiting for approval"
    if row.approved_by is None:
        return NEEDED_NONE if row.recorded_by_id else f"Approved on {plain_date(row.approved_on)}"
    return f"Approved by {row.approved_by.full_name} on {plain_date(row.approved_on)}"


def _address(row: Address) -> list[Row]:
    return [
        ("Kind", row.get_kind_display()),
        ("Address", str(row)),
        ("From", long_date(row.from_on)),
        ("Until", long_date(row.to_on) if row.to_on else "still current"),
    ]


def _status(row: StatusPeriod) -> list[Row]:
    until = long_date(row.to_on) if row.to_on else "still so"
    return [("Status", row.get_status_display()), ("From", long_date(row.from_on)), ("Until", until)]


def _event(row: Event) -> list[Row]:
    rows = [
        ("Kind", row.get_kind_display()),
        ("Date", long_date(row.date)),
        ("What happened", row.summary or "not recorded"),
    ]
    if row.closed_on:
        by = full_names([row.closed_by]).get(row.closed_by, "somebody not recorded")
        rows.append(("Closed", f"{long_date(row.closed_on)}, by {by}"))
        rows.append(("Why no reassessment", row.close_reason or "not recorded"))
    elif row.proposed_close_by_id:
        rows.append(("Proposed to be closed", _closing_proposed(row)))
    return rows


def closing_rows(row: Event) -> list[Row]:
    """An event with the proposal to close it, where there is one, for whoever answers it."""
    rows = _event(row)[:3]
    if row.proposed_close_by is not None:
        rows.append(("Proposed to be closed", _closing_proposed(row)))
    return rows


def _closing_proposed(row: Event) -> str:
    by = row.proposed_close_by.full_name if row.proposed_close_by else "somebody not recorded"
    return f"{long_date(row.proposed_close_on)}, by {by}: {row.proposed_close_reason}"


def _proposal(row: Any) -> list[Row]:
    return [
        (TYPES[CODES[type(row)]][1], proposal_text(row)),
        ("From", long_date(row.effective_from)),
        ("Reason", row.reason or "not recorded"),
        *([("Why it differs from the tools", row.override_reason)] if getattr(row, "override_reason", "") else []),
        ("Approval", answer_text(row)),
    ]


def fact_rows(fact: Any) -> list[Row]:
    """Everything about a fact as (term, value), who recorded it and whether it was entered in error included."""
    writers: dict[type[Fact], Callable[[Any], list[Row]]] = {
        Address: _address,
        StatusPeriod: _status,
        Event: _event,
        **life_facts.WRITERS,
    }
    write = writers.get(type(fact), _proposal)
    recorder = f", by {fact.recorded_by.full_name}" if fact.recorded_by else ""
    rows = [*write(fact), ("Recorded", f"{moment_text(fact.recorded_at)}{recorder}")]
    if fact.voided_at is not None:
        by = f", by {fact.voided_by.full_name}" if fact.voided_by else ""
        rows.append(("Entered in error", f"{moment_text(fact.voided_at)}{by}: {fact.void_reason}"))
    return rows
