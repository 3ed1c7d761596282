"""The list of agencies that an area edits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts import permissions as p
from common.clock import today
from mappa import actions
from mappa.forms.areas import AgencyForm, AreaForm, ContactForm, EditAgencyForm, EditContactForm
from mappa.models import Agency, AgencyContact
from mappa.views.shared import areas_of, at, chosen, form_methods, meeting_form, open_page, people


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """The areas of the reader's force, each with its agencies and their contacts."""
    rows = areas_of(request).prefetch_related("agencies__contacts")
    shown = [
        {
            "area": row,
            "agencies": [
                {"row": agency, "contacts": [one for one in agency.contacts.all() if one.left_on is None]}
                for agency in row.agencies.all() if agency.left_on is None
            ],
            "left": [agency for agency in row.agencies.all() if agency.left_on is not None],
        }
        for row in rows
    ]  # fmt: skip
    return open_page(request, "mappa/areas.html", {"areas": shown}, event="mappa.areas_opened")


@form_methods
def add_area(request: HttpRequest) -> HttpResponse:
    """An area of one's own force."""
    form = AreaForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.add_area(by=request.user, on=today(), **data)

    return meeting_form(request, form, save, then=at("areas"), back=at("areas"), done="The area was added.",
                        h1="Add an area")  # fmt: skip


@form_methods
def add_agency(request: HttpRequest, area_id: int) -> HttpResponse:
    """Put an agency on the list."""
    area = get_object_or_404(areas_of(request), pk=area_id)
    form = AgencyForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.add_agency(area=area, by=request.user, on=today(), **data)

    return meeting_form(request, form, save, then=at("areas"), back=at("areas"), done="The agency is on the list.",
                        h1="Add an agency", about=area.name)  # fmt: skip


@form_methods
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an agency, or take it off the list."""
    row = get_object_or_404(Agency, area__in=areas_of(request), pk=pk)
    names = ("name", "kind", "invited_to_level_2", "invited_to_level_3", "version")
    initial = {name: getattr(row, name) for name in names} | {"left": row.left_on is not None}
    form = EditAgencyForm(request.POST or None, on=today(), initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.change_agency(agency=row, by=request.user, on=today(), **data)

    return meeting_form(request, form, save, then=at("areas"), back=at("areas"), done="Saved.", h1="Change an agency",
                        about=row.name)  # fmt: skip


def _accounts(request: HttpRequest) -> list[tuple[str, str]]:
    return people(request, p.SEE_MAPPA)


@form_methods
def add_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to ask at an agency."""
    row = get_object_or_404(Agency, area__in=areas_of(request), pk=pk)
    form = ContactForm(request.POST or None, on=today(), people=_accounts(request))

    def save(data: dict[str, Any]) -> None:
        user = chosen(data.pop("user"))
        actions.add_contact(agency=row, by=request.user, on=today(), user=user, **data)

    return meeting_form(request, form, save, then=at("areas"), back=at("areas"), done="The contact is on the list.",
                        h1="Add a contact", about=row.name)  # fmt: skip


@form_methods
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contact, or take them off."""
    rows = AgencyContact.objects.select_related("agency", "user")
    row = get_object_or_404(rows, agency__area__in=areas_of(request), pk=pk)
    initial = {name: getattr(row, name) for name in ("role", "name", "email", "phone", "version")}
    initial |= {"left": row.left_on is not None, "user": row.user.username if row.user else ""}
    form = EditContactForm(request.POST or None, on=today(), people=_accounts(request), initial=initial)

    def save(data: dict[str, Any]) -> None:
        user = chosen(data.pop("user"))
        actions.change_contact(contact=row, by=request.user, on=today(), user=user, **data)

    return meeting_form(request, form, save, then=at("areas"), back=at("areas"), done="Saved.", h1="Change a contact",
                        about=f"{row.agency.name}: {row.name}")  # fmt: skip
