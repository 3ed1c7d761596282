"""After failed visits: the decision owed, attempts by address, the test for a warrant, the whereabouts."""

import datetime as dt
import itertools
from datetime import date as d

import pytest

from deadlines.policy_keys import PolicyBook
from deadlines.status import state
from offenders.policy import AddressFact, StatusFact
from tests.support.bundle import calendar
from tests.visits.makers import (
    AT_HOME,
    BOOK,
    ELSEWHERE,
    FEB,
    HOME,
    ON,
    SEEN,
    moved,
    person,
    seen,
    tried,
)
from visits.policy import (
    DecisionFact,
    VisitFact,
    all_attempts_by_address,
    home_visit,
    situation,
    visit_decision,
    warrant_test,
    whereabouts,
)

# Attempts and the decision


def decision(who, visits, on=ON, decisions=(), book=BOOK):
    spec = visit_decision(who, visits, on, book, calendar(), decisions)
    return spec and (spec.due_on, spec.rule)


def test_the_second_search_at_one_address_or_the_third_attempt():
    visits = [*seen(d(2026, 1, 10)), tried(FEB[0], search=True), tried(FEB[3]), tried(FEB[6], search=True)]
    assert decision(AT_HOME, visits[:3]) is None
    assert decision(AT_HOME, visits) == (FEB[6], "warrant_attempts")  # both on one day
    assert decision(AT_HOME, [*visits[:3], tried(FEB[5])]) == (FEB[5], "failed_attempts")
    assert decision(AT_HOME, [*visits[:3], tried(FEB[5]), visits[3]]) == (FEB[5], "failed_attempts")
    assert decision(AT_HOME, [*visits[:2], tried(FEB[1], search=True), tried(FEB[5])]) == (FEB[1], "warrant_attempts")


def test_later_attempts_do_not_move_the_day_it_is_owed_from():
    visits = [tried(day, search=True) for day in FEB]
    assert decision(AT_HOME, visits) == (FEB[1], "warrant_attempts")
    assert [decision(AT_HOME, visits, on=day) for day in FEB[:3]] == [None, *[(FEB[1], "warrant_attempts")] * 2]


def test_two_searches_on_one_day_with_times():
    visits = [tried(FEB[0], search=True, at=dt.time(9)), tried(FEB[0], search=True, at=dt.time(18))]
    assert decision(AT_HOME, visits) == (FEB[0], "warrant_attempts")


def test_one_address_written_in_several_ways():
    ways = ["", "4 SAMPLE STREET", "4, Sample Street, ZZ1 1AA", "4 sample street zz11aa"]
    for one, other in itertools.combinations(ways, 2):
        visits = [tried(FEB[0], address=one, search=True), tried(FEB[1], address=other, search=True)]
        assert decision(AT_HOME, visits) == (FEB[1], "warrant_attempts")
    elsewhere = [tried(FEB[0], search=True), tried(FEB[1], address="4 Sample Street ZZ9 9ZZ", search=True)]
    assert decision(AT_HOME, elsewhere) is None


def test_a_blank_address_is_the_home_of_that_day():
    who = person(addresses=moved(FEB[9]))
    assert decision(who, [tried(FEB[8], search=True), tried(FEB[9], search=True)]) is None
    assert decision(who, [tried(FEB[9], search=True), tried(FEB[10], search=True)]) == (FEB[10], "warrant_attempts")
    back = [tried(FEB[8], search=True), tried(FEB[12], address="0 Model Road", search=True)]
    assert decision(who, back) == (FEB[12], "warrant_attempts")


def test_of_no_fixed_abode_a_blank_address_is_the_stated_place():
    who = person(addresses=[AddressFact("no_fixed_abode", "Day Centre", "", None, None)])
    visits = [tried(FEB[0], search=True), tried(FEB[1], address="day centre", search=True)]
    assert decision(who, visits) == (FEB[1], "warrant_attempts")


def test_a_home_that_is_not_recorded_is_one_place():
    assert decision(person(), [tried(FEB[0], search=True), tried(FEB[1], search=True)]) == (FEB[1], "warrant_attempts")
    visits = [tried(FEB[0], search=True), tried(FEB[1], address="1 Nowhere Road", search=True)]
    assert decision(person(), visits) is None


