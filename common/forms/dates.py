"""Dates and times as people write them: '1', '01', '1st'; 'Nov', 'november', '11'; '9.30', '0930', '9am'."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.forms.fields import Presented
from common.forms.widgets import DateParts
from common.text import MONTHS, listed, plain_date

PART_NAMES = ("a day", "a month", "a year")
DAY, MONTH, YEAR = 0, 1, 2
CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.ASCII | re.IGNORECASE)
NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}


class DateFault(Exception):
    """Why three parts are no date: an error code, the words for it and the boxes at fault."""

    def __init__(self, code: str, parts: set[int], missing: str = "") -> None:
        super().__init__(code)
        self.code, self.parts, self.missing = code, parts, missing


def month_number(text: str) -> int:
    """1 to 12 for '11', 'Nov' or 'november' (three letters are enough); 0 for anything else."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else 0
    letters = text.lower().rstrip(".")
    if len(letters) < 3:
        return 0
    return next(
        (
            n
            for n, name in enumerate(MONTHS, 1)
            if name.lower().startswith(letters) or letters == "sept" == name.lower()[:4]
        ),
        0,
    )


def read_date(day: str, month: str, year: str) -> date:
    """The date that three boxes hold; raises `DateFault`."""
    absent = [index for index, text in enumerate((day, month, year)) if not text]
    if absent:
        raise DateFault("incomplete", set(absent), listed([PART_NAMES[index] for index in absent]))
    number = re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?", day.lower())
    faulty = set()
    if not number or not 1 <= int(number[1]) <= 31:
        faulty.add(DAY)
    if not month_number(month):
        faulty.add(MONTH)
    if not re.fullmatch(r"[0-9]+", year):
        faulty.add(YEAR)
    if faulty:
        raise DateFault("unreal", faulty)
    if len(year) != 4 or not 1880 <= int(year) <= 2200:
        raise DateFault("short_year", {YEAR})
    assert number is not None
    try:
        return date(int(year), month_number(month), int(number[1]))
    except ValueError:
        raise DateFault("unreal", {DAY}) from None


class DateField(Presented, forms.Field):
    """A calendar date in three boxes. Set `latest` or `earliest` (inclusive) in the form's `__init__`.

    The value is a `datetime.date`, or None where the field is optional and left blank.
    """

    widget = DateParts
    default_error_messages = {
        "incomplete": "%(noun)s must include %(missing)s",
        "unreal": "%(noun)s must be a real date",
        "short_year": "%(noun)s: the year must have 4 numbers, like 2026",
        "too_late": "%(noun)s must be on or before %(limit)s",
        "too_early": "%(noun)s must be on or after %(limit)s",
    }

    def __init__(self, *, latest: date | None = None, earliest: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 27 3 2026")
        super().__init__(**kwargs)
        self.latest, self.earliest = latest, earliest

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            return None
        try:
            return read_date(*parts)
        except DateFault as fault:
            raise self._error(fault.code, missing=fault.missing) from None

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.latest and value > self.latest:
            raise self._error("too_late", limit=plain_date(self.latest))
        if self.earliest and value < self.earliest:
            raise self._error("too_early", limit=plain_date(self.earliest))

    def _error(self, code: str, **params: str) -> ValidationError:
        noun = self.noun or str(self.label or "The date")
        return ValidationError(self.error_messages[code], code=code, params={"noun": noun, **params})

    def faulty_parts(self, value: Any) -> set[int]:
        """The boxes (0 day, 1 month, 2 year) that an error is about; all of them where the date itself is real."""
        if isinstance(value, list):
            try:
                read_date(*[str(part or "").strip() for part in value])
            except DateFault as fault:
                return fault.parts
        return {DAY, MONTH, YEAR}


class TimeField(Presented, forms.Field):
    """A time of day in one box; the value is a `datetime.time` to the minute, local time."""

    widget = forms.TextInput
    default_error_messages = {"unreal": "%(noun)s must be a time, like 9:30am or 14:10"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("width", "5")
        kwargs.setdefault("help_text", "For example, 9:30am or 14:10")
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        if value is None or isinstance(value, time):
            return value
        text = str(value).strip().lower()
        if not text:
            return None
        if text in NAMED_TIMES:
            return NAMED_TIMES[text]
        found = read_time(text)
        if found is None:
            noun = self.noun or str(self.label or "The time")
            raise ValidationError(self.error_messages["unreal"], code="unreal", params={"noun": noun})
        return found


def read_time(text: str) -> time | None:
    """The time that somebody typed, or None: '930' and '9.30' are half past nine in the morning."""
    match = CLOCK.fullmatch(text) if len(text) <= 12 else None
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif match[2] is None:
        return None  # a bare '9' may be morning or evening
    return time(hour, minute) if hour < 24 and minute < 60 else None
