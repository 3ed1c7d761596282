"""What the Crime and Policing Act 2026 may change: dated switches, each off until a force sets its key.

No official text of the sections was read. What each does here is assumed (mark A) from what was announced and from the
Bill of 2024 that fell; the value on the day of the trigger decides, so that a change before that day stays as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from common.dates import long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from notification.policy.facts import ABSENCE, CHILD_HOUSEHOLD, NAME, CaseFacts, NotificationFact, ReviewFact

NEW_NAME, AWAY_FROM_HOME, CHILD_PREMISES, REMOTE, OF_OWN_MOTION = (
    "cpa2026_new_name_notice", "cpa2026_absence_notice", "cpa2026_child_premises_notice",
    "cpa2026_remote_notification", "cpa2026_indefinite_ended_by_chief_officer",
)  # fmt: skip
RULE_NAME, RULE_ABSENCE, RULE_CHILD = "cpa2026_new_name", "cpa2026_absence", "cpa2026_child_premises"
ACT = "Crime and Policing Act 2026, as this force has switched it on"
_DAY = dt.timedelta(days=1)


KEYS = {NAME: NEW_NAME, ABSENCE: AWAY_FROM_HOME, CHILD_HOUSEHOLD: CHILD_PREMISES}


def asks_notice(matter: str, day: dt.date, force: int | None, book: PolicyBook) -> bool:
    """Whether the law in force on the day of a change asks for notice before it."""
    return matter in KEYS and book.yes(KEYS[matter], force, on=day)


def notice_before(
    one: NotificationFact, event: dt.date | None, case: CaseFacts, book: PolicyBook, kind: str
) -> Spec | None:
    """Notice owed before the event, where the law in force on its day asks for that; else None.

    A new name: 7 days before its use. An absence of more than 5 days, and a stay where a child lives that is expected:
    12 hours before that date, so by the end of the day before.
    """
    day = event or one.expected_on
    if day is None:
        return None
    force = case.person.force
    if one.matter == NAME and book.yes(NEW_NAME, force, on=day):
        why = f"A new name to be used from {long_date(day)}: 7 days before its use ({ACT})"
        return Spec(kind, one.ref, day - 7 * _DAY, RULE_NAME, why, counted_from=day)
    if one.matter == ABSENCE and book.yes(AWAY_FROM_HOME, force, on=day):
        why = f"Away from home for more than 5 days from {long_date(day)}: 12 hours before leaving ({ACT})"
        return Spec(kind, one.ref, day - _DAY, RULE_ABSENCE, why, counted_from=day)
    expected = one.expected_on
    if one.matter == CHILD_HOUSEHOLD and expected is not None and book.yes(CHILD_PREMISES, force, on=expected):
        why = f"To stay where a child lives on {long_date(expected)}: 12 hours before ({ACT})"
        return Spec(kind, one.ref, expected - _DAY, RULE_CHILD, why, counted_from=expected)
    return None


def reviews_in_law(case: CaseFacts, book: PolicyBook) -> Sequence[ReviewFact]:
    """The reviews that count: one without an application only where that law was on when it was determined."""
    if not any(review.own_motion for review in case.reviews):
        return case.reviews
    return [
        review
        for review in case.reviews
        if not review.own_motion
        or book.yes(OF_OWN_MOTION, case.person.force, on=review.decided_on or review.received_on)
    ]


def in_person_enough(
    means: str, approved_by: str, notified_on: dt.date | None, force: object, book: PolicyBook
) -> bool:
    """Whether a notification was given as the law asks: in person, or remotely with approval where that is on."""
    if means in ("", "in_person"):
        return True
    return bool(means == "remote" and approved_by and notified_on and book.yes(REMOTE, force, on=notified_on))