def test_seen_elsewhere_is_no_attempt_and_wipes_out_none():
    visits = [tried(FEB[0], search=True), tried(FEB[1], ELSEWHERE, search=True), tried(FEB[2], search=True)]
    assert decision(AT_HOME, visits) == (FEB[2], "warrant_attempts")
    assert situation(AT_HOME, visits, ON, BOOK, calendar()).attempts == [visits[0], visits[2]]


def test_seen_on_the_day_of_an_attempt_goes_by_the_times():
    nine, noon, six = dt.time(9), dt.time(12), dt.time(18)
    attempt = lambda at: tried(FEB[0], search=True, at=at)  # noqa: E731
    sighting = lambda at: VisitFact(FEB[0], at, SEEN)  # noqa: E731
    since = lambda *visits: len(situation(AT_HOME, visits, ON, BOOK, calendar()).attempts)  # noqa: E731
    assert since(attempt(nine), sighting(noon)) == 0
    assert since(sighting(noon), attempt(six)) == 1
    assert since(sighting(noon), attempt(noon)) == 0
    assert since(sighting(None), attempt(six)) == 0  # the order is not known: the sighting is taken as the last
    assert since(sighting(noon), attempt(None)) == 0
    assert since(sighting(nine), sighting(noon), attempt(dt.time(10))) == 0
    assert since(sighting(nine), sighting(None), attempt(noon)) == 0
    assert since(sighting(dt.time(0)), attempt(dt.time(0, 1))) == 1
    for order in itertools.permutations([attempt(six), sighting(noon), sighting(nine), attempt(nine)]):
        assert since(*order) == 1


def test_attempts_count_from_the_start_of_the_clock():
    released = person(addresses=[HOME], statuses=[StatusFact("custody", d(2025, 12, 1), FEB[9])])
    visits = [tried(FEB[8], search=True), tried(FEB[9], search=True), tried(FEB[10], search=True)]
    assert decision(released, visits[:2]) is None
    assert decision(released, visits) == (FEB[10], "warrant_attempts")


def test_attempts_count_without_a_day_of_registration():
    who = person(registered_on=None, addresses=[HOME])
    assert decision(who, [tried(FEB[0], search=True), tried(FEB[1], search=True)]) == (FEB[1], "warrant_attempts")


@pytest.mark.parametrize("status", ["custody", "hospital", "abroad"])
def test_not_while_in_custody_hospital_or_abroad_and_again_after(status):
    who = person(addresses=[HOME], statuses=[StatusFact(status, d(2026, 3, 1), d(2026, 3, 10))])
    visits = [tried(FEB[0], search=True), tried(FEB[1], search=True)]
    days = (d(2026, 2, 28), d(2026, 3, 1), d(2026, 3, 9), d(2026, 3, 10))
    owed = (FEB[1], "warrant_attempts")
    assert [decision(who, visits, on=day) for day in days] == [owed, None, None, owed]


def test_missing_does_not_bar_it():
    who = person(addresses=[HOME], statuses=[StatusFact("missing", FEB[0], None)])
    assert decision(who, [tried(FEB[0], search=True), tried(FEB[1], search=True)]) == (FEB[1], "warrant_attempts")


def test_a_recorded_decision_closes_it_and_attempts_count_afresh():
    visits = [tried(FEB[day], search=True) for day in (0, 1, 4, 5)]
    made = [DecisionFact(FEB[1], "warrant")]
    assert decision(AT_HOME, visits[:2], decisions=made) is None
    assert decision(AT_HOME, visits[:3], decisions=made) is None
    assert decision(AT_HOME, visits, decisions=made) == (FEB[5], "warrant_attempts")
    assert decision(AT_HOME, visits, on=FEB[5], decisions=[DecisionFact(FEB[6], "other")]) == (
        FEB[1],
        "warrant_attempts",
    )
    assert decision(AT_HOME, visits, decisions=[DecisionFact(FEB[5], "other"), DecisionFact(FEB[1], "arrest")]) is None


