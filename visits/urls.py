"""Addresses."""

from accounts.urlpolicy import Rule

app_name = "visits"
urlpatterns: list = []
POLICY: dict[str, Rule] = {}
