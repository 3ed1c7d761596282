"""How sign-in behaves here: nobody makes their own account."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators only, and no message greets anybody by name."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: administrators make accounts."""
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """No flash message at sign-in and sign-out: the pages say it."""
