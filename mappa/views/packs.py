"""The papers as files: asked for, made by a worker, issued, opened, copies recorded."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from common.clock import today
from common.publishing import publish
from mappa import rights
from mappa.actions import packs as actions
from mappa.forms.packs import CopyForm, IssueForm, PackForm
from mappa.models import Meeting, PackFile, PackKind, PackRecipient, PackState, PackVersion
from mappa.pack import pdf, word
from mappa.presenters import meetings as shown
from mappa.presenters.agenda import not_yet, version_rows
from mappa.tasks import packs_bell
from mappa.views.shared import at, form_methods, meeting_form, meeting_of, run_of

TYPES = {
    PackKind.PDF: "application/pdf",
    PackKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
RENDERERS = {PackKind.PDF: pdf.render, PackKind.DOCX: word.render}
EVERYBODY = "Everybody who was asked to the meeting has this version. Ask more people on the page of the meeting."


@require_safe
def papers_pdf(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The papers as PDF: `papers`."""
    return papers(request, meeting_ref, PackKind.PDF)


@require_safe
def papers_docx(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The papers as a Word document: `papers`."""
    return papers(request, meeting_ref, PackKind.DOCX)


def papers(request: HttpRequest, meeting_ref: str, kind: PackKind) -> HttpResponse:
    """The version that the reader is given (`rights.given`); to whoever runs the meeting a draft before the first."""
    meeting = meeting_of(request, meeting_ref)
    pack = rights.given(request.user, meeting)
    if pack is None and not rights.may_run(request.user, meeting):
        raise Http404
    content = bytes(pack.files.get(kind=kind).content) if pack else RENDERERS[kind](draft_of(meeting))
    return _download(request, meeting, pack, kind, content)


def draft_of(meeting: Meeting) -> Any:
    """The papers as they stand now, before a version was made. With nothing that is restricted and not shared."""
    left = rights.left_out_of(meeting).select_related("nominal")
    return actions.papers_of(meeting, actions.items_for(meeting), left, today())


@require_safe
def file(request: HttpRequest, meeting_ref: str, number: int, kind: str) -> HttpResponse:
    """One version as it was made; to its recipients once issued, and to whoever runs the meeting."""
    meeting = meeting_of(request, meeting_ref)
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
    items = rights.cases_in(meeting, pack).select_related("nominal") if pack else actions.items_for(meeting)
    subjects = [item.nominal.reference for item in items]
    actions.opened(meeting=meeting, pack=pack, by=request.user, form=kind.value, subjects=subjects)
    answer = HttpResponse(content, content_type=TYPES[kind])
    name = f"{meeting.meeting_ref}-{f'version-{pack.number}' if pack else 'draft'}.{kind.value}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@form_methods
def versions(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """Every version with its progress and who received it; ask for the next."""
    meeting = run_of(request, meeting_ref)
    form = PackForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.request_pack(meeting=meeting, by=request.user, on=today(), **data)
        publish(packs_bell)  # where that cannot be, the bell of the next minute makes them

    rows = version_rows(_packs_of(meeting), meeting.meeting_ref)
    return meeting_form(request, form, save, then=at("packs", meeting.meeting_ref), back="",
                        done="The papers are being made. This page shows how far they are.",
                        h1="Versions of the papers", about=shown.title(meeting), template="mappa/packs.html",
                        meeting=meeting, rows=rows, going=any(row["going"] for row in rows))  # fmt: skip


def _packs_of(meeting: Meeting) -> list[PackVersion]:
    recipients = Prefetch("recipients", PackRecipient.objects.select_related("user"))
    files = Prefetch("files", PackFile.objects.defer("content").order_by("-kind"))
    return list(PackVersion.objects.filter(meeting=meeting).prefetch_related(recipients, files))


@form_methods
def issue(request: HttpRequest, meeting_ref: str, number: int) -> HttpResponse:
    """Issue a version to those asked to the meeting; later again for late copies."""
    meeting = run_of(request, meeting_ref)
    pack = get_object_or_404(PackVersion, meeting=meeting, number=number)
    invited = not_yet(pack)
    form = IssueForm(request.POST or None, on=today(), invited=invited)

    def save(data: dict[str, Any]) -> str:
        ids = [int(value) for value in data["invitations"]]
        count = actions.issue_pack(pack=pack, invitations=ids, by=request.user, on=today())
        return f"Version {pack.number} is issued to {count}. Record how each copy was sent."

    here = at("packs", meeting.meeting_ref)
    return meeting_form(request, form, save, then=here, back=here, done="", h1=f"Issue version {pack.number}",
                        about=shown.title(meeting), instead="" if invited else EVERYBODY)  # fmt: skip


@form_methods
def copy(request: HttpRequest, meeting_ref: str, number: int, recipient_id: int) -> HttpResponse:
    """How a copy reached somebody who does not sign in here."""
    meeting = run_of(request, meeting_ref)
    rows = PackRecipient.objects.filter(pack__meeting=meeting, pack__number=number, user=None).select_related("pack")
    recipient = get_object_or_404(rows, pk=recipient_id)
    form = CopyForm(request.POST or None, on=today(), initial={"sent_on": today()})

    def save(data: dict[str, Any]) -> None:
        actions.record_copy(recipient=recipient, by=request.user, on=today(), **data)

    here = at("packs", meeting.meeting_ref)
    whose = f"{recipient.name}, {recipient.agency_name}"
    return meeting_form(request, form, save, then=here, back=here, done="The copy is recorded.", h1=f"Copy for {whose}",
                        about=shown.title(meeting))  # fmt: skip
