"""Logging a visit: what came of it, then only what that asks; drafts and the outlook while somebody types."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from offenders.models import Nominal
from orders.forms import DoorChecksForm
from visits import drafts
from visits.actions import log_visit
from visits.door import door_form, door_page
from visits.entry import all_remarks, page_of, remarks_on, resumed, visit_form, what_follows
from visits.forms import OutcomeForm, VisitForm
from visits.models import Outcome, Visit
from visits.presenters import habit, saved_sentence
from visits.prospect import load_case
from visits.views.shared import at, moment, nominal_for, page, refusals_on


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, reference: str) -> HttpResponse:
    """The outcome first; with `outcome` (or a draft that has one) what it asks; sent, the visit is saved."""
    nominal = nominal_for(request, reference)
    if request.method == "POST":
        return _sent(request, nominal)
    draft = drafts.find(nominal, request.user, request.GET.get("draft"), drafts.LOG)
    typed = drafts.typed(draft) if draft else None
    outcome = request.GET.get("outcome") or (typed.get("outcome") if typed else "")
    if outcome not in Outcome.values or "change" in request.GET:
        return _first_page(request, nominal, str(draft.token) if draft else "")
    form = visit_form(nominal, request.user, outcome, moment(), data=typed)
    door = door_form(nominal, request.user, outcome, moment().date(), data=typed, kept=bool(typed))
    return _second_page(request, nominal, resumed(form) if typed else form, door, from_draft=bool(typed))


def _first_page(request: HttpRequest, nominal: Nominal, token: str = "", *, sent: bool = False) -> HttpResponse:
    latest = Visit.objects.counted().filter(nominal=nominal).order_by("-date", "-time")
    context = {
        "form": OutcomeForm(request.POST if sent else None),
        "offers": [] if token else drafts.offers(nominal, request.user, moment().date(), drafts.LOG),
        "draft_token": token,
        "habit": habit(latest[:4]),
    }
    return page(request, nominal, "visits/outcome.html", context)


def _second_page(
    request: HttpRequest,
    nominal: Nominal,
    form: VisitForm,
    door: DoorChecksForm | None,
    remarks: list | None = None,
    *,
    from_draft: bool = False,
) -> HttpResponse:
    context = page_of(form, nominal, moment().date(), remarks or []) | door_page(door)
    context |= {"resumed": from_draft, "save_url": at("visits:log", nominal)}
    return page(request, nominal, "visits/log.html", context)


def _sent(request: HttpRequest, nominal: Nominal) -> HttpResponse:
    outcome = request.POST.get("outcome", "")
    if outcome not in Outcome.values:
        return _first_page(request, nominal, sent=True)
    form = visit_form(nominal, request.user, outcome, moment(), data=request.POST)
    if "change_outcome" in request.POST:
        return _change_outcome(request, nominal)
    door = door_form(nominal, request.user, outcome, moment().date(), data=request.POST)
    remarks = []
    if form.is_valid() and (door is None or door.is_valid()):
        remarks = remarks_on(form, nominal, moment().date())
        if not remarks and (visit := _saved(request, nominal, form, door)):
            return _done(request, nominal, visit)
    drafts.keep(nominal=nominal, by=request.user, page=drafts.LOG, typed=request.POST)
    return _second_page(request, nominal, form, door, remarks)


def _saved(request: HttpRequest, nominal: Nominal, form: VisitForm, door: DoorChecksForm | None) -> Visit | None:
    on = moment().date()
    despite = tuple(remark.code for remark in all_remarks(form, nominal, on))
    account = form.account(write_up_owed=request.POST.get("save") == "later", saved_despite=despite)
    checks, looks = (door.answered(), door.examinations()) if door else ([], [])
    with refusals_on(form):
        return log_visit(
            nominal=nominal, account=account, by=request.user, on=on, form_token=form.form_token, checks=checks,
            examinations=looks,
        )  # fmt: skip
    return None


def _done(request: HttpRequest, nominal: Nominal, visit: Visit) -> HttpResponse:
    messages.success(request, saved_sentence(visit, load_case(nominal.pk, moment().date())))
    return redirect(at("offenders:record", nominal))


def _change_outcome(request: HttpRequest, nominal: Nominal) -> HttpResponse:
    """Back to the first page with every word kept."""
    draft = drafts.keep(nominal=nominal, by=request.user, page=drafts.LOG, typed=request.POST)
    return redirect(f"{drafts.url_of(draft, nominal)}&change=1" if draft else at("visits:log", nominal))


@require_POST
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """What saving the form as it stands would change: the part of the page above the buttons. Nothing is written."""
    nominal = nominal_for(request, reference)
    outcome = request.POST.get("outcome", "")
    if outcome not in Outcome.values:
        return HttpResponse(status=400)
    form = visit_form(nominal, request.user, outcome, moment(), data=request.POST)
    form.full_clean()
    corrected = request.POST.get("visit", "")
    without = int(corrected) if corrected.isascii() and corrected.isdigit() and len(corrected) < 18 else None
    found = what_follows(form, nominal, moment().date(), without=without)
    return render(request, "visits/_preview.html", {"outlook": found})


@require_POST
def keep_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep what is being typed, for its author alone. Called in the background."""
    nominal = nominal_for(request, reference)
    kept = drafts.keep_sent(nominal=nominal, by=request.user, sent=request.POST)
    return render(request, "visits/_kept.html", {"kept_at": moment() if kept else None})


@require_POST
def discard_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw one of one's own drafts away."""
    nominal = nominal_for(request, reference)
    if drafts.discard(nominal=nominal, by=request.user, token=request.POST.get("token")):
        messages.success(request, "The draft was thrown away.")
    return redirect(at("visits:log", nominal))
