"""Days at other premises, parental directions, and journeys that were known before they were notified."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from common.clock import today
from common.text import plain_date
from notification import actions, forms
from notification.actions.premises import PARENTAL
from notification.law import law_of
from notification.models import Notification, ParentalDirection, Stay
from notification.views.entries import chosen, find, places_of
from notification.views.tab import TAB, form_methods
from offenders.views.frame import fetch, form_page


@form_methods
def add_stay(request: HttpRequest, reference: str) -> HttpResponse:
    """A stay at other premises: the total within 12 months is counted from it."""
    nominal = fetch(request, reference)
    initial = {"premises": request.GET.get("premises", "")}
    form = forms.StayForm(request.POST or None, on=today(), places=places_of(nominal), initial=initial)

    def save(data: dict[str, Any]) -> None:
        data["form_token"] = data.pop("token")
        place = chosen(nominal, data.pop("premises", ""))
        actions.add_stay(nominal=nominal, by=request.user, on=today(), premises=place, **data)

    return form_page(request, nominal, form, save, then=TAB, done="Stay saved.", h1="Record days at other premises")


@form_methods
def end_stay(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The last day of a stay that went on."""
    nominal = fetch(request, reference)
    row = find(Stay, nominal, pk)
    form = forms.EndStayForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.end_stay(stay=row, by=request.user, on=today(), **data)

    rows = [("Premises", row.premises.address), ("First day", plain_date(row.from_on))]
    return form_page(request, nominal, form, save, then=TAB, h1="Record the last day of the stay", rows=rows)


@form_methods
def add_parental(request: HttpRequest, reference: str) -> HttpResponse:
    """A parental direction or notice."""
    nominal = fetch(request, reference)
    form = forms.ParentalForm(request.POST or None, on=today(), new=True)

    def save(data: dict[str, Any]) -> None:
        data["form_token"] = data.pop("token")
        actions.add_parental(nominal=nominal, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, then=TAB, h1="Record a parental direction")


@form_methods
def edit_parental(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """It was varied, renewed or discharged (s.90)."""
    nominal = fetch(request, reference)
    row = find(ParentalDirection, nominal, pk)
    initial = {name: getattr(row, name) for name in (*PARENTAL, "version")}
    form = forms.ParentalForm(request.POST or None, on=today(), new=False, initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.edit_parental(row=row, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, then=TAB, h1="Vary, renew or discharge the parental direction")


@form_methods
def journey(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What was owed of a journey has been notified."""
    nominal = fetch(request, reference)
    row = find(Notification, nominal, pk)
    form = forms.JourneyForm(request.POST or None, on=today(), law=law_of(nominal.force_id, today()))

    def save(data: dict[str, Any]) -> None:
        data.pop("token")
        actions.notify_journey(row=row, by=request.user, on=today(), **data)

    rows = [("Leaves", plain_date(row.departs_on))] if row.departs_on else []
    return form_page(request, nominal, form, save, then=TAB, h1="Record the notification of the journey", rows=rows)


@form_methods
def journey_change(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Notified details of a journey changed."""
    nominal = fetch(request, reference)
    row = find(Notification, nominal, pk)
    form = forms.JourneyChangeForm(request.POST or None, on=today(), law=law_of(nominal.force_id, today()))

    def save(data: dict[str, Any]) -> None:
        data["form_token"] = data.pop("token")
        actions.change_journey(row=row, by=request.user, on=today(), **data)

    rows = [("Leaves", plain_date(row.departs_on))] if row.departs_on else []
    return form_page(request, nominal, form, save, then=TAB, h1="Record a change of the journey", rows=rows)
