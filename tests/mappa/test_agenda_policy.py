"""The order of the agenda, and the line for every case that it leaves out."""

import datetime as dt

import pytest

from mappa.policy.agenda import Candidate, propose

HELD = dt.date(2026, 4, 10)


def candidate(number, **more):
    usual = {
        "risk_rank": 3,
        "first_meeting_due": None,
        "referral_ref": "",
        "review_due": None,
        "review_opens": None,
        "happened": [],
        "planned_on": None,
    }
    return Candidate(number, f"T-{number}", **{**usual, **more})


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"review_due": day("2026-05-01"), "review_opens": day("2026-04-10")}, "review"),
        ({"review_due": day("2026-05-01"), "review_opens": day("2026-04-11")}, None),
        ({"review_due": day("2026-05-01")}, "review"),
        ({"review_due": day("2026-04-01"), "review_opens": day("2026-03-01")}, "review"),
        ({"first_meeting_due": day("2026-06-01")}, "referral"),
        ({"happened": [(day("2026-04-01"), "arrest")]}, "trigger"),
        ({}, None),
        ({"first_meeting_due": day("2026-04-09"), "happened": [(day("2026-04-01"), "arrest")]}, "referral"),
        ({"first_meeting_due": day("2026-04-10"), "happened": [(day("2026-04-01"), "arrest")]}, "trigger"),
        ({"happened": [(day("2026-04-01"), "arrest")], "planned_on": day("2026-04-12")}, None),
    ],
)
def test_who_is_proposed_and_why(more, expected):
    proposed, rest = propose([candidate(1, **more)], HELD)
    assert [row.why for row in proposed] == ([expected] if expected else [])
    assert len(proposed) + len(rest) == 1


def test_the_longest_late_come_first_then_events_by_risk_then_what_falls_due():
    cases = [
        candidate(1, review_due=day("2026-04-20")),
        candidate(2, review_due=day("2026-04-09")),
        candidate(3, first_meeting_due=day("2026-03-01"), referral_ref="R-3"),
        candidate(4, happened=[(day("2026-04-01"), "arrest")]),
        candidate(5, happened=[(day("2026-03-01"), "breach suspected")], risk_rank=1),
        candidate(6, review_due=day("2026-04-20"), risk_rank=1),
        candidate(7, first_meeting_due=day("2026-04-15"), referral_ref="R-7"),
        candidate(8),
    ]
    proposed, rest = propose(cases, HELD)
    assert [row.reference for row in proposed] == ["T-3", "T-2", "T-5", "T-4", "T-7", "T-6", "T-1"]
    assert [row.referral_ref for row in proposed][:1] == ["R-3"]
    assert [row.reference for row in rest] == ["T-8"]


def test_every_reason_is_told_and_long_lists_are_counted():
    happened = [(day(f"2026-04-0{number}"), "intelligence") for number in (5, 4, 3, 2, 1)]
    ((one,), _) = propose([candidate(1, review_due=day("2026-04-01"), happened=happened)], HELD)
    assert one.why_text == (
        "review by 1 April 2026; intelligence on 5 April 2026, intelligence on 4 April 2026,"
        " intelligence on 3 April 2026 and 2 more"
    )


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "No review is due and nothing new is on record"),
        (
            {"review_due": day("2026-06-26"), "review_opens": day("2026-05-29")},
            "Review by 26 June 2026, proposed from 29 May 2026; nothing new on record",
        ),
        (
            {"review_due": day("2026-04-01"), "planned_on": day("2026-04-12")},
            "On the agenda of the meeting on 12 April 2026",
        ),
    ],
)
def test_a_line_for_each_that_is_left_out(more, line):
    assert [row.line for row in propose([candidate(1, **more)], HELD)[1]] == [line]
