"""The verbs of orders: what they write, what they refuse, what they do to the dates, what the log keeps."""

from __future__ import annotations

import uuid
from datetime import date as d

import pytest

from audit.models import Event as AuditEvent
from deadlines.models import Alert, Deadline
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.deadlines import population
from orders import actions
from orders.actions import Change, DoorCheck, NewCondition
from orders.deadlines import OrderSource
from orders.door import door_conditions, number_key
from orders.facts import load_orders
from orders.models import Breach, ConditionCheck, ConditionVersion, Order, OrderEvent
from orders.papers import NotAScan, file_name, read_scan
from orders.picture import pictures
from orders.policy import standings
from tests.orders.makers import make_condition, make_order
from visits.actions import Account, correct_visit, log_visit, void_visit

pytestmark = pytest.mark.django_db
ON = d(2026, 11, 20)
PAPER = {"kind": "shpo", "order_ref": "SHPO-1", "made_on": d(2024, 3, 1), "served_on": None, "court": "Crown Court"}


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("T-1", seen=d(2026, 11, 1), on=ON)


@pytest.fixture
def order(nominal):
    return make_order(nominal)


def due(nominal):
    rows = Deadline.objects.open().filter(nominal=nominal, kind__in=OrderSource.kinds)
    return {(row.kind, row.subject): row.due_on for row in rows}


def events(action):
    return list(AuditEvent.objects.filter(action=action).order_by("pk"))


def standing(nominal, on):
    from deadlines.reconcile import batch_for

    return standings(load_orders(batch_for(on, ids=[nominal.pk]))[nominal.pk], on)


# ---- entering --------------------------------------------------------------------------------------------------------


def test_an_order_is_entered_once_however_often_the_form_is_sent(nominal, officer):
    token = uuid.uuid4()
    first = actions.add_order(nominal=nominal, by=officer, on=ON, form_token=token, **PAPER)
    again = actions.add_order(nominal=nominal, by=officer, on=ON, form_token=token, **PAPER)
    assert first == again
    [event] = events("order.added")
    assert event.subjects == ["T-1"]
    assert event.details["after"]["order_ref"] == "SHPO-1"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"made_on": d(2026, 11, 21)}, "made_on"),
        ({"served_on": d(2024, 2, 29)}, "served_on"),
        ({"order_ref": "no spaces"}, "order_ref"),
        ({"kind": "asbo"}, "kind"),
        ({"applicant": "me"}, "applicant"),
    ],
)
def test_what_cannot_be_is_refused(nominal, officer, change, field):
    with pytest.raises(Refused) as refused:
        actions.add_order(nominal=nominal, by=officer, on=ON, **{**PAPER, **change})
    assert refused.value.field == field
    assert not Order.objects.exists()


def test_a_reference_belongs_to_one_order(nominal, officer, make_nominal):
    make_order(make_nominal("T-2"), "shpo-1")
    with pytest.raises(Refused, match="already in use"):
        actions.add_order(nominal=nominal, by=officer, on=ON, **PAPER)


def test_a_term_that_the_law_does_not_seem_to_allow_is_stored_as_made(order, officer):
    found = actions.add_condition(
        order=order, by=officer, on=ON, number="1", text="Words", ends_on=d(2025, 3, 1), kind="prohibition"
    )
    assert found.ends_on == d(2025, 3, 1)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"text": " "}, "text"),
        ({"kind": "other"}, "kind"),
        ({"ends_on": d(2024, 2, 29)}, "ends_on"),
        ({"starts_on": d(2025, 1, 2), "ends_on": d(2025, 1, 1)}, "ends_on"),
        ({"check_value": 3}, "check_unit"),
        ({"check_value": 121, "check_unit": "months"}, "check_value"),
        ({"number": ""}, "number"),
    ],
)
def test_a_condition_that_cannot_be(order, officer, terms, field):
    with pytest.raises(Refused) as refused:
        actions.add_condition(
            **{"order": order, "by": officer, "on": ON, "number": "1", "text": "Words", "kind": "prohibition", **terms}
        )
    assert refused.value.field == field


