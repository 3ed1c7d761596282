"""Levels, plan intervals, management, status and homes on a day, from dated facts in any order."""

import itertools
from datetime import date as d

import pytest

from common.dates import Interval
from offenders.policy import (
    AddressFact,
    LevelChange,
    LevelFact,
    ManagementFact,
    PlanFact,
    StatusFact,
    Stay,
    approved_from,
    first_move_after,
    home_on,
    interval_history,
    last_stay,
    management_on,
    no_fixed_abode_on,
    open_status,
    place,
    risk_level_on,
    status_on,
)

ON = d(2026, 4, 10)


def level(day, code, approved=True, approved_on=None):
    return LevelFact(day, code, approved, approved_on)


def plan(day, value, approved=True, approved_on=None, unit="months"):
    return PlanFact(day, value, unit, approved, approved_on)


def orders(rows):
    return itertools.permutations(rows) if len(rows) <= 4 else [rows, rows[::-1]]


# Approval


@pytest.mark.parametrize(
    ("approved", "approved_on", "expected"),
    [
        (False, None, None),
        (False, d(2026, 1, 1), None),
        (True, None, d(2026, 3, 1)),
        (True, d(2026, 2, 1), d(2026, 3, 1)),
        (True, d(2026, 3, 1), d(2026, 3, 1)),
        (True, d(2026, 3, 5), d(2026, 3, 5)),
    ],
)
def test_an_approved_row_counts_from_the_later_day(approved, approved_on, expected):
    assert approved_from(d(2026, 3, 1), approved, approved_on) == expected


# Levels

BASE = d(2019, 3, 4)
MAR1, MAR10, MAR20, APR2 = d(2026, 3, 1), d(2026, 3, 10), d(2026, 3, 20), d(2026, 4, 2)

