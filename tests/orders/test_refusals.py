"""What orders refuse: days that cannot be, pages that are stale, a comparison by whoever made the entry."""

from __future__ import annotations

import uuid
from datetime import date as d

import pytest
from django.urls import reverse

from deadlines.models import Deadline
from offenders.actions.errors import NotAllowed, Refused
from orders import actions
from orders.actions import Change, DoorCheck, NewCondition
from orders.models import Breach, Condition, ConditionCheck, ConditionVersion, Order, OrderEvent
from orders.picture import pictures
from orders.reading import state_of
from tests.orders.makers import make_condition, make_order
from visits.actions import Account, correct_visit, log_visit

pytestmark = pytest.mark.django_db
ON = d(2026, 11, 20)
MADE = d(2024, 3, 1)


@pytest.fixture
def nominal(make_nominal):
    return make_nominal("T-1", seen=d(2026, 11, 1), on=ON)


@pytest.fixture
def order(nominal):
    return make_order(nominal, made=MADE)


def picture(nominal):
    [found] = pictures(nominal.pk, ON)
    return found


# ---- days ------------------------------------------------------------------------------------------------------------


BEFORE = {
    "A check": lambda order, _: ConditionCheck.objects.create(
        nominal=order.nominal, condition=make_condition(order), checked_on=d(2024, 6, 1), result="complied"
    ),
    "A condition’s end": lambda order, _: make_condition(order, ends_on=d(2024, 6, 1)),
    "A suspected breach": lambda order, by: actions.suspect_breach(
        order=order, by=by, on=ON, suspected_on=d(2024, 6, 1), what="Seen"
    ),
    "Something that happened": lambda order, by: actions.record_event(
        order=order, by=by, on=ON, kind="reviewed", happened_on=d(2024, 6, 1), note="Still needed"
    ),
}


@pytest.mark.parametrize("what", BEFORE)
def test_the_making_is_not_moved_past_what_happened_under_the_order(what, order, officer):
    BEFORE[what](order, officer)
    with pytest.raises(Refused, match=f"^{what}.*1 June 2024, before that day") as refused:
        actions.edit_order(order=order, by=officer, on=ON, version=1, made_on=d(2024, 6, 2))
    assert refused.value.field == "made_on"
    actions.edit_order(order=order, by=officer, on=ON, version=1, made_on=d(2024, 6, 1), served_on=d(2024, 6, 1))
    assert Order.objects.get().made_on == d(2024, 6, 1)


def test_a_condition_that_a_variation_added_begins_with_it(order, officer):
    shared = {"order": order, "by": officer, "on": ON, "kind": "varied", "varied_on": d(2026, 6, 1)}
    with pytest.raises(Refused, match="1 June 2026") as refused:
        actions.vary_order(added=[NewCondition("9", {"text": "New", "ends_on": d(2026, 5, 31)})], **shared)
    assert refused.value.field == "ends_on"
    actions.vary_order(added=[NewCondition("9", {"text": "New", "ends_on": d(2026, 6, 1)})], **shared)
    added = Condition.objects.get()
    with pytest.raises(Refused, match="1 June 2026"):
        actions.edit_condition(
            condition=added, by=officer, on=ON, version=1, number="9", text="New", ends_on=d(2026, 5, 31)
        )
    with pytest.raises(Refused, match="when the condition was added"):
        actions.record_check(
            condition=added, by=officer, on=ON, checked_on=d(2026, 5, 31), check=DoorCheck(added.pk, "complied")
        )


@pytest.mark.parametrize("day", [d(2026, 3, 1), ON])
def test_an_order_that_has_run_out_is_not_varied(day, order, officer):
    one = make_condition(order, ends_on=d(2026, 2, 28))
    change = [Change(one.pk, terms={"ends_on": d(2031, 2, 28)})]
    shared = {"order": order, "by": officer, "on": ON, "kind": "renewed", "changes": change}
    with pytest.raises(Refused, match="its last day was 28 February 2026") as refused:
        actions.vary_order(varied_on=day, **shared)
    assert refused.value.field == "on"
    assert not OrderEvent.objects.exists()
    actions.vary_order(varied_on=d(2026, 2, 28), **shared)


