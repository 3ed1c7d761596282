"""Addresses."""

from accounts.urlpolicy import Rule

app_name = "offenders"
urlpatterns: list = []
POLICY: dict[str, Rule] = {}
