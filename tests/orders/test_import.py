"""Orders in a bundle: how rows hang on each other, what is refused and where, what loading again leaves."""

from __future__ import annotations

import datetime as dt

import pytest

from orders.actions import Change, compare_order, vary_order
from orders.models import Condition, ConditionCheck, ConditionVersion, Order
from orders.picture import pictures
from tests.exchange.driver import exported, load, register, write_bundle

pytestmark = pytest.mark.django_db

MINE = "reference,force,officer\nT-1,Northshire Police,a.hollis\n"
ORDERS = "reference,order_ref,kind,made_on,served_on\nT-1,O-1,shpo,2024-03-01,\n"
CONDITIONS = "order_ref,number,kind,text,ends_on,check_value,check_unit\no-1,1a,prohibition,No devices,,3,months\n"
CHECKS = "order_ref,number,checked_on,result\nO-1,1A,2026-01-05,complied\n"


def bundle(tmp_path, **files):
    return write_bundle(tmp_path / "bundle", **files)


def refused(tmp_path, **files):
    result = load(bundle(tmp_path, **files))
    assert result.exit == 1
    assert not Order.objects.exists()
    return result.places


def test_rows_hang_on_each_other_whatever_the_case(tmp_path):
    folder = bundle(tmp_path, orders=ORDERS, conditions=CONDITIONS, condition_checks=CHECKS)
    assert load(folder).exit == 0
    [check] = ConditionCheck.objects.select_related("condition__order", "nominal")
    assert (check.condition.order.order_ref, check.condition.number, check.nominal.reference) == ("O-1", "1a", "T-1")
    assert "Nothing to change" in load(folder).output


def test_a_later_bundle_without_orders_csv_adds_conditions_and_checks(tmp_path):
    load(bundle(tmp_path, orders=ORDERS))
    assert load(bundle(tmp_path, conditions=CONDITIONS)).counts["conditions.csv"] == (1, 0, 0)
    assert load(bundle(tmp_path, condition_checks=CHECKS)).counts["condition_checks.csv"] == (1, 0, 0)
    found = [row for row in exported("export_deadlines", "2026-02-01") if row["kind"] == "condition_check"]
    assert [(row["subject"], row["due_on"]) for row in found] == [("O-1/1a", "2026-04-05")]


def test_service_discharge_and_a_changed_term_arrive_later(tmp_path):
    load(bundle(tmp_path, orders=ORDERS, conditions=CONDITIONS))
    served = "reference,order_ref,kind,served_on,discharged_on\nT-1,O-1,shpo,2024-03-05,2026-05-01\n"
    shorter = "order_ref,number,kind,ends_on\nO-1,1A,prohibition,2029-02-28\n"
    result = load(bundle(tmp_path, orders=served, conditions=shorter))
    assert (result.counts["orders.csv"], result.counts["conditions.csv"]) == ((0, 1, 0), (0, 1, 0))
    order, condition = Order.objects.get(), Condition.objects.get()
    assert (str(order.made_on), str(order.served_on), order.version) == ("2024-03-01", "2024-03-05", 4)
    assert (str(condition.ends_on), condition.text, condition.check_value) == ("2029-02-28", "No devices", 3)
    assert register("2026-04-30")["T-1"]["active_orders"] == "O-1"
    assert register("2026-05-01")["T-1"]["active_orders"] == ""


@pytest.mark.parametrize(
    ("conditions", "owed"),
    [
        (CONDITIONS, False),
        (CONDITIONS.replace("No devices", "No device at all"), True),
        (CONDITIONS.replace(",3,months", ",2,months"), True),
        (CONDITIONS + "O-1,2,requirement,Show every device,,,\n", True),
    ],
)
def test_what_a_file_changes_or_adds_is_to_be_compared_with_the_paper_anew(tmp_path, officer, conditions, owed):
    two = {"orders": ORDERS + "T-1,O-2,sro,2024-03-01,\n", "conditions": CONDITIONS + "O-2,1a,prohibition,No bars,,,\n"}
    load(bundle(tmp_path, nominals=MINE, **two))
    for order in Order.objects.all():
        compare_order(order=order, by=officer, on=dt.date(2026, 11, 20), agrees=True, version=order.version)
    assert load(bundle(tmp_path, nominals=MINE, conditions=conditions)).exit == 0
    found = pictures(Order.objects.get(order_ref="O-1").nominal_id, dt.date(2026, 11, 20))
    assert {one.row.order_ref: one.comparison is None for one in found} == {"O-1": owed, "O-2": False}


