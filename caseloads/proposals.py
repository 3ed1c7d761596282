"""Proposals that wait for somebody else's agreement, and what each would change: by the rules, unwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Window
from django.db.models.functions import RowNumber

from accounts.absences import deputised
from common.clock import LONDON
from common.dates import Interval
from common.text import days_between, lower_first, plain_date, short_date
from deadlines.reconcile import batch_for
from deadlines.registry import kind_name, population, sources
from deadlines.spec import Spec
from offenders.models import DeathReport, Event, ManagementDecision, Nominal, PlanInterval, RiskLevel, Transfer
from offenders.models.levels import Proposal
from offenders.picture import Picture
from offenders.presenters.frame import owner_text, team_text
from offenders.rights import may_answer, may_answer_transfer, may_confirm_death
from visits.models import Visit

MODELS: dict[str, type[Proposal]] = {"level": RiskLevel, "interval": PlanInterval, "management": ManagementDecision}
FACTS = {"level": "levels", "interval": "plans", "management": "management"}  # of `PersonFacts`
NAMES = {"level": "Risk level", "interval": "Visit interval", "management": "Management"}
MOST = 200  # the oldest that one page shows
LAST_VISITS = 3


@dataclass(frozen=True)
class Change:
    """One date before and after."""

    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class Waiting:
    """A proposal, the person it is about and what it would change."""

    kind: str
    row: Proposal
    nominal: Nominal
    proposed: str
    now: str
    changes: Sequence[Change]
    may_answer: bool
    waited: str
    visits: Sequence[str]

    @property
    def name(self) -> str:
        """What kind of proposal it is."""
        return NAMES[self.kind]


@dataclass(frozen=True)
class ReportedDeath:
    """A death that waits for somebody else of supervisor's rank to confirm it."""

    row: DeathReport
    nominal: Nominal
    may_answer: bool
    waited: str


@dataclass(frozen=True)
class Offer:
    """A transfer that its receiver has not answered yet."""

    row: Transfer
    nominal: Nominal
    may_answer: bool
    owner: str
    receiver: str
    officer: str
    waited: str


def waiting(viewer: Any, on: dt.date) -> list[Waiting]:
    """What waits among the nominals that somebody may see, the oldest first. A fixed number of queries."""
    visible = Nominal.objects.visible_to(viewer)
    found: list[tuple[str, Proposal]] = []
    for kind, model in MODELS.items():
        rows = model.objects.waiting().filter(nominal__in=visible).select_related("nominal", "recorded_by")
        found += [(kind, row) for row in rows.order_by("recorded_at", "pk")[:MOST]]
    found.sort(key=lambda one: (one[1].recorded_at, one[1].pk))
    return _described(viewer, found, on)


def closings(viewer: Any) -> list[Event]:
    """Open events that somebody proposed to close without a reassessment, the oldest first (one query)."""
    rows = Event.objects.counted().filter(closed_on__isnull=True, proposed_close_by__isnull=False)
    visible = rows.filter(nominal__in=Nominal.objects.visible_to(viewer)).select_related("nominal", "proposed_close_by")
    return list(visible.order_by("proposed_close_on", "pk")[:MOST])


def deaths(viewer: Any, on: dt.date) -> list[ReportedDeath]:
    """The deaths reported and not yet confirmed among the nominals that somebody may see, the oldest first."""
    rows = DeathReport.objects.counted().filter(period__isnull=True, nominal__in=Nominal.objects.visible_to(viewer))
    found = rows.select_related("nominal", "recorded_by").order_by("recorded_at", "pk")[:MOST]
    return [
        ReportedDeath(row, row.nominal, may_confirm_death(viewer, row), days_between((row.reported_on - on).days))
        for row in found
    ]


def transfers(viewer: Any, on: dt.date) -> list[Offer]:
    """The offers that wait among the nominals that somebody may see, to them or by their team, the oldest first."""
    rows = Transfer.objects.waiting().filter(nominal__in=Nominal.objects.visible_to(viewer))
    found = rows.select_related("nominal__officer", "to_team__force", "from_team__force", "offered_by")
    deputy_of = deputised(viewer, on)
    return [
        Offer(row, row.nominal, may_answer_transfer(viewer, row, deputy_of), team_text(row.from_team),
              team_text(row.to_team), owner_text(row.nominal), days_between((row.offered_on - on).days))
        for row in found.order_by("offered_on", "pk")[:MOST]
    ]  # fmt: skip


def to_answer(viewer: Any, on: dt.date) -> int:
    """How many offers wait for this person's answer (one query; one more where one could be a deputy's to answer)."""
    rows = Transfer.objects.waiting().filter(nominal__in=Nominal.objects.visible_to(viewer))[:MOST]
    others = any(viewer.team_id != row.to_team_id and viewer.pk != row.offered_by_id for row in rows)
    deputy_of = deputised(viewer, on) if others else ()
    return sum(may_answer_transfer(viewer, row, deputy_of) for row in rows)


