"""Record what a tool gave; complete an ARMS from the last one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from accounts import permissions as p
from offenders.actions.base import change, log, not_after, said, values
from offenders.actions.errors import Refused
from offenders.models import Nominal
from risk.models import ArmsFactor, Assessment, Basis, FactorCode, Polygraph, PolygraphResult, Priority, Tool
from risk.policy.tools import disagreement

FIELDS = ("tool", "version", "completed_on", "band", "score")
OTHER_ARMS = (
    "What you confirmed as unchanged is not of the last ARMS before that day. Read what is shown now, and confirm again"
)


class FactorAnswer(NamedTuple):
    """What is said of one factor. `unchanged`: confirmed as it was in the last ARMS, with its evidence."""

    factor: str
    priority: str = ""
    evidence: str = ""
    unchanged: bool = False


def record_assessment(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    tool: str,
    completed_on: dt.date,
    version: str = "",
    band: str = "",
    score: Any = None,
    items: Mapping[str, Any] | None = None,
    notes: str = "",
    form_token: uuid.UUID | None = None,
) -> Assessment:
    """The result of a tool other than ARMS. A band that its points do not give is refused. Sent twice, it is one."""
    if tool not in Tool.values or tool == Tool.ARMS:
        raise Refused("Select the tool", "tool")
    if wrong := disagreement(tool, band, None if score is None else float(score)):
        raise Refused(wrong, "band")
    found = {"version": version, "band": band, "score": score, "items": dict(items or {}), "notes": notes}
    with change(nominal, by=by, on=on, permission=p.ASSESS) as held:
        row, _ = _one(held, by, on, tool, completed_on, form_token, found)
    return row


def record_polygraph(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    completed_on: dt.date,
    basis: str,
    result: str,
    disclosures: str = "",
    follow_up: str = "",
    form_token: uuid.UUID | None = None,
) -> Assessment:
    """An examination: on what basis, the category of its result, what was disclosed, what follows."""
    if basis not in Basis.values:
        raise Refused("Select the basis", "basis")
    if result not in PolygraphResult.values:
        raise Refused("Select the result", "result")
    if disclosures.strip():
        follow_up = said(follow_up, "follow_up", "Say what follows from what was disclosed")
    with change(nominal, by=by, on=on, permission=p.ASSESS) as held:
        row, made = _one(held, by, on, Tool.POLYGRAPH, completed_on, form_token, {"band": result})
        if made:
            Polygraph.objects.create(
                assessment=row, basis=basis, result=result, disclosures=disclosures, follow_up=follow_up
            )
    return row


def complete_arms(
    *,
    nominal: Nominal,
    by: Any,
    on: dt.date,
    completed_on: dt.date,
    priority: str,
    factors: Sequence[FactorAnswer],
    notes: str = "",
    shown: int | None = None,
    form_token: uuid.UUID | None = None,
) -> Assessment:
    """All eleven factors, each with priority and evidence, and the overall priority for work (not a risk level).

    A factor confirmed as unchanged takes priority and evidence from the last ARMS before the day it was completed.
    `shown` is the number of the ARMS on the page (0: none): where that is another one, nothing is carried forward.
    """
    if priority not in Priority.values:
        raise Refused("Select the overall priority", "priority")
    with change(nominal, by=by, on=on, permission=p.ASSESS) as held:
        if form_token is not None and (sent := _sent(held, form_token)):
            return sent
        before = {row.factor: row for row in last_factors(held, completed_on)}
        last = next((row.assessment_id for row in before.values()), 0)
        if shown is not None and shown != last and any(answer.unchanged for answer in factors):
            raise Refused(OTHER_ARMS, "completed_on")
        answers = [_answer(answer, before) for answer in _all(factors)]
        row, made = _one(held, by, on, Tool.ARMS, completed_on, form_token, {"band": priority, "notes": notes})
        if made:
            ArmsFactor.objects.bulk_create(ArmsFactor(assessment=row, **answer) for answer in answers)
    return row


def last_factors(nominal: Nominal, day: dt.date) -> list[ArmsFactor]:
    """The factors of the last ARMS on or before a day, in their order; none where it was imported without them."""
    last = (
        Assessment.objects.counted()
        .filter(nominal=nominal, tool=Tool.ARMS, completed_on__lte=day)
        .order_by("-completed_on", "-pk")
        .first()
    )
    if last is None:
        return []
    return factors_of(last)


def factors_of(row: Assessment) -> list[ArmsFactor]:
    """The factors of one ARMS in their order, whether or not it was entered in error (one query, or those fetched)."""
    places = {code: place for place, code in enumerate(FactorCode.values)}
    return sorted(row.factors.all(), key=lambda factor: places[factor.factor])


def _all(factors: Sequence[FactorAnswer]) -> list[FactorAnswer]:
    given = {answer.factor: answer for answer in factors}
    for code in FactorCode.values:
        if code not in given:
            raise Refused(f"Answer every factor: {FactorCode(code).label.lower()} is missing", f"{code}_priority")
    return [given[code] for code in FactorCode.values]


def _answer(answer: FactorAnswer, before: Mapping[str, ArmsFactor]) -> dict[str, Any]:
    code, was = answer.factor, before.get(answer.factor)
    if answer.unchanged:
        if was is None:
            raise Refused("There is nothing before this to carry forward", f"{code}_unchanged")
        return {"factor": code, "priority": was.priority, "evidence": was.evidence, "carried_forward": True}
    if answer.priority not in Priority.values:
        raise Refused("Select the priority, or confirm that nothing has changed", f"{code}_priority")
    evidence = said(answer.evidence, f"{code}_evidence", "Enter the evidence")
    return {"factor": code, "priority": answer.priority, "evidence": evidence}


def _sent(held: Nominal, token: uuid.UUID) -> Assessment | None:
    """What this form has saved already."""
    return Assessment.objects.filter(form_token=token, nominal=held).first()


def _one(
    held: Nominal,
    by: Any,
    on: dt.date,
    tool: str,
    completed_on: dt.date,
    token: uuid.UUID | None,
    found: Mapping[str, Any],
) -> tuple[Assessment, bool]:
    """The assessment, and whether it is new: one a tool and day, and one a form."""
    not_after(completed_on, on, "completed_on", "The day it was completed")
    if token is not None and (sent := _sent(held, token)):
        return sent, False
    if Assessment.objects.counted().filter(nominal=held, tool=tool, completed_on=completed_on).exists():
        raise Refused("One is recorded for that day already", "completed_on")
    row = Assessment.objects.create(
        nominal=held, tool=tool, completed_on=completed_on, recorded_by=by, form_token=token, **found
    )
    after = values(row, *FIELDS) | {"score": str(row.score) if row.score is not None else None}
    log("assessment.recorded", by=by, nominal=held, fact=row, after=after)
    return row, True
