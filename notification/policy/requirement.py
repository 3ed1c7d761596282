"""Whether a person is subject on a day, since when and until when: disposals and orders together.

Each disposal makes a spell of its own. An SHPO, interim SHPO or SOPO that is made while a spell lasts prolongs it
(s.103G(1), s.107(3), SC s.352); made otherwise, it makes one, whose relevant date is its service. A conviction or
caution for the breach of an SRO makes one that lasts as long as that order (s.122I). The last to end governs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from common.dates import day_before, long_date
from common.text import listed
from common.tuples import maker
from deadlines.policy_keys import PolicyBook
from notification.policy.facts import FOREIGN_NOTICE, CaseFacts, DisposalFact
from notification.policy.periods import INDEFINITE, NONE, ORDER_ONLY, OVERRIDE, Period, Step, periods
from orders.policy import OrderSpan

YES, NO, LIMITED = "yes", "no", "limited"

FULL_ORDERS = ("shpo", "interim_shpo", "sopo")
INTERIM_SHPO = "interim_shpo"
SRO, INTERIM_SRO = "sro", "interim_sro"
LIMITED_ORDERS = (SRO, INTERIM_SRO)
BREACH_ORDERS = (*LIMITED_ORDERS, "rosho")
TRAVEL_ORDER, NOTIFICATION_ORDER = "foreign_travel_order", "notification_order"
NAMES = {
    "shpo": "SHPO", "interim_shpo": "interim SHPO", "sopo": "SOPO", "sro": "SRO", "interim_sro": "interim SRO",
    "rosho": "RoSHO", "foreign_travel_order": "foreign travel order", "notification_order": "notification order",
}  # fmt: skip

FOREVER = dt.date.max


class Spell(NamedTuple):
    """Time without a break during which a person is subject by one root: a disposal, an order, a breach."""

    ref: str  # of the disposal or order at its root
    begins_on: dt.date
    last_day: dt.date  # FOREVER: indefinite, or until further order
    relevant_date: dt.date | None  # None: the day of service is not known
    period: Period | None = None  # of the disposal at its root
    breach: DisposalFact | None = None
    order: OrderSpan | None = None  # at its root, or the notification order that made its disposal bind
    by_orders: Sequence[OrderSpan] = ()  # that prolonged it
    ended_by_order: bool = False  # what ended last in it was an order

    def runs(self, on: dt.date) -> bool:
        """Whether the person is subject through it on a day."""
        return self.begins_on <= on <= self.last_day


class Requirement(NamedTuple):
    """The answer for a day, with the steps that lead to it."""

    subject: str  # yes, no, limited
    relevant_date: dt.date | None
    category: str
    last_day: dt.date | None  # None where not subject or without an end
    indefinite: bool
    steps: Sequence[Step]
    spells: Sequence[Spell]  # full requirement
    limited: Sequence[Spell]  # name and address only
    periods: Sequence[Period]
    governing: Period | None
    gaps: Sequence[str]
    travel_order: bool = False  # a foreign travel order is in force

    @property
    def ends_text(self) -> str:
        """As `export_register` has it: the last day, `indefinite`, or blank."""
        if self.subject == NO:
            return ""
        return INDEFINITE if self.last_day is None else self.last_day.isoformat()

    def full_on(self, day: dt.date) -> bool:
        """Whether the full requirement held on a day."""
        return any(spell.runs(day) for spell in self.spells)

    def limited_on(self, day: dt.date) -> bool:
        """Whether the person was bound to notify names and home address only."""
        return any(spell.runs(day) for spell in self.limited) and not self.full_on(day)

    def full_since(self, day: dt.date) -> dt.date:
        """The first day of the unbroken time, up to `day`, in which the full requirement held."""
        return _since(self.spells, day)

    def limited_since(self, day: dt.date) -> dt.date:
        """The same for names and home address only, or for any requirement."""
        return _since((*self.spells, *self.limited), day)


_REQUIREMENT, _SPELL = maker(Requirement), maker(Spell)
_BEGINS_ON = attrgetter("begins_on")


def _since(spells: Sequence[Spell], day: dt.date) -> dt.date:
    begins = day
    for spell in sorted(spells, key=_BEGINS_ON, reverse=True) if len(spells) > 1 else spells:
        last = spell[2]
        if spell[1] <= begins and (last >= begins or last == day_before(begins)):
            begins = spell[1]
    return begins


def requirement(
    case: CaseFacts,
    on: dt.date,
    book: PolicyBook,
    found: Sequence[Period] | None = None,
    *,
    explained: bool = True,
) -> Requirement:
    """Who is subject on a day, by what, until when (contract, section 5).

    `found`: the periods, if worked out. Not `explained`: without the steps of a full requirement, where only what is
    owed is asked for.
    """
    found = periods(case, on, book) if found is None else found
    spells = full_spells(case, found, on)
    gaps = [gap for period in found for gap in period[10]]
    limited: list[Spell] = []
    bound: list[Spell] = []
    travel = False
    if case.orders:
        limited = limited_spells(case.orders, on)
        gaps += _order_gaps(case.orders, on)
        travel = any(one.kind == TRAVEL_ORDER and not one.over for one in case.orders)
        bound = [spell for spell in limited if spell.runs(on)]
    live = [spell for spell in spells if spell[1] <= on <= spell[2]]  # as `runs` has it
    if live:
        return _full(live, spells, limited, found, gaps, travel, on, explained)
    if bound:
        governing = max(bound, key=lambda spell: (spell.last_day, spell.begins_on))
        ends = governing.last_day
        return Requirement(
            LIMITED, governing.relevant_date, ORDER_ONLY, None if ends == FOREVER else ends, ends == FOREVER,
            _limited_steps(bound), spells, limited, found, None, gaps, travel,
        )  # fmt: skip
    words = "Nothing recorded makes the person subject on this day"
    if spells:
        words = f"Not subject any more: the last day was {long_date(max(spell.last_day for spell in spells))}"
    steps = [*(_each(spells, on) if explained else ()), Step(words, "s.80(1), s.82")]
    return Requirement(NO, None, NONE, None, False, steps, spells, limited, found, None, gaps, travel)


def _full(
    live: Sequence[Spell],
    spells: Sequence[Spell],
    limited: Sequence[Spell],
    found: Sequence[Period],
    gaps: Sequence[str],
    travel: bool,
    on: dt.date,
    explained: bool,
) -> Requirement:
    """Date and category are the governing disposal's while its own period runs; after that `order_only`."""
    root = live[0]
    _, _, ends, relevant, governing, _, _, by_orders, _ = root
    if len(live) > 1 or governing is None or by_orders:  # more than its own period
        ends = max(spell.last_day for spell in live)
        own = [spell for spell in live if spell.period is not None and spell.period.runs(on)]
        if len(live) > 1:
            root = max(own or live, key=lambda spell: _own_end(spell) if own else (spell.last_day, spell.begins_on))
        relevant, governing = root.relevant_date, root.period if own else None
    category = governing.category if governing is not None else ORDER_ONLY
    forever = ends == FOREVER
    steps = _steps(live, root, ends, on) if explained else []
    made: Requirement = _REQUIREMENT((
        YES, relevant, category, None if forever else ends, forever, steps, spells, limited, found, governing, gaps,
        travel,
    ))  # fmt: skip
    return made


