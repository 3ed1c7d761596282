"""Everything that the requirement owes on a day, kind by kind (contract, section 4)."""

from __future__ import annotations

import datetime as dt

from common.dates import long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import SPEC, Spec
from notification.policy.changes import CHANGE, change_specs
from notification.policy.facts import RELEASE, RETURN, S83, CaseFacts, NotificationFact
from notification.policy.initial import INITIAL, initial_duties, initial_specs
from notification.policy.parents import told_to_parent
from notification.policy.periodic import PERIODIC, periodic_spec
from notification.policy.periods import AS_ADULT, MONTHS, ORDER_ONLY
from notification.policy.premises import PREFIX, premises_specs
from notification.policy.requirement import LIMITED, NO, Requirement, requirement
from notification.policy.review import REVIEW, STEP, review_spec, step_specs
from notification.policy.travel import AT_HOME, RETURNED, TRAVEL, travel_specs
from offenders.policy import DECEASED, open_status

END = "notification_end"
KINDS = (INITIAL, CHANGE, PERIODIC, TRAVEL, RETURNED, END, REVIEW, STEP)
NOTIFIED = (INITIAL, CHANGE, PERIODIC, TRAVEL, RETURNED)  # what the person, or a parent, has to notify
LAST_DAY, BY_HAND = "last_day", "override"

_DAY = dt.timedelta(days=1)


def notification_specs(case: CaseFacts, on: dt.date, book: PolicyBook, found: Requirement | None = None) -> list[Spec]:
    """All that is owed on a day. Nothing by the dead, nothing once the requirement has ended."""
    statuses = case.person.statuses
    if statuses and open_status(statuses, on, (DECEASED,)) is not None:
        return []
    found = found or requirement(case, on, book)
    specs = step_specs(case, on) if case.reviews else []
    if found.subject == NO:
        return [*specs, *travel_specs(case, found, on)] if found.travel_order else specs
    duties = initial_duties(case, found, on, book, owed=not statuses)  # a release looks at those that were met
    if duties:
        specs += initial_specs(duties, found, on)
    # Most rows are settled: notified by the day, at home and not in advance. A release comes of a status period.
    unsettled = [
        one
        for one in case.notifications
        if one[2] is None or one[2] > on or one[4] is not None or one[1] not in AT_HOME
    ]
    if unsettled or statuses:
        specs += change_specs(case, found, duties, on, book)
        specs += travel_specs(case, found, on)
    specs += premises_specs(case, found, on, book) if case.stays else ()
    # Indefinite, and counted from a release: without a status period there is none.
    review = review_spec(case, found, on) if found.last_day is None and statuses else None
    for spec in (periodic_spec(case, found, on, book), _end(found, case.born), review):
        if spec is not None:
            specs.append(spec)
    return told_to_parent(specs, NOTIFIED, case, on) if case.parents else specs


def met_late(case: CaseFacts, day: dt.date, book: PolicyBook) -> list[Spec]:
    """What was notified on a day and had been due before it: owed the day before, and no longer."""
    told = [row for row in case.notifications if row.notified_on == day]
    answers = [(on, requirement(case, on, book, explained=False)) for on in (day - _DAY, day)]
    if answers[-1][1].subject == NO:  # nothing was owed any more, notified or not
        return []
    before, after = (notification_specs(case, on, book, found) for on, found in answers)
    left = {(spec.kind, spec.subject, spec.due_on) for spec in after}
    return [
        spec
        for spec in before
        if spec.due_on < day and (spec.kind, spec.subject, spec.due_on) not in left
        and any(meets(row, spec) for row in told)
    ]  # fmt: skip


def meets(row: NotificationFact, spec: Spec) -> bool:
    """Whether a notification is of the kind, and of the change, premises or journey, that was owed."""
    if spec.kind in (PERIODIC, INITIAL, RETURNED):
        return row.section in {PERIODIC: AT_HOME, INITIAL: (S83,), RETURNED: (RETURN,)}[spec.kind]
    release = spec.subject.startswith("release/") and row.matter == RELEASE
    return spec.kind in NOTIFIED and (release or spec.subject in (row.ref, f"{PREFIX}{row.premises}"))


def _end(found: Requirement, born: dt.date | None) -> Spec | None:
    """The last day of the requirement, shown up to and on it."""
    if found.last_day is None:
        return None
    rule, last, period = LAST_DAY, found.last_day, found.governing
    if period is not None and period.last_day == last:
        why = f"{period.disposal.ref}: {period.steps[-1].text}"
        if period.override:
            rule = BY_HAND
        elif born is None and period.category in MONTHS:
            why += f"; {AS_ADULT}"
    else:
        why = f"Last day subject {long_date(last)}"
        if found.subject == LIMITED:
            why += ": the SRO ends (s.122F)"
        elif found.category == ORDER_ONLY or period is not None:
            why += ": the order ends (s.103G, SC s.352)"
    made: Spec = SPEC((END, "", last, rule, why, False, found.relevant_date, 0))
    return made