LEVELS = {
    "nothing": ([], None, [], None),
    "one": ([level(BASE, "medium")], "medium", [(BASE, "medium", None)], None),
    "in the future": ([level(d(2026, 4, 11), "low")], None, [], None),
    "on the day": ([level(ON, "very_high")], "very_high", [(ON, "very_high", None)], None),
    "a rise, not approved": (
        [level(BASE, "medium"), level(MAR1, "high", approved=False)],
        "high",
        [(BASE, "medium", None), (MAR1, "high", "medium")],
        None,
    ),
    "a rise approved later counts from its own day": (
        [level(BASE, "medium"), level(MAR1, "high", approved_on=APR2)],
        "high",
        [(BASE, "medium", None), (MAR1, "high", "medium")],
        None,
    ),
    "a fall, not approved": (
        [level(BASE, "high"), level(MAR1, "medium", approved=False)],
        "high",
        [(BASE, "high", None)],
        level(MAR1, "medium", approved=False),
    ),
    "a fall from its approval": (
        [level(BASE, "high"), level(MAR1, "medium", approved_on=APR2)],
        "medium",
        [(BASE, "high", None), (APR2, "medium", "high")],
        None,
    ),
    "a fall approved beforehand counts from its own day": (
        [level(BASE, "high"), level(MAR10, "medium", approved_on=MAR1)],
        "medium",
        [(BASE, "high", None), (MAR10, "medium", "high")],
        None,
    ),
    "a fall whose approval is still to come": (
        [level(BASE, "high"), level(MAR1, "medium", approved_on=d(2026, 4, 11))],
        "high",
        [(BASE, "high", None)],
        level(MAR1, "medium", approved_on=d(2026, 4, 11)),
    ),
    "a rise proposed before an older fall is approved: the later decision stands": (
        [level(BASE, "high"), level(MAR1, "medium", approved_on=APR2), level(MAR10, "very_high", approved=False)],
        "very_high",
        [(BASE, "high", None), (MAR10, "very_high", "high")],
        None,
    ),
    "the same level again after a fall was proposed: approving the fall changes nothing": (
        [level(BASE, "high"), level(MAR1, "low", approved_on=APR2), level(MAR10, "high")],
        "high",
        [(BASE, "high", None)],
        None,
    ),
    "a middling level proposed while a lower one waits counts as a rise once that is approved": (
        [level(BASE, "high"), level(MAR1, "low", approved_on=APR2), level(MAR10, "medium", approved=False)],
        "medium",
        [(BASE, "high", None), (APR2, "medium", "high")],
        None,
    ),
    "two falls approved out of order: the later decision stands": (
        [level(BASE, "high"), level(MAR1, "medium", approved_on=APR2), level(MAR10, "low", approved_on=MAR20)],
        "low",
        [(BASE, "high", None), (MAR20, "low", "high")],
        None,
    ),
    "two falls approved in order": (
        [level(BASE, "high"), level(MAR1, "medium", approved_on=MAR10), level(MAR10, "low", approved_on=MAR20)],
        "low",
        [(BASE, "high", None), (MAR10, "medium", "high"), (MAR20, "low", "medium")],
        None,
    ),
    "up and down again": (
        [level(BASE, "medium"), level(MAR1, "very_high"), level(MAR10, "medium")],
        "medium",
        [(BASE, "medium", None), (MAR1, "very_high", "medium"), (MAR10, "medium", "very_high")],
        None,
    ),
    "two of one day: the higher": (
        [level(BASE, "medium"), level(MAR1, "low"), level(MAR1, "high", approved=False)],
        "high",
        [(BASE, "medium", None), (MAR1, "high", "medium")],
        None,
    ),
    "two of one day, one the level in force": (
        [level(BASE, "high"), level(MAR1, "low"), level(MAR1, "high")],
        "high",
        [(BASE, "high", None)],
        None,
    ),
    "two lower ones of one day, one approved": (
        [level(BASE, "very_high"), level(MAR1, "low", approved=False), level(MAR1, "medium")],
        "medium",
        [(BASE, "very_high", None), (MAR1, "medium", "very_high")],
        None,
    ),
    "a first level below high waits like any other": (
        [level(BASE, "low", approved=False)],
        None,
        [],
        level(BASE, "low", approved=False),
    ),
    "a first level below high from its approval": (
        [level(BASE, "low", approved_on=MAR1)],
        "low",
        [(MAR1, "low", None)],
        None,
    ),
    "a first level of high or above needs nobody": (
        [level(BASE, "high", approved=False)],
        "high",
        [(BASE, "high", None)],
        None,
    ),
    "the same level twice is no change": (
        [level(BASE, "medium"), level(MAR1, "medium", approved=False)],
        "medium",
        [(BASE, "medium", None)],
        None,
    ),
    "the last of two that wait is named": (
        [level(BASE, "high"), level(MAR1, "medium", approved=False), level(MAR10, "low", approved=False)],
        "high",
        [(BASE, "high", None)],
        level(MAR10, "low", approved=False),
    ),
}


@pytest.mark.parametrize("case", LEVELS)
def test_risk_level(case):
    rows, expected, changes, waiting = LEVELS[case]
    for order in orders(rows):
        found = risk_level_on(order, ON, lower_needs_approval=True)
        assert (found.level, list(found.changes), found.waiting) == (
            expected,
            [LevelChange(*change) for change in changes],
            waiting,
        )


def test_without_the_gate_a_fall_counts_from_its_day():
    rows = [level(BASE, "high"), level(MAR1, "medium", approved=False)]
    assert risk_level_on(rows, MAR1, lower_needs_approval=False).level == "medium"
    assert risk_level_on(rows, d(2026, 2, 28), lower_needs_approval=False).level == "high"


def test_the_gate_is_that_of_the_day_of_the_proposal():
    rows = [level(BASE, "high"), level(MAR1, "medium", approved=False), level(MAR20, "low", approved=False)]
    found = risk_level_on(rows, ON, lower_needs_approval=lambda day: day >= MAR10)
    assert (found.level, found.waiting) == ("medium", rows[2])


