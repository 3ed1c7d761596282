"""Policy keys: every number that a force may set, with the default that ships, and the book that looks them up.

A rule of law is code; a practice is one of these keys. A force overrides a key from a date on, and the value in force
on the day of the trigger decides. The trigger is the day from which the rule counts: the visit for a visit interval,
the day of registration or release for a first visit, the day of the attempt for a number of attempts.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from common.dates import HOURS, INTERVAL_UNITS, Interval
from deadlines.policy_table import DEADLINE_KINDS, TABLE

INTERVAL, COUNT, YES_NO = "interval", "count", "yes_no"
UNITS = (*INTERVAL_UNITS, HOURS, COUNT, YES_NO)

# The most that makes sense; more is a typing error.
LONGEST = {"days": 3660, "working_days": 520, "weeks": 520, "months": 120, "years": 25, "hours": 8760}
LARGEST_COUNT = {
    "visit_min_officers": 10,
    "dip_sample_rate": 100,
    "failed_attempts_decision": 50,
    "warrant_min_attempts": 50,
    "caseload_week_hours": 100,
}
LARGEST = 1000

Value = Interval | int | bool | None
Owners = tuple[tuple[dt.date, Hashable], ...]  # the forces that owned a record one after another, each from a day on
OverrideRow = tuple[Hashable, dt.date, str, str, str | int, str]


class PolicyDefault(NamedTuple):
    """One row of the table: a key, what it applies to, and what ships."""

    key: str
    applies_to: str  # blank where the key has one value, or for every other case
    value: str  # as it would be typed; blank = not set
    unit: str
    known: str  # V read in an official text, S second-hand, A assumed from common practice
    source: str  # where the number comes from
    about: str  # what it does

    def parsed(self) -> Value:
        """The value as the rules use it."""
        return _parse(self.key, self.value, self.unit)

    def value_text(self) -> str:
        """For a screen: `3 months`, `2`, `yes`, `not set`."""
        return value_text(self.parsed())


DEFAULTS: tuple[PolicyDefault, ...] = tuple(PolicyDefault(*row) for row in TABLE)
BY_KEY: dict[str, tuple[PolicyDefault, ...]] = {
    key: tuple(row for row in DEFAULTS if row.key == key) for key in dict.fromkeys(row.key for row in DEFAULTS)
}


def value_text(value: Value) -> str:
    """A value in words: `3 months`, `2`, `yes`, `not set`."""
    if value is None:
        return "not set"
    if isinstance(value, Interval):
        return value.text()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def kind_of(key: str) -> str:
    """`interval`, `count` or `yes_no`. Raises `KeyError` for a key that does not exist."""
    unit = BY_KEY[key][0].unit
    return unit if unit in (COUNT, YES_NO) else INTERVAL


def units_of(key: str) -> tuple[str, ...]:
    """The units that suit a key. Hours only where the default is in hours: no other rule looks at the clock."""
    kind = kind_of(key)
    if kind != INTERVAL:
        return (kind,)
    return (*INTERVAL_UNITS, HOURS) if any(row.unit == HOURS for row in BY_KEY[key]) else INTERVAL_UNITS


def applies_to_of(key: str) -> tuple[str, ...]:
    """What a row of the key may be for. `due_soon` takes any kind of deadline, or blank for every other kind."""
    if key == "due_soon":
        return ("", *DEADLINE_KINDS)
    return tuple(row.applies_to for row in BY_KEY[key])


def may_be_unset(key: str) -> bool:
    """Whether the default is *not set*, so that a force may also go back to that."""
    return any(row.value == "" for row in BY_KEY[key])


def validate(key: str, applies_to: str, value: str, unit: str) -> list[tuple[str, str]]:
    """What is wrong with a row, as (column, message): nothing, or the first fault of each column that can be judged.

    One fault is reported once: a key that does not exist says nothing about the rest of its row, and a unit that does
    not suit its key says nothing about the value. The unit may be blank where the key leaves only one.
    """
    if key not in BY_KEY:
        return [("key", f"There is no policy key “{key}”")]
    problems: list[tuple[str, str]] = []
    allowed = applies_to_of(key)
    if applies_to not in allowed:
        problems.append(("applies_to", _applies_to_message(key, applies_to, allowed)))
    units = units_of(key)
    if not value and may_be_unset(key):
        return problems
    if unit not in units and (unit or len(units) > 1):
        problems.append(("unit", f"“{key}” takes {_one_of(units)}, not “{unit}”" if unit else f"Give {_one_of(units)}"))
    elif message := _value_message(key, value, unit or units[0]):
        problems.append(("value", message))
    return problems


def _applies_to_message(key: str, applies_to: str, allowed: Sequence[str]) -> str:
    named = [code for code in allowed if code]
    if not named:
        return f"“{key}” has one value; leave this blank"
    either = "must be blank or" if "" in allowed else "must be"
    return f"For “{key}” this {either} {_one_of(named)}" + (f", not “{applies_to}”" if applies_to else "")


def _value_message(key: str, value: str, unit: str) -> str:
    if unit == YES_NO:
        return "" if value in ("yes", "no") else "Must be yes or no"
    most = LARGEST_COUNT.get(key, LARGEST) if unit == COUNT else LONGEST[unit]
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else 0
    return "" if 1 <= number <= most else f"Must be a whole number from 1 to {most}"


def _one_of(codes: Sequence[str]) -> str:
    return codes[0] if len(codes) == 1 else f"{', '.join(codes[:-1])} or {codes[-1]}"


def _parse(key: str, value: str | int, unit: str) -> Value:
    """A stored value as the rules use it. Raises `ValueError` for one that `validate` would refuse."""
    text = str(value).strip()
    if text == "" and may_be_unset(key):
        return None
    kind = kind_of(key)
    if kind == YES_NO:
        if text not in ("yes", "no"):
            raise ValueError(f"{key}: “{text}” is neither yes nor no")
        return text == "yes"
    return int(text) if kind == COUNT else Interval(int(text), unit)


class _Line:
    """The values of one (key, force, applies_to) over time: `first` until the first of `days`, then step by step."""

    __slots__ = ("days", "first", "values")

    def __init__(self, first: Value, steps: Sequence[tuple[dt.date, Value]]) -> None:
        self.first = first
        self.days = [day for day, _ in steps]
        self.values = [first, *(value for _, value in steps)]

    def on(self, day: dt.date) -> Value:
        return self.values[bisect_right(self.days, day)]


class PolicyBook:
    """Every force's values over the defaults, as rows (force or None, effective_from, key, applies_to, value, unit).

    Precedence, for a day: the rows for exactly this `applies_to` go before those with a blank one, which stand for
    *every other case*; so a blank `due_soon` leaves `periodic_notification` alone, which has a default of its own.
    Within that: the force's own row, then a row for every force, then the default that ships; and of several rows,
    the latest `effective_from` on or before the day. Once a force has set a key, its rows stand from then on, whatever
    is later set for every force.

    A person who was handed over has `Owners` for a force: the one that owned them on the day of the trigger decides, so
    that no date moves with the hand-over.

    Rows of keys that do not exist are refused with `KeyError`, values that cannot be read with `ValueError`.
    """

    def __init__(self, overrides: Iterable[OverrideRow] = ()) -> None:
        self._rows: dict[tuple[str, str], dict[Hashable, dict[dt.date, Value]]] = {}
        self._lines: dict[tuple[str, Hashable, str], _Line] = {}
        for force, effective_from, key, applies_to, value, unit in overrides:
            rows = self._rows.setdefault((key, applies_to or ""), {})
            rows.setdefault(force or None, {})[effective_from] = _parse(key, value, unit)

    def value(self, key: str, force: Hashable, applies_to: str = "", *, on: dt.date) -> Value:
        """The value in force for a force on the day of the trigger. Raises `KeyError` for what no row covers."""
        line = self._lines.get((key, force, applies_to))
        if line is None:
            line = self._lines[(key, force, applies_to)] = self._line(key, force, applies_to)
        return line.on(on) if line.days else line.first

    def interval(self, key: str, force: Hashable, applies_to: str = "", *, on: dt.date) -> Interval:
        """The same for a key that is an interval and always has a value."""
        value = self.value(key, force, applies_to, on=on)
        if not isinstance(value, Interval):
            raise TypeError(f"{key} is not an interval")
        return value

    def most_days(self, key: str, *, on: dt.date) -> int:
        """No fewer days than the longest interval of a key that is in force on a day, whichever the force and the case.

        For what bounds a query: nothing is ever counted with this.
        """
        cases = {row.applies_to for row in BY_KEY[key]} | {case for (name, case) in self._rows if name == key}
        forces = {None}.union(*(rows for (name, _), rows in self._rows.items() if name == key))
        found = max(self.interval(key, force, case, on=on).length() for case in cases for force in forces)
        return int(found * 1.1) + 14  # a month is up to 31 days, and Easter or Christmas may lie among working days

    def count(self, key: str, force: Hashable, applies_to: str = "", *, on: dt.date) -> int:
        """The same for a key that is a number."""
        value = self.value(key, force, applies_to, on=on)
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{key} is not a count")
        return value

    def yes(self, key: str, force: Hashable, applies_to: str = "", *, on: dt.date) -> bool:
        """The same for a key that is yes or no."""
        value = self.value(key, force, applies_to, on=on)
        if not isinstance(value, bool):
            raise TypeError(f"{key} is not yes or no")
        return value

    def origin(self, key: str, force: Hashable, applies_to: str = "", *, on: dt.date) -> str:
        """Where the value comes from: `force`, `everyone` or `default`."""
        exact = any(row.applies_to == applies_to for row in BY_KEY[key])
        for case in (applies_to,) if exact else (applies_to, ""):
            rows = self._rows.get((key, case), {})
            if force is not None and any(day <= on for day in rows.get(force, ())):
                return "force"
            if any(day <= on for day in rows.get(None, ())):
                return "everyone"
        return "default"

    def _line(self, key: str, force: Hashable, applies_to: str) -> _Line:
        if isinstance(force, tuple):
            return self._handed_over(key, force, applies_to)
        defaults = {row.applies_to: row for row in BY_KEY[key]}
        exact = self._steps(key, force, applies_to)
        if applies_to in defaults:
            return _Line(defaults[applies_to].parsed(), exact)
        if "" not in defaults or applies_to not in applies_to_of(key):
            raise KeyError(f"{key} has no value for “{applies_to}”")
        # Until its own first row, the case goes by the rows for every other case.
        blank = self._steps(key, force, "")
        until = exact[0][0] if exact else dt.date.max
        return _Line(defaults[""].parsed(), [step for step in blank if step[0] < until] + exact)

    def _handed_over(self, key: str, forces: Owners, applies_to: str) -> _Line:
        """Each force's values from the day on which it took the person over until the next did."""
        steps: list[tuple[dt.date, Value]] = []
        untils = [*(since for since, _ in forces[1:]), dt.date.max]
        for (since, force), until in zip(forces, untils, strict=True):
            line = self._line(key, force, applies_to)
            steps.append((since, line.on(since)))
            steps += [step for step in zip(line.days, line.values[1:], strict=True) if since < step[0] < until]
        return _Line(steps[0][1], steps[1:])

    def _steps(self, key: str, force: Hashable, applies_to: str) -> list[tuple[dt.date, Value]]:
        rows = self._rows.get((key, applies_to), {})
        own = sorted(rows.get(force, {}).items()) if force is not None else []
        until = own[0][0] if own else dt.date.max
        return [step for step in sorted(rows.get(None, {}).items()) if step[0] < until] + own
