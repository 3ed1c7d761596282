"""Door sheets: one, those ticked, or those of a day. Each is printed, so each is audited as a disclosure on paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.events import record
from caseloads import round as rounds
from caseloads import sheet
from caseloads.filters import BadAddress
from caseloads.views.refusals import refuses_bad_addresses
from caseloads.views.round import MOST, day_asked, whose
from common.clock import LONDON, now, today
from offenders.models import Nominal


@require_safe
def door_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """One person's sheet."""
    found = list(people(request).by_reference(reference))
    if not found:
        raise Http404
    return printed(request, found, reverse("offenders:record", args=[found[0].reference]), "Back to the record")


@require_safe
@refuses_bad_addresses
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets of those named in the address, or of the visits that an officer goes on that day."""
    day = day_asked(request, "day")
    if day is not None:
        officer = whose(request)
        plans = list(rounds.plans_of(request.user, officer, day, day))
        references = [plan.nominal.reference for plan in plans][:MOST]
        back = f"{reverse('workday:week')}?from={day}"
        return printed(request, named(request, references), back, "Back to the week", day)
    references = list(dict.fromkeys(reference.strip() for reference in request.GET.getlist("nominal")))
    if len(references) > MOST:
        raise BadAddress(f"Choose at most {MOST} at once.")
    return printed(request, named(request, references), reverse("workday:round"), "Back to the round")


def people(request: HttpRequest) -> Any:
    """Those whom the reader may visit, with what a sheet's head shows."""
    return Nominal.objects.writable_by(request.user).select_related("officer", "standing")


def named(request: HttpRequest, references: list[str]) -> list[Nominal]:
    """Those of the references, in their order; 404 where one is not theirs, unknown or foreign alike."""
    by_reference = {nominal.reference.upper(): nominal for nominal in people(request).by_references(references)}
    try:
        return [by_reference[reference.upper()] for reference in references]
    except KeyError:
        raise Http404 from None


def printed(
    request: HttpRequest, nominals: list[Nominal], back_url: str, back_text: str, day: dt.date | None = None
) -> HttpResponse:
    """The sheets, each on a page of its own when printed."""
    on = today()
    subjects = [nominal.reference for nominal in nominals]
    record("doorsheet.printed", by=request.user, subjects=subjects, details={"disclosed": "on paper", "for": day})
    facts = sheet.facts_of(nominals, on, day)
    context = {
        "sheets": [sheet.sheet(nominal, facts, on) for nominal in nominals],
        "printed_at": now().astimezone(LONDON),
        "back_url": back_url,
        "back_text": back_text,
    }
    return render(request, "caseloads/sheets.html", context)