def test_rows_of_a_query_serve_as_they_are():
    rows = [(BASE, "high", True, BASE), (MAR1, "medium", True, APR2)]
    assert risk_level_on(rows, ON, lower_needs_approval=True).level == "medium"


# Plan intervals


def default(code, _day):
    return Interval({"very_high": 1, "high": 3, "medium": 6, "low": 12, None: 3}[code], "months")


def steps(levels, plans, on=ON, gate=True, counted_from=BASE):
    history = risk_level_on(levels, on, lower_needs_approval=True)
    found = [
        interval_history(history, order, on, default=default, counted_from=counted_from, longer_needs_approval=gate)
        for order in orders(plans)
    ]
    assert all(other == found[0] for other in found)
    return found[0]


def counts(levels, plans, on=ON, **more):
    """The length of the plan interval in force, None = the default."""
    in_force = steps(levels, plans, on, **more).steps[-1].plan
    return None if in_force is None else in_force.value


MEDIUM, LOW = [level(BASE, "medium")], [level(BASE, "low")]
ROSE = [level(BASE, "low"), level(MAR1, "high")]
EARLY = d(2025, 1, 10)

PLANS = {
    "shorter, not approved": (MEDIUM, [plan(EARLY, 4, approved=False)], 4),
    "as long as the default needs nobody": (MEDIUM, [plan(EARLY, 6, approved=False)], 6),
    "longer, not approved": (MEDIUM, [plan(EARLY, 9, approved=False)], None),
    "longer, approved": (MEDIUM, [plan(EARLY, 9)], 9),
    "longer, approval still to come": (MEDIUM, [plan(EARLY, 9, approved_on=d(2026, 4, 11))], None),
    "in the future": (MEDIUM, [plan(d(2026, 4, 11), 4)], None),
    "the latest of two": (MEDIUM, [plan(EARLY, 4), plan(MAR1, 5)], 5),
    "a longer one that waits leaves the older": (MEDIUM, [plan(EARLY, 4), plan(MAR1, 9, approved=False)], 4),
    "an older one approved late does not replace a newer": (
        MEDIUM,
        [plan(EARLY, 9, approved_on=APR2), plan(MAR1, 5)],
        5,
    ),
    "two of one day: the shorter": (MEDIUM, [plan(MAR1, 5), plan(MAR1, 4)], 4),
    "older than a rise and not shorter": (ROSE, [plan(EARLY, 6)], None),
    "older than a rise and as long as the new default": (ROSE, [plan(EARLY, 3)], None),
    "older than a rise and shorter": (ROSE, [plan(EARLY, 2)], 2),
    "set on the day of the rise, longer, approved": (ROSE, [plan(MAR1, 6)], 6),
    "set on the day of the rise, longer, not approved": (ROSE, [plan(MAR1, 6, approved=False)], None),
    "set after the rise": (ROSE, [plan(EARLY, 6), plan(MAR10, 4)], 4),
    "set after the rise but waiting: the older, shorter one goes on": (
        ROSE,
        [plan(EARLY, 2), plan(MAR10, 6, approved=False)],
        2,
    ),
    "older than the rise, approved after it: still older": (ROSE, [plan(EARLY, 18, approved_on=MAR10)], None),
    "replaced before the rise: the one replaced does not come back": (
        ROSE,
        [plan(EARLY, 2), plan(d(2025, 6, 1), 4)],
        None,
    ),
    "no level: compared with high": ([], [plan(EARLY, 4, approved=False)], None),
    "no level, then very high is a rise": ([level(MAR1, "very_high")], [plan(EARLY, 2)], None),
    "no level, then high is none": ([level(MAR1, "high")], [plan(EARLY, 4)], 4),
    "one that waited counts once the level's default is longer": (
        [level(BASE, "medium"), level(MAR10, "low")],
        [plan(EARLY, 9, approved=False)],
        9,
    ),
    "set for a fall that is approved later": (
        [level(BASE, "high"), level(MAR1, "low", approved_on=APR2)],
        [plan(MAR10, 6, approved=False)],
        6,
    ),
    "after a rise and a fall, the shorter of the older plan and the default": (
        [level(BASE, "low"), level(MAR1, "high"), level(MAR10, "low")],
        [plan(EARLY, 6)],
        6,
    ),
    "after a rise and a fall, a longer older plan stays gone": (
        [level(BASE, "low"), level(MAR1, "high"), level(MAR10, "low")],
        [plan(EARLY, 18)],
        None,
    ),
    "31 days are longer than a month": ([level(BASE, "very_high")], [plan(EARLY, 31, False, unit="days")], None),
    "4 weeks are shorter than a month": ([level(BASE, "very_high")], [plan(EARLY, 4, False, unit="weeks")], 4),
}


