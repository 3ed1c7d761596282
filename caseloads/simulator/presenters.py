"""What a trial found, in words, figures and a picture with its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from caseloads.models import PolicyTrial, TrialState
from caseloads.simulator.changes import told
from caseloads.simulator.jobs import changes_of
from common.text import plain_date, plural, short_date
from deadlines.policy_keys import PolicyBook
from deadlines.presenters import applies_to_name, key_name
from offenders.models import Nominal

LEFT, TOP, HIGH, FOOT = 44, 12, 180, 26  # user units of the picture
WIDTHS = (("wide", 720), ("narrow", 340))  # a screen, and a phone, where the words keep their size
DAY_NAME = 46  # units that the name of a day takes
BAR_LEFT, BAR = 104, 170  # where the bars begin, and the longest of them
BLOCKERS = {
    "no_level": "No risk level is recorded",
    "not_low": "The risk level is not low",
    "low_too_short": "Low, but not for long enough",
    "live_order": "An order is in force",
    "recent_event": "A recent arrest, intelligence or breach",
    "on_licence": "On licence",
    "mappa_level": "MAPPA level 2 or 3",
    "status": "Not in the community",
}
STATES = {
    TrialState.WAITING: "upcoming",
    TrialState.RUNNING: "due_today",
    TrialState.DONE: "done",
    TrialState.FAILED: "overdue",
}


def listed(row: PolicyTrial, book: PolicyBook) -> dict[str, Any]:
    """One row of the list of what was tried."""
    return {
        "pk": row.pk,
        "what": "; ".join(f"{one['key']}: {one['tried']}" for one in changed(row, book)),
        "by": row.asked_by.full_name,
        "on": plain_date(row.on),
        "state": STATES[TrialState(row.state)],
        "words": str(row.get_state_display()),
        "adopted": f"Adopted from {plain_date(row.adopted_from)}" if row.adopted_from else "",
    }


def changed(row: PolicyTrial, book: PolicyBook) -> list[dict[str, str]]:
    """Each value that was tried, beside what stands."""
    found = []
    for change, now, tried in told(changes_of(row), book, row.force_id, row.on):
        case = applies_to_name(change.key, change.applies_to) if change.applies_to else ""
        found.append({"key": key_name(change.key) + (f", {case.lower()}" if case else ""), "now": now, "tried": tried})
    return found


def hours(row: PolicyTrial, side: dict[str, Any], officers: int) -> float:
    """Officer-hours of 52 weeks: every visit by as many officers as the policy says, every review by one."""
    return (sum(side["weeks"]) * officers * row.minutes_a_visit + side["reviews"] * row.minutes_a_review) / 60


def answer(row: PolicyTrial, officers: int) -> dict[str, Any]:
    """What the trial found, ready to print."""
    found = row.result
    now, tried = found["today"], found["tried"]
    before, after = hours(row, now, officers), hours(row, tried, officers)
    pairs: list[tuple[str, int, int]] = [
        ("People open to reactive management", now["eligible"], tried["eligible"]),
        ("Home visits due in 52 weeks", sum(now["weeks"]), sum(tried["weeks"])),
        ("Reviews of reactive management in 52 weeks", now["reviews"], tried["reviews"]),
        ("Officer-hours in 52 weeks", round(before), round(after)),
    ]
    return {
        "figures": _figures(now, tried, round(after) - round(before)),
        "pairs": [{"what": what, "now": f"{a:,}", "tried": f"{b:,}", "more": _signed(b - a)} for what, a, b in pairs],
        "blockers": [
            {"what": words, "now": f"{now['blocked'].get(code, 0):,}", "tried": f"{tried['blocked'].get(code, 0):,}"}
            for code, words in BLOCKERS.items()
        ],
        "bars": [bars("eligible", *pairs[0]), bars("hours", *pairs[3])],
        "charts": [chart(row.on, now["weeks"], tried["weeks"], name, width) for name, width in WIDTHS],
        "weeks": [
            {"on": short_date(row.on + dt.timedelta(weeks=n))[4:], "now": a, "tried": b, "more": _signed(b - a)}
            for n, (a, b) in enumerate(zip(now["weeks"], tried["weeks"], strict=True))
        ],
        "assumed": _assumed(row, found, officers),
    }


def _figures(now: dict[str, Any], tried: dict[str, Any], more: int) -> list[dict[str, Any]]:
    gained = tried["eligible"] - now["eligible"]
    visits = sum(tried["weeks"]) - sum(now["weeks"])
    word = "saved" if more < 0 else "added"
    return [
        {"number": _signed(gained), "text": "people to whom reactive management is open"},
        {"number": _signed(visits), "text": "home visits due in 52 weeks"},
        {
            "number": f"{abs(more):,}",
            "text": f"officer-hours {word} in 52 weeks" if more else "officer-hours: no change",
        },
    ]


def _signed(more: int) -> str:
    return f"{more:+,}".replace("-", "−") if more else "0"


def _assumed(row: PolicyTrial, found: dict[str, Any], officers: int) -> list[str]:
    """What was taken for granted, with the figures that depend on it."""
    told_ = [
        f"Every visit is made on its due date and finds the person in. {plural(found['overdue'], 'visit')} overdue "
        "today would be made this week under both.",
        f"{plural(found['moved'], 'person', 'people')} to whom only the policy tried opens reactive management would "
        "go on it today, with a review instead of visits.",
        f"{plural(found['returned'], 'person', 'people')} on reactive management to whom the policy tried closes it "
        "would return to active management today.",
        f"{plural(found['suspended'], 'person', 'people')} in custody or hospital: no visit is counted, under either.",
        "A new visit interval counts from each person’s next visit, as it would if it were adopted today.",
        "Risk levels, orders, licences and the people themselves stay as they are.",
        f"Each visit takes {plural(officers, 'officer')} {row.minutes_a_visit} minutes, each review one officer "
        f"{row.minutes_a_review} minutes.",
    ]
    if found["failed"]:
        told_.append(f"{plural(found['failed'], 'person', 'people')} could not be worked out and count under neither.")
    return told_


def chart(on: dt.date, now: Sequence[int], tried: Sequence[int], name: str, width: int) -> dict[str, Any]:
    """Visits due each week under both, as two lines of steps."""
    most = max(*now, *tried, 1)
    step = (width - LEFT - 6) / len(now)

    def x(week: int) -> int:
        return LEFT + round(week * step)

    def y(value: float) -> int:
        return TOP + round((HIGH - TOP) * (1 - value / most))

    def line(values: Sequence[int]) -> str:
        return " ".join(f"{x(n)},{y(v)} {x(n + 1)},{y(v)}" for n, v in enumerate(values))

    every = 8 if name == "wide" else 16
    return {
        "name": name,
        "width": width,
        "height": HIGH + FOOT,
        "now": line(now),
        "tried": line(tried),
        "left": LEFT,
        "right": width - 6,
        "lines": [{"y": y(value), "label": f"{value:,}"} for value in sorted({0, most // 2, most})],
        "ticks": [
            {"x": x(week), "y": HIGH + 18, "text": short_date(on + dt.timedelta(weeks=week))[4:-5]}
            for week in range(0, len(now), every)
            if x(week) <= width - DAY_NAME
        ],
        "title": f"Home visits due each week for 52 weeks from {plain_date(on)}: today’s policy and the one tried",
    }


def bars(code: str, what: str, now: int, tried: int) -> dict[str, Any]:
    """One figure under both, as two bars with their numbers."""
    most = max(now, tried, 1)
    widths = [round(BAR * value / most) for value in (now, tried)]
    return {
        "code": f"sim-bars-{code}",
        "what": what,
        "title": f"{what}: {now:,} by today’s policy, {tried:,} by the one tried",
        "now": f"{now:,}",
        "tried": f"{tried:,}",
        "now_width": widths[0],
        "tried_width": widths[1],
        "now_at": BAR_LEFT + widths[0] + 6,
        "tried_at": BAR_LEFT + widths[1] + 6,
    }


def people(row: PolicyTrial, user: Any) -> list[Nominal]:
    """Those who would become eligible and whom this person may know of (one query)."""
    named = row.result.get("named", [])
    visible = Nominal.objects.visible_to(user).filter(pk__in=named).select_related("officer")
    return list(visible.order_by("family_name", "given_names", "reference"))
