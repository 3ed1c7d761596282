"""Put a case on the agenda of a meeting, or take it off."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max
from django.db.models.functions import Now

from accounts import permissions as p
from mappa.actions.access import close_case
from mappa.actions.base import hold_meeting_row, not_final
from mappa.models import Action, ActionReview, AgendaItem, Meeting, NotSelected, Referral, WhyListed
from offenders.actions.base import change, log, said, values
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
    """List a case, last on the agenda. One that is there already stays as it is. A case may be added while it sits.

    Members to whom papers were issued see it with the next version that they are issued, not before.
    """
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
        NotSelected.objects.filter(meeting=held, nominal=person).delete()  # it is selected after all
        log("mappa.case_listed", by=by, nominal=person, fact=row, meeting=held.meeting_ref,
            after=values(row, "position", "why", "why_text", "minutes_allotted"))  # fmt: skip
    return row


def take_off_agenda(*, item: AgendaItem, by: Any, on: dt.date, reason: str) -> None:
    """Take a case off the agenda, with a line why that stands among the cases not selected. Done twice, it is once.

    It closes to the members to whom papers were issued; a version that holds it stays as it was made (`rights` says who
    may still open it). Raises `Refused` once the meeting dealt with the case.
    """
    line = said(reason, "reason", "Say in a line why the case is taken off")[:300]
    with change(item.nominal, by=by, on=on, permission=p.RUN_MAPPA) as person:
        held = hold_meeting_row(item.meeting, by=by)
        not_final(held)
        row = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk, meeting=held, nominal=person)
        if row.voided_at is not None:
            return
        if dealt_with(row):
            raise Refused("The meeting has dealt with this case: it stays on the agenda")
        AgendaItem.objects.filter(pk=row.pk).update(voided_at=Now(), voided_by=by, void_reason=line)
        left_out = {"why": row.why, "why_text": row.why_text, "line": line, "recorded_by": by}
        NotSelected.objects.update_or_create(meeting=held, nominal=person, defaults=left_out)
        close_case(held, person, line, by, on)
        log("mappa.case_taken_off", by=by, nominal=person, fact=row, meeting=held.meeting_ref, reason=line)


def dealt_with(item: AgendaItem) -> bool:
    """Whether the meeting minuted a case, decided about it, or agreed or looked at an action of it."""
    about = {"meeting": item.meeting_id}
    return (
        hasattr(item, "minutes")
        or item.decision_level is not None
        or Action.objects.counted().filter(nominal=item.nominal_id, **about).exists()
        or ActionReview.objects.filter(action__nominal=item.nominal_id, **about).exists()
    )
