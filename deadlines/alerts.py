"""Alerts: who is told of a deadline, and at which stage (contract, section 6).

A run raises the stage that is true on its day: stages that a missed night passed over are not raised later. A unique
key makes each alert exist once, however often the run was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values

from accounts.models import User
from accounts.roles import Role
from common.dates import Interval, WorkingDays, add_interval
from deadlines.models import Deadline, Stage
from deadlines.policy_keys import PolicyBook
from deadlines.registry import Batch

AS_FOR_NO_LEVEL = "high"
FURTHEST = dt.timedelta(days=400)  # no force asks to be told earlier than this; bounds what is looked at


@dataclass
class Recipients:
    """Who can be told of what, read once a run."""

    active: frozenset[int] = frozenset()
    supervisors: Mapping[int | None, Sequence[int]] = field(default_factory=dict)  # by team
    force_supervisors: Mapping[int | None, Sequence[int]] = field(default_factory=dict)  # by force
    inspectors: Mapping[int | None, Sequence[int]] = field(default_factory=dict)  # by force

    @classmethod
    def load(cls) -> Recipients:
        """One query: every active account."""
        active, teams, forces, inspectors = set(), {}, {}, {}
        rows = User.objects.filter(is_active=True).order_by("pk").values_list("pk", "role", "team_id", "force_id")
        for id_, role, team, force in rows:
            active.add(id_)
            if role == Role.SUPERVISOR:
                teams.setdefault(team, []).append(id_)
                forces.setdefault(force, []).append(id_)
            elif role == Role.INSPECTOR:
                inspectors.setdefault(force, []).append(id_)
        return cls(frozenset(active), teams, forces, inspectors)

    def above(self, person: Any) -> Sequence[int]:
        """The team's supervisors. Without a team, the force's; where there are none, its inspectors: never nobody."""
        found = self.supervisors.get(person.team_id, ()) if person.team_id else ()
        if not found and not person.team_id:
            found = self.force_supervisors.get(person.force_id, ())
        return found or self.inspectors.get(person.force_id, ())

    def of(self, person: Any, stage: str) -> Sequence[int]:
        """Who is told: the allocated officer while active; else, and for an escalation, those above."""
        if stage != Stage.ESCALATED and person.officer_id in self.active:
            return (person.officer_id,)
        return self.above(person)


def stages(
    due_on: dt.date, on: dt.date, *, due_soon: Interval, escalate: Interval, calendar: WorkingDays
) -> Iterator[str]:
    """The stages that are true on a day: due soon, due, or overdue; and escalated as well from so many days overdue.

    `due_soon` is how long before the date it starts to be shown; `escalate` how long after it goes to a supervisor.
    """
    if due_on < on:
        yield Stage.OVERDUE
        if add_interval(due_on, escalate, calendar) <= on:
            yield Stage.ESCALATED
    elif due_on == on:
        yield Stage.DUE
    elif add_interval(on, due_soon, calendar) >= due_on:
        yield Stage.DUE_SOON


def raise_alerts(batch: Batch, people: Mapping[int, Any], levels: Mapping[int, str], recipients: Recipients) -> int:
    """Raise what is true on the batch's day for its open deadlines; returns how many alerts are new.

    `people` and `levels` (the risk level in force, blank where there is none) are by nominal id.
    """
    rows = (
        Deadline.objects.open()
        .filter(suspended=False, due_on__lte=batch.on + FURTHEST, **batch.where("nominal_id"))
        .values_list("nominal_id", "kind", "subject", "due_on")
    )
    wanted = list(_wanted(rows, batch, people, levels, recipients))
    if not wanted:
        return 0
    with connection.cursor() as cursor:
        new = execute_values(
            cursor,
            "INSERT INTO deadlines_alert (nominal_id, kind, subject, due_on, stage, recipient_id, raised_on) VALUES %s"
            " ON CONFLICT (nominal_id, kind, subject, due_on, stage, recipient_id) DO NOTHING RETURNING 1",
            wanted,
            page_size=1000,
            fetch=True,
        )
    return len(new)


def _wanted(
    rows: Iterable[tuple[int, str, str, dt.date]],
    batch: Batch,
    people: Mapping[int, Any],
    levels: Mapping[int, str],
    recipients: Recipients,
) -> Iterator[tuple[Any, ...]]:
    on, book = batch.on, batch.book
    for nominal_id, kind, subject, due_on in rows:
        person = people[nominal_id]
        due_soon, escalate = _intervals(book, person.force_id, kind, levels.get(nominal_id, ""), on)
        for stage in stages(due_on, on, due_soon=due_soon, escalate=escalate, calendar=batch.calendar):
            for recipient in recipients.of(person, stage):
                yield nominal_id, kind, subject, due_on, stage, recipient, on


def _intervals(book: PolicyBook, force: int | None, kind: str, level: str, on: dt.date) -> tuple[Interval, Interval]:
    """`due_soon` of the kind and `visit_escalate` of the level; no level counts as high."""
    return (
        book.interval("due_soon", force, kind, on=on),
        book.interval("visit_escalate", force, level or AS_FOR_NO_LEVEL, on=on),
    )
