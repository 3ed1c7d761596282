"""The quick ways of the nightly run say what the ordinary ones say."""

from datetime import date as d
from fractions import Fraction

import pytest

from deadlines.registry import sources
from notification.policy import initial_duties, notification_specs, requirement
from notification.policy.terms import Length, combined_lengths
from tests.notification.facts import BOOK, away, case, disposal, span, told

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


def test_a_sentence_alone_counts_as_it_does_beside_others():
    one = disposal(d(2024, 3, 1), "imprisonment", "9 months")
    other = disposal(d(2024, 3, 1), "imprisonment", "9 months")._replace(ref="ELSEWHERE")
    assert combined_lengths([one])[one.ref] == combined_lengths([one, other])[one.ref]


def test_half_of_an_odd_term_is_a_fraction():
    assert Length(13, 0, 1).half() == Length(Fraction(13, 2), 0, Fraction(1, 2))
    assert Length(13).half().text() == "6.5 months"
    assert Length(12).half().text() == "6 months"


def test_a_source_that_goes_by_its_facts_alone_owes_nothing_without_them():
    asked = [source for source in sources() if source.by_facts_alone]
    assert len(asked) == 3
    assert all(source.specs(None, None, None) == [] for source in asked)
