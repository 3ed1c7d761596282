"""Entered in error: it stays, struck through, and no longer counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models.functions import Now

from accounts import permissions as p
from common.facts import Fact
from notification.models import Notification, OtherPremises, Stay
from offenders.actions.base import change, log, said
from offenders.actions.errors import NotAllowed, Refused

TAKES_A_SUPERVISOR = "This counts for what the person is bound by, so a supervisor marks it"


def may_void(user: Any, entry: Fact) -> bool:
    """A notification by whoever marks facts; what the person is bound by, a failure or a review by a supervisor."""
    if entry.voided_at is not None or not user.can(p.VOID_FACTS):
        return False
    return isinstance(entry, Notification | Stay | OtherPremises) or bool(user.can(p.APPROVE))


def void_entry(*, entry: Fact, by: Any, on: dt.date, reason: str) -> Fact:
    """Mark an entry of any kind about the requirement as entered in error. Sent twice, it is once."""
    reason = said(reason, "reason", "Enter what was wrong")
    model: Any = type(entry)
    with change(entry.nominal, by=by, on=on, permission=p.VOID_FACTS) as held:  # type: ignore[attr-defined]
        row = model._default_manager.select_for_update().filter(pk=entry.pk, nominal_id=held.pk).first()
        if row is None:
            raise Refused("There is no such entry")
        if row.voided_at is None:
            if not may_void(by, row):
                raise NotAllowed(TAKES_A_SUPERVISOR)
            model._default_manager.filter(pk=row.pk).update(voided_at=Now(), voided_by=by, void_reason=reason)
            row.refresh_from_db(fields=["voided_at", "void_reason"])
            log("fact.voided", by=by, nominal=held, fact=row, after={"void_reason": reason}, what=str(row))
    found: Fact = row
    return found
