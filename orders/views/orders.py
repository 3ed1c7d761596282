"""The list of orders, one order, its entry, service, comparison and scan."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from audit.events import record
from common.clock import today
from offenders.views.frame import fetch, show
from orders import actions
from orders.actions.orders import FIELDS
from orders.forms import CompareForm, OrderForm, PaperForm, ServedForm
from orders.models import Breach, OrderPaper
from orders.papers import file_name
from orders.picture import manageability, pictures
from orders.presenters import pages
from orders.views.frame import at, find, form_methods, may, one_form, order_page, picture_of


@require_safe
def listing(request: HttpRequest, reference: str) -> HttpResponse:
    """Every order: those in force first, the ended apart; what they lack; how many conditions are looked at."""
    nominal = fetch(request, reference)
    orders = pictures(nominal.pk, today())
    breaches = Breach.objects.filter(nominal=nominal).select_related("condition").prefetch_related("steps")
    context = {
        "active": [pages.order_card(order) for order in orders if not order.standing.over],
        "ended": [pages.order_card(order) for order in orders if order.standing.over],
        "manageable": pages.manageable_text(manageability(orders)),
        "breaches": [pages.breach_row(breach) for breach in breaches],
        "may": may(request),
    }
    return show(request, "orders/list.html", nominal, "orders:list", context)


@require_safe
def order(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One order with its conditions, events, breaches and papers."""
    nominal = fetch(request, reference)
    found = picture_of(nominal, pk)
    context = {
        "order": found.row,
        "card": pages.order_card(found),
        "facts": pages.order_facts(found),
        "warnings": found.warnings,
        "conditions": [pages.condition_card(found, one) for one in found.conditions],
        "manageable": pages.manageable_text(manageability([found])),
        "events": pages.event_rows(found),
        "breaches": [pages.breach_row(breach) for breach in found.breaches],
        "papers": list(found.row.papers.counted().defer("content").order_by("pk")),
        "compared": found.comparison,
        "over": found.standing.over,
        "may": may(request),
    }
    return order_page(request, "orders/order.html", nominal, context)


@form_methods
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter an order from the court's paper."""
    nominal = fetch(request, reference)
    form = OrderForm(request.POST or None, on=today(), new=True)
    made: list[Any] = []

    def save(data: dict[str, Any]) -> None:
        token = data.pop("token")
        made.append(actions.add_order(nominal=nominal, by=request.user, on=today(), form_token=token, **data))

    return one_form(
        request, nominal, form, save, done="Order saved. Enter its conditions next.", h1="Enter an order",
        then=lambda: at("order", nominal, made[0].pk),
    )  # fmt: skip


@form_methods
def edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Correct how an order was entered."""
    nominal = fetch(request, reference)
    row = find(nominal, pk)
    initial = {name: getattr(row, name) for name in (*FIELDS, "version")}
    initial["police_consulted"] = {True: "yes", False: "no", None: ""}[row.police_consulted]
    form = OrderForm(request.POST or None, on=today(), new=False, initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.edit_order(order=row, by=request.user, on=today(), **data)

    note = "What the court changed later is a variation. Here only the entry is corrected."
    url = at("order", nominal, pk)
    return one_form(request, nominal, form, save, then=url, done="Entry corrected.", h1="Correct the entry", note=note)


@form_methods
def served(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The order reached the person."""
    nominal = fetch(request, reference)
    row = find(nominal, pk)
    form = ServedForm(request.POST or None, on=today(), initial={"version": row.version, "served_on": row.served_on})

    def save(data: dict[str, Any]) -> None:
        actions.record_service(order=row, by=request.user, on=today(), **data)

    url = at("order", nominal, pk)
    return one_form(request, nominal, form, save, then=url, done="Service saved.", h1="Record the service")


@form_methods
def compare(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A second person holds the entry against the paper."""
    nominal = fetch(request, reference)
    found = picture_of(nominal, pk)
    form = CompareForm(request.POST or None, on=today(), initial={"version": found.row.version})

    def save(data: dict[str, Any]) -> None:
        token = data.pop("token")
        actions.compare_order(order=found.row, by=request.user, on=today(), form_token=token, **data)

    return one_form(
        request, nominal, form, save, then=at("order", nominal, pk), done="Comparison saved.",
        template="orders/compare.html", h1="Compare with the court’s paper", facts=pages.order_facts(found)[:7],
        conditions=[pages.condition_card(found, one) for one in found.conditions],
    )  # fmt: skip


@form_methods
def add_paper(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Keep the scan of the court's paper."""
    nominal = fetch(request, reference)
    row = find(nominal, pk)
    form = PaperForm(request.POST or None, request.FILES or None)

    def save(data: dict[str, Any]) -> None:
        actions.add_paper(order=row, by=request.user, on=today(), scan=data["scan"])

    url = at("order", nominal, pk)
    return one_form(request, nominal, form, save, then=url, done="The scan was kept.", h1="Attach the court’s paper")


@require_safe
def paper(request: HttpRequest, reference: str, pk: int, paper_id: int) -> HttpResponse:
    """The scan, as an attachment under a name of ours."""
    nominal = fetch(request, reference)
    row = find(nominal, pk)
    found = get_object_or_404(OrderPaper.objects.counted(), order=row, pk=paper_id)
    details = {"type": "orderpaper", "id": found.pk, "sha256": found.sha256}
    record("order.paper_opened", by=request.user, subjects=[nominal.reference], details=details)
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    name = file_name(row.order_ref, found.pk, found.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
