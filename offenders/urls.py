"""The record's addresses, and who may use each."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from offenders.views import facts, people, plans, record, search

app_name = "offenders"
urlpatterns = [
    path("", search.search, name="search"),
    path("+add/", people.add, name="add"),  # no reference has a plus, so none is hidden by this page
    path("<reference>/", record.record, name="record"),
    path("<reference>/history/", record.history, name="history"),
    path("<reference>/risk/", record.risk, name="risk"),
    path("<reference>/risk/level/", plans.propose_level, name="propose_level"),
    path("<reference>/risk/interval/", plans.propose_interval, name="propose_interval"),
    path("<reference>/risk/management/", plans.propose_management, name="propose_management"),
    path("<reference>/risk/proposals/<code>/<int:pk>/", plans.proposal, name="proposal"),
    path("<reference>/edit/", people.edit, name="edit"),
    path("<reference>/allocate/", people.allocate, name="allocate"),
    path("<reference>/addresses/add/", facts.add_address, name="add_address"),
    path("<reference>/addresses/move/", facts.move_home, name="move_home"),
    path("<reference>/addresses/<int:pk>/end/", facts.end_address, name="end_address"),
    path("<reference>/status/add/", facts.add_status, name="add_status"),
    path("<reference>/status/<int:pk>/end/", facts.end_status, name="end_status"),
    path("<reference>/events/add/", facts.add_event, name="add_event"),
    path("<reference>/events/<int:pk>/close/", facts.close_event, name="close_event"),
    path("<reference>/facts/<code>/<int:pk>/", record.fact, name="fact"),
    path("<reference>/facts/<code>/<int:pk>/error/", facts.void, name="void"),
]

_SEE, _EDIT, _PLAN = holders_of(p.SEE_NOMINALS), holders_of(p.SEE_NOMINALS, p.EDIT_NOMINAL), holders_of(p.PLAN)
POLICY: dict[str, Rule] = {
    "offenders:search": holders_of(p.SEARCH_NOMINALS),
    "offenders:add": holders_of(p.ADD_NOMINAL),
    "offenders:record": _SEE,
    "offenders:history": _SEE,
    "offenders:risk": _SEE,
    "offenders:fact": _SEE,
    "offenders:propose_level": _PLAN,
    "offenders:propose_interval": _PLAN,
    "offenders:propose_management": _PLAN,
    "offenders:proposal": holders_of(p.SEE_NOMINALS, p.APPROVE),
    "offenders:edit": _EDIT,
    "offenders:allocate": holders_of(p.SEE_NOMINALS, p.ALLOCATE),
    "offenders:add_address": _EDIT,
    "offenders:move_home": _EDIT,
    "offenders:end_address": _EDIT,
    "offenders:add_status": _EDIT,
    "offenders:end_status": _EDIT,
    "offenders:add_event": _EDIT,
    "offenders:close_event": _EDIT,
    "offenders:void": holders_of(p.SEE_NOMINALS, p.VOID_FACTS),
}
