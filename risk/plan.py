"""Read the risk management plan: the version in force on a day, for one person or many, and every version.

The MAPPA part reads from here, and writes the version that a meeting agreed by `risk.actions.write_plan_of_meeting`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from risk.models import PARTS, RiskPlan

# Each part of the plan in the words of its heading, in the order of the four pillars, then the contingency.
TITLES = {
    "supervision": "Supervision",
    "monitoring": "Monitoring and control",
    "interventions": "Interventions and treatment",
    "victim_safety": "Victim safety",
    "contingency": "Contingency",
}


def current(nominal_id: int, on: dt.date) -> RiskPlan | None:
    """The version in force on a day: the last one written by then; None where there is none (one query)."""
    return _by(on).filter(nominal_id=nominal_id).order_by("-written_on", "-pk").first()


def currents(nominal_ids: Collection[int], on: dt.date) -> dict[int, RiskPlan]:
    """The versions in force of many, by nominal (one query)."""
    rows = _by(on).filter(nominal_id__in=nominal_ids)
    latest = rows.order_by("nominal_id", "-written_on", "-pk").distinct("nominal_id")
    return {row.nominal_id: row for row in latest}


def versions(nominal_id: int) -> list[RiskPlan]:
    """Every version, latest first, those entered in error too (one query)."""
    rows = RiskPlan.objects.filter(nominal_id=nominal_id).select_related("recorded_by")
    return list(rows.order_by("-written_on", "-pk"))


def texts(row: RiskPlan | None) -> dict[str, str]:
    """The parts of a version by field; all blank where there is none."""
    return {part: getattr(row, part) if row is not None else "" for part in PARTS}


def _by(on: dt.date) -> Any:
    return RiskPlan.objects.counted().filter(written_on__lte=on).select_related("recorded_by")
