"""The contact log, ticks for other registers, and the files kept with the record."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as p
from audit.events import record
from common.clock import today
from common.pagination import paginate
from common.uploads import TOO_LARGE
from offenders import actions
from offenders.forms.dealings import ContactForm, FileForm, ReferralForm, TickForm
from offenders.models import Contact, FileKind, StoredFile
from offenders.presenters.contacts import contact_rows
from offenders.views.frame import fetch, form_page, show

form_methods = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50
SHUT = "default-src 'none'; img-src 'self'; sandbox"


@require_safe
def contacts(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was in touch about the person, latest first."""
    nominal = fetch(request, reference)
    rows = Contact.objects.filter(nominal=nominal).select_related("recorded_by").order_by("-date", "-time", "-pk")
    page = paginate(rows, request.GET.get("page"), per_page=PER_PAGE)
    context = {
        "page": page,
        "rows": contact_rows(nominal, page.rows),
        "may": {"contact": request.user.can(p.RECORD_CONTACT)},  # type: ignore[union-attr]
    }
    return show(request, "offenders/contacts.html", nominal, "offenders:contacts", context)


@form_methods
def add_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody was in touch. What changes something makes an event."""
    nominal = fetch(request, reference)
    form = ContactForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> str:
        row = actions.record_contact(nominal=nominal, by=request.user, on=today(), **data)
        return "Contact saved, with an event." if row.changes else "Contact saved."

    return form_page(request, nominal, form, save, then="offenders:contacts", h1="Record a contact")


@form_methods
def child_at_risk(request: HttpRequest, reference: str) -> HttpResponse:
    """The force's own emergency steps and numbers first; then the referral, which makes an event."""
    nominal = fetch(request, reference)
    form = ReferralForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> str:
        actions.record_contact(nominal=nominal, by=request.user, on=today(), **data)
        return "Referral saved, with an event."

    force: Any = nominal.force or request.user.force  # type: ignore[union-attr]
    steps = [line.strip() for line in (force.emergency_steps if force else "").splitlines() if line.strip()]
    return form_page(
        request, nominal, form, save, then="offenders:contacts", template="offenders/child_at_risk.html",
        h1="A child is at risk now", steps=steps,
    )  # fmt: skip


@form_methods
def tick(request: HttpRequest, reference: str) -> HttpResponse:
    """An entry in another register was made or brought up to date."""
    nominal = fetch(request, reference)
    form = TickForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        register, kind = data["entry"].split("/")
        actions.tick_register(
            nominal=nominal, by=request.user, on=today(), register=register, kind=kind, date=data["date"]
        )

    note = "A tick for the national record covers every visit up to its day."
    return form_page(request, nominal, form, save, h1="Tick an entry in another register", note=note)


@form_methods
def add_file(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a photograph or a document."""
    nominal = fetch(request, reference)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(*sent, on=today(), too_large=TOO_LARGE in request.META)
    save = partial(_keep, request, nominal)
    done = "File saved."
    return form_page(
        request, nominal, form, save, done=done, then="offenders:person", h1="Add a photograph or document"
    )


def _keep(request: HttpRequest, nominal: Any, data: dict[str, Any]) -> None:
    sent = data.pop("file")
    actions.add_file(nominal=nominal, by=request.user, on=today(), content=sent.read(), **data)


@require_safe
def file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The bytes of a file, once it is on record that they were asked for. Only a photograph is shown in a page."""
    nominal = fetch(request, reference)
    row = get_object_or_404(StoredFile, nominal=nominal, pk=pk)
    try:
        content = actions.read_file(file=row, by=request.user)
    except actions.NotAllowed:
        raise PermissionDenied from None
    except actions.Refused as refused:
        raise Http404(refused.sentence) from None
    details = {"type": "storedfile", "id": row.pk, "kind": row.kind, "in_error": row.voided_at is not None}
    record("file.served", by=request.user, subjects=[nominal.reference], details=details)
    response = HttpResponse(content, content_type=row.content_type)
    shown = "inline" if row.kind == FileKind.PHOTOGRAPH and row.voided_at is None else "attachment"
    name = f"{nominal.reference}-{row.kind}-{row.pk}.{row.name.rsplit('.', 1)[1]}"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Content-Security-Policy"] = SHUT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
