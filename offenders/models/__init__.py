"""The nominal and the dated facts about them."""

from offenders.models.access import AccessKind, Bar, NominalAccess
from offenders.models.dealings import (
    Contact,
    ContactHow,
    EntryKind,
    FileKind,
    Merge,
    Register,
    RegisterEntry,
    StoredFile,
)
from offenders.models.facts import BUNDLE_EVENTS, Address, AddressKind, Event, EventKind, Status, StatusPeriod
from offenders.models.levels import Level, ManagementDecision, ManagementMode, PlanInterval, RiskLevel
from offenders.models.life import (
    Alias,
    AliasKind,
    Children,
    ChildrenAnswer,
    DeathReport,
    ExpectedRelease,
    KnownBy,
    Particular,
    ParticularKind,
)
from offenders.models.nominal import Allocation, LeadAgency, Nominal, NominalQuerySet, Sex, Standing

__all__ = [
    "BUNDLE_EVENTS",
    "AccessKind",
    "Address",
    "AddressKind",
    "Alias",
    "AliasKind",
    "Allocation",
    "Bar",
    "Children",
    "ChildrenAnswer",
    "Contact",
    "ContactHow",
    "DeathReport",
    "EntryKind",
    "Event",
    "EventKind",
    "ExpectedRelease",
    "FileKind",
    "KnownBy",
    "LeadAgency",
    "Level",
    "ManagementDecision",
    "ManagementMode",
    "Merge",
    "Nominal",
    "NominalAccess",
    "NominalQuerySet",
    "Particular",
    "ParticularKind",
    "PlanInterval",
    "Register",
    "RegisterEntry",
    "RiskLevel",
    "Sex",
    "Standing",
    "Status",
    "StatusPeriod",
    "StoredFile",
]
