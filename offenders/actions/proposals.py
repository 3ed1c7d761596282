"""Risk levels, plan intervals and management modes: propose, approve, return.

What lengthens waits for approval (a lower level, an interval longer than the default, reactive management); the rest
counts at once (contract, "Approval"). A force may do without approval by `lower_risk_needs_approval` and
`longer_interval_needs_approval`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models.functions import Now

from accounts import permissions as p
from common.dates import Interval
from deadlines.reconcile import batch_for
from offenders.actions.base import change, hold, log, not_after, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import Level, ManagementDecision, ManagementMode, Nominal, PlanInterval, RiskLevel
from offenders.models.levels import Proposal
from offenders.picture import Picture, picture_of
from offenders.rights import may_answer, may_plan

# Whether one more agreement makes a proposal count: some take two. Called under the lock, before it is approved.
Completion = Callable[[Proposal, Any, dt.date], bool]
_completions: list[Completion] = []

# What speaks against a level (the results of tools), in sentences: then why it is chosen all the same has to be said.
Contradiction = Callable[[Nominal, str, dt.date], list[str]]
_contradictions: list[Contradiction] = []

# Who keeps by when the reason for an interval is looked at again: (interval, by, on, review_on, reason).
KeepReview = Callable[[PlanInterval, Any, dt.date, dt.date, str], Any]
_reviews: list[KeepReview] = []

AnyProposal = TypeVar("AnyProposal", RiskLevel, PlanInterval, ManagementDecision)
NOT_YOUR_CASE = "Plans are set by the person's own offender manager or a supervisor"
WHY = "Enter the reason"


def propose_risk_level(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    level: str,
    effective_from: dt.date,
    reason: str,
    override_reason: str = "",
) -> RiskLevel:
    """A risk level from a day. A rise counts at once; a fall (from none: below high) waits. Sent twice, it is one.

    Where a tool says otherwise, `override_reason` says why the level is chosen all the same; without it, `Refused`.
    """
    reason = said(reason, "reason", WHY)
    if level not in Level.values:
        raise Refused("Select the risk level", "level")
    not_after(effective_from, on, "effective_from", "The day it takes effect")
    with change(nominal, by=by, on=on) as held:
        _may_propose(by, held)
        rows = RiskLevel.objects.live().filter(nominal=held, effective_from=effective_from, level=level)
        if same := rows.first():
            return same
        now = _picture(held, on)
        waits = now.level_waits(level, effective_from)
        against = [words for source in _contradictions for words in source(held, level, on)]
        if against:
            override_reason = said(override_reason, "override_reason", f"Say why: {'; '.join(against)}")
        row = RiskLevel.objects.create(
            nominal=held,
            level=level,
            effective_from=effective_from,
            reason=reason,
            override_reason=override_reason.strip(),
            recorded_by=by,
            **_answer(waits, on),
        )
        after = values(row, "level", "override_reason", *PROPOSED)
        log("risk_level.proposed", by=by, nominal=held, fact=row, after=after)
    return row


def propose_plan_interval(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    value: int,
    unit: str,
    effective_from: dt.date,
    reason: str,
    review_on: dt.date | None = None,
) -> PlanInterval:
    """A visit interval of the person's own from a day, with the day by which its reason is looked at again.

    One longer than the level's default waits. One a day.
    """
    if review_on is not None and review_on <= on:
        raise Refused("The day of the review must be in the future", "review_on")
    reason = said(reason, "reason", WHY)
    if unit not in dict(PlanInterval.UNITS) or value < 1:
        raise Refused("Enter how often, as a number of days, weeks, months or years", "value")
    not_after(effective_from, on, "effective_from", "The day it takes effect")
    with change(nominal, by=by, on=on) as held:
        _may_propose(by, held)
        if same := PlanInterval.objects.live().filter(nominal=held, effective_from=effective_from).first():
            if (same.value, same.unit) == (value, unit):
                return same
            raise Refused("Another visit interval is recorded from that day", "effective_from")
        waits = _picture(held, on).interval_waits(Interval(value, unit), effective_from)
        row = PlanInterval.objects.create(
            nominal=held,
            value=value,
            unit=unit,
            effective_from=effective_from,
            reason=reason,
            recorded_by=by,
            **_answer(waits, on),
        )
        log("plan_interval.proposed", by=by, nominal=held, fact=row, after=values(row, "value", "unit", *PROPOSED))
        _keep_review(row, by, on, review_on, reason)
    return row


def propose_management(
    *, nominal: Nominal, by: Any, on: dt.date, mode: str, effective_from: dt.date, reason: str
) -> ManagementDecision:
    """Active management counts at once, reactive (or a review that keeps it so) once approved. One a day."""
    reason = said(reason, "reason", WHY)
    if mode not in ManagementMode.values:
        raise Refused("Select active or reactive management", "mode")
    not_after(effective_from, on, "effective_from", "The day it takes effect")
    with change(nominal, by=by, on=on) as held:
        _may_propose(by, held)
        if same := ManagementDecision.objects.live().filter(nominal=held, effective_from=effective_from).first():
            if same.mode == mode:
                return same
            raise Refused("Another management decision is recorded from that day", "effective_from")
        row = ManagementDecision.objects.create(
            nominal=held,
            mode=mode,
            effective_from=effective_from,
            reason=reason,
            recorded_by=by,
            **_answer(mode == ManagementMode.REACTIVE, on),
        )
        log("management.proposed", by=by, nominal=held, fact=row, after=values(row, "mode", *PROPOSED))
    return row


def register_contradiction(source: Contradiction) -> None:
    """Called once by an app that knows what speaks against a level."""
    _contradictions.append(source)


def _keep_review(row: PlanInterval, by: Any, on: dt.date, review_on: dt.date | None, reason: str) -> None:
    if review_on is not None:
        for keep in _reviews:
            keep(row, by, on, review_on, reason)


def register_review(keep: KeepReview) -> None:
    """Called once by the app that keeps when a plan is looked at again. It is called under the lock."""
    _reviews.append(keep)


def register_completion(completion: Completion) -> None:
    """Called once by an app whose proposals take more than one agreement."""
    _completions.append(completion)


def approve_proposal(*, proposal: AnyProposal, by: Any, on: dt.date) -> AnyProposal:
    """Agree what somebody else proposed, from today on; not yet approved where another agreement is owed.

    Sent twice, it is one approval.
    """
    with change(proposal.nominal, by=by, on=on, permission=p.APPROVE) as held:
        row = hold(type(proposal), proposal.pk, held)
        if row.approved and row.approved_by_id == by.pk:
            return row
        _may_answer(by, row)
        if not all(complete(row, by, on) for complete in _completions):
            return row
        row.approved, row.approved_on, row.approved_by = True, on, by
        row.save(update_fields=["approved", "approved_on", "approved_by"])
        log(
            "proposal.approved", by=by, nominal=held, fact=row, before={"approved": False}, after=values(row, *PROPOSED)
        )
    return row


def return_proposal(*, proposal: AnyProposal, by: Any, on: dt.date, reason: str) -> AnyProposal:
    """Send back what somebody else proposed, with the reason. Sent twice, it is returned once."""
    reason = said(reason, "reason", "Enter why you are returning it")
    with change(proposal.nominal, by=by, on=on, permission=p.APPROVE) as held:
        row = hold(type(proposal), proposal.pk, held)
        if row.returned_at is not None and row.returned_by_id == by.pk:
            return row
        _may_answer(by, row)
        row.returned_at, row.returned_by, row.return_reason = Now(), by, reason
        row.save(update_fields=["returned_at", "returned_by", "return_reason"])
        row.refresh_from_db(fields=["returned_at"])
        log("proposal.returned", by=by, nominal=held, fact=row, after={"return_reason": reason})
    return row


PROPOSED = ("effective_from", "approved", "approved_on", "reason")


def _answer(waits: bool, on: dt.date) -> dict[str, Any]:
    return {"approved": not waits, "approved_on": None if waits else on}


def _picture(nominal: Nominal, on: dt.date) -> Picture:
    return picture_of(nominal.pk, batch_for(on, ids=[nominal.pk]))


def _may_propose(by: Any, nominal: Nominal) -> None:
    if not may_plan(by, nominal):
        raise NotAllowed(NOT_YOUR_CASE)


def _may_answer(by: Any, row: Proposal) -> None:
    if row.returned_at is not None:
        raise Refused("This has been returned already")
    if row.approved:
        raise Refused("This has been approved already")
    if not may_answer(by, row):
        raise NotAllowed("Nobody answers their own proposal: ask another supervisor")
