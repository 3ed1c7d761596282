"""The orders and conditions of a team."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from audit.events import record
from caseloads import monitoring, orders, teams
from caseloads.filters import read
from caseloads.views.refusals import refuses_bad_addresses
from common.clock import today
from offenders.models import Standing


@require_safe
@refuses_bad_addresses
def team_orders(request: HttpRequest) -> HttpResponse:
    """What a supervisor has to see of a team's orders, and how many conditions each officer looks at."""
    on = today()
    asked = read(request.GET, show="all", names=("team",))
    team, choice = teams.chosen_team(request.user, asked.team)
    if team is None:
        return render(request, "caseloads/no_team.html")
    found = orders.of_team(teams.cases_of(request.user, team, on), on)
    people = {order.row.nominal_id for order in orders.in_force(found)}
    levels = dict(Standing.objects.filter(nominal_id__in=people).values_list("nominal_id", "risk_level"))
    parts = orders.parts(found, on, levels)
    shown = sorted({line.reference for part in parts for line in part.rows})
    record("orders.team_listed", by=request.user, subjects=shown, details={"team": team.name})
    alerts = monitoring.of_team(request.user, team).count()
    context = {"team": team, "teams": choice, "parts": parts, "officers": orders.by_officer(found), "alerts": alerts}
    return render(request, "caseloads/orders.html", context)
