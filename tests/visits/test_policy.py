"""When the next home visit is due: boundaries and ugly cases, one fact at a time."""

import datetime as dt
from datetime import date as d

import pytest

from common.dates import BeyondHolidayData
from deadlines.policy_keys import PolicyBook
from offenders.policy import AddressFact, LevelFact, ManagementFact, PlanFact, StatusFact
from tests.support.bundle import calendar
from tests.visits.makers import (
    BOOK,
    ELSEWHERE,
    HOME,
    ON,
    REGISTERED,
    moved,
    person,
    rose,
    seen,
    tried,
)
from visits.policy import (
    home_visit,
    situation,
    visit_specs,
)


def due(who, visits, on=ON, book=BOOK):
    spec = home_visit(who, visits, on, book, calendar())
    return spec and (spec.due_on, spec.rule)


def reason(who, visits, on=ON, book=BOOK):
    return home_visit(who, visits, on, book, calendar()).reason


# None is owed


def test_nothing_is_owed_before_registration_or_without_it():
    assert due(person(registered_on=None), seen(d(2026, 1, 10))) is None
    assert due(person(registered_on=d(2026, 4, 11)), []) is None
    assert due(person(registered_on=ON), []) == (d(2026, 5, 1), "first_visit")


def test_nothing_is_owed_by_the_dead_from_the_day_of_death():
    who = person(statuses=[StatusFact("deceased", d(2026, 4, 9), None), StatusFact("missing", d(2026, 1, 1), None)])
    visits = [*seen(d(2026, 1, 1)), *(tried(d(2026, 2, day), search=True) for day in (1, 2, 3))]
    assert visit_specs(who, visits, d(2026, 4, 9), BOOK, calendar()) == []
    assert {spec.kind for spec in visit_specs(who, visits, d(2026, 4, 8), BOOK, calendar())} == {
        "home_visit",
        "visit_decision",
        "whereabouts",
    }


def test_nothing_is_owed_once_disposals_and_orders_have_all_ended():
    who = person(requirement_ended=True, statuses=[StatusFact("missing", d(2026, 1, 1), None)])
    visits = [tried(d(2026, 2, day), "address_vacated", search=True) for day in (1, 2, 3)]
    assert visit_specs(who, visits, ON, BOOK, calendar()) == []


# Which visits count


@pytest.mark.parametrize(
    "outcome", ["no_reply", "third_party_seen", "refused", "abandoned", "address_vacated", "seen_elsewhere"]
)
def test_what_does_not_count_moves_nothing(outcome):
    who = person(addresses=[HOME])
    assert due(who, [*seen(d(2026, 1, 10)), tried(d(2026, 4, 9), outcome)]) == due(who, seen(d(2026, 1, 10)))


def test_seen_elsewhere_counts_by_the_abode_of_that_day():
    centre = AddressFact("no_fixed_abode", "Day Centre", "", d(2026, 2, 2), d(2026, 3, 2))
    who = person(addresses=[AddressFact("home", "A", "", None, d(2026, 2, 2)), centre])
    before, first, last, after = (
        tried(day, ELSEWHERE) for day in (d(2026, 2, 1), d(2026, 2, 2), d(2026, 3, 1), d(2026, 3, 2))
    )
    anchored = lambda visit: situation(who, [visit], ON, BOOK, calendar()).anchor  # noqa: E731
    assert [anchored(visit) for visit in (before, first, last, after)] == [None, d(2026, 2, 2), d(2026, 3, 1), None]


def test_seen_at_the_address_counts_with_no_fixed_abode_as_well():
    who = person(addresses=[AddressFact("no_fixed_abode", "Day Centre", "", None, None)])
    assert due(who, seen(d(2026, 3, 2))) == (d(2026, 6, 2), "visit_interval")


def test_without_any_home_recorded_seen_elsewhere_does_not_count():
    assert due(person(), [*seen(d(2026, 1, 10)), tried(d(2026, 3, 2), ELSEWHERE)])[0] == d(2026, 4, 10)


