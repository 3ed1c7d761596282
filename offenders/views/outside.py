"""Records seen from outside the team: opened with a reason, by briefing, and who did so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from audit.events import record
from common.clock import today
from common.pagination import paginate
from offenders.actions.access import open_from_outside
from offenders.actions.errors import Refused
from offenders.briefing import briefing as told
from offenders.forms.access import OpenForm
from offenders.models import Nominal
from offenders.presenters.access import opened_page
from offenders.presenters.outside import elsewhere_row
from offenders.views.frame import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def open_record(request: HttpRequest, reference: str) -> HttpResponse:
    """Say why, and read the record until the end of the day. What is open anyway needs no reason."""
    if Nominal.objects.visible_to(request.user).by_reference(reference).exists():
        return redirect("offenders:record", reference)
    rows = Nominal.objects.findable_by(request.user).select_related("team", "officer")
    nominal = get_object_or_404(rows.by_reference(reference))
    form = OpenForm(request.POST or None, on=today())
    form.cancel_url = "/nominals/"
    if form.is_bound and form.is_valid():
        try:
            open_from_outside(nominal=nominal, by=request.user, on=today(), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "The record is open to you, read-only. Its supervisors see that you opened it.")
            return redirect("offenders:record", nominal.reference)
    record("nominal.found", by=request.user, subjects=[nominal.reference], details={"reason": "whole-force search"})
    context = {"form": form, "found": elsewhere_row(nominal), "days": settings.OUTSIDE_ACCESS_DAYS}
    return render(request, "offenders/open.html", context)


@require_safe
def opened(request: HttpRequest) -> HttpResponse:
    """Who opened a record of one's team (an inspector: of the force) from outside it, and why."""
    page = opened_page(request.user, request.GET.get("page"))
    references = sorted({row.content_object.reference for row in page.rows})
    record("access.outside_listed", by=request.user, subjects=references)
    return render(request, "offenders/opened.html", {"page": page, "on": today()})


@require_safe
def briefings(request: HttpRequest) -> HttpResponse:
    """The records of which a neighbourhood officer may read the briefing."""
    rows = Nominal.objects.briefed_to(request.user).order_by("family_name", "given_names", "reference")
    page = paginate(rows, request.GET.get("page"))
    record("briefing.listed", by=request.user, subjects=[r.reference for r in page.rows], details=BRIEFED)
    return render(request, "offenders/briefings.html", {"page": page})


@require_safe
def briefing(request: HttpRequest, reference: str) -> HttpResponse:
    """One briefing. Every look is on record."""
    rows = Nominal.objects.briefed_to(request.user).select_related("standing", "officer", "team")
    nominal: Any = rows.by_reference(reference).first()
    if nominal is None:
        raise Http404
    record("briefing.opened", by=request.user, subjects=[nominal.reference], details=BRIEFED)
    return render(request, "offenders/briefing.html", told(nominal, today()))


BRIEFED = {"reason": "briefing opened to them"}
