"""The agenda of a meeting: shown with the facts of each case, built from what is proposed, added to, put in order."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from common.clock import today
from mappa import proposals, rights
from mappa.actions import agenda as actions
from mappa.actions import packs, take_off_agenda
from mappa.actions.items import dealt_with
from mappa.forms.agenda import AddCaseForm, ArrangeForm, BuildForm, TakeOffForm
from mappa.forms.packs import SharingForm
from mappa.models import AgendaItem, Meeting, NotSelected, PackState, PackVersion
from mappa.models.meetings import MeetingStatus
from mappa.presenters import agenda as words
from mappa.presenters import meetings as shown
from mappa.views.shared import allow, at, form_methods, meeting_form, meeting_of, run_of, tried
from offenders.actions.errors import Refused
from offenders.models import Nominal

OVER = (MeetingStatus.FINALISED, MeetingStatus.CANCELLED)


@require_safe
def agenda(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The papers as a page, as they stand today: opening them is a disclosure."""
    meeting = meeting_of(request, meeting_ref)
    return _page(request, meeting, _arrange_form(request, meeting) if _may_change(request, meeting) else None)


@require_POST
def arrange(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The order of the cases and the minutes of each."""
    meeting = run_of(request, meeting_ref)
    allow(meeting.status not in OVER)
    form = _arrange_form(request, meeting)

    def save(data: dict[str, Any]) -> None:
        actions.arrange(meeting=meeting, places=form.places(), seen=data["seen"], by=request.user, on=today())

    if form.is_valid() and tried(request, form, save, "The agenda is in this order now."):
        return HttpResponseRedirect(at("agenda", meeting.meeting_ref))
    return _page(request, meeting, form)


def _may_change(request: HttpRequest, meeting: Meeting) -> bool:
    return rights.may_run(request.user, meeting) and meeting.status not in OVER


def _arrange_form(request: HttpRequest, meeting: Meeting) -> ArrangeForm:
    return ArrangeForm(request.POST or None, on=today(), items=actions.in_order(meeting, request.user))


def _page(request: HttpRequest, meeting: Meeting, form: ArrangeForm | None) -> HttpResponse:
    """The page with the form of its order; without one for whoever does not run the meeting, and when it is over."""
    items = list(rights.cases_of(meeting, request.user).select_related("nominal__officer", "nominal__standing"))
    runs = rights.may_run(request.user, meeting)
    mine, given = rights.received(request.user, meeting), rights.given(request.user, meeting)
    to_decide = rights.for_the_chair(meeting, request.user, today())
    subjects = sorted({item.nominal.reference for item in [*items, *to_decide]})
    reads = mine is not None and rights.may_have_papers(request.user, meeting, mine, today())
    packs.opened(meeting=meeting, pack=mine if reads else None, by=request.user, form="page", subjects=subjects)
    conflict = getattr(form, "conflict", None)
    context = {
        "meeting": meeting,
        **words.papers_page(meeting, items, form, today()),
        "left_out": _left_out(request, meeting) if runs else [],
        "to_decide": list(to_decide),
        "runs": runs,
        "form": form,
        "conflict": conflict,
        "given": given,
        "has_file": (runs or given is not None) and rights.may_have_papers(request.user, meeting, given, today()),
        "latest": mine or PackVersion.objects.filter(meeting=meeting, issued_at__isnull=False).first(),
        "since": words.since_made(given, items, _gone(request, given)) if runs and given else "",
    }
    return render(request, "mappa/agenda.html", context, status=409 if conflict else 200)


def _left_out(request: HttpRequest, meeting: Meeting) -> Any:
    """The cases that were left out, with why, as far as the reader may know of them."""
    open_to = Nominal.objects.visible_to(request.user).values("pk")
    return NotSelected.objects.filter(meeting=meeting, nominal__in=open_to).select_related("nominal")


def _gone(request: HttpRequest, pack: PackVersion) -> list[AgendaItem]:
    """The cases of a version that were taken off the agenda since, as far as the reader may know of them."""
    rows = rights.cases_in(pack.meeting, pack).visible_to(request.user).filter(voided_at__isnull=False)
    return list(rows.select_related("nominal").order_by("nominal__reference"))


@form_methods
def build(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """What the builder proposes, in order and why; those left out each get a line."""
    meeting = run_of(request, meeting_ref)
    proposed, rest = proposals.proposals(meeting, request.user, today())
    there = set(rights.cases_of(meeting, request.user).values_list("nominal_id", flat=True))
    lines = dict(NotSelected.objects.filter(meeting=meeting).values_list("nominal_id", "line"))
    form = BuildForm(request.POST or None, on=today(), proposed=proposed, there=there, lines=lines)

    def save(data: dict[str, Any]) -> str:
        listed, left = actions.choose(meeting=meeting, chosen=form.chosen(), lines=form.lines(), by=request.user,
                                      on=today())  # fmt: skip
        return words.chosen_text(listed, left)

    ids = {row.nominal_id: row.reference for row in proposed} | {row.nominal_id: row.reference for row in rest}
    names = {row.pk: row.full_name for row in Nominal.objects.visible_to(request.user).filter(pk__in=ids)}
    context = {
        "rows": words.proposal_rows(proposed, there, form, names),
        "rest": words.left_out_rows(rest, there, names, at("add_case", meeting.meeting_ref)),
        "open": meeting.status not in OVER,
        "meeting": meeting,
    }
    here = at("agenda", meeting.meeting_ref)
    return meeting_form(request, form, save, then=here, back=here, done="", h1="Build the agenda",
                        about=shown.title(meeting), template="mappa/build.html",
                        subjects=list(ids.values()), **context)  # fmt: skip


@form_methods
def add_case(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """A case that nothing proposes, by its reference, with a line why."""
    meeting = run_of(request, meeting_ref)
    allow(meeting.status not in OVER)
    form = AddCaseForm(request.POST or None, on=today(), initial={"reference": request.GET.get("reference", "")})

    def save(data: dict[str, Any]) -> str:
        nominal = Nominal.objects.visible_to(request.user).by_reference(data.pop("reference")).first()
        if nominal is None:
            raise Refused("There is no record with this reference that you may see", "reference")
        item = actions.add_case(meeting=meeting, nominal=nominal, by=request.user, on=today(), **data)
        return words.added_text(item, _made(meeting))

    here = at("agenda", meeting.meeting_ref)
    return meeting_form(request, form, save, then=here, back=here, done="", h1="Add a case to the agenda",
                        about=shown.title(meeting))  # fmt: skip


@form_methods
def take_off(request: HttpRequest, meeting_ref: str, item_id: int) -> HttpResponse:
    """A case that this meeting does not discuss after all, with a line why."""
    meeting = run_of(request, meeting_ref)
    item = get_object_or_404(
        AgendaItem.objects.filter(meeting=meeting).visible_to(request.user).select_related("nominal"), pk=item_id
    )
    allow(meeting.status not in OVER and not dealt_with(item))
    form = TakeOffForm(request.POST or None, on=today())
    issued = PackVersion.objects.filter(meeting=meeting, issued_at__isnull=False)

    def save(data: dict[str, Any]) -> str:
        take_off_agenda(item=item, by=request.user, on=today(), reason=data["reason"])
        return words.taken_off_text(item, _made(meeting))

    here, reference = at("agenda", meeting.meeting_ref), item.nominal.reference
    return meeting_form(request, form, save, then=here, back=here, done="", subjects=[reference],
                        h1=f"Take {reference} off the agenda", about=shown.title(meeting),
                        note=words.taking_off_note(issued.filter(items__contains=[item.pk]).first()))  # fmt: skip


def _made(meeting: Meeting) -> PackVersion | None:
    """The version of the papers that was made last."""
    return PackVersion.objects.filter(meeting=meeting, state=PackState.READY).first()


@form_methods
def sharing(request: HttpRequest, meeting_ref: str, item_id: int) -> HttpResponse:
    """The chair decides whether a restricted record is in the papers."""
    meeting = meeting_of(request, meeting_ref)
    item = rights.for_the_chair(meeting, request.user, today()).filter(pk=item_id).first()
    if item is None:
        get_object_or_404(rights.cases_of(meeting, request.user).filter(nominal__restricted=True), pk=item_id)
        raise PermissionDenied
    form = SharingForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        packs.decide_sharing(item=item, by=request.user, on=today(), **data)

    here, reference = at("agenda", meeting.meeting_ref), item.nominal.reference
    return meeting_form(request, form, save, then=here, back=here, done="The chair’s decision is recorded.",
                        h1=f"Share {reference} with the meeting?", about=shown.title(meeting),
                        subjects=[reference])  # fmt: skip
