"""How the demonstration forces are made up: how many people, at which level, owed what. Pure; nothing is loaded here.

The figures are published ones (domain notes, "Workloads and backlogs"): a force with 283 of 1,521 visits overdue, a
force's team with up to 100 cases an officer and 98 overdue, and the four risk levels at 2, 18, 30 and 50 per cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, repeat
from random import Random

from exchange.demo.words import AREAS, FORCE_NAMES, TEAM_NAMES

VERY_HIGH, HIGH, MEDIUM, LOW, NO_LEVEL = "very_high", "high", "medium", "low", ""
LEVELS = (VERY_HIGH, HIGH, MEDIUM, LOW)
SPLIT = {VERY_HIGH: 2, HIGH: 18, MEDIUM: 30, LOW: 50}  # per cent
OVERDUE_SPLIT = {VERY_HIGH: 1, HIGH: 11, MEDIUM: 33, LOW: 55}  # of those overdue; inspectors ask whether any are high
# Days overdue: the mean and the most.
LATENESS = {VERY_HIGH: (4, 9), HIGH: (14, 60), MEDIUM: (35, 150), LOW: (50, 243), NO_LEVEL: (10, 30)}

VISITED, CUSTODY, HOSPITAL, DECEASED, REACTIVE, NOT_REGISTERED, NOT_VISITED_YET = (
    "visited", "custody", "hospital", "deceased", "reactive", "not_registered", "not_visited_yet",
)  # fmt: skip
# Of all people who are not overdue: how many of every thousand are in which situation.
SITUATIONS = {CUSTODY: 44, HOSPITAL: 7, DECEASED: 2, NOT_REGISTERED: 4, NOT_VISITED_YET: 11, REACTIVE: 45}
# Of those who are visited: how many of every thousand have what besides.
TRAITS_AHEAD = {
    "plan_shorter": 60, "plan_longer": 8, "lower_waiting": 12, "lower_returned": 4, "longer_waiting": 5,
    "reactive_waiting": 4, "event_open": 14, "event_closed": 90, "been_in_custody": 80, "no_fixed_abode": 14,
    "abroad": 6, "vacated": 3, "missing": 2, "moved": 5, "one_attempt": 40, "decision_owed": 4, "write_up_owed": 15,
    "no_birth_date": 2, "no_address": 3,
}  # fmt: skip
TRAITS_OVERDUE = {
    "raised": 40, "plan_shorter": 40, "event_open": 20, "event_closed": 60, "been_in_custody": 60, "no_fixed_abode": 20,
    "abroad": 40, "vacated": 20, "missing": 20, "two_attempts": 330, "one_attempt": 250, "decision_owed": 60,
    "decided": 30, "lower_waiting": 8,
}  # fmt: skip
# Traits that speak of the same thing and so exclude each other.
_RIVALS = (
    {"one_attempt", "two_attempts", "decision_owed", "decided", "vacated", "write_up_owed"},
    {"plan_shorter", "plan_longer", "longer_waiting", "raised"},
    {"lower_waiting", "lower_returned", "raised", "reactive_waiting"},
    {"abroad", "missing", "decision_owed", "decided", "moved", "no_fixed_abode", "no_address"},
)


def _codes(names: Iterable[str]) -> tuple[str, ...]:
    """Three letters for each name: its first three, or where they are taken the first two and the next that is free."""
    found: list[str] = []
    for name in names:
        letters = [letter for letter in name.upper() if letter.isalpha()]
        found.append(next(code for last in letters[2:] if (code := f"{letters[0]}{letters[1]}{last}") not in found))
    return tuple(found)


CODES = _codes(FORCE_NAMES)


@dataclass(frozen=True)
class Case:
    """One person to be invented: the level, what the person's situation is, and when the next visit is due."""

    level: str
    situation: str = VISITED
    due_in: int | None = None  # days from the day; negative = overdue; None = anywhere ahead
    traits: frozenset[str] = frozenset()
    exact: bool = False  # the due date is on the very day and on no other


@dataclass(frozen=True)
class ForceShape:
    """One force: its people, how many are overdue, and how its officers are loaded."""

    number: int
    nominals: int
    overdue: int
    teams: int
    per_officer: tuple[int, int]
    main_officer: bool  # the first officer has the lively morning of `main_cases`

    @property
    def name(self) -> str:
        return FORCE_NAMES[self.number]

    @property
    def area(self) -> str:
        return AREAS[self.number]

    @property
    def code(self) -> str:
        """What the references of the force begin with: no two forces have the same."""
        return CODES[self.number]

    @property
    def team_names(self) -> tuple[str, ...]:
        return TEAM_NAMES[: self.teams] if self.teams > 1 else ("Public Protection",)


