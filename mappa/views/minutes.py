"""The minutes of one case: written while the meeting sits or afterwards, read once they are final, added to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from common.clock import now, today
from mappa import actions, drafts
from mappa.actions.finalising import earlier_actions, stops_of
from mappa.actions.minutes import agencies_of, texts_now
from mappa.forms.minutes import AddendumForm, MinutesForm, marks
from mappa.models import Action, Addendum, AgendaItem, Minutes
from mappa.models.meetings import COUNTING, MeetingStatus
from mappa.presenters import meetings as meeting_words
from mappa.presenters import minutes as shown
from mappa.rights import cases_of, may_read_minutes, may_run, sees_all_cases
from mappa.views.shared import at, form_methods, item_of, open_page, record_form, run_of
from offenders.rights import may_write
from offenders.views.frame import allow, saved, show
from risk.plan import current, texts


@form_methods
def minutes(request: HttpRequest, meeting_ref: str, reference: str) -> HttpResponse:
    """Write what is said about a case, or read it: writing is for whoever runs the meeting, once it was held.

    What is sent when the minutes have become final meanwhile comes back with why, and is kept for its author.
    """
    item = item_of(request, meeting_ref, reference)
    row = _row(item)
    writes = may_run(request.user, item.meeting) and may_write(request.user, item.nominal)
    if writes and (item.meeting.status == MeetingStatus.HELD or request.method == "POST"):
        return _write(request, item, row)
    allow(request.method != "POST")
    return _read(request, item, row, writes)


def _row(item: AgendaItem) -> Minutes | None:
    return Minutes.objects.counted().filter(item=item).select_related("updated_by").first()


def _write(request: HttpRequest, item: AgendaItem, row: Minutes | None) -> HttpResponse:
    form, resumed = _form(request, item, row)
    token = drafts.read_token(request.POST.get("token"))

    done: list[Minutes] = []

    def save(data: dict[str, Any]) -> None:
        row = actions.save_minutes(item=item, version=data["version"], values=form.values(), began=form.began_with(),
                                   plan_seen=data["plan_seen"], by=request.user, on=today(), draft=token)  # fmt: skip
        done.append(row)

    if request.method == "POST":
        if form.is_valid() and saved(request, item.nominal, form, save, "The minutes of this case were saved."):
            # The version makes it another address: the script that saves in the background follows no mere fragment.
            return HttpResponseRedirect(f"{drafts.url_of(item)}?saved={done[0].version}#{_next_part(request)}")
        drafts.keep(item=item, by=request.user, sent=request.POST)
    conflict = getattr(form, "conflict", None)
    context = _beside(request, item, row) | {
        "form": form,
        "parts": form.parts(),
        "conflict": conflict,
        "resumed": resumed,
        "keeper": drafts.signature(request.user, item),
    }
    return show(request, "mappa/minutes.html", item.nominal, "mappa:minutes", context, 409 if conflict else 200)


def _next_part(request: HttpRequest) -> str:
    part = request.POST.get("save", "")
    return part if part in {"information", "risk", "plan", "disclosure", "people", "decision"} else "main-content"


def _form(request: HttpRequest, item: AgendaItem, row: Minutes | None) -> tuple[MinutesForm, bool]:
    """With what was sent, else one's own draft, else as it is saved; a new one has the plan of the record in it."""
    plan = current(item.nominal_id, today())
    plan_seen = plan.pk if plan else 0
    more: dict[str, Any] = {"agencies": agencies_of(item.meeting), "on": today()}
    if request.method == "POST":
        return MinutesForm(request.POST, **more), False
    draft = drafts.find(item, request.user, request.GET.get("draft"))
    initial = texts_now(item, row) | {"version": row.version if row else 0, "plan_seen": plan_seen}
    if row is None:
        initial |= texts(plan)
    initial["began"] = marks(initial)
    initial["decision_level"] = str(initial["decision_level"] or "")
    if draft is None:
        return MinutesForm(initial=initial, **more), False
    sent = drafts.typed(draft)
    form = MinutesForm(sent, initial=initial, **more)
    form.full_clean()
    form.errors.clear()
    return form, True


def _beside(request: HttpRequest, item: AgendaItem, row: Minutes | None) -> dict[str, Any]:
    """What is asked at every case: earlier actions first, what was agreed, what is still missing."""
    meeting, on = item.meeting, today()
    agreed = Action.objects.counted().filter(meeting=meeting, nominal=item.nominal).select_related("owner", "agency")
    reference = item.nominal.reference
    return {
        "item": item,
        "meeting": meeting,
        "meeting_title": meeting_words.title(meeting),
        "earlier": shown.action_rows(earlier_actions(meeting, [item.nominal_id]), meeting, on,
                                     lambda one: at("action", reference, one.action_ref)),
        "agreed": [shown.action_row(one, on, at("action", reference, one.action_ref)) for one in agreed],
        "missing": stops_of(meeting, [item])[item.pk],
        "plan_differs": shown.plan_differs(row, current(item.nominal_id, on)),
        "saved": shown.saved_words(row),
        "offers": drafts.offers(item, request.user, on),
        "back_url": at("meeting", meeting.meeting_ref),
        "next": _next_case(request, item),
    }  # fmt: skip


