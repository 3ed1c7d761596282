"""Whose records a person reaches: the one condition behind every list, count, search, export, alert and page.

Decided in `docs/adr/0010-restricted-records-and-bars.md`. In order:

1. an inactive account, and a role that reads no records, reach nothing;
2. a bar closes the record to the barred, whatever else would open it;
3. a restricted record is open to its named few alone: not to its officer, team, supervisors or inspectors as such;
4. a record merged into another is reached by nobody: its reference finds the other;
5. any other record is open by allocation, by team (`TEAM_SCOPE`), by force (`FORCE_SCOPE`) or by an exception.

What is reached by an exception that only reads (`models.access.WRITING` lists those that write) is open read-only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from accounts import permissions as p
from accounts.roles import FORCE_SCOPE, TEAM_SCOPE
from offenders.models.access import OPENING, WRITING, AccessKind, Bar, NominalAccess

NOBODY = Q(pk__in=[])


def reading(user: Any, on: dt.date) -> Q:
    """The records that a person may know of and read."""
    return _reached(user, on, OPENING)


def writing(user: Any, on: dt.date) -> Q:
    """Those on which they may also do what their role allows."""
    return _reached(user, on, OPENING & WRITING)


def finding(user: Any, on: dt.date) -> Q:
    """Those of their own force that a whole-force search may name to them, whether or not they may open them."""
    if not (_alive(user) and user.can(p.SEARCH_FORCE)) or user.force_id is None:
        return NOBODY
    return Q(force_id=user.force_id, restricted=False, merged_into__isnull=True) & ~Q(pk__in=_barred(user, on))


def briefed(user: Any, on: dt.date) -> Q:
    """Those of which a neighbourhood officer may read the briefing: opened to them one by one."""
    if not (_alive(user) and user.can(p.SEE_BRIEFINGS)):
        return NOBODY
    granted = _granted(user, on, {AccessKind.BRIEFING})
    return Q(restricted=False, merged_into__isnull=True, pk__in=granted) & ~Q(pk__in=_barred(user, on))


def _reached(user: Any, on: dt.date, kinds: Iterable[str]) -> Q:
    if not _alive(user) or user.role not in TEAM_SCOPE | FORCE_SCOPE:
        return NOBODY
    ordinary = _allocated(user) | Q(pk__in=_granted(user, on, kinds)) | _by_columns(user)
    named = Q(pk__in=_granted(user, on, {AccessKind.NAMED}))
    open_ = Q(restricted=False) & ordinary | Q(restricted=True) & named
    return Q(merged_into__isnull=True) & open_ & ~Q(pk__in=_barred(user, on))


def _alive(user: Any) -> bool:
    return bool(user.is_active and user.is_authenticated)


def _allocated(user: Any) -> Q:
    """One's own cases. An officer who has moved to another force reaches the old one's by an exception only."""
    own = Q(officer_id=user.pk)
    return own if user.force_id is None else own & (Q(force_id=user.force_id) | Q(force_id__isnull=True))


def _by_columns(user: Any) -> Q:
    """By force and team. A nominal of the force that has no team yet belongs to every team of it."""
    scope = NOBODY
    if user.force_id is not None:
        if user.role in FORCE_SCOPE:
            scope |= Q(force_id=user.force_id)
        else:
            scope |= Q(force_id=user.force_id, team_id__isnull=True)
    if user.team_id is not None and user.role in TEAM_SCOPE:
        scope |= Q(team_id=user.team_id)
    return scope


def _granted(user: Any, on: dt.date, kinds: Iterable[str]) -> QuerySet[Any]:
    rows = NominalAccess.objects.standing(on).of_kinds(kinds)
    return rows.filter(user_id=user.pk).values("content_object_id")


def _barred(user: Any, on: dt.date) -> QuerySet[Any]:
    return Bar.objects.standing(on).filter(user_id=user.pk).values("nominal_id")
