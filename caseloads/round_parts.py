"""The way between the pages of an officer's work: round, week, write-ups."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

PARTS = {"round": ("Round", "workday:round"), "week": ("Week", "workday:week"),
         "write_ups": ("Write-ups owed", "workday:write_ups"),
         "monitoring": ("Monitoring alerts", "workday:monitoring")}  # fmt: skip


def parts(viewer: Any, officer: Any, current: str) -> list[dict[str, Any]]:
    """Round, week, write-ups and monitoring alerts of the same officer."""
    query = "" if officer.pk == viewer.pk else f"?officer={officer.username}"
    return [
        {"text": text, "url": f"{reverse(route)}{query}", "current": code == current}
        for code, (text, route) in PARTS.items()
    ]
