"""Other premises with their running count, parental directions, reviews, what a possible failure still owes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from common.clock import LONDON
from common.text import long_date, plain_date, plural
from deadlines.registry import kind_name
from deadlines.spec import Spec
from notification.forms import FACTORS
from notification.models import Failure, FailureStepKind, Notification, OtherPremises, ParentalDirection, Review
from notification.picture import Picture, met_late
from notification.policy import Count, ReviewFact, clocks, count_of, last_day_on_parent, meets, on_parent, open_on
from notification.policy.facts import GRANTED, REFUSED
from notification.policy.premises import PREFIX
from notification.recording import OVER, RUNNING, recording

EARLY = "It came before {day}, the first day on which an application can be made (s.91B)"
PARTNERS_OWED = "Partners not told yet: probation, children’s services and others with an interest"
COUNTED = (
    "Every day of a stay counts, the first and the last as well; each premises by itself, within any 12 months. Whether"
    " a day is a night is not settled: this gives the earlier date (s.84(1)(c), s.84(6))."
)


def premises_card(row: OtherPremises, picture: Picture) -> dict[str, Any]:
    """One premises: the days so far, when its clock starts or started, each stay."""
    case, on = picture.case, picture.on
    stays = [stay for stay in case.stays if stay.premises == row.pk]
    count = count_of(stays, case, row.pk, on, picture.requirement.full_on)
    return {
        "row": row,
        "count": f"{plural(count.days, 'day')} in the 12 months to {plain_date(on)}",
        "clock": clock_text(count),
        "owed": any(spec.subject == f"{PREFIX}{row.pk}" for spec in picture.specs),
        "day": count.reached_on.isoformat() if count.reached_on else "",
        "stays": [
            {
                "row": stay,
                "text": f"{plain_date(stay.from_on)} to {plain_date(stay.to_on)}"
                if stay.to_on
                else f"since {plain_date(stay.from_on)}, still there",
                "open": stay.to_on is None and stay.voided_at is None,
            }
            for stay in row.stays.all()
        ],
    }


def clock_text(count: Count) -> str:
    """When the three days begin, or would, in one sentence."""
    if count.notified_on is not None:
        return f"Notified {plain_date(count.notified_on)}: these premises are counted no longer"
    if count.reached_on is not None:
        return f"The seventh day was {long_date(count.reached_on)}: the three days begin with it"
    if count.reaches_on is not None:
        return f"If the stay goes on, the seventh day is {long_date(count.reaches_on)}"
    left = 7 - count.days
    if left <= 0:
        return "Nothing bound the person to notify it on those days"
    return f"The clock starts on the seventh day: {plural(left, 'more day')} within 12 months"


def told_text(row: Notification, picture: Picture) -> str:
    """The day it was notified; else whether it is owed: a change outside the requirement, say, is not."""
    if row.notified_on is not None:
        return long_date(row.notified_on)
    owed = {spec.subject for spec in picture.specs} & {row.notification_ref, f"release/{row.event_on}"}
    return "still to be notified" if owed else "not notified, and not owed today"


def late_text(spec: Spec, told: dt.date) -> str:
    """`Change notification: 3 days after it was due on 17 November 2026`."""
    days = plural((told - spec.due_on).days, "day")
    return f"{kind_name(spec.kind)}: {days} after it was due on {plain_date(spec.due_on)}"


def late_words(picture: Picture) -> dict[str, list[str]]:
    """For each entry of the last year that came after a date, by its reference: which."""
    late = met_late(picture.case, picture.on, picture.book)
    return {
        row.ref: [late_text(spec, day) for spec in late[day] if meets(row, spec)]
        for row in picture.case.notifications
        if (day := row.notified_on) is not None and day in late
    }


def parental_card(row: ParentalDirection, picture: Picture) -> dict[str, Any]:
    """A parental direction: whose the duties are, until when."""
    held = on_parent(picture.case, picture.on)
    fact = next((one for one in picture.case.parents if one.kind == row.kind and one.made_on == row.made_on), None)
    last = last_day_on_parent(fact, picture.case.born) if fact is not None else None
    running = held is not None and fact is held[0] and row.voided_at is None
    facts = [
        ("Parent", row.parent),
        ("Court", row.court),
        ("Last day", long_date(last) if last else "" if row.voided_at else "the 18th birthday, which is not known"),
        ("Discharged", plain_date(row.discharged_on) if row.discharged_on else ""),
        ("Varied or renewed", row.changes),
    ]
    return {
        "row": row,
        "title": f"{row.get_kind_display()}, {plain_date(row.made_on)}",
        "facts": [(term, value) for term, value in facts if value],
        "running": running,
        "recorded": recorded_text(row),
    }


def failure_clock(row: Failure, picture: Picture, force: int | None, now: dt.datetime) -> dict[str, Any]:
    """The 24 hours of a possible failure, and whether partners were told."""
    steps: Sequence[Any] = [step for step in row.steps.all() if step.voided_at is None]
    clock = recording(row, steps, picture.book, force, now)
    told = any(step.kind == FailureStepKind.PARTNERS for step in steps)
    return {
        "recording": "" if row.voided_at else clock.text(now),
        "recording_state": {OVER: "overdue", RUNNING: "upcoming"}.get(clock.state, "done"),
        "partners": "" if told or row.voided_at else PARTNERS_OWED,
    }


def recorded_text(row: Any) -> str:
    """`Recorded by Ann Hollis on 23 November 2026`, `Imported on …`."""
    day = plain_date(row.recorded_at.astimezone(LONDON).date())
    return f"Recorded by {row.recorded_by.full_name} on {day}" if row.recorded_by else f"Imported on {day}"


def review_card(row: Review, picture: Picture) -> dict[str, Any]:
    """A review with its clocks."""
    fact = next((one for one in picture.case.reviews if one.id == row.pk), None)
    shown = [
        {
            "text": clock.text, "section": clock.section, "day": long_date(clock.due_on),
            "done": f"done {plain_date(clock.done_on)}" if clock.done_on else "",
        }
        for clock in (clocks(fact) if fact is not None else ())
    ]  # fmt: skip
    return {
        "row": row,
        "early": _early(row, fact, picture),
        "recorded": recorded_text(row),
        "clocks": shown,
        "facts": _came_of(row),
        "factors": [(label, row.factors.get(code, "")) for code, label in FACTORS if row.factors.get(code)],
        "bodies": list(row.bodies.all()),
    }


def _came_of(row: Review) -> list[tuple[str, str]]:
    """What was determined and what followed, each with its day."""
    days = [
        ("Determined", row.decided_on), ("Notice received", row.notice_received_on), ("Appealed", row.appealed_on),
        ("Appeal allowed", row.appeal_allowed_on), ("Appeal dismissed", row.appeal_dismissed_on),
    ]  # fmt: skip
    facts = [(term, plain_date(day)) for term, day in days if day is not None]
    if row.decision == GRANTED and row.notice_received_on is None:
        facts.append(("Notice received", "not yet: the requirement goes on until it is (s.91C)"))
    if row.decision == REFUSED:
        facts.append(("A further application", f"{row.bar_years} years after the determination"))
    return facts


def _early(row: Review, fact: ReviewFact | None, picture: Picture) -> str:
    """An application that waits and came before the first day on which one can be made (s.91B)."""
    answer = picture.qualifying
    if fact is None or row.own_motion or not open_on(fact, picture.on) or answer is None or answer.day is None:
        return ""
    return EARLY.format(day=long_date(answer.day)) if row.received_on < answer.day else ""
