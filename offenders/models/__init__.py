"""The nominal and the dated facts about them."""

from offenders.models.access import AccessKind, Bar, NominalAccess
from offenders.models.facts import Address, AddressKind, Event, EventKind, Status, StatusPeriod
from offenders.models.levels import Level, ManagementDecision, ManagementMode, PlanInterval, RiskLevel
from offenders.models.nominal import Allocation, LeadAgency, Nominal, NominalQuerySet, Sex, Standing

__all__ = [
    "AccessKind",
    "Address",
    "AddressKind",
    "Allocation",
    "Bar",
    "Event",
    "EventKind",
    "LeadAgency",
    "Level",
    "ManagementDecision",
    "ManagementMode",
    "Nominal",
    "NominalAccess",
    "NominalQuerySet",
    "PlanInterval",
    "RiskLevel",
    "Sex",
    "Standing",
    "Status",
    "StatusPeriod",
]