def test_an_order_that_a_later_one_ended_is_not_varied(order, nominal, officer):
    one = make_condition(order)
    make_order(nominal, "O-2", made=d(2025, 1, 1))
    with pytest.raises(Refused, match="its last day was 31 December 2024"):
        actions.vary_order(
            order=order, by=officer, on=ON, kind="varied", varied_on=d(2025, 1, 1),
            changes=[Change(one.pk, terms={"text": "Other"})],
        )  # fmt: skip


def test_a_visit_is_not_corrected_to_a_day_before_what_was_checked_at_it(order, nominal, officer):
    condition = make_condition(order)

    def account(day):
        return Account(outcome="seen_at_address", date=day, notes="Seen", officers=(officer.username,))

    visit = log_visit(
        nominal=nominal,
        account=account(d(2026, 11, 10)),
        by=officer,
        on=ON,
        checks=[DoorCheck(condition.pk, "complied")],
    )
    with pytest.raises(Refused, match="when the court made a condition"):
        correct_visit(visit=visit, account=account(d(2024, 2, 29)), reason="Another day", by=officer, on=ON)
    assert ConditionCheck.objects.get().checked_on == d(2026, 11, 10)


def test_what_was_checked_at_a_visit_at_which_they_were_not_seen_does_not_stand(order, nominal, officer):
    looked, breach, left = (make_condition(order, number, check_value=3, check_unit="months") for number in "123")

    def account(outcome):
        return Account(outcome=outcome, date=d(2026, 11, 10), notes="Called", officers=(officer.username,))

    with pytest.raises(Refused, match="where the person was seen"):
        log_visit(
            nominal=nominal, account=account("no_reply"), by=officer, on=ON, checks=[DoorCheck(looked.pk, "complied")]
        )
    visit = log_visit(
        nominal=nominal, account=account("seen_at_address"), by=officer, on=ON,
        checks=[DoorCheck(looked.pk, "complied"), DoorCheck(breach.pk, "breach", "A telephone"),
                DoorCheck(left.pk, "not_checked", reason="no_time")],
    )  # fmt: skip
    due = Deadline.objects.open().filter(kind="condition_check")
    assert d(2027, 2, 10) in set(due.values_list("due_on", flat=True))
    fresh = correct_visit(visit=visit, account=account("no_reply"), reason="Another house", by=officer, on=ON)
    assert set(due.values_list("due_on", flat=True)) == {d(2024, 6, 1)}
    voided = ConditionCheck.objects.filter(voided_at__isnull=False)
    assert [(row.condition, row.void_reason[-8:]) for row in voided.order_by("pk")] == [
        (looked, "not seen"), (breach, "not seen"),
    ]  # fmt: skip
    assert ConditionCheck.objects.counted().get().visit_id == fresh.pk  # that nobody looked is still so
    assert Breach.objects.counted().get().visit_id == fresh.pk  # a supervisor decides on that


# ---- one hearing, several conditions ---------------------------------------------------------------------------------


def test_one_hearing_may_add_several_conditions_and_each_entry_is_taken_back_alone(
    order, nominal, officer, supervisor, signed_in
):
    kept = make_condition(order, "1", text="Kept")
    shared = {"order": order, "by": officer, "on": ON, "kind": "varied", "varied_on": d(2026, 6, 1)}
    same = Change(kept.pk, terms={"text": "Kept"})
    first = actions.vary_order(added=[NewCondition("2", {"text": "Two"})], changes=[same], **shared)
    two = Condition.objects.get(number="2")
    unchanged = [same, Change(two.pk, terms={"text": "Two"})]
    actions.vary_order(added=[NewCondition("3", {"text": "Three"})], changes=unchanged, **shared)
    with pytest.raises(Refused, match="added on that day"):
        actions.vary_order(changes=[Change(two.pk, terms={"text": "Not two"})], **shared)
    actions.void_entry(entry=first, by=supervisor, on=ON, reason="Not this court")
    assert [one.row.number for one in picture(nominal).conditions] == ["1", "3"]
    page = signed_in(officer).get(reverse("orders:order", args=["T-1", order.pk])).content.decode()
    assert page.count("Three") == 2  # the condition, and the variation that added it