def test_a_number_is_used_once_in_an_order(order, officer):
    make_condition(order, "1a")
    with pytest.raises(Refused, match="already has"):
        actions.add_condition(order=order, by=officer, on=ON, number="1A", text="Words")


def test_dates_follow_what_is_entered(order, nominal, officer):
    actions.add_condition(
        order=order, by=officer, on=ON, number="1", text="Words", ends_on=d(2029, 2, 28), check_value=3,
        check_unit="months",
    )  # fmt: skip
    assert due(nominal) == {("order_end", "O-1"): d(2029, 2, 28), ("condition_check", "O-1/1"): d(2024, 6, 1)}


def test_two_who_edit_at_once_both_keep_their_words(order, officer, colleague):
    actions.edit_order(order=order, by=officer, on=ON, version=1, court="North Court")
    with pytest.raises(Conflict) as conflict:
        actions.edit_order(order=order, by=colleague, on=ON, version=1, court="South Court")
    assert (conflict.value.yours, conflict.value.theirs) == ({"court": "South Court"}, {"court": "North Court"})
    condition = make_condition(order)
    actions.edit_condition(condition=condition, by=officer, on=ON, version=1, number="1", text="One")
    with pytest.raises(Conflict):
        actions.edit_condition(condition=condition, by=colleague, on=ON, version=1, number="1", text="Two")


def test_service_moves_what_counts_from_it(nominal, officer):
    order = make_order(nominal, served=None)
    make_condition(order, check_value=2, check_unit="months")
    actions.record_service(order=order, by=officer, on=ON, version=1, served_on=d(2024, 3, 9))
    assert due(nominal) == {("condition_check", "O-1/1"): d(2024, 5, 9)}
    with pytest.raises(Refused, match="on or after"):
        actions.record_service(order=order, by=officer, on=ON, version=2, served_on=d(2024, 2, 1))


def test_two_people_who_record_the_service_do_not_overwrite_each_other(nominal, officer, colleague):
    order = make_order(nominal, served=None)
    actions.compare_order(order=order, by=colleague, on=ON, agrees=True, version=1)
    for _ in range(2):  # sent twice, it is one
        order = actions.record_service(order=order, by=officer, on=ON, version=1, served_on=d(2024, 3, 9))
    assert order.version == 2
    with pytest.raises(Conflict):
        actions.record_service(order=order, by=colleague, on=ON, version=1, served_on=d(2024, 3, 12))
    with pytest.raises(Conflict):  # nor does whoever corrects an entry that was shown without the service
        actions.edit_order(order=order, by=colleague, on=ON, version=1, served_on=None, court="North Court")
    assert Order.objects.get().served_on == d(2024, 3, 9)
    [found] = pictures(nominal.pk, ON)
    assert found.comparison is not None  # the paper does not say when it was served


def test_a_second_person_compares(nominal, officer, colleague):
    order = actions.add_order(nominal=nominal, by=officer, on=ON, **PAPER)
    with pytest.raises(NotAllowed):
        actions.compare_order(order=order, by=officer, on=ON, agrees=True, version=1)
    with pytest.raises(Refused, match="differs"):
        actions.compare_order(order=order, by=colleague, on=ON, agrees=False, version=1)
    actions.add_condition(order=order, by=officer, on=ON, number="1", text="Words")
    with pytest.raises(Refused, match="changed since"):
        actions.compare_order(order=order, by=colleague, on=ON, agrees=True, version=1)
    assert actions.compare_order(order=order, by=colleague, on=ON, agrees=True, version=2).agrees


# ---- what happens to it ----------------------------------------------------------------------------------------------


def test_a_variation_changes_what_holds_from_its_day_only(order, nominal, officer):
    first = make_condition(order, "1", ends_on=d(2029, 2, 28))
    second = make_condition(order, "2", ends_on=d(2029, 2, 28))
    event = actions.vary_order(
        order=order, by=officer, on=ON, kind="varied", varied_on=d(2026, 6, 1),
        changes=[
            Change(first.pk, terms={"text": "Other words", "ends_on": d(2031, 5, 31)}),
            Change(second.pk, removed=True),
        ],
        added=[NewCondition("3", {"text": "New", "kind": "prohibition", "ends_on": d(2027, 1, 1)})],
    )  # fmt: skip
    assert [s.last_day for s in standing(nominal, d(2026, 5, 31))] == [d(2029, 2, 28)]
    assert [s.last_day for s in standing(nominal, ON)] == [d(2031, 5, 31)]
    assert due(nominal) == {("order_end", "O-1"): d(2031, 5, 31), ("condition_end", "O-1/3"): d(2027, 1, 1)}
    [logged] = events("order.varied")
    assert logged.details["conditions"][0]["before"]["text"] == first.text
    assert event.versions.count() == 2


