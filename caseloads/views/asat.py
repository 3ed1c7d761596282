"""The sentence to read out as at a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.events import record
from caseloads import asat
from caseloads.views.decisions import team_asked
from caseloads.views.refusals import refuses_bad_addresses
from common.clock import today
from common.forms import DateField, GovukForm

EARLIEST = dt.date(2000, 1, 1)


class DayForm(GovukForm):
    """Which day."""

    submit = "Work it out"
    method = "get"
    day = DateField(label="As at", noun="The day", error_messages={"required": "Enter the day"})

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].latest, self.fields["day"].earliest = on, EARLIEST  # type: ignore[attr-defined]


@require_safe
@refuses_bad_addresses
def as_at(request: HttpRequest) -> HttpResponse:
    """How many home visits of a team were overdue on a day, the riskiest, the longest and why."""
    team, _ = team_asked(request)
    if team is None:
        return render(request, "caseloads/no_team.html")
    asked = any(name.startswith("day") for name in request.GET)
    form = DayForm(request.GET if asked else None, on=today(), initial={"day": today()})
    answer = asat.answer(request.user, team, form.cleaned_data["day"]) if form.is_valid() else None
    details = {"team": team.name, "day": form.cleaned_data.get("day") if answer else None}
    record("backlog.asked", by=request.user, details=details,
           subjects=[answer.reference] if answer and answer.reference else [])  # fmt: skip
    return render(request, "caseloads/as_at.html", {"team": team, "form": form, "answer": answer})
