"""The pages of risk below `/nominals/<reference>/risk/`, and the supervisor's lists."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from risk import casework_urls
from risk.views import assessments, management_plan, plans

app_name = "risk"
_AT = "nominals/<reference>/risk/"
urlpatterns = [
    path("risk-reviews/", plans.reviews, name="reviews"),
    path(_AT + "arms/", assessments.arms, name="arms"),
    path(_AT + "osp-dc/", assessments.direct_contact, name="osp_dc"),
    path(_AT + "osp-iic/", assessments.indirect, name="osp_iic"),
    path(_AT + "result/", assessments.result, name="result"),
    path(_AT + "polygraph/", assessments.polygraph, name="polygraph"),
    path(_AT + "assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path(_AT + "assessments/<int:pk>/error/", assessments.void, name="void"),
    path(_AT + "plan/", management_plan.plan, name="plan"),
    path(_AT + "plan/change/", management_plan.edit, name="edit_plan"),
    path(_AT + "plan/<int:pk>/", management_plan.version, name="plan_version"),
    path(_AT + "plan/<int:pk>/error/", management_plan.void, name="void_plan"),
    path(_AT + "reactive/", plans.reactive, name="reactive"),
    path(_AT + "active/", plans.resume, name="resume"),
    path(_AT + "interval/<int:pk>/review/", plans.plan_review, name="plan_review"),
    path(_AT + "disclosure/add/", plans.add_application, name="add_application"),
    *casework_urls.urlpatterns,
]

_ASSESS = holders_of(p.SEE_NOMINALS, p.ASSESS)
_PLAN = holders_of(p.SEE_NOMINALS, p.PLAN)
_EDIT = holders_of(p.SEE_NOMINALS, p.EDIT_NOMINAL)
POLICY: dict[str, Rule] = {
    "risk:reviews": holders_of(p.APPROVE),
    "risk:arms": _ASSESS,
    "risk:osp_dc": _ASSESS,
    "risk:osp_iic": _ASSESS,
    "risk:result": _ASSESS,
    "risk:polygraph": _ASSESS,
    "risk:assessment": holders_of(p.SEE_NOMINALS),
    "risk:void": holders_of(p.SEE_NOMINALS, p.VOID_FACTS),
    "risk:plan": holders_of(p.SEE_NOMINALS),
    "risk:edit_plan": _PLAN,
    "risk:plan_version": holders_of(p.SEE_NOMINALS),
    "risk:void_plan": _PLAN,
    "risk:reactive": _PLAN,
    "risk:resume": _PLAN,
    "risk:plan_review": _PLAN,
    "risk:add_application": _EDIT,
    **casework_urls.POLICY,
}
