"""Brings the stored deadlines into line with the facts: the difference only, in bulk.

A deadline is a function of the record, so running this twice changes nothing the second time, and deleting every open
row and running it gives the same rows again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction
from psycopg2.extras import execute_values

from common.bulk import copy_rows, without_collecting
from common.dates import BeyondHolidayData
from common.errors import Unavailable
from common.holidays import load_calendar
from common.rows import Row, grouped
from deadlines.alerts import raise_alerts
from deadlines.book import load_book
from deadlines.models import Deadline, FailedNominal
from deadlines.recipients import Recipients
from deadlines.registry import Batch, population, sources
from deadlines.spec import Spec

log = logging.getLogger(__name__)

LOCK_SPACE = 7301  # first half of the advisory lock's key
PATIENCE = "8s"  # how long a person waits to save before being told to try again
PART = 500  # ids whose facts are in hand at one time
BUCKET = 1000  # nominals share a lock by id // BUCKET
COLUMNS = (
    "nominal_id", "kind", "subject", "due_on", "rule", "reason", "suspended", "counted_from", "attempts",
    "opened_on", "outcome",
)  # fmt: skip

STORED = (
    "SELECT nominal_id, id, kind, subject, due_on, rule, reason, suspended, counted_from, attempts"
    " FROM deadlines_deadline WHERE {where} AND closed_on IS NULL"
)

Key = tuple[str, str]
Answer = tuple[Any, Any, Sequence[Spec]]  # source, facts, what is owed
AS_AT_BATCH = 2000


class Fault(NamedTuple):
    """What stopped some rules for one person, and the kinds that nothing can be said of.

    The error is the last that is not of the calendar: missing bank holidays are no fault of the person's record.
    """

    error: Exception
    kinds: tuple[str, ...]

    @property
    def of_the_calendar(self) -> bool:
        return isinstance(self.error, BeyondHolidayData)


class CannotBeWorkedOut(Exception):
    """The rules failed for some nominals; `failed` has a line for each, the reference and why."""

    def __init__(self, failed: Sequence[str]) -> None:
        super().__init__("These nominals could not be worked out:\n" + "\n".join(failed))
        self.failed = list(failed)


@dataclass
class Difference:
    """What has to be written for a batch."""

    opened: list[tuple[Any, ...]] = field(default_factory=list)
    reworded: list[tuple[Any, ...]] = field(default_factory=list)  # id, reason, counted_from, attempts
    closed: dict[str, list[int]] = field(default_factory=dict)  # outcome: ids
    failed: dict[int, str] = field(default_factory=dict)
    unsound: set[int] = field(default_factory=set)  # those of the failed whose own record is at fault
    people: int = 0

    def counts(self) -> Counter[str]:
        """For the run's report."""
        return Counter(
            nominals=self.people,
            opened=len(self.opened),
            closed=sum(map(len, self.closed.values())),
            reworded=len(self.reworded),
            failed=len(self.failed),
        )


def batch_for(on: dt.date, *, ids: Iterable[int] | None = None, first: int = 0, last: int = 0) -> Batch:
    """A batch with today's policy and calendar."""
    return Batch(on, load_book(), load_calendar(), first, last, tuple(ids) if ids is not None else None)


def reconcile_nominal(nominal_id: int, *, on: dt.date) -> Counter[str]:
    """One person's deadlines after a change. Runs in the caller's transaction, which has locked the nominal.

    A rule that cannot be worked out does not stop the change: the nominal is listed as failed.
    """
    lock_for_change(nominal_id)
    return reconcile_batch(batch_for(on, ids=[nominal_id]))


