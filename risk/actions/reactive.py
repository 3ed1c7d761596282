"""Reactive management: propose it where nothing blocks, two agreements, and the review that keeps it so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.roles import Role
from common.dates import long_date
from deadlines.reconcile import batch_for
from deadlines.registry import population
from offenders.actions import propose_management
from offenders.actions.base import change, log, not_after, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.models import ManagementDecision, ManagementMode, Nominal, PlanInterval
from offenders.models.levels import Proposal
from offenders.policy import REACTIVE, management_on
from offenders.rights import may_plan
from risk.facts import criteria_of
from risk.models import Endorsement, PlanReview, Rank, ReactiveCase
from risk.policy import Criterion, blockers

FLAG_SET = "The local intelligence entry alerts on any new item"
RANK_OF = {Role.SUPERVISOR: Rank.SUPERVISOR, Role.INSPECTOR: Rank.INSPECTOR}


def tested(nominal_id: int, on: dt.date) -> tuple[list[Criterion], bool]:
    """Every criterion with its answer on a day, and whether the case is managed reactively already."""
    batch = batch_for(on, ids=[nominal_id])
    people = population().load(batch)
    now = management_on(people[nominal_id].facts.management, on).mode
    return criteria_of(batch, people)[nominal_id], now == REACTIVE


def propose_reactive(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    effective_from: dt.date,
    reason: str,
    flag_checked_on: dt.date,
    flag_checked_by: str,
) -> ManagementDecision:
    """Ask for reactive management, or for a review that keeps it. It counts once both agreements are there.

    To begin it nothing may block. A review may keep it in spite of a blocker, which is named and kept with the reason.
    `flag_checked_on`, `_by`: when and by whom the local intelligence entry was found to alert on any new item
    (practice, "Reactive management"). Sent twice, it is one.
    """
    checked_by = said(flag_checked_by, "flag_checked_by", "Enter who checked the local intelligence entry")
    not_after(flag_checked_on, on, "flag_checked_on", "The day of the check")
    with transaction.atomic():
        found, already = tested(nominal.pk, on)
        codes = blockers(found)
        if codes and not already:
            names = "; ".join(one.finds for one in found if one.blocker)
            raise Refused(f"Reactive management is not open: {names}")
        row = propose_management(
            nominal=nominal, by=by, on=on, mode=ManagementMode.REACTIVE, effective_from=effective_from, reason=reason
        )
        ReactiveCase.objects.get_or_create(
            decision=row,
            defaults={
                "intelligence_flag": True,
                "flag_checked_on": flag_checked_on,
                "flag_checked_by": checked_by,
                "criteria": [[one.asks, one.finds, one.blocker] for one in found],
                "blockers": ";".join(codes),
            },
        )
    return row


def endorse(row: Proposal, by: Any, on: dt.date) -> bool:
    """One agreement to reactive management; whether both, a supervisor's and an inspector's, are there now.

    Any other proposal takes one agreement. Sent twice, it is one. Refused where something stands in the way that did
    not when it was proposed: an arrest since then would otherwise be taken as answered by the agreement.
    """
    if not isinstance(row, ManagementDecision) or row.mode != ManagementMode.REACTIVE:
        return True
    rank = RANK_OF.get(by.role)
    if rank is None:
        raise NotAllowed("Reactive management takes a supervisor and an inspector")
    mine = Endorsement.objects.filter(decision=row, rank=rank).first()
    if mine is not None and mine.by_id != by.pk:
        other = "an inspector" if rank == Rank.SUPERVISOR else "a supervisor"
        raise Refused(f"This is agreed at your rank already: {other} has still to agree")
    if new := _since_proposed(row, on):
        raise Refused(f"This came up after it was proposed: {'; '.join(new)}. Return it, to be proposed afresh")
    if mine is None:
        Endorsement.objects.create(decision=row, rank=rank, by=by, on=on)
        log("reactive.endorsed", by=by, nominal=row.nominal, fact=row, after={"rank": rank})
    return Endorsement.objects.filter(decision=row).count() == len(Rank.values)


def intelligence_criterion(nominal_id: int) -> Criterion:
    """Who last found, and when, that the local intelligence entry alerts on any new item (one query).

    Recorded with a proposal and never computed, so it blocks nothing by itself: nothing is proposed without it.
    """
    cases = ReactiveCase.objects.filter(
        decision__nominal=nominal_id, decision__voided_at__isnull=True, flag_checked_on__isnull=False
    )
    last = cases.order_by("-flag_checked_on", "-pk").first()
    if last is None:
        return Criterion(FLAG_SET, "Not recorded yet: asked with the proposal", asked=True)
    return Criterion(FLAG_SET, f"Checked by {last.flag_checked_by} on {long_date(last.flag_checked_on)}")


def _since_proposed(row: ManagementDecision, on: dt.date) -> list[str]:
    """What stands in the way now and was not named when it was proposed, in words."""
    case = ReactiveCase.objects.filter(decision=row).first()
    named = [finds for _, finds, blocker in case.criteria if blocker] if case is not None else []
    found, _ = tested(row.nominal_id, on)
    return [one.finds for one in found if one.blocker and one.finds not in named]


def set_plan_review(*, interval: PlanInterval, by: Any, on: dt.date, review_on: dt.date, rationale: str) -> PlanReview:
    """By when the reason for a person's own interval is looked at again. Sent twice, it is one."""
    rationale = said(rationale, "rationale", "Enter why the interval still suits")
    if review_on <= on:
        raise Refused("The day of the review must be in the future", "review_on")
    with change(interval.nominal, by=by, on=on) as held:
        if not may_plan(by, held):
            raise NotAllowed("Plans are set by the person's own offender manager or a supervisor")
        return keep_review(interval, by, on, review_on, rationale)


def keep_review(interval: PlanInterval, by: Any, on: dt.date, review_on: dt.date, rationale: str) -> PlanReview:
    """Write the day down, in the transaction of the change that asks for it. What was set last counts, earlier or later
    than what was set before.
    """
    last = PlanReview.objects.counted().filter(interval=interval).order_by("-pk").first()
    if last is not None and (last.review_on, last.rationale) == (review_on, rationale):
        return last
    row = PlanReview.objects.create(
        nominal_id=interval.nominal_id, interval=interval, review_on=review_on, recorded_by=by, rationale=rationale
    )
    before = values(last, "review_on", "rationale") if last else None
    after = values(row, "review_on", "rationale")
    log("plan_review.set", by=by, nominal=interval.nominal, fact=row, before=before, after=after)
    return row
