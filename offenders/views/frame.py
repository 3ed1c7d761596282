"""What the record's views share: fetch within the scope, say that it was opened, show, and save one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render

from audit.events import record
from common.clock import today
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.consequences import Dates
from offenders.models import Nominal
from offenders.presenters.frame import frame
from offenders.rights import know_writer


def fetch(request: HttpRequest, reference: str) -> Nominal:
    """The nominal of this address with what the identity bar shows; 404 where it may not be known.

    `RecordAccess` has asked the scope for this reader and this address already; its answer is used, not asked again.
    """
    match = request.resolver_match
    if match is None or match.kwargs.get("reference") != reference or not hasattr(request, "record_standing"):
        return get_object_or_404(Nominal.objects.visible_to(request.user).with_frame().by_reference(reference))
    stands = request.record_standing
    if stands is None:
        raise Http404
    nominal = get_object_or_404(Nominal.objects.with_frame(), pk=stands.pk)
    know_writer(request.user, nominal, stands.writes)
    return nominal


def allow(allowed: bool) -> None:
    """403 for a page of this record that the person may not use."""
    if not allowed:
        raise PermissionDenied


def show(
    request: HttpRequest, template: str, nominal: Nominal, current: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the record, with its frame; that it was opened is on record before it is sent."""
    record("nominal.opened", by=request.user, subjects=[nominal.reference], details={"page": current})
    return render(request, template, {**frame(nominal, request.user, today(), current), **context}, status=status)


def form_page(
    request: HttpRequest,
    nominal: Nominal,
    form: Any,
    save: Callable[[dict[str, Any]], Any],
    *,
    done: str = "Saved.",
    then: str = "offenders:record",
    template: str = "offenders/form.html",
    **context: Any,
) -> HttpResponse:
    """One form, one action: save and go on, or show it again with what is wrong.

    A message says what was saved (in the words that `save` gives back, or `done`) and which dates it moved.
    """
    context.setdefault("back_url", frame_url(then, nominal))
    form.cancel_url = context["back_url"]
    if request.method == "POST" and form.is_valid() and saved(request, nominal, form, save, done):
        return HttpResponseRedirect(frame_url(then, nominal))
    context["conflict"] = getattr(form, "conflict", None)
    current = request.resolver_match.view_name if request.resolver_match else ""
    return show(request, template, nominal, current, {"form": form, **context}, 409 if context["conflict"] else 200)


def saved(request: HttpRequest, nominal: Nominal, form: Any, save: Callable[[dict[str, Any]], Any], done: str) -> bool:
    """Whether the action went through; if not, the form says why. A message says which dates it moved."""
    dates = Dates.of(nominal.pk)
    said = attempt(form, save, done)
    if said is not None:
        messages.success(request, " ".join([said, *dates.changes_since()]))
    return said is not None


def attempt(form: Any, save: Callable[[dict[str, Any]], Any], done: str) -> str | None:
    """Run the action of a form: what to say of it, or None where the form now says why it did not go through."""
    try:
        return save(form.cleaned_data) or done
    except Conflict as conflict:
        form.conflict = form.show_conflict(conflict)
    except Refused as refused:
        refuse(form, refused)
    return None


def frame_url(route: str, nominal: Nominal) -> str:
    """The address of one of the record's pages."""
    return redirect(route, nominal.reference).url


def refuse(form: Any, refused: Refused) -> None:
    """Put a refusal where it belongs: beside its field, above the form, or as 403 or 404."""
    if isinstance(refused, NotVisible):
        raise Http404
    if isinstance(refused, NotAllowed):
        raise PermissionDenied(refused.sentence)
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
