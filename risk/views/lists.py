"""Lists across records: each asks `visible_to`, and that they were shown is on the log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import permissions as p
from audit.events import record
from common.clock import today
from common.pagination import paginate
from offenders.models import Nominal
from risk.people import without_trained_manager
from risk.presenters import lists as shown

PER_PAGE = 50


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """What is not known of the people one manages, as work; `?whose=all` for all that one may see."""
    user: Any = request.user
    own = user.can(p.SEE_OWN_CASELOAD)
    mine = own and request.GET.get("whose", "" if user.can(p.APPROVE) else "mine") == "mine"
    people = shown.alive(user, mine)
    page = paginate(people, request.GET.get("page"), per_page=PER_PAGE)
    rows = shown.gap_rows(list(page.rows))
    context = {"rows": rows, "total": shown.total_gaps(people), "people": people.count(), "mine": mine, "both": own}
    return _list(request, "risk/gaps.html", "risk:gaps", page, rows, context)


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """People without an allocated, trained offender manager."""
    user: Any = request.user
    rows = without_trained_manager(Nominal.objects.visible_to(user), today())
    people = rows.select_related("officer", "standing").order_by("standing__risk_rank", "family_name", "pk")
    page = paginate(people, request.GET.get("page"), per_page=PER_PAGE)
    found = shown.officer_rows(list(page.rows), today())
    context = {"rows": found, "total": people.count(), "allocates": user.can(p.ALLOCATE)}
    return _list(request, "risk/officers.html", "risk:officers", page, found, context)


@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """Who is in which cohort of integrated offender management."""
    cohort = request.GET.get("cohort", "")
    page = paginate(shown.cohort_periods(request.user, today(), cohort), request.GET.get("page"), per_page=PER_PAGE)
    rows = shown.cohort_rows(list(page.rows))
    context = {"rows": rows, "figures": shown.cohort_counts(request.user, today()), "cohort": cohort}
    return _list(request, "risk/cohort_list.html", "risk:cohort_list", page, rows, context)


def _list(
    request: HttpRequest, template: str, route: str, page: Any, rows: list[dict[str, Any]], context: dict[str, Any]
) -> HttpResponse:
    references = [row["reference"] for row in rows]
    record("risk_list.shown", by=request.user, subjects=references, details={"page": route})
    return render(request, template, {"page": page, "parts": shown.parts(request.user, route), **context})
