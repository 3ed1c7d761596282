"""The switches of the Crime and Policing Act 2026: each off as shipped, and on from the day that a force sets."""

import datetime as dt
from datetime import date as d

import pytest

from deadlines.policy_keys import PolicyBook
from notification.policy import in_person_enough, notification_specs, requirement
from notification.policy.facts import ReviewFact
from notification.policy.switches import (
    AWAY_FROM_HOME,
    CHILD_PREMISES,
    KEYS,
    NEW_NAME,
    OF_OWN_MOTION,
    REMOTE,
    asks_notice,
)
from offenders.policy import StatusFact
from tests.notification.facts import BOOK, FORCE, case, disposal, span, told

SINCE = d(2027, 1, 1)
ON = d(2027, 3, 1)


def switched(*keys, since=SINCE, force=FORCE):
    return PolicyBook((force, since, key, "", "yes", "yes_no") for key in keys)


def changes(*facts, book, on=ON, **more):
    first = told("s83", d(2024, 1, 2))
    specs = notification_specs(case(disposal(d(2024, 1, 1), "life"), first, *facts, **more), on, book)
    return [(spec.subject, spec.due_on, spec.rule) for spec in specs if spec.kind == "change_notification"]


@pytest.mark.parametrize(
    ("key", "matter", "day", "due", "rule"),
    [
        (NEW_NAME, "name", d(2027, 3, 20), d(2027, 3, 13), "cpa2026_new_name"),
        (NEW_NAME, "name", d(2028, 3, 3), d(2028, 2, 25), "cpa2026_new_name"),
        (NEW_NAME, "name", SINCE, d(2026, 12, 25), "cpa2026_new_name"),
        (AWAY_FROM_HOME, "absence", d(2027, 3, 20), d(2027, 3, 19), "cpa2026_absence"),
        (AWAY_FROM_HOME, "absence", d(2028, 3, 1), d(2028, 2, 29), "cpa2026_absence"),
        (CHILD_PREMISES, "child_household", d(2027, 3, 20), d(2027, 3, 19), "cpa2026_child_premises"),
    ],
)
def test_notice_before_the_event_only_while_the_switch_is_on(key, matter, day, due, rule):
    planned = told("s84", matter=matter, expected_on=day, ref="N-1")
    assert changes(planned, book=switched(key)) == [("N-1", due, rule)]
    assert changes(planned, book=BOOK) == []
    assert changes(planned, book=switched(key, force="Southmere Police")) == []
    assert changes(planned, book=switched(key, since=day + dt.timedelta(days=1))) == []  # not in force on that day
    others = [other for other in (NEW_NAME, AWAY_FROM_HOME, CHILD_PREMISES, REMOTE, OF_OWN_MOTION) if other != key]
    assert changes(planned, book=switched(*others)) == []
    assert changes(planned._replace(notified_on=due), book=switched(key), on=due) == []
    assert changes(planned._replace(cancelled_on=due), book=switched(key), on=due) == []
    assert asks_notice(matter, day, FORCE, switched(key))
    assert not asks_notice(matter, day, FORCE, BOOK)


def test_a_name_that_was_used_without_notice_was_owed_before():
    used = told("s84", matter="name", event_on=d(2027, 2, 20), ref="N-1")
    assert changes(used, book=BOOK) == [("N-1", d(2027, 2, 22), "s84")]
    assert changes(used, book=switched(NEW_NAME)) == [("N-1", d(2027, 2, 13), "cpa2026_new_name")]


def test_a_stay_that_ended_or_was_found_out_keeps_the_ordinary_clock():
    ceased = told("s84", matter="child_household", event_on=d(2027, 2, 20), ref="N-1")
    assert changes(ceased, book=switched(CHILD_PREMISES)) == changes(ceased, book=BOOK) == [
        ("N-1", d(2027, 2, 22), "s84")
    ]  # fmt: skip


