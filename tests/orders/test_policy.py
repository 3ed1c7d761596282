"""The rules for orders as tables of cases, ugly dates included."""

import re

import pytest

from common.dates import Interval
from deadlines.policy_keys import PolicyBook
from offenders.policy import StatusFact
from orders.policy import (
    NOT_KNOWN,
    RULES,
    Orders,
    VersionFact,
    all_ended,
    cited,
    earliest_discharge,
    order_spans,
    order_specs,
    passports_to_surrender,
    standings,
    supersedes,
    term_warnings,
    terms_on,
    treated_as,
)
from tests.orders.facts import condition, d, order
from tests.support.bundle import calendar
from tests.visits.makers import BOOK, person

ON = d(2026, 4, 10)
MADE = d(2024, 2, 29)


def specs(*orders, on=ON, who=None, book=BOOK):
    return {(s.kind, s.subject): s for s in order_specs(who or person(), orders, on, book, calendar())}


def dates(*orders, on=ON, **more):
    return {key: spec.due_on for key, spec in specs(*orders, on=on, **more).items()}


def one(*orders, on=ON):
    [found] = standings(orders, on)
    return found


# ---- the last day ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "last"),
    [
        ([d(2028, 2, 29)], d(2028, 2, 29)),
        ([d(2026, 5, 31), d(2028, 11, 30)], d(2028, 11, 30)),
        ([d(2026, 5, 31), None], None),
        ([], None),
    ],
)
def test_an_order_lasts_as_long_as_any_of_its_terms(ends, last):
    assert one(order("A", MADE, *(condition(str(n), end) for n, end in enumerate(ends, 1)))).last_day == last


def test_a_last_day_is_shown_on_its_day_and_gone_the_day_after():
    sro = order("A", MADE, condition(ends=ON), kind="sro")
    assert dates(sro, on=ON) == {("order_end", "A"): ON}
    assert dates(sro, on=d(2026, 4, 11)) == {}


@pytest.mark.parametrize(
    ("discharged", "on", "last", "over"),
    [
        (d(2026, 4, 10), ON, d(2026, 4, 9), True),
        (d(2026, 4, 11), ON, d(2028, 5, 31), False),
        (d(2026, 3, 1), ON, d(2026, 2, 28), True),
        (d(2029, 1, 1), d(2029, 6, 1), d(2028, 5, 31), True),  # it had ended before
    ],
)
def test_discharge(discharged, on, last, over):
    found = one(order("A", d(2023, 6, 1), condition(ends=d(2028, 5, 31)), discharged=discharged), on=on)
    assert (found.last_day, found.over) == (last, over)


def test_an_order_made_later_is_not_known_yet():
    assert standings([order("A", d(2026, 4, 11))], ON) == []
    assert all_ended([order("A", d(2026, 4, 11))], ON) is None
    assert one(order("A", ON)).over is False


# ---- what ends what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("later", "earlier", "ends"),
    [
        ("shpo", "shpo", True),
        ("shpo", "interim_shpo", True),
        ("shpo", "sopo", True),
        ("shpo", "foreign_travel_order", True),
        ("shpo", "sro", False),
        ("shpo", "rosho", False),
        ("shpo", "notification_order", False),
        ("sro", "sro", True),
        ("sro", "interim_sro", True),
        ("sro", "shpo", False),
        ("sro", "rosho", False),
        ("interim_shpo", "shpo", False),
        ("interim_shpo", "sopo", False),
        ("sopo", "sopo", False),
    ],
)
def test_what_a_later_order_ends(later, earlier, ends):
    assert supersedes(later, d(2026, 3, 2), False, earlier, d(2020, 2, 3)) is ends
    assert supersedes(later, d(2020, 2, 3), False, earlier, d(2026, 3, 2)) is False


@pytest.mark.parametrize(
    ("kind", "stands"), [("sopo", True), ("foreign_travel_order", True), ("shpo", False), ("interim_shpo", False)]
)
def test_the_court_may_leave_an_old_order_standing(kind, stands):
    assert supersedes("shpo", d(2026, 3, 2), True, kind, d(2014, 2, 3)) is not stands


@pytest.mark.parametrize(("kind", "ends"), [("interim_shpo", True), ("shpo", False), ("sopo", False)])
def test_of_one_day_only_the_interim_order_ends(kind, ends):
    assert supersedes("shpo", ON, False, kind, ON) is ends


def test_a_later_order_ends_the_earlier_one_the_day_before_it_is_made():
    old, new = order("A", d(2020, 2, 3), condition()), order("B", d(2024, 3, 1), condition())
    found = {s.order.ref: s for s in standings([new, old], ON)}
    assert (found["A"].last_day, found["A"].over) == (d(2024, 2, 29), True)
    assert (found["A"].ended_by, found["A"].ended_by_ref) == ("later_order", "B")
    assert not found["B"].over
    assert [s.over for s in standings([new, old], d(2024, 2, 29))] == [False]


