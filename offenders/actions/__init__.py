"""The verbs of the record: keyword-only, each one transaction with its audit event and the dates worked out again."""

from offenders.actions.addresses import add_address, end_address, move_home
from offenders.actions.allocation import Moves, allocate
from offenders.actions.circumstances import close_event, end_status_period, record_event, record_status_period
from offenders.actions.corrections import void_fact
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.actions.identity import add_nominal, edit_identity
from offenders.actions.proposals import (
    approve_proposal,
    propose_management,
    propose_plan_interval,
    propose_risk_level,
    return_proposal,
)

__all__ = [
    "Conflict",
    "Moves",
    "NotAllowed",
    "NotVisible",
    "Refused",
    "add_address",
    "add_nominal",
    "allocate",
    "approve_proposal",
    "close_event",
    "edit_identity",
    "end_address",
    "end_status_period",
    "move_home",
    "propose_management",
    "propose_plan_interval",
    "propose_risk_level",
    "record_event",
    "record_status_period",
    "return_proposal",
    "void_fact",
]
