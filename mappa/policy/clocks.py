"""`mappa_review`, `mappa_first_meeting`, `mappa_minutes` and `mappa_action` (contract, sections 4 and 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from common.dates import Interval, WorkingDays, add_interval, long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from mappa.policy.facts import ACCEPTED, Facts, ItemFact, ReferralFact
from offenders.policy import CUSTODY, DECEASED, DETAINED, PersonFacts, open_status
from risk.policy import Lead, police_led

REVIEW, FIRST_MEETING, MINUTES, ACTION = KINDS = (
    "mappa_review", "mappa_first_meeting", "mappa_minutes", "mappa_action",
)  # fmt: skip
BY_MEETING, BY_LEVEL = "last_meeting", "level_row"
FROM_ACCEPTANCE, FROM_MEETING, AS_AGREED = "from_acceptance", "from_meeting", "as_agreed"
LEAST_WITH_MEETINGS = 2  # the level whose figure is used where a meeting or a referral gives none of its own
AS_FOR = f", as for level {LEAST_WITH_MEETINGS}"


def level_on(facts: Facts, on: dt.date) -> int | None:
    """The level in force on a day: of the latest level row or meeting that decided one; a row goes before a meeting.

    None where nothing says it.
    """
    found = [(row.effective_from, 1, row.level) for row in facts.levels if row.effective_from <= on]
    found += [(row.held_on, 0, row.decision_level) for row in facts.items if row.held_on <= on and row.decision_level]
    return max(found)[2] if found else None


def last_discussed(facts: Facts, on: dt.date) -> dt.date | None:
    """The day of the last meeting that discussed the case, as of a day."""
    return max((row.held_on for row in facts.items if row.held_on <= on), default=None)


def met_on(referral: ReferralFact, facts: Facts, on: dt.date) -> dt.date | None:
    """The day of the first meeting held on or after a referral was accepted, as of a day; None while it is owed."""
    decided = referral.decided_on
    if decided is None:
        return None
    return min((row.held_on for row in facts.items if decided <= row.held_on <= on), default=None)


def out_of_category(person: PersonFacts, category: int | None) -> bool:
    """Whether the person was in category 1, those subject to notification, and recorded disposals and orders have all
    ended: then no meeting and no review is owed (contract, "No disposal and no order recorded").
    """
    return person.requirement_ended and category == 1


def mappa_specs(
    person: PersonFacts,
    lead: Lead,
    facts: Facts,
    on: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
    *,
    category: int | None = None,
) -> list[Spec]:
    """All that is owed under MAPPA on a day, given the category on it. Nothing is owed about the dead.

    Of somebody who is out of category 1 what a meeting left behind is still to be done: its minutes and its actions.
    May raise `BeyondHolidayData`.
    """
    if person.statuses and open_status(person.statuses, on, (DECEASED,)) is not None:
        return []
    specs = [*_minutes(person, facts, on, book, calendar), *_actions(facts, on)]
    if out_of_category(person, category):
        return specs
    specs += _first_meetings(person, facts, on, book, calendar)
    review = _review(person, lead, facts, on, book, calendar)
    return [review, *specs] if review is not None else specs


def _interval(key: str, level: int, person: PersonFacts, on: dt.date, book: PolicyBook) -> Interval:
    return book.interval(key, person.force, f"level_{level}", on=on)


def review_on(
    person: PersonFacts, lead: Lead, facts: Facts, on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Spec | None:
    """The level review that is owed on a day, if one is. May raise `BeyondHolidayData`."""
    return _review(person, lead, facts, on, book, calendar)


def minutes_due(row: ItemFact, person: PersonFacts, book: PolicyBook, calendar: WorkingDays) -> dt.date:
    """The last day on which the minutes of a meeting are in time. May raise `BeyondHolidayData`."""
    level = max(row.level or LEAST_WITH_MEETINGS, LEAST_WITH_MEETINGS)
    return add_interval(row.held_on, _interval(MINUTES, level, person, row.held_on, book), calendar)


def first_meeting_due(
    row: ReferralFact, person: PersonFacts, book: PolicyBook, calendar: WorkingDays
) -> dt.date | None:
    """The last day on which the first meeting is in time; None where the referral calls for none."""
    decided, level = row.decided_on, row.level or LEAST_WITH_MEETINGS
    if row.decision != ACCEPTED or decided is None or level < LEAST_WITH_MEETINGS:
        return None
    return add_interval(decided, _interval(FIRST_MEETING, level, person, decided, book), calendar)


def _review(
    person: PersonFacts, lead: Lead, facts: Facts, on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Spec | None:
    """From the later of the last meeting that discussed the case and the latest level row, which may keep the level.

    At level 1 only where the police lead on the day or nobody is said to, and suspended there in custody and hospital.
    """
    level = level_on(facts, on)
    managed = max(on, person.registered_on or on)  # nobody led before the person was registered
    if level is None or (level == 1 and not police_led(lead, managed)):
        return None
    met = last_discussed(facts, on) or dt.date.min
    row = max((row.effective_from for row in facts.levels if row.effective_from <= on), default=dt.date.min)
    begin = max(met, row)
    interval = _interval(REVIEW, level, person, begin, book)
    since = "last discussed at a meeting on" if met >= row else "level last decided on"
    texts = [f"MAPPA level {level}: reviewed {interval.every()}; {since} {long_date(begin)}"]
    detained = open_status(person.statuses, on, DETAINED) if level == 1 and person.statuses else None
    if detained is not None:
        where = "in custody" if detained.status == CUSTODY else "in hospital"
        texts.append(f"suspended: {where} since {long_date(detained.began_on)}")
    rule = BY_MEETING if met >= row else BY_LEVEL
    due = add_interval(begin, interval, calendar)
    return Spec(REVIEW, "", due, rule, "; ".join(texts), detained is not None, begin)


def _first_meetings(
    person: PersonFacts, facts: Facts, on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Iterator[Spec]:
    """One for each referral accepted to level 2 or 3, until a meeting on or after that day discusses the case."""
    for row in facts.referrals:
        decided, level = row.decided_on, row.level or LEAST_WITH_MEETINGS
        due = first_meeting_due(row, person, book, calendar)
        if due is None or decided is None or decided > on or met_on(row, facts, on) is not None:
            continue
        interval = _interval(FIRST_MEETING, level, person, decided, book)
        to, as_for = (f" to level {level}", "") if row.level else ("", AS_FOR)
        why = f"Referral{to} accepted on {long_date(decided)}: first meeting within {interval.text()}{as_for}"
        yield Spec(FIRST_MEETING, row.ref, due, FROM_ACCEPTANCE, why, counted_from=decided)


def _minutes(person: PersonFacts, facts: Facts, on: dt.date, book: PolicyBook, calendar: WorkingDays) -> Iterator[Spec]:
    """One for each meeting held that discussed the person, until its minutes are sent."""
    for row in facts.items:
        if row.held_on > on or (row.minutes_sent_on is not None and row.minutes_sent_on <= on):
            continue
        level = max(row.level or LEAST_WITH_MEETINGS, LEAST_WITH_MEETINGS)
        interval = _interval(MINUTES, level, person, row.held_on, book)
        what, as_for = f"Level {row.level} meeting" if row.level else "Meeting", "" if row.level == level else AS_FOR
        why = f"{what} of {long_date(row.held_on)}: minutes within {interval.text()}{as_for}; not sent yet"
        due = minutes_due(row, person, book, calendar)
        yield Spec(MINUTES, row.ref, due, FROM_MEETING, why, counted_from=row.held_on)


def _actions(facts: Facts, on: dt.date) -> Iterator[Spec]:
    """Every action agreed by the day and not done by it, on the day first agreed: carrying it over moves nothing."""
    for row in facts.actions:
        if row.due_on is None or (row.made_on is not None and row.made_on > on):
            continue
        if row.done_on is not None and row.done_on <= on:
            continue
        agreed = f" agreed on {long_date(row.made_on)}" if row.made_on else ""
        who = f" for {row.agency}" if row.agency else ""
        why = f"MAPPA action{agreed}{who}: to be done by {long_date(row.due_on)}; not done yet"
        yield Spec(ACTION, row.ref, row.due_on, AS_AGREED, why, counted_from=row.made_on)
