"""The verbs of risk by the cast: assessments, two agreements to reactive management, applications, reviews of plans."""

import datetime as dt
from datetime import date as d

import pytest

from audit.models import Event as AuditEvent
from common.clock import LONDON
from deadlines.models import Deadline
from offenders.actions import approve_proposal, close_event, propose_plan_interval, record_event, void_fact
from offenders.actions.errors import NotAllowed, NotVisible, Refused
from offenders.models import Event, ManagementDecision
from risk import actions
from risk.actions import FactorAnswer
from risk.models import ArmsFactor, Assessment, Endorsement, FactorCode, ReactiveCase

ON = d(2026, 4, 10)
ALL = [FactorAnswer(code, "medium", f"Seen: {code}") for code in FactorCode.values]

pytestmark = pytest.mark.django_db


def owed(nominal, kind):
    return list(Deadline.objects.open().filter(nominal=nominal, kind=kind).values_list("due_on", flat=True))


def arms(nominal, by, day=ON, factors=ALL, on=ON, **more):
    return actions.complete_arms(
        nominal=nominal, by=by, on=on, completed_on=day, priority="medium", factors=factors, **more
    )


def test_an_arms_moves_its_date_and_is_on_record(make_nominal, officer):
    nominal = make_nominal(lead_agency="police", registered_on=d(2026, 3, 30), on=ON)
    assert owed(nominal, "arms_review") == [d(2026, 4, 22)]
    arms(nominal, officer)
    assert owed(nominal, "arms_review") == [d(2027, 4, 10)]
    assert ArmsFactor.objects.count() == 11
    assert AuditEvent.objects.filter(action="assessment.recorded").count() == 1


def test_unchanged_factors_are_carried_forward_one_by_one(make_nominal, officer):
    nominal = make_nominal(lead_agency="police", on=ON)
    arms(nominal, officer, d(2025, 4, 10))
    again = [FactorAnswer(code, unchanged=True) for code in FactorCode.values]
    again[0] = FactorAnswer(FactorCode.OPPORTUNITY, "high", "Lives beside a school now")
    row = arms(nominal, officer, factors=again)
    found = {one.factor: one for one in row.factors.all()}
    assert (found["opportunity"].priority, found["opportunity"].carried_forward) == ("high", False)
    assert (found["desist"].evidence, found["desist"].carried_forward) == ("Seen: desist", True)


@pytest.mark.parametrize(
    ("factors", "field"),
    [
        (ALL[:-1], "investment_priority"),
        ([FactorAnswer("opportunity", "high", " "), *ALL[1:]], "opportunity_evidence"),
        ([FactorAnswer("opportunity", "very_high", "x"), *ALL[1:]], "opportunity_priority"),
        ([FactorAnswer("opportunity", unchanged=True), *ALL[1:]], "opportunity_unchanged"),
    ],
)
def test_an_arms_is_whole_or_refused(make_nominal, officer, factors, field):
    with pytest.raises(Refused) as error:
        arms(make_nominal(), officer, factors=factors)
    assert error.value.field == field
    assert not Assessment.objects.exists()


def test_sent_twice_it_is_one_and_one_a_day(make_nominal, officer):
    nominal, token = make_nominal(), "6f1b5c3e-0000-4000-8000-000000000001"
    assert arms(nominal, officer, form_token=token).pk == arms(nominal, officer, form_token=token).pk
    with pytest.raises(Refused):
        arms(nominal, officer)


def test_who_may_record(make_nominal, outsider, support, foreigner):
    nominal = make_nominal()
    for person, error in ((outsider, NotVisible), (foreigner, NotVisible), (support, NotAllowed)):
        with pytest.raises(error):
            arms(nominal, person)


def test_a_band_that_its_points_do_not_give_is_refused(make_nominal, officer):
    nominal = make_nominal()
    with pytest.raises(Refused):
        actions.record_assessment(
            nominal=nominal, by=officer, on=ON, tool="osp_dc", completed_on=ON, band="low", score=34
        )
    with pytest.raises(Refused):
        actions.record_assessment(nominal=nominal, by=officer, on=ON, tool="arms", completed_on=ON, band="low")
    with pytest.raises(Refused):
        actions.record_assessment(
            nominal=nominal, by=officer, on=ON, tool="osp_dc", completed_on=d(2026, 4, 11), band="high", score=34
        )


