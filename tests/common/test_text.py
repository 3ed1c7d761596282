"""Words for dates and counts."""

import datetime as dt

import pytest

from common import text

DAY = dt.date(2026, 11, 20)


def test_dates_in_three_lengths():
    assert text.long_date(DAY) == "Friday 20 November 2026"
    assert text.plain_date(DAY) == "20 November 2026"
    assert text.short_date(DAY) == "Fri 20 Nov 2026"
    assert text.long_date(None) == text.short_date(None) == text.plain_date(None) == "not known"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-12, "overdue by 12 days"),
        (-1, "overdue by 1 day"),
        (0, "due today"),
        (1, "due tomorrow"),
        (3, "due in 3 days"),
        (-1204, "overdue by 1,204 days"),
    ],
)
def test_the_state_of_a_date(days, words):
    assert text.days_phrase(days) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-1, "overdue by less than an hour"),
        (-60, "overdue by 1 hour"),
        (-48 * 60, "overdue by 2 days"),
        (0, "due within the hour"),
        (59, "due within the hour"),
        (23 * 60 + 59, "due in 23 hours"),
        (47 * 60 + 59, "due in 47 hours"),
        (71 * 60, "due in 2 days"),
    ],
)
def test_the_state_of_a_moment(minutes, words):
    assert text.hours_phrase(dt.timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "3 days ago"), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (2, "in 2 days")],
)
def test_a_distance_without_a_duty(days, words):
    assert text.days_between(days) == words


def test_plurals_and_lists():
    assert [text.plural(n, "day") for n in (0, 1, 2, 1500)] == ["0 days", "1 day", "2 days", "1,500 days"]
    assert text.plural(2, "enquiry", "enquiries") == "2 enquiries"
    assert [text.listed(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_capitals_of_short_forms_stay():
    assert text.lower_first("Date of visit") == "date of visit"
    assert text.lower_first("ARMS priority") == "ARMS priority"
    assert text.lower_first("I agree") == "I agree"
    assert text.upper_first("date") == "Date"
    assert text.upper_first("") == text.lower_first("") == ""
