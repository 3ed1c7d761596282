"""A few records of the first force in states that a register meets seldom: a photograph, two records made one, a
confirmed death, a record restricted to a named few, and a bar.

Made by the product's own actions once every date is worked out, of people who are not overdue, so that no published
figure moves; what would move one is taken back and the next person taken.
"""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from deadlines.models import Deadline
from exchange.demo.staff import SIGN_INS
from offenders.actions.deaths import confirm_death, report_death
from offenders.actions.files import add_file
from offenders.actions.merging import merge_nominals
from offenders.actions.restricting import bar, restrict
from offenders.models import Nominal
from offenders.search import search_key
from visits.policy import HOME_VISIT

DAY = dt.timedelta(days=1)
WIDTH, HEIGHT = 96, 128
OFFICER, SUPERVISOR, INSPECTOR, COLLEAGUE = SIGN_INS[0][0], SIGN_INS[1][0], SIGN_INS[2][0], SIGN_INS[4][0]


def write_closed(on: dt.date, seed: int) -> None:
    """All of it, where the cast of the first force is there. In the caller's transaction."""
    staff = {user.username: user for user in User.objects.filter(username__in=(OFFICER, SUPERVISOR, INSPECTOR))}
    if len(staff) < 3:
        return
    officer, supervisor, inspector = staff[OFFICER], staff[SUPERVISOR], staff[INSPECTOR]
    _photograph(officer, on)
    candidates = _settled(inspector, officer)
    Random(f"{seed}/closed").shuffle(candidates)  # noqa: S311 - invented data, nothing to guess
    candidates.sort(key=lambda one: one.team_id != supervisor.team_id)  # of the cast's own team, where there are any
    waiting = iter(candidates)
    _first(((one,) for one in waiting), on, lambda one: _die(one, inspector, on))
    _first(((one,) for one in waiting), on, lambda one: _restrict(one, inspector, on))
    if colleague := User.objects.filter(username=COLLEAGUE).first():
        others = ((one,) for one in waiting if one.officer_id != colleague.pk)
        said = "Lives in the same street"
        _first(
            others, on,
            lambda one: bar(nominal=one, user=colleague, reason=said, until=None, by=inspector, on=on),
        )  # fmt: skip
    _first(pairwise(waiting), on, lambda one, other: _merge(one, other, inspector, on))


def _settled(inspector: User, officer: User) -> list[Nominal]:
    """People of the force, not the first officer's, of whom a visit is owed and nothing is late."""
    mine = Nominal.objects.writable_by(inspector).filter(officer__is_active=True, team__isnull=False)
    owed = Deadline.objects.open().filter(kind=HOME_VISIT, suspended=False).values("nominal")
    rows = mine.filter(pk__in=owed, restricted=False, merged_into__isnull=True)
    return list(rows.exclude(officer=officer).order_by("reference"))


def _restrict(one: Nominal, inspector: User, on: dt.date) -> None:
    named = User.objects.filter(role=Role.SUPERVISOR, team=one.team, is_active=True).order_by("pk")[:1]
    restrict(nominal=one, named=list(named), reason="Threats against the person", by=inspector, on=on)


def _first(tried: Iterator[tuple[Nominal, ...]], on: dt.date, act: Callable[..., object]) -> None:
    """Do it to the first of them whom it leaves on time."""
    for people in tried:
        late = Deadline.objects.overdue(on).filter(kind=HOME_VISIT, nominal__in=[one.pk for one in people])
        if late.exists():
            continue
        with transaction.atomic():
            act(*people)
            if not late.all().exists():
                return
            transaction.set_rollback(True)


def _die(one: Nominal, inspector: User, on: dt.date) -> None:
    assert one.officer is not None
    report = report_death(
        nominal=one, by=one.officer, on=on, reported_on=on - 3 * DAY, source="Hospital, by telephone",
        died_on=on - 4 * DAY,
    )  # fmt: skip
    confirm_death(report=report, by=inspector, on=on, died_on=on - 4 * DAY, evidence="Certificate seen")


def _merge(one: Nominal, other: Nominal, inspector: User, on: dt.date) -> None:
    """The other was entered as if it were somebody else: the same name, cut short, and the same birthday."""
    given = one.given_names[:1]
    Nominal.objects.filter(pk=other.pk).update(
        family_name=one.family_name, given_names=given, search_name=search_key(one.family_name, given),
        date_of_birth=one.date_of_birth, sex=one.sex,
    )  # fmt: skip
    other.refresh_from_db()
    merge_nominals(survivor=one, merged=other, by=inspector, on=on, reason="Same person, entered twice at a transfer")


def _photograph(officer: User, on: dt.date) -> None:
    """Of the first person in the officer's caseload; a drawing, nobody's face."""
    one = Nominal.objects.filter(officer=officer).order_by("reference").first()
    if one is not None:
        add_file(
            nominal=one, by=officer, on=on, kind="photograph", title="Photograph for the record", date=on - 40 * DAY,
            source="Taken at registration", content=drawing(),
        )  # fmt: skip


def drawing() -> bytes:
    """A grey head and shoulders on a lighter ground, as PNG."""
    lines = b"".join(b"\0" + bytes(_shade(x, y) for x in range(WIDTH)) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def _shade(x: int, y: int) -> int:
    across, down = (x - WIDTH / 2) / 24, (y - 48) / 30
    below, wide = (y - HEIGHT) / 46, (x - WIDTH / 2) / 42
    return 96 if across**2 + down**2 < 1 or below**2 + wide**2 < 1 else 216 - y // 4
