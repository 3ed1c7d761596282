"""What risk adds to the record's page of risk: assessments, conflicts, the history, reactive management, clocks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from accounts import permissions as p
from common.holidays import load_calendar
from common.text import days_between, plain_date
from deadlines.book import load_book
from deadlines.reconcile import batch_for
from deadlines.registry import Batch, population
from offenders.deadlines import PersonRow
from offenders.models import Event, Nominal
from offenders.picture import Picture
from offenders.rights import may_plan, may_write
from risk.actions.reactive import intelligence_criterion
from risk.contradictions import latest_results
from risk.facts import criteria_of, lead_of
from risk.models import Assessment, CsodsApplication, Tool
from risk.policy import AssessmentFact, EventFact, PartnerClock, arms_name, partner_clock
from risk.policy.tools import conflict
from risk.presenters import csods
from risk.presenters.chart import chart


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """The context of `risk/_risk.html`: a fixed number of queries."""
    batch = batch_for(on, ids=[nominal.pk])
    people = population().load(batch)
    person: PersonRow = people[nominal.pk]
    picture = Picture(person.facts, batch)
    done = list(assessments_of(nominal))
    facts = [AssessmentFact(row.completed_on, row.tool, row.band) for row in done if row.voided_at is None]
    lead = lead_of(person)
    events = [
        EventFact(row.date, row.kind, row.closed_on)
        for row in Event.objects.counted().filter(nominal=nominal, date__lte=on)
    ]
    partner = partner_clock(person.facts, lead, facts, on, batch.book, batch.calendar)
    writes = may_write(user, nominal)
    return {
        "reference": nominal.reference,
        "arms_name": arms_name(lead, on),
        "woman": nominal.sex == "female",
        "may_assess": writes and user.can(p.ASSESS),
        "may_plan": may_plan(user, nominal),
        "may_edit": writes and user.can(p.EDIT_NOMINAL),
        "assessments": [shown(nominal, row, arms_name(lead, on)) for row in done],
        "conflicts": conflicts(facts, picture.levels().level),
        "partner": partner_words(partner, on) if partner else "",
        "chart": chart(picture.levels(), events, on),
        "reactive": reactive(batch, people, nominal, picture),
    }  # fmt: skip


def partner_words(partner: PartnerClock, on: dt.date) -> str:
    """What a partner owes, and by when."""
    if partner.due_on is None:
        return partner.text
    return f"{partner.text}. Due {plain_date(partner.due_on)}, {days_between((partner.due_on - on).days)}."


def assessments_of(nominal: Nominal) -> Any:
    """Every assessment, latest first, those entered in error too (one query)."""
    return Assessment.objects.filter(nominal=nominal).select_related("recorded_by").order_by("-completed_on", "-pk")


def applications_of(nominal: Nominal) -> Any:
    """Applications under the disclosure scheme, latest first."""
    return CsodsApplication.objects.counted().filter(nominal=nominal).select_related("event").order_by("-received_at")


def band_text(tool: str, band: str) -> str:
    """`High priority` for ARMS, else the band as it is called."""
    words = band.replace("_", " ").capitalize()
    return f"{words} priority" if tool == Tool.ARMS and band else words or "not recorded"


def tool_text(row: Assessment, name: str) -> str:
    """`OSP/DC`; for a person for whom ARMS was not made, what it is called instead."""
    return name if row.tool == Tool.ARMS else str(row.get_tool_display())


def shown(nominal: Nominal, row: Assessment, name: str) -> dict[str, Any]:
    """One row of the list of assessments."""
    return {
        "tool": tool_text(row, name),
        "version": row.version,
        "on": plain_date(row.completed_on),
        "band": band_text(row.tool, row.band),
        "score": f"{row.score.normalize():f}" if row.score is not None else "",
        "by": row.recorded_by.full_name if row.recorded_by else "",
        "voided": row.void_reason if row.voided_at else "",
        "url": reverse("risk:assessment", args=[nominal.reference, row.pk]),
    }


def conflicts(done: list[AssessmentFact], level: str | None) -> list[str]:
    """Where the latest result of a tool says otherwise than the level."""
    latest: dict[str, AssessmentFact] = {}
    for row in sorted(done):
        latest[row.tool] = row
    found = [(conflict(row.tool, row.band, level), row) for row in latest.values()]
    return [f"{words} (completed {plain_date(row.completed_on)})" for words, row in found if words]


def tools(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """What the tools gave, beside the level in force and any that waits: the context of `risk/_tools.html`."""
    batch = batch_for(on, ids=[nominal.pk])
    people = population().load(batch)
    levels, name = Picture(people[nominal.pk].facts, batch).levels(), arms_name(lead_of(people[nominal.pk]), on)
    rows = latest_results(nominal, on)
    facts = [AssessmentFact(row.completed_on, row.tool, row.band) for row in rows]
    proposed = levels.waiting.level if levels.waiting else None
    return {
        "tools": [shown(nominal, row, name) for row in rows],
        "conflicts": conflicts(facts, levels.level),
        "waiting": conflicts(facts, proposed),
    }


def reactive(batch: Batch, people: Any, nominal: Nominal, picture: Picture) -> dict[str, Any]:
    """Whether reactive management is open, criterion by criterion."""
    found = criteria_of(batch, people)[nominal.pk]
    now = picture.management()
    return {
        "is_reactive": now.mode == "reactive",
        "since": plain_date(now.since) if now.since else "",
        "eligible": all(one.met for one in found),
        "blocked": sum(not one.met for one in found),
        "criteria": [*found, intelligence_criterion(nominal.pk)],
    }


def applications(nominal: Nominal, user: Any, moment: dt.datetime) -> dict[str, Any]:
    """The rest of that context, which goes by the hour: applications with their three clocks; the way to the case for
    those who handle applications.
    """
    rows = list(applications_of(nominal))
    if not rows:
        return {"applications": []}
    book, calendar = load_book(), load_calendar()
    return {
        "applications": [
            {
                "url": reverse("risk:csods_case", args=[row.pk]) if handles(user, row) else "",
                "received": csods.received(row),
                "outcome": row.outcome,
                "clocks": [csods.clock_words(clock, moment) for clock in csods.clocks_of(row, book, calendar)],
            }
            for row in rows
        ]
    }


def handles(user: Any, row: CsodsApplication) -> bool:
    """Whether the case of an application that names a record which this user has open is theirs to open too."""
    return user.can(p.HANDLE_APPLICATIONS) and user.force_id is not None and row.force_id == user.force_id
