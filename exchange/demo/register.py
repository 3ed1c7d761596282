"""Loads a demonstration register: synthetic people only, the same for the same seed, size and day.

Everything is dated from the day given, so that the published figures hold on it: whoever loads the demonstration sees
them on that day, and as days pass more falls due, as it would.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import gcd
from random import Random

from django.db import connection, transaction

from accounts.models import Force, Team, User
from audit import events
from common import statistics
from common.dates import WorkingDays
from common.holidays import load_calendar
from deadlines import nightly
from deadlines.models import Deadline, FailedNominal, PolicyValue
from exchange.demo.assessments import write_assessments
from exchange.demo.behind import write_behind
from exchange.demo.biography import Biography
from exchange.demo.biography import Staff as Working
from exchange.demo.closed import write_closed
from exchange.demo.mappa import write_mappa
from exchange.demo.names import person_name
from exchange.demo.notification import Register
from exchange.demo.orders import write_orders
from exchange.demo.plans import write_plans, write_trials
from exchange.demo.shape import DEFAULT, Case, ForceShape, cases, deal, forces
from exchange.demo.staff import SIGN_INS, Crew, Recruiter, recruit
from exchange.demo.supervised import write_supervised
from exchange.demo.tables import NOMINAL, Rows, numbers, reserve_ids
from exchange.demo.timeline import timeline
from exchange.demo.words import TOWNS
from offenders.models import Nominal
from offenders.search import search_key
from visits.policy import HOME_VISIT

SEED = 2026
LEAST, MOST = 1, 100_000
ALL_TO_SEE = 120  # people, from which on everybody who signs in finds what they are promised
CHUNK = 1000  # people held in memory at a time


class DemoRefused(Exception):
    """The demonstration cannot be loaded here; the message says why and what to do."""


@dataclass(frozen=True)
class Loaded:
    """What a load came to."""

    nominals: int
    visits: int
    overdue: dict[str, int]  # overdue home visits by force


def load(
    *,
    on: dt.date,
    password: str,
    nominals: int = DEFAULT,
    seed: int = SEED,
    shapes: list[ForceShape] | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Loaded:
    """Fill an empty register in one transaction, work out every date as of the day, and check the figures.

    Raises `DemoRefused` over a register that is not empty, and `RuntimeError` where the engine's own count of
    overdue visits is not the one intended (nothing is kept then).
    """
    shapes = shapes or forces(nominals)
    with transaction.atomic():
        refuse_unless_empty()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # checked per statement: nothing piles up until the end
        recruiter = Recruiter(password)
        total, done = sum(shape.nominals for shape in shapes), 0
        for shape in shapes:
            _load_force(shape, done, total, on, seed, recruiter)
            done += shape.nominals
            progress(f"{done:,} of {total:,} people written")
        statistics.refresh()
        nightly.run(on, again=True)
        write_closed(on, seed)
        write_supervised(on, seed)
        overdue = _check(shapes, on)
        visits = _count("visits_visit")
        events.record(
            "register.demonstration_loaded", by=None, details={"nominals": total, "visits": visits, "seed": seed}
        )
    statistics.refresh()
    return Loaded(total, visits, overdue)


def sign_ins() -> list[tuple[str, str, str]]:
    """User name, role and what to look at; in a register of a handful of people nothing is promised."""
    enough = Nominal.objects.count() >= ALL_TO_SEE
    return [(username, role, look if enough else "") for username, role, look in SIGN_INS]


def refuse_unless_empty() -> None:
    """A demonstration never mixes with anybody's records."""
    if Nominal.objects.exists() or Force.objects.exists():
        raise DemoRefused(
            "The register is not empty, so the demonstration was not loaded. It is loaded only into a new database."
        )
    names = [row[0] for row in SIGN_INS]
    taken = User.objects.filter(username__in=names).values_list("username", flat=True)
    if taken:
        raise DemoRefused(f"These user names of the demonstration are taken: {', '.join(sorted(taken))}.")


def _load_force(shape: ForceShape, done: int, total: int, on: dt.date, seed: int, recruiter: Recruiter) -> None:
    rng = Random(f"{seed}/{shape.number}")  # noqa: S311 - invented data, nothing to guess
    dealt = deal(cases(shape, rng), shape, rng)
    officers = 1 + max((number for _, number in dealt if number is not None), default=0)
    crew = recruit(shape, officers, recruiter)
    _set_policy(shape, crew)
    staff = _Staffing(shape, crew)
    calendar, rows, next_id = load_calendar(), Rows(), numbers()
    numbered = enumerate(dealt, start=done)
    for chunk in _chunks(numbered):
        ids = reserve_ids(NOMINAL, len(chunk))
        for id_, (number, (case, officer)) in zip(ids, chunk, strict=True):
            _write_person(id_, number, total, case, staff.around(officer, number), on, seed, calendar, rows, next_id)
        rows.write()
    write_mappa(shape, crew, on, seed)
    write_behind(shape, crew, on, seed)
    write_plans(crew, on, seed)
    write_trials(crew, on)


