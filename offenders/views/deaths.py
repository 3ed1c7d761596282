"""A death: reported, confirmed, undone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts import permissions as p
from accounts.asking import gave
from common.clock import today
from offenders import actions
from offenders.forms.life import ConfirmDeathForm, DeathReportForm, UndoForm
from offenders.models import DeathReport
from offenders.presenters.facts import fact_rows
from offenders.rights import may_confirm_death
from offenders.views.frame import allow, fetch, form_page

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody says that the person died. It stops nothing."""
    nominal = fetch(request, reference)
    form = DeathReportForm(request.POST or None, on=today(), initial={"reported_on": today()})

    def save(data: dict[str, Any]) -> None:
        actions.report_death(nominal=nominal, by=request.user, on=today(), **data)

    note = "Every date stands until a supervisor, other than whoever reports it, confirms the death on evidence."
    done = "Report saved. A supervisor confirms it."
    return form_page(request, nominal, form, save, done=done, h1="Report a death", note=note)


@form_methods
def confirm(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A supervisor confirms it on evidence; every date that is owed ends."""
    nominal = fetch(request, reference)
    row = get_object_or_404(DeathReport.objects.counted(), nominal=nominal, pk=pk)
    allow(may_confirm_death(request.user, row))
    form = ConfirmDeathForm(request.POST or None, on=today(), initial={"died_on": row.died_on})

    def save(data: dict[str, Any]) -> None:
        actions.confirm_death(report=row, by=request.user, on=today(), **data)
        gave(request, nominal.pk, "Confirmed the death")

    rows = fact_rows(row)[:4]
    done = "Death confirmed. Those to tell are listed on the record."
    return form_page(request, nominal, form, save, done=done, h1="Confirm the death", rows=rows)


@form_methods
def undo(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It was wrong: the dates are owed again."""
    nominal = fetch(request, reference)
    row = get_object_or_404(DeathReport.objects.counted(), nominal=nominal, pk=pk)
    allow(request.user.can(p.CONFIRM_DEATH))  # type: ignore[union-attr]
    form = UndoForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.undo_death(report=row, by=request.user, on=today(), **data)

    rows = fact_rows(row)
    return form_page(request, nominal, form, save, done="Death undone.", h1="Undo a confirmed death", rows=rows)
