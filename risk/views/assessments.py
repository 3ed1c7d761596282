"""Record assessments, and look at one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from common.clock import today
from common.text import plain_date
from offenders.actions import void_fact
from offenders.forms.facts import ReasonForm
from offenders.models import Nominal
from offenders.rights import may_void, may_write
from offenders.views.frame import allow, fetch
from risk import actions
from risk.actions.assessments import factors_of, last_factors
from risk.evidence import notes_since
from risk.forms import ArmsForm, DirectContactForm, IndirectForm, PolygraphForm, ResultForm
from risk.models import Assessment, Tool
from risk.policy import Lead, arms_name
from risk.policy.tools import NotScored, osp_dc, osp_iic
from risk.policy.words import age_on
from risk.presenters.page import band_text, tool_text
from risk.views.frame import assessing, form_methods, risk_form, risk_page


def name_of(nominal: Nominal) -> str:
    """What ARMS is called for this person."""
    return arms_name(Lead(sex=nominal.sex, born_on=nominal.date_of_birth), today())


@form_methods
def arms(request: HttpRequest, reference: str) -> HttpResponse:
    """All eleven factors, begun from the last one, beside what was written after visits since."""
    nominal = assessing(request, reference)
    before = last_factors(nominal, today())
    form = ArmsForm(request.POST or None, on=today(), before={row.factor: row for row in before})
    since = before[0].assessment.completed_on if before else None

    def save(data: dict[str, Any]) -> str:
        actions.complete_arms(
            nominal=nominal, by=request.user, on=today(), completed_on=data["completed_on"],
            priority=data["priority"], factors=form.answers(), notes=data["notes"], shown=form.confirmed(),
            form_token=data["token"],
        )  # fmt: skip
        return f"{name_of(nominal)} saved."

    return risk_form(
        request, nominal, form, save, template="risk/arms.html", h1=f"{name_of(nominal)}: assess",
        notes=notes_since(nominal, since), since=plain_date(since) if since else "",
    )  # fmt: skip


def _age(nominal: Nominal) -> int | None:
    return age_on(nominal.date_of_birth, today()) if nominal.date_of_birth else None


@form_methods
def direct_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """OSP/DC from its items."""
    nominal = assessing(request, reference)
    form = DirectContactForm(request.POST or None, on=today(), initial={"age": _age(nominal)})
    if request.method == "POST" and form.is_valid():
        try:
            scored = osp_dc(form.answers(), nominal.sex)
        except NotScored as error:
            form.add_error(error.field or None, str(error))
            scored = None

    def save(data: dict[str, Any]) -> str:
        assert scored is not None
        _keep(request, nominal, Tool.OSP_DC, data, scored.band, scored.points, scored.probability)
        band = scored.band.replace("_", " ")
        return f"OSP/DC: {scored.points} points, {band} ({scored.probability:.2%}). It does not change the risk level."

    note = "Advisory: the official score is probation’s. Men only; for a woman there is no band."
    return risk_form(request, nominal, form, save, h1="OSP/DC", note=note)


@form_methods
def indirect(request: HttpRequest, reference: str) -> HttpResponse:
    """OSP/IIC from its items."""
    nominal = assessing(request, reference)
    form = IndirectForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> str:
        scored = osp_iic(data["images"], data["contact_child"], data["any_sexual"])
        _keep(request, nominal, Tool.OSP_IIC, data, scored.band, None, scored.probability)
        band = scored.band.replace("_", " ")
        return f"OSP/IIC: {band} ({scored.probability:.3%}). It does not change the risk level."

    return risk_form(request, nominal, form, save, h1="OSP/IIC", note="Advisory: the official score is probation’s.")


def _keep(
    request: HttpRequest, nominal: Nominal, tool: str, data: dict[str, Any], band: str, score: int | None, chance: float
) -> None:
    """The result with the answers that it was computed from."""
    asked = {name: value for name, value in data.items() if name not in ("token", "completed_on")}
    actions.record_assessment(
        nominal=nominal, by=request.user, on=today(), tool=tool, completed_on=data["completed_on"], band=band,
        score=score, items=asked | {"probability": round(chance, 6)}, form_token=data["token"],
    )  # fmt: skip


@form_methods
def result(request: HttpRequest, reference: str) -> HttpResponse:
    """What another agency's or an older tool gave."""
    nominal = assessing(request, reference)
    form = ResultForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        token = data.pop("token")
        actions.record_assessment(nominal=nominal, by=request.user, on=today(), form_token=token, **data)

    note = "Recorded as it was given, not computed here. A band that OSP/DC points do not give is refused."
    return risk_form(request, nominal, form, save, h1="Record a result", done="Assessment saved.", note=note)


@form_methods
def polygraph(request: HttpRequest, reference: str) -> HttpResponse:
    """A polygraph examination."""
    nominal = assessing(request, reference)
    form = PolygraphForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        token = data.pop("token")
        actions.record_polygraph(nominal=nominal, by=request.user, on=today(), form_token=token, **data)

    note = "It informs management and is not evidence."
    return risk_form(request, nominal, form, save, h1="Record a polygraph examination", done="Saved.", note=note)


@require_safe
def assessment(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One assessment: the result, what was asked, every factor with its evidence."""
    nominal = fetch(request, reference)
    rows = Assessment.objects.select_related("recorded_by", "polygraph").prefetch_related("factors")
    row = get_object_or_404(rows, nominal=nominal, pk=pk)
    asked = [(name.replace("_", " ").capitalize(), _said(value)) for name, value in row.items.items()]
    context = {
        "row": row,
        "tool": tool_text(row, name_of(nominal)),
        "on": plain_date(row.completed_on),
        "band": band_text(row.tool, row.band),
        "factors": factors_of(row),
        "asked": asked,
        "polygraph": getattr(row, "polygraph", None),
        "may_void": may_write(request.user, nominal) and may_void(request.user, row),
    }
    return risk_page(request, "risk/assessment.html", nominal, context)


def _said(value: Any) -> str:
    return {True: "Yes", False: "No"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@form_methods
def void(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Entered in error."""
    nominal = fetch(request, reference)
    row = get_object_or_404(Assessment.objects.select_related("nominal"), nominal=nominal, pk=pk)
    allow(may_void(request.user, row))

    def save(data: dict[str, Any]) -> None:
        void_fact(fact=row, by=request.user, on=today(), reason=data["reason"])

    h1 = f"Mark {tool_text(row, name_of(nominal))} as entered in error"
    return risk_form(
        request, nominal, ReasonForm(request.POST or None, on=today()), save, h1=h1, done="Marked as entered in error."
    )
