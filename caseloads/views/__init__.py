"""The pages across all records: caseloads, the team's backlog, allocation, approvals."""

from caseloads.views.approvals import approvals
from caseloads.views.assign import assign
from caseloads.views.backlog import backlog, backlog_csv, backlog_list
from caseloads.views.home import home
from caseloads.views.mine import caseload_csv, mine, of

__all__ = [
    "approvals",
    "assign",
    "backlog",
    "backlog_csv",
    "backlog_list",
    "caseload_csv",
    "home",
    "mine",
    "of",
]
