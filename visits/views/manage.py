"""The list of visits and attempts, and what is done to one of them: correct, enter in error, write up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions
from common.pagination import Key, Stretch, stretch
from offenders.models import Nominal
from offenders.presenters.frame import frame
from offenders.presenters.registers import Registers
from offenders.views.frame import fetch
from visits import drafts
from visits.actions import correct_visit, void_visit, write_up_visit
from visits.entry import all_remarks, page_of, remarks_on, resumed, visit_form
from visits.forms import OutcomeForm, VisitForm, VoidForm, WriteUpForm
from visits.models import Outcome, Visit, VisitDecision
from visits.presenters import address_rows, habit, owed_rows, saved_sentence, visit_rows, warrant_rows, when_text
from visits.prospect import load_case
from visits.record import register_lines
from visits.views.shared import at, moment, nominal_for, page, refusals_on

PER_PAGE = 50
LATEST_FIRST = (Key("date", down=True), Key("time", down=True, nulls_last=False), Key("pk", down=True))


@require_safe
def listing(request: HttpRequest, reference: str) -> HttpResponse:
    """Every visit and attempt, latest first; the attempts by address; decisions; what is owed."""
    nominal = fetch(request, reference)
    rows = Visit.objects.filter(nominal=nominal).select_related("recorded_by", "voided_by")
    shown = _page(rows, request.GET)
    case = load_case(nominal.pk, moment().date())
    registers = Registers.of(nominal, case.on)
    context = frame(nominal, request.user, case.on, "visits:list") | {
        "page": shown,
        "rows": visit_rows(shown.rows, case.person, registers),
        "registers": register_lines(nominal, registers),
        "tick_url": registers.tick_url,
        "owed": owed_rows(case),
        "addresses": address_rows(case.attempts_ever(), case.attempts_since_seen()),
        "warrant": warrant_rows(case),
        "decisions": list(
            VisitDecision.objects.filter(nominal=nominal).select_related("recorded_by").order_by("-decided_on", "-pk")
        ),
        "write_ups": rows.counted().filter(write_up_owed=True).order_by("date"),
        "offers": drafts.offers(nominal, request.user, case.on),
        "habit": "" if shown.previous else habit(shown.rows),
        "may": _may(request),
    }
    return page(request, nominal, "visits/list.html", context)


def _page(rows: Any, query: Mapping[str, str]) -> Stretch:
    """The page of visits after the one that an address names, or before it; its day and hour never change."""

    def place(way: str) -> Any:
        known = query.get(way, "")
        number = int(known) if known.isascii() and known.isdigit() and len(known) < 19 else 0
        return rows.filter(pk=number).values_list(*(key.name for key in LATEST_FIRST)).first() if number else None

    return stretch(
        rows, LATEST_FIRST, total=rows.count(), token=lambda visit: str(visit.pk), after=place("after"),
        before=place("before"), per_page=PER_PAGE,
    )  # fmt: skip


def _may(request: HttpRequest) -> dict[str, bool]:
    can = request.user.can  # type: ignore[union-attr]
    return {
        "log": can(permissions.LOG_VISIT),
        "void": can(permissions.VOID_FACTS),
        "decide": can(permissions.DECIDE_VISITS),
        "tick": can(permissions.EDIT_NOMINAL),
    }


def _visit(nominal: Nominal, visit_id: int) -> Visit:
    return get_object_or_404(Visit.objects.select_related("nominal"), nominal=nominal, pk=visit_id)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, reference: str, visit_id: int) -> HttpResponse:
    """How the visit really was: the first row stays, struck through."""
    nominal = nominal_for(request, reference)
    visit = _visit(nominal, visit_id)
    if visit.voided_at is not None:
        return _gone(request, nominal)
    if request.method == "POST":
        return _correction_sent(request, nominal, visit)
    typed = _typed(request, nominal, drafts.CORRECT)
    outcome = request.GET.get("outcome") or (typed.get("outcome") if typed else "") or visit.outcome
    if outcome not in Outcome.values or "change" in request.GET:
        token = typed["token"] if typed else ""
        context: dict[str, Any] = {
            "form": OutcomeForm(),
            "correcting": visit,
            "draft_token": token,
            "offers": [],
            "habit": "",
        }
        return page(request, nominal, "visits/outcome.html", context)
    form = visit_form(nominal, request.user, outcome, moment(), data=typed, visit=visit)
    return _correction_page(request, nominal, visit, resumed(form) if typed else form)


def _correction_sent(request: HttpRequest, nominal: Nominal, visit: Visit) -> HttpResponse:
    on, remarks = moment().date(), []
    sent = request.POST.get("outcome", "")
    outcome = sent if sent in Outcome.values else visit.outcome
    form = visit_form(nominal, request.user, outcome, moment(), data=request.POST, visit=visit)
    if "change_outcome" not in request.POST and form.is_valid():
        remarks = remarks_on(form, nominal, on)
        if not remarks and (fresh := _corrected(request, nominal, visit, form)):
            messages.success(request, saved_sentence(fresh, load_case(nominal.pk, on)))
            return redirect(at("visits:list", nominal))
    draft = drafts.keep(nominal=nominal, by=request.user, page=drafts.CORRECT, typed=request.POST, visit_id=visit.pk)
    if "change_outcome" in request.POST and draft:
        return redirect(f"{drafts.url_of(draft, nominal)}&change=1")
    return _correction_page(request, nominal, visit, form, remarks)


def _corrected(request: HttpRequest, nominal: Nominal, visit: Visit, form: VisitForm) -> Visit | None:
    on = moment().date()
    despite = tuple(remark.code for remark in all_remarks(form, nominal, on))
    account = form.account(write_up_owed=visit.write_up_owed and not form.cleaned_data["notes"], saved_despite=despite)
    reason = form.cleaned_data["reason"]
    with refusals_on(form):
        return correct_visit(
            visit=visit, account=account, reason=reason, by=request.user, on=on, form_token=form.form_token
        )
    return None


def _correction_page(
    request: HttpRequest, nominal: Nominal, visit: Visit, form: Any, remarks: list | None = None
) -> HttpResponse:
    context = page_of(form, nominal, moment().date(), remarks or [], without=visit.pk)
    context |= {
        "correcting": visit,
        "entered": f"{visit.get_outcome_display()}, {when_text(visit)}.",
        "resumed": form.is_bound and request.method != "POST",
        "save_url": at("visits:correct", nominal, visit.pk),
    }
    return page(request, nominal, "visits/log.html", context)


def _typed(request: HttpRequest, nominal: Nominal, of: str) -> Any:
    draft = drafts.find(nominal, request.user, request.GET.get("draft"), of)
    return drafts.typed(draft) if draft else None


def _gone(request: HttpRequest, nominal: Nominal) -> HttpResponse:
    messages.info(request, "That entry was corrected or marked entered in error already.")
    return redirect(at("visits:list", nominal))


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, reference: str, visit_id: int) -> HttpResponse:
    """Mark a visit entered in error, with the reason."""
    nominal = nominal_for(request, reference)
    visit = _visit(nominal, visit_id)
    if visit.voided_at is not None:
        return _gone(request, nominal)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            void_visit(visit=visit, reason=form.cleaned_data["reason"], by=request.user, on=moment().date())
            messages.success(request, "Marked entered in error. It no longer counts.")
            return redirect(at("visits:list", nominal))
    context = {"form": form, "what": visit.get_outcome_display(), "when": when_text(visit)}
    return page(request, nominal, "visits/void.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_up(request: HttpRequest, reference: str, visit_id: int) -> HttpResponse:
    """Complete the account of a visit that was saved in a hurry."""
    nominal = nominal_for(request, reference)
    visit = _visit(nominal, visit_id)
    if visit.voided_at is not None:
        return _gone(request, nominal)
    if request.method == "POST":
        return _written(request, nominal, visit)
    initial: dict[str, Any] = {"notes": visit.notes, "seen_notes": visit.notes}
    typed = _typed(request, nominal, drafts.WRITE_UP)
    if typed:
        initial |= {"notes": typed.get("notes", ""), "token": typed["token"]}
    return _write_up_page(request, nominal, visit, WriteUpForm(initial=initial), resumed=bool(typed))


def _written(request: HttpRequest, nominal: Nominal, visit: Visit) -> HttpResponse:
    form = WriteUpForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        with refusals_on(form):
            write_up_visit(
                visit=visit, notes=data["notes"], seen_notes=data["seen_notes"], by=request.user, on=moment().date(),
                form_token=data["token"],
            )  # fmt: skip
            messages.success(request, "Written up.")
            return redirect(at("visits:list", nominal))
    drafts.keep(nominal=nominal, by=request.user, page=drafts.WRITE_UP, typed=request.POST, visit_id=visit.pk)
    visit.refresh_from_db()
    return _write_up_page(request, nominal, visit, form)


def _write_up_page(
    request: HttpRequest, nominal: Nominal, visit: Visit, form: WriteUpForm, *, resumed: bool = False
) -> HttpResponse:
    sent_with = form.cleaned_data.get("seen_notes") if form.is_bound and hasattr(form, "cleaned_data") else visit.notes
    context = {
        "form": form,
        "visit": visit,
        "when": when_text(visit),
        "resumed": resumed,
        "theirs": visit.notes if form.is_bound and sent_with != visit.notes else "",
        "basis": visit.notes,
    }
    return page(request, nominal, "visits/write_up.html", context)
