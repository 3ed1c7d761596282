"""MAPPA: areas and agencies, categories and levels, referrals, meetings, minutes, actions, packs, serious cases."""

from mappa.models.actions import Action, ActionQuerySet, ActionReminder, ActionReview
from mappa.models.agenda import AgendaItem, Disclosure, NotSelected, SharingDecision, WhyListed
from mappa.models.areas import Agency, AgencyContact, AgencyKind, Area
from mappa.models.levels import AreaPlacement, Category, CategoryDecision, LevelDecision, MappaLevel
from mappa.models.meetings import (
    COUNTING,
    Attendance,
    Invitation,
    Meeting,
    MeetingQuerySet,
    MeetingStatus,
    UrgentTrigger,
)
from mappa.models.minutes import PILLARS, Addendum, Minutes, MinutesDraft, MinutesInformation
from mappa.models.packs import HowSent, PackFile, PackKind, PackRecipient, PackState, PackVersion
from mappa.models.referrals import Referral, ReferralDecision, ReferralQuerySet
from mappa.models.serious import SeriousDecision, SeriousFurtherOffence

__all__ = [
    "COUNTING",
    "PILLARS",
    "Action",
    "ActionQuerySet",
    "ActionReminder",
    "ActionReview",
    "Addendum",
    "Agency",
    "AgencyContact",
    "AgencyKind",
    "AgendaItem",
    "Area",
    "AreaPlacement",
    "Attendance",
    "Category",
    "CategoryDecision",
    "Disclosure",
    "HowSent",
    "Invitation",
    "LevelDecision",
    "MappaLevel",
    "Meeting",
    "MeetingQuerySet",
    "MeetingStatus",
    "Minutes",
    "MinutesDraft",
    "MinutesInformation",
    "NotSelected",
    "PackFile",
    "PackKind",
    "PackRecipient",
    "PackState",
    "PackVersion",
    "Referral",
    "ReferralDecision",
    "ReferralQuerySet",
    "SeriousDecision",
    "SeriousFurtherOffence",
    "SharingDecision",
    "UrgentTrigger",
    "WhyListed",
]