def test_a_column_that_is_blank_clears(tmp_path):
    load(bundle(tmp_path, orders=ORDERS, conditions=CONDITIONS))
    load(bundle(tmp_path, conditions="order_ref,number,kind,check_value,check_unit\nO-1,1a,prohibition,,\n"))
    condition = Condition.objects.get()
    assert (condition.check_value, condition.check_unit) == (None, "")


def test_an_order_of_which_little_is_known_loads(tmp_path):
    order = "reference,order_ref,kind\nT-1,O-1,sopo\n"
    checks = "order_ref,number,kind,check_value,check_unit\nO-1,1,prohibition,3,months\n"
    folder = bundle(tmp_path, orders=order, conditions=checks)
    assert load(folder).exit == 0
    assert register("2026-04-30")["T-1"]["active_orders"] == "O-1"
    assert [row for row in exported("export_deadlines", "2026-04-30") if row["kind"] == "condition_check"] == []
    assert "Nothing to change" in load(folder).output


@pytest.mark.parametrize(
    ("kind", "condition", "warning"),
    [
        (
            "shpo",
            "prohibition,2029-02-27",
            "conditions.csv: 1 condition loaded as made: Lasts less than 5 years (s.103C",
        ),
        ("shpo", "prohibition,2029-02-28", ""),  # 5 years to the day
        ("shpo", "prohibition,", ""),
        ("sro", "prohibition,2026-02-27", "Lasts less than 2 years (s.122"),
        ("sro", "prohibition,2026-02-28", ""),
        ("sopo", "prohibition,2028-03-01", "Lasts less than 5 years (s"),
        ("rosho", "prohibition,2025-03-01", "Lasts less than 2 years (s.123"),
        ("interim_shpo", "prohibition,", "An order of this kind is for a fixed time, and no last day is given (s.103F"),
        ("interim_sro", "prohibition,", "An order of this kind is for a fixed time, and no last day is given (s.122E"),
        ("shpo", "foreign_travel,2029-03-01", "A travel ban lasts at most 5 years at a time (s.103D"),
        ("shpo", "foreign_travel,2029-02-28", ""),
        ("shpo", "foreign_travel,", "A travel ban is for a fixed time of at most 5 years (s.103D"),
    ],
)
def test_a_term_that_the_act_does_not_allow_loads_as_made_with_a_warning(tmp_path, kind, condition, warning):
    orders = ORDERS.replace("shpo", kind)
    if kind in ("sopo", "rosho"):
        orders = orders.replace("2024-03-01", "2014-03-01")
        condition = condition.replace("2028", "2018").replace("2025", "2015")
    rows = f"order_ref,number,kind,ends_on\no-1,1a,{condition}\n"
    folder = bundle(tmp_path, orders=orders, conditions=rows)
    dry, real = load(folder, dry_run=True), load(folder)
    assert (dry.exit, real.exit) == (0, 0)
    ends_on = Condition.objects.get().ends_on
    assert (ends_on.isoformat() if ends_on else "") == condition.split(",")[1]
    for run in (dry, real):
        said = [line for line in run.output.splitlines() if line.startswith("warning:")]
        assert len(said) == bool(warning)
        assert not warning or (warning in said[0] and said[0].endswith(": O-1/1a"))


def test_warnings_of_odd_terms_name_the_first_and_count_the_rest(tmp_path):
    orders = "reference,order_ref,kind,made_on\n" + "".join(f"T-1,O-{n},sro,2024-03-0{n}\n" for n in range(1, 8))
    rows = "".join(f"O-{n},1,prohibition,2025-03-01\n" for n in range(1, 8))
    load(bundle(tmp_path, orders=orders))
    result = load(bundle(tmp_path, conditions="order_ref,number,kind,ends_on\n" + rows))
    [said] = [line for line in result.output.splitlines() if line.startswith("warning:")]
    assert "7 conditions loaded as made" in said
    assert said.endswith("O-1/1, O-2/1, O-3/1, O-4/1, O-5/1 and 2 more")