def lock_for_change(nominal_id: int) -> None:
    """Share the bucket's lock with other changes; a nightly batch takes it alone, so neither works on stale facts.

    Raises `Unavailable` where it cannot be had within `PATIENCE`, as while a register is being loaded.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                "SET LOCAL lock_timeout = %s; SELECT pg_advisory_xact_lock_shared(%s, %s); SET LOCAL lock_timeout = 0",
                [PATIENCE, LOCK_SPACE, nominal_id // BUCKET],
            )
        except OperationalError as error:
            raise Unavailable("The register is being loaded") from error


def lock_for_batch(batch: Batch) -> None:
    """Keep changes to this batch's nominals out until the transaction ends. Buckets in order, so no deadlock."""
    ids = batch.ids
    buckets = (
        sorted({i // BUCKET for i in ids})
        if ids is not None
        else range(batch.first_id // BUCKET, batch.last_id // BUCKET + 1)
    )
    with connection.cursor() as cursor:
        for bucket in buckets:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, bucket])


def reconcile_batch(batch: Batch, recipients: Recipients | None = None) -> Counter[str]:
    """Compare facts with stored rows and write the difference, in the caller's transaction.

    With `recipients`, as the nightly run does, the alerts that are true on the day are raised as well.
    """
    if batch.ids is None:
        with without_collecting():
            counts = _reconcile(batch, recipients)
            batch.shared.clear()  # or the collector goes through every fact of it as soon as it is let go again
            return counts
    return _reconcile(batch, recipients)


def _reconcile(batch: Batch, recipients: Recipients | None) -> Counter[str]:
    difference = Difference()
    standings: list[Any] = []
    everybody: dict[int, Any] = {}
    for people in _by_parts(batch, difference, standings):
        if recipients is not None:
            population().let_go(people)
            everybody.update(people)
    write(batch, difference)
    population().write_standings(batch, standings)
    record_failures(batch, difference.failed)
    counts = difference.counts()
    counts["standings"] = len(standings)
    if recipients is not None:
        counts["alerts"] = raise_alerts(batch, everybody, population().levels(batch), recipients)
    return counts


def _by_parts(batch: Batch, difference: Difference, standings: list[Any]) -> Iterator[Any]:
    """The people of part after part, once it is worked out what has to be written for them. The queries are let go with
    the last part, before anything is written.
    """
    for part in batch.parts(PART):
        people = population().load(part)
        compare(part, people, difference)
        good = [person for id_, person in people.items() if id_ not in difference.unsound]
        standings += population().standings(part, good)
        yield people


def answers(batch: Batch, people: Any) -> tuple[dict[int, list[Answer]], dict[int, Fault]]:
    """What each source says is owed by each person, by id; and what stopped a source's rules. The others' stand.

    A source that goes by its facts alone has no answer for somebody of whom it has none. Source by source and not
    person by person: that is a third quicker, since one source's rules stay in the processor's cache meanwhile.
    """
    found: dict[int, list[Answer]] = {id_: [] for id_ in people}
    failed: dict[int, Fault] = {}
    for source in sources():
        facts, always = source.load(batch), not source.by_facts_alone
        if not facts and not always:
            continue
        for id_, person in people.items():
            mine = facts.get(id_)
            if mine is None and not always:
                continue
            try:
                found[id_].append((source, mine, source.specs(person, mine, batch)))
            except Exception as error:  # one bad record must not hold up the rest
                log.exception("Deadlines of nominal id %s could not be worked out", id_)
                before = failed.get(id_, Fault(error, ()))
                worst = before.error if isinstance(error, BeyondHolidayData) else error
                failed[id_] = Fault(worst, (*before.kinds, *source.kinds))
    return found, failed


def compare(batch: Batch, people: Any, difference: Difference) -> None:
    """Add the difference between what the rules say and what is stored."""
    stored = grouped(batch.rows(STORED), tuple)
    found, failed = answers(batch, people)
    for id_, result in found.items():
        difference.people += 1
        rows: Sequence[Row] = stored.get(id_, ())
        if id_ in failed:  # what nothing can be said of stays as it is
            fault = failed[id_]
            rows = [row for row in rows if row[1] not in fault.kinds]
            difference.failed[id_] = f"{type(fault.error).__name__}: {fault.error}"
            if not fault.of_the_calendar:
                difference.unsound.add(id_)
        was, owed = [row[1:] for row in rows], [spec for _, _, specs in result for spec in specs]
        # Most people's are as they were, many in the order in which they came about: else kind and subject, which
        # come first, say which goes with which.
        if was != owed and sorted(was) != sorted(owed):
            old = {(row[1], row[2]): (row[0], Spec._make(row[1:])) for row in rows}
            _compare_person(difference, id_, old, result, batch.on)


def _compare_person(
    difference: Difference, nominal_id: int, stored: dict[Key, tuple[int, Spec]], result: list[Answer], on: dt.date
) -> None:
    """A deadline's identity is its due date, rule and suspension; a reworded reason is no new deadline."""
    for source, facts, specs in result:
        for spec in specs:
            was = stored.pop((spec.kind, spec.subject), None)
            if was is not None:
                id_, old = was
                if old == spec:
                    continue
                if (old.due_on, old.rule, old.suspended) == (spec.due_on, spec.rule, spec.suspended):
                    difference.reworded.append((id_, spec.reason, spec.counted_from, spec.attempts))
                    continue
                difference.closed.setdefault(source.outcome(old, spec, facts), []).append(id_)
            difference.opened.append((nominal_id, *spec, on, ""))
    if stored:
        owners = {kind: (source, None) for source in sources() for kind in source.kinds}
        owners |= {kind: (source, facts) for source, facts, _ in result for kind in source.kinds}
        for (kind, _), (id_, old) in stored.items():
            source, facts = owners.get(kind, (None, None))
            outcome = source.outcome(old, None, facts) if source is not None else "cancelled"
            difference.closed.setdefault(outcome, []).append(id_)


def write(batch: Batch, difference: Difference) -> None:
    """Close, reword, open: in that order, so that at most one is ever open."""
    for outcome, ids in difference.closed.items():
        Deadline.objects.filter(pk__in=ids, closed_on__isnull=True).update(closed_on=batch.on, outcome=outcome)
    if difference.reworded:
        with connection.cursor() as cursor:
            execute_values(
                cursor,
                "UPDATE deadlines_deadline d"
                " SET reason = v.reason, counted_from = v.counted_from, attempts = v.attempts"
                " FROM (VALUES %s) AS v (id, reason, counted_from, attempts) WHERE d.id = v.id",
                difference.reworded,
                template="(%s::bigint, %s, %s::date, %s::smallint)",
                page_size=1000,
            )
    copy_rows("deadlines_deadline", COLUMNS, difference.opened)


def record_failures(batch: Batch, failed: dict[int, str]) -> None:
    """List the nominals whose dates could not be worked out, and take the mended ones off the list."""
    FailedNominal.objects.filter(**batch.where("nominal_id")).exclude(nominal_id__in=failed).delete()
    for nominal_id, message in failed.items():
        row, new = FailedNominal.objects.get_or_create(
            nominal_id=nominal_id,
            defaults={"message": message, "first_failed_on": batch.on, "last_failed_on": batch.on},
        )
        if not new:
            FailedNominal.objects.filter(pk=row.pk).update(
                message=message, last_failed_on=batch.on, tries=row.tries + 1
            )


def reconcile_one_by_one(batch: Batch, ids: Sequence[int], recipients: Recipients | None = None) -> Counter[str]:
    """After a batch failed in the database: each nominal in a transaction of its own, so that one stops no other."""
    counts: Counter[str] = Counter()
    for nominal_id in ids:
        single = replace(batch, ids=(nominal_id,))
        try:
            with transaction.atomic():
                lock_for_batch(single)
                counts += reconcile_batch(single, recipients)
        except Exception as error:
            log.exception("Deadlines of nominal id %s could not be written", nominal_id)
            with transaction.atomic():
                record_failures(single, {nominal_id: f"{type(error).__name__}: {error}"})
            counts += Counter(nominals=1, failed=1)
    return counts


def as_at(on: dt.date, ids: Sequence[int], kinds: Collection[str] = ()) -> Iterator[tuple[Any, list[Spec]]]:
    """What was owed on a day, from the facts dated on or before it; nothing is written. In the order of `ids`.

    A date that cannot be worked out holds up no other; after the last nominal `CannotBeWorkedOut` names those that have
    one (of these kinds, if any are given): an answer about everybody must not leave anything out in silence.
    """
    book, calendar = load_book(), load_calendar()
    failed: list[str] = []
    for start in range(0, len(ids), AS_AT_BATCH):
        some = tuple(ids[start : start + AS_AT_BATCH])
        batch = Batch(on, book, calendar, ids=some)
        people = population().load(batch)
        found, faults = answers(batch, people)
        for id_ in some:
            if id_ in faults and (not kinds or not set(kinds).isdisjoint(faults[id_].kinds)):
                failed.append(f"{people[id_].reference}: {faults[id_].error}")
            yield people[id_], [spec for _, _, specs in found[id_] for spec in specs]
    if failed:
        raise CannotBeWorkedOut(failed)
