"""Two records of one person become one; undoing it restores both exactly."""

import datetime as dt
import io

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Event as AuditEvent
from deadlines.models import Deadline
from offenders import actions
from offenders.actions.merging import fact_tables
from offenders.models import Address, Alias, Bar, Event, Merge, Nominal, NominalAccess, RiskLevel, StatusPeriod
from orders.actions.conditions import add_condition
from orders.models import Condition, ConditionCheck, Order
from visits.models import Visit

ON = dt.date(2026, 11, 20)
D = dt.date
DAY = dt.timedelta(days=1)


@pytest.fixture
def two(make_nominal):
    one = make_nominal("A-1", seen=D(2026, 3, 2), on=ON)
    other = make_nominal(
        "B-2", family_name="Quillmarsh", given_names="Robin", seen=D(2026, 10, 5), level="low", on=ON,
        address="9 Other Road",
    )  # fmt: skip
    return one, other


def merge(one, other, by, **more):
    return actions.merge_nominals(survivor=one, merged=other, by=by, on=ON, reason="Fingerprints", **more)


def owed(nominal):
    rows = Deadline.objects.open().filter(nominal=nominal)
    return sorted(rows.values_list("kind", "subject", "due_on", "rule", "suspended"))


def exported():
    out = io.StringIO()
    call_command("export_deadlines", as_of=ON.isoformat(), stdout=out)
    return out.getvalue()