def test_a_variation_that_changes_nothing_is_a_review(order, officer):
    one = make_condition(order)
    with pytest.raises(Refused, match="Nothing was changed"):
        actions.vary_order(
            order=order, by=officer, on=ON, kind="varied", varied_on=ON, changes=[Change(one.pk, terms={})]
        )
    assert not OrderEvent.objects.exists()
    event = actions.record_event(order=order, by=officer, on=ON, kind="reviewed", happened_on=ON, note="Still needed")
    assert event.kind == "reviewed"


def test_variations_follow_each_other(order, officer):
    one = make_condition(order)
    shared = {"order": order, "by": officer, "on": ON, "kind": "varied"}
    actions.vary_order(varied_on=d(2026, 6, 1), changes=[Change(one.pk, terms={"text": "Second"})], **shared)
    with pytest.raises(Refused, match="later already"):
        actions.vary_order(varied_on=d(2026, 5, 1), changes=[Change(one.pk, terms={"text": "Before"})], **shared)
    actions.vary_order(varied_on=d(2026, 7, 1), changes=[Change(one.pk, terms={"text": "Third"})], **shared)
    assert list(ConditionVersion.objects.order_by("effective_from").values_list("text", flat=True)) == [
        "Second",
        "Third",
    ]


def test_a_discharge_ends_it_and_can_be_taken_back_by_a_supervisor(order, nominal, officer, supervisor):
    make_condition(order, ends_on=d(2029, 2, 28))
    event = actions.discharge_order(order=order, by=officer, on=ON, discharged_on=d(2026, 11, 2))
    assert due(nominal) == {}
    assert [s.over for s in standing(nominal, ON)] == [True]
    assert population.load(batch(nominal))[nominal.pk].facts.requirement_ended
    assert not Deadline.objects.open().filter(nominal=nominal, kind="home_visit").exists()
    with pytest.raises(Refused, match="already"):
        actions.discharge_order(order=order, by=officer, on=ON, discharged_on=ON)
    with pytest.raises(NotAllowed):
        actions.void_entry(entry=event, by=officer, on=ON, reason="Another order")
    actions.void_entry(entry=event, by=supervisor, on=ON, reason="Another order")
    assert due(nominal) == {("order_end", "O-1"): d(2029, 2, 28)}
    assert Deadline.objects.open().filter(nominal=nominal, kind="home_visit").exists()


def batch(nominal):
    from deadlines.reconcile import batch_for

    return batch_for(ON, ids=[nominal.pk])


def test_a_variation_entered_in_error_takes_its_changes_with_it(order, nominal, officer, supervisor):
    one = make_condition(order, ends_on=d(2029, 2, 28))
    event = actions.vary_order(
        order=order, by=officer, on=ON, kind="renewed", varied_on=d(2026, 6, 1),
        changes=[Change(one.pk, terms={"ends_on": d(2034, 2, 28)})], added=[NewCondition("2", {"text": "New"})],
    )  # fmt: skip
    assert ("order_end", "O-1") not in due(nominal)
    actions.void_entry(entry=event, by=supervisor, on=ON, reason="Not this order")
    assert due(nominal) == {("order_end", "O-1"): d(2029, 2, 28)}


def test_an_order_entered_in_error_owes_nothing(order, nominal, officer, supervisor):
    make_condition(order, ends_on=d(2029, 2, 28), check_value=3, check_unit="months")
    with pytest.raises(NotAllowed):
        actions.void_entry(entry=order, by=officer, on=ON, reason="Somebody else's")
    actions.void_entry(entry=order, by=supervisor, on=ON, reason="Somebody else's")
    assert due(nominal) == {}


