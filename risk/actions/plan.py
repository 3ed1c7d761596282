"""Write a version of the risk management plan: the offender manager, or what a MAPPA meeting agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from offenders.actions.base import change, log, not_after, said
from offenders.actions.errors import Conflict, NotAllowed, Refused
from offenders.models import Nominal
from offenders.rights import may_plan
from risk.models import PARTS, PlanSource, RiskPlan
from risk.plan import current, texts

NOTHING_SEEN = 0  # `seen` where no version was there to be seen
NOT_YOUR_CASE = "Plans are set by the person's own offender manager or a supervisor"


def write_plan(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    seen: int,
    parts: Mapping[str, str],
    review_on: dt.date,
    what_changed: str,
) -> RiskPlan:
    """A new version by the offender manager of the case, or a supervisor. `seen`: the pk of the version that was shown.

    Where another one is in force meanwhile, `Conflict` carries both texts and nothing is written. Sent twice, it is
    one. A version that changes no text records a review: it says so and gives the next day.
    """
    with change(nominal, by=by, on=on) as held:
        if not may_plan(by, held):
            raise NotAllowed(NOT_YOUR_CASE)
        return _write(held, by, on, seen, parts, review_on, what_changed, PlanSource.MANAGER, "")


def write_plan_of_meeting(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    permission: str,
    meeting_ref: str,
    seen: int,
    parts: Mapping[str, str],
    review_on: dt.date,
    what_changed: str,
) -> RiskPlan:
    """The same, as a MAPPA meeting agreed it, by whoever holds `permission` and may write the record."""
    with change(nominal, by=by, on=on, permission=permission) as held:
        return _write(held, by, on, seen, parts, review_on, what_changed, PlanSource.MEETING, meeting_ref)


def _write(
    held: Nominal,
    by: Any,
    on: dt.date,
    seen: int,
    parts: Mapping[str, str],
    review_on: dt.date,
    what_changed: str,
    source: str,
    source_ref: str,
) -> RiskPlan:
    what_changed = said(what_changed, "what_changed", "Enter what has changed, or that nothing has")
    wanted = {part: parts.get(part, "").strip() for part in PARTS}
    if not any(wanted.values()):
        raise Refused("Enter the plan under at least one heading", PARTS[0])
    if review_on <= on:
        raise Refused("The day of the review must be in the future", "review_on")
    before = current(held.pk, dt.date.max)
    more = {"review_on": review_on, "what_changed": what_changed, "source": source, "source_ref": source_ref}
    if before is not None:
        not_after(before.written_on, on, "", "The version in force")
        if before.recorded_by_id == by.pk and all(getattr(before, k) == v for k, v in (wanted | more).items()):
            return before
    _as_seen(before, seen, wanted, review_on)
    row = RiskPlan.objects.create(nominal=held, follows=before, written_on=on, recorded_by=by, **wanted, **more)
    was = texts(before)
    changed = {part: text for part, text in wanted.items() if text != was[part]}
    log("risk_plan.written", by=by, nominal=held, fact=row, before={part: was[part] for part in changed},
        after=changed | more)  # fmt: skip
    return row


def _as_seen(before: RiskPlan | None, seen: int, wanted: Mapping[str, str], review_on: dt.date) -> None:
    """Raise `Conflict` with what differs where the version in force is not the one that was shown."""
    now = before.pk if before is not None else NOTHING_SEEN
    if now == seen:
        return
    theirs = texts(before)
    differ = [part for part in PARTS if wanted[part] != theirs[part]]
    yours: dict[str, Any] = {part: wanted[part] for part in differ}
    saved: dict[str, Any] = {part: theirs[part] for part in differ}
    if before is not None and before.review_on != review_on:
        yours["review_on"], saved["review_on"] = review_on, before.review_on
    raise Conflict(yours, saved, now)
