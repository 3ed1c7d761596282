"""The verbs of orders: keyword-only, each one transaction with its audit event and the dates worked out again."""

from orders.actions.breaches import add_step, suspect_breach
from orders.actions.checks import DoorCheck, follow_visit, record_at_door, record_check, void_with_visit
from orders.actions.conditions import add_condition, edit_condition
from orders.actions.corrections import void_entry
from orders.actions.devices import DoorExamination, examine_at_door, record_examination, serve_conditions
from orders.actions.events import Change, NewCondition, discharge_order, record_event, vary_order
from orders.actions.monitoring import decide_alert, edit_software, install_software, record_alert
from orders.actions.orders import add_order, add_paper, compare_order, edit_order, record_service

__all__ = [
    "Change",
    "DoorCheck",
    "DoorExamination",
    "NewCondition",
    "add_condition",
    "add_order",
    "add_paper",
    "add_step",
    "compare_order",
    "decide_alert",
    "discharge_order",
    "edit_condition",
    "edit_order",
    "edit_software",
    "examine_at_door",
    "follow_visit",
    "install_software",
    "record_alert",
    "record_at_door",
    "record_check",
    "record_event",
    "record_examination",
    "record_service",
    "serve_conditions",
    "suspect_breach",
    "vary_order",
    "void_entry",
    "void_with_visit",
]
