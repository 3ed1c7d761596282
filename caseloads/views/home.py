"""The first page after sign-in, by role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import permissions as p
from caseloads.views.backlog import backlog
from caseloads.views.mine import mine
from mappa.views.home import home as meetings


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The backlog for those who watch one, meetings for a co-ordinator, one's own caseload, else the nearest page."""
    user = request.user
    if user.can(p.SEE_BACKLOG):  # type: ignore[union-attr]
        return backlog(request, home=True)
    if user.can(p.RUN_MAPPA):  # type: ignore[union-attr]
        return meetings(request)
    if user.can(p.SEE_OWN_CASELOAD):  # type: ignore[union-attr]
        return mine(request, home=True)
    for permission, route in (
        (p.SEARCH_NOMINALS, "offenders:search"),
        (p.MANAGE_REFERENCE_DATA, "admin:index"),
        (p.SEE_BRIEFINGS, "access:briefings"),
        (p.SEE_AUDIT, "auditing:events"),
        (p.SEE_POLICY, "deadlines:policy"),
    ):
        if user.can(permission):  # type: ignore[union-attr]
            return redirect(route)
    return render(request, "caseloads/nothing_granted.html")
