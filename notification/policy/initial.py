"""The first notification (s.83): one for each event or order that calls for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from common.dates import day_before, long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from notification.policy.counting import THREE, last_counted_day
from notification.policy.facts import CAUTION, FOREIGN_NOTICE, S83, CaseFacts
from notification.policy.periods import Step
from notification.policy.requirement import (
    INTERIM_SRO,
    LIMITED_ORDERS,
    NAMES,
    NOTIFICATION_ORDER,
    SRO,
    Requirement,
    Spell,
)

INITIAL = "initial_notification"
RULE_83, RULE_96, RULE_122F = "s83", "s96zc", "s122f"
_DAY = dt.timedelta(days=1)


class Duty(NamedTuple):
    """A first notification that is or was called for. `due` None: time away still keeps it from ending."""

    subject: str
    trigger: dt.date
    due: dt.date | None
    rule: str
    why: str
    spell: Spell
    met_on: dt.date | None


def initial_duties(
    case: CaseFacts, found: Requirement, on: dt.date, book: PolicyBook, *, owed: bool = False
) -> list[Duty]:
    """Every first notification called for by a day, met or not (`owed`: not those that were met). Each within 3 days
    beginning with its trigger.

    Trigger: the relevant date; for a notice under s.96ZA its service (s.96ZC(4)); for an order its service, also where
    it is the notification order for a foreign event (s.98(4)).
    """
    duties = []
    for spell in (*found.spells, *found.limited) if found.limited else found.spells:
        trigger = _trigger(spell)
        if trigger is None or trigger > on:
            continue
        met = _met(case, trigger, on)
        if (owed and met is not None) or _not_needed(case, found, spell, trigger):
            continue
        part = book.yes("custody_part_day_counts", case.person.force, on=trigger)
        due = last_counted_day(trigger, THREE, case.person.statuses, on, part_day_counts=part)
        duties.append(Duty(spell.ref, trigger, due, *_why(spell, trigger), spell, met))
    return duties


def not_needed(case: CaseFacts, found: Requirement, on: dt.date) -> list[Step]:
    """What calls for no first notification although something new made the person subject: s.83(2), s.122F."""
    return [
        Step(f"{spell.ref}: no first notification is owed for it: {words}", section)
        for spells, words, section in (
            (found.spells, "already subject and notified for that, and so throughout the three days", "s.83(2)"),
            (found.limited, "already bound in full, or by the interim order before it", "s.122F"),
        )
        for spell in spells
        if spell.runs(on) and (trigger := _trigger(spell)) is not None and trigger <= on
        and _met(case, trigger, on) is None and _not_needed(case, found, spell, trigger)
    ]  # fmt: skip


def initial_specs(duties: list[Duty], found: Requirement, on: dt.date) -> Iterator[Spec]:
    """Those still owed: not met, and the spell that called for it still lasts.

    One for each reference, the earliest: a conviction listed for itself and for the breach of an order (s.122I) calls
    for one notification, and an order and a disposal of one reference for one after the other.
    """
    owed: dict[str, tuple[dt.date, Duty]] = {}
    for duty in duties:
        due = duty.due
        if duty.met_on is not None or due is None or not _lasts(duty.spell, found, on):
            continue
        if duty.subject not in owed or due < owed[duty.subject][0]:
            owed[duty.subject] = due, duty
    for due, duty in owed.values():
        extra = ""
        if due != duty.trigger + 2 * _DAY:
            extra = "; time in custody, in hospital or abroad is left out (s.83(6))"
        why = f"{duty.why}: within 3 days beginning with {long_date(duty.trigger)}{extra}"
        yield Spec(INITIAL, duty.subject, due, duty.rule, why, counted_from=duty.trigger)


def _lasts(spell: Spell, found: Requirement, on: dt.date) -> bool:
    """Whether the duty that came with a spell still binds: that of an interim SRO goes on under the SRO after it."""
    if spell.runs(on) or spell.order is None or spell.order.kind != INTERIM_SRO or spell.breach is not None:
        return spell.runs(on)
    return any(other.runs(on) for other in found.limited) and found.limited_since(on) <= spell.begins_on


def _trigger(spell: Spell) -> dt.date | None:
    period = spell[4]
    if period is not None and period[0][1] == FOREIGN_NOTICE:
        return spell.order.served_on if spell.order is not None else period.disposal.notice_served_on
    return spell[3]


def _why(spell: Spell, trigger: dt.date) -> tuple[str, str]:
    day = long_date(trigger)
    if spell.breach is not None:
        return RULE_83, f"Dealt with on {day} for the breach of an order (s.122I)"
    if spell.order is not None and spell.period is None:
        name = NAMES[spell.order.kind]
        limited = spell.order.kind in LIMITED_ORDERS
        what = " (names and home address, s.122F)" if limited else ""
        return RULE_122F if limited else RULE_83, f"{name[0].upper()}{name[1:]} served {day}{what}"
    assert spell.period is not None
    disposal = spell.period.disposal
    if disposal.event == FOREIGN_NOTICE:
        if spell.order is not None:
            return RULE_83, f"Notification order served {day} (s.98(4))"
        return RULE_96, f"Notice under s.96ZA served {day}"
    if disposal.depends_on_sentence and disposal.event != CAUTION:
        return RULE_83, f"Sentenced {day} (listed only because of the sentence, s.132)"
    words = {"caution": "Cautioned", "insanity_finding": "Finding of", "disability_finding": "Finding of"}
    return RULE_83, f"{words.get(disposal.event, 'Convicted')} {day}"


def _met(case: CaseFacts, trigger: dt.date, on: dt.date) -> dt.date | None:
    first: dt.date | None = None
    for one in case.notifications:
        if one[1] == S83:
            day = one[2]
            if day is not None and trigger <= day <= on and (first is None or day < first):
                first = day
    return first


def _not_needed(case: CaseFacts, found: Requirement, spell: Spell, trigger: dt.date) -> bool:
    """s.83(2): subject immediately before by another event or order, notified for that, and so throughout the 3 days.

    An order made on somebody already subject has no spell of its own; an SRO on somebody fully subject calls for
    nothing, and one that follows an interim SRO for nothing fresh (s.122F): that one ended when it was made, whenever
    it was served.
    """
    if len(found.spells) == 1 and not found.limited:  # nothing else to be subject by
        return False
    limited = spell in found.limited
    if limited and (found.full_on(trigger) or found.full_on(spell.begins_on)):
        return True
    if spell.order is not None and spell.order.kind == NOTIFICATION_ORDER:
        return False
    last = trigger + (THREE - 1) * _DAY
    begins = spell.begins_on if limited else trigger
    earlier = [
        other
        for other in (found.limited if limited else found.spells)
        if other.ref != spell.ref and other.begins_on < begins and other.last_day >= day_before(begins)
    ]
    if limited:
        return any(_replaces(spell, other) or _notified_for(case, found, other, trigger) for other in earlier)
    return any(other.last_day >= last and _notified_for(case, found, other, trigger) for other in earlier)


def _replaces(spell: Spell, other: Spell) -> bool:
    """Whether an SRO takes the place of an interim one, whose service called for the first notification (s.122F)."""
    kinds = [one.order.kind for one in (spell, other) if one.order is not None]
    return kinds == [SRO, INTERIM_SRO] and other.relevant_date is not None


def _notified_for(case: CaseFacts, found: Requirement, other: Spell, before: dt.date) -> bool:
    """Whether a first notification was made in the unbroken time that the earlier spell belongs to."""
    since = found.full_since(other.begins_on) if other in found.spells else found.limited_since(other.begins_on)
    return any(
        one.section == S83 and one.notified_on is not None and since <= one.notified_on <= before
        for one in case.notifications
    )