# ---- checks ----------------------------------------------------------------------------------------------------------


def look(condition, result="complied", **more):
    return DoorCheck(condition.pk, result, **more)


def test_a_check_moves_the_next_and_not_checked_does_not(order, nominal, officer):
    one = actions.add_condition(
        order=order, by=officer, on=ON, number="1", text="Words", check_value=3, check_unit="months"
    )
    actions.record_check(condition=one, by=officer, on=ON, checked_on=d(2026, 11, 2), check=look(one))
    assert due(nominal) == {("condition_check", "O-1/1"): d(2027, 2, 2)}
    assert Deadline.objects.get(kind="condition_check", closed_on__isnull=False).outcome == "done"
    actions.record_check(
        condition=one, by=officer, on=ON, checked_on=ON, check=look(one, "not_checked", reason="no_time")
    )
    assert due(nominal) == {("condition_check", "O-1/1"): d(2027, 2, 2)}


@pytest.mark.parametrize(
    ("check", "field"),
    [
        ({"result": "not_checked"}, "reason"),
        ({"result": "concern"}, "notes"),
        ({"result": "breach", "notes": " "}, "notes"),
        ({"result": "fine"}, "result"),
    ],
)
def test_a_check_says_what_it_needs_to(order, officer, check, field):
    one = make_condition(order)
    with pytest.raises(Refused) as refused:
        actions.record_check(condition=one, by=officer, on=ON, checked_on=ON, check=DoorCheck(one.pk, **check))
    assert refused.value.field == field


def test_a_check_lies_between_the_order_and_today(order, officer):
    one = make_condition(order)
    for day in (d(2024, 2, 29), d(2026, 11, 21)):
        with pytest.raises(Refused) as refused:
            actions.record_check(condition=one, by=officer, on=ON, checked_on=day, check=look(one))
        assert refused.value.field == "checked_on"


def test_checks_at_the_door_stand_or_fall_with_the_visit(order, nominal, officer):
    one, two = make_condition(order, "1"), make_condition(order, "2")
    account = Account(date=ON, outcome="seen_at_address", officers=(officer.username,), announced=False)
    token = uuid.uuid4()
    with pytest.raises(Refused):
        log_visit(nominal=nominal, account=account, by=officer, on=ON, checks=[look(one), look(two, "concern")])
    assert not nominal.visits.filter(date=ON).exists()
    assert not ConditionCheck.objects.exists()
    for _ in range(2):
        visit = log_visit(
            nominal=nominal, account=account, by=officer, on=ON, form_token=token,
            checks=[look(one), look(two, "breach", notes="A phone")],
        )  # fmt: skip
    assert ConditionCheck.objects.filter(visit=visit).count() == 2
    assert Breach.objects.get().visit == visit

    fixed = correct_visit(
        visit=visit, account=Account(date=d(2026, 11, 19), outcome="seen_at_address"), reason="The day before",
        by=officer, on=ON,
    )  # fmt: skip
    assert set(ConditionCheck.objects.values_list("visit", "checked_on")) == {(fixed.pk, d(2026, 11, 19))}
    void_visit(visit=fixed, reason="Somebody else", by=officer, on=ON)
    assert not ConditionCheck.objects.counted().exists()
    assert Breach.objects.counted().count() == 1


def test_another_persons_condition_cannot_be_checked(order, officer, make_nominal):
    other = make_condition(make_order(make_nominal("T-2"), "O-2"))
    account = Account(date=ON, outcome="seen_at_address", announced=False)
    with pytest.raises(Refused, match="no such condition"):
        log_visit(nominal=order.nominal, account=account, by=officer, on=ON, checks=[look(other)])


def test_what_to_check_at_the_door(order, nominal):
    make_condition(order, "10", check_value=3, check_unit="months", may_ask="Devices")
    make_condition(order, "2")
    later = make_condition(order, "3", check_value=3, check_unit="months")
    make_condition(order, "4", ends_on=d(2026, 11, 19))
    make_condition(order, "5", starts_on=d(2026, 11, 21))
    ConditionCheck.objects.create(nominal=nominal, condition=later, checked_on=d(2026, 11, 1), result="complied")
    found = door_conditions(nominal.pk, ON)
    assert [(one.number, one.is_due) for one in found] == [("10", True), ("2", True), ("3", False)]
    assert [one.may_ask for one in found] == ["Devices", "None: by consent", "None: by consent"]
    assert found[0].state == "overdue"


