"""The verbs of the record: keyword-only, each one transaction with its audit event and the dates worked out again."""

from offenders.actions.addresses import add_address, end_address, move_home
from offenders.actions.allocation import Moves, allocate
from offenders.actions.circumstances import (
    close_event,
    end_status_period,
    propose_closing,
    record_event,
    record_status_period,
)
from offenders.actions.corrections import void_fact
from offenders.actions.dealings import record_contact, tick_register
from offenders.actions.deaths import confirm_death, report_death, undo_death
from offenders.actions.errors import Conflict, NotAllowed, NotVisible, Refused
from offenders.actions.files import add_file, read_file
from offenders.actions.identity import add_nominal, edit_identity
from offenders.actions.life import (
    add_alias,
    add_particular,
    edit_particular,
    end_particular,
    record_children,
    record_expected_release,
)
from offenders.actions.merging import merge_nominals, undo_merge
from offenders.actions.proposals import (
    approve_proposal,
    propose_management,
    propose_plan_interval,
    propose_risk_level,
    register_completion,
    register_contradiction,
    register_review,
    return_proposal,
)
from offenders.actions.transfers import accept_transfer, offer_transfer, return_transfer, withdraw_transfer

__all__ = [
    "Conflict",
    "Moves",
    "NotAllowed",
    "NotVisible",
    "Refused",
    "accept_transfer",
    "add_address",
    "add_alias",
    "add_file",
    "add_nominal",
    "add_particular",
    "allocate",
    "approve_proposal",
    "close_event",
    "confirm_death",
    "edit_identity",
    "edit_particular",
    "end_address",
    "end_particular",
    "end_status_period",
    "merge_nominals",
    "move_home",
    "offer_transfer",
    "propose_closing",
    "propose_management",
    "propose_plan_interval",
    "propose_risk_level",
    "read_file",
    "record_children",
    "record_contact",
    "record_event",
    "record_expected_release",
    "record_status_period",
    "register_completion",
    "register_contradiction",
    "register_review",
    "report_death",
    "return_proposal",
    "return_transfer",
    "tick_register",
    "undo_death",
    "undo_merge",
    "void_fact",
    "withdraw_transfer",
]
