"""The roles of the contract and what each may do. Scope (whose records) is `offenders.models.NominalQuerySet`."""

from __future__ import annotations

from django.db import models

from accounts import permissions as p


class Role(models.TextChoices):
    """One role a person. The codes are the contract's (`officers.csv`)."""

    OFFENDER_MANAGER = "offender_manager", "Offender manager"
    SUPERVISOR = "supervisor", "Supervisor"
    INSPECTOR = "inspector", "Inspector"
    MAPPA_COORDINATOR = "mappa_coordinator", "MAPPA co-ordinator"
    UNIT_SUPPORT = "unit_support", "Unit support"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"
    NEIGHBOURHOOD = "neighbourhood", "Neighbourhood officer"


_READ = {
    p.SEE_NOMINALS, p.SEARCH_NOMINALS, p.SEE_POLICY, p.SEE_ALERTS, p.SEE_ORDERS, p.SEE_NOTIFICATION, p.RECORD_CONTACT,
    p.SEE_MAPPA,
}  # fmt: skip
_TRY = {p.TRY_POLICY, p.SEE_POLICY_TRIALS}
_SUPERVISE = _TRY | {p.SUPERVISE, p.CONFIRM_DEATH, p.MERGE, p.SEE_VOIDED_FILES, p.HANDLE_APPLICATIONS}
_MAPPA = {p.REVIEW_MAPPA, p.CLOSE_ACTIONS}
_ABSENCES = {p.SEE_ABSENCES, p.RECORD_OWN_LEAVE}
_RECORD = _READ | {p.ADD_NOMINAL, p.EDIT_NOMINAL, p.VOID_FACTS, p.RECORD_ORDERS, p.RECORD_NOTIFICATION}

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.OFFENDER_MANAGER: frozenset(
        _RECORD
        | _ABSENCES
        | _MAPPA
        | {
            p.REFER,
            p.LOG_VISIT,
            p.ASSESS,
            p.PLAN,
            p.SEARCH_FORCE,
            p.SEE_OWN_CASELOAD,
            p.SEE_CASELOADS,
            p.DECIDE_VISITS,
            p.CHECK_CONDITIONS,
            p.DECIDE_FAILURES,
            p.EXPORT,
            p.PRINT_LISTS,
        }
    ),
    Role.SUPERVISOR: frozenset(
        _RECORD
        | _ABSENCES
        | _SUPERVISE
        | _MAPPA
        | {
            p.REFER,
            p.DECIDE_MAPPA,
            p.RECORD_ABSENCES,
            p.LOG_VISIT,
            p.ASSESS,
            p.PLAN,
            p.PLAN_FOR_TEAM,
            p.SEARCH_FORCE,
            p.MANAGE_ACCESS,
            p.APPROVE,
            p.DECIDE_VISITS,
            p.CHECK_CONDITIONS,
            p.DECIDE_BREACHES,
            p.DECIDE_FAILURES,
            p.DECIDE_REQUIREMENT,
            p.SEE_OWN_CASELOAD,
            p.SEE_CASELOADS,
            p.SEE_BACKLOG,
            p.ALLOCATE,
            p.EXPORT,
            p.PRINT_LISTS,
            p.SEE_NIGHTLY,
        }
    ),
    Role.INSPECTOR: frozenset(
        _READ
        | _ABSENCES
        | _SUPERVISE
        | _MAPPA
        | {
            p.DECIDE_MAPPA,
            p.RECORD_ABSENCES,
            p.MANAGE_ACCESS,
            p.RESTRICT,
            p.APPROVE,
            p.DECIDE_BREACHES,
            p.DECIDE_FAILURES,
            p.DECIDE_REQUIREMENT,
            p.SEE_CASELOADS,
            p.SEE_BACKLOG,
            p.ALLOCATE,
            p.EXPORT,
            p.PRINT_LISTS,
            p.SEE_NIGHTLY,
        }
    ),
    Role.MAPPA_COORDINATOR: frozenset(_READ | _MAPPA | {p.DECIDE_MAPPA, p.REFER, p.RUN_MAPPA}),
    Role.UNIT_SUPPORT: frozenset(_RECORD | {p.SEARCH_FORCE, p.SEE_CASELOADS, p.SEE_BACKLOG, p.HANDLE_APPLICATIONS}),
    Role.ADMINISTRATOR: frozenset(
        {p.MANAGE_REFERENCE_DATA, p.SEE_POLICY, p.SET_POLICY, p.SEE_POLICY_TRIALS, p.SEE_NIGHTLY}
    ),
    Role.AUDITOR: frozenset({p.SEE_POLICY, p.SEE_AUDIT}),
    Role.NEIGHBOURHOOD: frozenset({p.SEE_BRIEFINGS}),
}

# The records that a role reaches without a personal exception.
TEAM_SCOPE = frozenset({Role.OFFENDER_MANAGER, Role.SUPERVISOR, Role.UNIT_SUPPORT})
FORCE_SCOPE = frozenset({Role.INSPECTOR, Role.MAPPA_COORDINATOR})


def roles_with(*permissions: str) -> frozenset[str]:
    """The roles that hold every one of these permissions."""
    return frozenset(role for role, held in PERMISSIONS.items() if held.issuperset(permissions))
