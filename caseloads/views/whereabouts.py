"""Whereabouts enquiries: the team's, one with its steps, and found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import LOG_VISIT
from accounts.roles import roles_with
from audit.events import record
from caseloads import whereabouts
from caseloads.views.decisions import team_asked
from caseloads.views.refusals import may, refuses_bad_addresses
from caseloads.views.round import saved
from caseloads.whereabouts_forms import FoundForm, StepForm
from common.clock import today
from common.pagination import paginate
from deadlines.models import Deadline
from offenders.rights import may_write
from visits.enquiries import record_found, record_step

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@refuses_bad_addresses
def enquiries(request: HttpRequest) -> HttpResponse:
    """The enquiries open in a team."""
    team, _ = team_asked(request)
    if team is None:
        return render(request, "caseloads/no_team.html")
    page = paginate(whereabouts.of_team(request.user, team), request.GET.get("page"), per_page=50)
    rows = whereabouts.shown(page.rows, today())
    record("enquiries.listed", by=request.user, subjects=[row["reference"] for row in rows],
           details={"team": team.name})  # fmt: skip
    return render(request, "caseloads/enquiries.html", {"team": team, "page": page, "rows": rows})


@form_methods
def enquiry(request: HttpRequest, reference: str) -> HttpResponse:
    """One enquiry with its steps, and the form for the next."""
    on, row = today(), fetch(request, reference)
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, people=people_of(row), on=on, initial={"made_on": on})
    token = form.cleaned_data["token"] if form.is_valid() else None
    if token and saved(form, lambda: record_step(nominal=row.nominal, step=form.step(), by=request.user, on=on,
                                                 form_token=token)):  # fmt: skip
        messages.success(request, "The step was saved.")
        return redirect("workday:enquiry", row.nominal.reference)
    return enquiry_page(request, row, form, "caseloads/enquiry.html")


@form_methods
def found(request: HttpRequest, reference: str) -> HttpResponse:
    """Where somebody was found: that closes the enquiry."""
    on, row = today(), fetch(request, reference)
    form = FoundForm(request.POST if request.method == "POST" else None, on=on, initial={"found_on": on})
    token = form.cleaned_data["token"] if form.is_valid() else None
    if token and saved(form, lambda: record_found(nominal=row.nominal, found=form.found(), since=row.due_on,
                                                  by=request.user, on=on, form_token=token)):  # fmt: skip
        messages.success(request, "Found. The whereabouts enquiry is closed.")
        return redirect("offenders:record", row.nominal.reference)
    return enquiry_page(request, row, form, "caseloads/found.html")


def fetch(request: HttpRequest, reference: str) -> Any:
    """The open enquiry about a record that the reader may see; else 404."""
    rows: Any = whereabouts.open_for(request.user)
    return get_object_or_404(rows, nominal__reference__iexact=reference)


def people_of(row: Any) -> list[User]:
    """Who could carry the enquiry on: those of the team, or of the officer's, who log visits."""
    nominal = row.nominal
    team = nominal.team_id or (nominal.officer.team_id if nominal.officer else None)
    people = User.objects.filter(is_active=True, role__in=roles_with(LOG_VISIT), team_id=team)  # type: ignore[misc]
    return list(people.order_by("full_name", "username")) if team else []


def enquiry_page(request: HttpRequest, row: Deadline, form: Any, template: str) -> HttpResponse:
    """The page around a form; those to whom the record is open read-only see no form."""
    nominal = row.nominal
    record("nominal.opened", by=request.user, subjects=[nominal.reference], details={"page": "whereabouts"})
    writes = may_write(request.user, nominal) and may(request, LOG_VISIT)
    context = {
        "enquiry": whereabouts.shown([row], today())[0],
        "form": form if writes else None,
        "found_url": reverse("workday:found", args=[nominal.reference]),
        "log_url": reverse("visits:log", args=[nominal.reference]),
    }
    return render(request, template, context, status=400 if form.errors else 200)
