"""Dates and times as people write them."""

import datetime as dt

import pytest

from common import forms

DAY = dt.date(2026, 11, 20)


class VisitForm(forms.GovukForm):
    date = forms.DateField(label="Date of visit", error_messages={"required": "Enter the date of the visit"})
    time = forms.TimeField(label="Time of visit", required=False)


def bound(day="20", month="11", year="2026", time=""):
    return VisitForm({"date_0": day, "date_1": month, "date_2": year, "time": time})


@pytest.mark.parametrize("day", ["1", "01", " 1 ", "1st"])
@pytest.mark.parametrize("month", ["2", "02", "feb", "Feb.", "FEBRUARY", "febr"])
def test_tolerant_parts(day, month):
    form = bound(day, month, "2026")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["date"] == dt.date(2026, 2, 1)


@pytest.mark.parametrize("whole", ["2026-11-20", "20/11/2026", "20.11.2026", "20 11 2026", "20 Nov 2026", "20-11-2026"])
def test_a_whole_date_in_one_value_is_taken_apart(whole):
    assert VisitForm({"date": whole}).fields["date"].clean(VisitForm({"date": whole})["date"].data) == DAY
    assert bound(whole, "", "").is_valid()


@pytest.mark.parametrize(
    ("parts", "words", "boxes"),
    [
        (("", "", ""), "Enter the date of the visit", {0, 1, 2}),
        (("20", "", "2026"), "Date of visit must include a month", {1}),
        (("20", "", ""), "Date of visit must include a month and a year", {1, 2}),
        (("31", "2", "2026"), "Date of visit must be a real date", {0}),
        (("32", "2", "2026"), "Date of visit must be a real date", {0}),
        (("3", "13", "2026"), "Date of visit must be a real date", {1}),
        (("3", "ma", "2026"), "Date of visit must be a real date", {1}),
        (("x", "y", "z"), "Date of visit must be a real date", {0, 1, 2}),
        (("3", "2", "26"), "Date of visit: the year must have 4 numbers, like 2026", {2}),
        (("3", "2", "0026"), "Date of visit: the year must have 4 numbers, like 2026", {2}),
        (("-3", "2", "2026"), "Date of visit must be a real date", {0}),
        (("٣", "2", "2026"), "Date of visit must be a real date", {0}),
        (("9" * 5000, "9" * 5000, "9" * 5000), "Date of visit must be a real date", {0, 1}),
    ],
)
def test_errors_name_what_is_wrong_and_mark_the_boxes(parts, words, boxes):
    form = bound(*parts)
    assert form.errors["date"] == [words]
    html = str(form["date"])
    marked = {n for n in range(3) if "govuk-input--error" in html.split('name="date_')[n + 1].split(">")[0]}
    assert marked == boxes
    assert form.error_entries[0].target == f"id_date_{min(boxes)}"


def test_limits_are_inclusive():
    form = bound()
    form.fields["date"].latest = form.fields["date"].earliest = DAY
    assert form.is_valid()
    form = bound()
    form.fields["date"].latest = dt.date(2026, 11, 19)
    assert form.errors["date"] == ["Date of visit must be on or before 19 November 2026"]
    form = bound()
    form.fields["date"].earliest = dt.date(2026, 11, 21)
    assert form.errors["date"] == ["Date of visit must be on or after 21 November 2026"]


def test_what_was_typed_is_shown_again():
    html = str(bound("31", "feb", "2026")["date"])
    assert 'value="31"' in html
    assert 'value="feb"' in html


def test_an_initial_date_fills_the_boxes_and_does_not_count_as_changed():
    form = VisitForm({"date_0": "20", "date_1": "11", "date_2": "2026"}, initial={"date": DAY})
    assert not form.has_changed()
    html = str(VisitForm(initial={"date": DAY})["date"])
    assert [part in html for part in ('value="20"', 'value="11"', 'value="2026"')] == [True] * 3


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("9:30", 9, 30), ("09:30", 9, 30), ("0930", 9, 30), ("930", 9, 30), ("9.30am", 9, 30), ("9.30 pm", 21, 30),
        ("9am", 9, 0), ("12am", 0, 0), ("12pm", 12, 0), ("14:10", 14, 10), ("noon", 12, 0), ("Midnight", 0, 0),
        ("9 30", 9, 30),
    ],
)  # fmt: skip
def test_tolerant_times(typed, hour, minute):
    form = bound(time=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["time"] == dt.time(hour, minute)


@pytest.mark.parametrize("typed", ["25:00", "9:75", "9", "13pm", "soon", "1" * 4000, "٩:٣٠"])
def test_no_times(typed):
    assert bound(time=typed).errors["time"] == ["Time of visit must be a time, like 9:30am or 14:10"]


def test_a_blank_time_is_none():
    form = bound()
    assert form.is_valid()
    assert form.cleaned_data["time"] is None
