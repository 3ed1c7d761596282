"""Assessments, what goes with a plan, reactive management, applications under the disclosure scheme."""

from risk.models.assessments import (
    PROTECTIVE,
    ArmsFactor,
    Assessment,
    Basis,
    FactorCode,
    Polygraph,
    PolygraphResult,
    Priority,
    Tool,
)
from risk.models.management_plan import PARTS, PILLARS, PlanSource, RiskPlan
from risk.models.plans import CsodsApplication, Endorsement, PlanReview, Rank, ReactiveCase

__all__ = [
    "PARTS",
    "PILLARS",
    "PROTECTIVE",
    "ArmsFactor",
    "Assessment",
    "Basis",
    "CsodsApplication",
    "Endorsement",
    "FactorCode",
    "PlanReview",
    "PlanSource",
    "Polygraph",
    "PolygraphResult",
    "Priority",
    "Rank",
    "ReactiveCase",
    "RiskPlan",
    "Tool",
]
