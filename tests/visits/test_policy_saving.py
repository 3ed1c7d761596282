"""What is asked before a visit is saved, and the one thing refused."""

from datetime import date as d

import pytest

from deadlines.policy_keys import PolicyBook
from offenders.policy import StatusFact
from tests.visits.makers import AT_HOME, BOOK, ON, person
from visits.policy import (
    VisitToSave,
    refusals,
    warnings_before_saving,
)

# Before saving


def codes(who=AT_HOME, *, book=BOOK, **visit):
    visit = {"on": ON, "officers": 2, "others_present": 0, "announced": False, **visit}
    return [remark.code for remark in warnings_before_saving(VisitToSave(**visit), who, ON, book)]


def test_an_ordinary_visit_raises_no_question():
    assert codes() == []
    assert codes(announced=None, officers=1, others_present=1) == []


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        ({"officers": 1}, ["one_person"]),
        ({"officers": 0}, ["nobody"]),
        ({"announced": True}, ["announced"]),
        ({"on": d(2026, 4, 3)}, []),  # a week ago
        ({"on": d(2026, 4, 2)}, ["over_a_week_ago"]),
        ({"on": d(2019, 3, 3), "officers": 1}, ["one_person", "before_registration", "over_a_week_ago"]),
    ],
)
def test_questions(visit, expected):
    assert codes(**visit) == expected


def test_questions_about_where_the_person_was_shown_that_day():
    statuses = [
        StatusFact("custody", d(2026, 4, 5), d(2026, 4, 8)),
        StatusFact("abroad", d(2026, 4, 6), d(2026, 5, 1)),
        StatusFact("deceased", d(2026, 4, 9), None),
        StatusFact("hospital", d(2026, 4, 11), None),
        StatusFact("missing", d(2026, 4, 1), None),
    ]
    who = person(statuses=statuses)
    assert codes(who) == ["deceased", "abroad"]
    assert codes(who, on=d(2026, 4, 5)) == ["in_custody"]
    assert codes(who, on=d(2026, 4, 7)) == ["in_custody", "abroad"]
    assert codes(who, on=d(2026, 4, 8)) == ["abroad"]


def test_a_forces_own_number_of_officers():
    book = PolicyBook(
        [
            ("Northshire", d(2026, 4, 1), "visit_min_officers", "", "3", "count"),
            ("Northshire", d(2026, 4, 1), "visit_unannounced", "", "no", "yes_no"),
        ]
    )
    assert codes(book=book, announced=True) == ["one_person"]
    found = warnings_before_saving(VisitToSave(ON, 2), AT_HOME, ON, book)
    assert found[0].text == "Only 2 people are recorded as present. A visit takes at least 3 people."


def test_only_a_day_to_come_is_refused():
    assert [remark.code for remark in refusals(VisitToSave(d(2026, 4, 11), 2), ON)] == ["future_date"]
    assert refusals(VisitToSave(ON, 0), ON) == []
    assert refusals(VisitToSave(d(1990, 1, 1), 0), ON) == []
