"""A team's nominals in every situation that lists divide them by, as of one day."""

from __future__ import annotations

import datetime as dt

from deadlines.reconcile import batch_for, reconcile_batch
from offenders.models import ManagementDecision, Nominal, StatusPeriod
from visits.models import Visit

TODAY = dt.date(2026, 11, 20)  # a Friday
DAY = dt.timedelta(days=1)
MONTHS = {"very_high": 1, "high": 3, "medium": 6, "low": 12}


def seen_for(due_on: dt.date, level: str) -> dt.date:
    """The day of a visit from which a level's interval leads to a due date (days up to 28 only, to avoid clamping)."""
    months = due_on.year * 12 + due_on.month - 1 - MONTHS[level]
    return dt.date(months // 12, months % 12 + 1, due_on.day)


def due(make, reference: str, days: int, level: str = "high", **fields) -> Nominal:
    """A nominal whose home visit is due so many days from today (negative: overdue)."""
    return make(reference, level=level, seen=seen_for(TODAY + days * DAY, level), **fields)


def attempt(nominal: Nominal, on: dt.date, outcome: str = "no_reply") -> None:
    Visit.objects.create(nominal=nominal, date=on, outcome=outcome, officers=[], entry_sought_for_risk_search=False)


def away(nominal: Nominal, status: str, since: dt.date) -> None:
    StatusPeriod.objects.create(nominal=nominal, status=status, from_on=since)


def reactive(nominal: Nominal) -> None:
    ManagementDecision.objects.create(
        nominal=nominal,
        mode="reactive",
        effective_from=dt.date(2025, 1, 1),
        approved=True,
        approved_on=dt.date(2025, 1, 1),
    )


def work_out(on: dt.date = TODAY) -> None:
    """Bring every deadline and standing up to date."""
    reconcile_batch(batch_for(on, ids=list(Nominal.objects.values_list("pk", flat=True))))


def mixed(make, officer, colleague) -> None:
    """The officer's nominals, one or more in each part of a list, and some of others in the team."""
    due(make, "OVER-VH", -2, "very_high", officer=officer, postcode="ZZ2 1AA")
    due(make, "OVER-H", -9, "high", officer=officer)
    due(make, "OVER-L", -12, "low", officer=officer, postcode="zz31ab")
    due(make, "TODAY-M", 0, "medium", officer=officer)
    due(make, "NEXT-H", 1, "high", officer=officer, family_name="O'Marsh")
    due(make, "NEXT-14", 8, "low", officer=officer, address=None)
    due(make, "LATER", 40 - 20 + 2, "medium", officer=officer)
    away(due(make, "ABROAD", -5, officer=officer), "abroad", TODAY - 30 * DAY)
    away(due(make, "MISSING", -6, officer=officer), "missing", TODAY - 3 * DAY)
    away(due(make, "CUSTODY", -4, officer=officer), "custody", TODAY - 10 * DAY)
    make("NO-DATE", level="high", registered_on=None, officer=officer)
    make("NO-LEVEL", level=None, seen=TODAY - 200 * DAY, officer=officer)
    reactive(make("REACTIVE", level="low", seen=TODAY - 700 * DAY, officer=officer))
    away(make("DEAD", level="low", seen=TODAY - 700 * DAY, officer=officer), "deceased", TODAY - 90 * DAY)
    tried = due(make, "TRIED", -3, "medium", officer=officer)
    for days in (3, 2, 1):
        attempt(tried, TODAY - days * DAY)
    due(make, "COLL-1", -9, "high", officer=colleague)
    due(make, "COLL-2", 4, "medium", officer=colleague)
    due(make, "FREE-1", -12, "low", officer=None)
    make("FREE-2", level="high", registered_on=TODAY - 2 * DAY, officer=None)
    work_out()
