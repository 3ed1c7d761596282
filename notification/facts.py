"""The facts of a batch of nominals, for every app that goes by the requirement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from common.dates import Interval
from common.rows import grouped, without_owner
from common.tuples import maker
from deadlines.registry import Batch
from notification.policy import (
    BodyFact,
    CaseFacts,
    DisposalFact,
    NotificationFact,
    ParentFact,
    Period,
    Requirement,
    ReviewFact,
    StayFact,
    periods,
    requirement,
)
from notification.policy.facts import ABSOLUTE
from offenders.deadlines import births_and_forces
from offenders.policy import PersonFacts
from orders.facts import orders_of
from orders.policy import order_spans

# Scotland and Northern Ireland have Acts of their own: nothing is worked out from what was dealt with there.
DISPOSALS = (
    "SELECT nominal_id, disposal_ref, event, event_on, schedule_3, outcome, sentenced_on, term_value, term_unit,"
    " extension_value, extension_unit, consecutive_to, overlaps_ref, overlap_value, overlap_unit, depends_on_sentence,"
    " notice_served_on, breach_of, override_ends_on, override_reason, jurisdiction FROM notification_disposal"
    " WHERE {where} AND voided_at IS NULL"
)
NOTIFICATIONS = (
    "SELECT nominal_id, notification_ref, section, notified_on, event_on, expected_on, cancelled_on, matter,"
    " departs_on, details_known_on, returned_on, return_prenotified, premises_id FROM notification_notification"
    " WHERE {where} AND voided_at IS NULL"
)
REVIEWS = (
    "SELECT nominal_id, id, received_on, acknowledged_on, decided_on, decision, notice_received_on, bar_years,"
    " appealed_on, appeal_allowed_on, own_motion FROM notification_review WHERE {where} AND voided_at IS NULL"
)
BODIES = (
    "SELECT nominal_id, review_id, received_on, replied_on FROM notification_reviewbody"
    " WHERE {where} AND voided_at IS NULL"
)
STAYS = (
    "SELECT s.nominal_id, s.premises_id, s.from_on, s.to_on FROM notification_stay s"
    " JOIN notification_otherpremises p ON p.id = s.premises_id AND p.voided_at IS NULL"
    " WHERE {where} AND s.voided_at IS NULL"
)
PARENTS = (
    "SELECT nominal_id, kind, made_on, least(ends_on, discharged_on - 1) FROM notification_parentaldirection"
    " WHERE {where} AND voided_at IS NULL"
)
FAILURES = (
    "SELECT f.nominal_id, f.id, f.found_on, f.what,"
    ' (SELECT min(s."on") FROM notification_failurestep s WHERE s.failure_id = f.id AND s.voided_at IS NULL'
    "   AND s.kind IN ('decision', 'result')),"
    ' (SELECT min(s."on") FROM notification_failurestep s WHERE s.failure_id = f.id AND s.voided_at IS NULL'
    "   AND (s.kind = 'national' OR s.outcome = 'not_a_failure'))"
    " FROM notification_failure f WHERE {where} AND f.voided_at IS NULL"
)


# A possible failure: id, when and what was found, the days of the first decision and of the record of it.
FailureRow = tuple[int, dt.date, str, dt.date | None, dt.date | None]


class Recorded(NamedTuple):
    """What is recorded of one person's requirement; of orders only whether there is one."""

    disposals: Sequence[DisposalFact] = ()
    notifications: Sequence[NotificationFact] = ()
    reviews: Sequence[ReviewFact] = ()
    stays: Sequence[StayFact] = ()
    parents: Sequence[ParentFact] = ()
    periods: Sequence[Period] = ()
    unknown: bool = False  # something else may make a requirement, whose end is not worked out
    failures: Sequence[FailureRow] = ()
    orders: bool = False


NOTHING = Recorded()
_NO_MORE: tuple[Sequence[Any], ...] = ((), (), ())  # reviews, stays, parents
_DISPOSAL, _CASE, _RECORDED = maker(DisposalFact), maker(CaseFacts), maker(Recorded)


@lru_cache(maxsize=4096)  # the same few terms in every register
def _term(value: int, unit: str) -> Interval:
    return Interval(value, unit)


