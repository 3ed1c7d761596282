"""What every page shows around its own content: the menu by role, a banner when the dates may be old, today.

All of it is worked out only when a template asks, so that an error page, which may have no user and no database, can
still be shown.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts import permissions as p
from accounts.roles import PERMISSIONS
from caseloads import alerts
from common.clock import now, today
from common.text import plural
from deadlines import nightly

# Text, route, the permission that shows it, and the beginnings of the addresses at which it is the current part.
MENU = (
    ("My caseload", "caseloads:mine", p.SEE_OWN_CASELOAD, ("/caseload",)),
    ("Round", "workday:round", p.SEE_OWN_CASELOAD, ("/round", "/write-ups")),
    ("Team backlog", "caseloads:backlog", p.SEE_BACKLOG, ("/backlog",)),
    ("Counter", "counter:expected", p.RECORD_NOTIFICATION, ("/counter",)),
    ("Approvals", "caseloads:approvals", p.APPROVE, ("/approvals",)),
    ("Meetings", "mappa:home", p.DECIDE_MAPPA, ("/mappa",)),
    ("Alerts", "caseloads:alerts", p.SEE_ALERTS, ("/alerts",)),
    ("Nominals", "offenders:search", p.SEARCH_NOMINALS, ("/nominals",)),
    ("Absences", "caseloads:absences", p.SEE_ABSENCES, ("/absences",)),
    ("Risk lists", "risk:gaps", p.SEE_CASELOADS, ("/risk-lists", "/risk-reviews", "/disclosure-scheme")),
    ("Opened from outside", "access:opened", p.MANAGE_ACCESS, ("/opened",)),
    ("Briefings", "access:briefings", p.SEE_BRIEFINGS, ("/briefings",)),
    ("Audit", "auditing:events", p.SEE_AUDIT, ("/audit",)),
    ("Policy", "deadlines:policy", p.SEE_POLICY, ("/policy",)),
    ("Nightly run", "deadlines:nightly", p.SEE_NIGHTLY, ("/nightly",)),
    ("Administration", "admin:index", p.MANAGE_REFERENCE_DATA, ("/administration",)),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """`navigation` (dicts of text, url, current, count), `stale_run` (a sentence, or blank) and `today`."""
    return {
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "stale_run": SimpleLazyObject(lambda: stale_run(request)),
        "today": today(),
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The parts of the product that the signed-in person's role opens; nothing for anybody else."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    held = PERMISSIONS.get(user.role, frozenset())
    shown = [entry for entry in MENU if entry[2] in held]
    current = next((text for text, _, _, begins in shown if request.path.startswith(begins)), "")
    if request.path == "/" and shown:
        current = home_text(held)
    return [
        {"text": text, "url": reverse(route), "current": text == current, "count": badge(user, route)}
        for text, route, _, _ in shown
    ]


def badge(user: Any, route: str) -> str:
    """How many alerts wait, beside the way to them: as many as that page lists (one query)."""
    if route != "caseloads:alerts":
        return ""
    try:
        return alerts.words(alerts.badge(user, today()))
    except DatabaseError:
        return ""


def home_text(held: frozenset[str]) -> str:
    """Which part of the menu the first page is: the backlog for whoever watches one, else meetings or a caseload."""
    if p.SEE_BACKLOG in held:
        return "Team backlog"
    return "Meetings" if p.RUN_MAPPA in held else "My caseload"


def stale_run(request: HttpRequest) -> str:
    """What to say when the last good nightly run finished over 26 hours ago, or never (one query, signed in only)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    moment = now()
    try:
        finished_at = nightly.last_finished_at(today())
    except DatabaseError:
        return ""
    if not nightly.is_late(finished_at, moment):
        return ""
    if finished_at is None:
        return "Dates may be out of date: the nightly run has not finished yet. A record that is changed is up to date."
    hours = int((moment - finished_at).total_seconds() // 3600)
    return (
        f"Dates may be out of date: the last good nightly run finished {plural(hours, 'hour')} ago."
        " A record that is changed is up to date."
    )
