"""When the next ARMS is due: `arms_first`, then `arms_review` (contract, section 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from common.dates import BeyondHolidayData, WorkingDays, add_interval, long_date
from common.tuples import maker
from deadlines.policy_keys import PolicyBook
from deadlines.spec import SPEC, Spec
from offenders.policy import CUSTODY, DECEASED, DETAINED, PersonFacts, open_status
from risk.policy.facts import ARMS, AssessmentFact, Lead
from risk.policy.words import arms_name

ARMS_REVIEW = "arms_review"
ARMS_FIRST_RULE, ARMS_REVIEW_RULE = "arms_first", "arms_review"
POLICE = ("police", "")


def police_led(lead: Lead, on: dt.date) -> bool:
    """Whether the task is the police's own on a day: lead agency police or not recorded.

    The agency has the case from `since`; before that day it was another's: of a case that the police took over,
    a partner's; of one that a partner took over, the police's.
    """
    ours = lead.agency in POLICE
    return ours if lead.since is None or lead.since <= on else not ours


def last_of(assessments: Iterable[AssessmentFact], tool: str, on: dt.date) -> dt.date | None:
    """The day on which a tool was last completed by a day. Another tool is no ARMS."""
    return max((row[0] for row in assessments if row[1] == tool and row[0] <= on), default=None)


class _Answer(NamedTuple):
    due_on: dt.date
    rule: str
    counted_from: dt.date
    text: str


_ANSWER = maker(_Answer)


def arms_review(
    person: PersonFacts,
    lead: Lead,
    assessments: Iterable[AssessmentFact],
    on: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
) -> Spec | None:
    """The next ARMS as of a day, or None where the police owe none.

    None: dead, not (yet) registered, led by a partner, or recorded disposals and orders all ended. Suspended in
    custody and hospital. Where the last ARMS is older than the police's lead, a first one of their own is never due
    before `arms_first`. May raise `BeyondHolidayData`.
    """
    registered = person.registered_on
    if registered is None or registered > on or person.requirement_ended or not police_led(lead, on):
        return None
    statuses = person.statuses
    if statuses and open_status(statuses, on, (DECEASED,)) is not None:
        return None
    since = lead.since if lead.agency in POLICE and lead.since is not None else registered
    start = max(registered, since)
    last = last_of(assessments, ARMS, on) if assessments else None
    answer = _next(person, lead, start, last, on, book, calendar)
    detained = open_status(statuses, on, DETAINED) if statuses else None
    text = answer.text
    if detained is not None:
        where = "in custody" if detained.status == CUSTODY else "in hospital"
        text += f"; {where} since {long_date(detained.began_on)}, so the clock is stopped"
    if lead.born_on is None:
        text += "; date of birth not known, so treated as an adult"
    made: Spec = SPEC((ARMS_REVIEW, "", answer.due_on, answer.rule, text, detained is not None, answer.counted_from, 0))
    return made


def _next(
    person: PersonFacts,
    lead: Lead,
    start: dt.date,
    last: dt.date | None,
    on: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
) -> _Answer:
    name = arms_name(lead, on)
    if last is not None:
        interval = book.interval("arms_review", person.force, on=last)
        due_on = add_interval(last, interval, calendar)
        if last >= start or due_on >= start:
            return _Answer(
                due_on, ARMS_REVIEW_RULE, last, f"{name}: {interval.every()}; last completed {long_date(last)}"
            )
    interval = book.interval("arms_first", person.force, on=start)
    what = "registered" if start == person.registered_on else "police lead since"
    ever = f"last completed {long_date(last)}, before that" if last is not None else "none completed yet"
    text = f"First {name}: within {interval.text()}; {what} {long_date(start)}; {ever}"
    answer: _Answer = _ANSWER((add_interval(start, interval, calendar), ARMS_FIRST_RULE, start, text))
    return answer


class PartnerClock(NamedTuple):
    """A partner's own task, shown and never counted as the police's."""

    due_on: dt.date | None  # None where the bank holidays do not reach: the text says so
    text: str


def partner_clock(
    person: PersonFacts,
    lead: Lead,
    assessments: Iterable[AssessmentFact],
    on: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
) -> PartnerClock | None:
    """The OASys that probation owes: `oasys_after_release` from the release, then `oasys_review` from the last one.

    None where probation does not lead, or nothing is known to count from. Without a stay in custody the person came
    to the community on `registered_on`.
    """
    if lead.agency != "probation" or police_led(lead, on) or person.requirement_ended:
        return None
    if open_status(person.statuses, on, (DECEASED, *DETAINED)) is not None:
        return None
    ends = [row[2] for row in person.statuses if row[0] in DETAINED and row[2] is not None and row[2] <= on]
    starts = [*ends, *([person.registered_on] if person.registered_on and person.registered_on <= on else [])]
    released, last = max(starts, default=None), last_of(assessments, "oasys", on)
    if last is not None and (released is None or last >= released):
        begins, interval = last, book.interval("oasys_review", person.force, on=last)
        text = f"OASys {interval.every()}; last on {long_date(last)}"
    elif released is not None:
        begins, interval = released, book.interval("oasys_after_release", person.force, on=released)
        text = f"OASys within {interval.text()} of {long_date(released)}; none since then"
    else:
        return None
    try:
        return PartnerClock(add_interval(begins, interval, calendar), text)
    except BeyondHolidayData as error:
        return PartnerClock(None, f"{text}. {error}")
