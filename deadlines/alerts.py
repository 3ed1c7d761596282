"""Alerts: who is told of a deadline, and at which stage (contract, section 6).

A run raises the stage that is true on its day: stages that a missed night passed over are not raised later. A unique
key makes each alert exist once, however often the run was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from common.dates import Interval, WorkingDays, add_interval, is_within
from common.holidays import load_calendar
from common.rows import fetch
from deadlines.book import load_book
from deadlines.models import Alert, Stage
from deadlines.recipients import Recipients
from deadlines.registry import Batch, Told, kinds, population

AS_FOR_NO_LEVEL = "high"
COLUMNS = "nominal_id, kind, subject, due_on, stage, recipient_id"

Row = tuple[int, int, str, str, dt.date]  # id of the deadline, nominal id, kind, subject, due date
Wanted = tuple[int, str, int]  # id of the deadline, stage, recipient


def stages(
    due_on: dt.date, on: dt.date, *, due_soon: Interval, escalate: Interval, calendar: WorkingDays
) -> Iterator[str]:
    """The stages that are true on a day: due soon, due, or overdue; and escalated as well from so many days overdue.

    `due_soon` is how long before the date it starts to be shown, counted back from it; `escalate` how long after it
    goes to a supervisor.
    """
    if due_on < on:
        yield Stage.OVERDUE
        if add_interval(due_on, escalate, calendar) <= on:
            yield Stage.ESCALATED
    elif due_on == on:
        yield Stage.DUE
    elif is_within(on, due_on, due_soon, calendar):
        yield Stage.DUE_SOON


def raise_alerts(batch: Batch, people: Mapping[int, Any], levels: Mapping[int, str], recipients: Recipients) -> int:
    """Raise what is true on the batch's day for its open deadlines; returns how many alerts are new.

    `people` and `levels` (the risk level in force, blank where there is none) are by nominal id. Six statements at
    most, whatever the number of nominals: what is owed, what is raised already, and the new ones in one for each stage.
    """
    where, parameters = batch.sql("nominal_id")
    rows = fetch(
        "SELECT id, nominal_id, kind, subject, due_on FROM deadlines_deadline"
        f" WHERE closed_on IS NULL AND NOT suspended AND due_on <= %s AND {where}",
        [batch.on + dt.timedelta(days=batch.book.most_days("due_soon", on=batch.on)), *parameters],
    )
    wanted = list(_wanted(rows, batch, people, levels, recipients))
    if not wanted:
        return 0
    raised = set(_raised(batch))
    new: dict[str, list[Wanted]] = {}
    for row in wanted:
        if row not in raised:
            new.setdefault(row[1], []).append(row)
    return sum(_insert(stage, alerts, batch.on) for stage, alerts in sorted(new.items()))


def raise_at_once(ids: Iterable[int], on: dt.date) -> int:
    """Raise what is true today for some nominals, without waiting for the night: cover began, an officer is back."""
    batch = Batch(on, load_book(), load_calendar(), ids=tuple(ids))
    if not batch.ids:
        return 0
    return raise_alerts(batch, population().load(batch), population().levels(batch), Recipients.load(on))


def tell_supervisors(nominal: Any, kind: str, subject: str, *, due_on: dt.date, on: dt.date) -> int:
    """Tell those above the officer of a deadline that this change opens, whoever is its first audience; how many."""
    about = {"nominal_id": nominal.pk, "kind": kind, "subject": subject, "due_on": due_on, "stage": Stage.DUE.value}
    batch = Batch(on, load_book(), load_calendar(), ids=(nominal.pk,))
    person = population().load(batch)[nominal.pk]
    recipients = Recipients.load(on)
    above = recipients.who_may_know(person, recipients.above(person))
    Alert.objects.bulk_create(
        [Alert(**about, recipient_id=recipient, raised_on=on) for recipient in above], ignore_conflicts=True
    )
    return len(above)


def _raised(batch: Batch) -> list[Any]:
    """The alerts that exist for deadlines that are open now, as `Wanted`."""
    where, parameters = batch.sql("a.nominal_id")
    return fetch(
        "SELECT d.id, a.stage, a.recipient_id FROM deadlines_alert a"
        " JOIN deadlines_deadline d ON d.nominal_id = a.nominal_id AND d.kind = a.kind AND d.subject = a.subject"
        f" AND d.due_on = a.due_on AND d.closed_on IS NULL WHERE {where}",
        parameters,
    )


def _insert(stage: str, new: Sequence[Wanted], on: dt.date) -> int:
    """Add the alerts of a stage in one statement; one that somebody else raised meanwhile stays as it is."""
    owed, _, told = zip(*new, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO deadlines_alert ({COLUMNS}, raised_on)"
            " SELECT d.nominal_id, d.kind, d.subject, d.due_on, %s, new.recipient_id, %s"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, recipient_id)"
            f" JOIN deadlines_deadline d ON d.id = new.id ON CONFLICT ({COLUMNS}) DO NOTHING",
            [stage, on, _array(owed), _array(told)],
        )
        return int(cursor.rowcount)


def _array(numbers: Iterable[int]) -> str:
    """Whole numbers as PostgreSQL writes an array: one parameter, however many they are."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _wanted(
    rows: Iterable[Row], batch: Batch, people: Mapping[int, Any], levels: Mapping[int, str], recipients: Recipients
) -> Iterator[Wanted]:
    """Every alert that is true on the batch's day."""
    audiences = Audiences(batch)
    windows: dict[tuple[int | None, str, str], Window] = {}
    for id_, nominal_id, kind, subject, due_on in rows:
        person = people[nominal_id]
        place = (person.force_id, kind, levels.get(nominal_id, ""))
        window = windows.get(place)
        if window is None:
            window = windows[place] = Window(batch, *place)
        for stage in window.stages(due_on):
            told = audiences.told(nominal_id, kind, subject)
            for recipient in recipients.of(person, stage, told):
                yield id_, stage, recipient


class Window:
    """`due_soon` of a kind and `visit_escalate` of a level for one force on one day; no level counts as high."""

    def __init__(self, batch: Batch, force: int | None, kind: str, level: str) -> None:
        self.on, self.calendar = batch.on, batch.calendar
        self.due_soon = batch.book.interval("due_soon", force, kind, on=batch.on)
        self.escalate = batch.book.interval("visit_escalate", force, level or AS_FOR_NO_LEVEL, on=batch.on)
        self.known: dict[dt.date, tuple[str, ...]] = {}

    def stages(self, due_on: dt.date) -> tuple[str, ...]:
        """What is true of a due date; worked out once a date."""
        found = self.known.get(due_on)
        if found is None:
            found = self.known[due_on] = tuple(
                str(stage)
                for stage in stages(
                    due_on, self.on, due_soon=self.due_soon, escalate=self.escalate, calendar=self.calendar
                )
            )
        return found


class Audiences:
    """Who is told by kind, where a kind says so: each loaded once a batch, and only where a row asks."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.kinds = batch, kinds()
        self.loaded: dict[str, Mapping[tuple[int, str], Told]] = {}

    def told(self, nominal_id: int, kind: str, subject: str) -> Told | None:
        """`COORDINATORS`, the id of a person, or None for the allocated officer."""
        known = self.kinds.get(kind)
        if known is None or known.audience is None:
            return None
        if isinstance(known.audience, str):
            return known.audience
        if kind not in self.loaded:
            self.loaded[kind] = known.audience(self.batch)
        return self.loaded[kind].get((nominal_id, subject))
