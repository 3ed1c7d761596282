"""Addresses of the auditor's pages."""

from django.urls import path

from accounts import permissions as p
from accounts.urlpolicy import Rule, holders_of
from caseloads.views import auditing

app_name = "auditing"
urlpatterns = [
    path("audit/", auditing.events, name="events"),
    path("audit/person/", auditing.person, name="person"),
    path("audit/officer/", auditing.officer, name="officer"),
    path("audit/export/", auditing.export, name="export"),
]
POLICY: dict[str, Rule] = {f"auditing:{route.name}": holders_of(p.SEE_AUDIT) for route in urlpatterns}
