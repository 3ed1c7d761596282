"""`order_end`, `condition_end` and `condition_check` (contract, section 4, "Orders")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from common.dates import Interval, WorkingDays, add_interval, long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from offenders.policy import CUSTODY, DECEASED, DETAINED, PersonFacts, open_status
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
    specs: list[Spec] = []
    for standing in standings(orders, on):
        if not standing.over:
            specs += _of_order(standing, person, on, book, calendar)
    return specs


def _of_order(
    standing: Standing, person: PersonFacts, on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Iterator[Spec]:
    order, last = standing.order, standing.last_day
    if last is not None:
        why = "; ".join((f"The last term of the {NAMES[order.kind]} ends on {long_date(last)}", _made(order)))
        yield Spec(ORDER_END, order.ref, last, LAST_DAY, why, counted_from=order.made_on)
    for term in standing.terms:
        if term.removed or (term.last_day is not None and term.last_day < on):
            continue
        if term.last_day is not None and (last is None or term.last_day < last):
            why = f"{_named(term, order)} ends on {long_date(term.last_day)}, before the order"
            subject = f"{order.ref}/{term.number}"
            yield Spec(CONDITION_END, subject, term.last_day, LAST_DAY, why, counted_from=term.starts_on)
        check = _check(term, order, person, on, book, calendar)
        if check is not None:
            yield check


def _check(
    term: Term, order: OrderFact, person: PersonFacts, on: dt.date, book: PolicyBook, calendar: WorkingDays
) -> Spec | None:
    last = term.condition.last_check
    begin = last or term.starts_on
    if begin == NOT_KNOWN:
        return None  # no date can be worked out; the order's page says what it lacks
    interval = check_interval(term, person, begin, book)
    if interval is None:
        return None
    texts = [
        f"{_named(term, order)}, {interval.every()}{'' if term.interval else ' (the force’s interval)'}",
        f"last checked {long_date(last)}" if last else f"not checked since it began on {long_date(begin)}",
    ]
    detained = open_status(person.statuses, on, DETAINED) if person.statuses else None
    if detained is not None:
        where = "in custody" if detained.status == CUSTODY else "in hospital"
        texts.append(f"suspended: {where} since {long_date(detained.began_on)}")
    return Spec(
        CONDITION_CHECK, f"{order.ref}/{term.number}", add_interval(begin, interval, calendar),
        LAST_CHECK if last else CONDITION_START, "; ".join(texts), detained is not None, begin,
    )  # fmt: skip


def check_interval(term: Term, person: PersonFacts, begin: dt.date, book: PolicyBook) -> Interval | None:
    """The condition's own interval, else the force's `condition_check` on the day from which it counts."""
    if term.interval is not None:
        return term.interval
    value = book.value("condition_check", person.force, on=begin)
    return value if isinstance(value, Interval) else None


def _named(term: Term, order: OrderFact) -> str:
    return f"Condition {term.number} of the {NAMES[order.kind]}"


def _made(order: OrderFact) -> str:
    return "made on a day not recorded" if order.made_on == NOT_KNOWN else f"made {long_date(order.made_on)}"
