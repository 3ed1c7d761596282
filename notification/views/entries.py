"""Record disposals and notifications; mark an entry as entered in error."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from common.clock import today
from common.text import plain_date
from notification import actions, forms
from notification.actions.corrections import may_void
from notification.actions.disposals import FIELDS
from notification.law import law_of
from notification.models import (
    Disposal,
    Failure,
    FailureStep,
    Matter,
    Notification,
    OtherPremises,
    ParentalDirection,
    Review,
    ReviewBody,
    Section,
    Stay,
)
from notification.picture import requirement_and_specs
from notification.policy.changes import came_late
from notification.presenters import NOT_ON_THE_DAY, disposal_card
from notification.views.tab import TAB, form_methods
from offenders.forms import ReasonForm
from offenders.models import Nominal
from offenders.views.frame import allow, fetch, form_page
from orders.models import Order

ENTRIES = {
    "disposal": Disposal, "notification": Notification, "failure": Failure, "step": FailureStep, "review": Review,
    "body": ReviewBody, "premises": OtherPremises, "stay": Stay, "parental": ParentalDirection,
}  # fmt: skip


def find(model: Any, nominal: Nominal, pk: int) -> Any:
    """An entry of this nominal that was not entered in error; else 404."""
    return get_object_or_404(model.objects.counted().select_related("nominal"), nominal=nominal, pk=pk)


def places_of(nominal: Nominal) -> list[tuple[str, str]]:
    """The other premises on the record, to choose from."""
    rows = OtherPremises.objects.counted().filter(nominal=nominal)
    return [(str(row.pk), row.address) for row in rows]


def chosen(nominal: Nominal, value: str) -> OtherPremises | None:
    """The premises that a form names; 404 for another person's."""
    place: OtherPremises | None = find(OtherPremises, nominal, int(value)) if value else None
    return place


def _choices(nominal: Nominal, own: str = "") -> dict[str, list[str]]:
    others = Disposal.objects.counted().filter(nominal=nominal).exclude(disposal_ref=own)
    orders = Order.objects.counted().filter(nominal=nominal)
    return {
        "others": list(others.values_list("disposal_ref", flat=True)),
        "orders": list(orders.values_list("order_ref", flat=True)),
    }


def card_of(row: Disposal) -> dict[str, Any]:
    """A disposal as the notification page shows it, worked out today."""
    return disposal_card(row, requirement_and_specs(row.nominal_id, today()).requirement.periods)