def everything():
    """Each row of each table with facts, by its id: the nominal that it hangs on."""
    found = {}
    with connection.cursor() as cursor:
        for table, column in fact_tables():
            cursor.execute(f"SELECT id, {column} FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
    return found


def test_every_table_with_facts_is_known():
    tables = {table for table, _ in fact_tables()}
    assert {"offenders_address", "visits_visit", "orders_order", "offenders_bar", "offenders_contact"} <= tables
    assert "offenders_nominalaccess" in tables
    assert not {"deadlines_deadline", "offenders_standing", "offenders_merge"} & tables


def test_everything_moves_and_the_reference_finds_the_survivor(two, supervisor, signed_in):
    one, other = two
    row = merge(one, other, supervisor)
    assert merge(one, other, supervisor) == row
    assert Visit.objects.filter(nominal=one).count() == 2
    assert owed(other) == []
    assert owed(one) != []
    seen = Nominal.objects.visible_to(supervisor)
    assert [n.reference for n in seen] == ["A-1"]
    assert seen.by_reference("b-2").get() == one
    assert seen.matching(reference="B-").get() == one
    assert seen.matching(words=["quillm"]).get() == one  # its name is another name now
    client = signed_in(supervisor)
    answer = client.get(reverse("offenders:record", args=["B-2"]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("offenders:record", args=["A-1"]))
    assert "B-2" not in exported()
    event = AuditEvent.objects.get(action="nominal.merged")
    assert (event.subjects, event.details["moved"]["visits_visit"]) == (["A-1", "B-2"], 1)


def test_what_the_survivor_cannot_have_twice_stays_and_is_listed(two, supervisor, officer):
    one, other = two
    for nominal in two:
        Event.objects.create(nominal=nominal, date=ON, kind="arrest", summary="x")
    row = merge(one, other, supervisor)
    assert Address.objects.get(address="9 Other Road").nominal == other
    assert set(row.stayed) == {"offenders_address", "offenders_event"}
    assert Visit.objects.filter(nominal=other).count() == 0


def test_what_hangs_on_a_row_that_stays_stays_with_it(two, supervisor, officer):
    one, other = two
    same = {"date": ON, "kind": "arrest", "summary": "Neighbour: x"}
    Event.objects.create(nominal=one, **same)
    contact = actions.record_contact(
        nominal=other, by=officer, on=ON, date=ON, how="phone", who="Neighbour", text="x", changes=True,
        event_kind="arrest",
    )  # fmt: skip
    row = merge(one, other, supervisor)
    contact.refresh_from_db()
    assert (contact.nominal, contact.event.nominal) == (other, other)
    assert row.stayed["offenders_contact"] == [contact.pk]


def test_blanks_are_filled_and_emptied_again(make_nominal, supervisor):
    one = make_nominal("A-1", date_of_birth=None, registered_on=None, level=None, officer=None, address=None, on=ON)
    other = make_nominal("B-2", on=ON)
    row = merge(one, other, supervisor)
    one.refresh_from_db()
    assert (one.date_of_birth, one.registered_on, one.officer) == (D(1979, 6, 11), D(2019, 3, 4), other.officer)
    actions.edit_identity(nominal=one, by=supervisor, on=ON, version=one.version, date_of_birth=D(1980, 1, 1))
    actions.undo_merge(merge=row, by=supervisor, on=ON, reason="Two people")
    one.refresh_from_db()
    assert (one.date_of_birth, one.registered_on, one.officer) == (D(1980, 1, 1), None, None)


def test_a_bar_goes_with_what_it_keeps_shut(two, supervisor, colleague):
    one, other = two
    Bar.objects.create(nominal=other, user=colleague, reason="Cousin")
    merge(one, other, supervisor)
    assert not Nominal.objects.visible_to(colleague).filter(pk=one.pk).exists()
    assert not Nominal.objects.visible_to(colleague).by_reference("B-2").exists()


@pytest.mark.parametrize("who", ["officer", "support", "coordinator", "outsider", "foreigner", "auditor"])
def test_who_may_not_merge(who, request, two):
    before = everything()
    with pytest.raises((actions.NotAllowed, actions.NotVisible)):
        merge(*two, request.getfixturevalue(who))
    assert everything() == before


def test_what_may_not_be_merged(two, supervisor, make_nominal, world, foreigner):
    one, other = two
    theirs = make_nominal("C-3", force=world.other_force, team=world.far, officer=foreigner)
    with pytest.raises(actions.NotVisible):
        merge(one, theirs, supervisor)
    with pytest.raises(actions.Refused, match="another record"):
        merge(one, one, supervisor)
    with pytest.raises(actions.Refused, match="how you know"):
        actions.merge_nominals(survivor=one, merged=other, by=supervisor, on=ON, reason=" ")
    Nominal.objects.filter(pk=other.pk).update(restricted=True)
    with pytest.raises((actions.Refused, actions.NotVisible)):
        merge(one, other, supervisor)
    assert Merge.objects.count() == 0


def named(nominal, user, kind="named"):
    seeing = Permission.objects.get(content_type__app_label="offenders", codename="view_nominal")
    return NominalAccess.objects.create(
        user=user, content_object=nominal, permission=seeing, kind=kind, reason="Needed"
    )


def test_why_a_merge_is_refused_is_said_before_the_two_are_compared(two, supervisor, signed_in, make_nominal, world,
                                                                     foreigner):  # fmt: skip
    one, other = two
    theirs = make_nominal("C-3", force=world.other_force, team=world.far, officer=foreigner)
    client = signed_in(supervisor)
    path = f"/nominals/{one.reference}/merge/"
    assert "No other record that you may change" in client.post(path, {"reference": "C-3"}).content.decode()
    named(theirs, supervisor, "cover")
    assert "Records of two forces cannot be merged" in client.post(path, {"reference": "C-3"}).content.decode()
    Nominal.objects.filter(pk=other.pk).update(restricted=True)
    assert "No other record that you may change" in client.post(path, {"reference": "B-2"}).content.decode()
    named(other, supervisor)
    assert "B-2 is restricted to a named few" in client.post(path, {"reference": "B-2"}).content.decode()
    assert Merge.objects.count() == 0


def test_exceptions_and_bars_move_with_the_person_and_back(two, supervisor, outsider, colleague):
    one, other = two
    grant = named(other, outsider, "cover")
    Bar.objects.create(nominal=other, user=colleague, reason="Cousin")
    row = merge(one, other, supervisor)
    assert Nominal.objects.visible_to(outsider).get() == one
    assert one not in Nominal.objects.visible_to(colleague)
    actions.undo_merge(merge=row, by=supervisor, on=ON, reason="Two people")
    assert Nominal.objects.visible_to(outsider).get() == other
    assert NominalAccess.objects.get(pk=grant.pk).content_object == other
    assert set(Nominal.objects.visible_to(colleague)) == {one}


def test_a_chain_is_undone_from_its_end(two, supervisor, make_nominal):
    one, other = two
    third = make_nominal("C-3", on=ON)
    before = everything()
    first = merge(one, other, supervisor)
    second = merge(third, one, supervisor)
    assert Nominal.objects.visible_to(supervisor).by_reference("B-2").get() == third
    with pytest.raises((actions.Refused, actions.NotVisible)):
        actions.undo_merge(merge=first, by=supervisor, on=ON, reason="x")
    actions.undo_merge(merge=second, by=supervisor, on=ON, reason="x")
    assert Nominal.objects.visible_to(supervisor).by_reference("B-2").get() == one
    actions.undo_merge(merge=first, by=supervisor, on=ON, reason="x")
    after = everything()
    after.pop("offenders_alias"), before.pop("offenders_alias")
    assert after == before


def test_what_came_since_stays_with_the_survivor(two, supervisor, officer):
    one, other = two
    row = merge(one, other, supervisor)
    new = actions.add_particular(nominal=one, by=officer, on=ON, kind="vehicle", text="Van", source="x", noted_on=ON)
    for _ in range(2):
        actions.undo_merge(merge=row, by=supervisor, on=ON, reason="Two people")
    new.refresh_from_db()
    assert new.nominal == one
    assert Alias.objects.counted().count() == 0
    one.refresh_from_db()
    assert "quillmarsh" not in one.search_name
    assert AuditEvent.objects.filter(action="nominal.merge_undone").count() == 1


def test_what_was_added_since_to_a_row_that_goes_back_goes_with_it(two, supervisor, officer):
    """Else a save of either would not see the condition, and no check of it would be owed."""
    one, other = two
    order = Order.objects.create(nominal=other, order_ref="O-1", kind="shpo", made_on=D(2026, 1, 5), served_on=ON)
    row = merge(one, other, supervisor)
    order.refresh_from_db()
    add_condition(
        order=order, by=officer, on=ON, number="1", kind="prohibition", text="Not to", check_value=1,
        check_unit="months", check_how="Visit",
    )  # fmt: skip
    condition = Condition.objects.get()
    check = ConditionCheck.objects.create(nominal=one, condition=condition, checked_on=ON, result="complied")
    assert ("condition_check", "O-1/1") in {(kind, subject) for kind, subject, *_ in owed(one)}
    actions.undo_merge(merge=row, by=supervisor, on=ON, reason="Two people")
    for fact in (order, condition, check):
        fact.refresh_from_db()
        assert fact.nominal == other
    assert ("condition_check", "O-1/1") in {(kind, subject) for kind, subject, *_ in owed(other)}
    assert "O-1/1" not in {subject for _, subject, *_ in owed(one)}


FACT = st.tuples(st.integers(0, 1), st.sampled_from(["visit", "attempt", "custody", "level", "event", "address"]),
                 st.integers(0, 900), st.integers(1, 60))  # fmt: skip


def write(nominal, kind, day, length):
    start = ON - (day + length) * DAY
    if kind in ("visit", "attempt"):
        outcome = "seen_at_address" if kind == "visit" else "no_reply"
        Visit.objects.get_or_create(nominal=nominal, date=start, outcome=outcome)
    elif kind == "custody":
        end = start + length * DAY
        StatusPeriod.objects.get_or_create(nominal=nominal, status="custody", from_on=start, defaults={"to_on": end})
    elif kind == "level":
        level = ("low", "medium", "high", "very_high")[length % 4]
        agreed = {"approved": True, "approved_on": start}
        RiskLevel.objects.get_or_create(nominal=nominal, level=level, effective_from=start, defaults=agreed)
    elif kind == "event":
        Event.objects.get_or_create(nominal=nominal, date=start, kind="arrest", summary="x")
    else:
        Address.objects.get_or_create(nominal=nominal, kind="work", address="Yard", from_on=start)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=st.lists(FACT, max_size=14))
def test_undoing_a_merge_restores_every_row_and_every_date(facts, make_nominal, supervisor):
    from deadlines.reconcile import reconcile_nominal

    pair = (make_nominal(on=ON), make_nominal(family_name="Quillmarsh", on=ON))
    for which, kind, day, length in facts:
        write(pair[which], kind, day, length)
    for nominal in pair:
        reconcile_nominal(nominal.pk, on=ON)
    before, dates, rows = [owed(n) for n in pair], exported(), everything()
    row = merge(*pair, supervisor)
    assert sum(map(len, row.moved.values())) + sum(map(len, row.stayed.values())) >= 1
    actions.undo_merge(merge=row, by=supervisor, on=ON, reason="Two people")
    after = everything()
    assert (exported(), [owed(n) for n in pair]) == (dates, before)
    for table in rows:
        if table != "offenders_alias":
            assert after[table] == rows[table]


def test_a_bundle_that_names_the_merged_reference_writes_to_the_survivor(two, supervisor, tmp_path):
    one, other = two
    merge(one, other, supervisor)
    (tmp_path / "nominals.csv").write_text("reference\n")
    (tmp_path / "visits.csv").write_text("reference,date,outcome\nb-2,2026-11-10,seen_at_address\n")
    call_command("import_register", tmp_path, stdout=io.StringIO())
    assert Visit.objects.get(date=D(2026, 11, 10)).nominal == one
    assert owed(other) == []


def test_a_bundle_leaves_other_names_findable(two, officer, tmp_path):
    one, _ = two
    actions.add_alias(
        nominal=one, by=officer, on=ON, kind="alias", family_name="Zebrahurst", noted_on=ON, source="Custody"
    )
    (tmp_path / "nominals.csv").write_text("reference,family_name\nA-1,Newname\n")
    call_command("import_register", tmp_path, stdout=io.StringIO())
    one.refresh_from_db()
    assert one.search_name == " ash newname zebrahurst"


def test_the_pages(two, supervisor, officer, signed_in):
    client = signed_in(supervisor)
    ask = reverse("offenders:merge", args=["A-1"])
    assert client.get(ask).status_code == 200
    assert "No other record that you may change" in client.post(ask, {"reference": "nobody"}).content.decode()
    page = client.post(ask, {"reference": "b-2"}).content.decode()
    assert "9 Other Road" in page
    confirm = reverse("offenders:confirm_merge", args=["A-1"])
    assert "Enter how you know" in client.post(confirm, {"reference": "B-2", "reason": ""}).content.decode()
    answer = client.post(confirm, {"reference": "B-2", "reason": "Fingerprints"}, follow=True)
    assert "B-2 is merged into this record" in answer.content.decode()
    undo = reverse("offenders:undo_merge", args=["A-1", Merge.objects.get().pk])
    assert signed_in(officer).get(undo).status_code == 403
    answer = signed_in(supervisor).post(undo, {"reason": "Two people"}, follow=True)
    assert "Merge undone" in answer.content.decode()
    history = client.get(reverse("offenders:history", args=["A-1"])).content.decode()
    assert "Record B-2 merged into this one" in history