def test_numbers_of_conditions_in_their_order():
    assert sorted(["10", "3(b)", "2", "3(a)", "3"], key=number_key) == ["2", "3", "3(a)", "3(b)", "10"]


# ---- breaches --------------------------------------------------------------------------------------------------------


def test_a_suspected_breach_reaches_the_supervisors_at_once(order, officer, supervisor, other_supervisor, nominal):
    breach = actions.suspect_breach(order=order, by=officer, on=ON, suspected_on=d(2026, 11, 19), what="Seen there")
    subject = f"breach/{breach.pk}"
    assert due(nominal)["breach_decision", subject] == d(2026, 11, 19)
    told = Alert.objects.filter(kind="breach_decision", subject=subject, raised_on=ON)
    assert set(told.values_list("recipient", flat=True)) == {supervisor.pk, other_supervisor.pk}


def test_evidence_leaves_the_decision_owed_and_a_decision_settles_it(order, officer, supervisor, nominal):
    breach = actions.suspect_breach(order=order, by=officer, on=ON, suspected_on=ON, what="Seen there")
    step = {"breach": breach, "on": ON, "happened_on": ON}
    actions.add_step(by=officer, kind="evidence", note="A photograph", **step)
    assert due(nominal)
    with pytest.raises(NotAllowed):
        actions.add_step(by=officer, kind="decision", outcome="no_action", note="Why", **step)
    with pytest.raises(Refused):
        actions.add_step(by=supervisor, kind="decision", outcome="convicted", note="Why", **step)
    actions.add_step(by=supervisor, kind="decision", outcome="seek_charge", note="Why", **step)
    assert due(nominal) == {}
    assert Deadline.objects.get(kind="breach_decision").outcome == "done"
    with pytest.raises(Refused, match="on or after"):
        actions.add_step(
            by=supervisor, kind="charge", outcome="charged", breach=breach, on=ON, happened_on=d(2026, 11, 1)
        )


# ---- who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["outsider", "foreigner"])
def test_others_do_not_know_of_the_order(order, who, request):
    user = request.getfixturevalue(who)
    with pytest.raises(NotVisible):
        actions.record_service(order=order, by=user, on=ON, version=1, served_on=ON)


@pytest.mark.parametrize("who", ["inspector", "coordinator"])
def test_those_who_read_do_not_write(order, nominal, who, request):
    user = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        actions.add_order(nominal=nominal, by=user, on=ON, **PAPER)
    one = make_condition(order)
    with pytest.raises(NotAllowed):
        actions.record_check(condition=one, by=user, on=ON, checked_on=ON, check=look(one))


# ---- the scan --------------------------------------------------------------------------------------------------------


class Upload:
    def __init__(self, content: bytes) -> None:
        self.content, self.size = content, len(content)

    def read(self, most: int) -> bytes:
        return self.content[:most]


@pytest.mark.parametrize(
    ("start", "content_type"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"II*\x00", "image/tiff"),
    ],
)
def test_the_type_of_a_scan_is_told_by_its_content(start, content_type):
    assert read_scan(Upload(start + b"rest")).content_type == content_type


@pytest.mark.parametrize("content", [b"", b"<html>", b"GIF89a", b"MZ", b"PK\x03\x04", b"%PDF-" + bytes(10 * 2**20)])
def test_what_is_no_scan_is_refused(content):
    with pytest.raises(NotAScan):
        read_scan(Upload(content))


def test_the_same_scan_is_kept_once_under_a_name_of_ours(order, officer):
    scan = read_scan(Upload(b"%PDF-1.7 rest"))
    papers = {actions.add_paper(order=order, by=officer, on=ON, scan=scan).pk for _ in range(2)}
    assert len(papers) == 1
    assert file_name("O-1", 3, "application/pdf") == "O-1-paper-3.pdf"
