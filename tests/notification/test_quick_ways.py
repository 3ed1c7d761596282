"""The quick ways of the nightly run say what the ordinary ones say."""

import datetime as dt
from datetime import date as d
from fractions import Fraction
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines.policy_keys import PolicyBook
from deadlines.reconcile import batch_for
from deadlines.registry import population, sources
from notification import actions
from notification.facts import requirement_of
from notification.policy import initial_duties, notification_specs, requirement
from notification.policy.changes import change_specs
from notification.policy.periodic import last_restart
from notification.policy.terms import Length, combined_lengths
from notification.policy.travel import travel_specs
from offenders.deadlines import requirement_ended
from tests.notification.facts import BOOK, FORCE, away, case, disposal, span, told

ON = d(2026, 3, 1)
CASES = [
    case(disposal(d(2024, 3, 1), "imprisonment", "9 months")),
    case(disposal(d(2024, 3, 1), "imprisonment", "9 months"), told("s83", d(2024, 3, 2))),
    case(
        disposal(d(2024, 3, 1), "imprisonment", "9 months"),
        away("custody", d(2024, 5, 1), d(2024, 9, 1)),
        told("s83", d(2024, 3, 2)),
    ),
    case(disposal(d(2024, 3, 1), "imprisonment", "9 months"), span("shpo", d(2024, 6, 1), None)),
    case(span("sro", d(2024, 6, 1), None)),
    case(),
]


@pytest.mark.parametrize("facts", CASES)
def test_without_its_steps_a_requirement_is_the_same_otherwise(facts):
    told_why, bare = requirement(facts, ON, BOOK), requirement(facts, ON, BOOK, explained=False)
    assert bare._replace(steps=()) == told_why._replace(steps=())
    assert told_why.steps
    assert notification_specs(facts, ON, BOOK, bare) == notification_specs(facts, ON, BOOK, told_why)


@pytest.mark.parametrize("facts", CASES)
def test_the_first_notifications_still_owed_are_those_that_were_not_met(facts):
    found = requirement(facts, ON, BOOK)
    every = initial_duties(facts, found, ON, BOOK)
    assert initial_duties(facts, found, ON, BOOK, owed=True) == [duty for duty in every if duty.met_on is None]


SETTLED = [
    told("s83", d(2024, 3, 2)),
    told("s84", d(2024, 9, 2), matter="release", event_on=d(2024, 9, 1)),
    told("s84", d(2025, 1, 3), matter="bank_or_card", event_on=d(2025, 1, 2)),
    told("s85", d(2025, 6, 1)),
    told("s84", ON, matter="home_address", event_on=d(2026, 1, 20)),
]
UNSETTLED = [
    told("s84", matter="name", event_on=d(2026, 2, 28)),
    told("s84", ON + dt.timedelta(days=1), matter="other_address", event_on=d(2026, 2, 20)),  # not yet by the day asked
    told("s84", d(2026, 2, 1), matter="home_address", expected_on=d(2026, 2, 20)),
    told("s86_departure", d(2026, 1, 1), departs_on=d(2026, 2, 1), returned_on=d(2026, 2, 27)),
    told("s86_departure", departs_on=d(2026, 4, 1)),
]


@pytest.mark.parametrize("rows", [SETTLED, UNSETTLED, *([*SETTLED, row] for row in UNSETTLED)])
def test_what_was_notified_at_home_and_not_in_advance_owes_no_change_and_no_journey(rows):
    facts = case(disposal(d(2024, 3, 1), "imprisonment", "9 months"), *rows)
    found = requirement(facts, ON, BOOK)
    owed = [*change_specs(facts, found, [], ON, BOOK), *travel_specs(facts, found, ON)]
    assert [bool(owed), len(owed)] == [rows != SETTLED, len([row for row in rows if row in UNSETTLED])]
    kinds = ("change_notification", "travel_notification", "return_notification")
    assert [spec for spec in notification_specs(facts, ON, BOOK, found) if spec.kind in kinds] == owed


@pytest.mark.django_db
def test_who_the_people_are_is_read_once_for_population_and_requirement(make_nominal, officer):
    nominal = make_nominal("NS-1", on=ON)
    actions.add_disposal(
        nominal=nominal, by=officer, on=ON, disposal_ref="D-1", event="conviction", event_on=ON, outcome="life",
        sentenced_on=ON,
    )  # fmt: skip
    batch = batch_for(ON, ids=[nominal.pk])
    with CaptureQueriesContext(connection) as asked:
        person = population().load(batch)[nominal.pk]
        assert requirement_of(person, batch).subject == "yes"
    assert len([one for one in asked if "date_of_birth" in one["sql"]]) == 1
    assert requirement_ended(batch_for(ON, ids=[nominal.pk])) == {nominal.pk: False}  # without the population, too


def test_a_sentence_alone_counts_as_it_does_beside_others():
    one = disposal(d(2024, 3, 1), "imprisonment", "9 months")
    other = disposal(d(2024, 3, 1), "imprisonment", "9 months")._replace(ref="ELSEWHERE")
    assert combined_lengths([one])[one.ref] == combined_lengths([one, other])[one.ref]


MOVED = PolicyBook([(FORCE, d(2020, 1, 1), "annual_date_moves_on_2012_matters", "", "yes", "yes_no")])
RESTARTS = [
    told("s83", d(2024, 3, 2)),
    told("s85", d(2025, 2, 20)),
    told("s84", d(2025, 6, 3), matter="bank_or_card"),
    told("s84", d(2025, 5, 1), matter="identity_document"),
    told("s85", ON + dt.timedelta(days=1)),
    told("s84", matter="name", event_on=d(2026, 2, 28)),
]


@pytest.mark.parametrize(
    ("book", "expected"),
    [(BOOK, (RESTARTS[1], d(2025, 2, 20), d(2025, 6, 3))), (MOVED, (RESTARTS[2], d(2025, 6, 3), None))],
)
def test_the_year_counts_from_the_last_notification_in_whatever_order_they_are_read(book, expected):
    for rows in permutations(RESTARTS):
        assert last_restart(case(*rows), d(2024, 3, 1), ON, book) == expected


def test_of_two_notifications_of_one_day_the_periodic_one_is_named_in_whatever_order_they_are_read():
    one, other, before = told("s85", d(2025, 2, 20)), told("s84", d(2025, 2, 20), matter="name"), RESTARTS[0]
    for rows in permutations([one, other, before]):
        assert last_restart(case(*rows), d(2024, 3, 1), ON, BOOK).row == one


def test_half_of_an_odd_term_is_a_fraction():
    assert Length(13, 0, 1).half() == Length(Fraction(13, 2), 0, Fraction(1, 2))
    assert Length(13).half().text() == "6.5 months"
    assert Length(12).half().text() == "6 months"


def test_a_source_that_goes_by_its_facts_alone_owes_nothing_without_them():
    asked = [source for source in sources() if source.by_facts_alone]
    assert asked
    assert all(source.specs(None, None, None) == [] for source in asked)
