"""The clock of plans: a kind of deadline of its own, with its alerts."""

from __future__ import annotations

from datetime import date as d

import pytest

from deadlines.alerts import raise_at_once
from deadlines.models import Alert, Deadline
from deadlines.reconcile import batch_for, reconcile_nominal
from deadlines.registry import population
from offenders.actions import approve_proposal, propose_plan_interval, return_proposal
from offenders.models import Nominal, StatusPeriod
from offenders.policy import PlanFact
from risk import actions
from risk.plan_deadlines import IntervalReview, PlanDays, PlanReviewSource

pytestmark = pytest.mark.django_db
ON = d(2026, 4, 10)


def owed(nominal):
    rows = Deadline.objects.open().filter(nominal=nominal, kind="plan_review").order_by("subject")
    return [(row.subject, row.due_on, row.rule) for row in rows]


def write(nominal, by, on, review_on, seen=0):
    return actions.write_plan(
        nominal=nominal, by=by, on=on, seen=seen, parts={"supervision": "Weekly"}, review_on=review_on,
        what_changed="Looked at",
    )  # fmt: skip


def test_a_plan_owes_its_review_until_it_is_looked_at_again(make_nominal, officer):
    nominal = make_nominal(on=ON)
    first = write(nominal, officer, d(2026, 1, 12), d(2026, 4, 10))
    assert owed(nominal) == [("", d(2026, 4, 10), "plan_review")]
    second = write(nominal, officer, ON, d(2026, 10, 10), seen=first.pk)
    assert owed(nominal) == [("", d(2026, 10, 10), "plan_review")]
    old = Deadline.objects.get(nominal=nominal, kind="plan_review", closed_on__isnull=False)
    assert (old.due_on, old.outcome) == (d(2026, 4, 10), "done")
    assert "Risk management plan of 10 April 2026" in Deadline.objects.open().get(kind="plan_review").reason
    Nominal.objects.filter(pk=nominal.pk).update(merged_into=make_nominal())
    reconcile_nominal(nominal.pk, on=ON)
    assert owed(nominal) == []
    Nominal.objects.filter(pk=nominal.pk).update(merged_into=None)
    reconcile_nominal(nominal.pk, on=ON)
    assert owed(nominal) == [("", d(2026, 10, 10), "plan_review")]
    StatusPeriod.objects.create(nominal=nominal, status="deceased", from_on=ON)
    reconcile_nominal(nominal.pk, on=ON)
    assert (owed(nominal), second.pk) == ([], second.pk)


def test_an_interval_in_force_owes_the_review_of_its_reason(make_nominal, officer):
    nominal = make_nominal(level="high", seen=d(2026, 4, 1), on=ON)
    asked = {"nominal": nominal, "by": officer, "on": ON, "unit": "weeks", "reason": "New partner"}
    plan = propose_plan_interval(**asked, value=6, effective_from=d(2026, 4, 1))
    assert owed(nominal) == []  # no day is set: on the lists, and no date to alert
    actions.set_plan_review(interval=plan, by=officer, on=ON, review_on=d(2026, 7, 1), rationale="Still so")
    assert owed(nominal) == [("interval", d(2026, 7, 1), "rationale_review")]
    actions.set_plan_review(interval=plan, by=officer, on=ON, review_on=d(2026, 8, 1), rationale="Still so")
    assert owed(nominal) == [("interval", d(2026, 8, 1), "rationale_review")]
    for day in (d(2026, 6, 1), d(2026, 8, 1), d(2026, 6, 1)):  # what was set last counts, though it is sooner
        actions.set_plan_review(interval=plan, by=officer, on=ON, review_on=day, rationale="Sooner")
    assert owed(nominal) == [("interval", d(2026, 6, 1), "rationale_review")]
    propose_plan_interval(**asked, value=4, effective_from=ON)
    assert owed(nominal) == []  # another interval is in force


def test_an_interval_that_was_returned_and_proposed_again_owes_one_review(make_nominal, officer, supervisor):
    nominal = make_nominal(level="high", seen=d(2026, 4, 1), on=ON)
    asked = {"nominal": nominal, "by": officer, "on": ON, "value": 6, "unit": "months", "reason": "Settled",
             "effective_from": ON}  # fmt: skip
    first = propose_plan_interval(**asked, review_on=d(2026, 7, 1))
    return_proposal(proposal=first, by=supervisor, on=ON, reason="Say more")
    second = propose_plan_interval(**asked, review_on=d(2026, 8, 1))
    approve_proposal(proposal=second, by=supervisor, on=ON)
    assert owed(nominal) == [("interval", d(2026, 8, 1), "rationale_review")]


def test_two_intervals_of_one_day_are_never_two_reviews(make_nominal):
    nominal = make_nominal(level="high", on=ON)
    batch = batch_for(ON, ids=[nominal.pk])
    person = population().load(batch)[nominal.pk]
    person.facts = person.facts._replace(plans=[PlanFact(ON, 6, "weeks", True, ON)])
    twice = PlanDays(None, [IntervalReview(ON, 6, "weeks", d(2026, month, 1)) for month in (7, 8)])
    assert len(PlanReviewSource().specs(person, twice, batch)) == 1


def test_it_is_alerted_and_escalated_as_every_deadline_is(make_nominal, officer, supervisor):
    nominal = make_nominal(level="high", officer=officer, on=ON)
    write(nominal, officer, d(2026, 1, 12), d(2026, 4, 1))
    raise_at_once([nominal.pk], d(2026, 6, 1))
    raised = Alert.objects.filter(kind="plan_review").order_by("stage")
    assert [(row.stage, row.recipient) for row in raised] == [("escalated", supervisor), ("overdue", officer)]
