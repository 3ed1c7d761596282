"""The papers as files: asked for, made by a worker, issued, opened, copies recorded."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.events import record
from common.clock import today
from common.publishing import publish
from mappa import rights
from mappa.actions import packs as actions
from mappa.forms.packs import CopyForm, IssueForm, PackForm
from mappa.models import AgendaItem, Meeting, PackFile, PackKind, PackRecipient, PackState, PackVersion
from mappa.pack import collect, pdf, word
from mappa.presenters.agenda import not_yet, version_rows
from mappa.tasks import packs_bell
from mappa.views.agenda import form_methods, meeting_or_404
from offenders.actions.errors import Refused
from offenders.views.frame import refuse

TYPES = {
    PackKind.PDF: "application/pdf",
    PackKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
RENDERERS = {PackKind.PDF: pdf.render, PackKind.DOCX: word.render}


@require_safe
def papers_pdf(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The papers as PDF: `papers`."""
    return papers(request, meeting_ref, PackKind.PDF)


@require_safe
def papers_docx(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The papers as a Word document: `papers`."""
    return papers(request, meeting_ref, PackKind.DOCX)


def papers(request: HttpRequest, meeting_ref: str, kind: PackKind) -> HttpResponse:
    """The version issued last to whoever received it; to whoever runs the meeting the last one made, else a draft."""
    meeting = meeting_or_404(request, meeting_ref)
    ready = PackVersion.objects.filter(meeting=meeting, state=PackState.READY)
    if not rights.may_run(request.user, meeting):
        ready = ready.filter(issued_at__isnull=False, recipients__user=request.user.pk)
        if not ready.exists():
            raise Http404
    pack = ready.first()
    content = bytes(pack.files.get(kind=kind).content) if pack else RENDERERS[kind](draft_of(meeting))
    return _download(request, meeting, pack, kind, content)


def draft_of(meeting: Meeting) -> Any:
    """The papers as they stand now, before a version was made. With nothing that is restricted and not shared."""
    return actions.papers_of(meeting, today())


@require_safe
def file(request: HttpRequest, meeting_ref: str, number: int, kind: str) -> HttpResponse:
    """One version as it was made; to its recipients once issued, and to whoever runs the meeting."""
    meeting = meeting_or_404(request, meeting_ref)
    rows = PackFile.objects.filter(pack__meeting=meeting, pack__number=number, kind=kind, pack__state=PackState.READY)
    if not rights.may_run(request.user, meeting):
        rows = rows.filter(pack__issued_at__isnull=False, pack__recipients__user=request.user.pk)
    found = get_object_or_404(rows.select_related("pack").distinct())
    return _download(request, meeting, found.pack, PackKind(kind), bytes(found.content))


def _download(
    request: HttpRequest, meeting: Meeting, pack: PackVersion | None, kind: PackKind, content: bytes
) -> HttpResponse:
    if not rights.may_have_papers(request.user, meeting, pack, today()):
        raise Http404
    items = AgendaItem.objects.counted().filter(meeting=meeting).select_related("nominal")
    subjects = [item.nominal.reference for item in items if not collect.withheld(item)]
    actions.opened(meeting=meeting, pack=pack, by=request.user, form=kind.value, subjects=subjects)
    answer = HttpResponse(content, content_type=TYPES[kind])
    name = f"{meeting.meeting_ref}-{f'version-{pack.number}' if pack else 'draft'}.{kind.value}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@form_methods
def versions(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """Every version with its progress and who received it; ask for the next."""
    meeting = meeting_or_404(request, meeting_ref, run=True)
    form = PackForm(request.POST or None, on=today())
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_pack(meeting=meeting, by=request.user, on=today(), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            publish(packs_bell)  # where that cannot be, the bell of the next minute makes them
            messages.success(request, "The papers are being made. This page shows how far they are.")
            return redirect("mappa:packs", meeting.meeting_ref)
    rows = version_rows(_packs_of(meeting), meeting.meeting_ref)
    record("mappa.packs_listed", by=request.user, details={"meeting": meeting.meeting_ref})
    context = {"meeting": meeting, "rows": rows, "going": any(row["going"] for row in rows), "form": form}
    return render(request, "mappa/packs.html", context)


def _packs_of(meeting: Meeting) -> list[PackVersion]:
    recipients = Prefetch("recipients", PackRecipient.objects.select_related("user"))
    files = Prefetch("files", PackFile.objects.defer("content").order_by("-kind"))
    return list(PackVersion.objects.filter(meeting=meeting).prefetch_related(recipients, files))


@form_methods
def issue(request: HttpRequest, meeting_ref: str, number: int) -> HttpResponse:
    """Issue a version to those asked to the meeting; later again for late copies."""
    meeting = meeting_or_404(request, meeting_ref, run=True)
    pack = get_object_or_404(PackVersion, meeting=meeting, number=number)
    invited = not_yet(pack)
    form = IssueForm(request.POST or None, on=today(), invited=invited)
    form.cancel_url = reverse("mappa:packs", args=[meeting.meeting_ref])
    if request.method == "POST" and form.is_valid():
        ids = [int(value) for value in form.cleaned_data["invitations"]]
        try:
            count = actions.issue_pack(pack=pack, invitations=ids, by=request.user, on=today())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"Version {pack.number} is issued to {count}. Record how each copy was sent.")
            return redirect("mappa:packs", meeting.meeting_ref)
    record("mappa.issue_opened", by=request.user, details={"meeting": meeting.meeting_ref, "version": number})
    context = {"form": form, "meeting": meeting, "h1": f"Issue version {pack.number}", "nobody": not invited}
    return render(request, "mappa/pack_form.html", context)


@form_methods
def copy(request: HttpRequest, meeting_ref: str, number: int, recipient_id: int) -> HttpResponse:
    """How a copy reached somebody who does not sign in here."""
    meeting = meeting_or_404(request, meeting_ref, run=True)
    rows = PackRecipient.objects.filter(pack__meeting=meeting, pack__number=number, user=None).select_related("pack")
    recipient = get_object_or_404(rows, pk=recipient_id)
    form = CopyForm(request.POST or None, on=today(), initial={"sent_on": today()})
    form.cancel_url = reverse("mappa:packs", args=[meeting.meeting_ref])
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_copy(recipient=recipient, by=request.user, on=today(), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "The copy is recorded.")
            return redirect("mappa:packs", meeting.meeting_ref)
    record("mappa.copy_opened", by=request.user, details={"meeting": meeting.meeting_ref, "version": number})
    context = {"form": form, "meeting": meeting, "h1": f"Copy for {recipient.name}, {recipient.agency_name}"}
    return render(request, "mappa/pack_form.html", context)
