"""What a supervisor and an officer have before them when they talk: load, how visits were made, what is owed.

Of the officer's welfare the day of the last talk, and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import Http404

from accounts import permissions as p
from accounts.absences import may_record
from accounts.models import User
from accounts.roles import FORCE_SCOPE, Role
from caseloads.filters import Asked, counted
from caseloads.models import WelfareTalk
from caseloads.queries import LEVELS, Tally
from caseloads.supervision.ahead import BACK
from deadlines.policy_keys import PolicyBook
from offenders.models import Nominal
from offenders.policy import AS_FOR_NO_LEVEL
from offenders.rights import MANAGING_ROLES
from visits.models import Visit


def may_supervise(by: Any, officer: User) -> bool:
    """A supervisor for the offender managers of their team, an inspector for the force's and their supervisors."""
    roles = MANAGING_ROLES if by.role in FORCE_SCOPE else {Role.OFFENDER_MANAGER}
    return by.can(p.SUPERVISE) and officer.role in roles and may_record(by, officer)


def officer_or_404(by: Any, username: str) -> User:
    """An officer whom somebody supervises; anybody else does not exist."""
    officer = User.objects.filter(username=username.lower()).first()
    if officer is None or not may_supervise(by, officer):
        raise Http404
    return officer


class Weight(NamedTuple):
    """How much the cases at one level weigh."""

    level: str
    cases: int
    weight: int

    @property
    def load(self) -> int:
        """Cases times weight."""
        return self.cases * self.weight


def weights(tallies: Sequence[Tally], book: PolicyBook, force: int | None, on: dt.date) -> list[Weight]:
    """The cases of each level and what one of them counts (`caseload_weight`); no level counts as high."""
    return [
        Weight(
            level,
            counted(tallies, Asked(risk=level)),
            book.count("caseload_weight", force, AS_FOR_NO_LEVEL if level == "none" else level, on=on),
        )
        for level in LEVELS
    ]


class Made(NamedTuple):
    """How somebody's visits of a time were made."""

    visits: int
    alone: int  # nobody else is on record as there, of the police or of others
    announced: int
    unannounced: int
    not_recorded: int  # whether it was announced


def made(viewer: Any, officer: User, on: dt.date) -> Made:
    """The visits and attempts that an officer was on in the `BACK` days before today (one query)."""
    rows = Visit.objects.counted().filter(
        nominal__in=Nominal.objects.visible_to(viewer), officers__contains=[officer.username],
        date__gte=on - dt.timedelta(days=BACK), date__lt=on,
    )  # fmt: skip
    counts = rows.aggregate(
        n_visits=Count("pk"),
        n_alone=Count("pk", filter=Q(officers__len=1, others_present__len=0)),
        n_announced=Count("pk", filter=Q(announced=True)),
        n_unannounced=Count("pk", filter=Q(announced=False)),
        n_not_recorded=Count("pk", filter=Q(announced__isnull=True)),
    )
    return Made(**{name.removeprefix("n_"): number for name, number in counts.items()})


def last_talk(officer: User) -> WelfareTalk | None:
    """The last talk about the officer's welfare (one query)."""
    return WelfareTalk.objects.counted().filter(officer=officer).order_by("-held_on").first()
