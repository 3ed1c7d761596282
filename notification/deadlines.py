"""The deadlines of the requirement, and whether it has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from common.dates import long_date
from deadlines.registry import Batch, Kind
from deadlines.spec import Spec
from notification import policy
from notification.facts import NOTHING, FailureRow, Recorded, case_of, load_failures, load_recorded, recorded_of
from notification.hours import hours_allowed
from notification.policy import CHANGE, END, INITIAL, PERIODIC, RETURNED, REVIEW, STEP, TRAVEL
from notification.policy.premises import PREFIX
from offenders.deadlines import PersonRow
from offenders.policy import DECEASED, open_status
from orders.facts import orders_of

FAILURE, RECORDING = "failure_decision", "failure_record"
NAMES = (
    Kind(INITIAL, "Initial notification", "Within 3 days of becoming subject (s.83)."),
    Kind(CHANGE, "Change notification", "Within 3 days of a change (s.84).", numbered=True),
    Kind(PERIODIC, "Periodic notification", "Yearly, or weekly with no fixed abode (s.85)."),
    Kind(TRAVEL, "Travel notification", "Before leaving the United Kingdom (s.86).", numbered=True),
    Kind(
        RETURNED, "Return notification", "Within three days of the return to the United Kingdom (s.86).", numbered=True
    ),
    Kind(END, "Notification end", "The last day subject to notification (s.82)."),
    Kind(REVIEW, "First day for a s.91A review", "When an application to end an indefinite requirement can be made."),
    Kind(
        STEP,
        "Step of a s.91A review",
        "The acknowledgment or the decision that an application waits for.",
        numbered=True,
    ),
    Kind(
        RECORDING,
        "Record of a possible failure",
        "On local and national systems within 24 hours of finding it.",
        numbered=True,
    ),
    Kind(
        FAILURE,
        "Decision on a possible failure to notify",
        "A possible failure to notify, and nobody has decided.",
        numbered=True,
    ),
)


class NotificationSource:
    """Registers the kinds of notification with the engine."""

    kinds = (*policy.KINDS, FAILURE, RECORDING)
    by_facts_alone = True

    def load(self, batch: Batch) -> Mapping[int, Recorded]:
        """What the population has read already (else its queries), and one query for the failures."""
        found = dict(recorded_of(batch))
        for id_, failures in load_failures(batch).items():
            found[id_] = found.get(id_, NOTHING)._replace(failures=failures)
        for id_ in orders_of(batch):
            found[id_] = found.get(id_, NOTHING)._replace(orders=True)
        return found

    def specs(self, person: PersonRow, facts: Recorded | None, batch: Batch) -> list[Spec]:
        """What is owed on the batch's day."""
        if facts is None:
            return []
        case = case_of(person, facts, batch)
        found = policy.requirement(case, batch.on, batch.book, facts.periods, explained=False)
        specs = policy.notification_specs(case, batch.on, batch.book, found)
        return specs + _of_failures(person, facts.failures, batch) if facts.failures else specs

    def outcome(self, old: Spec, new: Spec | None, facts: Recorded | None) -> str:
        """Notified since, a decision, a last day that came: `done`; a date that the facts moved: `superseded`."""
        facts = facts or NOTHING
        rows = facts.notifications
        if old.kind == PERIODIC and new is not None:
            later = old.counted_from and new.counted_from and new.counted_from > old.counted_from
            return "done" if later else "superseded"
        if new is not None:
            return "superseded"
        if old.kind in (END, REVIEW):
            return "done" if facts.disposals or facts.orders else "cancelled"
        if old.kind in (STEP, FAILURE, RECORDING):
            return "done" if facts.reviews or facts.failures else "cancelled"
        since = old.counted_from
        if old.kind == INITIAL or old.subject.startswith("release/"):
            section, matter = ("s83", "") if old.kind == INITIAL else ("s84", "release")
            met = any(
                row.section == section and row.notified_on and (since is None or row.notified_on >= since)
                and matter in ("", row.matter)
                for row in rows
            )  # fmt: skip
            return "done" if met else "cancelled"
        if old.kind == RETURNED:
            return "done" if any(row.section == "s86_return" and row.notified_on for row in rows) else "cancelled"
        met = any(row.notified_on and old.subject in (row.ref, f"{PREFIX}{row.premises}") for row in rows)
        return "done" if met else "cancelled"


def _of_failures(person: PersonRow, failures: Sequence[FailureRow], batch: Batch) -> list[Spec]:
    """A decision is owed from the day it was found, and its record within hours; nothing after a death."""
    statuses = person.facts.statuses
    if statuses and open_status(statuses, batch.on, (DECEASED,)) is not None:
        return []
    return [
        Spec(
            FAILURE, failure_subject(id_), found_on, "undecided",
            f"Possible failure to notify found {long_date(found_on)}; nobody has decided on it", counted_from=found_on,
        )
        for id_, found_on, _, decided_on, _ in failures
        if found_on <= batch.on and (decided_on is None or decided_on > batch.on)
    ] + [
        _to_record(id_, found_on, person, batch)
        for id_, found_on, _, _, recorded_on in failures
        if found_on <= batch.on and (recorded_on is None or recorded_on > batch.on)
    ]  # fmt: skip


def _to_record(id_: int, found_on: dt.date, person: PersonRow, batch: Batch) -> Spec:
    hours = hours_allowed(batch.book, person.facts.force, found_on)
    due = found_on + dt.timedelta(days=-(-hours // 24))
    why = f"Possible failure to notify found {long_date(found_on)}: on local and national systems within {hours} hours"
    return Spec(RECORDING, failure_subject(id_), due, "breach_record", why, counted_from=found_on)


def failure_subject(id_: int) -> str:
    """How a possible failure is named in deadlines and alerts."""
    return f"failure-{id_}"


def all_ended(batch: Batch) -> Mapping[int, bool]:
    """For each nominal with a disposal that made a requirement: whether all of them have ended on the day.

    One of Scotland or Northern Ireland, or without its day, has an end that is not known here: it has not come.
    """
    found = load_recorded(batch)
    return {
        id_: not one.unknown and bool(policy.all_ended(one.periods, batch.on))
        for id_, one in found.items()
        if one.periods or one.unknown
    }
