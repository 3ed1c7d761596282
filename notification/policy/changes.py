"""Changes (s.84): each event within 3 days, advance notice, release from custody or hospital."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from common.dates import long_date
from deadlines.policy_keys import PolicyBook
from deadlines.spec import Spec
from notification.policy.counting import SIX, THREE, last_counted_day, times_away
from notification.policy.facts import ABSENCE, HOME_ADDRESS, NAME, RELEASE, S83, S84, CaseFacts, NotificationFact
from notification.policy.initial import Duty
from notification.policy.requirement import LIMITED, YES, Requirement
from notification.policy.switches import notice_before
from offenders.policy import DETAINED

CHANGE = "change_notification"
RULE_84, RULE_RELEASE, RULE_ADVANCE, RULE_NOT_HAPPENED, RULE_122F = (
    "s84", "s84_release", "s84_outside_window", "s84_not_happened", "s122f",
)  # fmt: skip
WORDS = {
    "name": "A name used that was not notified",
    "home_address": "Change of home address",
    "other_address": "7 days in 12 months at other premises",
    "child_household": "Staying, or ceasing to stay, where a child lives",
    "bank_or_card": "Change of a bank account or card",
    "identity_document": "Change of a passport or identity document",
    "release": "Release",
    "absence": "Absence from home",
    "": "Change",
}
LIMITED_MATTERS = (NAME, HOME_ADDRESS, "")

_WINDOW = dt.timedelta(days=2)
_DAY = dt.timedelta(days=1)


def window(expected_on: dt.date) -> tuple[dt.date, dt.date]:
    """When the change may happen for notice in advance of day S to be good: S - 2 to S + 2 (s.84(3)-(4))."""
    return expected_on - _WINDOW, expected_on + _WINDOW


def came_late(expected_on: dt.date | None, event_on: dt.date | None) -> bool:
    """Whether what was announced happened after its window: on the day announced nothing had."""
    return expected_on is not None and event_on is not None and event_on > window(expected_on)[1]


def good_in_advance(one: NotificationFact, on: dt.date) -> bool:
    """Whether notice in advance is good: the change happened within the window, by a day."""
    if one.expected_on is None or one.event_on is None or one.event_on > on:
        return False
    first, last = window(one.expected_on)
    return first <= one.event_on <= last


def _in_advance(one: NotificationFact) -> bool:
    """Whether the notice came before the change: one given afterwards is an ordinary notification."""
    assert one.notified_on is not None
    return one.expected_on is not None and (one.event_on is None or one.event_on > one.notified_on)


def change_specs(
    case: CaseFacts, found: Requirement, duties: Sequence[Duty], on: dt.date, book: PolicyBook
) -> Iterator[Spec]:
    """Every change and release still to be notified. Names and home address only, for a person under an SRO alone."""
    detained = found.subject == YES and case.person.statuses
    released = list(_releases(case, found, duties, on, book)) if detained else []
    days = {spec.counted_from for spec in released}
    for one in case.notifications:
        if one.section != S84 or (one.cancelled_on is not None and one.cancelled_on <= on):
            continue
        if one.expected_on is None and one.notified(on):
            continue  # notified, and not in advance: nothing is left of it
        if one.matter == RELEASE and one.event_on in days:
            continue  # the same release, worked out from the status periods
        spec = _of_row(one, case, found, on, book)
        if spec is not None:
            yield spec
    yield from released


def _of_row(one: NotificationFact, case: CaseFacts, found: Requirement, on: dt.date, book: PolicyBook) -> Spec | None:
    if found.subject == LIMITED and one.matter not in LIMITED_MATTERS:
        return None
    event = one.event_on if one.event_on is not None and one.event_on <= on else None
    if one.matter == ABSENCE and one.notified(on):
        return None
    if one.notified(on):
        if not _in_advance(one) or good_in_advance(one, on):
            return None
        return _advance(one, event, case, found, on, book)
    ahead = notice_before(one, event, case, book, CHANGE)
    if ahead is not None:
        return ahead if _bound(found, one, on) else None
    if one.matter == ABSENCE:  # owed by nobody until that law is in force
        return None
    if event is None or not _bound(found, one, event):
        return None
    why = f"{WORDS[one.matter]} on {long_date(event)}: within 3 days beginning with that day"
    rule = RULE_122F if found.subject == LIMITED else RULE_84
    return clocked(one.ref, event, THREE, rule, why, case, on, book)


def _advance(
    one: NotificationFact, event: dt.date | None, case: CaseFacts, found: Requirement, on: dt.date, book: PolicyBook
) -> Spec | None:
    """Notice in advance that was no good: the change came too early or too late, or nothing happened.

    That nothing had happened in time is owed until it is said (`cancelled_on`), whatever is notified of a later change.
    """
    assert one.expected_on is not None
    first, last = window(one.expected_on)
    specs = []
    if event is not None and _bound(found, one, event) and not _notified_later(one, event, case, on):
        side = f"earlier than {long_date(first)}" if event < first else f"later than {long_date(last)}"
        why = (
            f"{WORDS[one.matter]} on {long_date(event)}, {side}, so the notice given in advance for"
            f" {long_date(one.expected_on)} is no good: within 3 days beginning with the change"
        )
        specs.append(clocked(one.ref, event, THREE, RULE_ADVANCE, why, case, on, book))
    unheard = event is None and not _came_by(one, last, case, on)
    if (unheard or came_late(one.expected_on, event)) and on > last and _bound(found, one, one.expected_on):
        why = (
            f"Notice in advance of a change on {long_date(one.expected_on)} that had not happened by"
            f" {long_date(last)}: to say so within 6 days beginning with {long_date(one.expected_on)}"
        )
        specs.append(clocked(one.ref, one.expected_on, SIX, RULE_NOT_HAPPENED, why, case, on, book))
    return min((spec for spec in specs if spec is not None), key=lambda spec: spec.due_on, default=None)


def _notified_later(one: NotificationFact, event: dt.date, case: CaseFacts, on: dt.date) -> bool:
    """Whether a row of its own notifies the change that came outside the window; notice of a further one does not."""
    return any(
        other.ref != one.ref
        and other.section == S84
        and one.matter in ("", other.matter)
        and other.notified(on)
        and (other.event_on == event if other.event_on or other.expected_on else (other.notified_on or event) >= event)
        for other in case.notifications
    )


def _came_by(one: NotificationFact, last: dt.date, case: CaseFacts, on: dt.date) -> bool:
    """Whether a row of its own has the change that was announced: since the notice, early or within the window."""
    assert one.notified_on is not None
    return any(
        other.ref != one.ref and other.section == S84 and one.matter in ("", other.matter)
        and other.event_on is not None and one.notified_on <= other.event_on <= min(last, on)
        for other in case.notifications
    )  # fmt: skip


def _bound(found: Requirement, one: NotificationFact, day: dt.date) -> bool:
    """Whether the person was bound to notify it on the day it happened."""
    return found.full_on(day) or (one.matter in LIMITED_MATTERS and found.limited_on(day))


def clocked(
    subject: str, begin: dt.date, days: int, rule: str, why: str, case: CaseFacts, on: dt.date, book: PolicyBook
) -> Spec | None:
    """A change owed within so many days beginning with a day, time away left out (s.84(5)); None while that lasts."""
    part = book.yes("custody_part_day_counts", case.person.force, on=begin)
    due = last_counted_day(begin, days, case.person.statuses, on, part_day_counts=part)
    if due is None:
        return None
    if due != begin + (days - 1) * _DAY:
        why += "; time in custody, in hospital or abroad is left out (s.84(5))"
    return Spec(CHANGE, subject, due, rule, why, counted_from=begin)


def _releases(
    case: CaseFacts, found: Requirement, duties: Sequence[Duty], on: dt.date, book: PolicyBook
) -> Iterator[Spec]:
    """The end of a custody or hospital period, once the initial notification has been made (s.84(1)(d)).

    While that is still to be made the initial clock goes on, the day of release counting.
    """
    for time in times_away(case.person.statuses, on, DETAINED) if case.person.statuses else ():
        day = time.ended_on
        if day is None or not found.full_on(day) or _initial_owed(case, found, duties, day):
            continue
        if any(one.section == S84 and one.matter == RELEASE and _on_or_after(one, day, on)
               for one in case.notifications):  # fmt: skip
            continue
        place = "hospital" if time.status == "hospital" else "custody"
        why = f"Released from {place} on {long_date(day)}: within 3 days beginning with that day (s.84(1)(d))"
        spec = clocked(f"release/{day.isoformat()}", day, THREE, RULE_RELEASE, why, case, on, book)
        if spec is not None:
            yield spec


def _on_or_after(one: NotificationFact, day: dt.date, on: dt.date) -> bool:
    return one.notified_on is not None and day <= one.notified_on <= on


def _initial_owed(case: CaseFacts, found: Requirement, duties: Sequence[Duty], day: dt.date) -> bool:
    """Whether the initial notification was still to be made when the person was released."""
    if any(
        duty.trigger <= day and duty.spell.runs(day) and (duty.met_on is None or duty.met_on >= day)
        for duty in duties
        if duty.spell not in found.limited
    ):
        return True
    since = found.full_since(day)
    return not any(
        one.section == S83 and one.notified_on is not None and since <= one.notified_on < day
        for one in case.notifications
    )
