"""Addresses of the pages across all records."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import SIGNED_IN, holders_of
from caseloads import views

app_name = "caseloads"
urlpatterns = [
    path("", views.home, name="home"),
    path("caseload/", views.mine, name="mine"),
    path("caseload.csv", views.caseload_csv, name="csv"),
    path("caseload/<username>/", views.of, name="of"),
    path("backlog/", views.backlog, name="backlog"),
    path("backlog/list/", views.backlog_list, name="backlog_list"),
    path("backlog/list.csv", views.backlog_csv, name="backlog_csv"),
    path("backlog/assign/", views.assign, name="assign"),
    path("backlog/orders/", views.team_orders, name="orders"),
    path("approvals/", views.approvals, name="approvals"),
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/acknowledge/", views.acknowledge_alerts, name="acknowledge_alerts"),
    path("absences/", views.absences, name="absences"),
    path("absences/record/", views.record_absence, name="record_absence"),
    path("absences/<int:pk>/", views.absence, name="absence"),
    path("absences/<int:pk>/change/", views.change_absence, name="change_absence"),
    path("absences/<int:pk>/back/", views.back_at_work, name="back_at_work"),
    path("absences/<int:pk>/error/", views.void_absence, name="void_absence"),
    path("absences/<int:pk>/cover/", views.arrange_cover, name="arrange_cover"),
    path("absences/<int:pk>/cover/<int:cover_pk>/end/", views.end_cover, name="end_cover"),
]
POLICY = {
    "caseloads:home": SIGNED_IN,
    "caseloads:mine": holders_of(p.SEE_OWN_CASELOAD),
    "caseloads:of": holders_of(p.SEE_CASELOADS),
    "caseloads:csv": holders_of(p.SEE_CASELOADS, p.EXPORT),
    "caseloads:backlog": holders_of(p.SEE_BACKLOG),
    "caseloads:backlog_list": holders_of(p.SEE_BACKLOG),
    "caseloads:backlog_csv": holders_of(p.SEE_BACKLOG, p.EXPORT),
    "caseloads:assign": holders_of(p.ALLOCATE),
    "caseloads:orders": holders_of(p.SEE_BACKLOG, p.SEE_ORDERS),
    "caseloads:approvals": holders_of(p.APPROVE),
    "caseloads:alerts": holders_of(p.SEE_ALERTS),
    "caseloads:acknowledge_alerts": holders_of(p.SEE_ALERTS),
    "caseloads:absences": holders_of(p.SEE_ABSENCES),
    "caseloads:record_absence": holders_of(p.RECORD_OWN_LEAVE),
    "caseloads:absence": holders_of(p.SEE_ABSENCES),
    "caseloads:change_absence": holders_of(p.RECORD_OWN_LEAVE),
    "caseloads:back_at_work": holders_of(p.RECORD_OWN_LEAVE),
    "caseloads:void_absence": holders_of(p.RECORD_OWN_LEAVE),
    "caseloads:arrange_cover": holders_of(p.RECORD_ABSENCES),
    "caseloads:end_cover": holders_of(p.RECORD_ABSENCES),
}
