"""The person behind the level: the page, an answer, what is not known, as whom they are managed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts import permissions as p
from common.clock import today
from common.facts import Fact
from offenders.actions import void_fact
from offenders.forms.facts import ReasonForm
from offenders.rights import may_void, may_write
from offenders.views.frame import allow, fetch, form_page, show
from risk.actions import profile as actions
from risk.forms.profile import AnswerForm, CloseGapForm, GapForm, ManagedAsForm
from risk.models import CohortPeriod, ManagedAs, ProfileAnswer, ProfileGap, Sanction
from risk.policy.profile import QUESTIONS
from risk.presenters import profile as shown
from risk.views.frame import assessing, form_methods

THEN = "risk:profile"
ENTRIES: dict[str, tuple[type[Fact], str]] = {
    "answer": (ProfileAnswer, THEN),
    "unknown": (ProfileGap, THEN),
    "kind": (ManagedAs, THEN),
    "cohort": (CohortPeriod, "risk:cohorts"),
    "sanction": (Sanction, "risk:cohorts"),
}


@require_safe
def profile(request: HttpRequest, reference: str) -> HttpResponse:
    """Gaps first, as work; then every question with its answer."""
    nominal = fetch(request, reference)
    return show(request, "risk/profile.html", nominal, THEN, shown.page(nominal, request.user, today()))


@form_methods
def answer(request: HttpRequest, reference: str, question: str) -> HttpResponse:
    """One question, begun from the answer that counts; what somebody else saved meanwhile is shown beside it."""
    nominal = assessing(request, reference)
    if question not in QUESTIONS:
        raise Http404
    asked, last = QUESTIONS[question], actions.latest(nominal, question)
    initial: dict[str, Any] = {name: getattr(last, name) for name in ("finding", "text", "source")} if last else {}
    initial |= {"answered_on": today(), "version": last.pk if last else 0}
    form = AnswerForm(request.POST or None, on=today(), question=asked, initial=initial)

    def save(data: dict[str, Any]) -> None:
        seen = data.pop("version")
        actions.answer_question(nominal=nominal, by=request.user, on=today(), question=question, shown=seen, **data)

    return form_page(request, nominal, form, save, done="Answer saved.", then=THEN, h1=asked.name)


@form_methods
def add_gap(request: HttpRequest, reference: str) -> HttpResponse:
    """Something that is not known."""
    nominal = assessing(request, reference)
    form = GapForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        token = data.pop("token")
        actions.raise_gap(nominal=nominal, by=request.user, on=today(), form_token=token, **data)

    return form_page(request, nominal, form, save, then=THEN, h1="What we do not know")


@form_methods
def end_gap(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It was found out."""
    nominal = assessing(request, reference)
    gap = get_object_or_404(ProfileGap.objects.counted(), nominal=nominal, pk=pk)
    form = CloseGapForm(request.POST or None, on=today(), initial={"closed_on": today()})
    save = partial(_save, actions.close_gap, request, gap=gap)
    rows = [("Not known", gap.what), ("To be found out", gap.how)]
    return form_page(request, nominal, form, save, then=THEN, h1="What was found out", rows=rows)


@form_methods
def managed_as(request: HttpRequest, reference: str) -> HttpResponse:
    """As which kind of person they are managed."""
    nominal = fetch(request, reference)
    allow(may_write(request.user, nominal) and request.user.can(p.EDIT_NOMINAL))  # type: ignore[union-attr]
    form = ManagedAsForm(request.POST or None, on=today(), initial={"from_on": today()})
    save = partial(_save, actions.manage_as, request, nominal=nominal)
    note = "Where nothing is recorded, the MAPPA category says it."
    return form_page(request, nominal, form, save, then=THEN, h1="Managed as", note=note)


def _save(action: Any, request: HttpRequest, data: dict[str, Any], **given: Any) -> None:
    action(by=request.user, on=today(), **given, **data)


@form_methods
def void(request: HttpRequest, reference: str, code: str, pk: int) -> HttpResponse:
    """An entry of these pages was made in error."""
    nominal = fetch(request, reference)
    if code not in ENTRIES:
        raise Http404
    model, then = ENTRIES[code]
    rows: Any = model._default_manager.all()
    row = get_object_or_404(rows.select_related("nominal"), nominal=nominal, pk=pk)
    allow(may_void(request.user, row))

    def save(data: dict[str, Any]) -> None:
        void_fact(fact=row, by=request.user, on=today(), reason=data["reason"])

    form = ReasonForm(request.POST or None, on=today())
    h1 = "Mark as entered in error"
    return form_page(request, nominal, form, save, then=then, h1=h1, rows=[("Entry", str(row))])