def test_what_a_polygraph_disclosed_has_a_follow_up(make_nominal, officer):
    polygraph = {"nominal": make_nominal(), "by": officer, "on": ON, "completed_on": ON, "basis": "licence"}
    with pytest.raises(Refused) as error:
        actions.record_polygraph(**polygraph, result="deception", disclosures="A second telephone")
    assert error.value.field == "follow_up"
    row = actions.record_polygraph(**polygraph, result="deception", disclosures="A telephone", follow_up="Visit")
    assert (row.band, row.polygraph.follow_up) == ("deception", "Visit")


def propose(nominal, by, on=ON, **more):
    return actions.propose_reactive(
        nominal=nominal, by=by, on=on, effective_from=on, reason="Settled",
        **{"flag_checked_on": on, "flag_checked_by": "Intelligence desk", **more},
    )  # fmt: skip


def test_reactive_management_takes_a_supervisor_and_an_inspector(
    make_nominal, officer, supervisor, other_supervisor, inspector
):
    nominal = make_nominal(level="low", seen=d(2026, 1, 5), on=ON)
    row = propose(nominal, officer)
    assert propose(nominal, officer).pk == row.pk
    assert approve_proposal(proposal=row, by=supervisor, on=ON).approved is False
    assert approve_proposal(proposal=row, by=supervisor, on=ON).approved is False
    assert owed(nominal, "home_visit")
    with pytest.raises(Refused):
        approve_proposal(proposal=row, by=other_supervisor, on=ON)
    assert approve_proposal(proposal=row, by=inspector, on=ON).approved is True
    assert (owed(nominal, "home_visit"), owed(nominal, "reactive_review")) == ([], [d(2027, 4, 10)])
    assert [one.rank for one in Endorsement.objects.order_by("rank")] == ["inspector", "supervisor"]
    assert AuditEvent.objects.filter(action="reactive.endorsed").count() == 2


def test_what_came_up_after_the_proposal_is_not_agreed_away(make_nominal, officer, supervisor, inspector):
    nominal, later = make_nominal(level="low", seen=d(2026, 1, 5), on=ON), d(2026, 4, 13)
    row = propose(nominal, officer)
    approve_proposal(proposal=row, by=supervisor, on=ON)
    record_event(nominal=nominal, by=officer, on=later, date=later, kind="arrest", summary="Arrested")
    with pytest.raises(Refused, match="Arrest on 13 April 2026"):
        approve_proposal(proposal=row, by=inspector, on=later)
    row.refresh_from_db()
    assert row.approved is False
    assert owed(nominal, "risk_review") == [d(2026, 4, 20)]  # the arrest is still to be answered
    assert [one.rank for one in Endorsement.objects.all()] == ["supervisor"]


def test_a_review_is_agreed_with_the_blockers_it_names_and_no_others(make_nominal, officer, supervisor, inspector):
    nominal, later = make_nominal(level="low", on=ON), d(2026, 9, 1)
    first = propose(nominal, officer)
    for person in (supervisor, inspector):
        approve_proposal(proposal=first, by=person, on=ON)
    record_event(nominal=nominal, by=officer, on=later, date=later, kind="intelligence", summary="A report")
    kept = propose(nominal, officer, on=later)
    approve_proposal(proposal=kept, by=supervisor, on=later)
    more = d(2026, 9, 2)
    record_event(nominal=nominal, by=officer, on=more, date=more, kind="arrest", summary="Arrested")
    with pytest.raises(Refused, match="Arrest on 2 September"):
        approve_proposal(proposal=kept, by=inspector, on=more)


