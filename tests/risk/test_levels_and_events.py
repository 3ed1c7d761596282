"""The tools beside a proposed level, breaches among the blockers, who closes an event, no way past the criteria."""

import datetime as dt
from datetime import date as d

import pytest
from django.urls import NoReverseMatch, reverse

from common.clock import today
from deadlines.reconcile import batch_for
from deadlines.registry import population
from notification.models import Disposal, Failure, FailureStep
from offenders.actions import approve_proposal, propose_risk_level, record_event
from offenders.actions.errors import Refused
from offenders.models import Event, PlanInterval, RiskLevel
from orders.models import Breach, BreachStep, Condition, ConditionCheck, Order
from risk.contradictions import contradictions, latest_results
from risk.facts import criteria_of
from risk.models import Assessment, PlanReview

ON = d(2026, 4, 10)
pytestmark = pytest.mark.django_db


@pytest.fixture
def nominal(make_nominal):
    found = make_nominal(level="medium", on=ON)
    Assessment.objects.create(nominal=found, tool="arms", completed_on=d(2025, 1, 1), band="low")
    Assessment.objects.create(nominal=found, tool="arms", completed_on=d(2026, 1, 1), band="medium")
    Assessment.objects.create(nominal=found, tool="osp_dc", completed_on=d(2025, 6, 1), band="high", score=30)
    return found


def propose(nominal, by, level, why=""):
    return propose_risk_level(
        nominal=nominal, by=by, on=ON, level=level, effective_from=ON, reason="Evidence", override_reason=why
    )


def test_the_latest_result_of_each_tool_counts_and_none_that_came_later(nominal):
    assert [(row.tool, row.band) for row in latest_results(nominal, ON)] == [("arms", "medium"), ("osp_dc", "high")]
    assert [row.band for row in latest_results(nominal, d(2025, 12, 31))] == ["high", "low"]
    assert contradictions(nominal, "medium", ON) == [
        "OSP/DC band is high, higher than the risk level medium (completed 1 June 2025)"
    ]
    assert contradictions(nominal, None, ON) == []
    Assessment.objects.filter(tool="osp_dc").update(voided_at="2026-01-01T00:00Z", void_reason="Another person")
    assert contradictions(nominal, "medium", ON) == []


def test_a_level_against_a_tool_takes_a_reason_of_its_own(nominal, officer):
    with pytest.raises(Refused, match="OSP/DC band is high, higher than the risk level low") as error:
        propose(nominal, officer, "low")
    assert error.value.field == "override_reason"
    assert not RiskLevel.objects.filter(level="low").exists()
    row = propose(nominal, officer, "low", " The tool does not know of the stroke ")
    assert row.override_reason == "The tool does not know of the stroke"


def test_a_level_that_the_tools_agree_with_takes_none(nominal, officer):
    Assessment.objects.filter(tool="arms", band="medium").update(band="high")
    assert propose(nominal, officer, "high").override_reason == ""


def day(name, when):
    return {f"{name}_0": when.day, f"{name}_1": when.month, f"{name}_2": when.year}


def test_the_page_of_a_proposal_shows_the_tools_and_asks_for_the_reason(signed_in, officer, supervisor, nominal):
    client, url = signed_in(officer), reverse("offenders:propose_level", args=[nominal.reference])
    html = client.get(url).content.decode()
    assert "What the tools say" in html
    assert "OSP/DC band is high, higher than the risk level medium" in html
    data = {"level": "low", "reason": "Settled", "override_reason": ""} | day("effective_from", today())
    assert "Say why: " in client.post(url, data).content.decode()
    assert client.post(url, data | {"override_reason": "A stroke"}).status_code == 302
    row = RiskLevel.objects.get(level="low")
    answer = reverse("offenders:proposal", args=[nominal.reference, "level", row.pk])
    html = signed_in(supervisor).get(answer).content.decode()
    assert "Against the level proposed" in html
    assert "A stroke" in html
    approve_proposal(proposal=row, by=supervisor, on=today())