def _own_end(spell: Spell) -> tuple[dt.date, dt.date]:
    last = spell.period.last_day if spell.period is not None else None
    return last or FOREVER, spell.begins_on


def full_spells(case: CaseFacts, found: Sequence[Period], on: dt.date) -> list[Spell]:
    """Every spell of the full requirement known on a day."""
    spells: list[Spell] = [
        _SPELL((one[0][0], one[2], one[6] or FOREVER, one[1], one, None, None, (), False)) for one in found
    ]
    if not case.orders:
        return spells
    if case.disposals:
        spells += _breaches(case, on)
    for span in _in_order(case.orders):
        if span.kind == NOTIFICATION_ORDER:
            spells = [spell._replace(begins_on=span.made_on, order=span) if _bound_by(spell, span) else spell
                      for spell in spells]  # fmt: skip
        if span.made_on > on or not _makes_full(span, found):
            continue
        last = span.last_day or FOREVER
        prolonged = [number for number, spell in enumerate(spells) if _lasts_at(spell, span)]
        for number in prolonged:
            spell = spells[number]
            if last > spell.last_day:
                spells[number] = spell._replace(last_day=last, by_orders=(*spell.by_orders, span), ended_by_order=True)
        if not prolonged and last >= span.made_on:
            spells.append(_of_order(span, last))
    return spells


