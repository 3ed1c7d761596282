"""Properties of the rules: the last day against an independent oracle, monotone terms, facts of later days."""

import calendar
import datetime as dt
import itertools
from datetime import date as d

from hypothesis import given, settings
from hypothesis import strategies as st

from common.dates import Interval
from notification.policy import notification_specs, periods, requirement
from notification.policy.counting import last_counted_day
from notification.policy.facts import ABSOLUTE
from tests.notification.facts import BOOK, away, case, disposal, told

DAYS = st.dates(d(2016, 1, 1), d(2032, 12, 31))
OUTCOMES = (
    "life", "imprisonment", "suspended", "hospital", "hospital_restriction", "community", "fine", "caution", "other",
    "absolute_discharge", "conditional_discharge",
)  # fmt: skip
DISPOSALS = st.builds(
    lambda on, outcome, months, wait: disposal(
        on, outcome, f"{months} months", sentenced_on=on + dt.timedelta(days=wait)
    ),
    DAYS, st.sampled_from(OUTCOMES), st.integers(1, 36), st.integers(0, 60),
)  # fmt: skip
NOTIFICATIONS = st.builds(
    lambda section, on, matter: told(section, on, event_on=on, matter=matter),
    st.sampled_from(("s83", "s84", "s85")), DAYS, st.sampled_from(("name", "home_address", "bank_or_card", "release")),
)  # fmt: skip
STAYS = st.builds(
    lambda kind, on, days: away(kind, on, None if days is None else on + dt.timedelta(days=days)),
    st.sampled_from(("custody", "hospital", "abroad", "missing")), DAYS, st.none() | st.integers(1, 400),
)  # fmt: skip
BORN = st.none() | st.dates(d(1950, 1, 1), d(2012, 12, 31))


def exists(year, month, day):
    return day <= calendar.monthrange(year, month)[1]


def day_before_the_anniversary(begin, months):
    """The oracle: the day before the same day number; where that is missing, the month's last day itself."""
    year, month = begin.year + months // 12, begin.month
    for _ in range(months % 12):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    if exists(year, month, begin.day):
        return d(year, month, begin.day) - dt.timedelta(days=1)
    return d(year, month, calendar.monthrange(year, month)[1])


