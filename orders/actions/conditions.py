"""Enter an order's conditions and correct the entry. What the court changes later is a variation (`actions.events`)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import F

from accounts import permissions as p
from offenders.actions.base import change, differences, hold, log
from offenders.actions.errors import Refused
from orders.actions.shared import already, checked_terms
from orders.models import Condition, Order, StandardCondition

LONGEST_NUMBER = 40


def add_condition(
    *,
    order: Order,
    by: Any,
    on: dt.date,
    number: str,
    standard: StandardCondition | None = None,
    form_token: uuid.UUID | None = None,
    **terms: Any,
) -> Condition:
    """A condition of the order as it was made, under the court's own number and in its words. Sent twice, it is one."""
    with change(order.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        if done := already(Condition, held, by, form_token):
            return done
        row = hold(Order, order.pk, held)
        number = free_number(row, number)
        found = checked_terms(row, terms)
        condition = Condition.objects.create(
            nominal=held, order=row, number=number, standard=standard, recorded_by=by, form_token=form_token, **found
        )
        _entry_changed(row)
        log("condition.added", by=by, nominal=held, fact=condition, after={"number": number, **found})
    return condition


def edit_condition(*, condition: Condition, by: Any, on: dt.date, version: int, number: str, **terms: Any) -> Condition:
    """Correct how the condition was entered; `version` as for an order. A change by the court is a variation."""
    with change(condition.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        row = hold(Condition, condition.pk, held)
        order = hold(Order, row.order_id, held)
        fields = {"number": free_number(order, number, but=row.pk), **checked_terms(order, terms)}
        before, changed = differences(row, fields, version)
        if not changed:
            return row
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        _entry_changed(order)
        log("condition.edited", by=by, nominal=held, fact=row, before=before, after=changed)
    return row


def free_number(order: Order, number: str, *, but: int | None = None) -> str:
    """The court's number, which no other condition of the order may have."""
    number = " ".join(number.split())
    if not number or len(number) > LONGEST_NUMBER:
        raise Refused(f"Enter the court’s number, at most {LONGEST_NUMBER} characters", "number")
    taken = Condition.objects.counted().filter(order=order, number__iexact=number)
    if (taken.exclude(pk=but) if but is not None else taken).exists():
        raise Refused(f"This order already has a condition {number}", "number")
    return number


def _entry_changed(order: Order) -> None:
    """The entry is no longer the one that was compared with the paper."""
    Order.objects.filter(pk=order.pk).update(version=F("version") + 1)
