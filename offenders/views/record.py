"""Read the record: its first page, its history, one fact."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts import permissions as p
from common.clock import LONDON, now, today
from common.pagination import paginate
from deadlines.reconcile import batch_for
from offenders import record as registry
from offenders.models import Nominal
from offenders.picture import picture_of
from offenders.presenters import facts, overview
from offenders.presenters import history as told
from offenders.presenters import risk as plan
from offenders.presenters.life import served
from offenders.rights import manages_access, may_answer, may_offer, may_plan, may_void, may_write
from offenders.views.frame import fetch, show

PER_PAGE = 50


@require_safe
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """What is owed, what needs attention, where the person is."""
    nominal, on = fetch(request, reference), today()
    if nominal.reference.upper() != reference.strip().upper():  # the reference of a record merged into this one
        return redirect("offenders:record", nominal.reference)
    panels = rendered(registry.panels(), request, nominal)
    context = {**overview.overview(nominal, request.user, on), "panels": panels, "may": rights(request, nominal)}
    return show(request, "offenders/record.html", nominal, "offenders:record", context)


@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything on record, latest first; `?kind=` narrows it."""
    nominal = fetch(request, reference)
    kind = told.kind_of(request.GET.get("kind", ""), request.user)
    page = paginate(registry.timeline(nominal, request.user, kind), request.GET.get("page"), per_page=PER_PAGE)
    filters = told.filters(nominal, request.user, kind)
    context = {"filters": filters, "page": page, "entries": told.entries(page), "kind": kind}
    return show(request, "offenders/history.html", nominal, "offenders:history", context)


@require_safe
def risk(request: HttpRequest, reference: str) -> HttpResponse:
    """Level, interval and management: what is in force and why, and what was proposed."""
    nominal = fetch(request, reference)
    picture = picture_of(nominal.pk, batch_for(today(), ids=[nominal.pk]))
    context = {
        "parts": rendered(registry.risk_panels(), request, nominal),
        "in_force": plan.in_force(picture),
        "histories": plan.histories(nominal, request.user),
        "may": rights(request, nominal),
    }
    return show(request, "offenders/risk.html", nominal, "offenders:risk", context)


@require_safe
def fact(request: HttpRequest, reference: str, code: str, pk: int) -> HttpResponse:
    """One fact: everything about it, who recorded it and when."""
    nominal = fetch(request, reference)
    row: Any = find_fact(nominal, code, pk)
    context = {
        "kind": facts.TYPES[code][1],
        "code": code,
        "fact": row,
        "rows": facts.fact_rows(row),
        "served": served(nominal, row, request.user) if code == "file" else None,
        "may_void": may_void(request.user, row),
        "answerable": code in facts.PROPOSALS
        and facts.standing_of(row) == "proposed"
        and may_answer(request.user, row),
    }
    return show(request, "offenders/fact.html", nominal, "offenders:fact", context)


def rendered(panels: list[registry.Panel], request: HttpRequest, nominal: Nominal) -> list[str]:
    """The parts that other apps add to a page, ready to print."""
    moment = now().astimezone(LONDON)
    made: list[str] = []
    for panel in panels:
        context = panel.context(nominal, request.user, moment.date())
        if panel.by_hour:
            context |= panel.by_hour(nominal, request.user, moment)
        made.append(render_to_string(panel.template, context, request))
    return made


def find_fact(nominal: Nominal, code: str, pk: int) -> facts.Fact:
    """The fact of this nominal by the code of its type; 404 for anything else."""
    if code not in facts.TYPES:
        raise Http404
    model, _ = facts.TYPES[code]
    people = ["recorded_by", "voided_by", *(["approved_by", "returned_by"] if code in facts.PROPOSALS else [])]
    rows: Any = model._default_manager.all()
    row = rows.filter(nominal=nominal, pk=pk).select_related(*people).first()
    if row is None:
        raise Http404
    return row


def rights(request: HttpRequest, nominal: Nominal) -> dict[str, bool]:
    """What the person may do here, for the template to offer."""
    user: Any = request.user
    writes = may_write(user, nominal)
    return {
        "log_visit": writes and user.can(p.LOG_VISIT),
        "edit": writes and user.can(p.EDIT_NOMINAL),
        "close": writes and (user.can(p.EDIT_NOMINAL) or user.can(p.APPROVE)),
        "contact": user.can(p.RECORD_CONTACT),
        "plan": may_plan(user, nominal),
        "allocate": writes and user.can(p.ALLOCATE),
        "transfer": may_offer(user, nominal),
        "access": manages_access(user, nominal),
    }
