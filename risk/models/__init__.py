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
from risk.models.cohorts import Cohort, CohortPeriod, Sanction
from risk.models.csods import Applicant, Concern, CsodsApplication, CsodsDisclosure, CsodsFile, Decision, Recipient
from risk.models.management_plan import PARTS, PILLARS, PlanSource, RiskPlan
from risk.models.plans import Endorsement, PlanReview, Rank, ReactiveCase
from risk.models.profile import ManagedAs, ProfileAnswer, ProfileGap

__all__ = [
    "PARTS",
    "PILLARS",
    "PROTECTIVE",
    "Applicant",
    "ArmsFactor",
    "Assessment",
    "Basis",
    "Cohort",
    "CohortPeriod",
    "Concern",
    "CsodsApplication",
    "CsodsDisclosure",
    "CsodsFile",
    "Decision",
    "Endorsement",
    "FactorCode",
    "ManagedAs",
    "PlanReview",
    "PlanSource",
    "Polygraph",
    "PolygraphResult",
    "Priority",
    "ProfileAnswer",
    "ProfileGap",
    "Rank",
    "ReactiveCase",
    "Recipient",
    "RiskPlan",
    "Sanction",
    "Tool",
]
