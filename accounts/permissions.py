"""Every permission there is. A permission says what may be done; `visible_to` says on whose record."""

SEE_NOMINALS = "see_nominals"  # open a record, its dates and its history
SEARCH_NOMINALS = "search_nominals"
ADD_NOMINAL = "add_nominal"
EDIT_NOMINAL = "edit_nominal"  # identity, addresses, status periods, events
RECORD_CONTACT = "record_contact"  # a contact about, or the reported death of, anybody whose record one can see
CONFIRM_DEATH = "confirm_death"  # a death that somebody else reported
MERGE = "merge"  # make two records of one person one, and undo it
SEE_VOIDED_FILES = "see_voided_files"  # open a file that was entered in error
LOG_VISIT = "log_visit"  # visits, attempts and their corrections
ASSESS = "assess"  # record what a tool for assessing risk gave
PLAN = "plan"  # propose a risk level, a plan interval or a management mode for one's own case
PLAN_FOR_TEAM = "plan_for_team"  # the same for any case of the team
APPROVE = "approve"  # agree what somebody else proposed
DECIDE_VISITS = "decide_visits"  # record the decision owed after failed visits
SEE_OWN_CASELOAD = "see_own_caseload"
SEE_CASELOADS = "see_caseloads"  # other officers' caseloads
SEE_BACKLOG = "see_backlog"
ALLOCATE = "allocate"
SUPERVISE = "supervise"  # look ahead, draw dip samples and work them off, one-to-ones: their team; inspectors the force
EXPORT = "export"  # download a list; every address that asks for it asks for a reason and a fresh password first
PRINT_LISTS = "print_lists"  # a list laid out for paper
VOID_FACTS = "void_facts"  # mark a fact entered in error
MANAGE_REFERENCE_DATA = "manage_reference_data"  # forces, teams, people, bank holidays
SEE_POLICY = "see_policy"
SET_POLICY = "set_policy"
TRY_POLICY = "try_policy"  # on a copy, for one's own force
SEE_POLICY_TRIALS = "see_policy_trials"  # what was tried for one's own force
SEE_NIGHTLY = "see_nightly"
SEE_ALERTS = "see_alerts"  # one's own alerts
SEE_ABSENCES = "see_absences"  # one's own absences, and those that one covers or records
RECORD_OWN_LEAVE = "record_own_leave"
RECORD_ABSENCES = "record_absences"  # for the team (inspectors: the force), with the cover for them
SEE_ORDERS = "see_orders"  # civil orders, their conditions and checks
RECORD_ORDERS = "record_orders"  # enter an order and what the court made of it since
CHECK_CONDITIONS = "check_conditions"  # record checks, suspected breaches and evidence
DECIDE_BREACHES = "decide_breaches"  # decide, charge, result
SEE_NOTIFICATION = "see_notification"  # the requirement, what was notified, the calculator
RECORD_NOTIFICATION = "record_notification"  # disposals, notifications, possible failures, applications
DECIDE_FAILURES = "decide_failures"  # decide on a possible failure to notify, and its result
DECIDE_REQUIREMENT = "decide_requirement"  # set an end by hand, determine a review of an indefinite requirement
SEARCH_FORCE = "search_force"  # find a nominal of the force outside the team, and open it read-only with a reason
MANAGE_ACCESS = "manage_access"  # exceptions, bars, and who opened a record from outside the team
RESTRICT = "restrict"  # close a record to all but a named few
SEE_BRIEFINGS = "see_briefings"  # the limited view for neighbourhood officers
SEE_AUDIT = "see_audit"
SEE_MAPPA = "see_mappa"  # category, level, referrals, minutes and actions of a record; meetings and their lists
REVIEW_MAPPA = "review_mappa"  # record that a level 1 case was looked at and stays at level 1
DECIDE_MAPPA = "decide_mappa"  # category, level and area
REFER = "refer"  # ask for level 2 or 3
RUN_MAPPA = "run_mappa"  # screen referrals; meetings, invitations, agenda, packs, minutes, actions, areas
CLOSE_ACTIONS = "close_actions"  # one's own actions, or any of a record one may write
HANDLE_APPLICATIONS = "handle_applications"  # the disclosure scheme: who applied, for which child, what was told

READING = frozenset(
    {
        SEE_NOMINALS, SEARCH_NOMINALS, SEARCH_FORCE, SEE_OWN_CASELOAD, SEE_CASELOADS, SEE_BACKLOG, EXPORT, PRINT_LISTS,
        SEE_POLICY,
        SEE_POLICY_TRIALS, SEE_NIGHTLY, SEE_ALERTS, SEE_ABSENCES, SEE_ORDERS, SEE_NOTIFICATION,
        SEE_BRIEFINGS, SEE_AUDIT, SEE_MAPPA,
    }
)  # fmt: skip
"""Permissions that change nothing. A route about a record that asks for any other is closed where that record is open
read-only."""