def _in_order(orders: Sequence[OrderSpan]) -> Sequence[OrderSpan]:
    return sorted(orders, key=lambda one: (one.made_on, one.ref)) if len(orders) > 1 else orders


def _of_order(span: OrderSpan, last: dt.date) -> Spell:
    """The spell of an order by itself, from the day it was made to a last day."""
    made: Spell = _SPELL((span.ref, span.made_on, last, span.served_on, None, None, span, (), True))
    return made


def _makes_full(span: OrderSpan, found: Sequence[Period]) -> bool:
    """A notification order works through its disposal (s.98); where none binds at its making, by itself."""
    if span.kind == NOTIFICATION_ORDER:
        return not any(period.runs(span.made_on) for period in found)
    return span.kind in FULL_ORDERS


def _bound_by(spell: Spell, span: OrderSpan) -> bool:
    """Whether it was a notification order that made a foreign event bind: there is no notice under s.96ZA (s.98)."""
    period = spell.period
    return (
        period is not None
        and period.disposal.event == FOREIGN_NOTICE
        and period.disposal.notice_served_on is None
        and spell.runs(span.made_on)
    )


def _lasts_at(spell: Spell, span: OrderSpan) -> bool:
    """Whether the person is already subject through a spell when an order is made.

    An order that this one takes the place of ended the day before and counts as lasting.
    """
    day = day_before(span.made_on) if spell.ended_by_order else span.made_on
    return spell.begins_on <= span.made_on and spell.last_day >= day


def _breaches(case: CaseFacts, on: dt.date) -> list[Spell]:
    """Full requirements from a conviction or caution for the breach of an SRO until that order ends (s.122I)."""
    spans = {span.ref.upper(): span for span in case.orders if span.kind in BREACH_ORDERS}
    found = []
    for disposal in case.disposals:
        span = spans.get(disposal.breach_of.upper()) if disposal.breach_of else None
        if span is None or disposal.event_on > on:
            continue
        last = span.last_day or FOREVER
        if last >= disposal.event_on:
            found.append(
                Spell(disposal.ref, disposal.event_on, last, disposal.event_on, breach=disposal, order=span,
                      ended_by_order=True)
            )  # fmt: skip
    return found


def limited_spells(orders: Sequence[OrderSpan], on: dt.date) -> list[Spell]:
    """Names and home address only: while an SRO or interim SRO lasts (s.122F). An SRO goes on from its interim one."""
    found: list[Spell] = []
    for span in _in_order([one for one in orders if one.kind in LIMITED_ORDERS]):
        last = span.last_day or FOREVER
        if span.made_on <= on and last >= span.made_on:
            found.append(_of_order(span, last))
    return found


def _order_gaps(orders: Sequence[OrderSpan], on: dt.date) -> list[str]:
    return [
        f"{NAMES[span.kind]} {span.ref}: the day of service is not recorded, so the first notification has no date"
        for span in orders
        if span.served_on is None and not span.over and span.kind in (*FULL_ORDERS, *LIMITED_ORDERS)
    ]


