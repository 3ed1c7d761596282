"""Devices of invented people under orders: declared or found, watched by software whose alerts are decided, or wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from random import Random

from exchange.demo.tables import ALERT, ALERT_DECISION, EXAMINATION, PARTICULAR, SERVES, SOFTWARE, Rows

DAY = dt.timedelta(days=1)
DECLARED = ("Black smartphone, declared at the first visit.", "Silver laptop kept in the front room.",
            "Grey tablet with a cracked corner.", "Games console with a browser, switched off at night.")  # fmt: skip
FOUND = ("Small black phone from behind the television.", "Memory stick in a coat pocket.")
PRODUCTS = ("HearthWatch", "Clearview Monitor")
EXAMINED = ("Messages, photographs and browsing history", "Installed apps and browsing history")
MEANS = ("By hand", "By hand, then the triage kit of the unit")
REPORTED = (
    "The software was stopped for eleven minutes and came back by itself.",
    "A private browsing window was opened twice.",
    "A word on the watch list was typed in a search.",
    "No report for three days.",
)
DECIDED = (
    ("no_concern", "A forced update of the telephone; the log before and after is whole."),
    ("no_concern", "A news page. Nothing else that day."),
    ("next_visit", "To be looked at with the person there."),
)
UNDECIDED_SHARE = 0.12  # of those watched: an alert that nobody has decided on yet

Fact = tuple[int, str, int, str]


def write_devices(
    rows: Rows,
    next_id: Callable[[str], int],
    fact: Fact,
    conditions: Sequence[int],
    seen: Sequence[dt.date],
    on: dt.date,
    rng: Random,
) -> None:
    """For somebody whose conditions are about devices: one or two devices, perhaps watched, examined at visits."""
    if not conditions or not seen:
        return
    first = seen[0]
    for text in rng.sample(DECLARED, rng.randint(1, 2)):
        device = _device(rows, next_id, fact, text, "The person, at a visit", first, "declared")
        rows.add(SERVES, *fact, conditions[0], device, None)
        for day in seen[-2:]:
            concern = rng.random() < 0.06
            result, note = ("concern", "The history begins only last week.") if concern else ("clear", "")
            rows.add(EXAMINATION, *fact, device, day, rng.choice(EXAMINED), rng.choice(MEANS), result, note)
        if rng.random() < 0.45:
            _watch(rows, next_id, fact, conditions[-1], device, first, on, rng)
    if rng.random() < 0.1:
        device = _device(rows, next_id, fact, rng.choice(FOUND), "Found at a visit", seen[-1], "found")
        rows.add(EXAMINATION, *fact, device, seen[-1], EXAMINED[0], MEANS[0], "taken", "Booked in for the unit.")


def _device(
    rows: Rows, next_id: Callable[[str], int], fact: Fact, text: str, source: str, day: dt.date, known_by: str
) -> int:
    id_ = next_id(PARTICULAR)
    rows.add(PARTICULAR, *fact, "device", text, source, day, None, 1, known_by, id_)
    return id_


def _watch(
    rows: Rows, next_id: Callable[[str], int], fact: Fact, condition: int, device: int, since: dt.date, on: dt.date,
    rng: Random,
) -> None:  # fmt: skip
    software, product = next_id(SOFTWARE), rng.choice(PRODUCTS)
    licence = f"{product[:2].upper()}-{rng.randint(1000, 9999)}"
    rows.add(SOFTWARE, *fact, software, device, product, licence, on + rng.randint(-20, 300) * DAY
             if on - since > 20 * DAY else None, since, None, "", 1)  # fmt: skip
    rows.add(SERVES, *fact, condition, None, software)
    for days in sorted(rng.sample(range(5, 120), rng.randint(0, 3)), reverse=True):
        if (day := on - days * DAY) >= since:
            alert, (outcome, reason) = next_id(ALERT), rng.choice(DECIDED)
            rows.add(ALERT, *fact, alert, software, day, rng.choice(REPORTED))
            rows.add(ALERT_DECISION, *fact, alert, day + rng.randint(0, 2) * DAY, outcome, reason)
    if rng.random() < UNDECIDED_SHARE and on - 2 * DAY >= since:
        rows.add(ALERT, *fact, next_id(ALERT), software, on - rng.randint(0, 2) * DAY, rng.choice(REPORTED))
