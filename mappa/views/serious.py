"""Serious further offences: notified, decided, reasons, outcome."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts import permissions as p
from common.clock import today
from common.text import long_date
from mappa import actions
from mappa.forms.serious import SeriousDecisionForm, SeriousForm, SeriousOutcomeForm
from mappa.models import SeriousFurtherOffence
from mappa.views.shared import at, form_methods, record_form, record_page
from offenders.models import Nominal
from offenders.rights import may_write
from offenders.views.frame import fetch


@form_methods
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody under MAPPA is charged with a serious offence: the co-ordinator is told."""
    nominal = fetch(request, reference)
    form = SeriousForm(request.POST or None, on=today(), initial={"notified_on": today()})
    made: list[SeriousFurtherOffence] = []

    def save(data: dict[str, Any]) -> None:
        token = data.pop("token")
        made.append(actions.notify_serious(nominal=nominal, by=request.user, on=today(), form_token=token, **data))

    return record_form(request, nominal, form, save, then=lambda: at("serious", nominal.reference, made[0].pk),
                       back_url=at("record", nominal.reference), h1="Serious further offence")  # fmt: skip


def _find(nominal: Nominal, pk: int) -> SeriousFurtherOffence:
    return get_object_or_404(SeriousFurtherOffence.objects.counted().select_related("nominal"), nominal=nominal, pk=pk)


@require_safe
def serious(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What is known, what was decided, what came of it."""
    nominal = fetch(request, reference)
    row = _find(nominal, pk)
    runs = may_write(request.user, nominal) and request.user.can(p.RUN_MAPPA)  # type: ignore[union-attr]
    context = {"row": row, "facts": facts(row), "may_decide": runs}
    return record_page(request, "mappa/serious.html", nominal, context)


def facts(row: SeriousFurtherOffence) -> list[tuple[str, str]]:
    """In two columns."""
    shown = [
        ("Offence charged", row.offence),
        ("Date of the offence", long_date(row.occurred_on) if row.occurred_on else "not known"),
        ("Charged", long_date(row.charged_on) if row.charged_on else "not known"),
        ("Co-ordinator told", f"{long_date(row.notified_on)}{f', by {row.notified_by}' if row.notified_by else ''}"),
    ]
    if row.decision and row.decided_on:
        shown += [
            ("Decision", row.get_decision_display()),
            ("Decided", f"{long_date(row.decided_on)}, by {row.decided_by}"),
            ("Reasons", row.reasons),
        ]
    if row.outcome and row.outcome_on:
        shown += [("Outcome", row.outcome), ("On", long_date(row.outcome_on))]
    return shown


@form_methods
def decide(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Whether the case is reviewed, and why."""
    nominal = fetch(request, reference)
    row = _find(nominal, pk)
    initial = {name: getattr(row, name) for name in ("decision", "decided_by", "reasons", "version")}
    form = SeriousDecisionForm(
        request.POST or None, on=today(), initial=initial | {"decided_on": row.decided_on or today()}
    )

    def save(data: dict[str, Any]) -> None:
        actions.decide_serious(serious=row, by=request.user, on=today(), **data)

    return record_form(request, nominal, form, save, then=at("serious", nominal.reference, row.pk), rows=facts(row),
                       h1="Is the case reviewed?")  # fmt: skip


@form_methods
def conclude(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What came of it."""
    nominal = fetch(request, reference)
    row = _find(nominal, pk)
    initial = {"outcome": row.outcome, "outcome_on": row.outcome_on or today(), "version": row.version}
    form = SeriousOutcomeForm(request.POST or None, on=today(), initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.conclude_serious(serious=row, by=request.user, on=today(), **data)

    return record_form(request, nominal, form, save, then=at("serious", nominal.reference, row.pk), rows=facts(row),
                       h1="What came of it")  # fmt: skip
