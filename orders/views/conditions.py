"""Conditions: enter one, perhaps from a standard wording; correct an entry; look at one with every check; check it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from common.clock import today
from offenders.models import Nominal
from offenders.views.frame import fetch, show
from orders import actions
from orders.catalogue import blanks, filled
from orders.forms import BlanksForm, CheckForm, ConditionForm
from orders.models import Condition, ConditionCheck, Examination, Order, StandardCondition
from orders.models.conditions import TERMS
from orders.picture import ConditionPicture, OrderPicture
from orders.policy import calls_for_examination
from orders.presenters import devices, pages
from orders.views.frame import at, find, form_methods, may, one_form, order_page, picture_of

FREE = "free"


@form_methods
def add(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """First which wording (a standard one, or the court's own), then its blanks, then the condition itself."""
    nominal = fetch(request, reference)
    order = find(nominal, pk)
    code = request.GET.get("standard", "")
    if not code:
        standards = StandardCondition.objects.filter(withdrawn_on__isnull=True)
        return show(request, "orders/choose.html", nominal, "orders:add_condition",
                    {"order": order, "standards": latest(list(standards))})  # fmt: skip
    standard = None if code == FREE else standard_of(code)
    asked = blanks(standard.wording) if standard else []
    if standard is not None and asked and "number" not in request.POST:
        return _fill(request, nominal, order, standard)
    if request.method == "POST" and "number" in request.POST:
        return _enter(request, nominal, order, standard, ConditionForm(request.POST, on=today(), new=True))
    return _enter(request, nominal, order, standard, _begun(standard, {}))


def latest(rows: list[StandardCondition]) -> list[StandardCondition]:
    """The latest version of each wording, by title."""
    newest: dict[str, StandardCondition] = {}
    for row in rows:
        if row.code not in newest or newest[row.code].version < row.version:
            newest[row.code] = row
    return sorted(newest.values(), key=lambda row: row.title)


def standard_of(code: str) -> StandardCondition:
    """The latest version of one standard wording; else 404."""
    found = StandardCondition.objects.filter(code=code, withdrawn_on__isnull=True).order_by("-version").first()
    if found is None:
        raise Http404
    return found


def _begun(standard: StandardCondition | None, values: dict[str, Any]) -> ConditionForm:
    """The form of the condition, begun from a standard wording."""
    if standard is None:
        return ConditionForm(on=today(), new=True)
    initial = {
        "kind": standard.kind,
        "text": filled(standard.wording, values),
        "check_how": standard.check_how,
        "may_ask": standard.may_ask,
        "all_countries": standard.code == "travel_all",
        "ends_on": values.get("until"),
    }
    return ConditionForm(on=today(), new=True, initial=initial)


def _fill(request: HttpRequest, nominal: Nominal, order: Order, standard: StandardCondition) -> HttpResponse:
    form = BlanksForm(request.POST or None, blanks=blanks(standard.wording))
    if form.is_valid():
        return _enter(request, nominal, order, standard, _begun(standard, form.values()))
    form.cancel_url = at("add_condition", nominal, order.pk)
    note = "These go into the blanks. The next page shows the whole wording, to be changed to the court’s."
    return _plain(request, nominal, form, standard.title, note)


def _enter(
    request: HttpRequest, nominal: Nominal, order: Order, standard: StandardCondition | None, form: ConditionForm
) -> HttpResponse:
    note = "Change the words until they are exactly the court’s." if standard else ""
    url = at("order", nominal, order.pk)
    if not form.is_bound:
        form.cancel_url = url
        return _plain(request, nominal, form, "Enter a condition", note)

    def save(data: dict[str, Any]) -> None:
        token = data.pop("token")
        actions.add_condition(order=order, by=request.user, on=today(), standard=standard, form_token=token, **data)

    return one_form(request, nominal, form, save, then=url, done="Condition saved.", h1="Enter a condition", note=note)


def _plain(request: HttpRequest, nominal: Nominal, form: Any, h1: str, note: str) -> HttpResponse:
    """A form shown for the first time."""
    context = {"form": form, "h1": h1, "back_url": form.cancel_url, "note": note, "conflict": None}
    return show(request, "offenders/form.html", nominal, "orders:add_condition", context)


@form_methods
def edit(request: HttpRequest, reference: str, pk: int, condition_id: int) -> HttpResponse:
    """Correct how a condition was entered."""
    nominal = fetch(request, reference)
    row = get_object_or_404(
        Condition.objects.counted().select_related("nominal"), order=find(nominal, pk), pk=condition_id
    )
    initial = {name: getattr(row, name) for name in ("number", "version", *TERMS)}
    form = ConditionForm(request.POST or None, on=today(), new=False, initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.edit_condition(condition=row, by=request.user, on=today(), **data)

    note = "What the court changed later is a variation. Here only the entry is corrected."
    url = at("condition", nominal, pk, condition_id)
    return one_form(request, nominal, form, save, then=url, done="Entry corrected.", h1="Correct the entry", note=note)


def _one(nominal: Nominal, pk: int, condition_id: int) -> tuple[OrderPicture, ConditionPicture]:
    order = picture_of(nominal, pk)
    found = next((one for one in order.conditions if one.row.pk == condition_id), None)
    if found is None:
        raise Http404
    return order, found


@require_safe
def condition(request: HttpRequest, reference: str, pk: int, condition_id: int) -> HttpResponse:
    """One condition: the exact words, the next check and why, every check, how it read before."""
    nominal = fetch(request, reference)
    order, found = _one(nominal, pk, condition_id)
    checks = ConditionCheck.objects.filter(condition=found.row).select_related("recorded_by")
    looks = _looks(nominal, found)
    context = {
        "order": order.row,
        "condition": found.row,
        "card": pages.condition_card(order, found),
        "checks": [
            pages.check_row(check, looks.get(check.visit_id or 0, ()))
            for check in checks.order_by("-checked_on", "-pk")
        ],
        "served_by": _served_by(nominal, found.row),
        "past": pages.wordings(found.row, list(found.row.versions.counted())),
        "may": may(request),
    }
    return order_page(request, "orders/condition.html", nominal, context)


def _looks(nominal: Nominal, found: ConditionPicture) -> dict[int, list[str]]:
    """What was examined at each visit, for a condition that is kept or broken on a device (two queries at the most)."""
    served = found.row.served_by.counted().exists()
    if not calls_for_examination(found.now.text, served=served):
        return {}
    rows = Examination.objects.counted().filter(nominal=nominal, visit__isnull=False).select_related("device")
    return devices.examined_words(rows)


def _served_by(nominal: Nominal, row: Condition) -> list[tuple[str, str]]:
    """The devices and software that serve a condition, with the page of the device (one query)."""
    found = []
    for link in row.served_by.counted().select_related("device", "software__device"):
        software = link.software
        device = link.device or (software.device if software else None)
        if device is not None and device.voided_at is None and (software is None or software.voided_at is None):
            text = f"{software.product} on {device.text}" if software else device.text
            found.append((text, devices.device_url(nominal, device.pk)))
    return sorted(found)


@form_methods
def check(request: HttpRequest, reference: str, pk: int, condition_id: int) -> HttpResponse:
    """A check away from a visit."""
    nominal = fetch(request, reference)
    order, found = _one(nominal, pk, condition_id)
    form = CheckForm(request.POST or None, on=today())

    def save(data: dict[str, Any]) -> None:
        actions.record_check(
            condition=found.row, by=request.user, on=today(), checked_on=data["checked_on"],
            check=form.check(found.row.pk),
        )  # fmt: skip

    return one_form(
        request, nominal, form, save, then=at("condition", nominal, pk, condition_id), done="Check saved.",
        template="orders/check.html", h1=f"Check condition {found.row.number}", card=pages.condition_card(order, found),
    )  # fmt: skip