# ---- stale pages -----------------------------------------------------------------------------------------------------


def varying(form, **changes):
    """What the browser sends of a form of a variation."""
    sent = {"token": str(uuid.uuid4()), "kind": "varied", **day("on", d(2026, 7, 1)), "seen": form["seen"].value()}
    for name in form.fields:
        value = form[name].value()
        if name.startswith("c") and isinstance(value, str | d):
            sent |= day(name, value) if isinstance(value, d) else {name: value}
    return {**sent, **changes}


def day(name, when):
    return {f"{name}_0": str(when.day), f"{name}_1": str(when.month), f"{name}_2": str(when.year)}


def confirm(client, url, sent):
    """Send it, look at the difference, save what was shown."""
    shown = client.post(url, sent)
    assert shown.context["preview"], shown.context["form"].errors
    return client.post(url, {**sent, "confirm": "yes", "seen_changes": shown.context["form"].fingerprint})


def test_a_stale_page_does_not_take_back_what_another_entered_meanwhile(order, officer, colleague, signed_in):
    one, two = make_condition(order, "1", text="One"), make_condition(order, "2", text="Two")
    client, url = signed_in(officer), reverse("orders:vary", args=["T-1", order.pk])
    page = client.get(url)
    assert b'name="seen"' in page.content
    shown = page.context["form"]
    actions.vary_order(
        order=order, by=colleague, on=ON, kind="varied", varied_on=d(2026, 6, 1),
        changes=[Change(one.pk, terms={"text": "One, varied"})],
    )  # fmt: skip
    sent = varying(shown, **{f"c{two.pk}_text": "Two, varied"})
    assert "changed since you opened this page" in client.post(url, sent).content.decode()
    assert ConditionVersion.objects.count() == 1
    fresh = varying(client.get(url).context["form"], **{f"c{two.pk}_text": "Two, varied"})
    for _ in range(2):  # sent twice, it is one
        assert confirm(client, url, fresh).status_code == 302
    assert sorted(ConditionVersion.objects.values_list("text", flat=True)) == ["One, varied", "Two, varied"]
    assert "not complete" in client.post(url, {**fresh, "seen": ""}).content.decode()


def test_whatever_the_court_changed_is_shown_before_it_is_saved(order, nominal, officer, signed_in):
    ban = make_condition(order, "1", text="No travel", kind="prohibition", check_value=3, check_unit="months")
    client, url = signed_in(officer), reverse("orders:vary", args=["T-1", order.pk])
    sent = varying(client.get(url).context["form"]) | {
        f"c{ban.pk}_kind": "foreign_travel", f"c{ban.pk}_all_countries": "on", f"c{ban.pk}_supervisor": "Ms Ode",
        "added": "2", "new_number": "2", "new_kind": "requirement", "new_text": "Two", "new_supervisor": "Mr Bell",
        "new2_number": "3", "new2_kind": "foreign_travel", "new2_text": "Three", "new2_all_countries": "on",
    }  # fmt: skip
    sent |= day(f"c{ban.pk}_starts_on", d(2026, 7, 8)) | day(f"c{ban.pk}_ends_on", d(2031, 7, 7))
    sent |= day("new2_starts_on", d(2026, 9, 1))
    shown = client.post(url, sent)
    html = shown.content.decode()
    assert all(
        words in html for words in ("Not saved yet", "Ms Ode", "8 July 2026", "Condition 3 added", "now owed by")
    )
    assert not OrderEvent.objects.exists()
    print_of = shown.context["form"].fingerprint
    other = client.post(url, {**sent, "new_text": "Another", "confirm": "yes", "seen_changes": print_of})
    assert other.status_code == 200  # not what was shown: it is shown again
    assert not OrderEvent.objects.exists()
    assert confirm(client, url, sent).status_code == 302
    version = ConditionVersion.objects.get()
    assert (version.kind, version.starts_on, version.ends_on, version.supervisor, version.all_countries) == (
        "foreign_travel", d(2026, 7, 8), d(2031, 7, 7), "Ms Ode", True,
    )  # fmt: skip
    added = Condition.objects.exclude(pk=ban.pk).order_by("number")
    assert list(added.values_list("number", "kind", "starts_on", "supervisor", "all_countries", "added_on")) == [
        ("2", "requirement", None, "Mr Bell", False, d(2026, 7, 1)),
        ("3", "foreign_travel", d(2026, 9, 1), "", True, d(2026, 7, 1)),
    ]