@pytest.mark.parametrize("case", PLANS)
def test_plan_interval(case):
    levels, plans, expected = PLANS[case]
    assert counts(levels, plans) == expected


def test_without_the_gate_a_longer_plan_counts_from_its_day():
    plans = [plan(MAR1, 9, approved=False)]
    assert counts(MEDIUM, plans, gate=False) == 9
    assert counts(MEDIUM, plans, on=d(2026, 2, 28), gate=False) is None
    assert counts(MEDIUM, plans, gate=lambda day: day > MAR1) == 9
    assert counts(MEDIUM, plans, gate=lambda day: day >= MAR1) is None


def test_the_steps_of_a_plan_and_a_rise():
    found = steps(ROSE, [plan(EARLY, 6, approved_on=d(2025, 2, 1)), plan(MAR20, 4, approved_on=APR2)])
    assert [(step.day, step.level, step.plan and step.plan.value) for step in found.steps] == [
        (d.min, None, None),
        (BASE, "low", None),
        (EARLY, "low", 6),  # no longer than 12 months: it needs no approval
        (MAR1, "high", None),
        (APR2, "high", 4),
    ]


def test_what_is_said_of_a_plan_that_does_not_count():
    waits = plan(EARLY, 9, approved=False)
    assert steps(MEDIUM, [waits]).waiting == waits
    older = plan(EARLY, 6)
    assert (steps(ROSE, [older]).waiting, steps(ROSE, [older]).outlived) == (None, older)
    assert steps(ROSE, [plan(EARLY, 2)])[1:] == (None, None)


# Management


def mode(day, code, approved=True, approved_on=None):
    return ManagementFact(day, code, approved, approved_on)


MANAGEMENT = {
    "nothing": ([], ("active", None, None)),
    "reactive": ([mode(EARLY, "reactive")], ("reactive", EARLY, None)),
    "reactive, not approved": ([mode(EARLY, "reactive", approved=False)], ("active", None, None)),
    "reactive from its approval": ([mode(MAR1, "reactive", approved_on=MAR10)], ("reactive", MAR10, None)),
    "approval still to come": ([mode(MAR1, "reactive", approved_on=d(2026, 4, 11))], ("active", None, None)),
    "active again": ([mode(EARLY, "reactive"), mode(MAR1, "active")], ("active", MAR1, MAR1)),
    "active again, approved or not": (
        [mode(EARLY, "reactive"), mode(MAR1, "active", approved=False)],
        ("active", MAR1, MAR1),
    ),
    "kept reactive by a review": ([mode(EARLY, "reactive"), mode(MAR1, "reactive")], ("reactive", EARLY, None)),
    "a review not approved does not end it": (
        [mode(EARLY, "reactive"), mode(MAR1, "reactive", approved=False)],
        ("reactive", EARLY, None),
    ),
    "reactive approved only after active was decided: it never was reactive": (
        [mode(MAR1, "reactive", approved_on=APR2), mode(MAR10, "active")],
        ("active", None, None),
    ),
    "active on the record of somebody never reactive starts nothing": ([mode(MAR1, "active")], ("active", None, None)),
    "twice": (
        [mode(d(2020, 1, 1), "reactive"), mode(d(2021, 1, 1), "active"), mode(EARLY, "reactive")],
        ("reactive", EARLY, d(2021, 1, 1)),
    ),
    "both of one day: active": ([mode(MAR1, "reactive"), mode(MAR1, "active")], ("active", None, None)),
    "in the future": ([mode(d(2026, 4, 11), "reactive")], ("active", None, None)),
    "on the day": ([mode(ON, "reactive")], ("reactive", ON, None)),
}


