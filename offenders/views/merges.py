"""Make two records of one person one, and part them again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from audit.events import record
from common.clock import today
from offenders import actions
from offenders.actions.merging import cannot_be_merged
from offenders.forms.dealings import ConfirmMergeForm, MergeForm
from offenders.forms.life import UndoForm
from offenders.models import Merge, Nominal
from offenders.presenters.merging import comparison
from offenders.views.frame import fetch, form_page, frame_url, refuse, show

form_methods = require_http_methods(["GET", "HEAD", "POST"])
NOBODY = "No other record that you may change has this reference"


@form_methods
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the other record, then compare the two."""
    nominal = fetch(request, reference)
    form = MergeForm(request.POST or None, on=today())
    if form.is_bound and form.is_valid():
        other = _other(request, nominal, form.cleaned_data["reference"])
        why = cannot_be_merged(nominal, other) if other else NOBODY
        if other and not why:
            return _compare(
                request, nominal, other, ConfirmMergeForm(on=today(), initial={"reference": other.reference})
            )
        form.add_error("reference", why)
    return _ask(request, nominal, form)


def _ask(request: HttpRequest, nominal: Nominal, form: Any) -> HttpResponse:
    form.action = frame_url("offenders:merge", nominal)
    form.cancel_url = frame_url("offenders:person", nominal)
    context = {"form": form, "h1": "Merge with another record", "back_url": form.cancel_url, "conflict": None}
    return show(request, "offenders/form.html", nominal, "offenders:merge", context)


@form_methods
def confirm_merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Join the two that were compared. Opened without them, it asks for the other record."""
    nominal = fetch(request, reference)
    form = ConfirmMergeForm(request.POST or None, on=today())
    other = _other(request, nominal, request.POST.get("reference", ""))
    if other is None:
        return _ask(request, nominal, MergeForm(on=today()))
    if form.is_valid():
        try:
            row = actions.merge_nominals(
                survivor=nominal, merged=other, by=request.user, on=today(), reason=form.cleaned_data["reason"]
            )
        except actions.Refused as refused:
            refuse(form, refused)
        else:
            left = " What this record cannot have twice stayed behind: see below." if row.stayed else ""
            messages.success(request, f"{other.reference} is merged into this record.{left}")
            return redirect("offenders:person", nominal.reference)
    return _compare(request, nominal, other, form)


@form_methods
def undo_merge(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """They were two people after all."""
    nominal = fetch(request, reference)
    row = get_object_or_404(Merge.objects.select_related("merged"), survivor=nominal, pk=pk, undone_at__isnull=True)
    form = UndoForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.undo_merge(merge=row, by=request.user, on=today(), reason=data["reason"])

    note = f"Record {row.merged.reference} gets back what it had. What was recorded since the merge stays here."
    done = f"Merge undone: {row.merged.reference} is a record of its own again."
    return form_page(request, nominal, form, save, done=done, then="offenders:person", h1="Undo the merge", note=note)


def _other(request: HttpRequest, nominal: Nominal, reference: str) -> Nominal | None:
    rows = Nominal.objects.writable_by(request.user).with_frame().by_reference(reference)
    return rows.exclude(pk=nominal.pk).first()


def _compare(request: HttpRequest, nominal: Nominal, other: Nominal, form: Any) -> HttpResponse:
    form.action = redirect("offenders:confirm_merge", nominal.reference).url
    form.cancel_url = frame_url("offenders:person", nominal)
    record("nominal.opened", by=request.user, subjects=[other.reference], details={"page": "offenders:merge"})
    context = {"form": form, "rows": comparison(nominal, other, today()), "other": other.reference}
    return show(request, "offenders/merge.html", nominal, "offenders:merge", context)
