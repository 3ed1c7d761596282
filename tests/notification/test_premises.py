"""Days at other premises: the running count, the day the clock starts; and the duties that a parent has."""

import datetime as dt
from datetime import date as d

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notification.policy import ParentFact, StayFact, count_of, notification_specs, on_parent
from notification.policy.premises import days_of, seventh_day
from tests.notification.facts import BOOK, away, case, disposal, span, told

DAY = dt.timedelta(days=1)


def stays(*pairs, premises=1):
    return [StayFact(premises, began, ended) for began, ended in pairs]


@pytest.mark.parametrize(
    ("pairs", "on", "reached"),
    [
        ([(d(2026, 6, 1), d(2026, 6, 7))], d(2026, 6, 30), d(2026, 6, 7)),
        ([(d(2026, 6, 1), d(2026, 6, 6))], d(2026, 6, 30), None),
        ([(d(2026, 6, 1), None)], d(2026, 6, 6), None),
        ([(d(2026, 6, 1), None)], d(2026, 6, 7), d(2026, 6, 7)),
        ([(d(2026, 1, 1), d(2026, 1, 3)), (d(2026, 5, 1), d(2026, 5, 4))], d(2026, 6, 1), d(2026, 5, 4)),
        # the same day told twice is one day
        ([(d(2026, 6, 1), d(2026, 6, 4)), (d(2026, 6, 3), d(2026, 6, 6))], d(2026, 6, 30), None),
        ([(d(2026, 6, 1), d(2026, 6, 4)), (d(2026, 6, 4), d(2026, 6, 7))], d(2026, 6, 30), d(2026, 6, 7)),
        # the first day and the seventh lie within 12 months beginning with the first: to 9 March, not to 10 March
        ([(d(2025, 3, 10), d(2025, 3, 15)), (d(2026, 3, 9), d(2026, 3, 9))], d(2026, 4, 1), d(2026, 3, 9)),
        ([(d(2025, 3, 10), d(2025, 3, 15)), (d(2026, 3, 10), d(2026, 3, 10))], d(2026, 4, 1), None),
        # a leap day: twelve months beginning with it end on 28 February
        ([(d(2024, 2, 29), d(2024, 3, 5)), (d(2025, 2, 28), d(2025, 2, 28))], d(2025, 4, 1), d(2025, 2, 28)),
        ([(d(2024, 2, 29), d(2024, 3, 5)), (d(2025, 3, 1), d(2025, 3, 1))], d(2025, 4, 1), None),
        # what is dated later is not known yet
        ([(d(2026, 6, 1), d(2026, 6, 7))], d(2026, 6, 6), None),
    ],
)
def test_the_day_on_which_the_total_reaches_seven(pairs, on, reached):
    assert seventh_day(stays(*pairs), on) == reached


def owed(*facts, on, born=d(1979, 6, 11)):
    first = told("s83", d(2020, 1, 2))
    specs = notification_specs(case(disposal(d(2020, 1, 1), "life"), first, *facts, born=born), on, BOOK)
    return {spec.subject: spec for spec in specs if spec.subject.startswith("premises/")}


def test_each_premises_alone_and_three_days_from_the_seventh():
    week = stays((d(2026, 6, 1), d(2026, 6, 7)))
    five = stays((d(2026, 6, 8), d(2026, 6, 12)), premises=2)
    found = owed(*week, *five, on=d(2026, 6, 20))
    assert {subject: spec.due_on for subject, spec in found.items()} == {"premises/1": d(2026, 6, 9)}
    assert found["premises/1"].counted_from == d(2026, 6, 7)
    assert "7 June 2026" in found["premises/1"].reason
    assert owed(*week, on=d(2026, 6, 6)) == {}


def test_time_away_is_left_out_of_the_three_days():
    week = stays((d(2026, 6, 1), d(2026, 6, 7)))
    found = owed(*week, away("custody", d(2026, 6, 8), d(2026, 6, 20)), on=d(2026, 7, 1))
    assert found["premises/1"].due_on == d(2026, 6, 20)  # the 7th, part of the 8th, the day of release
    assert "time in custody, in hospital or abroad is left out" in found["premises/1"].reason


def test_once_notified_the_premises_are_counted_no_longer():
    week = stays((d(2026, 6, 1), d(2026, 6, 7)), (d(2026, 9, 1), d(2026, 9, 30)))
    told_of = told("s84", d(2026, 6, 9), matter="other_address", event_on=d(2026, 6, 7), premises=1)
    assert owed(*week, told_of, on=d(2026, 10, 1)) == {}
    assert owed(*week, told_of._replace(premises=2), on=d(2026, 10, 1)) != {}
    assert owed(*week, told_of._replace(cancelled_on=d(2026, 6, 10)), on=d(2026, 10, 1)) != {}
    assert owed(*week, told_of, on=d(2026, 6, 8)) != {}


def test_nobody_owes_it_before_the_requirement_or_under_an_sro_alone():
    week = stays((d(2019, 6, 1), d(2019, 6, 7)))
    assert owed(*week, on=d(2026, 6, 20)) == {}
    specs = notification_specs(case(span("sro", d(2019, 1, 1)), *week), d(2019, 6, 20), BOOK)
    assert not [spec for spec in specs if spec.subject.startswith("premises/")]


