"""The risk management plan: in force, its versions and what differs between them, and a new version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.clock import today
from deadlines.reconcile import batch_for
from offenders.actions import void_fact
from offenders.forms.facts import ReasonForm
from offenders.models import Nominal
from offenders.picture import picture_of
from offenders.presenters.risk import in_force
from offenders.rights import may_plan, may_void
from offenders.views.frame import allow, fetch
from risk import actions
from risk import plan as plans
from risk.forms import RiskPlanForm
from risk.models import PARTS, RiskPlan
from risk.presenters import management_plan as shown
from risk.views.frame import form_methods, risk_form, risk_page

PAGE = "risk:plan"


@require_safe
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """The version in force, when it is reviewed, and every version."""
    nominal = fetch(request, reference)
    rows = plans.versions(nominal.pk)
    now = next((row for row in rows if row.voided_at is None and row.written_on <= today()), None)
    context = {
        "headings": shown.headings(now) if now else [],
        "now": next((shown.about(row, number) for number, row in shown.numbered(rows) if row is now), None),
        "review": shown.review(now, today()),
        "versions": [shown.about(row, number) for number, row in shown.numbered(rows)],
        "may_plan": may_plan(request.user, nominal),
    }
    return risk_page(request, "risk/plan.html", nominal, context)


@require_safe
def version(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One version, and what differs from the one before it, or from `?from=` another."""
    nominal = fetch(request, reference)
    rows = shown.numbered(plans.versions(nominal.pk))
    number, row = _one(nominal, rows, pk)
    earlier = _earlier(rows, row, request.GET.get("from", ""))
    context = {
        "row": shown.about(row, number),
        "parts": shown.compared(row, earlier[1] if earlier else None),
        "earlier": shown.about(earlier[1], earlier[0]) if earlier else None,
        "others": [shown.about(other, n) for n, other in rows if other is not row],
        "may_void": may_plan(request.user, nominal) and may_void(request.user, row),
    }
    return risk_page(request, "risk/plan_version.html", nominal, context)


Numbered = tuple[int, RiskPlan]


def _one(nominal: Nominal, rows: list[Numbered], pk: int) -> Numbered:
    get_object_or_404(RiskPlan, nominal=nominal, pk=pk)
    return next(one for one in rows if one[1].pk == pk)


def _earlier(rows: list[Numbered], row: RiskPlan, wanted: str) -> Numbered | None:
    """The version asked for, else the one that this one follows."""
    pk = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else row.follows_id
    return next((one for one in rows if one[1].pk == pk and one[1] is not row), None)


@form_methods
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """A new version, begun from the one in force; a change made by somebody else meanwhile is shown beside it."""
    nominal = fetch(request, reference)
    allow(may_plan(request.user, nominal))
    now = plans.current(nominal.pk, today())
    initial: dict[str, Any] = {**plans.texts(now), "version": now.pk if now else actions.plan.NOTHING_SEEN}
    form = RiskPlanForm(request.POST or None, on=today(), initial=initial)

    def save(data: dict[str, Any]) -> str:
        row = actions.write_plan(
            nominal=nominal, by=request.user, on=today(), seen=data["version"], review_on=data["review_on"],
            what_changed=data["what_changed"], parts={part: data[part] for part in PARTS},
        )  # fmt: skip
        return f"Plan saved as version {RiskPlan.objects.filter(nominal=nominal, pk__lte=row.pk).count()}."

    picture = picture_of(nominal.pk, batch_for(today(), ids=[nominal.pk]))
    h1 = "Change the risk management plan" if now else "Write the risk management plan"
    return risk_form(
        request, nominal, form, save, then=PAGE, h1=h1, now=in_force(picture), back_url=shown.plan_url(nominal)
    )


@form_methods
def void(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A version that was entered in error; the one before it is in force again."""
    nominal = fetch(request, reference)
    row = get_object_or_404(RiskPlan.objects.select_related("nominal"), nominal=nominal, pk=pk)
    if row.voided_at is not None:
        return redirect(reverse("risk:plan_version", args=[nominal.reference, pk]))
    allow(may_plan(request.user, nominal) and may_void(request.user, row))

    def save(data: dict[str, Any]) -> None:
        void_fact(fact=row, by=request.user, on=today(), reason=data["reason"])

    form = ReasonForm(request.POST or None, on=today())
    h1 = "Mark a version of the plan as entered in error"
    return risk_form(request, nominal, form, save, then=PAGE, h1=h1, done="Marked as entered in error.")
