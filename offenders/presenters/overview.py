"""The record's first page: what is owed, what needs attention, where the person is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.urls import reverse

from common.text import days_between, days_phrase, long_date, plain_date
from deadlines.models import Deadline, FailedNominal
from deadlines.reconcile import batch_for
from deadlines.registry import kind_name, subject_words
from deadlines.status import SUSPENDED, state
from offenders.deadlines import requirement_ended
from offenders.models import Address, Event, ManagementDecision, Nominal, PlanInterval, RiskLevel, StatusPeriod
from offenders.models.levels import Proposal
from offenders.presenters import life
from offenders.presenters.facts import CODES, END_WORDS, TYPES, fact_url, proposal_text, proposal_url
from offenders.presenters.frame import IN_COMMUNITY
from offenders.rights import may_answer

NO_DISPOSAL = "No disposal or order is recorded, so dates stand until one is and has ended"
ALL_ENDED = "All that is recorded has ended, so no visit is owed: a closing review is, before anybody leaves the lists"
KIND_ORDER = ("home", "no_fixed_abode")


@dataclass(frozen=True)
class Owed:
    """One deadline in words."""

    name: str
    subject: str
    day: str
    state: str
    phrase: str
    reason: str
    rule: str
    coded: bool  # the subject is a reference, and not words


def owed(nominal: Nominal, on: dt.date) -> dict[str, list[Owed]]:
    """Every open deadline, the most urgent first; those whose clock is stopped apart (one query)."""
    running: list[Owed] = []
    stopped: list[Owed] = []
    for row in Deadline.objects.open().filter(nominal=nominal).order_by("due_on", "kind", "subject"):
        now = state(row.due_on, on, suspended=row.suspended)
        phrase = "clock stopped" if now == SUSPENDED else days_phrase((row.due_on - on).days)
        about = subject_words(row.kind, row.subject, row.reason)
        shown = Owed(
            kind_name(row.kind), about, long_date(row.due_on), now, phrase, row.reason, row.rule, about == row.subject
        )
        (stopped if now == SUSPENDED else running).append(shown)
    return {"owed": running, "suspended": stopped}


def addresses(nominal: Nominal) -> list[dict[str, Any]]:
    """Current addresses by kind, the home first (one query)."""
    rows = Address.objects.counted().filter(nominal=nominal, to_on__isnull=True)
    shown = sorted(rows, key=lambda row: (row.kind not in KIND_ORDER, row.kind, row.address))
    return [
        {
            "kind": row.get_kind_display().split(":")[0],
            "text": str(row),
            "home": row.kind in KIND_ORDER,
            "since": f"since {plain_date(row.from_on)}" if row.from_on else "",
            "url": fact_url(nominal, row),
            "end_url": reverse("offenders:end_address", args=[nominal.reference, row.pk]),
        }
        for row in shown
    ]


def whereabouts(nominal: Nominal, on: dt.date) -> list[dict[str, Any]]:
    """The open status periods; none is the community (one query)."""
    rows = StatusPeriod.objects.counted().filter(nominal=nominal, from_on__lte=on, to_on__isnull=True)
    return [
        {
            "text": row.get_status_display(),
            "since": f"since {plain_date(row.from_on)}, {days_between((row.from_on - on).days)}",
            "url": fact_url(nominal, row),
            "end_url": ""
            if row.status == "deceased"
            else reverse("offenders:end_status", args=[nominal.reference, row.pk]),
            "end_words": END_WORDS.get(row.status, ""),
        }
        for row in rows.order_by("from_on")
    ] or [{"text": IN_COMMUNITY, "since": "", "url": "", "end_url": "", "end_words": ""}]


def open_events(nominal: Nominal) -> list[dict[str, Any]]:
    """The latest five events that were not closed, with how many there are (one query)."""
    rows = Event.objects.counted().filter(nominal=nominal, closed_on__isnull=True).order_by("-date", "-pk")[:5]
    return [
        {
            "text": row.get_kind_display(),
            "day": long_date(row.date),
            "summary": row.summary,
            "url": fact_url(nominal, row),
            "close_url": reverse("offenders:close_event", args=[nominal.reference, row.pk]),
            "proposed": "Proposed to be closed without a reassessment" if row.proposed_close_by_id else "",
        }
        for row in rows
    ]


def waiting(nominal: Nominal, user: Any) -> list[dict[str, Any]]:
    """Proposals that nobody has answered yet (three queries)."""
    rows: list[Proposal] = list(
        chain.from_iterable(
            model.objects.waiting().filter(nominal=nominal).select_related("recorded_by")
            for model in (RiskLevel, PlanInterval, ManagementDecision)
        )
    )
    return [
        {
            "what": f"{TYPES[CODES[type(row)]][1]}: {proposal_text(row).lower()}",
            "from": plain_date(row.effective_from),
            "by": row.recorded_by.full_name if row.recorded_by else "somebody not recorded",
            "reason": row.reason,
            "url": proposal_url(nominal, row) if may_answer(user, row) else fact_url(nominal, row),
            "answerable": may_answer(user, row),
        }
        for row in rows
    ]


def blocked(nominal: Nominal) -> str:
    """Why the list of what is owed cannot be relied on, where it cannot (one query)."""
    if failure := FailedNominal.objects.filter(nominal=nominal).first():
        since = plain_date(failure.first_failed_on)
        why = failure.message.partition(": ")[2].rstrip(".")
        return (
            f"Some dates of this record could not be worked out since {since}: {why}."
            " If a date of the record is a mistake, correct it; if not, tell your administrator."
        )
    standing = getattr(nominal, "standing", None)
    if not nominal.registered_on and not (standing and standing.status == "deceased"):
        return "No visit date can be worked out until the day management began is recorded."
    return ""


def attention(nominal: Nominal) -> list[str]:
    """What the record lacks, the gravest first. None can be dismissed: each goes when the record has it."""
    standing = getattr(nominal, "standing", None)
    notes = []
    if not nominal.registered_on:
        notes.append("The day management began is not recorded")
    if standing and not standing.risk_level:
        notes.append("No risk level is in force, so visits are owed as for high risk")
    if nominal.officer_id is None:
        notes.append("Nobody is allocated")
    if not nominal.homes:  # type: ignore[attr-defined]
        notes.append("No home address is recorded")
    if not (nominal.family_name and nominal.given_names):
        notes.append("The name is not complete")
    if nominal.date_of_birth is None:
        notes.append("The date of birth is not recorded, so the person is treated as an adult")
    return notes


def requirement_notes(nominal: Nominal, on: dt.date) -> list[str]:
    """Whether anything that makes or prolongs the requirement is on record, and whether all of it has ended."""
    ended = requirement_ended(batch_for(on, ids=[nominal.pk])).get(nominal.pk)
    return [NO_DISPOSAL] if ended is None else [ALL_ENDED] if ended else []


def overview(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """The context of the record's first page, whatever the number of facts in a fixed number of queries."""
    lacks = attention(nominal)
    return {
        **owed(nominal, on),
        "blocked": blocked(nominal),
        "lacks": bool(lacks),
        "attention": [*lacks, *requirement_notes(nominal, on)],
        "whereabouts": whereabouts(nominal, on),
        "addresses": addresses(nominal),
        "events": open_events(nominal),
        "waiting": waiting(nominal, user),
        "visit": life.before_a_visit(nominal, on),
        "tell": life.to_tell(nominal, on) if life.death_stands(nominal) else [],
    }
