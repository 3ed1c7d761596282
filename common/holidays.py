"""The working-day calendar, read from the bank holidays in the database."""

import datetime as dt
from functools import lru_cache

from common.dates import WorkingDays
from common.models import BankHoliday


def load_calendar() -> WorkingDays:
    """The calendar as the database holds it now (one query).

    Known up to the end of the last year that has a holiday; counting past it raises `BeyondHolidayData`.
    """
    return _calendar(tuple(BankHoliday.objects.order_by("date").values_list("date", flat=True)))


@lru_cache(maxsize=4)
def _calendar(days: tuple[dt.date, ...]) -> WorkingDays:
    """Laying out forty years takes as long as the rest of a page, and the holidays change once a year."""
    last_year = days[-1].year if days else 1989
    return WorkingDays(days, dt.date(last_year, 12, 31))
