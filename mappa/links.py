"""Addresses of the pages of MAPPA, for pages that list what those pages are about."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def link(name: str, *args: Any) -> str:
    """The address of a route of MAPPA; blank where this installation has no such page."""
    try:
        return reverse(f"mappa:{name}", args=args)
    except NoReverseMatch:
        return ""
