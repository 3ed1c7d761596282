"""The only place that reads the clock. Views, tasks and commands call it; everything below takes the day."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """The moment, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """The calendar day in London, which is what every rule counts in."""
    return now().astimezone(LONDON).date()