@pytest.mark.parametrize("kind", ["shpo", "interim_shpo"])
def test_an_order_whose_making_is_not_known_ends_nothing_is_ended_by_nothing_and_counts_from_nothing(kind):
    old = order("A", NOT_KNOWN, condition(every=(3, "months")), served=None)
    newer = order("B", MADE, condition(), kind=kind)
    assert [s.over for s in standings([old, newer], ON)] == [False, False]
    assert dates(old) == {}
    assert earliest_discharge("shpo", NOT_KNOWN, []) is None
    assert [w.code for w in term_warnings(old, ON, monitoring_in_force=False)] == ["made_on_unknown"]
    end = specs(order("A", NOT_KNOWN, condition(ends=ON), served=None))["order_end", "A"]
    assert end.reason.endswith("made on a day not recorded")


# ---- terms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("served", "starts", "on", "expected"),
    [
        (d(2024, 3, 4), None, ON, d(2024, 3, 4)),
        (None, None, ON, MADE),
        (d(2024, 3, 4), None, d(2024, 3, 3), MADE),  # not served yet
        (d(2024, 3, 4), d(2024, 6, 1), ON, d(2024, 6, 1)),
    ],
)
def test_where_a_condition_starts(served, starts, on, expected):
    [term] = terms_on(order("A", MADE, condition(starts=starts), served=served), on)
    assert term.starts_on == expected


def version(day, ends, removed=False, kind="prohibition"):
    return VersionFact(day, removed, kind, None, ends, 3, "months")


def test_a_variation_counts_from_its_day():
    varied = condition(ends=d(2026, 12, 31), versions=[version(d(2026, 3, 1), d(2028, 2, 29))])
    shpo = order("A", MADE, varied)
    assert one(shpo, on=d(2026, 2, 28)).last_day == d(2026, 12, 31)
    assert one(shpo, on=d(2026, 3, 1)).last_day == d(2028, 2, 29)
    [term] = terms_on(shpo, ON)
    assert term.interval == Interval(3, "months")


def test_a_condition_discharged_on_a_day_had_its_last_day_before():
    gone = condition("1", versions=[version(d(2026, 3, 1), None, removed=True)])
    shpo = order("A", MADE, gone, condition("2", d(2029, 2, 28)))
    first, second = terms_on(shpo, ON)
    assert (first.last_day, first.live(ON), second.live(ON)) == (d(2026, 2, 28), False, True)
    assert one(shpo).last_day == d(2029, 2, 28)
    assert dates(shpo) == {("order_end", "A"): d(2029, 2, 28)}


def test_a_condition_added_by_a_variation_is_not_known_before_it():
    shpo = order("A", MADE, condition("1", d(2029, 2, 28)), condition("2", None, added_on=d(2026, 3, 1)))
    assert [t.number for t in terms_on(shpo, d(2026, 2, 28))] == ["1"]
    assert one(shpo, on=d(2026, 2, 28)).last_day == d(2029, 2, 28)
    assert one(shpo, on=d(2026, 3, 1)).last_day is None
    assert terms_on(shpo, ON)[1].starts_on == d(2026, 3, 1)


# ---- checks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "last", "due"),
    [
        ((3, "months"), d(2025, 11, 30), d(2026, 2, 28)),
        ((1, "months"), d(2026, 1, 31), d(2026, 2, 28)),
        ((1, "years"), d(2024, 2, 29), d(2025, 2, 28)),
        ((6, "weeks"), d(2026, 3, 2), d(2026, 4, 13)),
        ((15, "working_days"), d(2026, 3, 30), d(2026, 4, 22)),
        ((3, "months"), None, d(2024, 5, 29)),
    ],
)
def test_the_next_check(every, last, due):
    shpo = order("A", MADE, condition(every=every, last_check=last))
    assert dates(shpo) == {("condition_check", "A/1"): due}
    assert specs(shpo)["condition_check", "A/1"].rule == ("last_check" if last else "condition_start")


def test_no_interval_no_check_unless_the_force_sets_one():
    shpo = order("A", d(2026, 1, 5), condition(), condition("2", every=(1, "months")))
    assert dates(shpo) == {("condition_check", "A/2"): d(2026, 2, 5)}
    book = PolicyBook([("Northshire", d(2026, 1, 5), "condition_check", "", "4", "months")])
    assert dates(shpo, book=book) == {
        ("condition_check", "A/1"): d(2026, 5, 5),
        ("condition_check", "A/2"): d(2026, 2, 5),
    }
    later = PolicyBook([("Northshire", d(2026, 1, 6), "condition_check", "", "4", "months")])
    assert dates(shpo, book=later) == {("condition_check", "A/2"): d(2026, 2, 5)}


