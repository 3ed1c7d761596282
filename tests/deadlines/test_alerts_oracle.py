"""Nights missed, repeated or killed: the alerts are those of a reckoning on paper, none missing, none twice."""

import contextlib
import datetime as dt
import random

import pytest

from accounts.models import Absence, Cover
from common.dates import clamp
from deadlines import nightly
from deadlines.models import Alert
from offenders.models import StatusPeriod

START = dt.date(2026, 3, 1)
ONE = dt.timedelta(days=1)
MONTHS = {"very_high": 1, "high": 3, "medium": 6, "low": 12}
ESCALATE = {"very_high": 1, "high": 7, "medium": 14, "low": 28, None: 7}

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As a process that is killed."""


class Register:
    """A random register, and what a reckoning on paper says of it."""

    def __init__(self, chance, world, make_nominal):
        self.chance = chance
        self.officers = [world.person(f"o.{n}", "offender_manager", team=world.north) for n in range(4)]
        self.supervisors = [world.person(f"s.{n}", "supervisor", team=world.north) for n in range(2)]
        self.officers[3].is_active = False
        self.officers[3].save()
        self.absences, self.covers = {}, {}
        self.absent(self.officers[1], self.officers[0])
        self.absent(self.officers[2], None)
        self.nominals = []
        for number in range(14):
            level = chance.choice([*MONTHS, None])
            officer = chance.choice([*self.officers, None])
            due = START + dt.timedelta(days=chance.randrange(-25, 26))
            months = due.year * 12 + due.month - 1 - MONTHS[level or "high"]
            seen = dt.date(months // 12, months % 12 + 1, min(due.day, 28))
            nominal = make_nominal(f"R-{number:02}", level=level, seen=seen, officer=officer)
            stopped = chance.random() < 0.15
            if stopped:
                StatusPeriod.objects.create(nominal=nominal, status="custody", from_on=seen + ONE)
            self.nominals.append((nominal, level, officer, clamp(seen, MONTHS[level or "high"]), stopped))

    def absent(self, officer, by):
        first = START + dt.timedelta(days=self.chance.randrange(0, 20))
        last = first + dt.timedelta(days=self.chance.randrange(0, 15))
        row = Absence.objects.create(officer=officer, kind="leave", from_on=first, to_on=last)
        self.absences[officer] = (first, last)
        if by is not None:
            end = first + (last - first) / 2
            Cover.objects.create(absence=row, officer=by, from_on=first, to_on=end)
            self.covers[officer] = (by, first, end)

    def told(self, officer, on):
        above = [person.username for person in self.supervisors]
        if officer is None or not officer.is_active:
            return above
        first, last = self.absences.get(officer, (dt.date.max, dt.date.max))
        if not first <= on <= last:
            return [officer.username]
        by, begins, ends = self.covers.get(officer, (None, dt.date.max, dt.date.max))
        return [by.username, *above] if begins <= on <= ends else above

    def expected(self, days):
        """The first night on which each alert was true, by (reference, stage, recipient)."""
        found = {}
        for on in sorted(days):
            for nominal, level, officer, due, stopped in self.nominals:
                if stopped:
                    continue
                late = (on - due).days
                stages = {"overdue"} if late > 0 else {"due"} if late == 0 else {"due_soon"} if late >= -14 else set()
                true = [(stage, who) for stage in stages for who in self.told(officer, on)]
                if late >= ESCALATE[level]:
                    true += [("escalated", person.username) for person in self.supervisors]
                for stage, who in true:
                    found.setdefault((nominal.reference, stage, who), on)
        return found


def raised():
    rows = list(Alert.objects.values_list("nominal__reference", "stage", "recipient__username", "raised_on"))
    found = {tuple(key): on for *key, on in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_nights_missed_and_repeated(seed, world, make_nominal):
    chance = random.Random(seed)
    register = Register(chance, world, make_nominal)
    days = [START + dt.timedelta(days=n) for n in range(40) if chance.random() < 0.4]
    for on in days:
        for _ in range(chance.choice([1, 1, 2])):
            nightly.run(on, again=True)
    assert raised() == register.expected(days)


POINTS = ("lock_for_batch", "reconcile_batch", "_mark_done", "finish", "queue_digests", "prepare_months")


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_nights_killed_at_any_point(point, after, world, make_nominal, monkeypatch):
    chance = random.Random(f"{point}{after}")
    register = Register(chance, world, make_nominal)
    monkeypatch.setattr(nightly, "BATCH", 3)
    days = [START + dt.timedelta(days=n) for n in range(0, 30, 6)]
    for on in days:
        with monkeypatch.context() as patch:
            dying(patch, point, after, calls=chance.randrange(0, 3))
            with contextlib.suppress(Killed):
                nightly.run(on)
        nightly.run(on)  # the next bell
        nightly.run(on, again=True)
    assert raised() == register.expected(days)


def dying(patch, point, after, calls):
    """The function kills the run at one of its calls, before it did its work or after."""
    work, left = getattr(nightly, point), [calls]

    def wrapped(*arguments, **named):
        left[0] -= 1
        if left[0] < 0 and not after:
            raise Killed
        result = work(*arguments, **named)
        if left[0] < 0:
            raise Killed
        return result

    patch.setattr(nightly, point, wrapped)
