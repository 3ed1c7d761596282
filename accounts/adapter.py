"""How sign-in behaves here: nobody makes their own account, and each step is an audit event."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.asking import SIGNED_IN_AGAIN_AT
from accounts.lockout import username as typed_username
from accounts.models import User
from audit.events import record
from common.clock import now


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators only, and no message greets anybody by name."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: administrators make accounts."""
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """No flash message at sign-in and sign-out: the pages say it."""

    def login(self, request: HttpRequest, user: Any) -> None:
        """Signed in: on record before the session is given."""
        record("account.signed_in", by=user)
        super().login(request, user)

    def logout(self, request: HttpRequest) -> None:
        """Signed out by oneself."""
        record("account.signed_out", by=request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, an unknown or an inactive account: one event, the same work for each."""
        refused("account.sign_in_failed", request, credentials)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """The password once more; failures count towards the lock-out as at sign-in."""
        right = bool(super().reauthenticate(user, password))
        record("account.signed_in_again", by=user, outcome="done" if right else "refused")
        if right:
            self.request.session[SIGNED_IN_AGAIN_AT] = now().isoformat()
        return right

    def set_password(self, user: Any, password: str) -> None:
        """A new password, chosen while signed in or through the link of a reset. Other sessions end by it."""
        signed_in = getattr(self.request, "user", None)
        changed = signed_in is not None and signed_in.is_authenticated and signed_in.pk == user.pk
        record("account.password_changed" if changed else "account.password_reset", by=user)
        super().set_password(user, password)


def refused(action: str, request: HttpRequest, credentials: Any = None) -> None:
    """A sign-in that came to nothing. The name is kept only where it is an account's: people type passwords there."""
    known = User.objects.filter(username=typed_username(request, credentials)).first()
    details = {"username": known.username if known else "", "known": known is not None}
    record(action, by=known, outcome="refused", details=details)


def locked(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """The page for too many failures, which are on record."""
    refused("account.locked", request, credentials)
    answer = TemplateResponse(request, "account/locked.html", {}, status=429)
    return answer.render()