@pytest.mark.parametrize(
    ("status", "suspended"), [("custody", True), ("hospital", True), ("abroad", False), ("missing", False)]
)
def test_checks_are_suspended_in_custody_and_hospital_only(status, suspended):
    who = person(statuses=[StatusFact(status, d(2026, 3, 2), None)])
    shpo = order("A", d(2026, 1, 5), condition(ends=d(2031, 1, 4), every=(3, "months")))
    found = specs(shpo, who=who)
    assert found["condition_check", "A/1"].suspended is suspended
    assert not found["order_end", "A"].suspended


def test_the_dead_owe_nothing():
    who = person(statuses=[StatusFact("deceased", d(2026, 3, 2), None)])
    assert specs(order("A", MADE, condition(ends=d(2031, 1, 4), every=(3, "months"))), who=who) == {}


# ---- spans, discharge, transition ------------------------------------------------------------------------------------


def test_spans_for_whatever_follows_from_an_order():
    sro = order("A", d(2024, 4, 1), condition(ends=d(2026, 3, 31)), kind="sro", served=d(2024, 4, 9))
    [span] = order_spans([sro], d(2024, 4, 8))
    assert (span.served_on, span.last_day, span.over) == (None, d(2026, 3, 31), False)
    [span] = order_spans([sro], ON)
    assert (span.served_on, span.over) == (d(2024, 4, 9), True)
    assert all_ended([sro], d(2026, 3, 31)) is False
    assert all_ended([sro], d(2026, 4, 1)) is True


@pytest.mark.parametrize(
    ("kind", "made", "kinds", "expected"),
    [
        ("shpo", d(2022, 6, 1), ["prohibition"], d(2027, 6, 1)),
        ("shpo", d(2024, 2, 29), ["prohibition"], d(2029, 3, 1)),
        ("shpo", d(2022, 6, 1), ["foreign_travel"], None),
        ("shpo", d(2022, 6, 1), ["foreign_travel", "requirement"], d(2027, 6, 1)),
        ("shpo", d(2022, 6, 1), [], d(2027, 6, 1)),
        ("sopo", d(2012, 2, 29), ["prohibition"], d(2017, 3, 1)),
        ("sro", d(2024, 2, 29), ["prohibition"], d(2026, 3, 1)),
        ("rosho", d(2014, 1, 31), ["prohibition"], d(2016, 1, 31)),
        ("interim_shpo", d(2022, 6, 1), ["prohibition"], None),
        ("foreign_travel_order", d(2012, 6, 1), ["foreign_travel"], None),
    ],
)
def test_earliest_discharge_without_consent(kind, made, kinds, expected):
    assert earliest_discharge(kind, made, kinds) == expected


@pytest.mark.parametrize(
    ("kind", "on", "as_kind"),
    [
        ("sopo", d(2020, 3, 7), "sopo"),
        ("sopo", d(2020, 3, 8), "shpo"),
        ("rosho", d(2020, 3, 8), "sro"),
        ("foreign_travel_order", d(2020, 3, 8), "foreign_travel_order"),
    ],
)
def test_old_orders_count_as_new_ones_since_march_2020(kind, on, as_kind):
    assert treated_as(kind, on) == as_kind


def test_a_ban_on_travel_everywhere_surrenders_passports():
    assert passports_to_surrender("foreign_travel", True)
    assert not passports_to_surrender("foreign_travel", False)
    assert not passports_to_surrender("prohibition", True)


# ---- terms that the Act does not seem to allow -----------------------------------------------------------------------


def codes(made, *conditions, kind="shpo", served="made", monitoring=False):
    found = term_warnings(order("A", made, *conditions, kind=kind, served=served), ON, monitoring_in_force=monitoring)
    assert all(warning.section and warning.text for warning in found)
    return [warning.code for warning in found]


@pytest.mark.parametrize(
    ("kind", "made", "ends", "expected"),
    [
        ("shpo", d(2021, 6, 30), d(2026, 6, 29), []),
        ("shpo", d(2021, 6, 30), d(2026, 6, 28), ["too_short"]),
        ("shpo", d(2024, 2, 29), d(2029, 2, 28), []),
        ("shpo", d(2024, 2, 29), d(2029, 2, 27), ["too_short"]),
        ("shpo", d(2021, 6, 30), None, []),
        ("sro", d(2024, 4, 1), d(2026, 3, 31), []),
        ("sro", d(2024, 4, 1), d(2026, 3, 30), ["too_short"]),
        ("sopo", d(2014, 4, 1), d(2017, 3, 31), ["too_short"]),
        ("interim_shpo", d(2026, 4, 1), None, ["not_fixed"]),
        ("interim_shpo", d(2026, 4, 1), d(2026, 6, 1), []),
        ("interim_sro", d(2026, 4, 1), None, ["not_fixed"]),
        ("shpo", d(2015, 3, 7), None, ["made_too_early"]),
        ("shpo", d(2015, 3, 8), None, []),
        ("sopo", d(2015, 3, 7), None, []),
        ("sopo", d(2015, 3, 8), None, ["made_too_late"]),
        ("rosho", d(2015, 3, 8), None, ["made_too_late"]),
        ("notification_order", d(2022, 11, 28), None, []),
        ("notification_order", d(2022, 11, 29), None, ["made_too_late"]),
    ],
)
def test_length_of_a_term(kind, made, ends, expected):
    assert codes(made, condition(ends=ends), kind=kind) == expected


