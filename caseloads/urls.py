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
    path("approvals/", views.approvals, name="approvals"),
]
POLICY = {
    "caseloads:home": SIGNED_IN,
    "caseloads:mine": holders_of(p.SEE_OWN_CASELOAD),
    "caseloads:of": holders_of(p.SEE_CASELOADS),
    "caseloads:csv": holders_of(p.EXPORT),
    "caseloads:backlog": holders_of(p.SEE_BACKLOG),
    "caseloads:backlog_list": holders_of(p.SEE_BACKLOG),
    "caseloads:backlog_csv": holders_of(p.SEE_BACKLOG, p.EXPORT),
    "caseloads:assign": holders_of(p.ALLOCATE),
    "caseloads:approvals": holders_of(p.APPROVE),
}
