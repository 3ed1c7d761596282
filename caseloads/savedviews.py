"""Saved views: the filter and order of a list under a name of one's own."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from audit.events import record
from caseloads.filters import NAMES, Asked, read
from caseloads.models import SavedPage, SavedView
from offenders.actions.errors import Refused

MOST = 30
ROUTES = {SavedPage.CASELOAD: "caseloads:mine", SavedPage.BACKLOG: "caseloads:backlog_list"}


def bar(user: Any, page: SavedPage, asked: Asked) -> dict[str, Any]:
    """One's saved views of a list, and what is needed to save the present one (one query)."""
    now = asked.but().query()
    rows = SavedView.objects.filter(user=user, page=page).order_by("name")
    path = reverse(ROUTES[page])
    views = [{"pk": row.pk, "name": row.name, "url": f"{path}{row.query}", "current": row.query == now} for row in rows]
    return {"page": page.value, "query": now, "views": views, "full": len(views) >= MOST}


def save(*, user: Any, page: str, name: str, query: str) -> SavedView:
    """Keep a view; a name already used takes the new filter. Raises `Refused`, and `BadAddress` for no filter."""
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter a name for the view", "name")
    if len(name) > 60:
        raise Refused("The name must be at most 60 characters", "name")
    asked = read(QueryDict(query.removeprefix("?")[:400]), show="all", names=NAMES).but()
    own = SavedView.objects.filter(user=user, page=page)
    if own.count() >= MOST and not own.filter(name__iexact=name).exists():
        raise Refused(f"You have {MOST} saved views. Delete one first", "name")
    try:
        with transaction.atomic():
            own.filter(name__iexact=name).delete()
            row = SavedView.objects.create(user=user, page=page, name=name, query=asked.query())
            record("view.saved", by=user, details={"page": page, "query": row.query})
    except IntegrityError:
        raise Refused("This name was used at the same moment. Try again", "name") from None
    return row


def delete(*, row: SavedView, user: Any) -> None:
    """Delete one of one's own views."""
    with transaction.atomic():
        record("view.deleted", by=user, details={"page": row.page, "query": row.query})
        row.delete()