FIRST, SECOND = (1521, 283), (579, 98)
DEFAULT = FIRST[0] + SECOND[0]
ONE_EACH_ABOVE = 5000  # more people than this are spread over every force


def forces(nominals: int) -> list[ForceShape]:
    """The forces of a demonstration with so many people; the default number gives the published figures exactly."""
    if nominals > ONE_EACH_ABOVE:
        count = len(FORCE_NAMES)
        sizes = [nominals // count + (number < nominals % count) for number in range(count)]
        return [
            ForceShape(number, size, _share(size, FIRST), 6, (50, 70), number == 0) for number, size in enumerate(sizes)
        ]
    second = round(nominals * SECOND[0] / DEFAULT)
    first = nominals - second
    return [
        ForceShape(0, first, _with_main_cases(first, _share(first, FIRST)), 4, (50, 70), True),
        ForceShape(1, second, _share(second, SECOND), 1, (90, 100), False),
    ]


def _share(size: int, published: tuple[int, int]) -> int:
    return round(size * published[1] / published[0])


def _with_main_cases(size: int, overdue: int) -> int:
    """A force too small for its share has what its main officer's cases, and room for others, make overdue."""
    own = main_cases()[:size]
    late = sum(1 for case in own if (case.due_in or 0) < 0)
    return min(max(overdue, late), late + size - len(own))


def main_cases() -> list[Case]:
    """The sixty cases of the officer to sign in as: 4 overdue (1 high), 2 due today, 9 in 14 days, 1 decision owed."""

    def case(level: str, due: int | None, *traits: str, situation: str = VISITED) -> Case:
        return Case(level, situation, due, frozenset(traits), exact=due == 0)

    overdue = [
        case(HIGH, -9, "decision_owed"),
        case(MEDIUM, -23, "two_attempts"),
        case(MEDIUM, -4, "raised"),
        case(LOW, -61, "one_attempt"),
    ]
    ahead = [
        case(HIGH, 0), case(LOW, 0, "one_attempt"),
        case(VERY_HIGH, 3), case(HIGH, 5, "moved"), case(HIGH, 8, "plan_shorter"), case(MEDIUM, 2),
        case(MEDIUM, 6, "one_attempt"), case(MEDIUM, 11), case(LOW, 4, "no_fixed_abode"), case(LOW, 7), case(LOW, 10),
        case(HIGH, 30, "lower_waiting"), case(HIGH, 41, "lower_returned"), case(HIGH, 87, "write_up_owed"),
        case(HIGH, 55, "event_open"), case(HIGH, 62), case(HIGH, 74), case(HIGH, 70, "been_in_custody"),
        case(MEDIUM, 120, "longer_waiting"), case(LOW, 140, "reactive_waiting"), case(LOW, 200, "plan_shorter"),
        case(MEDIUM, 90, "vacated"),
    ]  # fmt: skip
    apart = [
        case(HIGH, 25, situation=CUSTODY), case(MEDIUM, 40, situation=CUSTODY), case(LOW, 150, situation=HOSPITAL),
        case(MEDIUM, 60, "abroad"), case(LOW, None, situation=REACTIVE), case(LOW, None, situation=REACTIVE),
        case(MEDIUM, None, situation=NOT_VISITED_YET), case(NO_LEVEL, 45), case(LOW, None, situation=NOT_REGISTERED),
    ]  # fmt: skip
    rest = [*(case(MEDIUM, 20 + 12 * i) for i in range(9)), *(case(LOW, 22 + 20 * i) for i in range(16))]
    return [*overdue, *ahead, *apart, *rest]


def cases(shape: ForceShape, rng: Random) -> list[Case]:
    """Every case of a force: the main officer's first where there is one, then the others in no order."""
    own = main_cases()[: shape.nominals] if shape.main_officer else []
    left = shape.nominals - len(own)
    levels = _parts(shape.nominals, SPLIT)
    for case in own:
        levels[case.level or HIGH] = max(0, levels[case.level or HIGH] - 1)
    levels = _trim(levels, left)
    overdue_left = max(0, shape.overdue - sum(1 for case in own if (case.due_in or 0) < 0))
    overdue = _parts(overdue_left, OVERDUE_SPLIT, limits=levels)
    others: list[Case] = []
    for level in LEVELS:
        others += [_overdue_case(level, rng) for _ in range(overdue[level])]
        others += _cases_ahead(level, levels[level] - overdue[level], rng)
    rng.shuffle(others)
    return [*own, *_with_gaps(others)]


def _parts(total: int, split: dict[str, int], limits: dict[str, int] | None = None) -> dict[str, int]:
    """A total in proportion, by largest remainder; what a limit cuts off goes to the level with most room."""
    whole = sum(split.values())
    parts = {level: total * share // whole for level, share in split.items()}
    by_remainder = sorted(split, key=lambda level: -(total * split[level] % whole))
    for level in by_remainder[: total - sum(parts.values())]:
        parts[level] += 1
    if limits is not None:
        parts = {level: min(part, limits[level]) for level, part in parts.items()}
        while sum(parts.values()) < min(total, sum(limits.values())):
            roomiest = max(limits, key=lambda level: limits[level] - parts[level])
            parts[roomiest] += 1
    return parts


def _trim(levels: dict[str, int], total: int) -> dict[str, int]:
    """Bring the sum to the total by way of the commonest level."""
    out = dict(levels)
    while sum(out.values()) > total:
        out[max(out, key=lambda level: out[level])] -= 1
    out[LOW] += total - sum(out.values())
    return out


def _overdue_case(level: str, rng: Random) -> Case:
    mean, most = LATENESS[level]
    late = min(most, 1 + int(rng.expovariate(1 / mean)))
    traits = _traits(TRAITS_OVERDUE, rng)
    if level in (VERY_HIGH, LOW):  # nothing is higher than very high, and raising a low level is rarer still
        traits -= {"raised", "lower_waiting"} if level == LOW else {"raised"}
    if rng.random() < 0.02:
        return Case(level, NOT_VISITED_YET, -late)
    return Case(level, VISITED, -late, frozenset(traits))


def _cases_ahead(level: str, count: int, rng: Random) -> Iterator[Case]:
    for _ in range(count):
        situation = _situation(level, rng)
        traits = _traits(TRAITS_AHEAD, rng) if situation == VISITED else set()
        if level == LOW:
            traits -= {"lower_waiting", "lower_returned"}
        else:
            traits -= {"reactive_waiting"}
        if level == VERY_HIGH:
            traits -= {"plan_shorter", "plan_longer", "longer_waiting", "moved"}
        yield Case(level, situation, None, frozenset(traits))


def _situation(level: str, rng: Random) -> str:
    roll = rng.random() * 1000
    for situation, share in SITUATIONS.items():
        if situation == REACTIVE:
            share = 2 * share if level == LOW else 0
        roll -= share
        if roll < 0:
            return situation
    return VISITED


def _traits(shares: dict[str, int], rng: Random) -> set[str]:
    found = {trait for trait, share in shares.items() if rng.random() * 1000 < share}
    for rivals in _RIVALS:
        for surplus in sorted(found & rivals)[1:]:
            found.discard(surplus)
    return found


def _with_gaps(others: list[Case]) -> Iterable[Case]:
    """Three people a force of this size, all of them still ahead, have no risk level recorded."""
    wanted = max(1, len(others) // 500)
    for case in others:
        if wanted and case.level == HIGH and case.situation == VISITED and case.due_in is None and not case.traits:
            wanted -= 1
            case = replace(case, level=NO_LEVEL)
        yield case


def deal(cases_: list[Case], shape: ForceShape, rng: Random) -> list[tuple[Case, int | None]]:
    """Every case with the number of the officer who has it, 0 being the main officer; None = unallocated."""
    own = len(main_cases()) if shape.main_officer else 0
    free = max(0, len(cases_) - own)
    unallocated = min(free, max(1, free // 200)) if free else 0
    loads = officer_loads(free - unallocated, shape.per_officer, rng)
    first = 1 if shape.main_officer else 0
    hands = chain(
        repeat(0, min(own, len(cases_))),
        repeat(None, unallocated),
        chain.from_iterable(repeat(first + index, load) for index, load in enumerate(loads)),
    )
    return list(zip(cases_, hands, strict=True))


def officer_loads(cases_: int, bounds: tuple[int, int], rng: Random) -> list[int]:
    """Caseloads between the bounds, in no order, that add up; one smaller load where there are too few cases."""
    least, most = bounds
    if cases_ <= most:
        return [cases_] if cases_ else []
    count = max(-(-cases_ // most), round(cases_ / ((least + most) / 2)))
    loads = [cases_ // count + (index < cases_ % count) for index in range(count)]
    for _ in range(4 * count):  # move a case at a time from one officer to another
        giver, taker = rng.randrange(count), rng.randrange(count)
        step = rng.randint(1, 4)
        if loads[giver] - step >= least and loads[taker] + step <= most:
            loads[giver] -= step
            loads[taker] += step
    return loads
