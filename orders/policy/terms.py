"""Terms that the Act does not seem to allow. The order stands as the court made it; each is a query for the court."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from common.dates import last_day_beginning_with, long_date
from orders.policy.facts import ELECTRONIC_MONITORING, FOREIGN_TRAVEL, NOT_KNOWN, REQUIREMENT, OrderFact
from orders.policy.kinds import (
    FTO,
    INTERIM_SHPO,
    INTERIM_SRO,
    MONITORING_MONTHS,
    REQUIREMENTS_FROM,
    RULES,
    SHPO,
    SRO,
    TRAVEL_YEARS,
    cited,
)
from orders.policy.standing import Term, terms_on

TRAVEL_SECTION = {SHPO: "s.103D; SC s.348", SRO: "s.122C"}
MAY_REQUIRE = frozenset((SHPO, INTERIM_SHPO, SRO, INTERIM_SRO))


class TermWarning(NamedTuple):
    """What looks wrong: of which condition ('' = the order), a code, one sentence, the section."""

    number: str
    code: str
    text: str
    section: str

    @property
    def source(self) -> str:
        """The section as the pages show it, marked where its number is assumed."""
        return cited(self.section)


def term_warnings(order: OrderFact, on: dt.date, *, monitoring_in_force: bool) -> list[TermWarning]:
    """Everything about an order on a day that the law does not seem to allow.

    `monitoring_in_force`: whether electronic monitoring could be ordered on the day it was made (PCSC s.178; policy
    key `order_electronic_monitoring`).
    """
    if order.made_on == NOT_KNOWN:
        return [
            TermWarning("", "made_on_unknown", "The day on which it was made is not recorded", RULES[order.kind].law)
        ]
    found = list(_kind_warnings(order))
    for term in terms_on(order, on):
        if not term.removed:
            found += _term_warnings(order, term, monitoring_in_force)
    return found


def _kind_warnings(order: OrderFact) -> Iterator[TermWarning]:
    rule = RULES[order.kind]
    if rule.first_day is not None and order.made_on < rule.first_day:
        yield TermWarning(
            "", "made_too_early", f"No order of this kind could be made before {long_date(rule.first_day)}", rule.law
        )
    if rule.last_day is not None and order.made_on > rule.last_day:
        yield TermWarning("", "made_too_late", rule.gone, rule.law)


def _term_warnings(order: OrderFact, term: Term, monitoring_in_force: bool) -> Iterator[TermWarning]:
    if term.kind == FOREIGN_TRAVEL or order.kind == FTO:
        yield from _travel(order, term)
    elif term.kind == ELECTRONIC_MONITORING:
        yield from _monitoring(term, monitoring_in_force)
    else:
        yield from _length(order, term)
    if term.kind == REQUIREMENT:
        yield from _requirement(order, term)


def _length(order: OrderFact, term: Term) -> Iterator[TermWarning]:
    """At least 5 years (SHPO: s.103C assumed; SOPO: ss.104 to 110) or 2 (s.122A, s.123).

    Counted from the making where no start is given.

    A term that the court counted from service is longer still, so it is never warned of.
    """
    rule = RULES[order.kind]
    if term.last_day is None:
        if rule.fixed:
            yield TermWarning(
                term.number, "not_fixed", "An order of this kind is for a fixed time, and no last day is given",
                rule.term_section,
            )  # fmt: skip
        return
    begins = term.condition.starts_on or term.condition.added_on or order.made_on
    if rule.least_years and term.last_day < last_day_beginning_with(begins, 12 * rule.least_years):
        yield TermWarning(term.number, "too_short", f"Lasts less than {rule.least_years} years", rule.term_section)


def _travel(order: OrderFact, term: Term) -> Iterator[TermWarning]:
    """A fixed time of at most 5 years (ss.103D, 122C assumed; s.114 for a foreign travel order), from its start."""
    section = TRAVEL_SECTION.get(order.kind, RULES[order.kind].term_section)
    if term.last_day is None:
        yield TermWarning(
            term.number, "travel_not_fixed", "A travel ban is for a fixed time of at most 5 years", section
        )
    elif term.last_day > last_day_beginning_with(term.starts_on, 12 * TRAVEL_YEARS):
        yield TermWarning(term.number, "travel_too_long", "A travel ban lasts at most 5 years at a time", section)


def _requirement(order: OrderFact, term: Term) -> Iterator[TermWarning]:
    """Positive requirements since 29 November 2022, with somebody named to supervise them (PCSC ss.175-176)."""
    made = term.condition.added_on or order.made_on
    if order.kind not in MAY_REQUIRE or made < REQUIREMENTS_FROM:
        yield TermWarning(
            term.number, "requirement_too_early",
            "Positive requirements can be made only in an SHPO or SRO, since 29 November 2022", "PCSC ss.175-176",
        )  # fmt: skip
    if not term.supervisor:
        yield TermWarning(
            term.number, "no_supervisor", "A positive requirement names the person who supervises it", "PCSC ss.175-176"
        )


def _monitoring(term: Term, in_force: bool) -> Iterator[TermWarning]:
    """Up to 12 months at a time, once in force (PCSC s.178)."""
    if not in_force:
        yield TermWarning(
            term.number, "monitoring_not_in_force",
            "Electronic monitoring in these orders was not known to be in force when it was made", "PCSC s.178",
        )  # fmt: skip
    if term.last_day is None or term.last_day > last_day_beginning_with(term.starts_on, MONITORING_MONTHS):
        yield TermWarning(
            term.number, "monitoring_too_long", "Electronic monitoring lasts at most 12 months at a time", "PCSC s.178"
        )
