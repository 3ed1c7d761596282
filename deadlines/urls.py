"""Addresses."""

from accounts.urlpolicy import Rule

urlpatterns: list = []
POLICY: dict[str, Rule] = {}
