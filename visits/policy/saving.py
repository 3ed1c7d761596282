"""What is said before a visit is saved: warnings that ask and then let through, and the one refusal."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from common.dates import long_date
from deadlines.policy_keys import PolicyBook
from offenders.policy import ABROAD, CUSTODY, DECEASED, HOSPITAL, PersonFacts, open_status

LATE_AFTER_DAYS = 7  # a visit recorded later than this asks whether the day is right

_SHOWN_AS = {
    DECEASED: ("deceased", "The person is shown as deceased since {}."),
    CUSTODY: ("in_custody", "The person is shown as in custody since {}."),
    HOSPITAL: ("in_hospital", "The person is shown as in hospital since {}."),
    ABROAD: ("abroad", "The person is shown as abroad since {}."),
}


class VisitToSave(NamedTuple):
    """A visit as the form has it."""

    on: dt.date
    officers: int  # how many officers
    others_present: int = 0  # other agencies or roles; each counts as a person
    announced: bool | None = None


class Remark(NamedTuple):
    """A code that a form or a test can rely on, and the sentence for the screen."""

    code: str
    text: str


def refusals(visit: VisitToSave, on: dt.date) -> list[Remark]:
    """Only a day still to come is refused: what has happened is never refused."""
    if visit.on > on:
        return [Remark("future_date", "The date of the visit must be today or in the past.")]
    return []


def warnings_before_saving(visit: VisitToSave, person: PersonFacts, on: dt.date, book: PolicyBook) -> list[Remark]:
    """What to ask before saving a visit on the day `on`; the policy is that of the day of the visit.

    Fewer people than `visit_min_officers`; announced although `visit_unannounced`; before registration; while the
    person is shown in custody, in hospital, abroad or deceased; more than a week ago.
    """
    found = []
    present = visit.officers + visit.others_present
    least = book.count("visit_min_officers", person.force, on=visit.on)
    if present < least:
        who = {0: "Nobody is", 1: "Only one person is"}.get(present, f"Only {present} people are")
        found.append(
            Remark(
                "nobody" if present == 0 else "one_person",
                f"{who} recorded as present. A visit takes at least {least} people.",
            )
        )
    if visit.announced and book.yes("visit_unannounced", person.force, on=visit.on):
        found.append(Remark("announced", "The visit was announced. Visits are to be unannounced."))
    if person.registered_on is not None and visit.on < person.registered_on:
        since = long_date(person.registered_on)
        found.append(Remark("before_registration", f"The visit is before {since}, when the person was registered."))
    known = [row for row in person.statuses if row[1] <= on]
    for status, (code, text) in _SHOWN_AS.items():
        period = open_status(known, visit.on, (status,))
        if period is not None:
            found.append(Remark(code, text.format(long_date(period[1]))))
    if (on - visit.on).days > LATE_AFTER_DAYS:
        found.append(Remark("over_a_week_ago", f"The visit was more than a week ago, on {long_date(visit.on)}."))
    return found