@pytest.mark.parametrize("case", MANAGEMENT)
def test_management(case):
    rows, expected = MANAGEMENT[case]
    for order in orders(rows):
        assert management_on(order, ON) == expected


# Status


def period(code, began, ended=None):
    return StatusFact(code, began, ended)


def test_free_on_the_day_it_ended():
    rows = [period("custody", MAR1, MAR20)]
    found = {day: status_on(rows, day) for day in (d(2026, 2, 28), MAR1, d(2026, 3, 19), MAR20)}
    assert list(found.values()) == ["community", "custody", "custody", "community"]


def test_an_end_still_to_come_is_not_known_yet():
    assert status_on([period("abroad", MAR1, d(2026, 5, 1))], ON) == "abroad"


def test_of_overlapping_periods_the_first_by_rank():
    rows = [period(code, MAR1) for code in ("abroad", "missing", "hospital", "custody", "deceased")]
    expected = ["abroad", "missing", "hospital", "custody", "deceased"]
    for number in range(1, 6):
        for order in orders(rows[:number]):
            assert status_on(order, ON) == expected[number - 1]


def test_the_earliest_of_two_open_periods_of_a_kind():
    rows = [period("custody", MAR10), period("custody", MAR1)]
    assert open_status(rows, ON, ("custody",)) == rows[1]
    assert open_status(rows, d(2026, 2, 1), ("custody",)) is None


def four_weeks(began, ended):
    return (ended - began).days >= 28


STAYS = {
    "none": ([], None),
    "28 days": ([period("custody", d(2026, 2, 16), d(2026, 3, 16))], ("custody", d(2026, 2, 16), d(2026, 3, 16))),
    "27 days": ([period("custody", d(2026, 2, 17), d(2026, 3, 16))], None),
    "hospital": ([period("hospital", d(2026, 1, 5), d(2026, 3, 16))], ("hospital", d(2026, 1, 5), d(2026, 3, 16))),
    "abroad is no stay": ([period("abroad", d(2025, 1, 5), d(2026, 3, 16))], None),
    "still in": ([period("custody", d(2025, 1, 5))], None),
    "to end after the day": ([period("custody", d(2025, 1, 5), d(2026, 4, 11))], None),
    "ended on the day": ([period("custody", d(2025, 1, 5), ON)], ("custody", d(2025, 1, 5), ON)),
    "the last of two": (
        [period("custody", d(2024, 1, 1), d(2024, 6, 1)), period("custody", d(2025, 1, 1), d(2025, 6, 1))],
        ("custody", d(2025, 1, 1), d(2025, 6, 1)),
    ),
    "a long one, then a short one": (
        [period("custody", d(2024, 1, 1), d(2024, 6, 1)), period("custody", d(2025, 1, 1), d(2025, 1, 9))],
        ("custody", d(2024, 1, 1), d(2024, 6, 1)),
    ),
    "from prison to hospital without a day free": (
        [period("custody", d(2026, 1, 1), d(2026, 1, 20)), period("hospital", d(2026, 1, 20), d(2026, 2, 8))],
        None,
    ),
    "a day free between": (
        [period("custody", d(2026, 1, 1), d(2026, 1, 20)), period("hospital", d(2026, 1, 21), d(2026, 2, 8))],
        None,
    ),
    "one inside the other": (
        [period("custody", d(2026, 1, 1), d(2026, 3, 1)), period("hospital", d(2026, 1, 10), d(2026, 1, 20))],
        ("custody", d(2026, 1, 1), d(2026, 3, 1)),
    ),
    "moved on and still in": (
        [period("custody", d(2025, 1, 1), d(2026, 1, 20)), period("hospital", d(2026, 1, 20))],
        ("custody", d(2025, 1, 1), d(2026, 1, 20)),
    ),
    "a stay, then in again": (
        [period("custody", d(2024, 1, 1), d(2024, 6, 1)), period("hospital", d(2026, 1, 20))],
        ("custody", d(2024, 1, 1), d(2024, 6, 1)),
    ),
}


