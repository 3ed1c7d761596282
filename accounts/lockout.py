"""Whose failures are counted. Failures and later attempts must be counted under the same name, or the right password
would still open a locked account: allauth's form says `login`, its credentials say `username`."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

LONGEST = 150


def username(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The name that was typed, as sign-in itself reads it: no outer spaces, whatever its case."""
    typed = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(typed).strip().lower()[:LONGEST]


def address(request: HttpRequest) -> str:
    """The visitor's address: the nearest one of `X-Forwarded-For` that is not a proxy of ours (TRUSTED_PROXIES).

    What stands further away in that header was written by the visitor and is not believed.
    """
    near = str(request.META.get("REMOTE_ADDR") or "")
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while hops and _is_ours(near):
        if not _is_address(hops[-1]):
            break
        near = hops.pop()
    return near


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_ours(text: str) -> bool:
    return _is_address(text) and any(ipaddress.ip_address(text) in network for network in settings.TRUSTED_PROXIES)
