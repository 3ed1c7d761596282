"""Proposals that wait for agreement. Each is answered on its own page of the record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.events import record
from caseloads import proposals
from common.clock import today


@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """Everything that waits among the nominals of the viewer's team or force, the oldest first."""
    waiting = proposals.waiting(request.user, today())
    record("approvals.listed", by=request.user, subjects=sorted({one.nominal.reference for one in waiting}))
    return render(request, "caseloads/approvals.html", {"waiting": waiting})
