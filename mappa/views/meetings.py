"""Meetings: the list, one meeting, planning, opening, calling off."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts import permissions as p
from common.clock import today
from common.pagination import paginate
from mappa import actions
from mappa.actions import Plan, Urgent
from mappa.actions.finalising import stops_of, text_of
from mappa.forms.meetings import CancelForm, EditMeetingForm, HoldForm, MeetingForm, UrgentForm
from mappa.models import AgendaItem, Invitation, Meeting
from mappa.models.meetings import AHEAD, COUNTING, MeetingStatus
from mappa.presenters import meetings as shown
from mappa.rights import cases_of, may_check, may_run, sees_all_cases
from mappa.views.shared import areas_of, at, chosen, form_methods, meeting_form, meeting_of, open_page, people, run_of
from mappa.views.shared import record_form as form_about
from offenders.models import Nominal
from offenders.views.frame import allow, fetch

PARTS = {"ahead": "Still to come", "owed": "Minutes owed", "over": "Over"}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Meetings that the reader may know of: still to come, minutes owed, over. Cases are counted as they may see."""
    part = request.GET.get("show", "ahead")
    part = part if part in PARTS else "ahead"
    seen = AgendaItem.objects.counted().filter(nominal__in=Nominal.objects.visible_to(request.user)).values("pk")
    rows = Meeting.objects.counted().visible_to(request.user).select_related("area")
    rows = rows.annotate(cases=Count("items", filter=Q(items__in=seen)))
    ahead = Q(status__in=AHEAD) | Q(status__in=COUNTING, held_on__gt=today())
    unsent = Q(status=MeetingStatus.HELD) & (Q(minutes_sent_on=None) | Q(minutes_sent_on__gt=today()))
    conditions = {"ahead": ahead, "owed": ~ahead & unsent, "over": ~ahead & ~unsent}
    order = ("held_on", "starts_at", "pk") if part != "over" else ("-held_on", "-pk")
    page = paginate(rows.filter(conditions[part]).order_by(*order), request.GET.get("page"))
    context = {
        "rows": [shown.listed(row, row.cases, at("meeting", row.meeting_ref), today()) for row in page.rows],
        "page": page,
        "parts": [
            {"text": text, "url": f"{at('meetings')}?show={code}", "current": code == part}
            for code, text in PARTS.items()
        ],
        "may_run": request.user.can(p.RUN_MAPPA),  # type: ignore[union-attr]
    }
    return open_page(request, "mappa/meetings.html", context, event="mappa.meetings_listed")


