"""Whereabouts enquiries: who carries each, how long it has been open, what was asked and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.absences import away_words
from accounts.models import Absence
from caseloads.presenters import LEVEL_BARS, LEVEL_NAMES, full_name
from caseloads.teams import belonging
from common.text import days_between, plural, short_date
from deadlines.models import Deadline
from offenders.models import Nominal
from visits.models import WhereaboutsStep
from visits.policy import WHEREABOUTS


def open_for(viewer: Any) -> QuerySet[Deadline]:
    """The enquiries open about nominals that the viewer may see."""
    rows = Deadline.objects.open().filter(kind=WHEREABOUTS, nominal__in=Nominal.objects.visible_to(viewer))
    return rows.select_related("nominal__officer", "nominal__standing")


def of_team(viewer: Any, team: Any) -> QuerySet[Deadline]:
    """Those about a team's nominals: riskiest first, then the longest open."""
    return (
        open_for(viewer)
        .filter(belonging(team, "nominal__"))
        .order_by("nominal__standing__risk_rank", "due_on", "nominal__reference")
    )


def steps_of(rows: Iterable[Deadline]) -> dict[int, list[WhereaboutsStep]]:
    """The steps of these enquiries, latest first: those made since each was opened (one query)."""
    opened = {row.nominal_id: row.due_on for row in rows}
    steps = WhereaboutsStep.objects.counted().filter(nominal_id__in=opened).select_related("owner", "recorded_by")
    found: dict[int, list[WhereaboutsStep]] = {}
    for step in steps.order_by("-made_on", "-pk"):
        if step.made_on >= opened[step.nominal_id]:
            found.setdefault(step.nominal_id, []).append(step)
    return found


def shown(rows: Sequence[Deadline], on: dt.date) -> list[dict[str, Any]]:
    """The enquiries as the pages print them (two queries)."""
    steps = steps_of(rows)
    away = {one.officer_id: one for one in Absence.objects.on(on)}
    return [_shown(row, steps.get(row.nominal_id, []), away, on) for row in rows]


def _shown(row: Deadline, steps: Sequence[WhereaboutsStep], away: Mapping[int, Absence], on: dt.date) -> dict[str, Any]:
    nominal: Any = row.nominal
    level = getattr(getattr(nominal, "standing", None), "risk_level", "") or "none"
    owner = next((step.owner for step in steps if step.owner is not None), None) or nominal.officer
    following = next((step for step in steps if step.next_step), None)
    return {
        "name": full_name(nominal.given_names, nominal.family_name),
        "reference": nominal.reference,
        "record_url": reverse("offenders:record", args=[nominal.reference]),
        "url": reverse("workday:enquiry", args=[nominal.reference]),
        "risk": LEVEL_NAMES[level],
        "bars": LEVEL_BARS[level],
        "opened": short_date(row.due_on),
        "days": plural((on - row.due_on).days, "day"),
        "why": row.reason,
        "owner": owner.full_name if owner else "Nobody",
        "owner_away": away_words(away[owner.pk]) if owner and owner.pk in away else "",
        "steps": [step_line(step, on) for step in steps],
        "next": next_words(following, on),
        "next_late": following is not None and following.next_on is not None and following.next_on < on,
    }


def next_words(step: WhereaboutsStep | None, on: dt.date) -> str:
    """What is next, and when."""
    if step is None:
        return "No next step is set"
    when = f", {short_date(step.next_on)} ({days_between((step.next_on - on).days)})" if step.next_on else ""
    return f"{step.next_step}{when}"


def step_line(step: WhereaboutsStep, on: dt.date) -> dict[str, str]:
    """One step."""
    return {
        "date": short_date(step.made_on),
        "enquiry": step.enquiry,
        "result": step.result or "No answer yet",
        "next": f"Next: {next_words(step, on)}" if step.next_step else "",
        "by": step.recorded_by.full_name if step.recorded_by else "an import",
    }
