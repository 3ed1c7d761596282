"""Applications under the disclosure scheme: the list with its clocks, a new one, one case and its steps.

Every page asks `CsodsApplication.objects.visible_to`; that it was opened is on the log before it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import permissions as p
from audit.events import record
from common.clock import LONDON, now, today
from common.holidays import load_calendar
from common.pagination import paginate
from deadlines.book import load_book
from offenders.actions.errors import Refused
from offenders.views.frame import attempt, refuse
from risk.actions import csods as actions
from risk.forms.csods import ReceiveForm
from risk.models import CsodsApplication
from risk.presenters import csods as shown
from risk.presenters.lists import parts
from risk.views.csods_steps import BARRED, STEPS, Step
from risk.views.frame import form_methods

PER_PAGE = 50


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Those that run, overdue first, with who owns each; `?show=decided` for the rest."""
    rows = CsodsApplication.objects.visible_to(request.user).select_related("nominal", "owner")
    decided = request.GET.get("show") == "decided"
    closed = rows.exclude(pk__in=rows.running().values("pk")).order_by("-received_at", "-pk")
    page = paginate(closed, request.GET.get("page"), per_page=PER_PAGE) if decided else None
    found = list(page.rows) if page else list(rows.running().order_by("received_at", "pk"))
    context: dict[str, Any] = {"page": page, "decided": decided, "parts": parts(request.user, "risk:csods")}
    if page:
        context["rows"] = shown.decided_rows(found, request.user)
    else:
        moment = now().astimezone(LONDON)
        context["rows"] = shown.running_rows(found, load_book(), load_calendar(), moment, request.user)
    subjects = sorted({row.nominal.reference for row in found if row.nominal})
    details = {"applications": [row.reference for row in found]}
    record("csods.listed", by=request.user, subjects=subjects, details=details)
    return render(request, "risk/csods.html", context)


@form_methods
def add(request: HttpRequest) -> HttpResponse:
    """Somebody applies."""
    form = ReceiveForm(request.POST or None, on=today())
    form.cancel_url = reverse("risk:csods")
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in actions.APPLICANT}
        try:
            row = actions.receive_application(
                by=request.user, on=today(), received_at=form.received_at(), form_token=form.cleaned_data["token"],
                **data,
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"Application {row.reference} saved. Its clocks run.")
            return redirect("risk:csods_case", row.pk)
    return render(request, "risk/csods_form.html", {"form": form, "h1": "New application", "back_url": form.cancel_url})


def fetch(request: HttpRequest, pk: int) -> CsodsApplication:
    """The application of this address; 404 where it may not be known. That it was opened is on record."""
    rows = CsodsApplication.objects.visible_to(request.user).select_related("nominal", "owner", "force")
    row = get_object_or_404(rows, pk=pk)
    subjects = [row.nominal.reference] if row.nominal else []
    view = request.resolver_match.view_name if request.resolver_match else ""
    record("csods.opened", by=request.user, subjects=subjects, details={"application": row.reference, "page": view})
    return row


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: its clocks, what was done, what was told to whom."""
    row = fetch(request, pk)
    moment = now().astimezone(LONDON)
    context = shown.case(row, load_book(), load_calendar(), moment, request.user)
    return render(request, "risk/csods_case.html", context)


@form_methods
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of an application: one form, one action."""
    row = fetch(request, pk)
    if step not in STEPS or row.voided_at is not None:
        raise Http404
    chosen = STEPS[step]
    if chosen.decides and not request.user.can(p.APPROVE):  # type: ignore[union-attr]
        raise PermissionDenied(BARRED)
    form = chosen.form(request, row)
    form.cancel_url = reverse("risk:csods_case", args=[row.pk])
    if request.method == "POST" and form.is_valid() and _saved(request, form, chosen, row):
        return redirect("risk:csods_case", row.pk)
    conflict = getattr(form, "conflict", None)
    context = {"form": form, "h1": chosen.title, "application": row.reference, "back_url": form.cancel_url}
    status = 409 if conflict else 200
    return render(
        request, "risk/csods_form.html", {**context, "conflict": conflict, "note": chosen.note}, status=status
    )


def _saved(request: HttpRequest, form: Any, chosen: Step, row: CsodsApplication) -> bool:
    save: Callable[..., Any] = chosen.save

    def step(_: dict[str, Any]) -> None:
        save(row, form, request.user, today())

    said = attempt(form, step, chosen.done)
    if said is not None:
        messages.success(request, said)
    return said is not None
