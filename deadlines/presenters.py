"""How policy keys and nightly runs read on screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from common.clock import LONDON
from common.dates import Interval
from common.text import plain_date, plural, short_date, upper_first
from deadlines.models import NightlyRun, PolicyValue
from deadlines.policy_keys import BY_KEY, DEFAULTS, PolicyBook, PolicyDefault, Value, value_text
from deadlines.registry import kind_name

UNIT_NAMES = {
    "days": "days", "working_days": "working days", "weeks": "weeks", "months": "months", "years": "years",
    "hours": "hours", "count": "", "yes_no": "",
}  # fmt: skip
MARKS = {
    "V": ("Verified", "read in an official text"),
    "S": ("Second-hand", "read in a press or third-party account of an official text"),
    "A": ("Assumed", "assumed from common practice; no official text was read"),
}
CASES = {
    "very_high": "Very high risk", "high": "High risk", "medium": "Medium risk", "low": "Low risk",
    "level_1": "MAPPA level 1", "level_2": "MAPPA level 2", "level_3": "MAPPA level 3",
}  # fmt: skip
GROUPS = (
    ("Home visits", ("visit", "first_visit", "custody_restart", "longer_", "failed_", "warrant_")),
    ("Risk and management", ("lower_risk", "reactive", "dip_sample", "risk_review", "arms", "oasys")),
    ("Alerts and caseloads", ("due_soon", "caseload")),
    (
        "Notification and orders",
        ("annual_date", "weeks_as", "custody_part", "condition", "order", "breach", "national_record"),
    ),
    ("MAPPA", ("mappa",)),
    ("Disclosure scheme", ("csods",)),
    ("Crime and Policing Act 2026", ("cpa2026",)),
)


class Dated(NamedTuple):
    """A value that was set, with its day."""

    value: str
    start: str
    source: str
    by: str
    everyone: bool


class PolicyRow(NamedTuple):
    """One key, for one case, as the page shows it."""

    key: str
    applies_to: str
    case: str
    about: str
    now: str
    origin: str
    default: str
    mark: str
    mark_name: str
    source: str
    unconfirmed: bool
    dated: Sequence[Dated]
    first: bool  # of its key, so that a link can lead to it
    as_above: bool  # the source is that of the row before, of the same key


def applies_to_name(key: str, case: str) -> str:
    """What a row of a key is for, in words."""
    if case == "":
        return "Every other kind" if len(BY_KEY[key]) > 1 or key == "due_soon" else ""
    return CASES.get(case) or upper_first(kind_name(case))


def key_name(key: str) -> str:
    """'visit_interval' reads 'Visit interval'."""
    return upper_first(key.replace("cpa2026_", "").replace("_", " "))


def policy_groups(
    book: PolicyBook, force: int | None, values: Iterable[PolicyValue], on: dt.date
) -> list[tuple[str, list[PolicyRow]]]:
    """Every key, by subject, with what is in force for a force today and what it has set, latest first."""
    stored: dict[tuple[str, str], list[PolicyValue]] = {}
    for value in values:
        stored.setdefault((value.key, value.applies_to), []).append(value)
    shipped = {(row.key, row.applies_to) for row in DEFAULTS}
    defaults = [*DEFAULTS, *(_own_case(*case) for case in stored if case not in shipped)]
    defaults.sort(key=lambda row: [one.key for one in DEFAULTS].index(row.key))
    rows = [_policy_row(row, book, force, stored.get((row.key, row.applies_to), []), on) for row in defaults]
    rows = [_beside(row, rows[n - 1] if n else None) for n, row in enumerate(rows)]
    grouped = [(name, [row for row in rows if row.key.startswith(begins)]) for name, begins in GROUPS]
    placed = {row.key for _, some in grouped for row in some}
    other = [row for row in rows if row.key not in placed]
    return [(name, some) for name, some in [*grouped, ("Other", other)] if some]


def _beside(row: PolicyRow, before: PolicyRow | None) -> PolicyRow:
    """A row that does not repeat what the row above it, of the same key, has said."""
    again = before is not None and before.key == row.key
    return row._replace(first=not again, as_above=again and before is not None and before.source == row.source)


def _own_case(key: str, applies_to: str) -> PolicyDefault:
    """The row of a case that ships without a value of its own, such as `due_soon` for one kind."""
    return next(row for row in BY_KEY[key] if row.applies_to == "")._replace(applies_to=applies_to)


def _policy_row(
    row: PolicyDefault, book: PolicyBook, force: int | None, values: Sequence[PolicyValue], on: dt.date
) -> PolicyRow:
    origin = book.origin(row.key, force, row.applies_to, on=on)
    origins = {"force": "set by the force", "everyone": "set for every force", "default": "national default"}
    return PolicyRow(
        row.key,
        row.applies_to,
        applies_to_name(row.key, row.applies_to),
        row.about,
        upper_first(value_text(book.value(row.key, force, row.applies_to, on=on))),
        origins[origin],
        upper_first(row.value_text()),
        row.known,
        MARKS[row.known][0],
        row.source,
        row.known == "A" and origin == "default",
        [_dated(value) for value in sorted(values, key=lambda value: value.effective_from, reverse=True)],
        False,
        False,
    )


def unconfirmed_text(number: int) -> str:
    """How many assumed numbers nobody has looked at yet."""
    return f"{plural(number, 'assumed number')} that the force has not confirmed: look at each, and set or confirm it."


def effect_text(force: str) -> str:
    """For whom a value counts, and when the dates follow."""
    return (
        f"The value counts for {force or 'every force that has set none of its own'}. Dates follow in the next nightly"
        " run; a record that is changed before then follows at once. A day in the past changes dates counted since."
    )


def _dated(value: PolicyValue) -> Dated:
    return Dated(
        upper_first(PolicyDefault(value.key, value.applies_to, value.value, value.unit, "", "", "").value_text()),
        plain_date(value.effective_from),
        value.source,
        value.set_by.full_name if value.set_by else "",
        value.force_id is None,
    )


def run_row(run: NightlyRun) -> dict[str, Any]:
    """A nightly run: day, state, when and how long, counts in words."""
    counts: Mapping[str, int] = run.counts
    took = int((run.finished_at - run.started_at).total_seconds()) if run.finished_at else None
    return {
        "on": short_date(run.on),
        "state": "Done" if run.state == NightlyRun.State.DONE else "Running",
        "tone": "done" if run.state == NightlyRun.State.DONE else "draft",
        "started": f"{run.started_at.astimezone(LONDON):%H:%M}",
        "took": ""
        if took is None
        else f"{took // 60} min {took % 60} s"
        if took >= 60
        else f"{took} s"
        if took
        else "under 1 s",
        "nominals": f"{counts.get('nominals', 0):,}",
        "opened": f"{counts.get('opened', 0):,}",
        "closed": f"{counts.get('closed', 0):,}",
        "failed": f"{counts.get('failed', 0):,}",
    }


def boxes(value: Value) -> dict[str, Any]:
    """A value as the boxes of a form hold it."""
    if isinstance(value, bool):
        return {"yes": value}
    if isinstance(value, Interval):
        return {"value": str(value.value), "unit": value.unit}
    return {"value": "" if value is None else str(value)}
