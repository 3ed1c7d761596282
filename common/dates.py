"""Date arithmetic: the two ways of counting months, intervals, and working days.

Everything here works on dates in the calendar of London; no clock is read. The statute's two rules for months must
never be mixed (the register's own practice intervals use `clamp`; periods that *begin with* a day use `roll`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

DAYS, WORKING_DAYS, WEEKS, MONTHS, YEARS, HOURS = "days", "working_days", "weeks", "months", "years", "hours"
INTERVAL_UNITS = (DAYS, WORKING_DAYS, WEEKS, MONTHS, YEARS)

_MONTH_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH_NAMES = (
    "", "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Days in a unit, on average; only to say which of two intervals is the longer.
_AVERAGE_DAYS = {HOURS: 1 / 24, DAYS: 1.0, WORKING_DAYS: 7 / 5, WEEKS: 7.0, MONTHS: 365.2425 / 12, YEARS: 365.2425}


class BeyondHolidayData(ValueError):
    """Working days were to be counted where the bank holidays are not known. The message says where and the cure."""


class Interval(NamedTuple):
    """A length of time as a policy, a plan or a court gives it: a whole number of units, kept as it was given."""

    value: int
    unit: str  # days, working_days, weeks, months, years; hours where a clock and not a date is counted

    def text(self) -> str:
        """`3 months`, `1 month`, `15 working days`."""
        return _interval_text(self)

    def every(self) -> str:
        """`every 3 months`, `every month`."""
        return _every(self)

    def length(self) -> float:
        """Roughly how many days it lasts, to compare different units: 12 weeks < 3 months, 31 days > 1 month.

        A working day is taken as seven fifths of a day. Nothing is ever counted with this.
        """
        return self.value * _AVERAGE_DAYS[self.unit]


@cache  # the same few in every sentence
def _interval_text(interval: Interval) -> str:
    words = interval.unit.replace("_", " ")
    return f"{interval.value} {words[:-1] if interval.value == 1 else words}"


@cache
def _every(interval: Interval) -> str:
    return f"every {interval.text() if interval.value != 1 else interval.text()[2:]}"


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month]


@lru_cache(maxsize=65_536)  # most dates of a register lie within a few years
def clamp(d: dt.date, months: int) -> dt.date:
    """The same day number so many months on; if there is none, the **last day of that month**.

    Practice intervals, and "within one year after" (s.85). Always from the real trigger, so that clamping never
    accumulates: 31 January, 28 February and then 28 March, not 31 January plus two months.
    """
    index = d.year * 12 + d.month - 1 + months
    year, month = index // 12, index % 12 + 1
    day = d.day
    if day > 28:
        day = min(day, days_in_month(year, month))
    return dt.date(year, month, day)


def roll(d: dt.date, months: int) -> dt.date:
    """The same day number so many months on; if there is none, the **first of the next month**.

    "The day after the end of N years beginning with D" (s.91B); the last day of a period *beginning with* D is the
    day before this (s.82, order terms).
    """
    index = d.year * 12 + d.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if d.day <= 28 or d.day <= days_in_month(year, month):
        return dt.date(year, month, d.day)
    return dt.date(year + month // 12, month % 12 + 1, 1)


def last_day_beginning_with(d: dt.date, months: int) -> dt.date:
    """The last day of a period of so many months that *begins with* `d`: 10 March 2020, 120: 9 March 2030."""
    return roll(d, months) - dt.timedelta(days=1)


class WorkingDays:
    """The calendar of working days: every day but Saturdays, Sundays and bank holidays.

    Built once; each question is then two look-ups. It knows the years from that of the first bank holiday to
    `ends_on` and refuses to guess outside them (`BeyondHolidayData`).
    """

    __slots__ = ("_base", "_days", "_position", "ends_on", "starts_on")

    def __init__(self, holidays: Collection[dt.date], ends_on: dt.date) -> None:
        first_year = min(holidays).year if holidays else ends_on.year + 1
        self.starts_on = dt.date(first_year, 1, 1)
        self.ends_on = ends_on
        self._base = self.starts_on.toordinal()
        shut = {day.toordinal() for day in holidays}
        self._days: list[dt.date] = []  # the working days, in order
        self._position: list[int] = []  # for each day since starts_on: how many working days up to and with it
        for ordinal in range(self._base, ends_on.toordinal() + 1):
            if (ordinal - 1) % 7 < 5 and ordinal not in shut:  # ordinal 1 was a Monday
                self._days.append(dt.date.fromordinal(ordinal))
            self._position.append(len(self._days))

    def add(self, d: dt.date, n: int) -> dt.date:
        """The nth working day after `d`, which is day 0 whether it is a working day or not; n = 0 gives `d` itself.

        Raises `BeyondHolidayData` before the first year with bank holidays and past the last, `ValueError` for n < 0.
        """
        if n < 0:
            raise ValueError("Working days are counted forwards")
        offset = d.toordinal() - self._base
        if offset >= 0:
            if n == 0:
                return d
            try:
                return self._days[self._position[offset] + n - 1]
            except IndexError:
                pass
        raise self._beyond(d, n)

    def is_working_day(self, d: dt.date) -> bool:
        """Whether `d` is neither a weekend nor a bank holiday. Raises `BeyondHolidayData` where it is not known."""
        offset = d.toordinal() - self._base
        if not 0 <= offset < len(self._position):
            raise self._beyond(d, 0)
        return self._position[offset] > (self._position[offset - 1] if offset else 0)

    def _beyond(self, d: dt.date, n: int) -> BeyondHolidayData:
        counting = f"{Interval(n, WORKING_DAYS).text()} from {long_date(d)}" if n else long_date(d)
        if self._position:
            known = f"are known only from {long_date(self.starts_on)} to {long_date(self.ends_on)}"
        else:
            known = "are not known at all"
        return BeyondHolidayData(
            f"The bank holidays {known}, which is not enough to count {counting}. "
            "Add the missing years on the bank holidays page."
        )


def add_interval(d: dt.date, interval: Interval, calendar: WorkingDays) -> dt.date:
    """`d` plus the interval: days and weeks as they are, months and years clamped, working days by the calendar.

    Raises `BeyondHolidayData` as the calendar does, and `ValueError` for hours, which no date can count.
    """
    value, unit = interval
    if unit == MONTHS:
        return clamp(d, value)
    if unit == WORKING_DAYS:
        return calendar.add(d, value)
    if unit == DAYS:
        return d + dt.timedelta(days=value)
    if unit == WEEKS:
        return d + dt.timedelta(days=7 * value)
    if unit == YEARS:
        return clamp(d, 12 * value)
    raise ValueError(f"{interval.text()} cannot be added to a date")


def is_within(on: dt.date, d: dt.date, interval: Interval, calendar: WorkingDays) -> bool:
    """Whether `on` is `d` less the interval, or later: months and years count back from `d` and clamp.

    31 March less 1 month: from 28 February on. Working days are counted forwards from `on`: the first such day is the
    same, and no bank holidays need be known as far off as `d`. Raises as `add_interval` does.
    """
    if interval.unit == WORKING_DAYS:
        return add_interval(on, interval, calendar) >= d
    return add_interval(d, Interval(-interval.value, interval.unit), calendar) <= on


def day_before(d: dt.date) -> dt.date:
    """The day before; of the first day there is, which stands for one that is not known, that day itself."""
    return d - dt.timedelta(days=1) if d > dt.date.min else d


@cache  # there are not many days in a lifetime, and each appears in many sentences
def long_date(d: dt.date) -> str:
    """`10 January 2026`, in English whatever the machine's language."""
    return f"{d.day} {_MONTH_NAMES[d.month]} {d.year}"
