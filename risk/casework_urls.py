"""The addresses of the person behind the level, of cohorts, and of applications under the disclosure scheme."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from risk.views import cohorts, csods, lists, profile

_AT = "nominals/<reference>/"
_CASE = "disclosure-scheme/"
urlpatterns = [
    path(_AT + "profile/", profile.profile, name="profile"),
    path(_AT + "profile/answer/<question>/", profile.answer, name="answer"),
    path(_AT + "profile/unknown/add/", profile.add_gap, name="add_gap"),
    path(_AT + "profile/unknown/<int:pk>/close/", profile.end_gap, name="close_gap"),
    path(_AT + "profile/managed-as/", profile.managed_as, name="managed_as"),
    path(_AT + "entries/<code>/<int:pk>/error/", profile.void, name="void_entry"),
    path(_AT + "cohorts/", cohorts.cohorts, name="cohorts"),
    path(_AT + "cohorts/add/", cohorts.enter, name="enter_cohort"),
    path(_AT + "cohorts/<int:pk>/end/", cohorts.leave, name="leave_cohort"),
    path(_AT + "sanctions/add/", cohorts.add_sanction, name="add_sanction"),
    path(_AT + "cohorts/test/", cohorts.test, name="persistent"),
    path("risk-lists/gaps/", lists.gaps, name="gaps"),
    path("risk-lists/officers/", lists.officers, name="officers"),
    path("risk-lists/cohorts/", lists.cohorts, name="cohort_list"),
    path(_CASE, csods.applications, name="csods"),
    path(_CASE + "add/", csods.add, name="csods_add"),
    path(_CASE + "<int:pk>/", csods.case, name="csods_case"),
    path(_CASE + "<int:pk>/<step>/", csods.step, name="csods_step"),
]

_SEE = holders_of(p.SEE_NOMINALS)
_ASSESS = holders_of(p.SEE_NOMINALS, p.ASSESS)
_EDIT = holders_of(p.SEE_NOMINALS, p.EDIT_NOMINAL)
_PLAN = holders_of(p.SEE_NOMINALS, p.PLAN)
_LIST = holders_of(p.SEE_NOMINALS, p.SEE_CASELOADS)
_HANDLE = holders_of(p.HANDLE_APPLICATIONS)
POLICY: dict[str, Rule] = {
    "risk:profile": _SEE,
    "risk:answer": _ASSESS,
    "risk:add_gap": _ASSESS,
    "risk:close_gap": _ASSESS,
    "risk:managed_as": _EDIT,
    "risk:void_entry": holders_of(p.SEE_NOMINALS, p.VOID_FACTS),
    "risk:cohorts": _SEE,
    "risk:enter_cohort": _PLAN,
    "risk:leave_cohort": _PLAN,
    "risk:add_sanction": _EDIT,
    "risk:persistent": _SEE,
    "risk:gaps": _LIST,
    "risk:officers": holders_of(p.APPROVE),
    "risk:cohort_list": _LIST,
    "risk:csods": _HANDLE,
    "risk:csods_add": _HANDLE,
    "risk:csods_case": _HANDLE,
    "risk:csods_step": _HANDLE,
}
