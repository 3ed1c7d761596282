"""The agenda of a meeting: shown with the facts of each case, built from what is proposed, put in order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.events import record
from common.clock import today
from mappa import proposals, rights
from mappa.actions import packs as actions
from mappa.forms.packs import SharingForm
from mappa.models import AgendaItem, Meeting, NotSelected, PackVersion
from mappa.models.meetings import MeetingStatus
from mappa.presenters import agenda as words
from offenders.actions.errors import Refused
from offenders.models import Nominal
from offenders.views.frame import refuse

form_methods = require_http_methods(["GET", "HEAD", "POST"])
OVER = (MeetingStatus.FINALISED, MeetingStatus.CANCELLED)


def meeting_or_404(request: HttpRequest, meeting_ref: str, *, run: bool = False) -> Meeting:
    """A meeting that may be known, and with `run` is run, by whoever asks."""
    rows = Meeting.objects.visible_to(request.user).by_ref(meeting_ref).select_related("area", "chair_user")
    meeting = get_object_or_404(rows)
    if run and not rights.may_run(request.user, meeting):
        raise Http404
    return meeting


def items_of(request: HttpRequest, meeting: Meeting) -> list[AgendaItem]:
    """The cases of the agenda that the reader may know of; before the issue only whoever runs the meeting sees all."""
    return list(rights.cases_of(meeting, request.user).select_related("nominal__officer", "nominal__standing"))


@require_safe
def agenda(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The papers as a page, as they stand today: opening them is a disclosure."""
    meeting = meeting_or_404(request, meeting_ref)
    items = items_of(request, meeting)
    runs = rights.may_run(request.user, meeting)
    latest = PackVersion.objects.filter(meeting=meeting, issued_at__isnull=False).first()
    mine = latest if latest and latest.recipients.filter(user=request.user.pk).exists() else None
    open_to = Nominal.objects.visible_to(request.user).values("pk")
    left = NotSelected.objects.filter(meeting=meeting, nominal__in=open_to).select_related("nominal")
    to_decide = rights.for_the_chair(meeting, request.user, today())
    subjects = sorted({item.nominal.reference for item in [*items, *to_decide]})
    actions.opened(meeting=meeting, pack=mine, by=request.user, form="page", subjects=subjects)
    context = {
        "meeting": meeting,
        **words.papers_page(meeting, items, today()),
        "left_out": left if runs else [],
        "to_decide": list(to_decide),
        "runs": runs,
        "may_change": runs and meeting.status not in OVER,
        "has_file": (runs or mine is not None) and rights.may_have_papers(request.user, meeting, mine, today()),
        "latest": latest,
    }
    return render(request, "mappa/agenda.html", context)


@form_methods
def build(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """What the builder proposes, in order and why; those left out each get a line."""
    meeting = meeting_or_404(request, meeting_ref, run=True)
    error: Refused | None = None
    if request.method == "POST":
        try:
            chosen, lines = _read(request.POST)
            listed, left = actions.choose(meeting=meeting, chosen=chosen, lines=lines, by=request.user, on=today())
        except Refused as refused:
            error = refused
        else:
            messages.success(request, words.chosen_text(listed, left))
            return redirect("mappa:agenda", meeting.meeting_ref)
    return _builder(request, meeting, error)


def _builder(request: HttpRequest, meeting: Meeting, error: Refused | None) -> HttpResponse:
    """The builder's page, with what was typed where the form comes back."""
    proposed, rest = proposals.proposals(meeting, request.user, today())
    there = set(rights.cases_of(meeting, request.user).values_list("nominal_id", flat=True))
    lines = dict(NotSelected.objects.filter(meeting=meeting).values_list("nominal_id", "line"))
    ids = {row.nominal_id: row.reference for row in proposed} | {row.nominal_id: row.reference for row in rest}
    names = {row.pk: row.full_name for row in Nominal.objects.visible_to(request.user).filter(pk__in=ids)}
    record("mappa.agenda_proposed", by=request.user, subjects=ids.values(), details={"meeting": meeting.meeting_ref})
    context = {
        "meeting": meeting,
        "rows": words.proposal_rows(proposed, there, lines, request.POST if error else None, names),
        "rest": words.left_out_rows(rest, there, names),
        "error": error,
        "open": meeting.status not in OVER,
    }
    return render(request, "mappa/build.html", context, status=422 if error else 200)


def _read(data: QueryDict) -> tuple[list[actions.Chosen], dict[int, str]]:
    """What was ticked, the minutes of each, and the line of every other."""
    ticked = [int(value) for value in data.getlist("case") if value.isascii() and value.isdigit() and len(value) < 18]
    chosen = [actions.Chosen(pk, _number(data.get(f"minutes_{pk}", ""))) for pk in ticked]
    lines = {
        int(name.removeprefix("line_")): str(value)
        for name, value in data.items()
        if name.startswith("line_") and name.removeprefix("line_").isdecimal() and len(name) < 24
    }
    return chosen, lines


def _number(text: Any) -> int | None:
    """Minutes or a place as typed; blank is none. Raises `Refused` for what is no number."""
    typed = str(text).strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        raise Refused("Enter whole numbers for places and minutes")
    return int(typed)


@require_POST
def arrange(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The order of the cases and the minutes of each."""
    meeting = meeting_or_404(request, meeting_ref, run=True)
    ids = AgendaItem.objects.counted().filter(meeting=meeting).values_list("pk", flat=True)
    data = request.POST
    try:
        places = {
            pk: actions.Place(_number(data.get(f"place_{pk}", "")) or 999, _number(data.get(f"time_{pk}", "")))
            for pk in ids
            if f"place_{pk}" in data
        }
        actions.arrange(meeting=meeting, places=places, by=request.user, on=today())
    except Refused as refused:
        messages.error(request, f"Not saved. {refused.sentence}.")
    else:
        messages.success(request, "The agenda is in this order now.")
    return redirect("mappa:agenda", meeting.meeting_ref)


@form_methods
def sharing(request: HttpRequest, meeting_ref: str, item_id: int) -> HttpResponse:
    """The chair decides whether a restricted record is in the papers."""
    meeting = meeting_or_404(request, meeting_ref)
    item = rights.for_the_chair(meeting, request.user, today()).filter(pk=item_id).first()
    if item is None:
        get_object_or_404(rights.cases_of(meeting, request.user).filter(nominal__restricted=True), pk=item_id)
        raise PermissionDenied
    form = SharingForm(request.POST or None, on=today())
    form.cancel_url = reverse("mappa:agenda", args=[meeting.meeting_ref])
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_sharing(item=item, by=request.user, on=today(), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "The chair’s decision is recorded.")
            return redirect("mappa:agenda", meeting.meeting_ref)
    record("mappa.sharing_opened", by=request.user, subjects=[item.nominal.reference])
    context = {"form": form, "meeting": meeting, "h1": f"Share {item.nominal.reference} with the meeting?"}
    return render(request, "mappa/pack_form.html", context)
