"""The pages of orders, below `/nominals/<reference>/orders/`, and the supervisor's page of them."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from orders.views import breaches, conditions, devices, events, monitoring, orders, variation

app_name = "orders"
urlpatterns = [
    path("", orders.listing, name="list"),
    path("add/", orders.add, name="add"),
    path("<int:pk>/", orders.order, name="order"),
    path("<int:pk>/edit/", orders.edit, name="edit"),
    path("<int:pk>/served/", orders.served, name="served"),
    path("<int:pk>/compare/", orders.compare, name="compare"),
    path("<int:pk>/paper/", orders.add_paper, name="add_paper"),
    path("<int:pk>/papers/<int:paper_id>/", orders.paper, name="paper"),
    path("<int:pk>/vary/", variation.vary, name="vary"),
    path("<int:pk>/event/", events.event, name="event"),
    path("<int:pk>/conditions/add/", conditions.add, name="add_condition"),
    path("<int:pk>/conditions/<int:condition_id>/", conditions.condition, name="condition"),
    path("<int:pk>/conditions/<int:condition_id>/edit/", conditions.edit, name="edit_condition"),
    path("<int:pk>/conditions/<int:condition_id>/check/", conditions.check, name="check"),
    path("<int:pk>/breach/", breaches.add, name="add_breach"),
    path("breaches/<int:breach_id>/", breaches.breach, name="breach"),
    path("breaches/<int:breach_id>/step/", breaches.step, name="step"),
    path("devices/", devices.devices, name="devices"),
    path("devices/<int:pk>/", devices.device, name="device"),
    path("devices/<int:pk>/examine/", devices.examine, name="examine"),
    path("devices/<int:pk>/conditions/", devices.serves, name="serves"),
    path("devices/<int:pk>/software/", monitoring.install, name="install"),
    path("software/<int:pk>/", monitoring.edit, name="edit_software"),
    path("software/<int:pk>/alert/", monitoring.add_alert, name="add_alert"),
    path("alerts/<int:alert_id>/", monitoring.decide, name="decide_alert"),
    path("entries/<code>/<int:entry_id>/error/", events.void, name="void"),
]

_SEE = holders_of(p.SEE_NOMINALS, p.SEE_ORDERS)
_RECORD = holders_of(p.SEE_NOMINALS, p.RECORD_ORDERS)
_CHECK = holders_of(p.SEE_NOMINALS, p.CHECK_CONDITIONS)
_DECIDE = holders_of(p.SEE_NOMINALS, p.DECIDE_BREACHES)
POLICY: dict[str, Rule] = {
    "orders:list": _SEE,
    "orders:order": _SEE,
    "orders:condition": _SEE,
    "orders:breach": _SEE,
    "orders:paper": _SEE,
    "orders:devices": _SEE,
    "orders:device": _SEE,
    "orders:add": _RECORD,
    "orders:edit": _RECORD,
    "orders:served": _RECORD,
    "orders:compare": _RECORD,
    "orders:add_paper": _RECORD,
    "orders:vary": _RECORD,
    "orders:event": _RECORD,
    "orders:add_condition": _RECORD,
    "orders:edit_condition": _RECORD,
    "orders:serves": _RECORD,
    "orders:install": _RECORD,
    "orders:edit_software": _RECORD,
    "orders:add_alert": _RECORD,
    "orders:examine": _CHECK,
    "orders:decide_alert": _CHECK,
    "orders:check": _CHECK,
    "orders:add_breach": _CHECK,
    "orders:step": Rule(_CHECK.roles | _DECIDE.roles, permissions=frozenset((p.CHECK_CONDITIONS, p.DECIDE_BREACHES))),
    "orders:void": holders_of(p.SEE_NOMINALS, p.VOID_FACTS),
}
