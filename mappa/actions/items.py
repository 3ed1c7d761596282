"""Put a case on the agenda of a meeting, or take it off."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max
from django.db.models.functions import Now

from accounts import permissions as p
from mappa.actions.base import hold_meeting_row, not_final
from mappa.models import AgendaItem, Meeting, Referral, WhyListed
from offenders.actions.base import change, hold, log, said, values
from offenders.actions.errors import Refused
from offenders.models import Nominal


def put_on_agenda(
    *,
    meeting: Meeting,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    why: str,
    why_text: str = "",
    minutes_allotted: int | None = None,
    referral: Referral | None = None,
) -> AgendaItem:
    """List a case, last on the agenda. One that is there already stays as it is. A case may be added while it sits."""
    if why not in WhyListed.values:
        raise Refused("Select why the case is on the agenda", "why")
    with change(nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        held = hold_meeting_row(meeting, by=by)
        not_final(held)
        rows = AgendaItem.objects.counted().filter(meeting=held)
        if there := rows.filter(nominal=person).first():
            return there
        if referral is not None and referral.nominal_id != person.pk:
            raise Refused("The referral is about somebody else")
        last = rows.aggregate(last=Max("position"))["last"] or 0
        row = AgendaItem.objects.create(
            meeting=held, nominal=person, position=last + 1, why=why, why_text=why_text.strip()[:300],
            minutes_allotted=minutes_allotted, referral=referral, recorded_by=by,
        )  # fmt: skip
        log("mappa.case_listed", by=by, nominal=person, fact=row, meeting=held.meeting_ref,
            after=values(row, "position", "why", "why_text", "minutes_allotted"))  # fmt: skip
    return row


def take_off_agenda(*, item: AgendaItem, by: Any, on: dt.date, reason: str) -> None:
    """Mark a case as not for this meeting, with the reason; not once anything was minuted about it."""
    reason = said(reason, "reason", "Give the reason")
    with change(item.nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        held = hold_meeting_row(item.meeting, by=by)
        not_final(held)
        row = hold(AgendaItem, item.pk, person)
        if hasattr(row, "minutes"):
            raise Refused("The meeting has minuted this case")
        AgendaItem.objects.filter(pk=row.pk).update(voided_at=Now(), voided_by=by, void_reason=reason)
        log("mappa.case_taken_off", by=by, nominal=person, fact=row, meeting=held.meeting_ref, reason=reason)