def test_a_term_counted_from_service_is_not_warned_of():
    made, served = d(2021, 6, 30), d(2021, 7, 9)
    assert codes(made, condition(ends=d(2026, 7, 8)), served=served) == []
    assert codes(made, condition(ends=d(2026, 6, 29)), served=served) == []
    assert codes(made, condition(starts=served, ends=d(2026, 6, 29)), served=served) == ["too_short"]


@pytest.mark.parametrize(
    ("kind", "ends", "expected"),
    [
        ("shpo", d(2031, 1, 4), []),
        ("shpo", d(2031, 1, 5), ["travel_too_long"]),
        ("sro", d(2027, 1, 4), []),
        ("shpo", None, ["travel_not_fixed"]),
    ],
)
def test_a_travel_ban(kind, ends, expected):
    assert codes(d(2026, 1, 5), condition(kind="foreign_travel", ends=ends), kind=kind) == expected


def test_a_foreign_travel_order_is_a_travel_ban_as_a_whole():
    assert codes(d(2012, 1, 5), condition(ends=d(2018, 1, 4)), kind="foreign_travel_order") == ["travel_too_long"]


@pytest.mark.parametrize(
    ("kind", "made", "supervisor", "expected"),
    [
        ("shpo", d(2022, 11, 29), "Ms Dean", []),
        ("shpo", d(2022, 11, 28), "Ms Dean", ["requirement_too_early"]),
        ("shpo", d(2022, 11, 29), "", ["no_supervisor"]),
        ("sopo", d(2014, 11, 29), "Ms Dean", ["requirement_too_early"]),
    ],
)
def test_positive_requirements(kind, made, supervisor, expected):
    assert codes(made, condition(kind="requirement", supervisor=supervisor), kind=kind) == expected


def test_electronic_monitoring_is_behind_its_switch():
    tag = condition(kind="electronic_monitoring", ends=d(2027, 1, 4))
    assert codes(d(2026, 1, 5), tag) == ["monitoring_not_in_force"]
    assert codes(d(2026, 1, 5), tag, monitoring=True) == []
    longer = condition(kind="electronic_monitoring", ends=d(2027, 1, 5))
    assert codes(d(2026, 1, 5), longer, monitoring=True) == ["monitoring_too_long"]
    assert codes(d(2026, 1, 5), condition(kind="electronic_monitoring"), monitoring=True) == ["monitoring_too_long"]


def test_a_removed_condition_is_no_longer_queried():
    gone = condition(ends=d(2026, 12, 31), versions=[version(d(2026, 3, 1), None, removed=True)])
    assert codes(MADE, gone) == []


@pytest.mark.parametrize(
    ("section", "assumed"),
    [
        ("s.103C", True),
        ("s.103D; SC s.348", True),
        ("s.122C", True),
        ("s.97", True),
        ("s.103A, or SC ss.343 to 358 on conviction", False),
        ("s.122A", False),
        ("ss.104 to 110", False),
        ("s.114", False),
        ("s.123", False),
        ("PCSC ss.175-176", False),
    ],
)
def test_a_section_that_nothing_read_confirms_is_marked_assumed(section, assumed):
    assert cited(section) == (f"{section}, section number assumed" if assumed else section)


def test_every_section_on_screen_is_read_or_marked():
    read = {"103A", "103F", "104", "110", "114", "122A", "122E", "123", "343", "358"}
    for rule in RULES.values():
        for section in (rule.law, rule.term_section):
            numbers = set(re.findall(r"\d+[A-Z]*", section))
            assert numbers <= read or cited(section).endswith("section number assumed") or numbers == {"98"}, section


def test_orders_that_keep_how_they_stand_answer_for_each_day_anew():
    rows = [order("A", d(2024, 3, 1)), order("B", d(2026, 4, 11))]
    kept = Orders(rows)
    for day in (ON, d(2024, 2, 29), d(2026, 4, 11), d(2026, 4, 11), ON):
        assert standings(kept, day) == standings(rows, day)
    assert standings(kept, ON) is standings(kept, ON)
