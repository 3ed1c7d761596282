"""Find a nominal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import permissions as p
from audit.events import record
from audit.sealing import sealed_terms
from common.clock import today
from offenders.forms import NominalSearchForm
from offenders.forms.search import TERMS
from offenders.presenters.outside import elsewhere
from offenders.presenters.results import results_page


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The form, and by POST what was found. The log has the fields used, how many were found and those shown."""
    user: Any = request.user
    form = NominalSearchForm(request.POST if request.method == "POST" else None, whole_force=user.can(p.SEARCH_FORCE))
    context = {"form": form, "results": None, "may_add": user.can(p.ADD_NOMINAL)}
    if form.is_bound and form.is_valid():
        results = results_page(form.cleaned_data, request.user, request.POST.get("page"), today())
        outside, more = elsewhere(form.cleaned_data, user) if form.cleaned_data.get("whole_force") else ([], False)
        details = {"fields": results.fields, "hits": results.page.total, "page": results.page.number}
        details |= {"terms": sealed_terms({name: form.cleaned_data[name] for name in TERMS}), "outside": len(outside)}
        shown = [*results.references, *(row.reference for row in outside)]
        record("nominals.searched", by=user, subjects=shown, details={**details, "reason": "search"})
        context |= {"results": results, "outside": outside, "more_outside": more}
    return render(request, "offenders/search.html", context)