def test_reactive_management_cannot_be_reached_past_its_criteria(signed_in, officer, make_nominal):
    """The old form took any case. Its address is gone, and nothing offers it."""
    with pytest.raises(NoReverseMatch):
        reverse("offenders:propose_management", args=["T-1"])
    nominal = make_nominal(level="high", on=today())
    client = signed_in(officer)
    assert client.get(f"/nominals/{nominal.reference}/risk/management/").status_code == 404
    html = client.get(reverse("offenders:risk", args=[nominal.reference])).content.decode()
    assert "Change the management" not in html


def blocking(nominal, on=ON):
    batch = batch_for(on, ids=[nominal.pk])
    found = criteria_of(batch, population().load(batch))[nominal.pk]
    return next((one.finds for one in found if one.blocker == "recent_event"), "")


@pytest.fixture
def settled(make_nominal):
    return make_nominal(level="low", on=ON)


@pytest.fixture
def order(settled):
    return Order.objects.create(nominal=settled, order_ref="O-1", kind="sro", made_on=d(2020, 1, 1))


def test_the_conviction_for_breach_of_an_order_blocks_from_its_day(settled):
    Disposal.objects.create(
        nominal=settled, disposal_ref="D-1", event="conviction", event_on=d(2024, 6, 1), breach_of="O-1"
    )
    assert blocking(settled) == "Breach on 1 June 2024; clear on 1 June 2027"
    assert blocking(settled, d(2024, 5, 31)) == ""
    Disposal.objects.update(breach_of="")
    assert blocking(settled) == ""


def test_a_conviction_long_after_the_breach_was_suspected_blocks_from_the_conviction(settled, order):
    breach = Breach.objects.create(nominal=settled, order=order, suspected_on=d(2022, 1, 1), what="x")
    assert blocking(settled) == ""
    step = {"nominal": settled, "breach": breach, "kind": "result"}
    result = BreachStep.objects.create(**step, on=d(2024, 2, 29), outcome="convicted")
    assert blocking(settled) == "Breach on 29 February 2024; clear on 28 February 2027"
    BreachStep.objects.filter(pk=result.pk).update(outcome="acquitted")
    assert blocking(settled) == ""


@pytest.mark.parametrize(
    ("outcome", "blocks"), [("", True), ("advice", True), ("excuse", False), ("not_a_failure", False)]
)
def test_a_possible_failure_to_notify_blocks_unless_it_was_none(settled, outcome, blocks):
    failure = Failure.objects.create(nominal=settled, found_on=d(2025, 3, 1), what="x")
    if outcome:
        FailureStep.objects.create(nominal=settled, failure=failure, kind="decision", on=d(2025, 4, 1), outcome=outcome)
    assert bool(blocking(settled)) is blocks
    assert blocking(settled, d(2025, 3, 15)) != ""  # as at a day before the decision


def test_a_breach_found_at_a_check_blocks_unless_decided_to_be_none(settled, order):
    condition = Condition.objects.create(nominal=settled, order=order, number="1", kind="prohibition", text="x")
    check = ConditionCheck.objects.create(
        nominal=settled, condition=condition, checked_on=d(2025, 5, 1), result="breach"
    )
    assert "Breach on 1 May 2025" in blocking(settled)
    breach = Breach.objects.create(nominal=settled, order=order, check_row=check, suspected_on=d(2025, 5, 1), what="x")
    BreachStep.objects.create(nominal=settled, breach=breach, kind="decision", on=d(2025, 5, 9), outcome="not_a_breach")
    assert blocking(settled) == ""


