"""Whom a meeting asks, how each took part, and the minutes, checked by the chair and sent to them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from common.clock import today
from mappa import actions
from mappa.actions import Part
from mappa.actions.finalising import text_of
from mappa.forms.meetings import AttendanceForm, CheckForm, InviteForm
from mappa.models import AgencyContact, Invitation, MeetingStatus
from mappa.presenters import meetings as shown
from mappa.rights import agencies_for, may_check
from mappa.views.shared import at, button, form_methods, meeting_form, meeting_of, run_of
from offenders.views.frame import allow


@form_methods
def invite(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """Ask a contact of the list, or for one case somebody who is not on it."""
    row = run_of(request, meeting_ref)
    asked = Invitation.objects.filter(meeting=row, contact__isnull=False).values("contact")
    contacts = AgencyContact.objects.filter(agency__in=agencies_for(request.user, row), left_on=None)
    known = {
        str(one.pk): one for one in contacts.exclude(pk__in=asked).select_related("agency").order_by("agency__name")
    }
    choices = [(key, f"{one.agency.name}: {one}") for key, one in known.items()]
    form = InviteForm(request.POST or None, on=today(), contacts=choices)

    def save(data: dict[str, Any]) -> None:
        contact = known.get(data.pop("contact"))
        actions.invite(meeting=row, by=request.user, on=today(), contact=contact, **data)

    here = at("meeting", row.meeting_ref)
    return meeting_form(request, form, save, then=here, back=here, done="Invited.", h1="Invite to the meeting",
                        about=shown.title(row))  # fmt: skip


@require_POST
def uninvite(request: HttpRequest, meeting_ref: str, pk: int) -> HttpResponse:
    """Take an invitation back before the meeting."""
    row = run_of(request, meeting_ref)
    invitation = get_object_or_404(Invitation.objects.select_related("meeting"), meeting=row, pk=pk)
    button(request, lambda: actions.uninvite(invitation=invitation, by=request.user, on=today()), "Taken off the list.")
    return HttpResponseRedirect(at("meeting", row.meeting_ref))


@form_methods
def attendance(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """How each agency took part: attended, sent a report, apologies, absent."""
    row = run_of(request, meeting_ref)
    invitations = list(Invitation.objects.filter(meeting=row))
    form = AttendanceForm(request.POST or None, on=today(), invitations=invitations)

    def save(data: dict[str, Any]) -> None:
        names = Part._fields
        parts = {one.pk: Part(*(data[f"{name}_{one.pk}"] for name in names)) for one in invitations}
        actions.record_attendance(meeting=row, parts=parts, by=request.user, on=today())

    here, rows = at("meeting", row.meeting_ref), _rows(form, invitations)
    return meeting_form(request, form, save, then=here, back=here, done="Attendance saved.", h1="Who took part",
                        about=shown.title(row), template="mappa/attendance.html", rows=rows)  # fmt: skip


def _rows(form: AttendanceForm, invitations: list[Invitation]) -> list[dict[str, Any]]:
    names = ("attendance", "represented_by", "note", "version")
    return [{name: form[f"{name}_{one.pk}"] for name in names} for one in invitations]


@form_methods
def check(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The chair has read the minutes before they are final."""
    row = meeting_of(request, meeting_ref)
    allow(may_check(request.user, row) and row.status_on(today()) == MeetingStatus.HELD)
    chair = row.chair_user_id == request.user.pk
    form = CheckForm(
        request.POST or None, on=today(), chair=chair,
        initial={"checked_by": row.chaired_by, "checked_on": today(), "seen": text_of(row)},
    )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        actions.check_minutes(meeting=row, checked_on=data["checked_on"], checked_by=data.get("checked_by", ""),
                              seen=data["seen"], by=request.user, on=today())  # fmt: skip

    here = at("meeting", row.meeting_ref)
    return meeting_form(request, form, save, then=here, back=here, done="The check is recorded.",
                        about=shown.title(row), h1="The chair’s check of the minutes")  # fmt: skip


@require_POST
def finalise(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """Make the minutes final and send them."""
    row = run_of(request, meeting_ref)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
    done = "The minutes are final and were sent. Corrections are addenda from now on."
    button(request, lambda: actions.finalise(meeting=row, version=version, by=request.user, on=today()), done)
    return HttpResponseRedirect(at("meeting", row.meeting_ref))