def test_room_for_another_condition_keeps_what_was_typed_and_complains_of_nothing(order, officer, signed_in):
    make_condition(order)
    client, url = signed_in(officer), reverse("orders:vary", args=["T-1", order.pk])
    page = client.post(url, {"added": "1", "new_text": "Half a condition", "more": "yes"})
    form = page.context["form"]
    assert (form.added_count, form.errors, form["new_text"].value()) == (2, {}, "Half a condition")
    assert b'name="new2_number"' in page.content
    for added, count in (("99", 20), ("-1", 1), ("²", 1), ("9" * 5000, 1), ("", 1)):
        assert client.post(url, {"added": added}).context["form"].added_count == count


def test_a_variation_that_is_refused_shows_no_difference(order, officer, signed_in):
    one = make_condition(order)
    client, url = signed_in(officer), reverse("orders:vary", args=["T-1", order.pk])
    page = client.post(url, varying(client.get(url).context["form"]))
    assert (page.context["preview"], "Nothing was changed" in page.content.decode()) == (None, True)
    bad = varying(client.get(url).context["form"]) | day(f"c{one.pk}_starts_on", d(2031, 1, 1))
    page = client.post(url, bad | day(f"c{one.pk}_ends_on", d(2030, 1, 1)))
    assert page.context["preview"] is None
    assert "1 January 2031" in page.content.decode()


def test_a_correction_counts_as_a_change_of_what_was_shown(order, officer):
    one = make_condition(order)
    seen = state_of(order)
    actions.edit_condition(condition=one, by=officer, on=ON, version=1, number="1", text="As the paper has it")
    with pytest.raises(Refused, match="changed since"):
        actions.vary_order(
            order=order, by=officer, on=ON, kind="varied", varied_on=ON, seen=seen,
            changes=[Change(one.pk, terms={"text": "Stale"})],
        )  # fmt: skip


# ---- the comparison --------------------------------------------------------------------------------------------------


def test_who_corrected_the_entry_does_not_compare_it(order, officer, colleague, supervisor):
    condition = make_condition(order)
    actions.edit_order(order=order, by=colleague, on=ON, version=1, court="North Court")
    actions.edit_condition(condition=condition, by=supervisor, on=ON, version=1, number="1", text="Other words")
    order.refresh_from_db()
    for by in (colleague, supervisor):
        with pytest.raises(NotAllowed, match="second person"):
            actions.compare_order(order=order, by=by, on=ON, agrees=True, version=order.version)
    assert actions.compare_order(order=order, by=officer, on=ON, agrees=True, version=order.version).agrees


def test_the_comparison_is_owed_again_once_a_condition_is_taken_out(order, nominal, officer, supervisor):
    condition = make_condition(order)
    actions.compare_order(order=order, by=officer, on=ON, agrees=True, version=1)
    assert picture(nominal).comparison is not None
    actions.void_entry(entry=condition, by=supervisor, on=ON, reason="Not on the paper")
    assert picture(nominal).comparison is None
