"""The two ways of counting months, intervals, and working days."""

import datetime as dt
from datetime import date as d

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from common.bundled import bundled_holidays
from common.dates import (
    BeyondHolidayData,
    Interval,
    WorkingDays,
    add_interval,
    clamp,
    last_day_beginning_with,
    long_date,
    roll,
)

BUNDLED = dict(bundled_holidays())
CALENDAR = WorkingDays(list(BUNDLED), d(2028, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "clamped", "rolled"),
    [
        (d(2026, 1, 31), 1, d(2026, 2, 28), d(2026, 3, 1)),
        (d(2024, 1, 31), 1, d(2024, 2, 29), d(2024, 3, 1)),
        (d(2025, 11, 30), 3, d(2026, 2, 28), d(2026, 3, 1)),
        (d(2025, 8, 31), 6, d(2026, 2, 28), d(2026, 3, 1)),
        (d(2024, 2, 29), 12, d(2025, 2, 28), d(2025, 3, 1)),
        (d(2024, 2, 29), 48, d(2028, 2, 29), d(2028, 2, 29)),
        (d(2023, 2, 28), 12, d(2024, 2, 28), d(2024, 2, 28)),
        (d(2026, 3, 31), 1, d(2026, 4, 30), d(2026, 5, 1)),
        (d(2026, 12, 31), 1, d(2027, 1, 31), d(2027, 1, 31)),
        (d(2026, 10, 31), 1, d(2026, 11, 30), d(2026, 12, 1)),
        (d(2026, 1, 31), 11, d(2026, 12, 31), d(2026, 12, 31)),
        (d(2026, 12, 15), 1, d(2027, 1, 15), d(2027, 1, 15)),
        (d(2026, 5, 31), 0, d(2026, 5, 31), d(2026, 5, 31)),
        (d(2026, 3, 31), -1, d(2026, 2, 28), d(2026, 3, 1)),
        (d(1899, 11, 30), 3, d(1900, 2, 28), d(1900, 3, 1)),  # 1900 was no leap year
        (d(1999, 11, 30), 3, d(2000, 2, 29), d(2000, 3, 1)),
        (d(2027, 11, 30), 1, d(2027, 12, 30), d(2027, 12, 30)),
    ],
)
def test_months_clamp_or_roll(start, months, clamped, rolled):
    assert clamp(start, months) == clamped
    assert roll(start, months) == rolled


def test_clamping_does_not_accumulate_when_counted_from_the_trigger():
    assert [clamp(d(2026, 1, 31), months) for months in (1, 2, 3)] == [d(2026, 2, 28), d(2026, 3, 31), d(2026, 4, 30)]


@pytest.mark.parametrize(
    ("start", "months", "last_day"),
    [
        # law.md, "Counting": N years (months) beginning with D
        (d(2020, 3, 10), 120, d(2030, 3, 9)),
        (d(2024, 2, 29), 24, d(2026, 2, 28)),
        (d(2022, 8, 31), 42, d(2026, 2, 28)),
        (d(2014, 3, 1), 120, d(2024, 2, 29)),
    ],
)
def test_a_period_beginning_with_a_day(start, months, last_day):
    assert last_day_beginning_with(start, months) == last_day


def test_the_day_after_the_end_of_years_beginning_with_a_day():
    assert roll(d(2010, 9, 1), 180) == d(2025, 9, 1)
    assert roll(d(2012, 2, 29), 180) == d(2027, 3, 1)


@pytest.mark.parametrize(
    ("start", "interval", "expected"),
    [
        (d(2026, 3, 28), Interval(1, "days"), d(2026, 3, 29)),
        (d(2026, 3, 28), Interval(30, "days"), d(2026, 4, 27)),
        (d(2026, 10, 20), Interval(2, "weeks"), d(2026, 11, 3)),
        (d(2025, 11, 30), Interval(3, "months"), d(2026, 2, 28)),
        (d(2024, 2, 29), Interval(1, "years"), d(2025, 2, 28)),
        (d(2024, 2, 29), Interval(4, "years"), d(2028, 2, 29)),
        (d(2026, 3, 2), Interval(15, "working_days"), d(2026, 3, 23)),
        (d(2026, 3, 30), Interval(15, "working_days"), d(2026, 4, 22)),
        (d(2025, 12, 15), Interval(15, "working_days"), d(2026, 1, 8)),
    ],
)
def test_add_interval(start, interval, expected):
    assert add_interval(start, interval, CALENDAR) == expected


def test_hours_are_not_added_to_a_date():
    with pytest.raises(ValueError, match="24 hours cannot be added to a date"):
        add_interval(d(2026, 3, 1), Interval(24, "hours"), CALENDAR)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (d(2026, 3, 6), 1, d(2026, 3, 9)),  # Friday to Monday
        (d(2026, 3, 7), 1, d(2026, 3, 9)),  # Saturday is day 0 as well
        (d(2026, 3, 8), 1, d(2026, 3, 9)),
        (d(2026, 3, 8), 0, d(2026, 3, 8)),
        (d(2026, 4, 2), 1, d(2026, 4, 7)),  # over Good Friday and Easter Monday
        (d(2026, 4, 3), 1, d(2026, 4, 7)),  # from the bank holiday itself
        (d(2022, 9, 16), 1, d(2022, 9, 20)),  # the State Funeral
        (d(2023, 5, 5), 1, d(2023, 5, 9)),  # the Coronation
        (d(2020, 5, 4), 4, d(2020, 5, 11)),  # the early May holiday moved to Friday 8 May
        (d(1999, 12, 30), 1, d(2000, 1, 4)),  # Millennium Eve, then the substitute for a Saturday
    ],
)
def test_working_days(start, n, expected):
    assert CALENDAR.add(start, n) == expected


