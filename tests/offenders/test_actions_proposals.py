"""Levels, intervals and modes: what counts at once, what waits, and who answers."""

import datetime as dt

import pytest

from audit.models import Event as AuditEvent
from deadlines.models import Deadline, PolicyValue
from offenders import actions
from offenders.models import RiskLevel

D = dt.date
ON = D(2026, 11, 20)
SEEN = D(2026, 11, 2)


def due(nominal):
    return Deadline.objects.open().get(nominal=nominal, kind="home_visit").due_on


def level(nominal, by, to, **more):
    return actions.propose_risk_level(
        **{"nominal": nominal, "by": by, "on": ON, "level": to, "effective_from": ON, "reason": "Assessed", **more}
    )


def interval(nominal, by, value, unit="months", **more):
    given = {
        "nominal": nominal,
        "by": by,
        "on": ON,
        "value": value,
        "unit": unit,
        "effective_from": ON,
        "reason": "Plan",
    }
    return actions.propose_plan_interval(**{**given, **more})


def test_a_rise_counts_at_once(officer, make_nominal):
    nominal = make_nominal(level="medium", seen=SEEN, on=ON)
    row = level(nominal, officer, "high")
    assert (row.approved, row.approved_on, row.approved_by) == (True, ON, None)
    assert due(nominal) == D(2027, 2, 2)
    assert AuditEvent.objects.get(action="risk_level.proposed").details["after"]["level"] == "high"


def test_a_fall_waits_for_approval(officer, supervisor, make_nominal):
    nominal = make_nominal(level="high", seen=SEEN, on=ON)
    row = level(nominal, officer, "medium")
    assert (row.approved, due(nominal)) == (False, D(2027, 2, 2))
    assert level(nominal, officer, "medium") == row
    for _ in range(2):
        actions.approve_proposal(proposal=row, by=supervisor, on=D(2026, 11, 23))
    row.refresh_from_db()
    assert (row.approved, row.approved_on, row.approved_by) == (True, D(2026, 11, 23), supervisor)
    assert due(nominal) == D(2027, 5, 2)
    assert AuditEvent.objects.filter(action="proposal.approved").count() == 1


def test_a_first_level_below_high_waits(officer, make_nominal):
    nominal = make_nominal(level=None, seen=SEEN, on=ON)
    assert not level(nominal, officer, "medium").approved
    assert level(nominal, officer, "high").approved


def test_a_force_may_do_without_approval(officer, make_nominal, world):
    for key in ("lower_risk_needs_approval", "longer_interval_needs_approval"):
        PolicyValue.objects.create(force=world.force, effective_from=D(2026, 1, 1), key=key, value="no", unit="yes_no")
    nominal = make_nominal(level="high", seen=SEEN, on=ON)
    assert level(nominal, officer, "low").approved
    assert interval(nominal, officer, 2, "years").approved
    assert due(nominal) == D(2028, 11, 2)


def test_a_shorter_interval_counts_at_once_and_a_longer_one_waits(officer, supervisor, make_nominal):
    nominal = make_nominal(level="high", seen=SEEN, on=ON)
    assert interval(nominal, officer, 6, "weeks").approved
    assert due(nominal) == D(2026, 12, 14)
    with pytest.raises(actions.Refused, match="from that day"):
        interval(nominal, officer, 4, "weeks")
    other = make_nominal(level="high", seen=SEEN, on=ON)
    row = interval(other, officer, 5)
    assert (row.approved, due(other)) == (False, D(2027, 2, 2))
    actions.approve_proposal(proposal=row, by=supervisor, on=ON)
    assert due(other) == D(2027, 4, 2)


