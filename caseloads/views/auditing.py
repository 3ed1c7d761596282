"""The auditor's pages. Reading the log is itself on the log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import is_fresh, sign_in_again
from audit.events import record
from caseloads import auditing
from caseloads.audit_forms import AuditExportForm, AuditForm, ByDayForm, ByOfficerForm, ByPersonForm
from caseloads.csv import download
from common.clock import now, today

PAGES = (("auditing:events", "By day"), ("auditing:person", "By person"), ("auditing:officer", "By officer"))


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """What happened: today's events, or those of the days asked for."""
    asked = request.GET.copy()
    if not any(asked.get(name) for name in ("from_day", "from_day_0", "to_day_0", "officer", "reference")):
        asked["from_day"] = today().isoformat()
    return page(request, ByDayForm(asked), "Audit log by day", "auditing:events")


@require_safe
def person(request: HttpRequest) -> HttpResponse:
    """Who saw a person, and what was done about them."""
    return page(request, ByPersonForm(request.GET or None), "Who saw this person", "auditing:person")


@require_safe
def officer(request: HttpRequest) -> HttpResponse:
    """What somebody saw and did."""
    return page(request, ByOfficerForm(request.GET or None), "What this officer saw", "auditing:officer")


def page(request: HttpRequest, form: AuditForm, h1: str, route: str) -> HttpResponse:
    """The question and, once it is asked, one page of the answer."""
    context: dict[str, Any] = {"form": form, "h1": h1, "pages": tabs(route), "found": None, "path": reverse(route)}
    if form.is_bound and form.is_valid():
        found = auditing.page_of(auditing.asked(request.user, form.cleaned_data), request.GET.get("before", ""))
        noted(request, "audit.read", form, shown=len(found.rows), page=route)
        older = auditing.older_query(request.GET, found.older) if found.older else ""
        context |= {"found": found, "older": older, "export": AuditExportForm(initial=form.cleaned_data)}
        context["export"].action = reverse("auditing:export")
    return render(request, "caseloads/audit.html", context, status=400 if form.is_bound and form.errors else 200)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The events asked for as a file, at most ten thousand, with the reason why."""
    if not is_fresh(request, now()):
        return sign_in_again(reverse("auditing:events"))
    form = AuditExportForm(request.POST)
    if not form.is_valid():
        form.action = reverse("auditing:export")  # type: ignore[assignment]
        context = {"form": form, "h1": "Download the log", "pages": tabs(""), "found": None, "path": ""}
        return render(request, "caseloads/audit.html", context, status=400)
    rows = list(auditing.asked(request.user, form.cleaned_data)[: auditing.MOST_EXPORTED])
    noted(request, "audit.exported", form, rows=len(rows), reason=form.cleaned_data["reason"])
    return download("audit-log", auditing.CSV_HEADER, [auditing.csv_row(row) for row in rows], today())


def noted(request: HttpRequest, action: str, form: AuditForm, **more: Any) -> None:
    """On record, with what was asked; about the person whose trail was read."""
    data = {name: value for name, value in form.cleaned_data.items() if value and name != "reason"}
    subjects = [data["reference"]] if data.get("reference") else []
    record(action, by=request.user, subjects=subjects, details={"reason": "audit", "asked": data, **more})


def tabs(route: str) -> list[dict[str, Any]]:
    """The three ways in."""
    return [{"text": text, "url": reverse(name), "current": name == route} for name, text in PAGES]
