"""The yearly return, to 31 March: category by level, levels 2 and 3, breaches, orders (practice, MAPPA)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q

from common.dates import clamp
from deadlines.reconcile import batch_for
from deadlines.registry import population
from mappa.facts import categories_of, facts_of
from mappa.models import SeriousFurtherOffence
from mappa.policy import Facts, level_on
from notification.models import FailureStep
from notification.models.failures import FailureOutcome
from offenders.models import Nominal, Status, StatusPeriod
from offenders.policy import DECEASED, open_status
from orders.models import Breach, BreachStep, Order, OrderKind
from orders.models.breaches import StepOutcome

OFFERED = 5  # years


@dataclass
class Return:
    """Every number of one year."""

    table: Counter[tuple[int | None, int | None]] = field(default_factory=Counter)  # (category, level) on the last day
    managed: Counter[int] = field(default_factory=Counter)  # at level 2 or 3 at any time of the year
    orders: Counter[str] = field(default_factory=Counter)  # by kind
    breaches: Counter[str] = field(default_factory=Counter)  # cautioned or convicted, by kind of order
    suspected: int = 0
    notification: int = 0  # failures to notify: cautioned or convicted
    custody: int = 0  # returns to custody of people managed in the community
    serious: int = 0
    serious_reviews: int = 0


def last_year_end(on: dt.date) -> dt.date:
    """The last 31 March that has come."""
    end = dt.date(on.year, 3, 31)
    return end if end <= on else dt.date(on.year - 1, 3, 31)


def year_ends(on: dt.date) -> list[dt.date]:
    """The years that can be asked for, the latest first."""
    last = last_year_end(on)
    return [dt.date(last.year - back, 3, 31) for back in range(OFFERED)]


def annual_return(user: Any, end: dt.date) -> Return:
    """The return of a year for the records that somebody may see, as it was known by its dates; fixed queries."""
    first = clamp(end, -12) + dt.timedelta(days=1)
    mine = Nominal.objects.visible_to(user).values("pk")
    found = Return()
    _people(found, user, first, end)
    year = (first, end)
    orders = Order.objects.counted().filter(nominal__in=mine, made_on__range=year)
    found.orders.update(
        dict(orders.order_by().values_list("kind").annotate(Count("pk")).values_list("kind", "pk__count"))
    )
    steps = BreachStep.objects.counted().filter(
        nominal__in=mine, on__range=year, outcome__in=(StepOutcome.CONVICTED, StepOutcome.CAUTIONED)
    )
    by_kind = (
        steps.order_by().values(kind_of_order=F("breach__order__kind")).annotate(number=Count("breach", distinct=True))
    )
    found.breaches.update({row["kind_of_order"]: row["number"] for row in by_kind})
    found.suspected = Breach.objects.counted().filter(nominal__in=mine, suspected_on__range=year).count()
    failures = FailureStep.objects.counted().filter(
        nominal__in=mine, on__range=year, outcome__in=(FailureOutcome.CAUTIONED, FailureOutcome.CONVICTED)
    )
    found.notification = failures.values("failure").distinct().count()
    found.custody = (
        StatusPeriod.objects.counted()
        .filter(nominal__in=mine, status=Status.CUSTODY, from_on__range=year, from_on__gt=F("nominal__registered_on"))
        .count()
    )
    serious = SeriousFurtherOffence.objects.counted().filter(nominal__in=mine)
    numbers = serious.aggregate(
        told=Count("pk", filter=Q(notified_on__range=year)),
        reviewed=Count("pk", filter=Q(decision="review", decided_on__range=year)),
    )
    found.serious, found.serious_reviews = numbers["told"], numbers["reviewed"]
    return found


def _people(found: Return, user: Any, first: dt.date, end: dt.date) -> None:
    """Everybody managed on the last day by category and level, and who was at level 2 or 3 during the year."""
    batch = batch_for(end, ids=tuple(Nominal.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)))
    people = population().load(batch)
    categories = categories_of(batch, {id_: person.mappa_category for id_, person in people.items()})
    facts = facts_of(batch)
    for id_, person in people.items():
        known = facts.get(id_, Facts())
        for level in (2, 3):
            found.managed[level] += level in levels_during(known, first, end)
        begun = person.facts.registered_on
        if (begun is not None and begun > end) or open_status(person.facts.statuses, end, (DECEASED,)) is not None:
            continue
        found.table[categories[id_], level_on(known, end)] += 1


def levels_during(facts: Facts, first: dt.date, end: dt.date) -> set[int]:
    """Every level that was in force on some day of a span."""
    days = {row.effective_from for row in facts.levels} | {row.held_on for row in facts.items if row.decision_level}
    looked = [first, *(day for day in days if first < day <= end)]
    return {level for day in looked if (level := level_on(facts, day)) is not None}


ORDER_NAMES = {kind.value: kind.label for kind in OrderKind}
