"""Who may see a record, and why: the list, exceptions, bars, restriction."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as p
from accounts.asking import gave
from accounts.models import User
from common.clock import today
from offenders.actions import access, restricting
from offenders.forms.access import BarForm, EndForm, GrantForm, NameForm, RestrictForm, WhyForm
from offenders.models import AccessKind, Bar, Nominal, NominalAccess
from offenders.presenters.access import who_may_see
from offenders.rights import manages_access
from offenders.views.frame import allow, fetch, form_page, show

form_methods = require_http_methods(["GET", "HEAD", "POST"])
LIST = "access:list"


def managed(request: HttpRequest, reference: str) -> Nominal:
    """The nominal, for somebody who decides who may see it; 404 outside the scope, 403 for anybody else."""
    nominal = fetch(request, reference)
    allow(manages_access(request.user, nominal))
    return nominal


@require_safe
def listing(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody who may see it, and why; who is barred."""
    nominal = managed(request, reference)
    context = {**who_may_see(nominal, today()), "may_restrict": request.user.can(p.RESTRICT)}  # type: ignore[union-attr]
    return show(request, "offenders/access.html", nominal, LIST, context)


@form_methods
def grant(request: HttpRequest, reference: str) -> HttpResponse:
    """Open it to one person until a day."""
    nominal = managed(request, reference)
    form = GrantForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        del data["username"]
        access.grant_access(nominal=nominal, user=form.user, by=request.user, on=today(), **data)

    h1, done = "Open this record to somebody", "The record is open to them."
    return form_page(request, nominal, form, save, done=done, then=LIST, h1=h1)


@form_methods
def end(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Close it again to whom it was opened."""
    nominal = managed(request, reference)
    row = exception(nominal, pk)
    form = EndForm(request.POST if request.method == "POST" else None, on=today())

    def save(data: dict[str, Any]) -> None:
        access.end_access(access=row, by=request.user, on=today())

    h1, done = f"Close this record to {row.user.full_name}", "The record is closed to them."
    return form_page(request, nominal, form, save, done=done, then=LIST, h1=h1, rows=rows_of(row))


@form_methods
def bar(request: HttpRequest, reference: str) -> HttpResponse:
    """Close it to one person, whatever else would open it."""
    nominal = managed(request, reference)
    form = BarForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        del data["username"]
        restricting.bar(nominal=nominal, user=form.user, by=request.user, on=today(), **data)

    note = "From then on the record does not exist for them: in no list, count, search or alert."
    h1, done = "Bar somebody from this record", "The bar stands."
    return form_page(request, nominal, form, save, done=done, then=LIST, h1=h1, note=note)


@form_methods
def lift_bar(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The conflict of interest is gone."""
    nominal = managed(request, reference)
    row = get_object_or_404(Bar.objects.select_related("user"), nominal=nominal, pk=pk)
    form = WhyForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        restricting.lift_bar(bar=row, reason=data["reason"], by=request.user, on=today())

    facts = [("Barred", row.user.full_name), ("Reason", row.reason)]
    h1, done = "Lift a bar", "The bar is lifted."
    return form_page(request, nominal, form, save, done=done, then=LIST, h1=h1, rows=facts)


@form_methods
def restrict(request: HttpRequest, reference: str) -> HttpResponse:
    """Make it visible to a named few alone."""
    nominal = managed(request, reference)
    form = RestrictForm(request.POST or None, on=today(), people=candidates(nominal, request.user))

    def save(data: dict[str, Any]) -> None:
        people, reason = data["people"], data["reason"]
        restricting.restrict(nominal=nominal, named=people, reason=reason, by=request.user, on=today())
        gave(request, nominal.pk, f"Restricted it: {reason}")

    note = "Everybody else loses it at once, the offender manager too. One of the named must supervise its team."
    h1, done = "Restrict this record", "The record is restricted to those named."
    return form_page(request, nominal, form, save, done=done, then=LIST, h1=h1, note=note)


@form_methods
def lift_restriction(request: HttpRequest, reference: str) -> HttpResponse:
    """Make it an ordinary record again."""
    nominal = managed(request, reference)
    form = WhyForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        restricting.lift_restriction(nominal=nominal, reason=data["reason"], by=request.user, on=today())

    h1, done = "Lift the restriction", "The record is an ordinary one again."
    return form_page(request, nominal, form, save, done=done, then=LIST, h1=h1)


@form_methods
def name(request: HttpRequest, reference: str) -> HttpResponse:
    """Add somebody to the named few."""
    nominal = managed(request, reference)
    form = NameForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        restricting.name(nominal=nominal, user=form.user, reason=data["reason"], by=request.user, on=today())

    return form_page(request, nominal, form, save, done="They are named.", then=LIST, h1="Name somebody")


@form_methods
def end_naming(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take somebody off the named few."""
    nominal = managed(request, reference)
    row = exception(nominal, pk)
    form = EndForm(request.POST if request.method == "POST" else None, on=today())

    def save(data: dict[str, Any]) -> None:
        restricting.end_naming(access=row, by=request.user, on=today())

    h1, done = f"Close this record to {row.user.full_name}", "They are no longer named."
    return form_page(request, nominal, form, save, done=done, then=LIST, h1=h1, rows=rows_of(row))


def exception(nominal: Nominal, pk: int) -> NominalAccess:
    """One of the record's own exceptions; 404 for any other."""
    rows = NominalAccess.objects.select_related("user", "content_object")
    return get_object_or_404(rows, content_object=nominal, pk=pk)


def rows_of(row: NominalAccess) -> list[tuple[str, str]]:
    """What an exception says of itself."""
    return [("Who", row.user.full_name), ("Why", AccessKind(row.kind).label), ("Reason", row.reason)]


def candidates(nominal: Nominal, user: Any) -> list[tuple[str, str]]:
    """Who is offered to be named: the team's people and the officer; of a record in no team, the supervisors."""
    people = User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("full_name", "username")
    if nominal.team_id is not None:
        people = people.filter(team_id=nominal.team_id, role__in=access.READING_ROLES)
    else:
        people = people.filter(force_id=nominal.force_id, role="supervisor")  # type: ignore[misc]
    return [(one.username, f"{one.full_name}, {one.get_role_display().lower()}") for one in people]
