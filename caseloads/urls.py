"""Addresses."""

from accounts.urlpolicy import Rule

app_name = "caseloads"
urlpatterns: list = []
POLICY: dict[str, Rule] = {}
