"""The facts that the rules read, as tuples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from common.dates import Interval
from offenders.policy import PersonFacts
from orders.policy import OrderSpan

CONVICTION, CAUTION, INSANITY, DISABILITY, FOREIGN_NOTICE = (
    "conviction", "caution", "insanity_finding", "disability_finding", "foreign_notice",
)  # fmt: skip

LIFE, IMPRISONMENT, SUSPENDED, EXTENDED, DTO = "life", "imprisonment", "suspended", "extended", "detention_training"
HOSPITAL, HOSPITAL_RESTRICTION = "hospital", "hospital_restriction"
COMMUNITY, FINE, OTHER = "community", "fine", "other"
CONDITIONAL, ABSOLUTE, CAUTIONED = "conditional_discharge", "absolute_discharge", "caution"
PRISON = (IMPRISONMENT, SUSPENDED, EXTENDED, DTO)

S83, S84, S85, DEPARTURE, TRAVEL_CHANGE, RETURN = "s83", "s84", "s85", "s86_departure", "s86_change", "s86_return"

NAME, HOME_ADDRESS, OTHER_ADDRESS, CHILD_HOUSEHOLD, BANK_OR_CARD, IDENTITY_DOCUMENT, RELEASE, ABSENCE = (
    "name", "home_address", "other_address", "child_household", "bank_or_card", "identity_document", "release",
    "absence",
)  # fmt: skip
MATTERS_OF_2012 = (CHILD_HOUSEHOLD, BANK_OR_CARD, IDENTITY_DOCUMENT)  # NR12 regs 10 to 15

GRANTED, REFUSED = "granted", "refused"


class DisposalFact(NamedTuple):
    """An event and its sentence or outcome, as the register has it. Terms are kept as they were given."""

    ref: str
    event: str
    event_on: dt.date  # conviction, finding or caution; for a foreign notice the foreign one
    schedule_3: bool
    outcome: str
    sentenced_on: dt.date | None = None  # None = on the day of the event, as far as is known
    term: Interval | None = None
    extension: Interval | None = None
    consecutive_to: str = ""
    overlaps: str = ""
    overlap: Interval | None = None
    depends_on_sentence: bool = False
    notice_served_on: dt.date | None = None
    breach_of: str = ""
    override_ends_on: dt.date | None = None
    override_reason: str = ""


class NotificationFact(NamedTuple):
    """A notification, or an event that is still to be notified (`notified_on` None)."""

    ref: str
    section: str
    notified_on: dt.date | None = None
    event_on: dt.date | None = None
    expected_on: dt.date | None = None  # an advance notice: S of s.84(2)
    cancelled_on: dt.date | None = None  # told that it did not happen
    matter: str = ""
    departs_on: dt.date | None = None
    details_known_on: dt.date | None = None
    returned_on: dt.date | None = None
    return_prenotified: bool | None = None
    premises: int | None = None  # which of them, for another address

    def notified(self, on: dt.date) -> bool:
        """Whether it had been notified by a day."""
        return self.notified_on is not None and self.notified_on <= on


class BodyFact(NamedTuple):
    """A responsible body that was asked in a review, and when its reply came."""

    received_on: dt.date  # the request reached it
    replied_on: dt.date | None


class ReviewFact(NamedTuple):
    """An application to end an indefinite requirement (s.91A) and what came of it."""

    id: int
    received_on: dt.date
    acknowledged_on: dt.date | None = None
    decided_on: dt.date | None = None
    decision: str = ""  # granted, refused
    notice_received_on: dt.date | None = None
    bar_years: int = 8  # after a refusal: 8, or up to 15 where the chief officer says so
    appealed_on: dt.date | None = None
    appeal_allowed_on: dt.date | None = None
    own_motion: bool = False  # taken up by the chief officer without an application
    bodies: Sequence[BodyFact] = ()


class StayFact(NamedTuple):
    """Days at other premises, first and last included."""

    premises: int
    began_on: dt.date
    ended_on: dt.date | None


class ParentFact(NamedTuple):
    """A parental direction or notice. `ends_on` is its last day, where that is set or it was discharged."""

    kind: str  # direction, notice
    made_on: dt.date
    ends_on: dt.date | None


class CaseFacts(NamedTuple):
    """Everything about one person that the rules of notification read. The orders are as of the day asked about."""

    person: PersonFacts
    born: dt.date | None
    disposals: Sequence[DisposalFact] = ()
    notifications: Sequence[NotificationFact] = ()
    orders: Sequence[OrderSpan] = ()
    reviews: Sequence[ReviewFact] = ()
    stays: Sequence[StayFact] = ()
    parents: Sequence[ParentFact] = ()
