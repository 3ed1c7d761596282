"""The record's tab of MAPPA, and the decisions made from it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as p
from common.clock import today
from mappa.actions import levels as actions
from mappa.facts import level_of
from mappa.forms.levels import AreaForm, CategoryForm, KeepForm, LevelForm
from mappa.links import link
from mappa.models import AreaPlacement, CategoryDecision, LevelDecision
from mappa.presenters import record as present
from offenders.forms import ReasonForm
from offenders.models import Nominal
from offenders.rights import may_write
from offenders.views.frame import allow, fetch, form_page, show

TAB = "mappa:record"
ENTRIES: dict[str, type[Any]] = {"level": LevelDecision, "category": CategoryDecision, "area": AreaPlacement}
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def deciding(request: HttpRequest, reference: str, permission: str = p.DECIDE_MAPPA) -> Nominal:
    """The nominal, for somebody who may decide on it; 404 or 403 for anybody else."""
    nominal = fetch(request, reference)
    user: Any = request.user
    allow(may_write(user, nominal) and user.can(permission))
    return nominal


@require_safe
def tab(request: HttpRequest, reference: str) -> HttpResponse:
    """Category, level and area with their history, what is owed and why, meetings, referrals, actions."""
    nominal = fetch(request, reference)
    user: Any = request.user
    found = present.tab(nominal, today())
    writes = may_write(user, nominal)
    may = {
        "decide": writes and user.can(p.DECIDE_MAPPA),
        "keep": writes and user.can(p.REVIEW_MAPPA) and (user.can(p.DECIDE_MAPPA) or found["level"] == 1)
        and found["level"] is not None,
        "refer": link("refer", nominal.reference) if writes and user.can(p.REFER) else "",
        "serious": link("add_serious", nominal.reference) if writes and user.can(p.REFER) else "",
        "urgent": link("urgent", nominal.reference) if writes and user.can(p.RUN_MAPPA) else "",
    }  # fmt: skip
    return show(request, "mappa/record.html", nominal, TAB, {**found, "may": may})


@form_methods
def set_level(request: HttpRequest, reference: str) -> HttpResponse:
    """The level from a day on, with why and who decided."""
    nominal = deciding(request, reference)
    form = LevelForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.set_level(
            nominal=nominal, by=request.user, on=today(), level=int(data["level"]),
            effective_from=data["effective_from"], reason=data["reason"], decided_by=data["decided_by"],
            form_token=data["token"],
        )  # fmt: skip

    return form_page(request, nominal, form, save, then=TAB, done="MAPPA level saved.", h1="Set the MAPPA level")


@form_methods
def keep_level(request: HttpRequest, reference: str) -> HttpResponse:
    """The level was reviewed and stays: a row of its own, from which the next review counts."""
    nominal = deciding(request, reference, p.REVIEW_MAPPA)
    level = level_of(nominal.pk, today())
    user: Any = request.user
    allow(level == 1 or user.can(p.DECIDE_MAPPA))
    if level is None:
        raise Http404
    initial = {"decided_by": f"{user.full_name}, {user.get_role_display().lower()}"}
    form = KeepForm(request.POST or None, on=today(), initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.set_level(
            nominal=nominal, by=user, on=today(), level=level, effective_from=data["effective_from"],
            reason=data["reason"], decided_by=data["decided_by"], form_token=data["token"],
        )  # fmt: skip

    title = f"Review the level: keep level {level}"
    return form_page(request, nominal, form, save, then=TAB, done="Review saved: the level is kept.", h1=title)


@form_methods
def set_category(request: HttpRequest, reference: str) -> HttpResponse:
    """The category from a day on, with why and who decided."""
    nominal = deciding(request, reference)
    form = CategoryForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.set_category(
            nominal=nominal, by=request.user, on=today(), category=form.category_chosen(),
            effective_from=data["effective_from"], reason=data["reason"], decided_by=data["decided_by"],
            form_token=data["token"],
        )  # fmt: skip

    return form_page(request, nominal, form, save, then=TAB, done="Category saved.", h1="Change the MAPPA category")


@form_methods
def set_area(request: HttpRequest, reference: str) -> HttpResponse:
    """The MAPPA area that manages the case from a day on."""
    nominal = deciding(request, reference)
    form = AreaForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.set_area(
            nominal=nominal, by=request.user, on=today(), area=form.area_chosen(),
            effective_from=data["effective_from"], reason=data["reason"], form_token=data["token"],
        )  # fmt: skip

    return form_page(request, nominal, form, save, then=TAB, done="MAPPA area saved.", h1="Set the MAPPA area")


@form_methods
def void(request: HttpRequest, reference: str, code: str, entry_id: int) -> HttpResponse:
    """Mark a level, a category or an area as entered in error. It stays, struck through, and no longer counts."""
    nominal = deciding(request, reference)
    if code not in ENTRIES:
        raise Http404
    entry = get_object_or_404(ENTRIES[code].objects.counted(), nominal=nominal, pk=entry_id)
    form = ReasonForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.void_decision(entry=entry, by=request.user, on=today(), reason=data["reason"])

    return form_page(
        request, nominal, form, save, then=TAB, done="Marked as entered in error.",
        h1=f"Mark as entered in error: {code}", rows=[("Entry", str(entry))],
        back_url=reverse(TAB, args=[nominal.reference]),
    )  # fmt: skip