def test_an_absence_is_nothing_without_the_switch_and_never_restarts_the_year():
    gone = told("s84", d(2026, 6, 1), matter="absence", expected_on=d(2026, 6, 4), event_on=d(2026, 6, 4))
    assert changes(gone, book=BOOK) == []
    assert changes(gone._replace(notified_on=None), book=BOOK) == []
    facts = case(disposal(d(2024, 1, 1), "life"), told("s83", d(2026, 1, 2)), gone)
    [yearly] = [
        spec.due_on
        for spec in notification_specs(facts, d(2026, 7, 1), switched(AWAY_FROM_HOME, since=d(2026, 1, 1)))
        if spec.kind == "periodic_notification"
    ]
    assert yearly == d(2027, 1, 2)


def test_a_day_to_come_counts_as_far_as_it_was_expected():
    both = told("s84", matter="name", expected_on=d(2027, 3, 20), event_on=d(2027, 3, 25), ref="N-1")
    book = switched(NEW_NAME)
    assert changes(both, book=book, on=d(2027, 3, 1)) == [("N-1", d(2027, 3, 13), "cpa2026_new_name")]
    assert changes(both, book=book, on=d(2027, 3, 25)) == [("N-1", d(2027, 3, 18), "cpa2026_new_name")]


def test_under_an_sro_alone_only_what_binds_there():
    order = span("sro", d(2026, 1, 1), ref="O-1")
    cases = [(NEW_NAME, "name", 1), (AWAY_FROM_HOME, "absence", 0), (CHILD_PREMISES, "child_household", 0)]
    for key, matter, owed in cases:
        planned = told("s84", matter=matter, expected_on=d(2027, 3, 20), ref="N-1")
        specs = notification_specs(case(order, planned), ON, switched(key))
        assert len([spec for spec in specs if spec.subject == "N-1"]) == owed


@pytest.mark.parametrize(
    ("means", "approved", "day", "on", "off"),
    [
        ("in_person", "", SINCE, True, True),
        ("", "", SINCE, True, True),
        ("telephone", "", SINCE, False, False),
        ("other_place", "", SINCE, False, False),
        ("remote", "Insp. Stone", SINCE, True, False),
        ("remote", "", SINCE, False, False),
        ("remote", "Insp. Stone", SINCE - dt.timedelta(days=1), False, False),
        ("remote", "Insp. Stone", None, False, False),
    ],
)
def test_remote_notification(means, approved, day, on, off):
    assert in_person_enough(means, approved, day, FORCE, switched(REMOTE)) is on
    assert in_person_enough(means, approved, day, FORCE, BOOK) is off


def test_the_chief_officer_ends_it_unasked_only_where_that_is_law():
    review = ReviewFact(
        1, d(2027, 1, 10), decided_on=d(2027, 2, 1), decision="granted", notice_received_on=d(2027, 2, 10),
        own_motion=True,
    )  # fmt: skip
    facts = case(disposal(d(2008, 1, 1), "life"), review)
    assert requirement(facts, ON, BOOK).subject == "yes"
    assert requirement(facts, ON, switched(OF_OWN_MOTION, since=d(2027, 2, 2))).subject == "yes"
    book = switched(OF_OWN_MOTION)
    assert requirement(facts, ON, book).subject == "no"
    assert requirement(facts, d(2027, 2, 9), book).subject == "yes"  # until the notice is received
    assert requirement(facts, d(2027, 2, 10), book).subject == "no"
    assert not [spec for spec in notification_specs(facts, d(2027, 1, 20), book) if spec.kind.endswith("_step")]


def test_a_refusal_that_nobody_asked_for_bars_no_application():
    review = ReviewFact(1, d(2027, 1, 10), decided_on=d(2027, 2, 1), decision="refused", own_motion=True)
    asked = review._replace(own_motion=False)
    inside = [told("s83", d(2012, 6, 1))]
    facts = (disposal(d(2010, 1, 1), "life"), StatusFact("custody", d(2010, 1, 1), d(2012, 6, 1)), *inside)

    def first_day(one):
        specs = notification_specs(case(*facts, one), ON, switched(OF_OWN_MOTION))
        return [spec.due_on for spec in specs if spec.kind == "indefinite_review"]

    assert first_day(review) == [d(2027, 6, 1)]
    assert first_day(asked) == [d(2035, 2, 1)]


def test_every_switch_ships_off():
    assert not any(BOOK.yes(key, FORCE, on=d(2040, 1, 1)) for key in (*KEYS.values(), REMOTE, OF_OWN_MOTION))