@pytest.mark.parametrize("case", STAYS)
def test_last_stay(case):
    rows, expected = STAYS[case]
    for order in orders(rows):
        assert last_stay(order, ON, four_weeks) == (expected and Stay(*expected))


# Homes


def home(address, began=None, ended=None, kind="home", postcode=""):
    return AddressFact(kind, address, postcode, began, ended)


def test_the_new_home_holds_from_the_day_of_the_move():
    rows = [home("6 Sample Street", BASE, MAR1), home("Day Centre", MAR1, kind="no_fixed_abode")]
    for order in orders(rows):
        assert home_on(order, d(2026, 2, 28)).address == "6 Sample Street"
        assert home_on(order, MAR1).address == "Day Centre"
        assert [no_fixed_abode_on(order, day) for day in (d(2026, 2, 28), MAR1)] == [False, True]
        assert home_on(order, d(2019, 1, 1)) is None


def test_an_address_without_a_first_day_always_held():
    assert home_on([home("4 Sample Street")], d(1950, 1, 1)).address == "4 Sample Street"
    assert not no_fixed_abode_on([], ON)


def test_where_homes_overlap_the_newer_and_then_the_home():
    rows = [
        home("Old", BASE),
        home("New", MAR1),
        home("Centre", MAR1, kind="no_fixed_abode"),
        home("Work", kind="work"),
    ]
    for order in orders(rows):
        assert home_on(order, ON).address == "New"


def test_the_first_move_since():
    rows = [
        home("A"), home("B", MAR1), home("C", MAR10), home("P", d(2026, 2, 1), kind="partner"),
        home("N", d(2026, 2, 2), kind="no_fixed_abode"),
    ]  # fmt: skip
    for order in orders(rows):
        assert first_move_after(order, d(2026, 1, 1), ON).address == "B"
        assert first_move_after(order, MAR1, ON).address == "C"
        assert first_move_after(order, MAR10, ON) is None
        assert first_move_after(order, d(2026, 1, 1), d(2026, 2, 28)) is None


SAME = [
    ("4 Sample Street", "4 SAMPLE  street"),
    ("4 Sample Street", " 4, Sample Street. "),
    ("St Mary's Hostel", "St Mary’s  Hostel"),
    ("St Mary's Hostel", "st marys hostel"),
    ("4 Sample Street, ZZ1 1AA", "4 Sample Street zz11aa"),
    ("4 Sample Street ZZ1 1AA", "4 Sample Street"),
    ("Flat 2/4 Sample Street", "Flat 2, 4 Sample Street"),
    ("Café Row", "Cafe Row"),
    ("ZZ1 1AA", "zz11aa"),
]
DIFFERENT = [
    ("4 Sample Street", "14 Sample Street"),
    ("4 Sample Street", "4 Sample Road"),
    ("4 Sample Street ZZ1 1AA", "4 Sample Street ZZ9 1AA"),
    ("Flat 1, 4 Sample Street", "Flat 2, 4 Sample Street"),
    ("ZZ1 1AA", "ZZ1 1AB"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_place_written_in_two_ways(one, other):
    assert place(one).same_as(place(other))
    assert place(other).same_as(place(one))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_places(one, other):
    assert not place(one).same_as(place(other))


def test_the_postcode_may_stand_apart():
    assert place("4 Sample Street", "ZZ1 1AA") == place("4 Sample Street ZZ1 1AA") == place("4 sample street zz11aa")
    assert place("4 Sample Street, ZZ1 1AA", "ZZ1 1AA") == place("4 Sample Street", "zz1 1aa")
    assert not place("", "ZZ1 1AA").same_as(place(""))
    assert place("").same_as(place(" , "))
