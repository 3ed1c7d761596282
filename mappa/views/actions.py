"""Actions: agreed and looked at again in meetings, closed with evidence, chased."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from accounts import permissions as p
from common.clock import today
from common.pagination import paginate
from common.text import long_date, plural
from mappa import actions, drafts
from mappa.forms.actions import ActionForm, CloseActionForm, HandOverForm, ReviewActionForm
from mappa.models import Action, ActionReview
from mappa.presenters import chasing
from mappa.presenters import minutes as shown
from mappa.rights import agencies_for, may_run
from mappa.views.shared import (
    at,
    button,
    chosen,
    form_methods,
    item_of,
    open_page,
    owners_of,
    record_form,
    record_page,
)
from offenders.models import Nominal
from offenders.rights import may_write
from offenders.views.frame import allow, fetch


@form_methods
def add(request: HttpRequest, meeting_ref: str, reference: str) -> HttpResponse:
    """Agree an action about a case; it is read back before the case is left."""
    item = item_of(request, meeting_ref, reference)
    allow(may_run(request.user, item.meeting))
    agencies = list(agencies_for(request.user, item.meeting))
    form = ActionForm(request.POST or None, on=today(), agencies=agencies, owners=owners_of(item.nominal))

    def save(data: dict[str, Any]) -> str:
        row = actions.add_action(item=item, action=data["what"], agency=form.agencies[data["agency"]],
                                 owner=chosen(data["owner"]), due_on=data["due_on"], by=request.user, on=today(),
                                 form_token=data["token"])  # fmt: skip
        who = f"{row.agency_name}, {row.owner.full_name}," if row.owner else row.agency_name
        return f"Agreed: {who} by {long_date(row.due_on)}: {row.action}"

    return record_form(request, item.nominal, form, save, then=f"{drafts.url_of(item)}#actions", h1="Agree an action",
                       back_url=drafts.url_of(item))  # fmt: skip


@form_methods
def review(request: HttpRequest, meeting_ref: str, reference: str, action_ref: str) -> HttpResponse:
    """How an earlier action stands, as this meeting heard it."""
    item = item_of(request, meeting_ref, reference)
    allow(may_run(request.user, item.meeting))
    row = _find(item.nominal, action_ref)
    before = ActionReview.objects.filter(action=row, meeting=item.meeting).first()
    note = before.note if before else ""
    form = ReviewActionForm(request.POST or None, on=today(), initial={"note": note, "seen": note})

    def save(data: dict[str, Any]) -> None:
        actions.review_action(action=row, meeting=item.meeting, note=data["note"], seen=data["seen"], by=request.user,
                              on=today())  # fmt: skip

    return record_form(request, item.nominal, form, save, then=f"{drafts.url_of(item)}#earlier", h1="An earlier action",
                       back_url=drafts.url_of(item), rows=chasing.facts(row, today()))  # fmt: skip


def _find(nominal: Nominal, action_ref: str) -> Action:
    rows = Action.objects.counted().select_related("agency", "owner", "meeting", "closed_by", "nominal")
    return get_object_or_404(rows, nominal=nominal, action_ref__iexact=action_ref)


@require_safe
def action(request: HttpRequest, reference: str, action_ref: str) -> HttpResponse:
    """One action with every meeting that looked at it again."""
    nominal = fetch(request, reference)
    row = _find(nominal, action_ref)
    user: Any = request.user
    runs = user.can(p.RUN_MAPPA) and may_write(user, nominal)
    agency = row.on_the_list if runs and row.done_on is None else None
    context = {
        "row": row,
        "facts": chasing.facts(row, today()),
        "state": shown.action_row(row, today(), ""),
        "reviews": chasing.reviews(row),
        "reminders": row.reminders.all(),
        "may_close": _closes(user, row) and row.done_on is None,
        "may_hand_over": agency is not None and agency.ours,
        "may_remind": agency is not None and not agency.ours,
    }
    return record_page(request, "mappa/action.html", nominal, context)


def _closes(user: Any, row: Action) -> bool:
    """The owner of an action wherever the record is open to them; else whoever closes actions and may write it."""
    return row.owner_id == user.pk or (user.can(p.CLOSE_ACTIONS) and may_write(user, row.nominal))


@form_methods
def close(request: HttpRequest, reference: str, action_ref: str) -> HttpResponse:
    """Close an action with the evidence that it was done."""
    nominal = fetch(request, reference)
    row = _find(nominal, action_ref)
    allow(_closes(request.user, row))
    form = CloseActionForm(request.POST or None, on=today(), initial={"done_on": today(), "version": row.version})

    def save(data: dict[str, Any]) -> None:
        actions.close_action(action=row, by=request.user, on=today(), **data)

    here = at("action", nominal.reference, row.action_ref)
    return record_form(request, nominal, form, save, then=here, done="The action was closed.", h1="Close an action",
                       rows=chasing.facts(row, today()))  # fmt: skip


@form_methods
def hand_over(request: HttpRequest, reference: str, action_ref: str) -> HttpResponse:
    """Another officer does it."""
    nominal = fetch(request, reference)
    row = _find(nominal, action_ref)
    form = HandOverForm(request.POST or None, on=today(), owners=owners_of(nominal), initial={"version": row.version})

    def save(data: dict[str, Any]) -> None:
        actions.hand_over_action(action=row, owner=chosen(data["owner"]), version=data["version"], by=request.user,
                                 on=today())  # fmt: skip

    return record_form(request, nominal, form, save, then=at("action", nominal.reference, row.action_ref),
                       h1="Hand an action over", rows=chasing.facts(row, today()))  # fmt: skip


@require_POST
def remind(request: HttpRequest, reference: str, action_ref: str) -> HttpResponse:
    """Remind an outside agency of one action, by a message that names nobody."""
    nominal = fetch(request, reference)
    row = _find(nominal, action_ref)

    def send() -> str:
        sent = actions.remind(action=row, by=request.user, on=today())
        return f"{plural(len(sent), 'reminder')} on the way." if sent else "They were reminded today already."

    button(request, send, "")
    return HttpResponseRedirect(at("action", nominal.reference, row.action_ref))


@require_POST
def remind_agency(request: HttpRequest) -> HttpResponse:
    """Remind an outside agency of everything that it has overdue."""
    name = request.POST.get("agency", "")

    def send() -> str:
        done = actions.remind_agency(agency_name=name, by=request.user, on=today())
        return " ".join([f"{plural(done.sent, 'reminder')} on the way.", *(f"{text}." for text in done.stopped)])

    button(request, send, "")
    return HttpResponseRedirect(f"{at('actions')}?{urlencode({'agency': name})}")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every open action that the reader may know of, by agency or all, oldest first, under its original day."""
    rows = Action.objects.open(today()).visible_to(request.user).select_related("nominal", "owner", "agency")
    agencies = chasing.by_agency(rows, today())
    asked = request.GET.get("agency", "")
    if asked:
        rows = rows.filter(agency_name=asked)
    if request.GET.get("state") == "overdue":
        rows = rows.filter(due_on__lt=today())
    page = paginate(rows.oldest_first(), request.GET.get("page"))
    context = {
        "rows": [
            {**shown.action_row(row, today(), at("action", row.nominal.reference, row.action_ref)),
             "reference": row.nominal.reference, "name": row.nominal.full_name}
            for row in page.rows
        ],
        "page": page,
        "agencies": agencies,
        "asked": asked,
        "title": f"Open actions: {asked}" if asked else "Open actions",
        "may_run": request.user.can(p.RUN_MAPPA),  # type: ignore[union-attr]
    }  # fmt: skip
    subjects = [row.nominal.reference for row in page.rows]
    return open_page(request, "mappa/actions.html", context, event="mappa.actions_listed", subjects=subjects)