def _chunks(
    numbered: enumerate[tuple[Case, int | None]],
) -> Iterator[list[tuple[int, tuple[Case, int | None]]]]:
    while chunk := list(islice(numbered, CHUNK)):
        yield chunk


def _write_person(
    id_: int,
    number: int,
    total: int,
    case: Case,
    staff: Working,
    on: dt.date,
    seed: int,
    calendar: WorkingDays,
    rows: Rows,
    next_id: Callable[[str], int],
) -> None:
    rng = Random(f"{seed}/{number}")  # noqa: S311
    given, family, sex = person_name(_shuffled(number, total, seed))
    line = timeline(case, on, rng, calendar)
    Biography(id_, case, line, on, staff, rng, rows, next_id).write(
        f"{staff.code}-{10_001 + number}", (given, family, sex), search_key(family, given)
    )
    orders = Random(f"{seed}/{number}/orders")  # noqa: S311 - a stream of its own, so that all else stays as it was
    write_orders(rows, next_id, id_, 10_001 + number, case, line, on, staff, orders)
    told = Random(f"{seed}/{number}/notification")  # noqa: S311
    Register(rows, next_id, id_, 10_001 + number, case, line, on, staff, told).write()
    write_assessments(rows, id_, line, on, staff, Random(f"{seed}/{number}/assessments"))  # noqa: S311


def _shuffled(number: int, total: int, seed: int) -> int:
    """Another number below the total for each, so that neighbours in a list are not neighbours among the names."""
    return (number * _step(total) + seed) % total


@cache
def _step(total: int) -> int:
    step = int(total * 0.382) | 1
    while gcd(step, total) != 1:
        step += 2
    return step


def _set_policy(shape: ForceShape, crew: Crew) -> None:
    """The second force has set one number of its own, which moves no date."""
    if shape.number == 1:
        PolicyValue.objects.create(
            force=crew.force, effective_from=dt.date(2025, 4, 1), key="caseload_benchmark", value="60", unit="count",
            source="Chief officers' group, April 2025", set_by=crew.inspector,
        )  # fmt: skip


class _Staffing:
    """Who works with whom in one force."""

    def __init__(self, shape: ForceShape, crew: Crew) -> None:
        self.shape, self.crew = shape, crew
        self.colleagues: dict[int, tuple[tuple[int, str], ...]] = {
            team.pk: tuple((user.pk, user.username) for user in crew.officers if user.team == team and user.is_active)
            for team in crew.teams
        }

    def around(self, officer: int | None, number: int) -> Working:
        """The officer with this number (None: nobody yet) and those around them."""
        user = None if officer is None else self.crew.officers[officer]
        team: Team = self.crew.teams[0] if user is None or user.team is None else user.team
        assert self.crew.inspector is not None
        supervisor = self.crew.supervisors[team.pk]
        return Working(
            user.pk if user else None,
            user.username if user else "",
            self.colleagues[team.pk] or ((supervisor.pk, supervisor.username),),
            supervisor.pk,
            self.crew.inspector.pk,
            self.crew.force.pk,
            team.pk,
            self.shape.code,
            self.shape.area,
            TOWNS[(self.shape.number * 11 + self.crew.teams.index(team) * 3 + number % 4) % len(TOWNS)],
        )


def _check(shapes: list[ForceShape], on: dt.date) -> dict[str, int]:
    """The engine's own count of overdue home visits must be the one intended, and no date may have failed."""
    failed = FailedNominal.objects.first()
    if failed is not None:
        raise RuntimeError(f"The dates of a demonstration nominal could not be worked out: {failed.message}")
    late = Deadline.objects.overdue(on).filter(kind=HOME_VISIT)
    found: Counter[str] = Counter(late.values_list("nominal__force__name", flat=True))
    wanted = {shape.name: shape.overdue for shape in shapes}
    if {name: count for name, count in wanted.items() if count} != dict(found):
        raise RuntimeError(f"The demonstration came out with {dict(found)} visits overdue instead of {wanted}")
    return wanted


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])
