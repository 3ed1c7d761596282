"""`order_end`, `condition_end` and `condition_check` (contract, section 4, "Orders")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from common.dates import Interval, WorkingDays, add_interval, long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import SPEC, Spec
from offenders.policy import CUSTODY, DECEASED, DETAINED, PersonFacts, StatusFact, open_status
from orders.policy.facts import NOT_KNOWN, OrderFact
from orders.policy.standing import Standing, Term, standings

ORDER_END, CONDITION_END, CONDITION_CHECK = KINDS = ("order_end", "condition_end", "condition_check")
LAST_DAY, LAST_CHECK, CONDITION_START = "last_day", "last_check", "condition_start"

NAMES = {
    "shpo": "SHPO",
    "interim_shpo": "interim SHPO",
    "sro": "SRO",
    "interim_sro": "interim SRO",
    "sopo": "SOPO",
    "foreign_travel_order": "foreign travel order",
    "rosho": "RoSHO",
    "notification_order": "notification order",
}


def order_specs(
    person: PersonFacts, orders: Sequence[OrderFact], on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> list[Spec]:
    """All that orders owe on a day. Last days show up to and on their day; nothing is owed by the dead.

    May raise `BeyondHolidayData` where a check is counted in working days.
    """
    statuses = person.statuses
    if statuses and open_status(statuses, on, (DECEASED,)) is not None:
        return []
    detained = open_status(statuses, on, DETAINED) if statuses else None
    specs: list[Spec] = []
    for standing in standings(orders, on):
        if not standing.over:
            specs += _of_order(standing, person, detained, on, book, calendar)
    return specs


def _of_order(
    standing: Standing,
    person: PersonFacts,
    detained: StatusFact | None,
    on: dt.date,
    book: PolicyBook,
    calendar: WorkingDays,
) -> Iterator[Spec]:
    order, last = standing.order, standing.last_day
    if last is not None:
        why = "; ".join((f"The last term of the {NAMES[order.kind]} ends on {long_date(last)}", _made(order)))
        yield Spec(ORDER_END, order.ref, last, LAST_DAY, why, counted_from=order.made_on)
    for term in standing.terms:
        last_day = term.last_day
        if term.removed or (last_day is not None and last_day < on):
            continue
        number = term.number
        subject, named = f"{order.ref}/{number}", f"Condition {number} of the {NAMES[order.kind]}"
        if last_day is not None and (last is None or last_day < last):
            why = f"{named} ends on {long_date(last_day)}, before the order"
            yield SPEC((CONDITION_END, subject, last_day, LAST_DAY, why, False, term.starts_on, 0))
        check = _check(term, subject, named, person, detained, book, calendar)
        if check is not None:
            yield check


def _check(
    term: Term,
    subject: str,
    named: str,
    person: PersonFacts,
    detained: StatusFact | None,
    book: PolicyBook,
    calendar: WorkingDays,
) -> Spec | None:
    last = term.condition.last_check
    begin = last or term.starts_on
    if begin == NOT_KNOWN:
        return None  # no date can be worked out; the order's page says what it lacks
    interval = term.interval or check_interval(term, person, begin, book)
    if interval is None:
        return None
    whose = "" if term.interval else " (the force’s interval)"
    since = f"last checked {long_date(last)}" if last else f"not checked since it began on {long_date(begin)}"
    why = f"{named}, {interval.every()}{whose}; {since}"
    if detained is not None:
        where = "in custody" if detained.status == CUSTODY else "in hospital"
        why += f"; suspended: {where} since {long_date(detained.began_on)}"
    made: Spec = SPEC((
        CONDITION_CHECK, subject, add_interval(begin, interval, calendar), LAST_CHECK if last else CONDITION_START, why,
        detained is not None, begin, 0,
    ))  # fmt: skip
    return made


def check_interval(term: Term, person: PersonFacts, begin: dt.date, book: PolicyBook) -> Interval | None:
    """The condition's own interval, else the force's `condition_check` on the day from which it counts."""
    if term.interval is not None:
        return term.interval
    value = book.value("condition_check", person.force, on=begin)
    return value if isinstance(value, Interval) else None


def _made(order: OrderFact) -> str:
    return "made on a day not recorded" if order.made_on == NOT_KNOWN else f"made {long_date(order.made_on)}"
