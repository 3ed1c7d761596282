"""Referrals: made from the record, screened and decided by the co-ordinator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts import permissions as p
from common.clock import today
from common.pagination import paginate
from common.text import plural
from mappa import actions
from mappa.actions.referrals import TEXTS
from mappa.forms.referrals import ReferralForm, ScreenForm, VoidForm
from mappa.models import Referral
from mappa.policy import Answers
from mappa.presenters import referrals as shown
from mappa.views.shared import at, form_methods, open_page, record_form, record_page
from offenders.models import Nominal
from offenders.rights import may_write
from offenders.views.frame import allow, fetch


@form_methods
def refer(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for level 2 or 3; what the record knows is filled in."""
    nominal = fetch(request, reference)
    on = today()
    waiting = Referral.objects.waiting().filter(nominal=nominal).first()
    if waiting is not None and request.method != "POST":  # shown before anything is typed; the action refuses as well
        messages.warning(request, f"Referral {waiting.referral_ref} is waiting for an answer already.")
        return referral(request, nominal.reference, waiting.referral_ref)
    form = ReferralForm(request.POST or None, on=on, initial=shown.filled_in(nominal, on))
    made: list[Referral] = []

    def save(data: dict[str, Any]) -> None:
        texts = {name: data[name] for name in TEXTS}
        made.append(
            actions.refer(nominal=nominal, by=request.user, on=on, referred_on=data["referred_on"],
                          proposed_level=int(data["proposed_level"]), texts=texts, form_token=data["token"])
        )  # fmt: skip

    def then() -> str:
        return at("referral", nominal.reference, made[0].referral_ref)

    return record_form(request, nominal, form, save, then=then, back_url=at("record", nominal.reference),
                       done="The referral was sent to the co-ordinator.", h1="Refer to level 2 or 3")  # fmt: skip


def _find(nominal: Nominal, referral_ref: str) -> Referral:
    rows = Referral.objects.select_related("referred_by", "decided_by", "screened_by", "nominal")
    row = rows.filter(nominal=nominal, referral_ref__iexact=referral_ref).order_by("voided_at").first()
    if row is None:
        raise Http404
    return row


@require_safe
def referral(request: HttpRequest, reference: str, referral_ref: str) -> HttpResponse:
    """One referral: what was said, the screening, the decision."""
    nominal = fetch(request, reference)
    row = _find(nominal, referral_ref)
    screens = may_write(request.user, nominal) and request.user.can(p.RUN_MAPPA)  # type: ignore[union-attr]
    context = {
        "row": row,
        "facts": shown.facts(row),
        "screening": shown.screening(row) if row.screened_on or row.decision else [],
        "decision": shown.decision(row),
        "waiting": plural(shown.days_waiting(row, today()), "day"),
        "may_screen": screens and not row.decision and row.voided_at is None,
        "may_void": screens and row.voided_at is None,
    }
    return record_page(request, "mappa/referral.html", nominal, context)


@form_methods
def screen(request: HttpRequest, reference: str, referral_ref: str) -> HttpResponse:
    """The tests of the levels one by one; accept, refuse, or ask for more."""
    nominal = fetch(request, reference)
    row = _find(nominal, referral_ref)
    allow(row.voided_at is None)
    initial = {name: getattr(row, name) for name in (*Answers._fields, "screening_notes", "version")}
    initial |= {"decided_level": str(row.proposed_level or ""), "decided_on": today()}
    form = ScreenForm(request.POST or None, on=today(), initial=initial)

    def save(data: dict[str, Any]) -> str:
        answers = Answers(*(data[name] for name in Answers._fields))
        level = int(data["decided_level"]) if data["decided_level"] else None
        decided = {} if form.asks else {"decision": data["decision"], "decided_level": level,
                                        "decided_on": data["decided_on"], "reasons": data["reasons"]}  # fmt: skip
        actions.screen_referral(referral=row, version=data["version"], answers=answers, notes=data["screening_notes"],
                                by=request.user, on=today(), **decided)  # fmt: skip
        return "Saved. The referral waits until what is missing has come." if form.asks else "The decision was saved."

    return record_form(request, nominal, form, save, then=at("referral", nominal.reference, row.referral_ref),
                       h1=f"Screen referral {row.referral_ref}", rows=shown.facts(row))  # fmt: skip


@form_methods
def void(request: HttpRequest, reference: str, referral_ref: str) -> HttpResponse:
    """Mark a referral entered in error."""
    nominal = fetch(request, reference)
    row = _find(nominal, referral_ref)
    form = VoidForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.void_referral(referral=row, reason=data["reason"], by=request.user, on=today())

    return record_form(request, nominal, form, save, then=at("record", nominal.reference),
                       h1=f"Referral {row.referral_ref}: entered in error")  # fmt: skip


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The referrals that wait, oldest first; or those decided."""
    decided = request.GET.get("show") == "decided"
    rows = Referral.objects.counted().visible_to(request.user).select_related("nominal", "referred_by")
    rows = rows.exclude(decision="").order_by("-decided_on") if decided else rows.waiting().order_by("referred_on")
    page = paginate(rows, request.GET.get("page"))
    listed = [{"row": row, "url": at("referral", row.nominal.reference, row.referral_ref),
               "waiting": shown.days_waiting(row, today())} for row in page.rows]  # fmt: skip
    context = {"rows": listed, "page": page, "decided": decided, "parts": [
        {"text": "Waiting", "url": at("referrals"), "current": not decided},
        {"text": "Decided", "url": f"{at('referrals')}?show=decided", "current": decided},
    ]}  # fmt: skip
    subjects = [row.nominal.reference for row in page.rows]
    return open_page(request, "mappa/referrals.html", context, event="mappa.referrals_listed", subjects=subjects)
