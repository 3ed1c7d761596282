"""Every permission there is. A permission says what may be done; `visible_to` says on whose record."""

SEE_NOMINALS = "see_nominals"  # open a record, its dates and its history
SEARCH_NOMINALS = "search_nominals"
ADD_NOMINAL = "add_nominal"
EDIT_NOMINAL = "edit_nominal"  # identity, addresses, status periods, events
LOG_VISIT = "log_visit"  # visits, attempts and their corrections
PLAN = "plan"  # propose a risk level, a plan interval or a management mode for one's own case
PLAN_FOR_TEAM = "plan_for_team"  # the same for any case of the team
APPROVE = "approve"  # agree what somebody else proposed
DECIDE_VISITS = "decide_visits"  # record the decision owed after failed visits
SEE_OWN_CASELOAD = "see_own_caseload"
SEE_CASELOADS = "see_caseloads"  # other officers' caseloads
SEE_BACKLOG = "see_backlog"
ALLOCATE = "allocate"
EXPORT = "export"  # download a list
VOID_FACTS = "void_facts"  # mark a fact entered in error
MANAGE_REFERENCE_DATA = "manage_reference_data"  # forces, teams, people, bank holidays
SEE_POLICY = "see_policy"
SET_POLICY = "set_policy"
SEE_NIGHTLY = "see_nightly"
SEE_ALERTS = "see_alerts"  # one's own alerts
SEE_ABSENCES = "see_absences"  # one's own absences, and those that one covers or records
RECORD_OWN_LEAVE = "record_own_leave"
RECORD_ABSENCES = "record_absences"  # for the team (inspectors: the force), with the cover for them
