"""When the next home visit is due (design section 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from common.dates import Interval, WorkingDays, add_interval
from common.tuples import maker
from deadlines.policy_keys import PolicyBook
from deadlines.spec import SPEC, Spec
from offenders.policy import (
    AS_FOR_NO_LEVEL,
    NO_LEVEL,
    REACTIVE,
    IntervalHistory,
    IntervalStep,
    LevelHistory,
    PersonFacts,
    approved_from,
    first_move_after,
    interval_history,
    risk_level_on,
    settled_level,
)
from visits.policy import reasons
from visits.policy.facts import Situation, Start, VisitFact, situation

HOME_VISIT = "home_visit"
FIRST_VISIT, VISIT_INTERVAL, PLAN_INTERVAL, CHANGE_OF_INTERVAL, NEW_ADDRESS = (
    "first_visit", "visit_interval", "plan_interval", "change_of_interval", "new_address",
)  # fmt: skip


def home_visit(
    person: PersonFacts, visits: Iterable[VisitFact], on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Spec | None:
    """The next home visit as of a day, or None where none is owed or no date can be computed.

    None: dead, not (yet) registered, managed reactively, or recorded disposals and orders all ended. Suspended in
    custody and hospital. May raise `BeyondHolidayData` where working days have to be counted.
    """
    return home_visit_for(person, situation(person, visits, on, book, calendar), on, book, calendar)


def home_visit_for(
    person: PersonFacts, s: Situation, on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Spec | None:
    """The same, from a situation already worked out."""
    if s.deceased or not s.registered or s.start is None or s.management.mode == REACTIVE or person.requirement_ended:
        return None
    if s.anchor is None:
        answer = _first_visit(person, s.start, s.last_seen, book, calendar)
    else:
        answer = _after_visit(person, s.anchor, on, book, calendar)
    if person.addresses:
        answer = _new_home(person, s, answer, on, book, calendar)
    texts = [*answer.texts, *reasons.status_texts(s)] if s.detained or s.abroad or s.missing else answer.texts
    made: Spec = SPEC((
        HOME_VISIT, "", answer.due_on, answer.rule, "; ".join(texts), s.detained is not None, answer.counted_from,
        len(s.attempts),
    ))  # fmt: skip
    return made


def level_history(person: PersonFacts, on: dt.date, book: PolicyBook) -> LevelHistory:
    """The person's risk level on a day by the force's policy; the gate is that of the day of each proposal."""
    if not person.levels:
        return NO_LEVEL
    return risk_level_on(
        person.levels, on, lower_needs_approval=lambda day: book.yes("lower_risk_needs_approval", person.force, on=day)
    )


def intervals_counted_from(
    person: PersonFacts, levels: LevelHistory, counted_from: dt.date, on: dt.date, book: PolicyBook
) -> IntervalHistory:
    """The person's interval over time, as it stands for a count from one day; the force's policy of that day."""
    force = person.force

    def default(level: str | None, day: dt.date) -> Interval:
        return book.interval("visit_interval", force, level or AS_FOR_NO_LEVEL, on=day)

    return interval_history(
        levels,
        person.plans,
        on,
        default=default,
        counted_from=counted_from,
        longer_needs_approval=lambda day: book.yes("longer_interval_needs_approval", force, on=day),
    )


class _Answer(NamedTuple):
    due_on: dt.date
    rule: str
    counted_from: dt.date
    texts: list[str]


_ANSWER = maker(_Answer)


def _first_visit(
    person: PersonFacts, start: Start, last_seen: dt.date | None, book: PolicyBook, calendar: WorkingDays
) -> _Answer:
    interval = book.interval("first_visit", person.force, on=start.on)
    texts = [reasons.first_visit_text(interval, start), reasons.seen_text(last_seen)]
    return _Answer(add_interval(start.on, interval, calendar), FIRST_VISIT, start.on, texts)


def _after_visit(person: PersonFacts, anchor: dt.date, on: dt.date, book: PolicyBook, calendar: WorkingDays) -> _Answer:
    settled = None if person.plans else settled_level(person.levels, on, by=anchor)
    if settled is not None:
        return _unchanged(person, anchor, settled, (), book, calendar)
    levels = level_history(person, on, book)
    if not person.plans and (not levels.changes or levels.changes[-1].day <= anchor):
        waiting = reasons.waiting_texts(levels, None) if levels.waiting is not None else ()
        return _unchanged(person, anchor, levels.level, waiting, book, calendar)
    history = intervals_counted_from(person, levels, anchor, on, book)

    def interval_of(step: IntervalStep) -> Interval:
        if step.plan is not None:
            return Interval(step.plan[1], step.plan[2])
        return book.interval("visit_interval", person.force, step.level or AS_FOR_NO_LEVEL, on=anchor)

    steps = [_no_later(step, levels, anchor, on, interval_of, person, book, calendar) for step in history.steps]
    walk = walk_changes(anchor, steps, interval_of, calendar)
    step = walk.step
    texts = [
        reasons.interval_text(step.level, step.plan is not None, walk.interval),
        reasons.seen_text(anchor),
        *walk.texts,
        *reasons.waiting_texts(levels, history),
    ]
    rule = CHANGE_OF_INTERVAL if walk.moved_to_change else VISIT_INTERVAL if step.plan is None else PLAN_INTERVAL
    return _Answer(walk.due_on, rule, anchor, texts)


def _unchanged(
    person: PersonFacts,
    anchor: dt.date,
    level: str | None,
    waiting: Sequence[str],
    book: PolicyBook,
    calendar: WorkingDays,
) -> _Answer:
    """The short way, for most people: no plan, and no change of level since the visit."""
    interval = book.interval("visit_interval", person.force, level or AS_FOR_NO_LEVEL, on=anchor)
    texts = [reasons.interval_text(level, False, interval), reasons.seen_text(anchor), *waiting]
    answer: _Answer = _ANSWER((add_interval(anchor, interval, calendar), VISIT_INTERVAL, anchor, texts))
    return answer


def _no_later(
    step: IntervalStep,
    levels: LevelHistory,
    anchor: dt.date,
    on: dt.date,
    interval_of: Callable[[IntervalStep], Interval],
    person: PersonFacts,
    book: PolicyBook,
    calendar: WorkingDays,
) -> IntervalStep:
    """A plan interval that nobody agreed to, or that is older than a rise, never puts a visit off.

    Months and weeks are told apart by average length, so from some days 13 weeks end after 3 months; then the default
    stands (contract, "Approval").
    """
    plan = step.plan
    if plan is None:
        return step
    agreed_on = approved_from(plan[0], plan[3], plan[4])
    agreed = agreed_on is not None and agreed_on <= on
    risen = any(change.rose() and plan[0] < change.day <= step.day for change in levels.changes)
    if not risen and (agreed or not book.yes("longer_interval_needs_approval", person.force, on=plan[0])):
        return step
    default = step._replace(plan=None)
    later = add_interval(anchor, interval_of(step), calendar) > add_interval(anchor, interval_of(default), calendar)
    return default if later else step


class Walk(NamedTuple):
    """Where the changes of interval since a visit leave its date."""

    due_on: dt.date
    step: IntervalStep  # the step whose interval decided
    interval: Interval
    moved_to_change: bool  # due on the day of the change, not by the interval
    texts: list[str]


def walk_changes(
    anchor: dt.date,
    steps: Sequence[IntervalStep],
    interval_of: Callable[[IntervalStep], Interval],
    calendar: WorkingDays,
) -> Walk:
    """Anchor plus interval, then each later change of interval in order (design section 4).

    A date before the change was already overdue and stands, whatever changes later; else it becomes the later of
    anchor plus the new interval and the day of the change. A change on the day of the visit is already in force at it.
    """
    index = len(steps) - 1
    while steps[index].day > anchor:
        index -= 1
    step = steps[index]
    interval = interval_of(step)
    due_on, moved = add_interval(anchor, interval, calendar), False
    texts: list[str] = []
    for number in range(index + 1, len(steps)):
        later = steps[number]
        new = interval_of(later)
        if new == interval:
            step = later  # another level or plan, but as often
            continue
        change = reasons.change_text(steps[number - 1], later)
        if due_on < later.day:
            texts = [*texts, f"already overdue when {change}, so the date stands"]
            break
        target = add_interval(anchor, new, calendar)
        moved = target < later.day
        due_on = later.day if moved else target
        texts = [f"{change}, so due that day" if moved else change]
        step, interval = later, new
    return Walk(due_on, step, interval, moved, texts)


def _new_home(
    person: PersonFacts, s: Situation, answer: _Answer, on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> _Answer:
    """The earlier of the date so far and `visit_new_address` after the first move since the clock last counted."""
    since = s.anchor if s.anchor is not None else s.start.on if s.start is not None else dt.date.min
    move = first_move_after(person.addresses, since, on)
    if move is None or move[3] is None or move[3] >= answer.due_on:
        return answer
    interval = book.interval("visit_new_address", person.force, on=move[3])
    due_on = add_interval(move[3], interval, calendar)
    if due_on >= answer.due_on:
        return answer
    texts = [reasons.new_home_text(interval, move[3]), reasons.seen_text(s.last_seen)]
    return _Answer(due_on, NEW_ADDRESS, move[3], [*texts, reasons.otherwise_text(answer.due_on)])
