"""The verbs of risk."""

from risk.actions.assessments import FactorAnswer, complete_arms, record_assessment, record_polygraph
from risk.actions.csods import record_application
from risk.actions.plan import write_plan, write_plan_of_meeting
from risk.actions.reactive import endorse, keep_review, propose_reactive, set_plan_review

__all__ = [
    "FactorAnswer",
    "complete_arms",
    "endorse",
    "keep_review",
    "propose_reactive",
    "record_application",
    "record_assessment",
    "record_polygraph",
    "set_plan_review",
    "write_plan",
    "write_plan_of_meeting",
]
