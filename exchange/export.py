"""The register as at a day, as rows for a machine to read (contract, sections 4 and 5). Values are left intact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from accounts.models import Force, Team, User
from common.holidays import load_calendar
from common.rows import fetch
from deadlines.book import load_book
from deadlines.reconcile import CannotBeWorkedOut, as_at
from deadlines.registry import Batch, population
from deadlines.spec import Spec
from deadlines.status import days_overdue, state
from mappa.facts import categories_of, levels_of
from notification.facts import requirement_of
from offenders.deadlines import PersonRow, standing_on
from orders.facts import orders_of
from orders.policy import active_refs
from risk.facts import criteria_of
from risk.policy import blockers

AT_ONCE = 2_000  # nominals

DEADLINE_COLUMNS = ("reference", "kind", "subject", "due_on", "state", "days_overdue", "rule", "reason")
REGISTER_COLUMNS = (
    "reference", "officer", "team", "force", "risk_level", "management", "status", "subject_to_notification",
    "relevant_date", "notification_category", "notification_ends_on", "mappa_category", "mappa_level",
    "reactive_eligible", "reactive_blockers", "active_orders",
)  # fmt: skip


def _pieces() -> Iterator[list[int]]:
    """The ids of every nominal in the byte order of the references, some at a time."""
    last = ""
    while rows := fetch(
        'SELECT id, reference FROM offenders_nominal WHERE merged_into_id IS NULL AND reference COLLATE "C" > %s'
        f' ORDER BY reference COLLATE "C" LIMIT {AT_ONCE}',
        [last],
    ):
        last = rows[-1][1]
        yield [id_ for id_, _ in rows]


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the register for the whole of an export, however long it takes and whoever is at work meanwhile."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def deadline_rows(on: dt.date) -> Iterator[tuple[Any, ...]]:
    """A row for every deadline that is open on the day, by reference, kind and subject."""
    failed: list[str] = []
    for ids in _pieces():
        try:
            for person, specs in as_at(on, ids):
                for spec in sorted(specs, key=lambda spec: (spec.kind, spec.subject)):
                    yield _deadline_row(person.reference, spec, on)
        except CannotBeWorkedOut as error:
            failed += error.failed
    if failed:
        raise CannotBeWorkedOut(failed)


def _deadline_row(reference: str, spec: Spec, on: dt.date) -> tuple[Any, ...]:
    return (
        reference,
        spec.kind,
        spec.subject,
        spec.due_on.isoformat(),
        state(spec.due_on, on, suspended=spec.suspended),
        days_overdue(spec.due_on, on, suspended=spec.suspended),
        spec.rule,
        spec.reason,
    )


def register_rows(on: dt.date) -> Iterator[tuple[Any, ...]]:
    """A row for every nominal, by reference."""
    officers: dict[int | None, str] = dict(User.objects.values_list("pk", "username"))
    teams: dict[int | None, str] = dict(Team.objects.values_list("pk", "name"))
    forces: dict[int | None, str] = dict(Force.objects.values_list("pk", "name"))
    book, calendar = load_book(), load_calendar()
    for ids in _pieces():
        batch = Batch(on, book, calendar, ids=tuple(ids))
        people = population().load(batch)
        allocated = _officers_on(on, ids)
        orders = orders_of(batch)
        tested = criteria_of(batch, people)
        levels = levels_of(batch)
        categories = categories_of(batch, {id_: people[id_].mappa_category for id_ in ids})
        for id_ in ids:
            person: PersonRow = people[id_]
            standing = standing_on(person.facts, batch)
            yield (
                person.reference,
                officers.get(allocated.get(id_), ""),
                teams.get(person.team_id, ""),
                forces.get(person.force_id, ""),
                standing.risk_level,
                standing.management,
                standing.status,
                *_requirement(person, batch),
                categories[id_] or "",
                levels.get(id_, ""),
                "no" if (blocked := blockers(tested[id_])) else "yes",
                ";".join(blocked),
                ";".join(active_refs(orders.get(id_, ()), on)),
            )


def _requirement(person: PersonRow, batch: Batch) -> tuple[str, str, str, str]:
    """Subject, relevant date, category, last day. The requirement of the dead is as it was."""
    found = requirement_of(person, batch)
    day = found.relevant_date.isoformat() if found.relevant_date else ""
    return found.subject, day, found.category, found.ends_text


def _officers_on(on: dt.date, ids: list[int]) -> dict[int, int]:
    """Who managed each on the day. On the day on which an allocation ended the next one holds."""
    rows = fetch(
        "SELECT DISTINCT ON (nominal_id) nominal_id, officer_id FROM offenders_allocation"
        " WHERE nominal_id = ANY(%s) AND (from_on IS NULL OR from_on <= %s) AND (to_on IS NULL OR to_on > %s)"
        " ORDER BY nominal_id, from_on DESC NULLS LAST, id DESC",
        [ids, on, on],
    )
    return dict(rows)
