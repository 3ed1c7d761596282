"""The verbs of the requirement: keyword-only, each one transaction with its audit event and the dates worked out."""

from notification.actions.corrections import void_entry
from notification.actions.disposals import add_disposal, confirm_length, edit_disposal, set_override
from notification.actions.failures import add_failure_step, suspect_failure
from notification.actions.journeys import change_journey, notify_journey
from notification.actions.notifications import (
    cancel_notice,
    notice_happened,
    notice_of_late_change,
    record_departure,
    record_event,
    record_notification,
    record_return,
)
from notification.actions.premises import add_parental, add_stay, edit_parental, end_stay
from notification.actions.reviews import ask_body, record_application, update_review

__all__ = [
    "add_disposal",
    "add_failure_step",
    "add_parental",
    "add_stay",
    "ask_body",
    "cancel_notice",
    "change_journey",
    "confirm_length",
    "edit_disposal",
    "edit_parental",
    "end_stay",
    "notice_happened",
    "notice_of_late_change",
    "notify_journey",
    "record_application",
    "record_departure",
    "record_event",
    "record_notification",
    "record_return",
    "set_override",
    "suspect_failure",
    "update_review",
    "void_entry",
]
