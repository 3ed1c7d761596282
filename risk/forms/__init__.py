"""The forms of risk."""

from risk.forms.arms import ArmsForm
from risk.forms.management_plan import RiskPlanForm
from risk.forms.plans import ApplicationForm, PlanReviewForm, ReactiveForm, ResumeForm
from risk.forms.tools import DirectContactForm, IndirectForm, PolygraphForm, ResultForm

__all__ = [
    "ApplicationForm",
    "ArmsForm",
    "DirectContactForm",
    "IndirectForm",
    "PlanReviewForm",
    "PolygraphForm",
    "ReactiveForm",
    "ResultForm",
    "ResumeForm",
    "RiskPlanForm",
]
