"""The person's page, and what is recorded there: names, particulars, children, expected release."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as p
from common.clock import today
from offenders import actions
from offenders.forms.life import (
    AliasForm,
    ChildrenForm,
    EditParticularForm,
    EndParticularForm,
    ParticularForm,
    ReleaseForm,
)
from offenders.models import Nominal, Particular, ParticularKind
from offenders.presenters import life
from offenders.presenters.facts import fact_rows
from offenders.views.frame import fetch, form_page, show
from offenders.views.record import rights

form_methods = require_http_methods(["GET", "HEAD", "POST"])
THEN = "offenders:person"


@require_safe
def person(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that is known about the person, by kind."""
    nominal = fetch(request, reference)
    may = rights(request, nominal) | {"merge": request.user.can(p.MERGE)}  # type: ignore[union-attr]
    context = {**life.person(nominal, today()), "may": may}
    return show(request, "offenders/person.html", nominal, THEN, context)


@form_methods
def add_alias(request: HttpRequest, reference: str) -> HttpResponse:
    """Another name."""
    nominal = fetch(request, reference)
    form = AliasForm(request.POST or None, on=today(), initial={"noted_on": today()})
    save = partial(_save, actions.add_alias, request, nominal=nominal)
    return form_page(request, nominal, form, save, done="Name saved.", then=THEN, h1="Add another name")


@form_methods
def add_particular(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """One thing known in outline, of the kind in the address."""
    nominal = fetch(request, reference)
    if kind not in ParticularKind.values:
        raise Http404
    form = ParticularForm(request.POST or None, on=today(), kind=kind, initial={"noted_on": today()})
    save = partial(_save, actions.add_particular, request, nominal=nominal, kind=kind)
    h1 = life.ADD_WORDS[ParticularKind(kind)]
    return form_page(request, nominal, form, save, then=THEN, h1=h1, note=_note(kind))


@form_methods
def edit_particular(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Put one right; what somebody else saved meanwhile is shown beside it."""
    nominal = fetch(request, reference)
    row = _particular(nominal, pk)
    initial = {name: getattr(row, name) for name in ("text", "source", "noted_on", "to_on", "version")}
    form = EditParticularForm(request.POST or None, on=today(), kind=row.kind, initial=initial)
    save = partial(_save, actions.edit_particular, request, particular=row)
    h1 = f"Change: {row.get_kind_display().lower()}"
    return form_page(request, nominal, form, save, done="Changes saved.", then=THEN, h1=h1, note=_note(row.kind))


@form_methods
def end_particular(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It no longer holds."""
    nominal = fetch(request, reference)
    row = _particular(nominal, pk)
    form = EndParticularForm(request.POST or None, on=today(), initial={"to_on": today()})
    save = partial(_save, actions.end_particular, request, particular=row)
    h1 = f"End: {row.get_kind_display().lower()}"
    return form_page(request, nominal, form, save, done="Ended.", then=THEN, h1=h1, rows=fact_rows(row)[:4])


@form_methods
def children(request: HttpRequest, reference: str) -> HttpResponse:
    """What is known about children, asked on a day."""
    nominal = fetch(request, reference)
    form = ChildrenForm(request.POST or None, on=today(), initial={"asked_on": today()})
    save = partial(_save, actions.record_children, request, nominal=nominal)
    return form_page(request, nominal, form, save, done="Answer saved.", then=THEN, h1="Children")


@form_methods
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """When release is expected, and who said so."""
    nominal = fetch(request, reference)
    form = ReleaseForm(request.POST or None, on=today(), initial={"said_on": today()})
    save = partial(_save, actions.record_expected_release, request, nominal=nominal)
    note = "What was said before stays on the record, struck through. The day of release itself ends the custody."
    return form_page(request, nominal, form, save, then=THEN, h1="Expected release", note=note)


def _save(action: Any, request: HttpRequest, data: dict[str, Any], **given: Any) -> None:
    action(by=request.user, on=today(), **given, **data)


def _particular(nominal: Nominal, pk: int) -> Particular:
    return get_object_or_404(Particular.objects.counted(), nominal=nominal, pk=pk)


def _note(kind: str) -> str:
    if kind in (ParticularKind.VICTIM_CONTACT, ParticularKind.EXCLUSION_ZONE):
        return "This concerns a victim. It is for the visit, and never stands in a list, an alert or a message."
    return ""