def test_the_policy_of_the_day_of_the_attempt():
    book = PolicyBook(
        [
            ("Northshire", FEB[2], "warrant_min_attempts", "", "3", "count"),
            ("Northshire", FEB[4], "failed_attempts_decision", "", "1", "count"),
        ]
    )
    search = [tried(day, search=True) for day in FEB[:3]]
    assert decision(AT_HOME, search[:2], book=book) == (FEB[1], "warrant_attempts")
    assert decision(AT_HOME, search[1:3], book=book) is None
    assert decision(AT_HOME, [tried(FEB[4])], book=book) == (FEB[4], "failed_attempts")


def test_the_sentence_of_a_decision_says_no_address():
    visits = [*seen(d(2026, 1, 10)), tried(FEB[0], search=True), tried(FEB[1], search=True)]
    spec = visit_decision(AT_HOME, visits, ON, BOOK, calendar())
    assert spec.reason == (
        "2 attempts to enter and search at one address since last seen 10 January 2026; "
        "a decision is owed since 2 February 2026"
    )
    assert (spec.attempts, spec.counted_from) == (2, d(2026, 1, 10))
    again = visit_decision(
        AT_HOME, [*visits, *(tried(day) for day in FEB[5:8])], ON, BOOK, calendar(), [DecisionFact(FEB[2], "other")]
    )
    assert again.reason.startswith("3 failed attempts since the decision of 3 February 2026;")


# Whereabouts


def enquiry(who, visits, on=ON):
    spec = whereabouts(who, visits, on, BOOK, calendar())
    return spec and (spec.due_on, spec.rule)


def test_gone_from_the_address_until_seen_anywhere_later():
    gone = tried(FEB[3], "address_vacated")
    assert enquiry(AT_HOME, [gone]) == (FEB[3], "address_vacated")
    assert enquiry(AT_HOME, [gone], on=FEB[2]) is None
    for outcome in (SEEN, ELSEWHERE):
        assert enquiry(AT_HOME, [gone, tried(FEB[4], outcome)]) is None
        assert enquiry(AT_HOME, [gone, tried(FEB[4], outcome)], on=FEB[3]) == (FEB[3], "address_vacated")
        assert enquiry(AT_HOME, [gone, tried(FEB[2], outcome)]) == (FEB[3], "address_vacated")
    assert enquiry(AT_HOME, [gone, tried(FEB[4])]) == (FEB[3], "address_vacated")


def test_the_earliest_that_is_still_open():
    gone = [tried(FEB[day], "address_vacated") for day in (3, 7, 9)]
    assert enquiry(AT_HOME, gone) == (FEB[3], "address_vacated")
    assert enquiry(AT_HOME, [*gone, tried(FEB[5], ELSEWHERE)]) == (FEB[7], "address_vacated")


def test_seen_on_the_day_it_was_found_vacated_goes_by_the_times():
    at = lambda hour, outcome: tried(FEB[3], outcome, at=hour and dt.time(hour))  # noqa: E731
    assert enquiry(AT_HOME, [at(9, "address_vacated"), at(18, ELSEWHERE)]) is None
    assert enquiry(AT_HOME, [at(9, ELSEWHERE), at(18, "address_vacated")]) is not None
    assert enquiry(AT_HOME, [at(9, ELSEWHERE), at(None, "address_vacated")]) is not None  # not known to be later
    assert enquiry(AT_HOME, [at(None, ELSEWHERE), at(9, "address_vacated")]) is not None
    assert enquiry(AT_HOME, [at(9, ELSEWHERE), at(9, "address_vacated")]) is not None
    assert enquiry(AT_HOME, [at(None, ELSEWHERE), at(9, "address_vacated"), at(10, SEEN)]) is None


def test_missing_until_found_or_seen_on_a_later_day():
    open_period = person(statuses=[StatusFact("missing", FEB[3], None)])
    ended = person(statuses=[StatusFact("missing", FEB[3], FEB[9])])
    assert enquiry(open_period, []) == (FEB[3], "missing")
    assert enquiry(open_period, [tried(FEB[3], SEEN)]) == (FEB[3], "missing")
    assert enquiry(open_period, [tried(FEB[4], ELSEWHERE)]) is None
    assert [enquiry(ended, [], on=day) for day in (FEB[2], FEB[3], FEB[8], FEB[9])] == [
        None, (FEB[3], "missing"), (FEB[3], "missing"), None,
    ]  # fmt: skip