def test_reactive_waits_for_both_and_active_counts_at_once(officer, supervisor, inspector, make_nominal):
    nominal = make_nominal(level="low", seen=SEEN, on=ON)
    given = {"nominal": nominal, "by": officer, "on": ON, "effective_from": D(2026, 11, 19), "reason": "Low for years"}
    row = actions.propose_management(mode="reactive", **given)
    assert not row.approved
    assert Deadline.objects.open().filter(nominal=nominal, kind="home_visit").exists()
    actions.approve_proposal(proposal=row, by=supervisor, on=ON)
    assert Deadline.objects.open().filter(nominal=nominal, kind="home_visit").exists()
    actions.approve_proposal(proposal=row, by=inspector, on=ON)
    assert not Deadline.objects.open().filter(nominal=nominal, kind="home_visit").exists()
    assert actions.propose_management(mode="active", **{**given, "effective_from": ON}).approved
    assert Deadline.objects.open().filter(nominal=nominal, kind="home_visit").exists()


def test_nobody_answers_their_own(supervisor, other_supervisor, make_nominal):
    nominal = make_nominal(level="high", on=ON)
    row = level(nominal, supervisor, "low")
    with pytest.raises(actions.NotAllowed, match="own proposal"):
        actions.approve_proposal(proposal=row, by=supervisor, on=ON)
    with pytest.raises(actions.NotAllowed, match="own proposal"):
        actions.return_proposal(proposal=row, by=supervisor, on=ON, reason="Hm")
    actions.approve_proposal(proposal=row, by=other_supervisor, on=ON)
    with pytest.raises(actions.Refused, match="approved already"):
        actions.return_proposal(proposal=row, by=other_supervisor, on=ON, reason="Changed my mind")


def test_an_inspector_may_answer_and_an_officer_may_not(officer, colleague, inspector, make_nominal):
    row = level(make_nominal(level="high", on=ON), officer, "low")
    with pytest.raises(actions.NotAllowed):
        actions.approve_proposal(proposal=row, by=colleague, on=ON)
    actions.approve_proposal(proposal=row, by=inspector, on=ON)
    assert RiskLevel.objects.get(pk=row.pk).approved


def test_what_was_returned_never_counts_and_may_be_proposed_again(officer, supervisor, make_nominal):
    nominal = make_nominal(level="high", seen=SEEN, on=ON)
    row = interval(nominal, officer, 5)
    with pytest.raises(actions.Refused, match="why you are returning"):
        actions.return_proposal(proposal=row, by=supervisor, on=ON, reason=" ")
    for _ in range(2):
        actions.return_proposal(proposal=row, by=supervisor, on=ON, reason="Say what has changed")
    row.refresh_from_db()
    assert (row.approved, row.returned_by, row.return_reason) == (False, supervisor, "Say what has changed")
    assert AuditEvent.objects.filter(action="proposal.returned").count() == 1
    with pytest.raises(actions.Refused, match="returned already"):
        actions.approve_proposal(proposal=row, by=supervisor, on=ON)
    # With the level down to low, five months would be shorter than the default; but it was returned.
    actions.approve_proposal(proposal=level(nominal, officer, "low"), by=supervisor, on=ON)
    assert due(nominal) == D(2027, 11, 2)
    again = interval(nominal, officer, 5)
    assert again.pk != row.pk
    assert again.approved
    assert due(nominal) == D(2027, 4, 2)


def test_plans_are_for_ones_own_case(officer, colleague, supervisor, support, make_nominal):
    nominal = make_nominal(level="medium", on=ON)
    for person in (colleague, support):
        with pytest.raises(actions.NotAllowed):
            level(nominal, person, "high")
        with pytest.raises(actions.NotAllowed):
            interval(nominal, person, 1)
    level(nominal, supervisor, "high")


def test_ones_own_waiting_proposal_can_be_withdrawn(officer, colleague, make_nominal):
    row = level(make_nominal(level="high", on=ON), officer, "low")
    with pytest.raises(actions.NotAllowed):
        actions.void_fact(fact=row, by=colleague, on=ON, reason="x")
    assert actions.void_fact(fact=row, by=officer, on=ON, reason="Wrong person").voided_at


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"level": "extreme"}, "level"),
        ({"effective_from": D(2026, 11, 21)}, "effective_from"),
    ],
)
def test_a_level_is_refused_with_the_field_at_fault(officer, make_nominal, change, field):
    nominal = make_nominal()
    with pytest.raises(actions.Refused) as raised:
        level(nominal, officer, change.pop("level", "high"), **change)
    assert raised.value.field == field