def test_every_day_from_2016_to_2032_against_the_oracle():
    """Last days of 24, 60, 84 and 120 months and their halves, and the yearly date: four disposals at a time."""
    day, spans = d(2016, 1, 1), (24, 60, 84, 120)
    while day <= d(2032, 12, 31):
        four = (
            disposal(day, "caution"), disposal(day), disposal(day, "hospital"),
            disposal(day, "imprisonment", "7 months"),
        )  # fmt: skip
        for born, parts in ((None, 1), (day - dt.timedelta(days=17 * 365), 2)):
            found = [period.last_day for period in periods(case(*four, born=born), day, BOOK)]
            assert found == [day_before_the_anniversary(day, span // parts) for span in spans]
        [yearly] = [
            spec
            for spec in notification_specs(case(disposal(day, "life"), told("s83", day)), day, BOOK)
            if spec.kind == "periodic_notification"
        ]
        assert yearly.due_on == (
            d(day.year + 1, 2, 28) if (day.month, day.day) == (2, 29) else d(day.year + 1, day.month, day.day)
        )
        day += dt.timedelta(days=1)


def test_three_days_with_any_two_times_away_against_a_walk_day_by_day():
    """Each of two times away from 1 day before to 3 days after, of 0 to 3 days: they touch, overlap and enclose."""
    begin, on = d(2024, 2, 27), d(2024, 4, 1)
    spans = [(first, first + days) for first in range(-1, 4) for days in range(4)]
    for pair, part in itertools.product(itertools.combinations_with_replacement(spans, 2), (True, False)):
        inside = {day for first, end in pair for day in range(first, end)}
        counted = [
            day for day in range(20) if day not in inside or (part and day > 0 and day - 1 not in inside)
        ]  # fmt: skip
        statuses = [away("custody", *(begin + dt.timedelta(days=day) for day in span)) for span in pair]
        found = last_counted_day(begin, 3, statuses, on, part_day_counts=part)
        assert found == begin + dt.timedelta(days=counted[2]), (pair, part)


@given(DAYS, st.integers(1, 60), st.integers(0, 24), BORN)
@settings(max_examples=200, deadline=None)
def test_a_longer_term_never_ends_sooner(on, months, more, born):
    def last(term):
        [period] = periods(case(disposal(on, "imprisonment", f"{term} months"), born=born), on, BOOK)
        return period.last_day or d.max

    assert on <= last(months) <= last(months + more)


@given(st.lists(DISPOSALS, max_size=4), DAYS, BORN)
@settings(max_examples=300, deadline=None)
def test_each_alone_the_last_to_end_governs_and_the_explanation_recomputes(disposals, on, born):
    facts = case(*disposals, born=born)
    found = requirement(facts, on, BOOK)
    alone = [requirement(case(one, born=born), on, BOOK) for one in disposals]
    ends = [one.last_day or d.max for one in alone if one.subject == "yes"]
    assert (found.subject == "yes") == bool(ends)
    if ends:
        assert (found.last_day or d.max) == max(ends)
    for period in found.periods:
        assert period.disposal.outcome != ABSOLUTE or (period.disposal.sentenced_on or on) > on
        if period.last_day is None:
            assert period.months is None
            continue
        assert period.relevant_date <= period.last_day
        assert period.last_day == day_before_the_anniversary(period.counted_from, period.months)
        assert f"{period.last_day.day} " in period.steps[-1].text
    assert all(step.section and step.text for step in found.steps)


@given(
    st.lists(DISPOSALS, max_size=3), st.lists(NOTIFICATIONS, max_size=4), st.lists(STAYS, max_size=3), DAYS,
    st.lists(st.one_of(DISPOSALS, NOTIFICATIONS, STAYS), max_size=4),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_what_is_dated_later_changes_nothing(disposals, notifications, stays, on, others):
    known = [*disposals, *notifications, *stays]
    later = [one for one in others if _begins(one) > on]
    assert notification_specs(case(*known), on, BOOK) == notification_specs(case(*known, *later), on, BOOK)


def _begins(fact):
    days = (getattr(fact, name, None) for name in ("event_on", "notified_on", "began_on"))
    return min(day for day in days if day is not None)


@given(st.lists(DISPOSALS, max_size=3), st.lists(NOTIFICATIONS, max_size=4), st.lists(STAYS, max_size=3), DAYS)
@settings(max_examples=300, deadline=None)
def test_each_duty_is_there_once_and_says_why(disposals, notifications, stays, on):
    specs = notification_specs(case(*disposals, *notifications, *stays), on, BOOK)
    assert len({(spec.kind, spec.subject) for spec in specs}) == len(specs)
    assert all(spec.reason and spec.rule for spec in specs)
    assert all(not spec.suspended for spec in specs)
    assert all(spec.due_on >= on for spec in specs if spec.kind in ("notification_end", "indefinite_review"))


def test_weeks_and_days_are_kept_as_they_were_given():
    one = disposal(d(2024, 1, 8), "imprisonment")._replace(term=Interval(26, "weeks"))
    [period] = periods(case(one), d(2024, 1, 8), BOOK)
    assert "26 weeks" in " ".join(step.text for step in period.steps)


def test_the_table_of_s82_for_every_number_of_months_on_both_sides_of_the_18th_birthday():
    """Band and halving by a table of the test's own: 6 and 30 months, and the very day of coming of age."""
    on = d(2024, 5, 17)
    for born in (d(2006, 5, 16), d(2006, 5, 17), d(2006, 5, 18), d(2010, 1, 1), None):
        young = born in (d(2006, 5, 18), d(2010, 1, 1))
        for months in range(1, 61):
            span = 84 if months <= 6 else 120 if months < 30 else None
            [period] = periods(case(disposal(on, "imprisonment", f"{months} months"), born=born), on, BOOK)
            wanted = None if span is None else day_before_the_anniversary(on, span // 2 if young else span)
            assert (period.last_day, period.under_18) == (wanted, young)