def test_the_calendar_agrees_with_counting_day_by_day():
    for first in (d(1990, 1, 1), d(2011, 12, 20), d(2026, 3, 27), d(2028, 11, 1)):
        for offset in range(12):
            start = first + dt.timedelta(days=offset)
            day, steps = start, 0
            while steps < 20:
                day += dt.timedelta(days=1)
                if day.weekday() < 5 and day not in BUNDLED:
                    steps += 1
                    assert CALENDAR.add(start, steps) == day
                    assert CALENDAR.is_working_day(day)
                else:
                    assert not CALENDAR.is_working_day(day)


def test_past_the_last_known_holiday_it_refuses_and_says_the_cure():
    assert CALENDAR.add(d(2028, 12, 28), 1) == d(2028, 12, 29)
    with pytest.raises(BeyondHolidayData) as refusal:
        CALENDAR.add(d(2028, 12, 15), 15)
    assert str(refusal.value) == (
        "The bank holidays are known only from 1 January 1990 to 31 December 2028, which is not enough to count "
        "15 working days from 15 December 2028. Add the missing years on the bank holidays page."
    )
    with pytest.raises(BeyondHolidayData):
        CALENDAR.add(d(2035, 1, 1), 1)
    with pytest.raises(BeyondHolidayData):
        CALENDAR.is_working_day(d(2029, 1, 1))


def test_before_the_first_known_year_it_refuses():
    assert CALENDAR.add(d(1990, 1, 1), 1) == d(1990, 1, 2)
    for start in (d(1989, 12, 31), d(1970, 1, 1)):
        with pytest.raises(BeyondHolidayData, match="from 1 January 1990"):
            CALENDAR.add(start, 3)
    with pytest.raises(BeyondHolidayData, match="31 December 1989"):
        CALENDAR.is_working_day(d(1989, 12, 31))


def test_without_any_holidays_nothing_can_be_counted():
    with pytest.raises(BeyondHolidayData, match="not known at all"):
        WorkingDays([], d(1989, 12, 31)).add(d(2026, 1, 5), 1)


def test_working_days_are_counted_forwards():
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add(d(2026, 3, 2), -1)


def test_a_late_announcement_moves_what_it_should():
    without = [day for day in BUNDLED if day not in (d(2022, 9, 19), d(2023, 5, 8))]
    before = WorkingDays(without, d(2028, 12, 31))
    assert before.add(d(2022, 9, 12), 5) == d(2022, 9, 19)
    assert CALENDAR.add(d(2022, 9, 12), 5) == d(2022, 9, 20)
    assert before.add(d(2022, 9, 12), 4) == CALENDAR.add(d(2022, 9, 12), 4)


def test_the_bundled_list_agrees_with_the_published_one():
    published = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    days = {holiday["date"] for holiday in published}
    first, last = min(days), max(days)
    assert (first.year, last.year) == (2012, 2028)
    assert {day for day in BUNDLED if first <= day <= last} == days


def test_the_bundled_list_has_every_year_and_the_special_days():
    assert list(BUNDLED) == sorted(BUNDLED)
    assert {day.weekday() for day in BUNDLED} <= set(range(5))
    per_year = {year: sum(day.year == year for day in BUNDLED) for year in range(1990, 2029)}
    special = {1999: 9, 2002: 9, 2011: 9, 2012: 9, 2022: 10, 2023: 9}
    assert per_year == {year: special.get(year, 8) for year in per_year}
    for day in (
        d(1995, 5, 8), d(1999, 12, 31), d(2000, 1, 3), d(2002, 6, 3), d(2002, 6, 4), d(2011, 4, 29), d(2012, 6, 4),
        d(2012, 6, 5), d(2020, 5, 8), d(2022, 6, 2), d(2022, 6, 3), d(2022, 9, 19), d(2023, 5, 8),
    ):  # fmt: skip
        assert day in BUNDLED
    for day in (d(1995, 5, 1), d(2002, 5, 27), d(2012, 5, 28), d(2020, 5, 4), d(2022, 5, 30)):
        assert day not in BUNDLED  # moved


@pytest.mark.parametrize(
    ("interval", "text", "every"),
    [
        (Interval(1, "months"), "1 month", "every month"),
        (Interval(3, "months"), "3 months", "every 3 months"),
        (Interval(15, "working_days"), "15 working days", "every 15 working days"),
        (Interval(1, "working_days"), "1 working day", "every working day"),
        (Interval(1, "years"), "1 year", "every year"),
        (Interval(24, "hours"), "24 hours", "every 24 hours"),
    ],
)
def test_intervals_in_words(interval, text, every):
    assert (interval.text(), interval.every()) == (text, every)


def test_intervals_of_different_units_are_compared_by_their_average():
    in_order = [
        Interval(20, "working_days"), Interval(30, "days"), Interval(1, "months"), Interval(31, "days"),
        Interval(12, "weeks"), Interval(90, "days"), Interval(3, "months"), Interval(92, "days"),
        Interval(26, "weeks"), Interval(6, "months"), Interval(52, "weeks"), Interval(365, "days"),
        Interval(1, "years"), Interval(366, "days"), Interval(13, "months"),
    ]  # fmt: skip
    assert sorted(in_order, key=Interval.length) == in_order
    assert Interval(12, "months").length() == pytest.approx(Interval(1, "years").length())


def test_a_date_in_words():
    assert long_date(d(2026, 1, 10)) == "10 January 2026"
