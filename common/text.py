"""Words for dates, counts and spans of days: one wording everywhere, in plain functions that presenters call.

Templates print what these return; a list of a hundred rows formats in well under a millisecond.
"""

from __future__ import annotations

import datetime as dt
from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(day: date | None) -> str:
    """'Friday 20 November 2026'; 'not known' where there is no date."""
    if day is None:
        return "not known"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def plain_date(day: date | None) -> str:
    """'20 November 2026', for the middle of a sentence; 'not known' where there is no date."""
    if day is None:
        return "not known"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date | None) -> str:
    """'Fri 20 Nov 2026', for tables; 'not known' where there is no date."""
    if day is None:
        return "not known"
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """'1 day', '2 days', '1,204 visits'; give `many` where an s does not make the plural."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def days_phrase(days: int) -> str:
    """The state of a date `days` from today: 'overdue by 12 days', 'due today', 'due tomorrow', 'due in 3 days'."""
    if days < 0:
        return f"overdue by {plural(-days, 'day')}"
    if days == 0:
        return "due today"
    return "due tomorrow" if days == 1 else f"due in {plural(days, 'day')}"


def hours_phrase(left: dt.timedelta) -> str:
    """The same for a moment: 'overdue by 3 hours', 'due within the hour', 'due in 5 hours'; from two days on, days."""
    hours = int(abs(left) / dt.timedelta(hours=1))
    words = plural(hours // 24, "day") if hours >= 48 else plural(hours, "hour")
    if left < dt.timedelta():
        return f"overdue by {words if hours else 'less than an hour'}"
    return f"due in {words}" if hours else "due within the hour"


def days_between(days: int) -> str:
    """How far a day lies from today, no duty implied: '12 days ago', 'yesterday', 'today', 'tomorrow', 'in 3 days'."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    if near:
        return near
    return f"{plural(-days, 'day')} ago" if days < 0 else f"in {plural(days, 'day')}"


def listed(items: list[str] | tuple[str, ...], last: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def upper_first(text: str) -> str:
    """'date of visit' becomes 'Date of visit'; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """'Date of visit' becomes 'date of visit'; 'ARMS priority' and 'I agree' keep their capitals."""
    if len(text) > 1 and text[0].isupper() and text[1].islower():
        return text[0].lower() + text[1:]
    return text
