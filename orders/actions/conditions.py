"""Enter an order's conditions and correct the entry. What the court changes later is a variation (`actions.events`)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import F

from accounts import permissions as p
from offenders.actions.base import change, differences, hold, log, values
from offenders.actions.errors import Refused
from orders.actions.shared import Terms, already, checked_terms
from orders.models import Condition, ConditionVersion, Order, StandardCondition
from orders.models.conditions import TERMS

LONGEST_NUMBER = 40
INTERVAL = frozenset(("check_value", "check_unit"))  # one part: how often


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
        entry_changed(row.pk)
        log("condition.added", by=by, nominal=held, fact=condition, after={"number": number, **found})
    return condition


def edit_condition(*, condition: Condition, by: Any, on: dt.date, version: int, number: str, **terms: Any) -> Condition:
    """Correct how the condition was entered; `version` as for an order. A change by the court is a variation.

    Later variations took over what they left alone: there the correction holds as well.
    """
    with change(condition.nominal, by=by, on=on, permission=p.RECORD_ORDERS) as held:
        row = hold(Condition, condition.pk, held)
        order = hold(Order, row.order_id, held)
        fields = {"number": free_number(order, number, but=row.pk), **checked_terms(order, terms, row.added_on)}
        before, changed = differences(row, fields, version)
        if not changed:
            return row
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*changed, "version"])
        carried = []
        for varied, fresh in carried_on(row, before, changed):
            checked_terms(order, {**values(varied, *TERMS), **fresh}, row.added_on)
            ConditionVersion.objects.filter(pk=varied.pk).update(**fresh)
            carried.append(varied.pk)
        entry_changed(order.pk)
        log("condition.edited", by=by, nominal=held, fact=row, before=before, after=changed, variations=carried)
    return row


def carried_on(condition: Condition, before: Terms, changed: Terms) -> Iterator[tuple[ConditionVersion, Terms]]:
    """What a correction of the entry corrects of the variations too: each part up to the first that changed it."""
    parts = [{name} for name in changed if name in TERMS and name not in INTERVAL]
    parts += [changed.keys() & INTERVAL] if changed.keys() & INTERVAL else []
    for version in condition.versions.counted().order_by("effective_from"):
        parts = [part for part in parts if all(getattr(version, name) == before[name] for name in part)]
        if not parts:
            break
        yield version, {name: changed[name] for part in parts for name in part}


def free_number(order: Order, number: str, *, but: int | None = None) -> str:
    """The court's number, which no other condition of the order may have."""
    number = " ".join(number.split())
    if not number or len(number) > LONGEST_NUMBER:
        raise Refused(f"Enter the court’s number, at most {LONGEST_NUMBER} characters", "number")
    taken = Condition.objects.counted().filter(order=order, number__iexact=number)
    if (taken.exclude(pk=but) if but is not None else taken).exists():
        raise Refused(f"This order already has a condition {number}", "number")
    return number


def entry_changed(order_id: int) -> None:
    """The entry is no longer the one that was compared with the paper."""
    Order.objects.filter(pk=order_id).update(version=F("version") + 1)
