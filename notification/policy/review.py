"""Review of an indefinite requirement (ss.91A to 91F): when it may be asked for, and the clocks of one that is."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from common.dates import long_date, roll
from deadlines.spec import Spec
from notification.policy.counting import times_away
from notification.policy.facts import REFUSED, S83, S84, S85, CaseFacts, ReviewFact
from notification.policy.periods import AS_ADULT, Period
from notification.policy.requirement import FULL_ORDERS, YES, Requirement
from offenders.policy import DETAINED

REVIEW, STEP = "indefinite_review", "indefinite_review_step"
FIRST_DAY, AFTER_REFUSAL = "s91b", "s91b_after_refusal"
ADULT_YEARS, YOUNG_YEARS, LONGEST_BAR = 15, 8, 15
ACKNOWLEDGE, REPLY, DECIDE, APPEAL = 14, 28, 42, 20

_DAY = dt.timedelta(days=1)


class Qualifying(NamedTuple):
    """The first day on which an application can be made, or why there is none."""

    day: dt.date | None
    rule: str
    reason: str
    counted_from: dt.date | None = None


def qualifying(case: CaseFacts, found: Requirement, on: dt.date) -> Qualifying | None:
    """s.91B(2): the day after 15 years (8 if under 18 on the relevant date) beginning with the first notification
    after the first release. None: no indefinite disposal governs, or an order bars it (s.91A).
    """
    period = found.governing
    if found.subject != YES or period is None or period.last_day is not None:
        return None
    if any(not span.over and span.kind in FULL_ORDERS for span in case.orders):
        return Qualifying(None, "", "An order is in force: no application can be made until it has gone (s.91A)")
    first = _first(case, period, on)
    refused = [review for review in case.reviews if review.decision == REFUSED and review.decided_on is not None
               and not review.own_motion and review.decided_on <= on
               and (review.appeal_allowed_on is None or review.appeal_allowed_on > on)]  # fmt: skip
    if first.day is None or not refused:
        return first
    last = max(refused, key=lambda review: review.decided_on or dt.date.min)
    assert last.decided_on is not None
    again = roll(last.decided_on, 12 * last.bar_years)
    if again <= first.day:
        return first
    why = f"Refused {long_date(last.decided_on)}: again after {last.bar_years} years beginning with that day"
    return Qualifying(again, AFTER_REFUSAL, why, last.decided_on)


def _first(case: CaseFacts, period: Period, on: dt.date) -> Qualifying:
    event = period.disposal.event_on
    stays = times_away(case.person.statuses, on, DETAINED)
    released = min((one.ended_on for one in stays if one.ended_on is not None and one.ended_on >= event), default=None)
    if released is None:
        inside = any(one.ended_on is None for one in stays)
        why = (
            "Not released yet, so the time for a review has not begun (s.91B)"
            if inside
            else "No custody or hospital period for the offence is recorded, so there is no first day for a review: "
            "refer it to the solicitor (s.91B)"
        )
        return Qualifying(None, "", why)
    days = [
        one.notified_on
        for one in case.notifications
        if one.section in (S83, S84, S85) and one.notified_on is not None and released <= one.notified_on <= on
    ]
    if not days:
        why = (
            f"No notification is recorded since the release on {long_date(released)}, so there is no first day (s.91B)"
        )
        return Qualifying(None, "", why)
    years = YOUNG_YEARS if period.under_18 else ADULT_YEARS
    begin = min(days)
    age = AS_ADULT if case.born is None else f"{'under 18' if period.under_18 else '18 or over'} on the relevant date"
    why = (
        f"First notified {long_date(begin)} after the release on {long_date(released)}; {age}: the day after {years}"
        " years beginning with that notification"
    )
    return Qualifying(roll(begin, 12 * years), FIRST_DAY, why, begin)


def review_spec(case: CaseFacts, found: Requirement, on: dt.date) -> Spec | None:
    """The first day for an application: up to and on it, gone the day after."""
    answer = qualifying(case, found, on)
    if answer is None or answer.day is None or answer.day < on:
        return None
    if any(open_on(review, on) for review in case.reviews):
        return None
    return Spec(REVIEW, "", answer.day, answer.rule, answer.reason, counted_from=answer.counted_from)


def open_on(review: ReviewFact, on: dt.date) -> bool:
    """Whether an application waits for its decision on a day."""
    return review.received_on <= on and (review.decided_on is None or review.decided_on > on)


class Clock(NamedTuple):
    """One clock of a review that has been asked for."""

    step: str  # acknowledge, decide, appeal
    due_on: dt.date
    text: str
    section: str
    done_on: dt.date | None


def clocks(review: ReviewFact) -> list[Clock]:
    """Acknowledge R + 14; each body its own receipt + 28; decide the latest possible reply + 42; appeal receipt + 20.

    With no body asked the six weeks have no stated start: counted from the receipt of the application.
    """
    if review.own_motion:  # nobody applied: the Act as announced gives no clock
        return []
    received = review.received_on
    found = [
        Clock("acknowledge", received + ACKNOWLEDGE * _DAY,
              f"Application received {long_date(received)}: acknowledge within 14 days", "s.91B(4)",
              review.acknowledged_on)
    ]  # fmt: skip
    replies = [body.received_on + REPLY * _DAY for body in review.bodies]
    if replies:
        begin = max(replies)
        why = f"Last possible reply {long_date(begin)}: decide and give notice within 6 weeks"
    else:
        begin, why = received, f"No body was asked; application received {long_date(received)}: decide all the same"
    found.append(Clock("decide", begin + DECIDE * _DAY, why, "s.91C", review.decided_on))
    if review.decision == REFUSED and review.notice_received_on is not None:
        day = review.notice_received_on
        why = f"Notice of refusal received {long_date(day)}: appeal within 21 days beginning with that day"
        found.append(Clock("appeal", day + APPEAL * _DAY, why, "s.91E", review.appealed_on))
    return found


def step_specs(case: CaseFacts, on: dt.date) -> list[Spec]:
    """What the police owe in a review that is open: the acknowledgment and the decision."""
    specs = []
    for review in case.reviews:
        if review.received_on > on:
            continue
        asked = [body for body in review.bodies if body.received_on <= on]
        for clock in clocks(review._replace(bodies=asked)):
            if clock.step == "appeal" or (clock.done_on is not None and clock.done_on <= on):
                continue
            subject = f"review-{review.id}/{clock.step}"
            why = f"{clock.text} ({clock.section})"
            specs.append(Spec(STEP, subject, clock.due_on, clock.step, why, counted_from=review.received_on))
    return specs
