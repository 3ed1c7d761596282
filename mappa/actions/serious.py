"""Serious further offences: the co-ordinator is told, a review is decided on with reasons, something comes of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from accounts import permissions as p
from mappa.actions.base import same_version, sent_before
from mappa.models import SeriousFurtherOffence
from mappa.models.serious import SeriousDecision
from offenders.actions.base import change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Refused
from offenders.models import Nominal

FIELDS = ("offence", "occurred_on", "charged_on", "notified_on", "notified_by")


def notify_serious(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    offence: str,
    notified_on: dt.date,
    notified_by: str = "",
    occurred_on: dt.date | None = None,
    charged_on: dt.date | None = None,
    form_token: uuid.UUID | None = None,
) -> SeriousFurtherOffence:
    """Somebody under MAPPA is charged with a serious offence: what, when, who told the co-ordinator. Once a form."""
    offence = said(offence, "offence", "Say what the offence is")
    for day, field, noun in (
        (notified_on, "notified_on", "The day"),
        (occurred_on, "occurred_on", "The day of the offence"),
        (charged_on, "charged_on", "The day of the charge"),
    ):
        not_after(day, on, field, noun)
    not_before(charged_on, occurred_on, "charged_on", "The day of the charge", "the day of the offence")
    with change(nominal, by=by, on=on, permission=p.REFER) as held:
        if done := sent_before(SeriousFurtherOffence, by, form_token, nominal_id=held.pk):
            return done
        row = SeriousFurtherOffence.objects.create(
            nominal=held, offence=offence, occurred_on=occurred_on, charged_on=charged_on, notified_on=notified_on,
            notified_by=notified_by.strip(), recorded_by=by, form_token=form_token,
        )  # fmt: skip
        log("mappa.serious_notified", by=by, nominal=held, fact=row, after=values(row, *FIELDS))
    return row


def decide_serious(
    *,
    serious: SeriousFurtherOffence,
    version: int,
    decision: str,
    decided_on: dt.date,
    decided_by: str,
    reasons: str,
    by: Any,
    on: dt.date,
) -> SeriousFurtherOffence:
    """Whether the case is reviewed, by whom decided, and why. Raises `Conflict` where it was decided meanwhile."""
    if decision not in SeriousDecision.values:
        raise Refused("Select whether the case is reviewed", "decision")
    wanted = {
        "decision": decision,
        "decided_on": decided_on,
        "decided_by": said(decided_by, "decided_by", "Enter who decided"),
        "reasons": said(reasons, "reasons", "Give the reasons"),
    }
    not_after(decided_on, on, "decided_on", "The day")
    return _change("mappa.serious_decided", serious, version, wanted, by, on)


def conclude_serious(
    *, serious: SeriousFurtherOffence, version: int, outcome: str, outcome_on: dt.date, by: Any, on: dt.date
) -> SeriousFurtherOffence:
    """What came of it, once it was decided."""
    wanted = {"outcome": said(outcome, "outcome", "Say what came of it"), "outcome_on": outcome_on}
    not_after(outcome_on, on, "outcome_on", "The day")
    if not serious.decision:
        raise Refused("Record first whether the case is reviewed")
    not_before(outcome_on, serious.decided_on, "outcome_on", "The day", "when it was decided")
    return _change("mappa.serious_concluded", serious, version, wanted, by, on)


def _change(
    event: str, serious: SeriousFurtherOffence, version: int, wanted: dict[str, Any], by: Any, on: dt.date
) -> SeriousFurtherOffence:
    with change(serious.nominal, by=by, on=on, permission=p.RUN_MAPPA) as held:
        row = hold(SeriousFurtherOffence, serious.pk, held)
        before = values(row, *wanted)
        if before == wanted:
            return row  # the same form twice
        same_version(row, version, wanted)
        if "decided_on" in wanted:
            not_before(wanted["decided_on"], row.notified_on, "decided_on", "The day", "when it was notified")
        SeriousFurtherOffence.objects.filter(pk=row.pk, version=version).update(**wanted, version=version + 1)
        log(event, by=by, nominal=held, fact=row, before=before, after=wanted)
    row.refresh_from_db()
    return row