def _steps(live: Sequence[Spell], root: Spell, ends: dt.date, on: dt.date) -> list[Step]:
    steps = _each(live, on)
    if len(live) > 1:
        steps.append(Step(f"Each counts by itself; the last to end governs: {root.ref}", "s.82, inference"))
    if ends == FOREVER:
        by_order = root.ended_by_order or any(spell.last_day == FOREVER and spell.ended_by_order for spell in live)
        lasting = root.period is None or root.period.last_day is not None
        words = "Subject until further order" if by_order and lasting else "Subject indefinitely"
        steps.append(Step(words, "SC s.352, s.103G" if by_order and lasting else "s.82(1)"))
    else:
        steps.append(Step(f"Last day subject: {long_date(ends)}", _ended_by(live, ends)))
    return steps


def _each(spells: Sequence[Spell], on: dt.date) -> list[Step]:
    """What each spell rests on, the earliest first."""
    return [step for spell in sorted(spells, key=lambda one: (one.begins_on, one.ref)) for step in _told(spell, on)]


def _ended_by(live: Sequence[Spell], ends: dt.date) -> str:
    """What the last day rests on: a disposal's own period, one set by hand, or an order."""
    own = [spell.period for spell in live if spell.period is not None and spell.period.last_day == ends]
    if own:
        return "s.82" if any(not period.override for period in own) else OVERRIDE
    return "s.122I" if all(spell.breach for spell in live if spell.last_day == ends) else "SC s.352, s.103G"


def _told(spell: Spell, on: dt.date) -> list[Step]:
    if spell.breach is not None:
        assert spell.order is not None
        words = (
            f"{spell.ref}: dealt with for the breach of {NAMES[spell.order.kind]} {spell.order.ref} on"
            f" {long_date(spell.begins_on)}: full requirements until that order ends{_until(spell.last_day)}"
        )
        return [Step(words, "s.122I")]
    if spell.order is not None and spell.period is None:
        served = (
            f"relevant date the day of service, {long_date(spell.relevant_date)}"
            if spell.relevant_date
            else "the day of service is not recorded"
        )
        words = (
            f"{NAMES[spell.order.kind]} {spell.ref} made {long_date(spell.begins_on)} on a person not already subject:"
            f" {served}; subject while it lasts{_until(spell.last_day)}"
        )
        return [Step(words, "s.103G(2)-(3); SC s.352"), *_prolonged(spell)]
    assert spell.period is not None
    steps = [Step(f"{spell.ref}: {step.text}", step.section) for step in spell.period.steps]
    return [*steps, *_prolonged(spell)]


def _prolonged(spell: Spell) -> list[Step]:
    if not spell.by_orders:
        return []
    orders = [f"{NAMES[span.kind]} {span.ref} ({long_date(span.made_on)})" for span in spell.by_orders]
    words = f"Already subject when {listed(orders)} was made: stays so while it lasts{_until(spell.last_day)}"
    return [Step(words, "s.103G(1), s.107(3); SC s.352")]


def _until(last: dt.date) -> str:
    return ": until further order" if last == FOREVER else f": last day {long_date(last)}"


def _limited_steps(bound: Sequence[Spell]) -> list[Step]:
    return [
        Step(
            f"Under {NAMES[spell.order.kind]} {spell.ref} alone: names and home address only; nothing yearly, no"
            f" travel, no bank{_until(spell.last_day)}",
            "s.122F",
        )
        for spell in bound
        if spell.order is not None
    ]


def all_ended(found: Sequence[Period], on: dt.date) -> bool | None:
    """Whether every recorded disposal that makes a requirement has ended; None where none is recorded.

    A disposal that never made one (an absolute discharge, another offence) says nothing. Orders speak for themselves.
    """
    return not [period for period in found if period.runs(on)] if found else None
