"""What is still to do before somebody is released, worked out from the record: nothing is ticked by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q
from django.urls import reverse

from accounts import permissions as p
from common.text import long_date, plain_date, short_date
from deadlines.reconcile import batch_for
from mappa.facts import levels_of
from offenders.models import Address, ExpectedRelease, Nominal, StatusPeriod
from offenders.models.facts import HOMES
from offenders.policy import DETAINED
from offenders.presenters import life
from offenders.rights import may_plan, may_write
from risk import plan as plans
from risk.models import RiskPlan
from visits.models import PlannedVisit

ADDRESS, LICENCE, LEVEL, VISIT = "Address to go to", "Licence conditions", "MAPPA level", "First visit"


@dataclass(frozen=True)
class Step:
    """One thing to do before a release: whether the record has it, and what it says."""

    name: str
    done: bool
    said: str
    url: str = ""  # where to do it, for whoever may


def standing_of(nominal: Nominal, field: str) -> str:
    """What the nominal's standing says; blank where nothing has been worked out."""
    standing = getattr(nominal, "standing", None)
    return getattr(standing, field) if standing else ""


def in_view(release_on: dt.date, on: dt.date, nominal: Nominal) -> bool:
    """Whether a release is still to come: it lies ahead, or has passed while the person is in custody or hospital."""
    return release_on >= on or standing_of(nominal, "status") in DETAINED


def checklists(releases: Mapping[int, dt.date], on: dt.date) -> dict[int, list[Step]]:
    """The steps by nominal id for releases expected on these days. A fixed number of queries."""
    if not releases:
        return {}
    ids = list(releases)
    homes, visits, since = _homes(ids), _visits(ids), _detained_since(ids)
    levels, written = levels_of(batch_for(on, ids=ids)), plans.currents(ids, on)
    ends = dict(Nominal.objects.filter(pk__in=ids).values_list("pk", "licence_ends_on"))
    return {
        pk: [
            _address(homes.get(pk, ()), since.get(pk), day),
            _licence(ends.get(pk), written.get(pk), since.get(pk), day),
            Step(LEVEL, pk in levels, f"level {levels[pk]}" if pk in levels else "no level is recorded"),
            _visit([one for one in visits.get(pk, ()) if one >= day], day),
        ]
        for pk, day in releases.items()
    }


def left(steps: Collection[Step]) -> list[str]:
    """The names of those still to do."""
    return [step.name for step in steps if not step.done]


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """The expected date, earlier ones struck through, and what is still to do before it (one query where none is)."""
    latest = ExpectedRelease.objects.counted().filter(nominal=nominal).order_by("-said_on", "-pk").first()
    if latest is None or not in_view(latest.release_on, on, nominal):
        return {"steps": []}
    steps = checklists({nominal.pk: latest.release_on}, on)[nominal.pk]
    where = _where(nominal, user)
    shown = [Step(one.name, one.done, one.said, "" if one.done else where.get(one.name, "")) for one in steps]
    return {"steps": shown, "said": life.release(nominal, on).items, "left": len(left(steps))}


def _where(nominal: Nominal, user: Any) -> dict[str, str]:
    """The pages on which the steps are done, for whoever may do them."""
    to, found = [nominal.reference], {}
    if user.can(p.SEE_MAPPA):
        found[LEVEL] = reverse("mappa:record", args=to)
    if not may_write(user, nominal):
        return found
    if user.can(p.EDIT_NOMINAL):
        found |= {ADDRESS: reverse("offenders:move_home", args=to), LICENCE: reverse("offenders:edit", args=to)}
    if may_plan(user, nominal) and nominal.licence_ends_on is not None:
        found[LICENCE] = reverse("risk:edit_plan", args=to)
    if user.can(p.LOG_VISIT):
        found[VISIT] = f"{reverse('workday:plan')}?{urlencode({'nominal': nominal.reference})}"
    return found


def _address(homes: Collection[Address], since: dt.date | None, day: dt.date) -> Step:
    """A home, or where the person can be found, that holds on the day of release. One from before says so."""
    held = [one for one in homes if (one.from_on or day) <= day and (one.to_on is None or one.to_on > day)]
    if not held:
        return Step(ADDRESS, False, "none is recorded for that day")
    began = held[-1].from_on
    said = f"{held[-1]}, since {plain_date(began)}" if began else str(held[-1])
    old = since is not None and (began or since) <= since
    return Step(ADDRESS, True, f"{said}; the home from before the detention" if old else said)


def _licence(ends_on: dt.date | None, plan: RiskPlan | None, since: dt.date | None, day: dt.date) -> Step:
    """The licence is on record, and the plan, written since the detention began, says who monitors what it asks."""
    if ends_on is None:
        return Step(LICENCE, False, "no licence is recorded")
    if ends_on < day:
        return Step(LICENCE, False, f"the licence recorded ends on {plain_date(ends_on)}, before the release")
    said = f"licence to {plain_date(ends_on)}"
    if plan is None or not plan.monitoring.strip():
        return Step(LICENCE, False, f"{said}; no plan says how it is monitored")
    if since is not None and plan.written_on < since:
        return Step(LICENCE, False, f"{said}; the plan of {plain_date(plan.written_on)} is from before the detention")
    return Step(LICENCE, True, f"{said}; in the plan of {plain_date(plan.written_on)}")


def _visit(planned: Collection[dt.date], day: dt.date) -> Step:
    if planned:
        return Step(VISIT, True, f"planned for {short_date(min(planned))}")
    return Step(VISIT, False, f"none is planned for {long_date(day)} or after")


def _homes(ids: Collection[int]) -> dict[int, list[Address]]:
    rows = Address.objects.counted().filter(nominal_id__in=ids, kind__in=HOMES)
    return _by_nominal((row.nominal_id, row) for row in rows.order_by(F("from_on").asc(nulls_first=True), "pk"))


def _visits(ids: Collection[int]) -> dict[int, list[dt.date]]:
    return _by_nominal(PlannedVisit.objects.counted().filter(nominal_id__in=ids).values_list("nominal_id", "date"))


def _by_nominal(pairs: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for pk, one in pairs:
        found.setdefault(pk, []).append(one)
    return found


def _detained_since(ids: Collection[int]) -> dict[int, dt.date]:
    """Since when each of those in custody or hospital is there."""
    held = StatusPeriod.objects.counted().filter(Q(to_on__isnull=True), nominal_id__in=ids, status__in=DETAINED)
    return dict(held.order_by("-from_on").values_list("nominal_id", "from_on"))
