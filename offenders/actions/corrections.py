"""Entered in error: the fact stays, struck through, with the reason, and no longer counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models.functions import Now

from accounts import permissions as p
from common.facts import Fact
from offenders.actions.base import change, log, said
from offenders.actions.errors import NotAllowed, Refused
from offenders.actions.life import set_search_name
from offenders.models import Alias
from offenders.rights import may_void

TAKES_A_SUPERVISOR = "This counts for the dates that are owed, so a supervisor marks it"


def void_fact(*, fact: Fact, by: Any, on: dt.date, reason: str) -> Fact:
    """Mark any fact that hangs on a nominal as entered in error. Sent twice, it is marked once."""
    reason = said(reason, "reason", "Enter what was wrong")
    with change(fact.nominal, by=by, on=on, permission=p.VOID_FACTS) as held:  # type: ignore[attr-defined]
        rows: Any = type(fact)._default_manager.select_for_update()
        row = rows.filter(pk=fact.pk, nominal=held).first()
        if row is None:
            raise Refused("There is no such entry")
        if row.voided_at is not None:
            return row
        if not may_void(by, row):
            raise NotAllowed(TAKES_A_SUPERVISOR)
        row.voided_at, row.voided_by, row.void_reason = Now(), by, reason
        row.save(update_fields=["voided_at", "voided_by", "void_reason"])
        row.refresh_from_db(fields=["voided_at"])
        if isinstance(row, Alias):
            set_search_name(held)
        log("fact.voided", by=by, nominal=held, fact=row, after={"void_reason": reason}, what=str(row))
    return row
