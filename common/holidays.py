"""The working-day calendar, read from the bank holidays in the database."""

import datetime as dt

from common.dates import WorkingDays
from common.models import BankHoliday


def load_calendar() -> WorkingDays:
    """The calendar as the database holds it now (one query).

    Known up to the end of the last year that has a holiday; counting past it raises `BeyondHolidayData`.
    """
    days = list(BankHoliday.objects.order_by("date").values_list("date", flat=True))
    last_year = days[-1].year if days else 1989
    return WorkingDays(days, dt.date(last_year, 12, 31))
