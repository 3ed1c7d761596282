"""The court varied or renewed an order: entered, shown condition by condition, then saved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from common.clock import today
from offenders.consequences import preview
from offenders.models import Nominal
from offenders.views.frame import attempt, fetch
from orders import actions
from orders.forms import VaryForm
from orders.models import OrderEvent
from orders.picture import OrderPicture
from orders.presenters.pages import event_rows
from orders.reading import state_of
from orders.views.frame import at, form_methods, one_form, picture_of, shown_form


@form_methods
def vary(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The court varied or renewed the order. Nothing is saved before it was shown what changes."""
    nominal = fetch(request, reference)
    found = picture_of(nominal, pk)
    current = [(one.row, one.now) for one in found.conditions if not one.term.removed]
    form = VaryForm(request.POST or None, on=today(), current=current, initial={"seen": state_of(found.row)})
    url = at("order", nominal, pk)
    page: dict[str, Any] = {"template": "orders/vary.html", "h1": "Vary or renew the order", "back_url": url}
    if form.is_bound and form.wants_more:
        return shown_form(request, nominal, form.as_kept(), **page)
    if form.is_bound and not form.confirmed:
        return shown_form(request, nominal, form, preview=_rehearsed(request, nominal, found, form), **page)
    return one_form(request, nominal, form, lambda data: _save(request, found, form) and None, then=url,
                    done="Variation saved.", **page)  # fmt: skip


def _save(request: HttpRequest, found: OrderPicture, form: VaryForm) -> OrderEvent:
    data = form.cleaned_data
    return actions.vary_order(
        order=found.row, by=request.user, on=today(), kind=data["kind"], varied_on=data["on"],
        changes=form.changes(), added=form.added(), court=data["court"], note=data["note"], seen=data["seen"],
        form_token=data["token"],
    )  # fmt: skip


def _rehearsed(request: HttpRequest, nominal: Nominal, found: OrderPicture, form: VaryForm) -> dict[str, Any] | None:
    """What saving would make of each condition and of the dates, by doing it and taking it back; None where refused."""
    made: dict[str, Any] = {}

    def rehearse() -> None:
        event = _save(request, found, form)
        made["event"] = next(row for row in event_rows(picture_of(nominal, found.row.pk)) if row.id == event.pk)

    def rehearsed(data: dict[str, Any]) -> None:
        made["dates"] = preview(nominal.pk, rehearse)

    if form.is_valid():
        attempt(form, rehearsed, "")
    return made or None
