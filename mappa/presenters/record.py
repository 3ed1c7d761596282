"""The record's tab: category, level and area with their history, what is owed, meetings, referrals, actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from common.text import plain_date
from deadlines.models import Deadline
from deadlines.registry import kind_name
from mappa.facts import level_of
from mappa.links import link
from mappa.models import (
    Action,
    AgendaItem,
    AreaPlacement,
    Category,
    CategoryDecision,
    LevelDecision,
    Referral,
    SeriousFurtherOffence,
)
from mappa.policy import KINDS
from mappa.presenters.words import when
from mappa.quality import faults_of
from offenders.models import Nominal


def tab(nominal: Nominal, on: dt.date) -> dict[str, Any]:
    """Everything the tab shows, in a fixed number of queries."""
    levels = list(LevelDecision.objects.filter(nominal=nominal).select_related("recorded_by", "meeting"))
    categories = list(CategoryDecision.objects.filter(nominal=nominal).select_related("recorded_by"))
    areas = list(AreaPlacement.objects.filter(nominal=nominal).select_related("recorded_by", "area"))
    level = level_of(nominal.pk, on)
    return {
        "facts": facts(nominal, level, areas, on),
        "level": level,
        "owed": owed(nominal, on),
        "faults": faults_of(nominal, on),
        "history": history(nominal, levels, categories, areas),
        "meetings": meetings(nominal, on),
        "referrals": referrals(nominal),
        "actions": actions(nominal, on),
        "serious": [
            {"row": row, "url": link("serious", nominal.reference, row.pk)}
            for row in SeriousFurtherOffence.objects.counted().filter(nominal=nominal)
        ],
    }


def facts(nominal: Nominal, level: int | None, areas: list[AreaPlacement], on: dt.date) -> list[tuple[str, str]]:
    """Category, level, lead agency, owning force, area: five facts, none of which follows from another."""
    category = Category(nominal.mappa_category).label if nominal.mappa_category else "Not recorded"
    now = next((row for row in areas if row.voided_at is None and row.effective_from <= on), None)
    since = f", since {plain_date(nominal.lead_since)}" if nominal.lead_since else ""
    lead = f"{nominal.get_lead_agency_display()}{since}" if nominal.lead_agency else "Not recorded"
    return [
        ("Category", category),
        ("Level", f"Level {level}" if level else "Not recorded"),
        ("Lead agency", lead),
        ("Owning force", nominal.force.name if nominal.force else "Not recorded"),
        ("MAPPA area", now.area.name if now else "Not recorded"),
    ]


def owed(nominal: Nominal, on: dt.date) -> list[dict[str, Any]]:
    """The open deadlines of MAPPA, with the reason of each date."""
    rows = Deadline.objects.open().filter(nominal=nominal, kind__in=KINDS).order_by("due_on", "kind", "subject")
    return [
        {
            "name": kind_name(row.kind),
            "subject": row.subject,
            "due": plain_date(row.due_on),
            **when(row.due_on, on, suspended=row.suspended),
            "reason": row.reason,
            "rule": row.rule,
        }
        for row in rows
    ]


def history(
    nominal: Nominal, levels: list[LevelDecision], categories: list[CategoryDecision], areas: list[AreaPlacement]
) -> list[dict[str, Any]]:
    """Every decision, latest first; those entered in error stay, struck through."""
    rows = [_entry(row, "level", level_text(row, levels), row.decided_by) for row in levels]
    rows += [_entry(row, "category", category_text(row), row.decided_by) for row in categories]
    rows += [_entry(row, "area", f"MAPPA area {row.area.name}", "") for row in areas]
    for row in rows:
        row["void_url"] = link("void", nominal.reference, row["code"], row["id"])
    return sorted(rows, key=lambda row: (row["on"], row["id"]), reverse=True)


def _entry(row: Any, code: str, what: str, decided_by: str) -> dict[str, Any]:
    by = row.recorded_by.full_name if row.recorded_by else ""
    return {
        "id": row.pk, "code": code, "on": row.effective_from, "day": plain_date(row.effective_from), "what": what,
        "reason": row.reason, "decided_by": decided_by or "Not recorded", "recorded_by": by,
        "voided": row.void_reason if row.voided_at else "",
    }  # fmt: skip


def level_text(row: LevelDecision, rows: list[LevelDecision]) -> str:
    """`Level 2, was level 1`; `Level 2 kept`."""
    earlier = [one for one in rows if one.voided_at is None and one.effective_from < row.effective_from]
    before = max(earlier, key=lambda one: one.effective_from).level if earlier else None
    if before == row.level:
        return f"Level {row.level} kept"
    return f"Level {row.level}" + (f", was level {before}" if before else "")


def category_text(row: CategoryDecision) -> str:
    """`Category 2, was category 1`."""
    now = f"Category {row.category}" if row.category else "In no category"
    return now + (f", was category {row.previous}" if row.previous else "")


def meetings(nominal: Nominal, on: dt.date) -> list[dict[str, Any]]:
    """The meetings that discussed the case or have it on their agenda, latest first."""
    rows = AgendaItem.objects.counted().filter(nominal=nominal, meeting__voided_at__isnull=True)
    rows = rows.select_related("meeting__area", "nominal").order_by("-meeting__held_on", "-pk")
    return [meeting_row(row, on) for row in rows]


def meeting_row(item: AgendaItem, on: dt.date) -> dict[str, Any]:
    """One meeting as the record lists it."""
    meeting = item.meeting
    return {
        "ref": meeting.meeting_ref,
        "url": link("minutes", meeting.meeting_ref, item.nominal.reference),
        "on": plain_date(meeting.held_on) if meeting.held_on else "No day yet",
        "level": f"Level {meeting.level}" if meeting.level else "",
        "area": meeting.area.name if meeting.area else "",
        "status": meeting.status_on(on).label,
        "urgent": meeting.urgent,
        "decision": f"Level {item.decision_level}" if item.decision_level else "",
        "disclosure": item.get_disclosure_display() if item.disclosure else "",
    }


def referrals(nominal: Nominal) -> list[dict[str, Any]]:
    """Every referral, latest first."""
    rows = Referral.objects.counted().filter(nominal=nominal).order_by("-referred_on", "-pk")
    return [
        {
            "ref": row.referral_ref,
            "url": link("referral", nominal.reference, row.referral_ref),
            "on": plain_date(row.referred_on) if row.referred_on else "Day not recorded",
            "level": f"Level {row.proposed_level}" if row.proposed_level else "Level not recorded",
            "decision": decision_text(row),
            "reasons": row.decision_reasons,
        }
        for row in rows
    ]


def decision_text(row: Referral) -> str:
    """`Accepted on 2 March 2026`."""
    if not row.decision:
        return "Waiting for a decision"
    return row.get_decision_display() + (f" on {plain_date(row.decided_on)}" if row.decided_on else "")


def actions(nominal: Nominal, on: dt.date) -> list[dict[str, Any]]:
    """Every action: those open first, oldest first, then those done."""
    rows = Action.objects.counted().filter(nominal=nominal).select_related("owner", "meeting").oldest_first()
    return sorted((action_row(row, on, nominal.reference) for row in rows), key=lambda row: row["done"] != "")


def action_row(row: Action, on: dt.date, reference: str) -> dict[str, Any]:
    """One action as lists show it."""
    done = row.done_on is not None and row.done_on <= on
    far = when(row.due_on, on) if row.due_on else {"state": "owed", "days": ""}
    return {
        "ref": row.action_ref,
        "url": link("action", reference, row.action_ref),
        "action": row.action or "Not recorded",
        "agency": row.agency_name or "Not recorded",
        "owner": row.owner.full_name if row.owner else "",
        "due": plain_date(row.due_on) if row.due_on else "No due date",
        "state": "done" if done else far["state"],
        "late": "" if done else far["days"],
        "done": plain_date(row.done_on) if done and row.done_on else "",
        "evidence": row.evidence,
    }