def test_who_closes_an_event_and_who_proposes_it_on_the_pages(signed_in, officer, supervisor, make_nominal):
    nominal = make_nominal(on=today())
    event = record_event(
        nominal=nominal, by=officer, on=today(), date=today(), kind="child_contact", summary="At a party"
    )
    url = reverse("offenders:close_event", args=[nominal.reference, event.pk])
    client = signed_in(officer)
    html = client.get(url).content.decode()
    assert "Propose to close an event" in html
    client.post(url, {"reason": "His own grandchild, supervised"})
    event.refresh_from_db()
    assert event.closed_on is None
    record = client.get(reverse("offenders:record", args=[nominal.reference])).content.decode()
    assert "Proposed to be closed" in record
    client = signed_in(supervisor)
    assert "His own grandchild" in client.get(reverse("caseloads:approvals")).content.decode()
    html = client.get(url).content.decode()
    assert html.count("His own grandchild") >= 2  # who proposes it and why, and in the box
    client.post(url, {"reason": "His own grandchild, supervised"} | day("closed_on", today()))
    assert Event.objects.get().closed_on == today()
    assert "His own grandchild" not in client.get(reverse("caseloads:approvals")).content.decode()


def test_an_inspector_closes_what_was_proposed_to_be_closed(signed_in, officer, inspector, coordinator, make_nominal):
    nominal = make_nominal(on=today())
    event = record_event(
        nominal=nominal, by=officer, on=today(), date=today(), kind="child_contact", summary="At a party"
    )
    url = reverse("offenders:close_event", args=[nominal.reference, event.pk])
    signed_in(officer).post(url, {"reason": "His own grandchild, supervised"})
    assert signed_in(coordinator).get(url).status_code == 403
    client = signed_in(inspector)
    for page in (reverse("caseloads:approvals"), reverse("offenders:record", args=[nominal.reference])):
        assert url in client.get(page).content.decode(), page
    assert client.post(url, {"reason": "His own grandchild"} | day("closed_on", today())).status_code == 302
    event.refresh_from_db()
    assert event.closed_by == inspector.username


def test_a_bundle_brings_the_four_kinds_of_the_contract_only(tmp_path):
    from offenders.models import BUNDLE_EVENTS

    assert BUNDLE_EVENTS == ("intelligence", "arrest", "change_of_circumstances", "csods_application")


def test_an_interval_comes_with_the_day_on_which_its_reason_is_looked_at_again(signed_in, officer, make_nominal):
    nominal, client = make_nominal(on=today()), signed_in(officer)
    url = reverse("offenders:propose_interval", args=[nominal.reference])
    data = {"value": "6", "unit": "weeks", "reason": "New partner"} | day("effective_from", today())
    assert "Enter the day by which" in client.post(url, data).content.decode()
    assert "must be in the future" in client.post(url, data | day("review_on", today())).content.decode()
    assert not PlanInterval.objects.exists()
    review = today() + dt.timedelta(days=60)
    assert client.post(url, data | day("review_on", review)).status_code == 302
    kept = PlanReview.objects.get()
    assert (kept.interval, kept.review_on, kept.rationale) == (PlanInterval.objects.get(), review, "New partner")


def test_the_partners_assessment_past_its_date_is_listed_and_owed_by_nobody_here(signed_in, supervisor, make_nominal):
    old = today() - dt.timedelta(days=400)
    late = make_nominal("T-LATE", lead_agency="probation", registered_on=old, on=today())
    done = make_nominal("T-DONE", lead_agency="probation", registered_on=old, on=today())
    police = make_nominal("T-OURS", lead_agency="police", registered_on=old, on=today())
    Assessment.objects.create(nominal=late, tool="oasys", completed_on=today() - dt.timedelta(days=113), band="high")
    Assessment.objects.create(nominal=done, tool="oasys", completed_on=today() - dt.timedelta(days=112), band="high")
    html = signed_in(supervisor).get(reverse("risk:reviews")).content.decode()
    part = html.split('id="partners"')[1].split("</section>")[0]
    assert late.reference in part
    assert done.reference not in part  # sixteen weeks today
    assert police.reference not in part