def test_a_visit_on_the_day_of_registration_counts_and_the_day_before_does_not():
    who = person(registered_on=d(2026, 3, 2), level="high")
    assert due(who, seen(d(2026, 3, 2))) == (d(2026, 6, 2), "visit_interval")
    assert due(who, seen(d(2026, 3, 1))) == (d(2026, 3, 23), "first_visit")


# Clamping and days


@pytest.mark.parametrize(
    ("level", "last", "expected"),
    [
        ("low", d(2024, 2, 29), d(2025, 2, 28)),
        ("low", d(2023, 2, 28), d(2024, 2, 28)),
        ("medium", d(2025, 8, 31), d(2026, 2, 28)),
        ("high", d(2025, 11, 30), d(2026, 2, 28)),
        ("very_high", d(2026, 1, 31), d(2026, 2, 28)),
        ("very_high", d(2026, 3, 29), d(2026, 4, 29)),  # the clocks went forward that night
    ],
)
def test_months_clamp(level, last, expected):
    assert due(person(level), seen(last)) == (expected, "visit_interval")


def test_clamping_counts_from_the_real_visit():
    assert due(person("very_high"), seen(d(2026, 1, 31), d(2026, 2, 28)))[0] == d(2026, 3, 28)


def test_days_over_the_night_the_clocks_go_back():
    who = person("low", plans=[PlanFact(REGISTERED, 30, "days", True, None)])
    assert due(who, seen(d(2025, 10, 1))) == (d(2025, 10, 31), "plan_interval")


# Changes of interval


def test_a_level_raised_on_the_day_of_the_visit_is_in_force_at_it():
    who = person(levels=rose("low", (d(2026, 3, 2), "very_high")))
    assert due(who, seen(d(2026, 3, 2))) == (d(2026, 4, 2), "visit_interval")
    assert reason(who, seen(d(2026, 3, 2))) == "Very high risk: every month; last seen 2 March 2026"
    assert due(who, seen(d(2026, 3, 1))) == (d(2026, 4, 1), "visit_interval")


def test_a_raised_level_is_due_on_its_day_at_the_earliest():
    who = person(levels=rose("low", (d(2026, 3, 2), "very_high")))
    assert due(who, seen(d(2026, 2, 1)))[0] == d(2026, 3, 2)  # by the interval 1 March
    assert due(who, seen(d(2026, 2, 1)))[1] == "change_of_interval"
    assert due(who, seen(d(2026, 2, 2))) == (d(2026, 3, 2), "visit_interval")  # both ways the same day
    assert due(who, seen(d(2026, 2, 1)), on=d(2026, 3, 1)) == (d(2027, 2, 1), "visit_interval")


def test_due_on_the_day_of_the_change_was_not_overdue():
    who = person(levels=rose("high", (d(2026, 4, 1), "low")))
    assert due(who, seen(d(2026, 1, 1)))[0] == d(2027, 1, 1)
    assert due(who, seen(d(2025, 12, 31)))[0] == d(2026, 3, 31)  # the day before: it stands


def test_a_date_that_was_overdue_once_stands_through_every_later_change():
    changes = [(d(2026, 2, 20), "high"), (d(2026, 3, 1), "low"), (d(2026, 3, 9), "very_high"), (d(2026, 4, 1), "low")]
    who = person(levels=rose("medium", *changes))
    assert due(who, seen(d(2025, 8, 10))) == (d(2026, 2, 10), "visit_interval")


def test_several_changes_before_the_date_are_walked_in_order():
    changes = [(d(2026, 2, 1), "low"), (d(2026, 3, 1), "medium"), (d(2026, 4, 1), "high")]
    assert due(person(levels=rose("high", *changes)), seen(d(2026, 1, 10)))[0] == d(2026, 4, 10)
    early = due(person(levels=rose("high", *changes)), seen(d(2025, 11, 10)))
    assert early == (d(2026, 4, 1), "change_of_interval")


def test_a_level_and_a_plan_of_one_day_are_one_change():
    who = person(levels=rose("low", (d(2026, 3, 2), "high")), plans=[PlanFact(d(2026, 3, 2), 2, "months", False, None)])
    assert due(who, seen(d(2026, 1, 20))) == (d(2026, 3, 20), "plan_interval")


