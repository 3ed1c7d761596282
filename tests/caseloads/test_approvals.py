"""Approvals: what waits, what it would change, and for whom."""

import datetime as dt

import pytest

from audit.models import Event
from common.clock import today
from offenders.actions import confirm_death, report_death, undo_death
from offenders.models import ManagementDecision, Nominal, PlanInterval, RiskLevel
from tests.caseloads import cast

pytestmark = pytest.mark.django_db
DAY = cast.TODAY - 3 * cast.DAY


def level(nominal, by, value="low", on=DAY, **more):
    return RiskLevel.objects.create(
        nominal=nominal, level=value, effective_from=on, recorded_by=by, reason="ARMS is low", **more
    )


def waiting(response) -> list[tuple[str, str]]:
    return [(one.nominal.reference, one.kind) for one in response.context["waiting"]]


@pytest.fixture
def case(make_nominal, officer):
    nominal = cast.due(make_nominal, "CASE", 5, "high", officer=officer)
    cast.work_out()
    return nominal


def test_a_fall_waits_with_its_dates_before_and_after(case, officer, signed_in, supervisor):
    cast.attempt(case, DAY)
    level(case, officer)
    (one,) = signed_in(supervisor).get("/approvals/").context["waiting"]
    assert (one.name, one.proposed, one.now, one.may_answer) == (
        "Risk level",
        "Low from 17 November 2026",
        "High",
        True,
    )
    (change,) = one.changes
    assert (change.kind, change.before, change.after) == (
        "Home visit", "Wed 25 Nov 2026, in 5 days", "Wed 25 Aug 2027, in 278 days",
    )  # fmt: skip
    assert list(one.visits) == ["Tue 17 Nov 2026: no reply", "Tue 25 Aug 2026: seen at the address"]
    assert case.deadlines.open().get().due_on == dt.date(2026, 11, 25)


def test_an_interval_and_reactive_management_wait_too_a_rise_and_a_shorter_interval_do_not(
    case, officer, signed_in, supervisor
):
    PlanInterval.objects.create(nominal=case, value=9, unit="months", effective_from=DAY, recorded_by=officer)
    PlanInterval.objects.create(nominal=case, value=2, unit="weeks", effective_from=DAY - cast.DAY, recorded_by=officer)
    ManagementDecision.objects.create(nominal=case, mode="reactive", effective_from=DAY, recorded_by=officer)
    level(case, officer, "very_high", on=DAY - 10 * cast.DAY)
    page = signed_in(supervisor).get("/approvals/")
    assert sorted(waiting(page)) == [("CASE", "interval"), ("CASE", "management")]
    changes = {one.kind: {change.kind: change.after for change in one.changes} for one in page.context["waiting"]}
    assert changes["management"]["Home visit"] == "none"
    assert "Review of reactive management" in changes["management"]


def test_what_a_later_decision_overtook_does_not_wait(case, officer, supervisor, signed_in):
    level(case, officer, "low", on=DAY - 30 * cast.DAY)
    level(case, officer, "medium", on=DAY, approved=True, approved_on=DAY, approved_by=supervisor)
    assert waiting(signed_in(supervisor).get("/approvals/")) == []


def test_returned_and_voided_ones_are_gone(case, officer, supervisor, signed_in):
    now = dt.datetime(2026, 11, 19, 9, tzinfo=dt.UTC)
    level(case, officer, returned_at=now, returned_by=supervisor, return_reason="Not yet")
    level(case, officer, "medium", voided_at=now, voided_by=officer, void_reason="Wrong person")
    assert waiting(signed_in(supervisor).get("/approvals/")) == []


def test_the_oldest_come_first(case, make_nominal, officer, signed_in, supervisor):
    newer = cast.due(make_nominal, "NEWER", 5, "high", officer=officer)
    cast.work_out()
    for nominal, days in ((newer, 1), (case, 9)):
        row = level(nominal, officer)
        RiskLevel.objects.filter(pk=row.pk).update(recorded_at=dt.datetime(2026, 11, 20 - days, 9, tzinfo=dt.UTC))
    page = signed_in(supervisor).get("/approvals/")
    assert waiting(page) == [("CASE", "level"), ("NEWER", "level")]
    assert [one.waited for one in page.context["waiting"]] == ["9 days ago", "yesterday"]


