"""Add a nominal, change who they are, and who manages them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Role
from audit.events import record
from common.clock import today
from offenders import actions
from offenders.actions.identity import IDENTITY
from offenders.cautions import cautions
from offenders.duplicates import Likeness, duplicates
from offenders.forms import AddNominalForm, AllocateForm, IdentityForm
from offenders.forms.people import NOBODY
from offenders.rights import MANAGING_ROLES
from offenders.views.frame import fetch, form_page, refuse

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def add(request: HttpRequest) -> HttpResponse:
    """Open a record."""
    form = AddNominalForm(request.POST or None, on=today(), initial={"lead_agency": "police"})
    form.cancel_url = "/nominals/"
    likely: list[Likeness] = []
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        likely = _not_shown_yet(request, form, data, data.pop("shown"))
        try:
            nominal = None if likely else actions.add_nominal(by=request.user, on=today(), **data)
        except actions.Refused as refused:
            refuse(form, refused)
        else:
            if nominal is not None:
                messages.success(request, "Nominal added. Set the risk level next, and ask for an offender manager.")
                return redirect("offenders:record", nominal.reference)
    return render(request, "offenders/add.html", {"form": form, "likely": likely})


def _not_shown_yet(request: HttpRequest, form: Any, data: dict[str, Any], shown: str) -> list[Likeness]:
    """Who may be the same person, unless all of them were shown before. That they were shown is on record."""
    found = duplicates(
        family_name=data["family_name"], given_names=data["given_names"], born=data["date_of_birth"],
        by=request.user, on=today(),
    )  # fmt: skip
    references = [row.reference for row in found]
    if set(references) <= {*shown.split(","), data["reference"]}:
        return []
    record("nominals.likely_shown", by=request.user, subjects=references, details={"page": "offenders:add"})
    form.data = form.data.copy()
    form.data["shown"] = ",".join(references)
    return found


@form_methods
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change who the person is; a change made by somebody else meanwhile is shown beside it."""
    nominal = fetch(request, reference)
    initial = {name: getattr(nominal, name) for name in (*IDENTITY, "version")}
    form = IdentityForm(request.POST or None, on=today(), initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.edit_identity(nominal=nominal, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, done="Changes saved.", h1="Change name and details")


@form_methods
def allocate(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the person to an offender manager, or to nobody."""
    nominal = fetch(request, reference)
    officers = receivers(request.user)
    speaks_against = cautions([nominal.pk], officers, today())
    form = AllocateForm(
        request.POST or None,
        on=today(),
        officers=[(o.username, _receiver(o, speaks_against.get(o.pk, ()))) for o in officers],
        initial={"officer": nominal.officer.username if nominal.officer else NOBODY},
    )

    def save(data: dict[str, Any]) -> str:
        officer = next((o for o in officers if o.username == data["officer"]), None)
        moves = actions.allocate(
            nominals=[nominal], officer=officer, by=request.user, on=today(), reason=data["reason"]
        )
        return " ".join(["Allocation saved.", *moves.cautions])

    return form_page(request, nominal, form, save, h1="Change the offender manager")


def _receiver(officer: User, speaks_against: Iterable[str]) -> str:
    """`Ash Hollis, North: …` with what to know before they are chosen."""
    named = f"{officer.full_name}, {officer.team.name}" if officer.team else officer.full_name
    return " ".join([f"{named}:", *speaks_against]) if speaks_against else named


def receivers(user: Any) -> list[User]:
    """Those to whom this person can allocate, by name (one query)."""
    people = User.objects.filter(is_active=True, role__in=MANAGING_ROLES, force_id=user.force_id).select_related("team")
    if user.role != Role.INSPECTOR:
        people = people.filter(team_id=user.team_id)
    return list(people)
