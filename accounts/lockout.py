"""Whose failures are counted. Failures and later attempts must be counted under the same name, or the right password
would still open a locked account: allauth's form says `login`, its credentials say `username`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

LONGEST = 150


def username(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The name that was typed, as sign-in itself reads it: no outer spaces, whatever its case."""
    typed = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(typed).strip().lower()[:LONGEST]