@pytest.mark.parametrize(
    ("pairs", "due"),
    [
        ([(d(2019, 6, 1), d(2019, 6, 9)), (d(2026, 6, 1), d(2026, 6, 7))], d(2026, 6, 9)),  # long over when it began
        ([(d(2019, 12, 25), d(2020, 1, 20))], d(2020, 1, 3)),  # there already when it began
        ([(d(2019, 12, 25), d(2019, 12, 29)), (d(2020, 2, 1), d(2020, 2, 2))], d(2020, 2, 4)),
        ([(d(2019, 12, 25), d(2019, 12, 31)), (d(2021, 2, 1), d(2021, 2, 2))], None),
    ],
)
def test_days_before_the_requirement_count_and_start_no_clock_of_their_own(pairs, due):
    assert [spec.due_on for spec in owed(*stays(*pairs), on=d(2026, 7, 1)).values()] == ([due] if due else [])


def test_the_running_count_and_when_it_will_be_reached():
    facts = case(*stays((d(2026, 6, 1), d(2026, 6, 3)), (d(2026, 6, 10), None)))
    count = count_of(facts.stays, facts, 1, d(2026, 6, 11))
    assert (count.days, count.reached_on, count.reaches_on) == (5, None, d(2026, 6, 13))
    later = count_of(facts.stays, facts, 1, d(2026, 6, 13))
    assert (later.days, later.reached_on) == (7, d(2026, 6, 13))
    old = case(*stays((d(2025, 1, 1), d(2025, 1, 3))))
    assert count_of(old.stays, old, 1, d(2026, 1, 1)).days == 2  # 1 January 2025 lies outside by now


@given(
    st.lists(
        st.tuples(st.dates(d(2024, 1, 1), d(2026, 12, 31)), st.integers(0, 9)), max_size=6
    ).map(lambda rows: [StayFact(1, day, day + days * DAY) for day, days in rows]),
    st.dates(d(2024, 1, 1), d(2027, 12, 31)),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_against_counting_by_hand(facts, on):
    """The oracle counts, for every day, the days spent there since the day after the same date a year before."""
    spent = sorted({stay.began_on + n * DAY for stay in facts for n in range((stay.ended_on - stay.began_on).days + 1)})
    spent = [day for day in spent if day <= on]
    assert list(days_of(facts, on)) == spent

    def counted(day):
        # x counts while day < the same date a year on; of 29 February: while day < 1 March
        same = lambda x: d(x.year + 1, 3, 1) if (x.month, x.day) == (2, 29) else x.replace(year=x.year + 1)  # noqa: E731
        return sum(1 for x in spent if x <= day < same(x))

    assert seventh_day(facts, on) == next((day for day in spent if counted(day) >= 7), None)


BORN = d(2010, 3, 15)  # 18 on 15 March 2028


@pytest.mark.parametrize(
    ("parent", "on", "theirs"),
    [
        (ParentFact("direction", d(2026, 1, 1), None), d(2025, 12, 31), False),
        (ParentFact("direction", d(2026, 1, 1), None), d(2026, 1, 1), True),
        (ParentFact("direction", d(2026, 1, 1), None), d(2028, 3, 14), True),
        (ParentFact("direction", d(2026, 1, 1), None), d(2028, 3, 15), False),
        (ParentFact("direction", d(2026, 1, 1), d(2026, 6, 30)), d(2026, 6, 30), True),
        (ParentFact("direction", d(2026, 1, 1), d(2026, 6, 30)), d(2026, 7, 1), False),
        (ParentFact("direction", d(2026, 1, 1), d(2030, 1, 1)), d(2028, 3, 15), False),
        (ParentFact("notice", d(2026, 1, 1), None), d(2027, 1, 1), True),
    ],
)
def test_the_duties_are_the_parents_until_18_or_an_earlier_day(parent, on, theirs):
    facts = case(disposal(d(2025, 1, 1), "imprisonment", "40 months"), parent, born=BORN)
    assert (on_parent(facts, on) is not None) is theirs
    [initial] = [spec for spec in notification_specs(facts, on, BOOK) if spec.kind == "initial_notification"]
    assert ("the duty is the parent’s" in initial.reason) is theirs
    assert initial.due_on == d(2025, 1, 3)  # the duty moves, its clock does not


def test_only_what_is_to_be_notified_is_the_parents():
    facts = case(
        disposal(d(2025, 1, 1), "community"), told("s83", d(2025, 1, 2)), ParentFact("notice", d(2025, 1, 1), None),
        told("s84", matter="name", event_on=d(2026, 5, 1)), *stays((d(2026, 5, 1), d(2026, 5, 9))), born=BORN,
    )  # fmt: skip
    specs = notification_specs(facts, d(2026, 5, 20), BOOK)
    whose = {spec.kind: "parent" in spec.reason for spec in specs}
    assert whose == {"change_notification": True, "periodic_notification": True, "notification_end": False}
    assert "(s.96ZA)" in next(spec.reason for spec in specs if spec.kind == "periodic_notification")