def _disposal(row: Sequence[Any]) -> DisposalFact:
    term = _term(row[6], row[7]) if row[6] is not None else None
    extension = Interval(row[8], row[9]) if row[8] is not None else None
    overlap = Interval(row[12], row[13]) if row[12] is not None else None
    made: DisposalFact = _DISPOSAL((*row[:6], term, extension, row[10], row[11], overlap, *row[14:-1]))
    return made


def _worked_out(row: Sequence[Any]) -> bool:
    """Whether the law computed here applies to a disposal, and the day that it counts from is recorded."""
    return row[2] is not None and row[-1] == "england_wales"


def _may_bind(row: Sequence[Any], on: dt.date) -> bool:
    """Whether one that is not worked out may make a requirement on a day: until an end set by hand has passed."""
    begun, ends_on = row[2] is None or row[2] <= on, row[17]
    return begun and row[3] and row[4] != ABSOLUTE and (ends_on is None or ends_on >= on)


def _disposals(rows: Sequence[Sequence[Any]], on: dt.date) -> tuple[list[DisposalFact], bool]:
    """The disposals that count, and whether another one, elsewhere or without its day, may make a requirement."""
    known = [_disposal(row) for row in rows if _worked_out(row)]
    return known, len(known) < len(rows) and any(not _worked_out(row) and _may_bind(row, on) for row in rows)


def load_recorded(batch: Batch) -> dict[int, Recorded]:
    """By nominal id: at most six queries, the periods of the disposals worked out. Read anew, and shared."""
    disposals = grouped(batch.rows(DISPOSALS, then="event_on, id"), tuple)
    notifications = grouped(batch.rows(NOTIFICATIONS), maker(NotificationFact))
    reviews = _reviews(batch)
    stays = grouped(batch.rows(STAYS, "s.nominal_id", then="s.from_on, s.id"), maker(StayFact))
    parents = grouped(batch.rows(PARENTS, then="made_on, id"), maker(ParentFact))
    forces: dict[Hashable, PersonFacts] = {}
    found: dict[int, Recorded] = {}
    few = bool(reviews or stays or parents)
    for id_, born, force in births_and_forces(batch):
        rows, told = disposals.get(id_, ()), notifications.get(id_, ())
        more = (reviews.get(id_, ()), stays.get(id_, ()), parents.get(id_, ())) if few else _NO_MORE
        if not rows and not told and not any(more):
            continue
        known, unknown = _disposals(rows, batch.on)
        if (of_force := forces.get(force)) is None:
            of_force = forces[force] = PersonFacts(force, None)
        worked_out = periods(_CASE((of_force, born, known, (), (), more[0], (), ())), batch.on, batch.book)
        found[id_] = _RECORDED((known, told, *more, worked_out, unknown, (), False))
    batch.shared["notification"] = found
    return found


def _reviews(batch: Batch) -> dict[int, list[ReviewFact]]:
    rows = grouped(batch.rows(REVIEWS, then="id"), tuple)
    if not rows:
        return {}
    bodies = grouped(without_owner(batch.rows(BODIES, then="review_id, id")), maker(BodyFact))
    return {
        nominal_id: [ReviewFact._make([*row, tuple(bodies.get(row[0], ()))]) for row in some]
        for nominal_id, some in rows.items()
    }


def recorded_of(batch: Batch) -> Mapping[int, Recorded]:
    """The same, read once for a batch."""
    found: Mapping[int, Recorded] = (
        batch.shared["notification"] if "notification" in batch.shared else load_recorded(batch)
    )
    return found


def case_of(person: Any, recorded: Recorded | None, batch: Batch) -> CaseFacts:
    """The facts of one person as the rules take them, the orders as of the batch's day."""
    recorded = recorded or NOTHING
    orders = orders_of(batch).get(person.id)
    case: CaseFacts = _CASE((
        person.facts, person.date_of_birth, recorded.disposals, recorded.notifications,
        order_spans(orders, batch.on) if orders else (), recorded.reviews, recorded.stays, recorded.parents,
    ))  # fmt: skip
    return case


def requirement_of(person: Any, batch: Batch) -> Requirement:
    """Whether and until when one person of a batch is subject."""
    recorded = recorded_of(batch).get(person.id, NOTHING)
    return requirement(case_of(person, recorded, batch), batch.on, batch.book, recorded.periods)


def load_failures(batch: Batch) -> Mapping[int, Sequence[FailureRow]]:
    """Possible failures by nominal id (one query)."""
    return grouped(batch.rows(FAILURES, "f.nominal_id", then="f.id"), tuple)
