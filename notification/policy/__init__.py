"""The rules of Part 2 of the Sexual Offences Act 2003: pure functions that name their subsection.

Every function leaves out facts dated after the day asked about. Sections without an Act are those of the 2003 Act; SC
is the Sentencing Code (Sentencing Act 2020), CJA the Criminal Justice Act 2003. Two ways of counting months are never
mixed: a period *beginning with* a day ends on `roll` - 1; *within one year after* a day is `clamp`. The choices made
where the rules leave room are in `docs/adr/0030-rules-for-notification.md`.
"""

from notification.policy.changes import CHANGE, LIMITED_MATTERS, window
from notification.policy.counting import extended, last_counted_day, times_away
from notification.policy.deadlines import END, KINDS, meets, met_late, notification_specs
from notification.policy.facts import (
    BodyFact,
    CaseFacts,
    DisposalFact,
    NotificationFact,
    ParentFact,
    ReviewFact,
    StayFact,
)
from notification.policy.initial import INITIAL, Duty, initial_duties, not_needed
from notification.policy.parents import last_day_on_parent, on_parent
from notification.policy.periodic import PERIODIC, periodic_spec
from notification.policy.periods import Period, Step, periods, under_18
from notification.policy.premises import Count, count_of
from notification.policy.requirement import LIMITED, NO, YES, Requirement, Spell, all_ended, requirement
from notification.policy.review import REVIEW, STEP, Clock, Qualifying, clocks, open_on, qualifying
from notification.policy.switches import in_person_enough
from notification.policy.terms import Length, Readings, band_of, combined_lengths, length_of, rings, to_confirm
from notification.policy.travel import RETURNED, TRAVEL, Limits, departure_limits

__all__ = [
    "CHANGE",
    "END",
    "INITIAL",
    "KINDS",
    "LIMITED",
    "LIMITED_MATTERS",
    "NO",
    "PERIODIC",
    "RETURNED",
    "REVIEW",
    "STEP",
    "TRAVEL",
    "YES",
    "BodyFact",
    "CaseFacts",
    "Clock",
    "Count",
    "DisposalFact",
    "Duty",
    "Length",
    "Limits",
    "NotificationFact",
    "ParentFact",
    "Period",
    "Qualifying",
    "Readings",
    "Requirement",
    "ReviewFact",
    "Spell",
    "StayFact",
    "Step",
    "all_ended",
    "band_of",
    "clocks",
    "combined_lengths",
    "count_of",
    "departure_limits",
    "extended",
    "in_person_enough",
    "initial_duties",
    "last_counted_day",
    "last_day_on_parent",
    "length_of",
    "meets",
    "met_late",
    "not_needed",
    "notification_specs",
    "on_parent",
    "open_on",
    "periodic_spec",
    "periods",
    "qualifying",
    "requirement",
    "rings",
    "times_away",
    "to_confirm",
    "under_18",
    "window",
]