def test_another_level_with_the_same_interval_changes_nothing():
    book = PolicyBook([(None, d(2020, 1, 1), "visit_interval", "medium", "3", "months")])
    who = person(levels=rose("high", (d(2026, 3, 2), "medium")))
    spec = home_visit(who, seen(d(2026, 1, 20)), ON, book, calendar())
    assert (spec.due_on, spec.rule) == (d(2026, 4, 20), "visit_interval")
    assert spec.reason == "Medium risk: every 3 months; last seen 20 January 2026"


def test_the_policy_of_the_day_of_the_visit_holds_after_a_change_of_level_too():
    book = PolicyBook([("Northshire", d(2026, 2, 1), "visit_interval", "high", "2", "months")])
    who = person(levels=rose("medium", (d(2026, 3, 2), "high")))
    assert due(who, seen(d(2026, 1, 31)), book=book)[0] == d(2026, 4, 30)
    assert due(who, seen(d(2026, 2, 1)), book=book)[0] == d(2026, 4, 1)


def test_a_change_of_policy_alone_moves_nothing():
    book = PolicyBook([("Northshire", d(2026, 2, 1), "visit_interval", "high", "1", "months")])
    assert due(person(), seen(d(2026, 1, 31)), book=book) == due(person(), seen(d(2026, 1, 31)))


def test_the_first_level_after_the_visit():
    who = person(levels=[LevelFact(d(2026, 3, 1), "low", True, None)])
    assert due(who, seen(d(2026, 1, 10)))[0] == d(2027, 1, 10)
    assert due(who, seen(d(2025, 11, 10)))[0] == d(2026, 2, 10)  # as for high it was overdue


# The start of the clock


def test_custody_of_27_days_leaves_the_date_and_of_28_starts_the_clock():
    def stay(days):
        began = d(2026, 2, 16)
        return person("low", statuses=[StatusFact("custody", began, began + dt.timedelta(days))])

    assert due(stay(27), seen(d(2026, 2, 1))) == (d(2027, 2, 1), "visit_interval")
    assert due(stay(28), seen(d(2026, 2, 1))) == (d(2026, 4, 8), "first_visit")


def test_a_forces_own_length_of_custody_by_the_day_it_ended():
    book = PolicyBook([("Northshire", d(2026, 3, 1), "custody_restart", "", "1", "weeks")])
    stay = lambda began, ended: person("low", statuses=[StatusFact("custody", began, ended)])  # noqa: E731
    assert due(stay(d(2026, 2, 22), d(2026, 3, 1)), seen(d(2026, 2, 1)), book=book)[1] == "first_visit"
    assert due(stay(d(2026, 2, 20), d(2026, 2, 28)), seen(d(2026, 2, 1)), book=book)[1] == "visit_interval"


def test_a_visit_on_the_day_of_release_counts():
    who = person(statuses=[StatusFact("custody", d(2026, 1, 1), d(2026, 3, 2))])
    assert due(who, seen(d(2026, 3, 2))) == (d(2026, 6, 2), "visit_interval")
    assert due(who, seen(d(2026, 3, 1))) == (d(2026, 3, 23), "first_visit")


def test_a_visit_in_a_short_stay_counts():
    who = person(statuses=[StatusFact("custody", d(2026, 3, 1), d(2026, 3, 10))])
    assert due(who, seen(d(2026, 3, 5))) == (d(2026, 6, 5), "visit_interval")


def test_the_latest_start_governs():
    statuses = [StatusFact("custody", d(2024, 1, 1), d(2026, 3, 2))]
    assert due(person(registered_on=d(2026, 3, 9), statuses=statuses), [])[0] == d(2026, 3, 30)
    assert due(person(registered_on=d(2019, 3, 9), statuses=statuses), [])[0] == d(2026, 3, 23)
    management = [
        ManagementFact(d(2020, 1, 1), "reactive", True, None),
        ManagementFact(d(2026, 3, 16), "active", True, None),
    ]
    who = person(statuses=statuses, management=management)
    assert due(who, [])[0] == d(2026, 4, 8)
    assert "from the return to active management on 16 March 2026" in reason(who, [])


