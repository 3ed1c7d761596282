"""Forms that arrive after the session was lost or changed. An app may keep what was typed for its author alone.

The keeper must satisfy itself whose form it is (by something that we signed): nobody is signed in. It returns the
address to go to after sign-in, or '' for the first page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Keeper = Callable[[HttpRequest], str]
_keepers: dict[str, Keeper] = {}


def register(view_name: str, keeper: Keeper) -> None:
    """Called by an app for each of its routes whose words are worth keeping."""
    _keepers[view_name] = keeper


def keep(view_name: str, request: HttpRequest) -> str:
    """Where to go after sign-in; what was typed is kept first, if the route has a keeper."""
    keeper = _keepers.get(view_name)
    return (keeper(request) if keeper else "") or "/"


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of an earlier session (CSRF_FAILURE_VIEW): nothing is saved; its words are kept where they can be."""
    match = request.resolver_match
    kept_at = keep(match.view_name, request) if match else "/"
    return render(request, "403_csrf.html", {"kept_at": "" if kept_at == "/" else kept_at}, status=403)
