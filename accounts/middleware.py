"""Nobody signed out gets past the sign-in page, and nobody signed in past what the URL policy gives their role."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac

from accounts import asking, lost_posts, urlpolicy
from accounts.asking import SIGNED_IN_AT
from audit.events import AuditUnavailable, given, reason, record, request_id, session_mark
from audit.middleware import unavailable
from common.clock import now

FRESH_ROUTES = frozenset({"admin:accounts_user_add", "admin:accounts_user_change"})
RENEWED_AT = "renewed_at"
Respond = Callable[[HttpRequest], HttpResponse]


class SignInRequired:
    """Sends the signed-out to the sign-in page, for every route but the public ones."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id.set(uuid.uuid4().hex)
        session_mark.set(mark_of(request.session.session_key))
        reason.set("")
        given.set("")
        if request.user.is_authenticated and _session_is_too_old(request):
            logout(request)
        if request.user.is_authenticated:
            _renew(request)
        if not request.user.is_authenticated and not _exists(request.path_info):
            return redirect_to_login("/", reverse("account_login"))  # what is not there looks like what is
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Public routes go on; anybody else signs in first."""
        match = request.resolver_match
        rule = urlpolicy.rule_for(match.view_name, match.namespaces) if match else None
        if (rule and rule.public) or request.user.is_authenticated:
            return None
        kept_at = lost_posts.keep(match.view_name, request) if match and request.method == "POST" else "/"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)  # a part of a page must never be the sign-in page
        next_path = request.get_full_path() if request.method == "GET" else kept_at
        return redirect_to_login(next_path, reverse("account_login"))


class UrlPolicy:
    """Refuses a route to a role that has no entry for it (403). Scope is the views': their `visible_to` gives 404."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Deny by default."""
        match = request.resolver_match
        rule = urlpolicy.rule_for(match.view_name, match.namespaces) if match else None
        if rule is not None and rule.public:
            return None
        if rule is None or not rule.allows(request.user.role):  # type: ignore[union-attr]
            details = {"route": match.view_name if match else "", "method": request.method}
            try:
                record("access.refused", by=request.user, outcome="refused", details=details)
            except AuditUnavailable as error:
                return unavailable(error)
            raise PermissionDenied
        return _ask_first(request, match, rule)


def _ask_first(request: HttpRequest, match: Any, rule: urlpolicy.Rule) -> HttpResponse | None:
    """An export asks why, with a fresh password; who may do what is changed with a fresh password only."""
    if rule.exports and request.method in ("GET", "HEAD"):
        path = request.get_full_path()
        wanted = asking.Wanted(f"export:{path}", "this list as a file", path, asking.came_from(request), once=True)
        return asking.ask_first(request, wanted)
    if match.view_name in FRESH_ROUTES and not asking.is_fresh(request, now()):
        return asking.sign_in_again(request.path)
    return None


def mark_of(session_key: str | None) -> str:
    """What the log keeps of a session: the same for the same session, and nothing that would open it."""
    return salted_hmac("audit.session", session_key, algorithm="sha256").hexdigest()[:16] if session_key else ""


def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _renew(request: HttpRequest) -> None:
    """Any request keeps the session for another `SESSION_COOKIE_AGE`; written down at most once a minute."""
    moment = int(now().timestamp())
    if moment - request.session.get(RENEWED_AT, 0) >= settings.SESSION_RENEWED_EVERY:
        request.session[RENEWED_AT] = moment


def _session_is_too_old(request: HttpRequest) -> bool:
    """A session ends so many hours after sign-in (`SESSION_ABSOLUTE_AGE`), however busy it was."""
    begun = request.session.get(SIGNED_IN_AT)
    moment = now()
    if begun is None:
        request.session[SIGNED_IN_AT] = moment.isoformat()
        return False
    age = moment - dt.datetime.fromisoformat(begun)
    return age.total_seconds() > settings.SESSION_ABSOLUTE_AGE