TWO = "reference,force\nT-1,Northshire Police\nT-2,Northshire Police\n"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"orders": ORDERS + "T-1,o-1,sro,2025-01-01,\n"}, ("orders.csv", 3, "order_ref")),
        ({"orders": ORDERS + "T-2,O-1,sro,2025-01-01,\n", "nominals": TWO}, ("orders.csv", 3, "order_ref")),
        ({"orders": ORDERS.replace("T-1,", "T-9,")}, ("orders.csv", 2, "reference")),
        ({"orders": ORDERS.replace("2024-03-01,", "2024-03-01,2024-02-29")}, ("orders.csv", 2, "served_on")),
        ({"orders": ORDERS.replace("shpo", "asbo")}, ("orders.csv", 2, "kind")),
        (
            {"orders": ORDERS, "conditions": CONDITIONS + "O-1,1A,requirement,Again,,,\n"},
            ("conditions.csv", 3, "number"),
        ),
        ({"orders": ORDERS, "conditions": CONDITIONS.replace(",3,months", ",3,")}, ("conditions.csv", 2, "check_unit")),
        (
            {"orders": ORDERS, "conditions": CONDITIONS.replace(",3,months", ",,months")},
            ("conditions.csv", 2, "check_value"),
        ),
        (
            {"orders": ORDERS, "conditions": CONDITIONS.replace(",3,months", ",121,months")},
            ("conditions.csv", 2, "check_value"),
        ),
        (
            {"orders": ORDERS, "conditions": CONDITIONS.replace("No devices,", "No devices,2024-02-29")},
            ("conditions.csv", 2, "ends_on"),
        ),
        (
            {"orders": ORDERS, "conditions": CONDITIONS, "condition_checks": CHECKS.replace("1A", "2")},
            ("condition_checks.csv", 2, "number"),
        ),
        ({"condition_checks": CHECKS}, ("condition_checks.csv", 2, "order_ref")),
        (
            {"orders": ORDERS, "conditions": CONDITIONS, "condition_checks": CHECKS.replace("O-1", "O-9")},
            ("condition_checks.csv", 2, "order_ref"),
        ),
        (
            {
                "orders": ORDERS,
                "conditions": CONDITIONS,
                "condition_checks": CHECKS.replace("2026-01-05", "2024-02-29"),
            },
            ("condition_checks.csv", 2, "checked_on"),
        ),
        (
            {"orders": ORDERS, "conditions": CONDITIONS, "condition_checks": CHECKS + "o-1,1a,2026-01-05,concern\n"},
            ("condition_checks.csv", 3, "checked_on"),
        ),
    ],
)
def test_what_is_refused_and_where(tmp_path, files, place):
    assert refused(tmp_path, **files) == [place]


def test_the_register_has_the_order_for_somebody_else(tmp_path):
    load(bundle(tmp_path, nominals=TWO, orders=ORDERS))
    result = load(bundle(tmp_path, nominals=TWO, orders=ORDERS.replace("T-1,", "T-2,")))
    assert result.places == [("orders.csv", 2, "order_ref")]


def test_a_day_against_one_that_only_the_register_has(tmp_path):
    load(bundle(tmp_path, orders=ORDERS))
    early = "reference,order_ref,kind,discharged_on\nT-1,O-1,shpo,2024-02-01\n"
    assert load(bundle(tmp_path, orders=early)).places == [("orders.csv", 2, "discharged_on")]


@pytest.mark.parametrize("orders", ["", "reference,order_ref,kind,court\nT-1,O-1,shpo,Northshire\n"])
def test_nothing_about_an_order_is_earlier_than_the_making_that_only_the_register_has(tmp_path, orders):
    load(bundle(tmp_path, orders=ORDERS))
    files = {"orders": orders} if orders else {}
    early = CONDITIONS.replace("No devices,", "No devices,2024-02-29")
    result = load(
        bundle(tmp_path, **files, conditions=early, condition_checks=CHECKS.replace("2026-01-05", "2024-02-28"))
    )
    assert result.places == [("conditions.csv", 2, "ends_on"), ("condition_checks.csv", 2, "checked_on")]


def test_what_is_marked_entered_in_error_stays_so(tmp_path):
    folder = bundle(tmp_path, orders=ORDERS, conditions=CONDITIONS, condition_checks=CHECKS)
    load(folder)
    Order.objects.update(voided_at="2026-01-01T00:00Z", void_reason="Not this person's")
    result = load(folder)
    assert result.exit == 0
    assert "Nothing to change" in result.output
    assert Order.objects.count() == Condition.objects.count() == 1


