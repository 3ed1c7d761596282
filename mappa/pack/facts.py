"""What a pack says of its cases, read in a fixed number of queries whatever the number of cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from deadlines.models import Deadline
from mappa.facts import levels_between
from mappa.models import Action, LevelDecision
from mappa.proposals import last_meetings
from notification.models import Failure
from notification.picture import Answer, answers
from offenders.models import Address, Event, Nominal, Particular, RiskLevel, StatusPeriod
from orders.picture import OrderPicture, pictures_of
from risk import plan
from risk.models import Assessment, RiskPlan
from visits.models import Visit
from visits.presenters import names_of

MOST_VISITS = 12  # of those since the last meeting, the latest; the rest is counted


@dataclass(frozen=True)
class CaseFacts:
    """The rows about one person that a pack shows. `since` is the day of the last meeting that discussed the case."""

    nominal: Nominal
    since: dt.date | None
    level: int | None
    levels: Sequence[LevelDecision]
    actions: Sequence[Action]
    homes: Sequence[Address]
    particulars: Sequence[Particular]
    orders: Sequence[OrderPicture]
    visits: Sequence[Visit]
    events: Sequence[Event]
    statuses: Sequence[StatusPeriod]
    risk_levels: Sequence[RiskLevel]
    assessments: Sequence[Assessment]
    owed: Sequence[Deadline]
    plan: RiskPlan | None
    notification: Answer | None
    failures: Sequence[Failure]
    names: Mapping[str, str]


def load(ids: Sequence[int], on: dt.date, *, before: dt.date | None = None) -> dict[int, CaseFacts]:
    """The facts of some people as they stand on a day. `before`: meetings from that day on are not the last one."""
    since = last_meetings(ids, before or on)
    of = {"nominal_id__in": list(ids)}
    visits = by_person(Visit.objects.counted().filter(**of, date__lte=on).order_by("-date", "-time", "-pk"), since)
    nominals = Nominal.objects.filter(pk__in=ids).select_related("force", "team", "officer", "standing")
    rows = _rows(ids, on, since)
    levels, plans, notification = levels_between(on, list(ids)), plan.currents(ids, on), answers(list(ids), on)
    names = names_of([visit for some in visits.values() for visit in some])
    return {
        nominal.pk: CaseFacts(
            nominal=nominal,
            since=since.get(nominal.pk),
            level=levels.get(nominal.pk),
            plan=plans.get(nominal.pk),
            notification=notification.get(nominal.pk),
            visits=visits.get(nominal.pk, []),
            names=names,
            **{name: found.get(nominal.pk, []) for name, found in rows.items()},
        )
        for nominal in nominals
    }


def _rows(ids: Sequence[int], on: dt.date, since: Mapping[int, dt.date]) -> dict[str, dict[int, list[Any]]]:
    """Everything that is a list, by the name of its field (a query each)."""
    of = {"nominal_id__in": list(ids)}
    dated = Q(from_on__isnull=True) | Q(from_on__lte=on), Q(to_on__isnull=True) | Q(to_on__gt=on)
    return {
        "levels": by_person(LevelDecision.objects.counted().filter(**of, effective_from__lte=on)),
        "actions": by_person(
            Action.objects.open(on).filter(**of).select_related("owner", "meeting").order_by("due_on", "pk")
        ),
        "homes": by_person(Address.objects.counted().filter(*dated, **of).order_by("kind", "pk")),
        "particulars": by_person(Particular.objects.current(on).filter(**of).order_by("-noted_on", "-pk")),
        "orders": by_person(pictures_of(list(ids), on), owner=lambda one: one.row.nominal_id),
        "events": by_person(Event.objects.counted().filter(**of, date__lte=on).order_by("-date", "-pk"), since),
        "statuses": by_person(
            StatusPeriod.objects.counted().filter(**of, from_on__lte=on).order_by("-from_on"), since, "to_on"
        ),
        "risk_levels": by_person(
            RiskLevel.objects.counted().filter(**of, effective_from__lte=on).order_by("-effective_from", "-pk")
        ),
        "assessments": by_person(
            Assessment.objects.counted().filter(**of, completed_on__lte=on).order_by("-completed_on", "-pk")
        ),
        "failures": by_person(
            Failure.objects.counted()
            .filter(**of, found_on__lte=on)
            .order_by("-found_on", "-pk")
            .prefetch_related("steps")
        ),
        "owed": by_person(Deadline.objects.open().filter(**of).order_by("suspended", "due_on", "kind", "subject")),
    }


def by_person(
    rows: Iterable[Any],
    since: Mapping[int, dt.date] | None = None,
    column: str = "date",
    owner: Any = lambda row: row.nominal_id,
) -> dict[int, list[Any]]:
    """Rows by nominal; with `since`, those whose day is on or after the person's, or who have none."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        begin = (since or {}).get(owner(row))
        day = getattr(row, column, None) if begin else None
        if begin is None or day is None or day >= begin:
            found.setdefault(owner(row), []).append(row)
    return found