def test_reactive_management_owes_no_visit_until_active_again():
    management = [ManagementFact(d(2026, 3, 1), "reactive", True, d(2026, 3, 10))]
    who = person(management=management)
    assert due(who, seen(d(2026, 1, 10)), on=d(2026, 3, 9)) == (d(2026, 4, 10), "visit_interval")
    assert due(who, seen(d(2026, 1, 10)), on=d(2026, 3, 10)) is None


def test_an_open_stay_suspends_and_keeps_the_date_it_would_have_had():
    for status, words in (("custody", "in custody"), ("hospital", "in hospital")):
        who = person(statuses=[StatusFact(status, d(2026, 2, 1), None)])
        spec = home_visit(who, seen(d(2025, 11, 10)), ON, BOOK, calendar())
        assert (spec.due_on, spec.suspended) == (d(2026, 2, 10), True)
        assert spec.reason.endswith(f"; suspended: {words} since 1 February 2026")
    assert not home_visit(who, seen(d(2025, 11, 10)), d(2026, 1, 31), BOOK, calendar()).suspended


def test_released_after_the_day_asked_about_is_still_inside():
    who = person(statuses=[StatusFact("custody", d(2026, 2, 1), d(2026, 4, 11))])
    assert home_visit(who, seen(d(2025, 11, 10)), ON, BOOK, calendar()).suspended
    assert not home_visit(who, seen(d(2025, 11, 10)), d(2026, 4, 11), BOOK, calendar()).suspended


def test_a_level_changed_in_custody_still_counts():
    who = person(
        levels=rose("low", (d(2026, 3, 1), "very_high")), statuses=[StatusFact("custody", d(2026, 2, 1), None)]
    )
    assert due(who, seen(d(2026, 1, 10))) == (d(2026, 3, 1), "change_of_interval")


def test_abroad_and_missing_suspend_nothing():
    for status in ("abroad", "missing"):
        spec = home_visit(
            person(statuses=[StatusFact(status, d(2026, 2, 1), None)]), seen(d(2026, 1, 10)), ON, BOOK, calendar()
        )
        assert (spec.due_on, spec.suspended) == (d(2026, 4, 10), False)
        assert spec.reason.endswith(f"{status} since 1 February 2026, the date stands")


def test_a_first_visit_before_the_known_bank_holidays_is_an_error_that_says_so():
    with pytest.raises(BeyondHolidayData, match="1 June 1985"):
        due(person(registered_on=d(1985, 6, 1)), [])
    assert due(person(registered_on=d(1985, 6, 1)), seen(d(2026, 1, 10)))[0] == d(2026, 4, 10)


# New homes


def test_a_move_and_the_date_whichever_is_earlier():
    assert due(person("medium", addresses=moved(d(2026, 3, 2))), seen(d(2026, 1, 12))) == (
        d(2026, 3, 23),
        "new_address",
    )
    assert due(person("high", addresses=moved(d(2026, 3, 30))), seen(d(2026, 1, 12))) == (
        d(2026, 4, 12),
        "visit_interval",
    )
    assert due(person("medium", addresses=moved(d(2026, 4, 11))), seen(d(2026, 1, 12)))[0] == d(2026, 7, 12)


def test_a_visit_on_the_day_of_the_move_has_seen_the_new_home():
    assert due(person("medium", addresses=moved(d(2026, 3, 2))), seen(d(2026, 3, 2))) == (
        d(2026, 9, 2),
        "visit_interval",
    )
    assert due(person("medium", addresses=moved(d(2026, 3, 2))), seen(d(2026, 3, 1)))[1] == "new_address"


def test_where_both_fall_on_one_day_the_interval_is_the_rule():
    who = person("medium", addresses=moved(d(2026, 3, 2)))
    assert due(who, seen(d(2025, 9, 23))) == (d(2026, 3, 23), "visit_interval")


def test_moving_again_does_not_put_it_off():
    who = person("medium", addresses=moved(d(2026, 3, 2), d(2026, 3, 20), d(2026, 4, 1)))
    assert due(who, seen(d(2026, 1, 12))) == (d(2026, 3, 23), "new_address")


