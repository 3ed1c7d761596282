"""Keeping a view of a list, and deleting one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import permissions as p
from caseloads import savedviews
from caseloads.models import SavedPage, SavedView
from caseloads.views.refusals import may, refuses_bad_addresses
from offenders.actions.errors import Refused

NEEDS = {SavedPage.CASELOAD: p.SEE_OWN_CASELOAD, SavedPage.BACKLOG: p.SEE_BACKLOG}


@require_POST
@refuses_bad_addresses
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name."""
    page, query = request.POST.get("list", ""), request.POST.get("query", "")
    if page not in SavedPage.values or not may(request, NEEDS[SavedPage(page)]):
        raise Http404
    try:
        row = savedviews.save(user=request.user, page=page, name=request.POST.get("name", ""), query=query)
    except Refused as refusal:
        messages.error(request, f"{refusal.sentence}.")
        query = query if query.startswith("?") else ""
        return redirect(f"{reverse(savedviews.ROUTES[SavedPage(page)])}{query}")
    messages.success(request, f"The view “{row.name}” was saved.")
    return redirect(f"{reverse(savedviews.ROUTES[SavedPage(page)])}{row.query}")


@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of one's own views; another's is as unknown as none."""
    row = get_object_or_404(SavedView, pk=pk, user=request.user)
    page, name = SavedPage(row.page), row.name
    savedviews.delete(row=row, user=request.user)
    messages.success(request, f"The view “{name}” was deleted.")
    return redirect(savedviews.ROUTES[page])
