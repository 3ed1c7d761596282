"""A list on paper: every row of it, without what only a screen needs. Audited as the download is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.events import record
from caseloads import presenters, queries, whole
from caseloads.filters import Asked, read, shows
from caseloads.lists import everything
from caseloads.views.backlog import listed_rows
from caseloads.views.mine import NAMES, officer_or_404
from caseloads.views.refusals import refuses_bad_addresses
from common.clock import LONDON, now, today

DISCLOSED = {"disclosed": "on paper"}


@require_safe
@refuses_bad_addresses
def backlog_list(request: HttpRequest) -> HttpResponse:
    """The list behind a figure of the backlog, whole."""
    on = today()
    asked, rows, team = listed_rows(request, on)
    found = queries.fetch(everything(rows, asked), officers=True)
    details = {"team": team.name, "list": asked.query(), "rows": len(found), **DISCLOSED}
    record("backlog.printed", by=request.user, subjects=[row.reference for row in found], details=details)
    back = f"{reverse('caseloads:backlog_list')}{asked.query()}"
    return printed(request, found, asked, on, f"{team.name}: {presenters.heading(asked, found)}", back)


@require_safe
@refuses_bad_addresses
def caseload(request: HttpRequest) -> HttpResponse:
    """A caseload, whole, under the filters of its page."""
    on = today()
    asked = read(request.GET, show="all", names=(*NAMES, "officer"))
    officer = officer_or_404(request.user, asked.officer) if asked.officer else request.user
    found = [row for row in whole.of_officer(request.user, officer, on, asked.sort) if shows(row, asked)]
    details = {"officer": officer.username, "list": asked.query(), "rows": len(found), **DISCLOSED}
    record("caseload.printed", by=request.user, subjects=[row.reference for row in found], details=details)
    own = officer.pk == request.user.pk
    back = reverse("caseloads:mine") if own else reverse("caseloads:of", args=[officer.username])
    title = f"Caseload of {officer.full_name}: {presenters.SHOW_NAMES[asked.show].lower()}"  # type: ignore[union-attr]
    return printed(request, found, asked, on, title, f"{back}{asked.query(officer='')}")


def printed(
    request: HttpRequest, found: list[Any], asked: Asked, on: dt.date, title: str, back_url: str
) -> HttpResponse:
    """The page for the printer."""
    context = {
        "rows": presenters.shown_rows(found, on, log=False) if found else [],
        "heading": title,
        "narrowed_to": presenters.filter_words(asked),
        "back_url": back_url,
        "printed_at": now().astimezone(LONDON),
    }
    return render(request, "caseloads/printed.html", context)
