"""What MAPPA adds to the record page: a tab, a panel, rows of the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts import permissions as p
from mappa.facts import level_of
from mappa.links import link
from mappa.models import Action, AgendaItem, CategoryDecision, LevelDecision, Referral
from mappa.presenters.record import action_row, category_text, decision_text, level_text
from offenders.models import Nominal
from offenders.record import Panel, Tab, TimelineRow, add_panel, add_tab, add_timeline

KIND = "MAPPA"


def register() -> None:
    """Called once, as the app starts."""
    add_tab(Tab("mappa:record", "MAPPA", 50, p.SEE_MAPPA))
    add_timeline(levels, KIND)
    add_timeline(referrals, KIND)
    add_timeline(meetings, KIND)
    add_timeline(actions, KIND)
    add_panel(Panel("mappa/_panel.html", panel, 50))


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """The level, and the actions that are open (two queries)."""
    rows = Action.objects.open(on).filter(nominal=nominal).select_related("owner").oldest_first()
    return {
        "reference": nominal.reference,
        "may_see": user.can(p.SEE_MAPPA),
        "category": nominal.mappa_category,
        "level": level_of(nominal.pk, on),
        "actions": [action_row(row, on, nominal.reference) for row in rows],
    }


def _row(on: dt.date, title: str, text: str, fact: Any, url: str, order: str = "") -> TimelineRow:
    return TimelineRow(
        on,
        title,
        text,
        recorded_at=fact.recorded_at,
        recorded_by=fact.recorded_by.full_name if fact.recorded_by else "",
        voided=fact.void_reason if fact.voided_at else "",
        url=url,
        order=order,
    )


def levels(nominal: Nominal) -> Iterator[TimelineRow]:
    """Changes of category and level, and the reviews that kept one."""
    url = reverse("mappa:record", args=[nominal.reference])
    rows = list(LevelDecision.objects.filter(nominal=nominal).select_related("recorded_by"))
    for row in rows:
        yield _row(row.effective_from, f"MAPPA: {level_text(row, rows)[:1].lower()}{level_text(row, rows)[1:]}",
                   row.reason, row, url, "2")  # fmt: skip
    for change in CategoryDecision.objects.filter(nominal=nominal).select_related("recorded_by"):
        yield _row(change.effective_from, f"MAPPA: {category_text(change).lower()}", change.reason, change, url, "1")


def referrals(nominal: Nominal) -> Iterator[TimelineRow]:
    """Referrals made and decided."""
    for row in Referral.objects.filter(nominal=nominal).select_related("recorded_by"):
        url = link("referral", nominal.reference, row.referral_ref)
        day = row.referred_on or row.recorded_at.date()
        yield _row(day, f"MAPPA referral {row.referral_ref} to level {row.proposed_level or 'not given'}", "", row, url)
        if row.decision and row.decided_on and row.voided_at is None:
            title = f"MAPPA referral {row.referral_ref}: {decision_text(row).lower()}"
            yield _row(row.decided_on, title, row.decision_reasons, row, url, "3")


def meetings(nominal: Nominal) -> Iterator[TimelineRow]:
    """The meetings held about the person, with what was decided."""
    rows = AgendaItem.objects.filter(nominal=nominal, meeting__status__in=("held", "finalised"))
    for row in rows.select_related("recorded_by", "meeting"):
        meeting = row.meeting
        if meeting.held_on is None:
            continue
        parts = [f"Level {row.decision_level} decided" if row.decision_level else "", row.get_disclosure_display()]
        url = link("minutes", meeting.meeting_ref, nominal.reference)
        url = url or reverse("mappa:record", args=[nominal.reference])
        yield _row(
            meeting.held_on, f"MAPPA meeting {meeting.meeting_ref}", "; ".join(filter(None, parts)), row, url, "4"
        )


def actions(nominal: Nominal) -> Iterator[TimelineRow]:
    """Actions agreed and done."""
    for row in Action.objects.filter(nominal=nominal).select_related("recorded_by", "meeting"):
        url = link("action", nominal.reference, row.action_ref)
        agreed = row.made_on or (row.meeting.held_on if row.meeting else None)
        if agreed:
            title = f"MAPPA action {row.action_ref} for {row.agency_name or 'nobody named'}"
            yield _row(agreed, title, row.action, row, url, "5")
        if row.done_on and row.voided_at is None:
            yield _row(row.done_on, f"MAPPA action {row.action_ref} done", row.evidence, row, url, "6")
