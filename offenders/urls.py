"""The record's addresses, and who may use each."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from offenders.views import dealings, deaths, facts, life, merges, people, plans, record, search

app_name = "offenders"
urlpatterns = [
    path("", search.search, name="search"),
    path("+add/", people.add, name="add"),  # no reference has a plus, so none is hidden by this page
    path("<reference>/", record.record, name="record"),
    path("<reference>/history/", record.history, name="history"),
    path("<reference>/risk/", record.risk, name="risk"),
    path("<reference>/risk/level/", plans.propose_level, name="propose_level"),
    path("<reference>/risk/interval/", plans.propose_interval, name="propose_interval"),
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
    path("<reference>/person/", life.person, name="person"),
    path("<reference>/person/names/add/", life.add_alias, name="add_alias"),
    path("<reference>/person/children/", life.children, name="children"),
    path("<reference>/person/release/", life.release, name="release"),
    path("<reference>/person/add/<kind>/", life.add_particular, name="add_particular"),
    path("<reference>/person/<int:pk>/edit/", life.edit_particular, name="edit_particular"),
    path("<reference>/person/<int:pk>/end/", life.end_particular, name="end_particular"),
    path("<reference>/contacts/", dealings.contacts, name="contacts"),
    path("<reference>/contacts/add/", dealings.add_contact, name="add_contact"),
    path("<reference>/child-at-risk/", dealings.child_at_risk, name="child_at_risk"),
    path("<reference>/registers/tick/", dealings.tick, name="tick"),
    path("<reference>/files/add/", dealings.add_file, name="add_file"),
    path("<reference>/files/<int:pk>/", dealings.file, name="file"),
    path("<reference>/death/", deaths.report, name="report_death"),
    path("<reference>/death/<int:pk>/confirm/", deaths.confirm, name="confirm_death"),
    path("<reference>/death/<int:pk>/undo/", deaths.undo, name="undo_death"),
    path("<reference>/merge/", merges.merge, name="merge"),
    path("<reference>/merge/confirm/", merges.confirm_merge, name="confirm_merge"),
    path("<reference>/merge/<int:pk>/undo/", merges.undo_merge, name="undo_merge"),
    path("<reference>/facts/<code>/<int:pk>/", record.fact, name="fact"),
    path("<reference>/facts/<code>/<int:pk>/error/", facts.void, name="void"),
]

_SEE, _EDIT, _PLAN = holders_of(p.SEE_NOMINALS), holders_of(p.SEE_NOMINALS, p.EDIT_NOMINAL), holders_of(p.PLAN)
_CONTACT, _MERGE = holders_of(p.SEE_NOMINALS, p.RECORD_CONTACT), holders_of(p.SEE_NOMINALS, p.MERGE)
POLICY: dict[str, Rule] = {
    "offenders:search": holders_of(p.SEARCH_NOMINALS),
    "offenders:add": holders_of(p.ADD_NOMINAL),
    "offenders:record": _SEE,
    "offenders:history": _SEE,
    "offenders:risk": _SEE,
    "offenders:fact": _SEE,
    "offenders:propose_level": _PLAN,
    "offenders:propose_interval": _PLAN,
    "offenders:proposal": holders_of(p.SEE_NOMINALS, p.APPROVE),
    "offenders:edit": _EDIT,
    "offenders:allocate": holders_of(p.SEE_NOMINALS, p.ALLOCATE),
    "offenders:add_address": _EDIT,
    "offenders:move_home": _EDIT,
    "offenders:end_address": _EDIT,
    "offenders:add_status": _EDIT,
    "offenders:end_status": _EDIT,
    "offenders:add_event": _EDIT,
    "offenders:close_event": Rule(
        _EDIT.roles | holders_of(p.SEE_NOMINALS, p.APPROVE).roles, permissions=frozenset((p.EDIT_NOMINAL, p.APPROVE))
    ),
    "offenders:person": _SEE,
    "offenders:add_alias": _EDIT,
    "offenders:children": _EDIT,
    "offenders:release": _EDIT,
    "offenders:add_particular": _EDIT,
    "offenders:edit_particular": _EDIT,
    "offenders:end_particular": _EDIT,
    "offenders:contacts": _SEE,
    "offenders:add_contact": _CONTACT,
    "offenders:child_at_risk": _CONTACT,
    "offenders:tick": _EDIT,
    "offenders:add_file": _EDIT,
    "offenders:file": _SEE,
    "offenders:report_death": _CONTACT,
    "offenders:confirm_death": holders_of(p.SEE_NOMINALS, p.CONFIRM_DEATH),
    "offenders:undo_death": holders_of(p.SEE_NOMINALS, p.CONFIRM_DEATH),
    "offenders:merge": _MERGE,
    "offenders:confirm_merge": _MERGE,
    "offenders:undo_merge": _MERGE,
    "offenders:void": holders_of(p.SEE_NOMINALS, p.VOID_FACTS),
}