def varied(officer, condition, varied_on=dt.date(2026, 6, 1), **terms):
    vary_order(
        order=condition.order, by=officer, on=dt.date(2026, 11, 20), kind="varied", varied_on=varied_on,
        changes=[Change(condition.pk, terms=terms)],
    )  # fmt: skip


def terms(*names):
    entry, version = Condition.objects.get(), ConditionVersion.objects.get()
    return [tuple(str(getattr(row, name)) for name in names) for row in (entry, version)]


def test_the_file_as_it_was_leaves_a_variation_alone(tmp_path, officer):
    folder = bundle(tmp_path, nominals=MINE, orders=ORDERS, conditions=CONDITIONS)
    load(folder)
    varied(officer, Condition.objects.get(), ends_on=dt.date(2031, 5, 31))
    assert "Nothing to change" in load(folder).output
    assert terms("ends_on") == [("None",), ("2031-05-31",)]


def test_a_file_that_knows_of_the_variation_does_not_rewrite_what_held_before_it(tmp_path, officer):
    load(bundle(tmp_path, nominals=MINE, orders=ORDERS, conditions=CONDITIONS))
    varied(officer, Condition.objects.get(), ends_on=dt.date(2031, 5, 31), text="Varied")
    now = CONDITIONS.replace("No devices,", "Varied,2031-05-31")
    result = load(bundle(tmp_path, nominals=MINE, conditions=now))
    assert "Nothing to change" in result.output
    assert terms("ends_on", "text") == [("None", "No devices"), ("2031-05-31", "Varied")]


def test_a_file_from_between_two_variations_rewrites_nothing(tmp_path, officer):
    load(bundle(tmp_path, nominals=MINE, orders=ORDERS, conditions=CONDITIONS))
    varied(officer, Condition.objects.get(), ends_on=dt.date(2031, 5, 31))
    varied(officer, Condition.objects.get(), dt.date(2026, 9, 1), ends_on=dt.date(2033, 5, 31))
    now = CONDITIONS.replace("No devices,", "No devices,2031-05-31")
    result = load(bundle(tmp_path, nominals=MINE, conditions=now))
    assert "Nothing to change" in result.output
    days = [row.ends_on for row in (Condition.objects.get(), *ConditionVersion.objects.order_by("effective_from"))]
    assert days == [None, dt.date(2031, 5, 31), dt.date(2033, 5, 31)]


def test_the_file_corrects_the_entry_and_what_the_variation_left_alone_and_says_what_it_kept(tmp_path, officer):
    load(bundle(tmp_path, nominals=MINE, orders=ORDERS, conditions=CONDITIONS))
    varied(officer, Condition.objects.get(), ends_on=dt.date(2031, 5, 31))
    corrected = CONDITIONS.replace("No devices,,3,", "No device at all,2029-02-28,2,")
    folder = bundle(tmp_path, nominals=MINE, conditions=corrected)
    dry = load(folder, dry_run=True)
    result = load(folder)
    assert dry.counts == result.counts == {"nominals.csv": (0, 0, 1), "conditions.csv": (0, 1, 0)}
    for run in (dry, result):
        assert "where the variation stands and only the entry was changed: O-1/1a" in run.output
    assert terms("ends_on", "text", "check_value") == [
        ("2029-02-28", "No device at all", "2"),
        ("2031-05-31", "No device at all", "2"),
    ]
    found = {row["kind"]: row["due_on"] for row in exported("export_deadlines", "2026-07-01")}
    assert (found["order_end"], found["condition_check"]) == ("2031-05-31", "2024-05-01")
    assert "Nothing to change" in load(folder).output


@pytest.mark.parametrize(("cell", "left"), [("2", ("2", "months")), ("", ("None", ""))])
def test_a_number_without_its_column_of_units_corrects_a_varied_condition(tmp_path, officer, cell, left):
    load(bundle(tmp_path, nominals=MINE, orders=ORDERS, conditions=CONDITIONS))
    varied(officer, Condition.objects.get(), ends_on=dt.date(2031, 5, 31))
    folder = bundle(
        tmp_path, nominals=MINE, conditions=f"order_ref,number,kind,check_value\nO-1,1a,prohibition,{cell}\n"
    )
    assert load(folder).exit == 0
    assert terms("check_value", "check_unit") == [left, left]
    assert "Nothing to change" in load(folder).output
