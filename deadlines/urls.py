"""Addresses."""

from accounts.urlpolicy import Rule

app_name = "deadlines"
urlpatterns: list = []
POLICY: dict[str, Rule] = {}
