"""What the views of orders share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import permissions as p
from common.clock import today
from offenders.models import Nominal
from offenders.presenters.frame import tabs
from offenders.views.frame import saved, show
from orders.models import Order
from orders.picture import OrderPicture, pictures

TAB = "orders:list"
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def find(nominal: Nominal, pk: int) -> Order:
    """An order of this nominal that was not entered in error; else 404."""
    return get_object_or_404(Order.objects.counted().select_related("nominal"), nominal=nominal, pk=pk)


def picture_of(nominal: Nominal, pk: int) -> OrderPicture:
    """The same with everything about it."""
    found = next((order for order in pictures(nominal.pk, today()) if order.row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def at(name: str, nominal: Nominal, *args: Any) -> str:
    """The address of one of the pages of orders."""
    return reverse(f"orders:{name}", args=[nominal.reference, *args])


def may(request: HttpRequest) -> dict[str, bool]:
    """What the person may do here, for the template to offer."""
    can = request.user.can  # type: ignore[union-attr]
    return {
        "edit": can(p.EDIT_NOMINAL),
        "record": can(p.RECORD_ORDERS),
        "check": can(p.CHECK_CONDITIONS),
        "decide": can(p.DECIDE_BREACHES),
        "void": can(p.VOID_FACTS),
        "approve": can(p.APPROVE),
    }


def order_page(request: HttpRequest, template: str, nominal: Nominal, context: dict[str, Any]) -> HttpResponse:
    """A page below the tab of orders."""
    current = request.resolver_match.view_name if request.resolver_match else ""
    return show(request, template, nominal, current, {"tabs": tabs(nominal, request.user, TAB), **context})


def one_form(
    request: HttpRequest,
    nominal: Nominal,
    form: Any,
    save: Callable[[dict[str, Any]], Any],
    *,
    then: str | Callable[[], str],
    done: str = "Saved.",
    template: str = "offenders/form.html",
    **context: Any,
) -> HttpResponse:
    """One form, one action: save and go on to `then` (an address, or what gives it once saved), or show it again."""
    context.setdefault("back_url", then if isinstance(then, str) else at("list", nominal))
    if request.method == "POST" and form.is_valid() and saved(request, nominal, form, save, done):
        return HttpResponseRedirect(then if isinstance(then, str) else then())
    return shown_form(request, nominal, form, template=template, **context)


def shown_form(request: HttpRequest, nominal: Nominal, form: Any, *, template: str, **context: Any) -> HttpResponse:
    """A form's page as it stands, with what is wrong."""
    form.cancel_url = context["back_url"]
    context["conflict"] = getattr(form, "conflict", None)
    current = request.resolver_match.view_name if request.resolver_match else ""
    return show(request, template, nominal, current, {"form": form, **context}, 409 if context["conflict"] else 200)