def test_found_closes_an_enquiry_that_the_address_opened():
    who = person(statuses=[StatusFact("missing", FEB[5], FEB[9])])
    assert enquiry(who, [tried(FEB[3], "address_vacated")], on=FEB[8]) == (FEB[3], "address_vacated")
    assert enquiry(who, [tried(FEB[3], "address_vacated")]) is None
    assert enquiry(who, [tried(FEB[9], "address_vacated")]) == (FEB[9], "address_vacated")


def test_the_enquiry_stays_open_in_custody_and_abroad():
    for status in ("custody", "abroad"):
        who = person(statuses=[StatusFact(status, FEB[5], None), StatusFact("missing", FEB[3], None)])
        assert enquiry(who, []) == (FEB[3], "missing")


def test_attempts_since_last_seen_are_counted():
    visits = [tried(d(2026, 1, 1)), *seen(d(2026, 1, 10)), tried(FEB[0]), tried(FEB[1], ELSEWHERE), tried(FEB[2])]
    spec = home_visit(AT_HOME, visits, ON, BOOK, calendar())
    assert (spec.attempts, spec.counted_from, state(spec.due_on, ON, suspended=False)) == (
        2,
        d(2026, 1, 10),
        "due_today",
    )


# For the record page


def test_every_attempt_ever_made_at_each_address():
    visits = [
        tried(FEB[0], search=True), *seen(FEB[1]), tried(FEB[2]), tried(FEB[3], address="4 sample street", search=True),
        tried(FEB[4], address="18 Model Road", search=True), tried(FEB[5], ELSEWHERE),
        tried(d(2026, 5, 1), search=True),
    ]  # fmt: skip
    for order in (visits, visits[::-1]):
        found = all_attempts_by_address(AT_HOME, order, ON)
        assert [(at.address, len(at.days), len(at.search_days)) for at in found] == [
            ("4 Sample Street, ZZ1 1AA", 3, 2),
            ("18 Model Road", 1, 1),
        ]
        assert list(found[0].search_days) == [FEB[0], FEB[3]]


def parts(who, visits, on=ON, book=BOOK):
    return {part.code: part for part in warrant_test(who, visits, on, book)}


def test_the_warrant_test_part_by_part():
    visits = [tried(FEB[0], search=True), *seen(FEB[1]), tried(FEB[2], search=True)]
    found = parts(AT_HOME, visits)
    assert {code: part.met for code, part in found.items()} == {
        "address": True, "available": True, "needed": None, "attempts": True, "applicant": None,
    }  # fmt: skip
    assert found["attempts"].text.endswith("4 Sample Street, ZZ1 1AA: 2 (1 February 2026, 3 February 2026).")
    assert not parts(AT_HOME, visits[:2])["attempts"].met
    assert parts(AT_HOME, [])["attempts"].text.endswith("none is recorded.")
    assert parts(person(), [])["address"].met is None
    inside = parts(person(statuses=[StatusFact("hospital", FEB[0], None)]), [])["available"]
    assert (inside.met, inside.text) == (False, "Shown as in hospital since 1 February 2026.")


def test_a_changed_warrant_test_is_for_a_person_to_read_once_the_force_has_switched_it_on():
    visits = [tried(FEB[0], search=True), *seen(FEB[1]), tried(FEB[2], search=True)]
    book = PolicyBook([(None, ON, "cpa2026_entry_warrant_test", "", "yes", "yes_no")])
    found = parts(AT_HOME, visits, book=book)
    assert found["changed"].met is None
    assert found["attempts"].met is None
    assert parts(AT_HOME, [], book=book)["attempts"].met is None
    later = PolicyBook([(None, ON + dt.timedelta(days=1), "cpa2026_entry_warrant_test", "", "yes", "yes_no")])
    assert parts(AT_HOME, visits, book=later) == parts(AT_HOME, visits)
