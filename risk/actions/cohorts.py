"""Put somebody into a cohort of integrated offender management and take them out; record sanctions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts import permissions as p
from common.text import plain_date
from offenders.actions.base import NOT_YOURS, change, hold, log, not_after, not_before, said, values
from offenders.actions.errors import NotAllowed, Refused
from offenders.actions.life import outline
from offenders.models import Nominal
from offenders.rights import may_plan
from risk.models import Cohort, CohortPeriod, Sanction

PERIOD = ("cohort", "from_on", "reason")
SANCTION = ("sanctioned_on", "offence", "count")
MOST = 500  # of one day for one offence


def enter_cohort(*, nominal: Nominal, by: Any, on: dt.date, cohort: str, from_on: dt.date, reason: str) -> CohortPeriod:
    """Into a cohort from a day, with the reason. Who is in another one leaves it on that day. Sent twice, it is one.

    The person's own officer, or a supervisor of the team, decides (as for the plan).
    """
    if cohort not in Cohort.values:
        raise Refused("Select the cohort", "cohort")
    reason = said(reason, "reason", "Enter the reason")
    not_after(from_on, on, "from_on", "The day of entry")
    with change(nominal, by=by, on=on, permission=p.PLAN) as held:
        _may_decide(by, held)
        now = CohortPeriod.objects.counted().filter(nominal=held, to_on__isnull=True).first()
        if now is not None and now.cohort == cohort:
            if now.from_on == from_on:
                return now
            raise Refused(f"The person is in that cohort since {plain_date(now.from_on)}", "cohort")
        _leave_room(held, now, cohort, from_on)
        if now is not None:
            _end(now, by, from_on, f"Moved to the {Cohort(cohort).label.lower()} cohort")
        row = CohortPeriod.objects.create(nominal=held, cohort=cohort, from_on=from_on, reason=reason, recorded_by=by)
        log("cohort.entered", by=by, nominal=held, fact=row, after=values(row, *PERIOD))
    return row


def _leave_room(held: Nominal, now: CohortPeriod | None, cohort: str, from_on: dt.date) -> None:
    """A period begins no earlier than the last one ended, or the open one began."""
    if now is not None:
        not_before(from_on, now.from_on, "from_on", "The day of entry", "when the person entered the other cohort")
    rows = CohortPeriod.objects.counted().filter(nominal=held)
    last = rows.filter(to_on__gt=from_on).order_by("-to_on").first()
    if last is not None:
        not_before(from_on, last.to_on, "from_on", "The day of entry", "when the person left the last cohort")
    if rows.filter(cohort=cohort, from_on=from_on).exists():
        raise Refused("This is recorded already", "from_on")


def leave_cohort(*, period: CohortPeriod, by: Any, on: dt.date, to_on: dt.date, reason: str) -> CohortPeriod:
    """Out of the cohort from a day, with the reason. Sent twice, it is one end."""
    reason = said(reason, "reason", "Enter the reason")
    not_after(to_on, on, "to_on", "The day of leaving")
    with change(period.nominal, by=by, on=on, permission=p.PLAN) as held:
        _may_decide(by, held)
        row = hold(CohortPeriod, period.pk, held)
        if row.to_on == to_on:
            return row
        if row.to_on is not None:
            raise Refused("The person has left this cohort already")
        not_before(to_on, row.from_on, "to_on", "The day of leaving", "the day of entry")
        _end(row, by, to_on, reason)
    return row


def _end(row: CohortPeriod, by: Any, to_on: dt.date, reason: str) -> None:
    row.to_on, row.end_reason = to_on, reason
    row.save(update_fields=["to_on", "end_reason"])
    log("cohort.left", by=by, nominal=row.nominal, fact=row, after=values(row, "to_on", "end_reason"))


def _may_decide(by: Any, held: Nominal) -> None:
    if not may_plan(by, held):
        raise NotAllowed(NOT_YOURS)


def record_sanction(
    *, nominal: Nominal, by: Any, on: dt.date, sanctioned_on: dt.date, offence: str, count: int = 1
) -> Sanction:
    """Sanctions of one day for one kind of offence, and how many. Sent twice, they are one entry."""
    offence = outline(offence, "offence", "Enter the offence")
    not_after(sanctioned_on, on, "sanctioned_on", "The day of the sanction")
    if not 1 <= count <= MOST:
        raise Refused(f"Enter how many, from 1 to {MOST}", "count")
    not_before(sanctioned_on, nominal.date_of_birth, "sanctioned_on", "The day of the sanction", "the date of birth")
    with change(nominal, by=by, on=on, permission=p.EDIT_NOMINAL) as held:
        rows = Sanction.objects.counted().filter(nominal=held, sanctioned_on=sanctioned_on, offence=offence)
        if same := rows.first():
            if same.count == count:
                return same
            raise Refused("That offence of that day is recorded already, with another count", "offence")
        row = Sanction.objects.create(
            nominal=held, sanctioned_on=sanctioned_on, offence=offence, count=count, recorded_by=by
        )
        log("sanction.recorded", by=by, nominal=held, fact=row, after=values(row, *SANCTION))
    return row
