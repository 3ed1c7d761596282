"""The sentence to read out, as at a past day: worked out again from the facts dated by then; nothing is kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from caseloads import teams
from caseloads.presenters import LEVEL_NAMES
from common.text import listed, long_date, plural
from deadlines.reconcile import CannotBeWorkedOut, as_at, batch_for
from offenders.picture import Picture
from offenders.policy import ABROAD, MISSING, open_status
from visits.models import Visit
from visits.policy import HOME_VISIT

NO_LEVEL = "none"


@dataclass(frozen=True)
class Late:
    """One home visit that was overdue."""

    reference: str
    days: int
    level: str
    can: bool  # could have been made that day
    reason: str


@dataclass(frozen=True)
class Answer:
    """What can be said of a team on a day."""

    sentence: str
    why: str
    remarks: list[str]
    reference: str  # of the longest overdue


def answer(viewer: Any, team: Any, day: dt.date) -> Answer:
    """For the nominals that are the team's today and visible to the viewer (queries by the batch, not by the row)."""
    ids = sorted(teams.cases_of(viewer, team, day).order_by().values_list("pk", flat=True))
    late, failed = overdue(ids, day)
    remarks = ["For the nominals that are the team’s today: who was in the team on that day is not asked."]
    later = Visit.objects.counted().filter(nominal_id__in=ids, date__lte=day, recorded_at__date__gt=day).count()
    if later:
        remarks.append(
            f"{plural(later, 'visit')} of that day or before {'was' if later == 1 else 'were'} recorded later and"
            f" {'counts' if later == 1 else 'count'} here; what was read out on the day may differ."
        )
    if failed:
        remarks.append(
            f"{plural(failed, 'nominal')} could not be worked out and {'is' if failed == 1 else 'are'} left out."
        )
    if not late:
        return Answer(f"As at {long_date(day)}: no home visit was overdue.", "", remarks, "")
    worst = max(late, key=lambda one: (one.days, one.reference))
    return Answer(spoken(late, worst, day), worst.reason, remarks, worst.reference)


def overdue(ids: list[int], day: dt.date) -> tuple[list[Late], int]:
    """Every home visit overdue on the day, and for how many people nothing could be worked out."""
    batch, found = batch_for(day, ids=()), []
    try:
        for person, specs in as_at(day, ids, [HOME_VISIT]):
            spec = next((one for one in specs if one.kind == HOME_VISIT), None)
            if spec is None or spec.suspended or spec.due_on >= day:
                continue
            level = Picture(person.facts, batch).levels(day).level or NO_LEVEL
            away = open_status(person.facts.statuses, day, (ABROAD, MISSING))
            found.append(Late(person.reference, (day - spec.due_on).days, level, away is None, spec.reason))
    except CannotBeWorkedOut as error:
        return found, len(error.failed)
    return found, 0


def spoken(late: list[Late], worst: Late, day: dt.date) -> str:
    """Number, riskiest, longest."""
    numbers = Counter(one.level for one in late)
    words = {**{level: name.lower() for level, name in LEVEL_NAMES.items()}, NO_LEVEL: "with no level"}
    risky = listed([f"{numbers[level]:,} {words[level]}" for level in LEVEL_NAMES if numbers[level]])
    can = sum(one.can for one in late)
    return (
        f"As at {long_date(day)}: {plural(len(late), 'home visit')} overdue ({risky}), {can:,} of which could have been"
        f" made that day; the longest by {plural(worst.days, 'day')}, {words[worst.level]}"
        f"{' risk' if worst.level != NO_LEVEL else ''}."
    )
