"""Find a nominal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts import permissions as p
from audit.events import record
from common.clock import today
from offenders.forms import NominalSearchForm
from offenders.presenters.results import results_page


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The form, and by POST what was found. The log has the fields used, how many were found and those shown."""
    form = NominalSearchForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "results": None, "may_add": request.user.can(p.ADD_NOMINAL)}  # type: ignore[union-attr]
    if form.is_bound and form.is_valid():
        results = results_page(form.cleaned_data, request.user, request.POST.get("page"), today())
        details = {"fields": results.fields, "hits": results.page.total, "page": results.page.number}
        record("nominals.searched", by=request.user, subjects=results.references, details=details)
        context["results"] = results
    return render(request, "offenders/search.html", context)