def test_it_is_not_open_while_something_blocks_nor_without_the_intelligence_flag(make_nominal, officer):
    high, low = make_nominal(level="high"), make_nominal(level="low")
    with pytest.raises(Refused, match="The risk level is high"):
        propose(high, officer)
    for field, wrong in (("flag_checked_by", " "), ("flag_checked_on", d(2026, 4, 11))):
        with pytest.raises(Refused) as error:
            propose(low, officer, **{field: wrong})
        assert error.value.field == field
    assert not ManagementDecision.objects.exists()


def test_intelligence_opens_the_review_of_a_reactive_case_and_a_review_may_keep_it(
    make_nominal, officer, supervisor, inspector
):
    nominal = make_nominal(level="low", on=ON)
    first = propose(nominal, officer)
    for person in (supervisor, inspector):
        approve_proposal(proposal=first, by=person, on=ON)
    later = d(2026, 9, 1)
    record_event(nominal=nominal, by=officer, on=later, date=later, kind="intelligence", summary="A report")
    assert owed(nominal, "risk_review") == [d(2026, 9, 8)]
    assert owed(nominal, "home_visit") == []
    kept = propose(nominal, officer, on=later)
    assert ReactiveCase.objects.get(decision=kept).blockers == "recent_event"
    assert owed(nominal, "risk_review") == [d(2026, 9, 8)]  # a proposal answers nothing
    for person in (supervisor, inspector):
        approve_proposal(proposal=kept, by=person, on=later)
    assert owed(nominal, "risk_review") == []
    assert owed(nominal, "reactive_review") == [d(2027, 9, 1)]


def test_a_supervisor_closes_an_event_with_a_reason(make_nominal, officer, supervisor):
    nominal = make_nominal(on=ON)
    event = record_event(nominal=nominal, by=officer, on=ON, date=ON, kind="arrest", summary="Arrested")
    assert owed(nominal, "risk_review") == [d(2026, 4, 17)]
    close_event(event=event, by=supervisor, on=ON, closed_on=ON, reason="Another person of that name")
    assert owed(nominal, "risk_review") == []
    assert Deadline.objects.get(nominal=nominal, kind="risk_review").outcome == "cancelled"


def test_an_officer_does_not_close_a_review_by_calling_its_event_an_error(make_nominal, officer, supervisor):
    nominal = make_nominal(on=ON)
    event = record_event(nominal=nominal, by=officer, on=ON, date=ON, kind="arrest", summary="Arrested")
    with pytest.raises(NotAllowed, match="a supervisor marks it"):
        void_fact(fact=event, by=officer, on=ON, reason="Another person")
    assert owed(nominal, "risk_review") == [d(2026, 4, 17)]
    void_fact(fact=event, by=supervisor, on=ON, reason="Another person")
    assert owed(nominal, "risk_review") == []


def test_an_application_is_an_event_and_keeps_nobody_elses_name(make_nominal, officer):
    nominal = make_nominal(on=ON)
    received = dt.datetime(2026, 4, 10, 9, 30, tzinfo=LONDON)
    row = actions.record_application(nominal=nominal, by=officer, on=ON, received_at=received)
    assert actions.record_application(nominal=nominal, by=officer, on=ON, received_at=received).pk == row.pk
    assert Event.objects.get().kind == "csods_application"
    assert owed(nominal, "risk_review") == [d(2026, 4, 17)]


def test_the_review_of_a_plan_lies_ahead_and_is_for_those_who_plan(make_nominal, officer, colleague):
    nominal = make_nominal()
    plan = propose_plan_interval(
        nominal=nominal, by=officer, on=ON, value=6, unit="weeks", effective_from=ON, reason="New partner"
    )
    review = {"interval": plan, "on": ON, "rationale": "Still so"}
    with pytest.raises(Refused):
        actions.set_plan_review(**review, by=officer, review_on=ON)
    with pytest.raises(NotAllowed):
        actions.set_plan_review(**review, by=colleague, review_on=d(2026, 10, 1))
    row = actions.set_plan_review(**review, by=officer, review_on=d(2026, 10, 1))
    assert actions.set_plan_review(**review, by=officer, review_on=d(2026, 10, 1)).pk == row.pk
