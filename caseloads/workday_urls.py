"""Addresses of the working day: round, week, plans, door sheets, write-ups, decisions, enquiries, saved views."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import holders_of
from caseloads.views import asat, day, decisions, printed, round, savedviews, sheet, whereabouts

app_name = "workday"
urlpatterns = [
    path("round/", round.round_, name="round"),
    path("round/week/", round.week, name="week"),
    path("round/plan/", round.plan, name="plan"),
    path("round/plans/<int:pk>/change/", round.change, name="change_plan"),
    path("round/plans/<int:pk>/cancel/", round.cancel, name="cancel_plan"),
    path("round/sheets/", sheet.sheets, name="sheets"),
    path("nominals/<reference>/door-sheet/", sheet.door_sheet, name="door_sheet"),
    path("write-ups/", day.write_ups, name="write_ups"),
    path("risk-reviews/owed/", day.risk_owed, name="risk_owed"),
    path("plans/owed/", day.plans_owed, name="plans_owed"),
    path("notifications-owed/", day.notifications_owed, name="notifications_owed"),
    path("monitoring-alerts/", day.monitoring_alerts, name="monitoring"),
    path("round/coming-up/", day.coming, name="coming"),
    path("backlog/decisions/", decisions.decisions, name="decisions"),
    path("backlog/whereabouts/", whereabouts.enquiries, name="enquiries"),
    path("nominals/<reference>/whereabouts/", whereabouts.enquiry, name="enquiry"),
    path("nominals/<reference>/whereabouts/found/", whereabouts.found, name="found"),
    path("backlog/as-at/", asat.as_at, name="as_at"),
    path("backlog/list/print/", printed.backlog_list, name="print_backlog"),
    path("caseload/list/print/", printed.caseload, name="print_caseload"),
    path("views/save/", savedviews.save_view, name="save_view"),
    path("views/<int:pk>/delete/", savedviews.delete_view, name="delete_view"),
]
_PLANS = holders_of(p.SEE_NOMINALS, p.LOG_VISIT)
POLICY = {
    "workday:round": holders_of(p.SEE_OWN_CASELOAD),
    "workday:week": holders_of(p.SEE_OWN_CASELOAD),
    "workday:plan": _PLANS,
    "workday:change_plan": _PLANS,
    "workday:cancel_plan": _PLANS,
    "workday:sheets": _PLANS,
    "workday:door_sheet": _PLANS,
    "workday:write_ups": holders_of(p.SEE_NOMINALS),
    "workday:risk_owed": holders_of(p.SEE_NOMINALS),
    "workday:plans_owed": holders_of(p.SEE_OWN_CASELOAD),
    "workday:notifications_owed": holders_of(p.SEE_NOMINALS, p.SEE_NOTIFICATION),
    "workday:monitoring": holders_of(p.SEE_NOMINALS, p.SEE_ORDERS),
    "workday:coming": holders_of(p.SEE_OWN_CASELOAD),
    "workday:decisions": holders_of(p.SEE_BACKLOG),
    "workday:enquiries": holders_of(p.SEE_BACKLOG),
    "workday:enquiry": holders_of(p.SEE_NOMINALS),
    "workday:found": _PLANS,
    "workday:as_at": holders_of(p.SEE_BACKLOG),
    "workday:print_backlog": holders_of(p.SEE_BACKLOG, p.PRINT_LISTS),
    "workday:print_caseload": holders_of(p.SEE_CASELOADS, p.PRINT_LISTS),
    "workday:save_view": holders_of(p.SEE_NOMINALS),
    "workday:delete_view": holders_of(p.SEE_NOMINALS),
}
