"""The verbs of the record: what each writes, refuses and leaves alone, and its audit event."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event as AuditEvent
from deadlines.models import Deadline
from offenders import actions
from offenders.models import TYPED_EVENTS, Address, Allocation, Event, Nominal, RiskLevel, StatusPeriod

ON = dt.date(2026, 11, 20)
D = dt.date


def audited(action: str) -> AuditEvent:
    return AuditEvent.objects.filter(action=action).latest("id")


def due(nominal: Nominal) -> dt.date:
    return Deadline.objects.open().get(nominal=nominal, kind="home_visit").due_on


def test_add_nominal_opens_a_record_in_ones_own_team(officer, world):
    nominal = actions.add_nominal(
        by=officer, on=ON, reference="X-1", family_name="O'Hare", given_names="Ida", registered_on=D(2026, 11, 2),
        address="1 Test Lane", postcode="ZZ9 9ZZ",
    )  # fmt: skip
    assert (nominal.force, nominal.team, nominal.officer) == (world.force, world.north, None)
    assert nominal.search_name == " ida o hare ohare"
    assert Address.objects.get(nominal=nominal).kind == "home"
    assert due(nominal) == D(2026, 11, 23)  # 15 working days from registration
    assert audited("nominal.added").subjects == ["X-1"]


def test_the_same_nominal_sent_twice_is_one(officer):
    same = {"by": officer, "on": ON, "reference": "X-1", "family_name": "Hare", "given_names": "Ida"}
    first = actions.add_nominal(**same)
    assert actions.add_nominal(**same) == first
    with pytest.raises(actions.Refused, match="already in use"):
        actions.add_nominal(**{**same, "reference": "x-1", "family_name": "Stoat"})


@pytest.mark.parametrize("reference", ["", "a b", "a/b", "x" * 41, "é", ".", ".."])
def test_a_misspelt_reference_is_refused(officer, reference):
    with pytest.raises(actions.Refused, match="letter"):
        actions.add_nominal(by=officer, on=ON, reference=reference, family_name="Hare")


def test_a_reference_of_another_force_cannot_be_taken(officer, make_nominal, world):
    make_nominal("Y-1", force=world.other_force, team=world.far, officer=None)
    with pytest.raises(actions.Refused, match="already in use"):
        actions.add_nominal(by=officer, on=ON, reference="y-1", family_name="Hare")


def test_edit_identity_keeps_before_and_after(officer, make_nominal):
    nominal = make_nominal(family_name="Larkmoor")
    edited = actions.edit_identity(nominal=nominal, by=officer, on=ON, version=1, family_name="Smith-Löw")
    assert edited.version == 2
    assert edited.search_name == " ash smith low smithlow"
    details = audited("nominal.edited").details
    assert (details["before"], details["after"]) == ({"family_name": "Larkmoor"}, {"family_name": "Smith-Löw"})


def test_a_stale_version_raises_a_conflict_with_both_texts_and_loses_nothing(officer, colleague, make_nominal):
    nominal = make_nominal(family_name="Larkmoor")
    actions.edit_identity(nominal=nominal, by=colleague, on=ON, version=1, family_name="Theirs")
    with pytest.raises(actions.Conflict) as raised:
        actions.edit_identity(nominal=nominal, by=officer, on=ON, version=1, family_name="Mine")
    assert raised.value.yours == {"family_name": "Mine"}
    assert raised.value.theirs == {"family_name": "Theirs"}
    nominal.refresh_from_db()
    assert nominal.family_name == "Theirs"
    again = actions.edit_identity(nominal=nominal, by=officer, on=ON, version=raised.value.version, family_name="Mine")
    assert again.family_name == "Mine"


def test_the_same_edit_sent_twice_is_one(officer, make_nominal):
    nominal = make_nominal()
    for _ in range(2):
        edited = actions.edit_identity(nominal=nominal, by=officer, on=ON, version=1, family_name="Moved")
    assert edited.version == 2


def test_a_registration_date_moves_the_first_visit_at_once(officer, make_nominal):
    nominal = make_nominal(registered_on=None, on=ON)
    assert not Deadline.objects.open().filter(nominal=nominal, kind="home_visit").exists()
    actions.edit_identity(nominal=nominal, by=officer, on=ON, version=1, registered_on=D(2026, 11, 2))
    assert due(nominal) == D(2026, 11, 23)


def test_a_record_out_of_sight_cannot_be_changed(foreigner, outsider, make_nominal):
    nominal = make_nominal()
    for person in (foreigner, outsider):
        with pytest.raises(actions.NotVisible):
            actions.edit_identity(nominal=nominal, by=person, on=ON, version=1, family_name="Taken")


@pytest.mark.parametrize("who", ["coordinator", "inspector", "auditor", "administrator", "neighbourhood"])
def test_those_who_do_not_edit_are_refused(who, request, make_nominal):
    nominal = make_nominal()
    person = request.getfixturevalue(who)
    with pytest.raises((actions.NotAllowed, actions.NotVisible)):
        actions.add_address(nominal=nominal, by=person, on=ON, kind="work", address="1 Yard")
    assert Address.objects.filter(kind="work").count() == 0


def test_a_second_home_is_a_move(officer, make_nominal):
    nominal = make_nominal(seen=D(2026, 11, 2), on=ON)
    with pytest.raises(actions.Refused, match="Record a move"):
        actions.add_address(nominal=nominal, by=officer, on=ON, kind="home", address="9 New Road")
    new = actions.move_home(nominal=nominal, by=officer, on=ON, moved_on=D(2026, 11, 10), address="9 New Road")
    old = Address.objects.get(address="4 Sample Street")
    assert old.to_on == new.from_on == D(2026, 11, 10)
    assert due(nominal) == D(2026, 12, 1)  # visit_new_address: 15 working days from the move
    assert audited("address.ended").details["after"] == {"to_on": "2026-11-10"}
    assert audited("address.added").details["after"]["address"] == "9 New Road"
    assert actions.move_home(nominal=nominal, by=officer, on=ON, moved_on=D(2026, 11, 10), address="9 New Road") == new


def test_a_former_home_has_days_of_its_own(officer, make_nominal):
    nominal, same = make_nominal(), {"by": officer, "on": ON, "kind": "home"}
    actions.move_home(nominal=nominal, by=officer, on=ON, moved_on=D(2025, 3, 1), address="9 New Road")
    actions.add_address(nominal=nominal, **same, address="1 Old Road", from_on=D(2024, 1, 1), to_on=D(2025, 3, 1))
    for first, last in ((D(2024, 6, 1), D(2024, 7, 1)), (D(2025, 2, 1), D(2025, 4, 1))):
        with pytest.raises(actions.Refused, match="for some of these days"):
            actions.add_address(nominal=nominal, **same, address="2 Side Road", from_on=first, to_on=last)


def test_an_address_ends_once(officer, make_nominal):
    nominal = make_nominal()
    home = nominal.addresses.get()
    for _ in range(2):
        actions.end_address(address=home, by=officer, on=ON, to_on=D(2026, 11, 1))
    with pytest.raises(actions.Refused, match="ended already"):
        actions.end_address(address=home, by=officer, on=ON, to_on=D(2026, 11, 2))
    with pytest.raises(actions.Refused, match="today or in the past"):
        actions.add_address(nominal=nominal, by=officer, on=ON, kind="work", address="Yard", from_on=D(2026, 11, 21))


def test_custody_suspends_the_visit_and_its_end_resumes_it(officer, make_nominal):
    nominal = make_nominal(seen=D(2026, 11, 2), on=ON)
    period = actions.record_status_period(nominal=nominal, by=officer, on=ON, status="custody", from_on=D(2026, 11, 15))
    assert Deadline.objects.open().get(nominal=nominal, kind="home_visit").suspended
    with pytest.raises(actions.Refused, match="recorded already"):
        actions.record_status_period(nominal=nominal, by=officer, on=ON, status="custody", from_on=D(2026, 11, 16))
    actions.end_status_period(period=period, by=officer, on=ON, to_on=D(2026, 11, 18))
    visit = Deadline.objects.open().get(nominal=nominal, kind="home_visit")
    assert (visit.suspended, visit.due_on) == (False, D(2027, 2, 2))
    assert audited("status.recorded").subjects == [nominal.reference]
    assert audited("status.ended").details["after"] == {"to_on": "2026-11-18"}


def test_a_death_is_no_status_that_anybody_sets(officer, supervisor, make_nominal):
    nominal = make_nominal(on=ON)
    for person in (officer, supervisor):
        with pytest.raises(actions.Refused, match="Report it, and a supervisor confirms it"):
            actions.record_status_period(nominal=nominal, by=person, on=ON, status="deceased", from_on=ON)
    assert StatusPeriod.objects.count() == 0


def test_an_event_is_recorded_once_and_closed_with_a_reason(officer, supervisor, support, make_nominal):
    nominal = make_nominal(on=ON)
    arrest = {
        "nominal": nominal,
        "by": officer,
        "on": ON,
        "date": D(2026, 11, 18),
        "kind": "arrest",
        "summary": "x" * 5000,
    }
    event = actions.record_event(**arrest)
    assert actions.record_event(**arrest) == event
    assert Event.objects.count() == 1
    for person in (officer, support):
        with pytest.raises(actions.NotAllowed):
            actions.close_event(event=event, by=person, on=ON, closed_on=ON, reason="Not him")
    with pytest.raises(actions.Refused, match="why no reassessment"):
        actions.close_event(event=event, by=supervisor, on=ON, closed_on=ON, reason="  ")
    with pytest.raises(actions.Refused, match="on or after 18 November"):
        actions.close_event(event=event, by=supervisor, on=ON, closed_on=D(2026, 11, 17), reason="Known")
    closed = actions.close_event(event=event, by=supervisor, on=ON, closed_on=ON, reason="Not him")
    assert closed.closed_by == supervisor.username
    assert audited("event.closed").details["after"]["close_reason"] == "Not him"
    assert audited("event.recorded").subjects == [nominal.reference]


def test_an_officer_proposes_to_close_an_event_and_it_stays_open_until_a_supervisor_does(
    officer, supervisor, make_nominal
):
    nominal = make_nominal(on=ON)
    day = D(2026, 11, 18)
    event = actions.record_event(nominal=nominal, by=officer, on=ON, date=day, kind="new_relationship", summary="A")
    with pytest.raises(actions.Refused, match="why no reassessment"):
        actions.propose_closing(event=event, by=officer, on=ON, reason=" ")
    for _ in range(2):
        row = actions.propose_closing(event=event, by=officer, on=ON, reason="Known since March")
    assert (row.proposed_close_by, row.proposed_close_on, row.closed_on) == (officer, ON, None)
    assert AuditEvent.objects.filter(action="event.closing_proposed").count() == 1
    assert Deadline.objects.open().filter(nominal=nominal, kind="risk_review").exists()
    actions.close_event(event=event, by=supervisor, on=ON, closed_on=ON, reason="Known since March")
    assert not Deadline.objects.open().filter(nominal=nominal, kind="risk_review").exists()
    with pytest.raises(actions.Refused, match="closed already"):
        actions.propose_closing(event=event, by=officer, on=ON, reason="Again")


@pytest.mark.parametrize("kind", dict(TYPED_EVENTS))
def test_every_kind_of_event_opens_a_reassessment(kind, officer, make_nominal):
    nominal = make_nominal(on=ON)
    actions.record_event(nominal=nominal, by=officer, on=ON, date=D(2026, 11, 18), kind=kind, summary="A")
    due = Deadline.objects.open().get(nominal=nominal, kind="risk_review")
    assert due.due_on == D(2026, 11, 25)


def test_an_unknown_kind_of_event_is_refused(officer, make_nominal):
    with pytest.raises(actions.Refused):
        actions.record_event(nominal=make_nominal(), by=officer, on=ON, date=ON, kind="rumour", summary="A")


def test_entered_in_error_takes_a_reason_and_happens_once(officer, make_nominal):
    nominal = make_nominal(on=ON)
    row = actions.record_status_period(nominal=nominal, by=officer, on=ON, status="custody", from_on=D(2026, 11, 15))
    with pytest.raises(actions.Refused, match="what was wrong"):
        actions.void_fact(fact=row, by=officer, on=ON, reason="")
    for _ in range(2):
        voided = actions.void_fact(fact=row, by=officer, on=ON, reason="Police cell only")
    assert (voided.void_reason, voided.voided_by) == ("Police cell only", officer)
    assert StatusPeriod.objects.counted().count() == 0
    assert AuditEvent.objects.filter(action="fact.voided").count() == 1
    with pytest.raises(actions.Refused, match="entered in error"):
        actions.end_status_period(period=row, by=officer, on=ON, to_on=ON)


def test_an_officer_cannot_undo_a_level_that_counts(officer, supervisor, make_nominal):
    nominal = make_nominal(level="medium", seen=D(2026, 11, 2), on=ON)
    rise = actions.propose_risk_level(
        nominal=nominal, by=officer, on=ON, level="very_high", effective_from=ON, reason="Arrest"
    )
    with pytest.raises(actions.NotAllowed):
        actions.void_fact(fact=rise, by=officer, on=ON, reason="Wrong")
    actions.void_fact(fact=rise, by=supervisor, on=ON, reason="Wrong person")
    assert due(nominal) == D(2027, 5, 2)


def test_allocate_one_keeps_history_and_row_together(supervisor, officer, colleague, make_nominal):
    nominal = make_nominal()
    Allocation.objects.create(nominal=nominal, officer=officer, from_on=D(2020, 1, 1))
    for _ in range(2):
        moves = actions.allocate(nominals=[nominal], officer=colleague, by=supervisor, on=ON, reason="Leave")
    assert (moves.moved, moves.unchanged) == ([], [nominal.reference])
    nominal.refresh_from_db()
    assert nominal.officer == colleague
    rows = list(nominal.allocations.order_by("from_on").values_list("officer__username", "from_on", "to_on"))
    assert rows == [("a.hollis", D(2020, 1, 1), ON), ("b.thorne", ON, None)]
    event = audited("nominal.allocated")
    assert event.details["before"] == {nominal.reference: {"officer": officer.pk, "team": nominal.team_id}}
    assert AuditEvent.objects.filter(action="nominal.allocated").count() == 1


def test_allocate_many_reports_what_could_not_be_moved(supervisor, officer, colleague, make_nominal, world):
    mine = [make_nominal() for _ in range(3)]
    foreign = make_nominal(force=world.other_force, team=world.far, officer=None)
    moves = actions.allocate(
        nominals=[*mine, foreign.reference, "nobody", mine[0].reference.lower()],
        officer=colleague, by=supervisor, on=ON, reason="Balance",
    )  # fmt: skip
    assert sorted(moves.moved) == sorted(n.reference for n in mine)
    assert moves.failed == [(foreign.reference, "There is no such record"), ("NOBODY", "There is no such record")]
    assert moves.sentence == "3 nominals moved; 2 could not be moved."
    assert Nominal.objects.filter(officer=colleague).count() == 3
    actions.allocate(nominals=mine, officer=None, by=supervisor, on=ON, reason="Long-term sick")
    assert Allocation.objects.filter(to_on__isnull=True).count() == 0


def test_allocating_takes_as_many_queries_for_one_as_for_many(
    supervisor, colleague, make_nominal, django_assert_num_queries
):
    first, *rest = [make_nominal() for _ in range(31)]
    with CaptureQueriesContext(connection) as one:
        actions.allocate(nominals=[first], officer=colleague, by=supervisor, on=ON, reason="x")
    with django_assert_num_queries(len(one)):
        actions.allocate(nominals=rest, officer=colleague, by=supervisor, on=ON, reason="x")


def test_who_may_allocate_and_to_whom(officer, supervisor, outsider, foreigner, inspector, auditor, make_nominal):
    nominal = make_nominal()
    with pytest.raises(actions.NotAllowed):
        actions.allocate(nominals=[nominal], officer=officer, by=officer, on=ON, reason="x")
    for target in (outsider, foreigner, auditor):
        with pytest.raises(actions.Refused, match="from the list"):
            actions.allocate(nominals=[nominal], officer=target, by=supervisor, on=ON, reason="x")
    actions.allocate(nominals=[nominal], officer=outsider, by=inspector, on=ON, reason="Moved house")
    nominal.refresh_from_db()
    assert (nominal.officer, nominal.team) == (outsider, outsider.team)
    officer.is_active = False
    officer.save()
    with pytest.raises(actions.Refused, match="from the list"):
        actions.allocate(nominals=[nominal], officer=officer, by=inspector, on=ON, reason="x")


def test_a_change_stands_only_with_its_audit_event(officer, make_nominal, monkeypatch):
    nominal = make_nominal()

    def broken(*args, **kwargs):
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr("offenders.actions.base.record", broken)
    with pytest.raises(RuntimeError):
        actions.propose_risk_level(nominal=nominal, by=officer, on=ON, level="very_high", effective_from=ON, reason="x")
    assert RiskLevel.objects.count() == 1