@form_methods
def add_disposal(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a conviction, finding, caution or notice."""
    nominal = fetch(request, reference)
    form = forms.DisposalForm(request.POST or None, on=today(), new=True, **_choices(nominal))

    def save(data: dict[str, Any]) -> None:
        actions.add_disposal(nominal=nominal, by=request.user, on=today(), form_token=data.pop("token"), **data)

    return form_page(request, nominal, form, save, then=TAB, done="Disposal saved.", h1="Record a disposal")


@form_methods
def edit_disposal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Correct how a disposal was entered."""
    nominal = fetch(request, reference)
    row = find(Disposal, nominal, pk)
    initial = {name: getattr(row, name) for name in (*FIELDS, "version")}
    form = forms.DisposalForm(
        request.POST or None, on=today(), new=False, initial=initial, **_choices(nominal, row.disposal_ref)
    )

    def save(data: dict[str, Any]) -> None:
        actions.edit_disposal(disposal=row, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, then=TAB, h1="Correct the disposal")


@form_methods
def override(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Set the last day by hand, with a reason and its author."""
    nominal = fetch(request, reference)
    row = find(Disposal, nominal, pk)
    initial = {"ends_on": row.override_ends_on, "reason": row.override_reason, "version": row.version}
    form = forms.OverrideForm(request.POST or None, on=today(), initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.set_override(disposal=row, by=request.user, on=today(), **data)

    card = card_of(row)
    rows = [("Disposal", str(row)), ("By itself", dict(card["facts"]).get("By itself", ""))]
    return form_page(request, nominal, form, save, then=TAB, h1="Set the last day by hand", rows=rows)


@form_methods
def confirm(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Close to 6 or 30 months in weeks or days: somebody reads the sentence again."""
    nominal = fetch(request, reference)
    row = find(Disposal, nominal, pk)
    form = forms.ConfirmForm(request.POST or None, on=today(), initial={"version": row.version})

    def save(data: dict[str, Any]) -> None:
        actions.confirm_length(disposal=row, by=request.user, on=today(), version=data["version"])

    term = f"{row.term_value} {row.term_unit}" if row.term_value else "not recorded"
    rows = [("Disposal", str(row)), ("Outcome", row.get_outcome_display()), ("Term as entered", term)]
    if readings := card_of(row)["readings"]:
        rows.append(("Both readings", readings))
    return form_page(request, nominal, form, save, then=TAB, h1="Confirm the length", rows=rows)


def heard(request: HttpRequest, nominal: Nominal) -> dict[str, Any]:
    """What the address says is owed, so that the form comes filled in: a section, an owed row, premises."""
    asked: dict[str, Any] = {"section": request.GET.get("section", "")}
    if owed := request.GET.get("owed"):
        row = Notification.objects.counted().filter(nominal=nominal, notification_ref=owed).first()
        if row is not None and row.section == Section.S84:
            asked |= {"matters": [row.matter] if row.matter else [], "event_on": row.event_on}
            if row.notified_on is None and row.event_on is None:  # else it came, or notice in advance was given
                asked["expected_on"] = row.expected_on
    day = request.GET.get("day", "")
    if request.GET.get("matter") in Matter.values:
        asked["matters"] = [request.GET["matter"]]
        asked["event_on"] = dt.date.fromisoformat(day) if is_iso_day(day) else None
    if place := request.GET.get("premises"):
        asked["premises"] = place
    return asked


def is_iso_day(text: str) -> bool:
    """Whether an address gives a day as `2026-11-20`."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@form_methods
def notify(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a notification in the order in which it is heard."""
    nominal = fetch(request, reference)
    form = forms.NotificationForm(
        request.POST or None, on=today(), law=law_of(nominal.force_id, today()), places=places_of(nominal),
        initial=heard(request, nominal),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        data["form_token"] = data.pop("token")
        data["premises"] = chosen(nominal, data.get("premises") or "")
        actions.record_notification(nominal=nominal, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, then=TAB, done="Notification saved.", h1="Record a notification")


@form_methods
def event(request: HttpRequest, reference: str) -> HttpResponse:
    """A change that the police know of and that has not been notified."""
    nominal = fetch(request, reference)
    form = forms.EventForm(request.POST or None, on=today(), law=law_of(nominal.force_id, today()))

    def save(data: dict[str, Any]) -> None:
        data["form_token"] = data.pop("token")
        actions.record_event(nominal=nominal, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, then=TAB, h1="Record a change not yet notified")


@form_methods
def departure(request: HttpRequest, reference: str) -> HttpResponse:
    """A journey abroad."""
    nominal = fetch(request, reference)
    form = forms.DepartureForm(request.POST or None, on=today(), law=law_of(nominal.force_id, today()))

    def save(data: dict[str, Any]) -> None:
        data["form_token"] = data.pop("token")
        actions.record_departure(nominal=nominal, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, then=TAB, done="Journey saved.", h1="Record foreign travel")


@form_methods
def back(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The return from a journey."""
    nominal = fetch(request, reference)
    row = find(Notification, nominal, pk)
    known = {"returned_on": row.returned_on, "prenotified": row.return_prenotified} if row.returned_on else {}
    form = forms.ReturnForm(request.POST or None, on=today(), initial=known)
    rows = [("Left", plain_date(row.departs_on))] if row.departs_on else []

    def save(data: dict[str, Any]) -> None:
        actions.record_return(row=row, by=request.user, on=today(), **data)

    return form_page(request, nominal, form, save, then=TAB, h1="Record the return", rows=rows)


@form_methods
def cancel(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What was announced has happened, or has not; what was known to be coming has not."""
    nominal = fetch(request, reference)
    row = find(Notification, nominal, pk)
    announced = row.notified_on is not None and row.expected_on is not None
    late = announced and came_late(row.expected_on, row.event_on)
    told = actions.notice_of_late_change(row).order_by("notified_on").first() if late else None
    form = (forms.AnnouncedForm if announced else forms.CancelForm)(
        request.POST or None, on=today(), initial={"cancelled_on": told.notified_on} if told else {}
    )

    def save(data: dict[str, Any]) -> None:
        if data.get("happened_on"):
            actions.notice_happened(row=row, by=request.user, on=today(), happened_on=data["happened_on"])
        else:
            actions.cancel_notice(row=row, by=request.user, on=today(), cancelled_on=data["cancelled_on"])

    rows = [("Notice", str(row))]
    if row.expected_on is not None:
        rows.append(("Expected", plain_date(row.expected_on)))
    if late:
        rows.append(("Happened", plain_date(row.event_on)))
    title = "What came of the notice" if announced else "It did not happen"
    title = NOT_ON_THE_DAY if late else title
    return form_page(request, nominal, form, save, then=TAB, h1=title, rows=rows)


@form_methods
def void(request: HttpRequest, reference: str, code: str, pk: int) -> HttpResponse:
    """Mark an entry as entered in error. It stays, struck through, and no longer counts."""
    nominal = fetch(request, reference)
    if code not in ENTRIES:
        raise Http404
    entry = get_object_or_404(ENTRIES[code].objects.select_related("nominal"), nominal=nominal, pk=pk)  # type: ignore[attr-defined]
    if entry.voided_at is not None:  # sent twice, or the page opened again
        return redirect(TAB, reference)
    allow(may_void(request.user, entry))
    form = ReasonForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.void_entry(entry=entry, by=request.user, on=today(), reason=data["reason"])

    return form_page(
        request, nominal, form, save, then=TAB, done="Marked as entered in error.", h1="Mark as entered in error",
        rows=[("Entry", str(entry))],
    )  # fmt: skip
