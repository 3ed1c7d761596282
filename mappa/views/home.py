"""Meetings, referrals and actions: the first page of a co-ordinator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.events import record
from common.clock import today
from mappa.presenters import home as present


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """This week's meetings, referrals waiting, minutes owed, actions overdue by agency, reviews without a meeting."""
    context = present.home(request.user, today(), request.GET.get("all", ""))
    named = [*context["waiting"], *context["first"], *context["reviews"]]
    named += [case for check in context["checks"] for case in check["cases"]]
    record("mappa.listed", by=request.user, subjects=sorted({row["reference"] for row in named}))
    return render(request, "mappa/home.html", context)