@require_safe
def meeting(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """One meeting: its facts, whom it asked, its cases as far as the reader may see them."""
    row = meeting_of(request, meeting_ref)
    runs = may_run(request.user, row)
    items = list(cases_of(row, request.user).select_related("nominal"))
    asks = runs or items or row.chair_user_id == request.user.pk
    invitations = list(Invitation.objects.filter(meeting=row)) if asks else []
    held = row.status_on(today()) == MeetingStatus.HELD
    stops = stops_of(row, items) if runs and held else {}
    context = {
        **shown.page(row, today(), whole=sees_all_cases(request.user, row), text=text_of(row)),
        "checks": may_check(request.user, row) and held,
        "invited": shown.invited(invitations),
        "not_recorded": sum(not one.attendance for one in invitations),
        "cases": shown.cases(items, stops, lambda item: at("minutes", row.meeting_ref, item.nominal.reference)),
        "agenda_url": at("agenda", row.meeting_ref),
        "runs": runs,
        "ready": bool(items) and not any(stops.values()) and all(one.attendance for one in invitations),
    }
    subjects = [item.nominal.reference for item in items]
    return open_page(request, "mappa/meeting.html", context, event="mappa.meeting_opened", subjects=subjects,
                     meeting=row.meeting_ref)  # fmt: skip


def _plan(data: dict[str, Any]) -> Plan:
    return Plan(
        level=int(data["level"]), held_on=data["held_on"], starts_at=data["starts_at"], place=data["place"],
        link=data["link"], chair=data["chair"], chair_user=chosen(data["chair_user"]),
    )  # fmt: skip


def _choices(request: HttpRequest) -> dict[str, Any]:
    areas = [(str(row.pk), row.name) for row in areas_of(request)]
    return {"areas": areas, "chairs": people(request, p.DECIDE_MAPPA), "on": today()}


@form_methods
def add(request: HttpRequest) -> HttpResponse:
    """Plan a meeting; the standing agencies of its level are asked."""
    form = MeetingForm(request.POST or None, **_choices(request))
    made: list[Meeting] = []

    def save(data: dict[str, Any]) -> None:
        made.append(actions.plan_meeting(area=areas_of(request).get(pk=data["area"]), plan=_plan(data),
                                         meeting_ref=data["meeting_ref"], by=request.user, on=today(),
                                         form_token=data["token"]))  # fmt: skip

    return meeting_form(request, form, save, then=lambda: at("meeting", made[0].meeting_ref), back=at("meetings"),
                        done="The meeting is planned, and its standing agencies are on the list.",
                        h1="Plan a meeting")  # fmt: skip


@form_methods
def urgent(request: HttpRequest, reference: str) -> HttpResponse:
    """An urgent meeting about one person, after a breach, a recall or a crisis."""
    nominal = fetch(request, reference)
    form = UrgentForm(request.POST or None, **_choices(request), initial={"level": "2", "held_on": today()})
    made: list[Meeting] = []

    def save(data: dict[str, Any]) -> None:
        why = Urgent(data["urgent_trigger"], data["urgent_why"])
        made.append(actions.plan_urgent(nominal=nominal, area=areas_of(request).get(pk=data["area"]), plan=_plan(data),
                                        urgent=why, by=request.user, on=today(), form_token=data["token"]))  # fmt: skip

    return form_about(request, nominal, form, save, then=lambda: at("meeting", made[0].meeting_ref),
                      back_url=at("record", nominal.reference), done="The urgent meeting is planned.",
                      h1="Plan an urgent meeting")  # fmt: skip


@form_methods
def edit(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """Another day, time, place or chair."""
    row = run_of(request, meeting_ref)
    allow(row.status_on(today()) not in COUNTING)
    return _details(request, row, done="Saved.", h1="Change the meeting")


@form_methods
def plan_again(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """A meeting that was called off takes place after all."""
    row = run_of(request, meeting_ref)
    allow(row.status_on(today()) not in COUNTING)
    return _details(request, row, again=True, done="The meeting is planned again.", h1="Plan the meeting again")


def _details(request: HttpRequest, row: Meeting, *, done: str, h1: str, again: bool = False) -> HttpResponse:
    names = ("held_on", "starts_at", "place", "link", "chair", "version")
    initial = {name: getattr(row, name) for name in names} | {"level": str(row.level or "")}
    initial["chair_user"] = row.chair_user.username if row.chair_user else ""
    form = EditMeetingForm(request.POST or None, chairs=_choices(request)["chairs"], on=today(), initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.change_details(meeting=row, plan=_plan(data), version=data["version"], by=request.user, on=today(),
                               again=again)  # fmt: skip

    here = at("meeting", row.meeting_ref)
    return meeting_form(request, form, save, then=here, back=here, done=done, h1=h1, about=shown.title(row))


@form_methods
def hold(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """The meeting opens, or is entered afterwards under its true day."""
    row = run_of(request, meeting_ref)
    past = row.held_on is not None and row.held_on <= today()
    initial = {"held_on": row.held_on if past else today(), "chair": row.chaired_by,
               "statement_read": row.statement_read, "version": row.version}  # fmt: skip
    form = HoldForm(request.POST or None, on=today(), initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.hold_meeting(meeting=row, by=request.user, on=today(), **data)

    here = at("meeting", row.meeting_ref)
    return meeting_form(request, form, save, then=here, back=here, h1="Hold the meeting", about=shown.title(row),
                        done="The meeting was held. Record who took part, then each case.")  # fmt: skip


@form_methods
def cancel(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """Call it off; what was owed is owed still."""
    row = run_of(request, meeting_ref)
    allow(row.status_on(today()) not in COUNTING)
    form = CancelForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.cancel_meeting(meeting=row, reason=data["reason"], by=request.user, on=today())

    here = at("meeting", row.meeting_ref)
    return meeting_form(request, form, save, then=here, back=here, done="The meeting was called off.",
                        h1="Call the meeting off", about=shown.title(row))  # fmt: skip
