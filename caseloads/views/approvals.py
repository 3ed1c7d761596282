"""Proposals that wait for agreement. Each is answered on its own page of the record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.events import record
from caseloads import proposals
from common.clock import today


@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """Everything that waits among the nominals of the viewer's team or force, the oldest first."""
    waiting, closings = proposals.waiting(request.user, today()), proposals.closings(request.user)
    deaths, transfers = proposals.deaths(request.user, today()), proposals.transfers(request.user, today())
    rows: tuple[Any, ...] = (*waiting, *closings, *deaths, *transfers)
    shown = {one.nominal.reference for one in rows}
    record("approvals.listed", by=request.user, subjects=sorted(shown))
    context = {
        "waiting": waiting,
        "closings": closings,
        "deaths": deaths,
        "transfers": transfers,
    }
    return render(request, "caseloads/approvals.html", context)
