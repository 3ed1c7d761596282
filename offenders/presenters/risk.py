"""The risk page: what is in force and why, and everything that was proposed."""

from __future__ import annotations

from typing import Any

from common.dates import Interval
from common.text import lower_first, plain_date
from offenders.models import Level, ManagementDecision, Nominal, PlanInterval, RiskLevel
from offenders.picture import Picture
from offenders.presenters.facts import NEEDED_NONE, answer_text, fact_url, proposal_text, proposal_url, standing_of
from offenders.rights import may_answer

NO_LEVEL = "No level is in force: visits are owed as for high risk"


def in_force(picture: Picture) -> list[dict[str, Any]]:
    """The level, the visit interval and the management mode in force, each with why."""
    levels = picture.levels()
    last = levels.changes[-1] if levels.changes else None
    level = {
        "term": "Risk level",
        "level": levels.level or "",
        "value": "",
        "why": _level_why(last.day, last.was) if last else NO_LEVEL,
    }
    value, why = _interval(picture)
    mode = picture.management()
    management = {
        "term": "Management",
        "level": None,
        "value": "Reactive" if mode.mode == "reactive" else "Active",
        "why": f"Since {plain_date(mode.since)}" if mode.since else "Since management began",
    }
    return [level, {"term": "Home visits", "level": None, "value": value, "why": why}, management]


def _level_why(day: Any, was: str | None) -> str:
    before = f", before that, {lower_first(Level(was).label)}" if was else ", the first level recorded"
    return f"Since {plain_date(day)}{before}"


def _interval(picture: Picture) -> tuple[str, str]:
    """The interval that counts and why it is that one."""
    if picture.management().mode == "reactive":
        return "None scheduled", "Reactive management: a review instead"
    history = picture.intervals()
    step = history.steps[-1]
    default = picture.default(step.level, picture.batch.on)
    named = f"{lower_first(Level(step.level).label)} risk" if step.level else "high risk, as no level is in force"
    if step.plan is not None:
        own = Interval(step.plan.value, step.plan.unit)
        return _sentence(
            own
        ), f"This person's plan, from {plain_date(step.plan.effective_from)}. {_default(default, named)}"
    if history.outlived is not None:
        old = Interval(history.outlived.value, history.outlived.unit)
        return _sentence(default), f"The default for {named}: the level rose after the plan of {old.every()} was made"
    return _sentence(default), f"The default for {named}"


def _sentence(interval: Interval) -> str:
    text = interval.every()
    return text[:1].upper() + text[1:]


def _default(interval: Interval, named: str) -> str:
    return f"The default for {named} is {interval.every()}"


def hints(picture: Picture) -> dict[str, str]:
    """What each level would mean for visits, and whether it would wait."""
    day = picture.batch.on
    return {
        code: f"Visited {picture.default(code, day).every()}"
        + (". Counts once a supervisor approves" if picture.level_waits(code, day) else ". Counts at once")
        for code in Level.values
    }


def histories(nominal: Nominal, user: Any) -> list[dict[str, Any]]:
    """Everything proposed, latest first: levels, intervals, management (three queries)."""
    return [
        {"title": title, "empty": empty, "rows": [_shown(nominal, row, user) for row in _rows(model, nominal)]}
        for title, empty, model in (
            ("Risk levels", "No risk level has been recorded.", RiskLevel),
            (
                "Visit intervals in the plan",
                "No interval of this person's own: the level's default counts.",
                PlanInterval,
            ),
            ("Management", "Active from the beginning.", ManagementDecision),
        )
    ]


def _rows(model: Any, nominal: Nominal) -> Any:
    rows = model.objects.filter(nominal=nominal).select_related("recorded_by", "approved_by", "returned_by")
    return rows.order_by("-effective_from", "-pk")


def _shown(nominal: Nominal, row: Any, user: Any) -> dict[str, Any]:
    return {
        "what": proposal_text(row),
        "from": plain_date(row.effective_from),
        "reason": row.reason or "not recorded",
        "state": standing_of(row),
        "state_words": "Counts" if answer_text(row) == NEEDED_NONE else "",
        "answer": answer_text(row),
        "by": row.recorded_by.full_name if row.recorded_by else "",
        "voided": row.void_reason if row.voided_at else "",
        "url": fact_url(nominal, row),
        "answer_url": proposal_url(nominal, row)
        if standing_of(row) == "proposed" and not row.voided_at and may_answer(user, row)
        else "",
    }
