"""The verbs about plans: several visits at once, a change, taking one back. No plan moves a deadline."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts import permissions
from common.text import long_date
from offenders.actions.base import change, log, values
from offenders.actions.errors import Conflict, Refused
from offenders.models import Nominal
from visits.models import PlannedVisit

FURTHEST = dt.timedelta(days=366)  # a slip of the pen beyond
FIELDS = ("date", "part", "time", "address", "officers", "others_going")
NO_LONGER = "No longer planned"


@dataclass(frozen=True)
class Plan:
    """When somebody goes, who, and where."""

    date: dt.date
    officers: Sequence[str]
    part: str = ""
    time: dt.time | None = None
    others_going: Sequence[str] = ()
    address: str = ""  # blank: the home address of that day

    def columns(self) -> dict[str, Any]:
        """As the model takes them. A time says the part of the day by itself."""
        return {
            "date": self.date,
            "part": "" if self.time else self.part,
            "time": self.time,
            "address": self.address,
            "officers": list(self.officers),
            "others_going": list(self.others_going),
        }


def plan_visits(
    *, nominals: Sequence[Nominal], plan: Plan, by: Any, on: dt.date, form_token: uuid.UUID | None = None
) -> list[PlannedVisit]:
    """Plan the same for some people: all or none. An address goes with one person only. Sent twice, it is once.

    Raises `Refused` for a past day and for a second plan for one person on one day.
    """
    _sensible(plan, on)
    columns = (plan if len(nominals) == 1 else replace(plan, address="")).columns()
    made = []
    with transaction.atomic():
        for nominal in sorted(nominals, key=lambda one: one.pk):
            with change(nominal, by=by, on=on, permission=permissions.LOG_VISIT) as held:
                if form_token and (done := PlannedVisit.objects.filter(form_token=form_token, nominal=held).first()):
                    made.append(done)
                    continue
                _free(held, plan.date)
                row = PlannedVisit.objects.create(nominal=held, recorded_by=by, form_token=form_token, **columns)
                log("visit.planned", by=by, nominal=held, fact=row, after=columns)
                made.append(row)
    return made


def change_plan(*, planned: PlannedVisit, plan: Plan, version: int, by: Any, on: dt.date) -> PlannedVisit:
    """Another day, time, place or other people. Raises `Conflict` where somebody has changed it meanwhile."""
    _sensible(plan, on)
    with change(planned.nominal, by=by, on=on, permission=permissions.LOG_VISIT) as held:
        row = _standing(planned, held)
        before = values(row, *FIELDS)
        if row.version != version:
            raise Conflict(plan.columns(), before, row.version)
        if plan.date != row.date:
            _free(held, plan.date)
        PlannedVisit.objects.filter(pk=row.pk).update(version=version + 1, **plan.columns())
        log("visit.plan_changed", by=by, nominal=held, fact=row, before=before, after=plan.columns())
        row.refresh_from_db()
    return row


def cancel_plan(*, planned: PlannedVisit, reason: str, by: Any, on: dt.date) -> None:
    """Take a plan back. It stays on record with the reason; sent twice, it is once."""
    reason = reason.strip() or NO_LONGER
    with change(planned.nominal, by=by, on=on, permission=permissions.LOG_VISIT) as held:
        rows = PlannedVisit.objects.counted().filter(pk=planned.pk, nominal=held)
        if rows.update(voided_at=Now(), voided_by=by, void_reason=reason):
            log("visit.plan_cancelled", by=by, nominal=held, fact=planned, reason=reason)


def planned_for(nominal_id: int, on: dt.date) -> PlannedVisit | None:
    """The visit that is planned to a person for a day (one query)."""
    return PlannedVisit.objects.counted().filter(nominal_id=nominal_id, date=on).first()


def _sensible(plan: Plan, on: dt.date) -> None:
    if plan.date < on:
        raise Refused("The day of the visit must be today or later", "date")
    if plan.date > on + FURTHEST:
        raise Refused("The day of the visit must be within a year", "date")
    if not plan.officers:
        raise Refused("Select who goes", "officers")


def _free(nominal: Nominal, day: dt.date) -> None:
    if planned_for(nominal.pk, day):
        said = f"A visit to {nominal.reference} is planned for {long_date(day)} already"
        raise Refused(f"{said}. Change that one", "date")


def _standing(planned: PlannedVisit, nominal: Nominal) -> PlannedVisit:
    row = PlannedVisit.objects.counted().filter(pk=planned.pk, nominal=nominal).select_for_update(of=("self",)).first()
    if row is None:
        raise Refused("This plan was taken back meanwhile")
    return row
