"""The facts of risk for a batch of nominals, for the deadlines, the export and the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from common.rows import fetch, grouped
from common.tuples import maker
from deadlines.registry import Batch
from offenders.deadlines import PersonRow
from orders.facts import orders_of
from orders.policy import active_refs
from risk.policy import ARMS, BREACH, AssessmentFact, Circumstances, Criterion, EventFact, Lead, criteria

# What stays behind with a record that was merged into another is answered on the other.
EVENTS = (
    "SELECT e.nominal_id, e.date, e.kind, e.closed_on FROM offenders_event e"
    " JOIN offenders_nominal n ON n.id = e.nominal_id AND n.merged_into_id IS NULL"
    " WHERE {where} AND e.voided_at IS NULL AND e.date <= %s AND (e.closed_on IS NULL OR e.closed_on > %s)"
)
LAST_ARMS = (
    "SELECT nominal_id, max(completed_on) FROM risk_assessment"
    " WHERE {where} AND voided_at IS NULL AND tool = 'arms' AND completed_on <= %s GROUP BY nominal_id"
)
BLOCKING_EVENTS = (
    "SELECT nominal_id, date, kind FROM offenders_event WHERE {where} AND voided_at IS NULL AND date <= %s"
    " AND kind IN ('arrest', 'intelligence')"
)
# What counts as a breach, each as (nominal, day): suspected, unless it was decided that it was none; a check with that
# result; a possible failure to notify, unless excused; and what came of any of them by conviction or caution, from the
# day of that (for the breach of a sexual risk order, s.122I, the disposal itself).
NONE_AFTER_ALL = (
    "EXISTS (SELECT 1 FROM {steps} s WHERE s.{of} = b.id AND s.voided_at IS NULL"
    " AND s.outcome IN ('not_a_breach', 'not_a_failure', 'excuse') AND s.\"on\" <= %s)"
)
SUSPECTED = (
    "SELECT b.nominal_id, b.{day} FROM {table} b WHERE {where} AND b.voided_at IS NULL AND b.{day} <= %s AND NOT "
    + NONE_AFTER_ALL
)
ESTABLISHED = (
    'SELECT b.nominal_id, b."on" FROM {steps} b WHERE {where} AND b.voided_at IS NULL AND b."on" <= %s'
    " AND b.outcome IN ('convicted', 'cautioned')"
)
CHECKS = (
    "SELECT b.nominal_id, b.checked_on FROM orders_conditioncheck b WHERE {where} AND b.voided_at IS NULL"
    " AND b.checked_on <= %s AND b.result = 'breach'"
    " AND NOT EXISTS (SELECT 1 FROM orders_breach x WHERE x.check_row_id = b.id)"
)
DISPOSED = (
    "SELECT b.nominal_id, b.event_on FROM notification_disposal b WHERE {where} AND b.voided_at IS NULL"
    " AND b.event_on <= %s AND b.breach_of <> ''"
)
ORDERS = {"table": "orders_breach", "day": "suspected_on", "steps": "orders_breachstep", "of": "breach_id"}
FAILURES = {"table": "notification_failure", "day": "found_on", "steps": "notification_failurestep", "of": "failure_id"}

MappaLevels = Callable[[Batch], Mapping[int, int]]
_mappa_levels: list[MappaLevels] = []


def register_mappa_levels(source: MappaLevels) -> None:
    """Called once by the app that records MAPPA levels: the level in force on the batch's day by nominal id."""
    _mappa_levels.append(source)


_LEAD = maker(Lead)


def load_events(batch: Batch) -> Mapping[int, list[EventFact]]:
    """The events of nominals that are still open on the batch's day (one query)."""
    return grouped(batch.rows(EVENTS, "e.nominal_id", after=[batch.on, batch.on], then="e.id"), maker(EventFact))


def load_last_arms(batch: Batch) -> Mapping[int, AssessmentFact]:
    """The last ARMS of each as of the batch's day (one query)."""
    return {id_: AssessmentFact(day, ARMS) for id_, day in batch.rows(LAST_ARMS, after=[batch.on])}


def lead_of(person: PersonRow) -> Lead:
    """Who leads, and who the person is."""
    lead: Lead = _LEAD((person.lead_agency, person.lead_since, person.sex, person.date_of_birth))
    return lead


def load_circumstances(batch: Batch, people: Mapping[int, PersonRow]) -> dict[int, Circumstances]:
    """What reactive management looks at, for each of a batch (two queries, and those of orders and MAPPA levels)."""
    events = grouped(batch.rows(BLOCKING_EVENTS, after=[batch.on], then="id"), lambda row: EventFact(*row))
    breaches = _breaches(batch)
    orders = orders_of(batch)
    levels: dict[int, int] = {}
    for source in _mappa_levels:
        levels.update(source(batch))
    return {
        id_: Circumstances(
            [*events.get(id_, ()), *breaches.get(id_, ())],
            active_refs(orders.get(id_, ()), batch.on),
            person.licence_ends_on,
            levels.get(id_),
        )
        for id_, person in people.items()
    }


def _breaches(batch: Batch) -> Mapping[int, list[EventFact]]:
    """Every breach of an order or of the duty to notify (one query)."""
    where, ids = batch.sql("b.nominal_id")
    parts: list[str] = []
    parameters: list[Any] = []
    for source in (ORDERS, FAILURES):
        parts += [SUSPECTED.format(where=where, **source), ESTABLISHED.format(where=where, steps=source["steps"])]
        parameters += [*ids, batch.on, batch.on, *ids, batch.on]
    for part in (CHECKS, DISPOSED):
        parts.append(part.format(where=where))
        parameters += [*ids, batch.on]
    rows = fetch(f"{' UNION '.join(parts)} ORDER BY 1", parameters)
    return grouped(rows, lambda row: EventFact(row[0], BREACH))


def criteria_of(batch: Batch, people: Mapping[int, PersonRow]) -> dict[int, list[Criterion]]:
    """Every criterion of reactive management with its answer, for each of a batch."""
    found = load_circumstances(batch, people)
    return {
        id_: criteria(person.facts, found[id_], batch.on, batch.book, batch.calendar) for id_, person in people.items()
    }
