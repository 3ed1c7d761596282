"""A case is proposed for level 2 or 3, screened against the tests of the levels, accepted or refused with reasons."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models.functions import Now

from accounts import permissions as p
from mappa.actions.base import free_ref, same_version, sent_before
from mappa.models import MappaLevel, Referral, ReferralDecision
from mappa.policy import Answers, screen
from offenders.actions.base import change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import Refused
from offenders.models import Nominal

WITH_MEETINGS = (MappaLevel.TWO, MappaLevel.THREE)
TEXTS = ("referring_agency", "form_code", "form_edition", "offences", "detention", "risk", "management", "reasons")
TESTS = Answers._fields


def refer(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    referred_on: dt.date,
    proposed_level: int,
    texts: Mapping[str, str],
    form_token: uuid.UUID | None = None,
) -> Referral:
    """Ask for level 2 or 3. `texts` are the fields of the form by name, its code and edition among them.

    Raises `Refused` while an earlier referral of the person is waiting.
    """
    if proposed_level not in WITH_MEETINGS:
        raise Refused("Select level 2 or level 3", "proposed_level")
    found = {name: texts.get(name, "").strip() for name in TEXTS}
    said(found["reasons"], "reasons", "Say why level 1 is not enough")
    not_after(referred_on, on, "referred_on", "The day of the referral")
    with change(nominal, by=by, on=on, permission=p.REFER) as held:
        if done := sent_before(Referral, by, form_token, nominal_id=held.pk):
            return done
        if waiting := Referral.objects.waiting().filter(nominal=held).first():
            raise Refused(f"Referral {waiting.referral_ref} is waiting for an answer already")
        row = Referral.objects.create(
            nominal=held, referral_ref=free_ref(Referral, "referral_ref", f"R-{held.reference[:30]}", 1),
            referred_on=referred_on, referred_by=by, proposed_level=proposed_level, recorded_by=by,
            form_token=form_token, **found,
        )  # fmt: skip
        log("mappa.referred", by=by, nominal=held, fact=row, referral=row.referral_ref,
            after=values(row, "referred_on", "proposed_level", *TEXTS))  # fmt: skip
    return row


def screen_referral(
    *,
    referral: Referral,
    version: int,
    answers: Answers,
    notes: str,
    by: Any,
    on: dt.date,
    decision: str = "",
    decided_on: dt.date | None = None,
    decided_level: int | None = None,
    reasons: str = "",
) -> Referral:
    """Answer the tests of the levels; with a decision, accept or refuse with reasons. Without one it waits on.

    Acceptance at a level takes the tests of that level to be met (practice, MAPPA). From the day of it the first
    meeting is owed (policy key `mappa_first_meeting`). Raises `Conflict` where another has screened it meanwhile.
    """
    wanted: dict[str, Any] = {**answers._asdict(), "screening_notes": notes.strip(), "decision": decision}
    wanted |= {"decided_on": None, "decided_level": None, "decision_reasons": ""}
    if decision:
        wanted |= _decided(answers, decision, decided_on, decided_level, reasons, on)
    with change(referral.nominal, by=by, on=on, permission=p.RUN_MAPPA) as held:
        row = hold(Referral, referral.pk, held)
        if row.decision and row.version == version + 1 and all(getattr(row, k) == v for k, v in wanted.items()):
            return row  # the same form twice
        if row.decision:
            raise Refused(f"It was {row.get_decision_display().lower()} meanwhile")
        same_version(row, version, wanted)
        not_before(wanted["decided_on"], row.referred_on, "decided_on", "The day", "when the referral was made")
        before = values(row, *wanted)
        Referral.objects.filter(pk=row.pk, version=version).update(
            **wanted, version=version + 1, screened_on=on, screened_by=by, decided_by=by if decision else None,
        )  # fmt: skip
        log("mappa.referral_decided" if decision else "mappa.referral_screened", by=by, nominal=held, fact=row,
            referral=row.referral_ref, before=before, after=wanted)  # fmt: skip
    row.refresh_from_db()
    return row


def _decided(
    answers: Answers, decision: str, decided_on: dt.date | None, level: int | None, reasons: str, on: dt.date
) -> dict[str, Any]:
    if decision not in ReferralDecision.values:
        raise Refused("Select whether it is accepted", "decision")
    reasons = said(reasons, "reasons", "Give the reasons")
    not_after(decided_on, on, "decided_on", "The day")
    if decision == ReferralDecision.REFUSED:
        level = None
    else:
        tests = screen(answers)
        if level not in WITH_MEETINGS:
            raise Refused("Select the level at which it is accepted", "decided_level")
        if tests.level is None:
            raise Refused(tests.why, "decision")
        if tests.level < level:
            raise Refused(f"The tests are met for level {tests.level} only. {tests.why}", "decided_level")
    return {"decided_on": decided_on or on, "decided_level": level, "decision_reasons": reasons}


def void_referral(*, referral: Referral, reason: str, by: Any, on: dt.date) -> None:
    """Mark a referral entered in error, by whoever runs MAPPA; what it opened is owed no more."""
    reason = said(reason, "reason", "Give the reason")
    with change(referral.nominal, by=by, on=on, permission=p.RUN_MAPPA) as held:
        row = hold(Referral, referral.pk, held)
        Referral.objects.filter(pk=row.pk).update(voided_at=Now(), voided_by=by, void_reason=reason)
        log("mappa.referral_voided", by=by, nominal=held, fact=row, referral=row.referral_ref, reason=reason)
