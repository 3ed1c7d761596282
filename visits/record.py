"""What visits add to the record page: a tab, rows of the timeline, a panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts import permissions
from common.text import plain_date
from offenders.models import Nominal, StatusPeriod
from offenders.policy import CUSTODY, DETAINED, open_status
from offenders.presenters.life import death_stands
from offenders.presenters.registers import Line, Registers
from offenders.record import Panel, Tab, TimelineRow, add_panel, add_tab, add_timeline
from offenders.rights import may_write
from risk.evidence import Note, register_notes
from visits import drafts
from visits.models import Visit, VisitDecision
from visits.policy import VISIT_DECISION, sees
from visits.presenters import address_rows, names_of, when_text
from visits.prospect import Case, load_case


def register() -> None:
    """Called once, as the app starts."""
    add_tab(Tab("visits:list", "Visits", 20, permissions.SEE_NOMINALS))
    add_timeline(timeline, "Visits and attempts")
    add_panel(Panel("visits/_panel.html", panel, 20))
    add_panel(Panel("visits/_registers.html", registers_panel, 40))
    register_notes(notes)


def timeline(nominal: Nominal) -> Iterator[TimelineRow]:
    """Every visit, attempt and decision, those entered in error too."""
    url = reverse("visits:list", args=[nominal.reference])
    visits = list(Visit.objects.filter(nominal=nominal).select_related("recorded_by"))
    names = names_of(visits)
    for visit in visits:
        present = [names.get(name, name) for name in visit.officers] + list(visit.others_present)
        yield TimelineRow(
            on=visit.date,
            title=visit.get_outcome_display(),
            text=", ".join(present),
            recorded_at=visit.recorded_at,
            recorded_by=visit.recorded_by.full_name if visit.recorded_by else "",
            voided=visit.void_reason if visit.voided_at is not None else "",
            url=f"{url}#visit-{visit.pk}",
            order=f"{visit.time:%H:%M}" if visit.time else "",
        )
    for decision in VisitDecision.objects.filter(nominal=nominal).select_related("recorded_by"):
        yield TimelineRow(
            on=decision.decided_on,
            title=f"Decided after failed visits: {decision.get_decision_display()}",
            text=decision.reason,
            recorded_at=decision.recorded_at,
            recorded_by=decision.recorded_by.full_name if decision.recorded_by else "",
            voided=decision.void_reason if decision.voided_at is not None else "",
            url=f"{url}#decision-{decision.pk}",
        )


def notes(nominal: Nominal, since: dt.date | None) -> Iterator[Note]:
    """What was written after visits since a day, offered as evidence for an assessment (one query)."""
    written = Visit.objects.counted().filter(nominal=nominal).exclude(notes="").order_by("-date")
    for visit in written.filter(date__gte=since) if since else written:
        yield Note(visit.date, visit.get_outcome_display(), visit.notes)


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """Last seen, attempts since by address, write-ups owed, one's own drafts, and a doubt about custody."""
    case = load_case(nominal.pk, on)
    now = case.situation()
    writes = may_write(user, nominal)
    counted = Visit.objects.counted().filter(nominal=nominal)
    return {
        "last_seen": now.last_seen,
        "sighted_on": now.sighted_on if now.sighted_on != now.last_seen else None,
        "attempts": address_rows(case.attempts_since_seen(), case.attempts_since_seen()),
        "attempt_count": len(now.attempts),
        "write_ups": [(visit.pk, when_text(visit)) for visit in counted.filter(write_up_owed=True).order_by("date")],
        "offers": drafts.offers(nominal, user, on),
        "met_while_away": met_while_away(case, nominal.pk),
        "decision_owed": VISIT_DECISION in case.owed_or_why()[0],
        "may_decide": writes and user.can(permissions.DECIDE_VISITS),
        "may_end": writes and user.can(permissions.EDIT_NOMINAL),
        "may_log": writes and user.can(permissions.LOG_VISIT),
        "reference": nominal.reference,
    }


def register_lines(nominal: Nominal, registers: Registers) -> list[Line]:
    """How the national record and local intelligence stand after the visits and attempts so far (one query)."""
    days = Visit.objects.counted().filter(nominal=nominal).values_list("date", flat=True)
    return registers.lines(days, dead=death_stands(nominal))


def registers_panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """What is owed to other registers."""
    registers = Registers.of(nominal, on)
    return {
        "lines": register_lines(nominal, registers),
        "tick_url": registers.tick_url,
        "may_tick": user.can(permissions.EDIT_NOMINAL),
    }


def met_while_away(case: Case, nominal_id: int) -> dict[str, Any] | None:
    """Seen in person on a day on which they are shown in custody or hospital: then that has probably ended."""
    away = open_status(case.person.statuses, case.on, DETAINED)
    if away is None:
        return None
    seen = max((visit.on for visit in case.visits if sees(visit.outcome) and visit.on <= case.on), default=None)
    if seen is None or seen < away.began_on:
        return None
    where = "in custody" if away.status == CUSTODY else "in hospital"
    words = (
        f"Seen in person on {plain_date(seen)} while shown {where} since {plain_date(away.began_on)}. Has that ended?"
    )
    period = (
        StatusPeriod.objects.counted().filter(nominal_id=nominal_id, status=away.status, to_on__isnull=True).first()
    )
    return {"words": words, "period": period.pk if period else 0}