def test_an_overdue_visit_is_not_forgiven_by_a_move():
    assert due(person("high", addresses=moved(d(2026, 3, 30))), seen(d(2025, 11, 1)))[0] == d(2026, 2, 1)


def test_a_move_overdue_stands_when_the_level_changes():
    who = person(levels=rose("medium", (d(2026, 4, 1), "low")), addresses=moved(d(2026, 3, 2)))
    assert due(who, seen(d(2026, 1, 12))) == (d(2026, 3, 23), "new_address")


def test_the_home_on_release_goes_by_the_first_visit():
    book = PolicyBook([("Northshire", d(2020, 1, 1), "visit_new_address", "", "5", "working_days")])
    who = person(addresses=moved(d(2026, 3, 2)), statuses=[StatusFact("custody", d(2025, 12, 1), d(2026, 3, 2))])
    assert due(who, seen(d(2025, 11, 1)), book=book) == (d(2026, 3, 23), "first_visit")
    later = person(addresses=moved(d(2026, 3, 4)), statuses=who.statuses)
    assert due(later, seen(d(2025, 11, 1)), book=book) == (d(2026, 3, 11), "new_address")
    before = person(addresses=moved(d(2026, 1, 5)), statuses=who.statuses)  # moved while inside
    assert due(before, seen(d(2025, 11, 1)), book=book) == (d(2026, 3, 23), "first_visit")


def test_other_addresses_are_no_move():
    for kind in ("partner", "second_home", "family", "work", "other", "no_fixed_abode"):
        addresses = [HOME, AddressFact(kind, "18 Model Road", "", d(2026, 3, 2), None)]
        assert due(person("medium", addresses=addresses), seen(d(2026, 1, 12)))[0] == d(2026, 7, 12)


# The sentences


def test_sentences():
    assert reason(person(), seen(d(2026, 1, 10))) == "High risk: every 3 months; last seen 10 January 2026"
    assert reason(person(None), seen(d(2026, 1, 10))) == (
        "No risk level recorded, treated as high: every 3 months; last seen 10 January 2026"
    )
    waits = person(levels=[*rose("very_high"), LevelFact(d(2026, 3, 1), "medium", False, None)])
    assert reason(waits, seen(d(2026, 3, 20))) == (
        "Very high risk: every month; last seen 20 March 2026; medium from 1 March 2026 is not approved"
    )
    assert reason(person(registered_on=d(2026, 3, 2)), []) == (
        "First visit: 15 working days from registration on 2 March 2026; not seen yet"
    )
    planned = person("low", plans=[PlanFact(REGISTERED, 6, "months", True, None)])
    assert reason(planned, seen(d(2026, 1, 10))) == (
        "Low risk, plan interval: every 6 months; last seen 10 January 2026"
    )


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (
            d(2025, 11, 1),
            (d(2026, 3, 1), "plan_interval"),
        ),  # overdue by the plan when the level rose: it stands
        (d(2025, 12, 10), (d(2026, 3, 20), "change_of_interval")),  # late only by the new level: due on the day it rose
        (d(2026, 3, 21), (d(2026, 4, 21), "visit_interval")),
    ],
)
def test_a_plan_longer_than_the_default_counts_until_the_level_rises(last, expected):
    agreed = [PlanFact(d(2020, 1, 1), 4, "months", True, None)]
    who = person(levels=rose("high", (d(2026, 3, 20), "very_high")), plans=agreed)
    assert due(who, seen(last)) == expected


def test_thirteen_weeks_that_nobody_agreed_to_are_never_later_than_three_months():
    """Months and weeks are told apart by average length, and from 31 January 13 weeks are the longer."""
    who = person("high", plans=[PlanFact(d(2020, 1, 1), 13, "weeks", False, None)])
    assert due(who, seen(d(2026, 1, 31))) == (d(2026, 4, 30), "visit_interval")
    assert due(who, seen(d(2025, 10, 10))) == (d(2026, 1, 9), "plan_interval")
    agreed = person("high", plans=[PlanFact(d(2020, 1, 1), 13, "weeks", True, None)])
    assert due(agreed, seen(d(2026, 1, 31))) == (d(2026, 5, 2), "plan_interval")
