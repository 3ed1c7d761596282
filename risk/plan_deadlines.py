"""The day by which a risk management plan, or the reason for a person's own visit interval, is looked at again.

A kind of its own beside the contract's list, so that the clock is alerted, escalated and explained as every other is.
Nothing in a bundle sets such a day: a register that was only imported owes none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from common.dates import Interval, long_date
from common.rows import grouped
from deadlines.registry import Batch, Kind
from deadlines.spec import Spec
from offenders.deadlines import PersonRow
from offenders.picture import Picture
from offenders.policy import DECEASED, open_status

PLAN_REVIEW = "plan_review"
INTERVAL = "interval"  # the subject of the second; the plan's is blank
NAME = Kind(
    PLAN_REVIEW, "Plan review", "A risk management plan, or a visit interval of the person's own, is looked at again."
)
# What stays behind with a record that was merged into another is looked at on the other.
_STANDS = " JOIN offenders_nominal n ON n.id = r.nominal_id AND n.merged_into_id IS NULL"
PLANS = (
    "SELECT * FROM (SELECT DISTINCT ON (r.nominal_id) r.nominal_id, r.written_on, r.review_on FROM risk_riskplan r"
    + _STANDS
    + " WHERE {where} AND r.voided_at IS NULL AND r.written_on <= %s"
    " ORDER BY r.nominal_id, r.written_on DESC, r.id DESC) last"
)
INTERVALS = (
    "SELECT * FROM (SELECT DISTINCT ON (r.interval_id) r.nominal_id, p.effective_from, p.value, p.unit, r.review_on"
    " FROM risk_planreview r JOIN offenders_planinterval p ON p.id = r.interval_id"
    + _STANDS
    + " WHERE {where} AND r.voided_at IS NULL AND p.voided_at IS NULL AND p.returned_at IS NULL"
    " AND p.effective_from <= %s"
    " ORDER BY r.interval_id, r.id DESC) last"
)


class IntervalReview(NamedTuple):
    """A plan interval, and the day set last for looking at its reason again."""

    effective_from: dt.date
    value: int
    unit: str
    review_on: dt.date


class PlanDays(NamedTuple):
    """One person's plan in force, as (written on, review on), and the days set for their intervals."""

    plan: tuple[dt.date, dt.date] | None
    intervals: Sequence[IntervalReview]


class PlanReviewSource:
    """Registers `plan_review` with the engine."""

    kinds = (PLAN_REVIEW,)
    by_facts_alone = True

    def load(self, batch: Batch) -> Mapping[int, PlanDays]:
        """Two queries, whatever the number of nominals."""
        plans = {row[0]: row[1:] for row in batch.rows(PLANS, "r.nominal_id", after=[batch.on])}
        intervals = grouped(
            batch.rows(INTERVALS, "r.nominal_id", after=[batch.on], then="effective_from"), IntervalReview._make
        )
        return {id_: PlanDays(plans.get(id_), intervals.get(id_, ())) for id_ in plans.keys() | intervals.keys()}

    def specs(self, person: PersonRow, facts: PlanDays | None, batch: Batch) -> list[Spec]:
        """The review of the plan in force and of the interval in force. None for the dead and the ended."""
        if facts is None or person.facts.requirement_ended:
            return []
        if open_status(person.facts.statuses, batch.on, (DECEASED,)) is not None:
            return []
        specs = []
        if facts.plan is not None:
            written, review_on = facts.plan
            why = f"Risk management plan of {long_date(written)}: to be looked at again by {long_date(review_on)}"
            specs.append(Spec(PLAN_REVIEW, "", review_on, "plan_review", why, counted_from=written))
        plan = Picture(person.facts, batch).intervals().steps[-1].plan if facts.intervals else None
        row = next((one for one in facts.intervals if plan is not None and one[:3] == plan[:3]), None)
        if row is not None:
            own = Interval(row.value, row.unit).every()
            why = f"Visited {own} by the person’s own plan: why is looked at again by {long_date(row.review_on)}"
            specs.append(Spec(PLAN_REVIEW, INTERVAL, row.review_on, "rationale_review", why,
                              counted_from=row.effective_from))  # fmt: skip
        return specs

    def outcome(self, old: Spec, new: Spec | None, facts: PlanDays | None) -> str:
        """A later day is a review made, whether or not a text was changed with it; else the facts changed."""
        if new is None:
            return "cancelled"
        return "done" if new.due_on > old.due_on else "superseded"
