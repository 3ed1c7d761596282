"""The pages across all records: caseloads, the team's backlog, allocation, approvals."""

from caseloads.views.absences import (
    absence,
    absences,
    back_at_work,
    change_absence,
    record_absence,
    void_absence,
)
from caseloads.views.alerts import acknowledge_alerts, alerts
from caseloads.views.approvals import approvals
from caseloads.views.assign import assign
from caseloads.views.backlog import backlog, backlog_csv, backlog_list
from caseloads.views.cover import arrange_cover, end_cover
from caseloads.views.home import home
from caseloads.views.mine import caseload_csv, mine, of
from caseloads.views.orders import team_orders

__all__ = [
    "absence",
    "absences",
    "acknowledge_alerts",
    "alerts",
    "approvals",
    "arrange_cover",
    "assign",
    "back_at_work",
    "backlog",
    "backlog_csv",
    "backlog_list",
    "caseload_csv",
    "change_absence",
    "end_cover",
    "home",
    "mine",
    "of",
    "record_absence",
    "team_orders",
    "void_absence",
]
