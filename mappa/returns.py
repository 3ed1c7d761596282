"""The yearly return, to 31 March: category by level, levels 2 and 3, breaches, orders (practice, MAPPA)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Value, When

from common.dates import clamp
from deadlines.reconcile import batch_for
from deadlines.registry import population
from mappa.counted import Entry
from mappa.facts import categories_of, facts_of
from mappa.models import SeriousFurtherOffence
from mappa.policy import Facts, level_on
from notification.models import FailureStep, Review
from notification.models.failures import FailureOutcome
from notification.policy.facts import GRANTED
from offenders.models import Nominal, Status, StatusPeriod
from offenders.policy import DECEASED, open_status
from orders.models import Breach, BreachStep, Order, OrderKind
from orders.models.breaches import StepOutcome

OFFERED = 5  # years


Entries = list[Entry]


@dataclass
class Return:
    """Every number of one year, as what it counts."""

    table: dict[tuple[int | None, int | None], Entries]  # people by (category, level) on the last day
    managed: dict[int, Entries]  # people at level 2 or 3 at any time of the year
    orders: dict[str, Entries]  # by kind
    breaches: dict[str, Entries]  # cautioned or convicted, by kind of order
    suspected: Entries
    notification: Entries  # failures to notify: cautioned or convicted
    revoked: Entries  # indefinite requirements ended by a review, or by the appeal
    custody: Entries  # returns to custody of people managed in the community
    serious: Entries
    serious_reviews: Entries


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
    year = (clamp(end, -12) + dt.timedelta(days=1), end)
    mine = Nominal.objects.visible_to(user).values("pk")
    table, managed = _people(user, *year)
    orders = Order.objects.counted().filter(nominal__in=mine)
    suspected = Breach.objects.counted().filter(nominal__in=mine, order__voided_at=None)
    failures = FailureStep.objects.counted().filter(
        nominal__in=mine, on__range=year, failure__voided_at=None,
        outcome__in=(FailureOutcome.CAUTIONED, FailureOutcome.CONVICTED),
    )  # fmt: skip
    custody = StatusPeriod.objects.counted().filter(nominal__in=mine, status=Status.CUSTODY, from_on__range=year)
    serious = SeriousFurtherOffence.objects.counted().filter(nominal__in=mine)
    return Return(
        table, managed,
        orders=_by_kind(orders.filter(made_on__range=year).order_by("made_on", "pk"), "kind", "order_ref", "made_on"),
        breaches=_breaches(mine, year),
        suspected=_entries(suspected.filter(suspected_on__range=year), "order__order_ref", "suspected_on"),
        notification=_once(failures, "failure", "on"),
        revoked=_revoked(mine, year),
        custody=_entries(custody.filter(from_on__gt=F("nominal__registered_on")), Value(""), "from_on"),
        serious=_entries(serious.filter(notified_on__range=year), Value(""), "notified_on"),
        serious_reviews=_entries(serious.filter(decision="review", decided_on__range=year), Value(""), "decided_on"),
    )  # fmt: skip


def _entries(rows: Any, ref: Any, day: str) -> Entries:
    return [Entry(*row) for row in rows.order_by(day, "pk").values_list("nominal", ref, day)]


def _once(rows: Any, about: str, day: str) -> Entries:
    """One entry for each thing that steps are about, on the day of the first of them."""
    found: dict[int, Entry] = {}
    for key, id_, on in rows.order_by(day, "pk").values_list(about, "nominal", day):
        found.setdefault(key, Entry(id_, "", on))
    return list(found.values())


def _by_kind(rows: Any, kind: str, ref: str, day: str) -> dict[str, Entries]:
    found: dict[str, Entries] = {}
    for code, *row in rows.values_list(kind, "nominal", ref, day):
        found.setdefault(code, []).append(Entry(*row))
    return found


def _breaches(mine: Any, year: tuple[dt.date, dt.date]) -> dict[str, Entries]:
    """Breaches that ended with a caution or a conviction in the year, each once, on the day of the first of them."""
    steps = BreachStep.objects.counted().filter(
        nominal__in=mine, on__range=year, outcome__in=(StepOutcome.CONVICTED, StepOutcome.CAUTIONED),
        breach__voided_at=None, breach__order__voided_at=None,
    )  # fmt: skip
    first = steps.order_by("breach_id", "on", "pk").distinct("breach_id")
    return _by_kind(first, "breach__order__kind", "breach__order__order_ref", "on")


def _revoked(mine: Any, year: tuple[dt.date, dt.date]) -> Entries:
    """Indefinite ("lifetime") requirements that ended by a review: `notification.policy.ended_by_review` (s.91C, E)."""
    ended = Case(
        When(appeal_allowed_on__isnull=False, then="appeal_allowed_on"),
        When(decision=GRANTED, then="notice_received_on"),
    )
    rows = Review.objects.counted().filter(nominal__in=mine).annotate(ended=ended)
    return _entries(rows.filter(ended__range=year), Value(""), "ended")


def _people(
    user: Any, first: dt.date, end: dt.date
) -> tuple[dict[tuple[int | None, int | None], Entries], dict[int, Entries]]:
    """Everybody managed on the last day by category and level, and who was at level 2 or 3 during the year."""
    batch = batch_for(end, ids=tuple(Nominal.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)))
    people = population().load(batch)
    categories = categories_of(batch, {id_: person.mappa_category for id_, person in people.items()})
    facts = facts_of(batch)
    table: dict[tuple[int | None, int | None], Entries] = {}
    managed: dict[int, Entries] = {2: [], 3: []}
    for id_, person in people.items():
        known = facts.get(id_, Facts())
        for level in levels_during(known, first, end) & managed.keys():
            managed[level].append(Entry(id_, ""))
        begun = person.facts.registered_on
        if (begun is not None and begun > end) or open_status(person.facts.statuses, end, (DECEASED,)) is not None:
            continue
        table.setdefault((categories[id_], level_on(known, end)), []).append(Entry(id_, ""))
    return table, managed


def levels_during(facts: Facts, first: dt.date, end: dt.date) -> set[int]:
    """Every level that was in force on some day of a span."""
    days = {row.effective_from for row in facts.levels} | {row.held_on for row in facts.items if row.decision_level}
    looked = [first, *(day for day in days if first < day <= end)]
    return {level for day in looked if (level := level_on(facts, day)) is not None}


ORDER_NAMES = {kind.value: kind.label for kind in OrderKind}
