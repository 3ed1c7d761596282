"""Entered in error: what was recorded about orders stays, struck through, and no longer counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models.functions import Now

from accounts import permissions as p
from common.facts import Fact
from offenders.actions.base import change, log, said
from offenders.actions.errors import NotAllowed, Refused
from orders.actions.conditions import entry_changed
from orders.models import (
    Condition,
    ConditionVersion,
    MonitoringAlert,
    MonitoringSoftware,
    Order,
    OrderEvent,
    OrderEventKind,
)
from orders.models.events import CHANGES
from orders.rights import may_void

TAKES_A_SUPERVISOR = "This counts for what the person is bound by or for what is owed, so a supervisor marks it"


def void_entry(*, entry: Fact, by: Any, on: dt.date, reason: str) -> Fact:
    """Mark an entry as entered in error: of an order, or of devices and their monitoring. Sent twice, it is once.

    What an event did goes with it: a variation's changes and additions, a discharge's day.
    """
    reason = said(reason, "reason", "Enter what was wrong")
    model: Any = type(entry)
    with change(entry.nominal, by=by, on=on, permission=p.VOID_FACTS) as held:  # type: ignore[attr-defined]
        row = model._default_manager.select_for_update().filter(pk=entry.pk, nominal_id=held.pk).first()
        if row is None:
            raise Refused("There is no such entry")
        if row.voided_at is not None:
            return row
        if not may_void(by, row):
            raise NotAllowed(TAKES_A_SUPERVISOR)
        if isinstance(row, MonitoringSoftware) and MonitoringAlert.objects.counted().filter(software=row).exists():
            raise Refused("Its alerts rest on this: mark those first")
        _void(model, by, reason, pk=row.pk)
        if isinstance(row, Condition):
            entry_changed(row.order_id)
        if isinstance(row, OrderEvent):
            _undo(row, by, reason)
        row.refresh_from_db(fields=["voided_at", "void_reason"])
        log("fact.voided", by=by, nominal=held, fact=row, after={"void_reason": reason}, what=str(row))
    return row


def _undo(event: OrderEvent, by: Any, reason: str) -> None:
    if event.kind in CHANGES:
        later = OrderEvent.objects.counted().filter(order=event.order_id, kind__in=CHANGES, on__gt=event.on)
        if later.exists():
            raise Refused("A later variation rests on this one: mark that one first")
        _void(ConditionVersion, by, reason, event=event)
        _void(Condition, by, reason, added_by=event)
    elif event.kind == OrderEventKind.DISCHARGED:
        Order.objects.filter(pk=event.order_id, discharged_on=event.on).update(discharged_on=None)


def _void(model: type[Fact], by: Any, reason: str, **which: Any) -> None:
    model._default_manager.filter(voided_at__isnull=True, **which).update(
        voided_at=Now(), voided_by=by, void_reason=reason
    )