def test_ones_own_is_shown_but_not_to_answer(case, supervisor, other_supervisor, signed_in):
    level(case, supervisor)
    own, another = (signed_in(who).get("/approvals/") for who in (supervisor, other_supervisor))
    assert [one.may_answer for one in own.context["waiting"]] == [False]
    assert "somebody else answers it" in own.content.decode()
    assert "Approve or return" not in own.content.decode()
    assert "Approve or return" in another.content.decode()


def test_the_link_leads_to_where_it_is_answered(case, officer, signed_in, supervisor):
    row = level(case, officer)
    client = signed_in(supervisor)
    assert f"/nominals/CASE/risk/proposals/level/{row.pk}/" in client.get("/approvals/").content.decode()
    assert client.get(f"/nominals/CASE/risk/proposals/level/{row.pk}/").status_code == 200


def test_each_sees_their_team_or_force(case, make_nominal, officer, outsider, world, signed_in, supervisor, inspector):
    south = cast.due(make_nominal, "SOUTHERN", 5, "high", officer=outsider, team=world.south)
    coast = cast.due(make_nominal, "COAST", 5, "high", officer=None, team=world.far, force=world.other_force)
    cast.work_out()
    for nominal in (case, south, coast):
        level(nominal, officer)
    assert waiting(signed_in(supervisor).get("/approvals/")) == [("CASE", "level")]
    page = signed_in(inspector).get("/approvals/")
    assert sorted(waiting(page)) == [("CASE", "level"), ("SOUTHERN", "level")]
    assert Event.objects.filter(action="approvals.listed", username="g.stone").get().subjects == ["CASE", "SOUTHERN"]


@pytest.mark.parametrize("who", ["officer", "support", "coordinator", "administrator", "auditor", "neighbourhood"])
def test_others_are_refused(request, signed_in, who):
    assert signed_in(request.getfixturevalue(who)).get("/approvals/").status_code == 403


def test_nothing_waits(signed_in, supervisor):
    assert "Nothing is waiting" in signed_in(supervisor).get("/approvals/").content.decode()


def test_a_reported_death_waits_for_a_supervisor_who_did_not_report_it(
    make_nominal, officer, outsider, signed_in, supervisor, other_supervisor, foreigner
):
    nominal = make_nominal("D-1", on=today())
    row = report_death(nominal=nominal, by=supervisor, on=today(), reported_on=today(), source="The coroner")
    own = signed_in(supervisor).get("/approvals/").content.decode()
    assert "You reported this" in own
    client = signed_in(other_supervisor)
    page = client.get("/approvals/").content.decode()
    assert "The coroner" in page
    assert f"/nominals/D-1/death/{row.pk}/confirm/" in page
    assert Event.objects.filter(action="approvals.listed", subjects=["D-1"]).count() == 2
    confirm_death(report=row, by=other_supervisor, on=today(), died_on=today(), evidence="Certificate")
    assert "D-1" not in client.get("/approvals/").content.decode()
    row.refresh_from_db()
    undo_death(report=row, by=other_supervisor, on=today(), reason="Another person")
    assert nominal in Nominal.objects.visible_to(officer)


def test_a_death_reported_elsewhere_is_not_listed(make_nominal, outsider, world, signed_in, supervisor):
    nominal = make_nominal("D-2", on=today(), team=world.south, officer=outsider)
    report_death(nominal=nominal, by=outsider, on=today(), reported_on=today(), source="The coroner")
    assert "D-2" not in signed_in(supervisor).get("/approvals/").content.decode()


def test_as_many_queries_for_one_as_for_twenty(
    make_nominal, officer, signed_in, supervisor, django_assert_max_num_queries
):
    client = signed_in(supervisor)

    def propose(number):
        level(cast.due(make_nominal, f"P-{number}", 5, "high", officer=officer), officer)

    propose(0)
    cast.work_out()
    client.get("/approvals/")
    with django_assert_max_num_queries(40) as one:
        client.get("/approvals/")
    for number in range(1, 20):
        propose(number)
    cast.work_out()
    with django_assert_max_num_queries(40) as many:
        assert len(waiting(client.get("/approvals/"))) == 20
    assert len(many) == len(one)