def _described(viewer: Any, found: list[tuple[str, Any]], on: dt.date) -> list[Waiting]:
    if not found:
        return []
    batch = batch_for(on, ids={row.nominal_id for _, row in found})
    people = population().load(batch)
    loaded = [(source, source.load(batch)) for source in sources()]
    visits = last_visits(people)
    described = []
    for kind, row in found:
        person = people[row.nominal_id]
        picture = Picture(person.facts, batch)
        if not needs_approval(kind, row, picture):
            continue
        agreed = replace(person, facts=with_approval(person.facts, kind, row, on))
        before = _owed(loaded, person, batch)
        after = _owed(loaded, agreed, batch)
        described.append(
            Waiting(
                kind,
                row,
                row.nominal,
                proposed_text(kind, row),
                now_text(kind, picture),
                differences(before, after, on),
                may_answer(viewer, row),
                days_between((row.recorded_at.astimezone(LONDON).date() - on).days),
                visits.get(row.nominal_id, ()),
            )
        )
    return described


def needs_approval(kind: str, row: Any, picture: Picture) -> bool:
    """Whether the proposal counts only once agreed, and no later one that counts has taken its place."""
    if not _waits(kind, row.effective_from, row, picture):
        return False
    later = [fact for fact in getattr(picture.facts, FACTS[kind]) if fact.effective_from > row.effective_from]
    return not any(fact.approved or not _waits(kind, fact.effective_from, fact, picture) for fact in later)


def _waits(kind: str, day: dt.date, proposal: Any, picture: Picture) -> bool:
    if kind == "level":
        return picture.level_waits(proposal.level, day)
    if kind == "interval":
        return picture.interval_waits(Interval(proposal.value, proposal.unit), day)
    return bool(proposal.mode == "reactive")


def with_approval(facts: Any, kind: str, row: Any, on: dt.date) -> Any:
    """The facts as they would be with the proposal approved today."""

    def same(fact: Any) -> bool:
        if fact.approved or fact.effective_from != row.effective_from:
            return False
        if kind == "level":
            return bool(fact.level == row.level)
        if kind == "interval":
            return (fact.value, fact.unit) == (row.value, row.unit)
        return bool(fact.mode == row.mode)

    name = FACTS[kind]
    changed = [fact._replace(approved=True, approved_on=on) if same(fact) else fact for fact in getattr(facts, name)]
    return facts._replace(**{name: changed})


def _owed(loaded: Iterable[tuple[Any, Any]], person: Any, batch: Any) -> dict[tuple[str, str], Spec] | None:
    """What is owed by the rules, or None where they cannot work it out."""
    try:
        specs = [spec for source, facts in loaded for spec in source.specs(person, facts.get(person.id), batch)]
    except Exception:  # the failed run page lists why; an approval must still be possible
        return None
    return {(spec.kind, spec.subject): spec for spec in specs}


def differences(before: Any, after: Any, on: dt.date) -> list[Change]:
    """The dates that the approval would move; one line that says so where they cannot be worked out."""
    if before is None or after is None:
        return [Change("Dates", "cannot be worked out", "cannot be worked out")]
    changes = []
    for key in sorted(before.keys() | after.keys()):
        was, would_be = before.get(key), after.get(key)
        if was is None or would_be is None or (was.due_on, was.suspended) != (would_be.due_on, would_be.suspended):
            changes.append(Change(kind_name(key[0]), _date_text(was, on), _date_text(would_be, on)))
    return changes


def _date_text(spec: Spec | None, on: dt.date) -> str:
    if spec is None:
        return "none"
    suspended = ", suspended" if spec.suspended else f", {days_between((spec.due_on - on).days)}"
    return f"{short_date(spec.due_on)}{suspended}"


def proposed_text(kind: str, row: Any) -> str:
    """What is proposed: 'Low from 3 November 2026'."""
    start = f"from {plain_date(row.effective_from)}"
    if kind == "level":
        return f"{row.get_level_display()} {start}"
    if kind == "interval":
        return f"Every {Interval(row.value, row.unit).text()} {start}"
    return f"{row.get_mode_display()} {start}"


def now_text(kind: str, picture: Picture) -> str:
    """What is in force: 'High'."""
    level = picture.levels().level
    if kind == "level":
        return {"very_high": "Very high", "high": "High", "medium": "Medium", "low": "Low"}.get(level or "", "Not set")
    if kind == "interval":
        plan = picture.intervals().steps[-1].plan
        if plan is not None:
            return f"Every {Interval(plan.value, plan.unit).text()}, by the plan"
        return f"Every {picture.default(level, picture.batch.on).text()}, by the risk level"
    return picture.management().mode.capitalize()


def last_visits(ids: Iterable[int]) -> dict[int, list[str]]:
    """The last visits and attempts of some nominals: 'Sat 10 Jan 2026: seen at the address' (one query)."""
    latest = Window(RowNumber(), partition_by="nominal_id", order_by=("-date", "-time", "-pk"))
    rows = Visit.objects.counted().filter(nominal_id__in=set(ids)).annotate(place=latest).filter(place__lte=LAST_VISITS)
    found: dict[int, list[str]] = {}
    for row in rows.order_by("nominal_id", "place"):
        found.setdefault(row.nominal_id, []).append(f"{short_date(row.date)}: {lower_first(row.get_outcome_display())}")
    return found
