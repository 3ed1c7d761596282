"""The verbs of MAPPA."""

from mappa.actions.actions import add_action, close_action, hand_over_action, review_action
from mappa.actions.areas import add_agency, add_area, add_contact, change_agency, change_contact
from mappa.actions.finalising import check_minutes, finalise
from mappa.actions.invitations import Part, invite, record_attendance, uninvite
from mappa.actions.items import put_on_agenda, take_off_agenda
from mappa.actions.meetings import (
    Plan,
    Urgent,
    cancel_meeting,
    change_details,
    hold_meeting,
    plan_meeting,
    plan_urgent,
)
from mappa.actions.minutes import add_addendum, save_minutes
from mappa.actions.referrals import refer, screen_referral, void_referral
from mappa.actions.reminders import remind, remind_agency
from mappa.actions.serious import conclude_serious, decide_serious, notify_serious

__all__ = [
    "Part",
    "Plan",
    "Urgent",
    "add_action",
    "add_addendum",
    "add_agency",
    "add_area",
    "add_contact",
    "cancel_meeting",
    "change_agency",
    "change_contact",
    "change_details",
    "check_minutes",
    "close_action",
    "conclude_serious",
    "decide_serious",
    "finalise",
    "hand_over_action",
    "hold_meeting",
    "invite",
    "notify_serious",
    "plan_meeting",
    "plan_urgent",
    "put_on_agenda",
    "record_attendance",
    "refer",
    "remind",
    "remind_agency",
    "review_action",
    "save_minutes",
    "screen_referral",
    "take_off_agenda",
    "uninvite",
    "void_referral",
]