def _next_case(request: HttpRequest, item: AgendaItem) -> str:
    """The case after this one on the agenda, of those that the reader may know of."""
    rows = AgendaItem.objects.counted().filter(meeting=item.meeting).visible_to(request.user)
    ahead = rows.filter(position__gte=item.position).exclude(pk=item.pk).exclude(position=item.position, pk__lt=item.pk)
    following = ahead.select_related("nominal").order_by("position", "pk").first()
    return at("minutes", item.meeting.meeting_ref, following.nominal.reference) if following else ""


def _read(request: HttpRequest, item: AgendaItem, row: Minutes | None, writes: bool) -> HttpResponse:
    meeting = item.meeting
    reads = may_read_minutes(request.user, item.nominal, meeting)
    addenda = Addendum.objects.counted().filter(minutes=row).select_related("recorded_by") if row and reads else []
    context = _beside(request, item, row) | {
        "reads": reads,
        "parts": shown.read(item, row) if reads else [],
        "addenda": addenda,
        "final": meeting.status == MeetingStatus.FINALISED,
        "held": meeting.status in COUNTING,
        "may_add": writes and meeting.status == MeetingStatus.FINALISED and row is not None,
        "facts": meeting_words.facts(meeting, today(), whole=sees_all_cases(request.user, meeting)),
        "status": meeting_words.status_words(meeting, today()),
    }
    return show(request, "mappa/minutes_read.html", item.nominal, "mappa:minutes", context)


@require_safe
def paper_form(request: HttpRequest, meeting_ref: str) -> HttpResponse:
    """What is asked at each case, to be printed before a meeting at which the line may fail."""
    meeting, on = run_of(request, meeting_ref), today()
    items = list(cases_of(meeting, request.user).select_related("nominal"))
    open_actions: dict[int, list[dict[str, Any]]] = {}
    for one in earlier_actions(meeting, [item.nominal_id for item in items]).filter(done_on=None):
        open_actions.setdefault(one.nominal_id, []).append(shown.action_row(one, on, ""))
    context = {
        "meeting": meeting,
        "about": meeting_words.title(meeting),
        "when": meeting_words.when(meeting),
        "chair": meeting.chaired_by or "not recorded",
        "parts": MinutesForm(agencies=agencies_of(meeting), on=on).parts(),
        "cases": [{"name": item.nominal.full_name, "reference": item.nominal.reference,
                   "earlier": open_actions.get(item.nominal_id, [])} for item in items],
    }  # fmt: skip
    subjects = [item.nominal.reference for item in items]
    return open_page(request, "mappa/paper.html", context, event="mappa.paper_form_opened", subjects=subjects)


@require_POST
def keep_draft(request: HttpRequest, meeting_ref: str, reference: str) -> HttpResponse:
    """Keep what is being typed, for its author alone. Called in the background."""
    item = _writing(request, meeting_ref, reference)
    kept = drafts.keep(item=item, by=request.user, sent=request.POST)
    return render(request, "mappa/_kept.html", {"kept_at": now() if kept else None})


@require_POST
def discard_draft(request: HttpRequest, meeting_ref: str, reference: str) -> HttpResponse:
    """Throw one of one's own drafts away."""
    item = _writing(request, meeting_ref, reference)
    if drafts.discard(item=item, by=request.user, token=request.POST.get("token")):
        messages.success(request, "The draft was thrown away.")
    return redirect(drafts.url_of(item))


def _writing(request: HttpRequest, meeting_ref: str, reference: str) -> AgendaItem:
    item = item_of(request, meeting_ref, reference)
    allow(may_run(request.user, item.meeting) and may_write(request.user, item.nominal))
    return item


@form_methods
def addendum(request: HttpRequest, meeting_ref: str, reference: str) -> HttpResponse:
    """Correct, or add to, minutes that are final."""
    item = _writing(request, meeting_ref, reference)
    row = get_object_or_404(Minutes.objects.counted().select_related("nominal"), item=item)
    form = AddendumForm(request.POST or None, on=today(), initial={"made_on": today()})

    def save(data: dict[str, Any]) -> None:
        actions.add_addendum(minutes=row, text=data["text"], made_on=data["made_on"], by=request.user, on=today(),
                             form_token=data["token"])  # fmt: skip

    return record_form(request, item.nominal, form, save, then=drafts.url_of(item), h1="Add to the minutes",
                       done="The addendum was saved.")  # fmt: skip
