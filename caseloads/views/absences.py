"""Who is away: the list, one absence with what falls due meanwhile, and its changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as p
from accounts.absences import may_record, may_record_leave
from accounts.models import Absence, AbsenceKind
from audit.events import record
from caseloads import absences as away
from caseloads.absence_forms import AbsenceErrorForm, AbsenceForm, BackForm, ChangeAbsenceForm
from common.clock import today
from offenders.actions import absences as verbs
from offenders.actions.errors import Conflict, NotAllowed, Refused

form_methods = require_http_methods(["GET", "HEAD", "POST"])
CHANGED = "Somebody else has changed this since you opened it. The dates below are those now saved; nothing was changed"


@require_safe
def absences(request: HttpRequest) -> HttpResponse:
    """Who is away, who will be, who was of late."""
    parts = away.listed(request.user, today())
    names = {name: len(rows) for name, rows in parts.items()}
    record("absence.listed", by=request.user, details=names)
    context = {"parts": parts, "records": request.user.can(p.RECORD_ABSENCES)}  # type: ignore[union-attr]
    return render(request, "caseloads/absences.html", context)


@require_safe
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """One absence: its days, who stands in, what falls due meanwhile."""
    on, row = today(), fetch(request, pk)
    page = away.meanwhile(request.user, row, on, request.GET.get("page"))
    owed = away.owed_rows(page, row, request.user, on)
    references = sorted({one["reference"] for one in owed})
    details = {"absence": row.pk, "officer": row.officer.username}
    record("absence.opened", by=request.user, subjects=references, details=details)
    cases = away.cases_by_officer(request.user, [row.officer_id]).get(row.officer_id, 0)
    context = {
        "absence": away.shown(row, request.user, on, cases),
        "part": away.part(row, on),
        "until": away.last_day(row, on),
        "covers": away.cover_rows(row, request.user, on),
        "buttons": away.buttons(row, request.user, on),
        "page": page,
        "rows": owed,
    }
    return render(request, "caseloads/absence.html", context)


def fetch(request: HttpRequest, pk: int) -> Absence:
    """The absence, with officer and cover; 404 where it may not be known."""
    return get_object_or_404(away.with_covers(Absence.objects.visible_to(request.user).counted()), pk=pk)


def form_page(
    request: HttpRequest, form: Any, save: Callable[[dict[str, Any]], Absence], **context: Any
) -> HttpResponse:
    """One form, one action: save and go to the absence, or show it again with what is wrong."""
    form.cancel_url = context["back_url"]
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            row = save(form.cleaned_data)
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused
        except Conflict:
            form.add_error(None, CHANGED)
            status = 409
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            messages.success(request, context["done"])
            seen = Absence.objects.visible_to(request.user).counted().filter(pk=row.pk).exists()
            return redirect("caseloads:absence", row.pk) if seen else redirect("caseloads:absences")
    template = context.pop("template", "caseloads/absence_form.html")
    return render(request, template, {"form": form, "rows": [], "note": "", **context}, status=status)


@form_methods
def record_absence(request: HttpRequest) -> HttpResponse:
    """Somebody is away: for those who record absences anybody of theirs, for the rest their own leave."""
    own = not request.user.can(p.RECORD_ABSENCES)  # type: ignore[union-attr]
    people = away.people_of(request.user)
    form = AbsenceForm(request.POST or None, people=list(people), own=own)

    def save(data: dict[str, Any]) -> Absence:
        officer = request.user if own else people.get(username=data["officer"])
        return verbs.record_absence(
            officer=officer, kind=AbsenceKind.LEAVE if own else data["kind"], from_on=data["from_on"],  # type: ignore[arg-type]
            to_on=data["to_on"], review_on=data.get("review_on"), by=request.user, on=today(),
            form_token=data["token"],
        )  # fmt: skip

    h1 = "Record your leave" if own else "Record an absence"
    note = "While you are away, alerts about your cases go to whoever stands in and to your supervisors." if own else ""
    url = reverse("caseloads:absences")
    return form_page(
        request, form, save, h1=h1, note=note, back_url=url, done="Absence saved. Alerts follow from now on."
    )


@form_methods
def change_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Another last day, or another day to look again."""
    row = fetch(request, pk)
    held = {"to_on": row.to_on, "review_on": row.review_on, "version": row.version}
    form = ChangeAbsenceForm(request.POST or None, initial=held, leave=row.kind == AbsenceKind.LEAVE)

    def save(data: dict[str, Any]) -> Absence:
        return verbs.change_absence(
            absence=row, to_on=data["to_on"], review_on=data.get("review_on"), version=data["version"],
            by=request.user, on=today(),
        )  # fmt: skip

    note = "Cover that reaches beyond the new last day is cut short with it."
    return change_page(request, row, form, save, h1="Change the dates", note=note, done="Dates saved.")


@form_methods
def back_at_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Back at work: alerts go to the officer again."""
    row = fetch(request, pk)
    form = BackForm(request.POST or None, initial={"back_on": today()})

    def save(data: dict[str, Any]) -> Absence:
        return verbs.return_to_work(absence=row, back_on=data["back_on"], by=request.user, on=today())

    note = "Cover ends with the absence, and alerts go to the officer again from today."
    return change_page(request, row, form, save, h1="Back at work", note=note, done="Back at work.")


@form_methods
def void_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """An absence that was entered in error."""
    row = get_object_or_404(away.with_covers(Absence.objects.visible_to(request.user)), pk=pk)
    form = AbsenceErrorForm(request.POST or None)
    if row.voided_at is not None:  # sent twice
        return redirect("caseloads:absences")

    def save(data: dict[str, Any]) -> Absence:
        verbs.void_absence(absence=row, reason=data["reason"], by=request.user, on=today())
        return row

    done = "Marked as entered in error."
    return change_page(request, row, form, save, h1="Mark the absence as entered in error", done=done)


def change_page(
    request: HttpRequest, row: Absence, form: Any, save: Callable[[dict[str, Any]], Absence], **context: Any
) -> HttpResponse:
    """A form about one absence, for those who may change it."""
    may = may_record_leave if row.kind == AbsenceKind.LEAVE else may_record
    if not may(request.user, row.officer):
        raise PermissionDenied
    shown = away.shown(row, request.user, today(), 0)
    rows = [("Who", shown["name"]), ("Away", shown["words"]), ("First day", shown["from"])]
    return form_page(request, form, save, rows=rows, back_url=reverse("caseloads:absence", args=[row.pk]), **context)
