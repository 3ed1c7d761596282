"""Dip samples: from whom one is drawn, how, and what of it is owed. One definition for figure and list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, QuerySet, When

from accounts.models import Team
from caseloads import teams
from caseloads.models import SampleCheck, SampleCheckQuerySet, Stratum
from common.dates import clamp
from deadlines.policy_keys import PolicyBook
from offenders.models import Nominal
from offenders.policy import REACTIVE
from visits.models import Outcome, Visit

SEEN = (Outcome.SEEN_AT_ADDRESS, Outcome.SEEN_ELSEWHERE)
_DECEASED = "deceased"


def pool(viewer: Any, team: Team, stratum: str, on: dt.date) -> QuerySet[Any]:
    """The team's cases that a draw can take, as far as the viewer may see them. The dead are not drawn.

    Nor is a restricted record: the draw is shown to whoever supervises the team, with how many it took (ADR 10).
    """
    rows: QuerySet[Any] = Nominal.objects.visible_to(viewer).filter(teams.belonging(team), restricted=False)
    rows = rows.exclude(standing__status=_DECEASED)
    if stratum == Stratum.LOW:
        return rows.filter(standing__risk_level="low")
    if stratum == Stratum.REACTIVE:
        return rows.filter(standing__management=REACTIVE)
    if stratum == Stratum.ONE_OFFICER:
        return rows.filter(officer__isnull=False).exclude(_seen_by_another(on))
    return rows


def _seen_by_another(on: dt.date) -> Exists:
    """Whether a visit of the last 12 months at which the person was seen had somebody of ours but their officer."""
    alone = Func(
        OuterRef("officer__username"), template="ARRAY[%(expressions)s]::varchar(60)[]",
        output_field=ArrayField(CharField(max_length=60)),
    )  # fmt: skip
    seen = Visit.objects.counted().filter(nominal=OuterRef("pk"), outcome__in=SEEN, date__range=(clamp(on, -12), on))
    return Exists(seen.exclude(officers__contained_by=alone))


def usual_size(number: int, book: PolicyBook, force: int | None, on: dt.date) -> int:
    """How many a draw from so many takes: `dip_sample_rate` per cent, rounded up."""
    return -(-number * book.count("dip_sample_rate", force, on=on) // 100)


def draw(references: Iterable[str], seed: str, size: int) -> list[str]:
    """Those drawn: the first of the references by the SHA-256 of `seed:reference`. The same seed draws the same.

    Nobody has to trust this program: any other that knows SHA-256 draws the same from seed and pool.
    """
    return sorted(references, key=lambda ref: (sha256(f"{seed}:{ref}".encode()).hexdigest(), ref))[:size]


def checks(viewer: Any, team: Team) -> SampleCheckQuerySet:
    """The checks of a team's samples whose record the viewer may see."""
    return SampleCheck.objects.counted().filter(sample__team=team, nominal__in=Nominal.objects.visible_to(viewer))


def checks_of(nominal: Nominal, viewer: Any) -> SampleCheckQuerySet:
    """The checks of one person's record, which the viewer may see, for the teams that they supervise."""
    rows = SampleCheck.objects.counted().filter(nominal=nominal, sample__team__in=teams.teams_of(viewer))
    return rows.select_related("sample__recorded_by")


def owed(viewer: Any, team: Team) -> SampleCheckQuerySet:
    """Those not settled yet; the figure of the first page counts them, the list has them."""
    return checks(viewer, team).owed()


def number(viewer: Any, team: Team, on: dt.date) -> tuple[int, int]:
    """How many are owed, and how many of them are late (one query)."""
    rows = list(owed(viewer, team).select_related("sample"))
    return len(rows), sum(is_late(row, on) for row in rows)


def in_order(rows: SampleCheckQuerySet) -> SampleCheckQuerySet:
    """Those to be decided first, then by the day of their next step."""
    day = Case(When(done_on__isnull=True, then=F("due_on")), default=F("follow_on"))
    return rows.select_related("nominal__officer", "sample").order_by(day.asc(nulls_first=True), "sample_id", "pk")


def next_day(check: SampleCheck) -> dt.date | None:
    """The day by which the next step of a check is owed; none where it is settled, or is still to be decided."""
    if check.done_on is None:
        return check.due_on
    return check.follow_on if check.followed_on is None else None


def is_late(check: SampleCheck, on: dt.date) -> bool:
    """Whether that day has passed. A check that nobody has decided on is late from the day after the draw."""
    if not check.way:
        return check.sample.drawn_on < on
    day = next_day(check)
    return day is not None and day < on
