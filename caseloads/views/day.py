"""The lists behind my day: write-ups owed, releases and new cases."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import permissions as p
from audit.events import record
from caseloads import coming as coming_up
from caseloads import monitoring, teams, writeups
from caseloads import owed as owed_besides
from caseloads.filters import BadAddress
from caseloads.round_parts import parts
from caseloads.views.refusals import may, refuses_bad_addresses
from caseloads.views.round import whose
from common.clock import today
from common.pagination import paginate


@require_safe
@refuses_bad_addresses
def write_ups(request: HttpRequest) -> HttpResponse:
    """The accounts that one owes, or an officer one may see, or a team."""
    context = owed_page(request, writeups, "write_ups", "writeups.listed", "nominal", "recorded_by")
    return render(request, "caseloads/write_ups.html", {**context, "may_write": may(request, p.LOG_VISIT)})


@require_safe
@refuses_bad_addresses
def monitoring_alerts(request: HttpRequest) -> HttpResponse:
    """The alerts of monitoring software to decide on: of one's cases, of an officer one may see, or of a team."""
    context = owed_page(request, monitoring, "monitoring", "monitoring.listed", "nominal__officer", "software")
    return render(request, "caseloads/monitoring.html", {**context, "may_decide": may(request, p.CHECK_CONDITIONS)})


@require_safe
@refuses_bad_addresses
def risk_owed(request: HttpRequest) -> HttpResponse:
    """ARMS, risk reviews and reviews of reactive management that are overdue: one's own, an officer's, or a team's."""
    rows = owed_page(request, owed_besides.risk_reviews(today()), "", "risk_owed.listed", "nominal__officer")
    return render(request, "caseloads/owed.html", {**rows, "title": "ARMS and risk reviews overdue"})


@require_safe
@refuses_bad_addresses
def plans_owed(request: HttpRequest) -> HttpResponse:
    """Risk management plans and visit intervals to look at again, and who has no plan: one's own, or an officer's."""
    officer = whose(request)
    found = owed_besides.plans_of_officer(request.user, officer, today())
    record("plans_owed.listed", by=request.user, subjects=found.references)
    own = officer.pk == request.user.pk
    return render(request, "caseloads/plans_owed.html", {"found": found, "officer": officer, "own": own})


@require_safe
@refuses_bad_addresses
def notifications_owed(request: HttpRequest) -> HttpResponse:
    """Notifications missed or due in seven days: of one's own cases, an officer's, or a team's."""
    rows = owed_page(request, owed_besides.notifications(today()), "", "notifications_owed.listed", "nominal__officer")
    return render(request, "caseloads/owed.html", {**rows, "title": "Notifications missed or due in 7 days"})


def owed_page(request: HttpRequest, owed: Any, part: str, action: str, *related: str) -> dict[str, Any]:
    """A page of what is owed, by the module that defines it (`of_team`, `of_officer`, `shown`); it is on the log."""
    team, officer = None, None
    if wanted := request.GET.get("team", ""):
        team = team_asked(request, wanted)
        rows = owed.of_team(request.user, team)
    else:
        officer = whose(request)
        rows = owed.of_officer(request.user, officer)
    page = paginate(rows.select_related(*related), request.GET.get("page"))
    record(action, by=request.user, subjects=sorted({row.nominal.reference for row in page.rows}))
    return {
        "team": team,
        "officer": officer,
        "own": officer is not None and officer.pk == request.user.pk,
        "page": page,
        "rows": owed.shown(page.rows, today()),
        "parts": parts(request.user, officer, part) if officer is not None else [],
    }


def team_asked(request: HttpRequest, wanted: str) -> Any:
    """A team whose backlog the reader watches; else 404."""
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise BadAddress("There is no such team.")
    if not may(request, p.SEE_BACKLOG):
        raise Http404
    return teams.team_or_404(request.user, wanted)


@require_safe
def coming(request: HttpRequest) -> HttpResponse:
    """Releases expected within 28 days, and cases received in the last 28."""
    rows = coming_up.shown(request.user, today())
    record("coming.listed", by=request.user, subjects=[row["reference"] for row in rows])
    return render(request, "caseloads/coming.html", {"rows": rows})
