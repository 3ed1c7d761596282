"""Add and end addresses, status periods and events; mark a fact entered in error."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts import permissions as p
from common.clock import today
from offenders import actions
from offenders.forms import (
    AddressForm,
    CloseEventForm,
    EndAddressForm,
    EndStatusForm,
    EventForm,
    MoveHomeForm,
    ProposeClosingForm,
    ReasonForm,
    StatusForm,
)
from offenders.models import Address, Event, StatusPeriod
from offenders.presenters.facts import END_WORDS, TYPES, closing_rows, fact_rows, fact_url
from offenders.rights import may_void
from offenders.views.frame import allow, fetch, form_page
from offenders.views.record import find_fact

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def add_address(request: HttpRequest, reference: str) -> HttpResponse:
    """An address of any kind."""
    nominal = fetch(request, reference)
    form = AddressForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.add_address(nominal=nominal, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, done="Address saved.", h1="Add an address")


@form_methods
def move_home(request: HttpRequest, reference: str) -> HttpResponse:
    """The person moved."""
    nominal = fetch(request, reference)
    form = MoveHomeForm(request.POST or None, on=today())
    home = nominal.homes[0] if nominal.homes else None  # type: ignore[attr-defined]
    note = f"The home until now, {home}, ends on the day of the move." if home else ""

    def save(data: dict[str, Any]) -> None:
        actions.move_home(nominal=nominal, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, done="Move saved.", h1="Record a move", note=note)


@form_methods
def end_address(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """An address no longer holds."""
    nominal = fetch(request, reference)
    address = get_object_or_404(Address.objects.counted(), nominal=nominal, pk=pk)
    form = EndAddressForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.end_address(address=address, by=request.user, on=today(), **data)

    rows = fact_rows(address)[:3]
    return form_page(request, nominal, form, save, done="Address ended.", h1="End an address", rows=rows)


@form_methods
def add_status(request: HttpRequest, reference: str) -> HttpResponse:
    """Custody, hospital, abroad, missing, deceased."""
    nominal = fetch(request, reference)
    form = StatusForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.record_status_period(nominal=nominal, by=request.user, on=today(), **data)

    note = "A death is reported from the record’s first page, and a supervisor confirms it."
    return form_page(request, nominal, form, save, done="Status saved.", h1="Record where the person is", note=note)


@form_methods
def end_status(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Released, discharged, back or found."""
    nominal = fetch(request, reference)
    period = get_object_or_404(StatusPeriod.objects.counted(), nominal=nominal, pk=pk)
    form = EndStatusForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.end_status_period(period=period, by=request.user, on=today(), **data)

    h1 = END_WORDS.get(period.status, "End a status")
    return form_page(request, nominal, form, save, done="Status saved.", h1=h1, rows=fact_rows(period)[:2])


@form_methods
def add_event(request: HttpRequest, reference: str) -> HttpResponse:
    """Something that may change the risk."""
    nominal = fetch(request, reference)
    form = EventForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.record_event(nominal=nominal, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, done="Event saved.", h1="Record an event")


@form_methods
def close_event(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """No reassessment is needed, and why: a supervisor closes it, anybody else who records events proposes that."""
    nominal = fetch(request, reference)
    events = Event.objects.counted().select_related("nominal", "proposed_close_by")
    event = get_object_or_404(events, nominal=nominal, pk=pk)
    closes = request.user.can(p.APPROVE)  # type: ignore[union-attr]
    made: Any = CloseEventForm if closes else ProposeClosingForm
    form = made(request.POST or None, on=today(), initial={"reason": event.proposed_close_reason})
    action: Any = actions.close_event if closes else actions.propose_closing

    def save(data: dict[str, Any]) -> None:
        action(event=event, by=request.user, on=today(), **data)

    done = "Event closed." if closes else "Sent. The reassessment is owed until a supervisor closes the event."
    h1 = "Close an event" if closes else "Propose to close an event"
    return form_page(request, nominal, form, save, done=done, h1=h1, rows=closing_rows(event))


@form_methods
def void(request: HttpRequest, reference: str, code: str, pk: int) -> HttpResponse:
    """Mark a fact entered in error. It stays, struck through, and no longer counts."""
    nominal = fetch(request, reference)
    fact = find_fact(nominal, code, pk)
    url = fact_url(nominal, fact)
    if fact.voided_at is not None:
        return redirect(url)
    allow(may_void(request.user, fact))
    form = ReasonForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.void_fact(fact=fact, by=request.user, on=today(), reason=data["reason"])

    h1 = f"Mark as entered in error: {TYPES[code][1].lower()}"
    rows = fact_rows(fact)
    return form_page(request, nominal, form, save, done="Marked as entered in error.", h1=h1, rows=rows, back_url=url)
