"""What risk adds to the record: parts of its page of risk, rows of the timeline."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from accounts.permissions import SEE_NOMINALS
from offenders.models import Nominal
from offenders.record import (
    Panel,
    Tab,
    TimelineRow,
    add_level_panel,
    add_risk_panel,
    add_tab,
    add_timeline,
)
from risk.models import Assessment, PlanSource, RiskPlan
from risk.presenters import cohorts, management_plan, profile, timeline
from risk.presenters.page import applications, band_text, panel, tools


def register() -> None:
    """Called once, as the app starts."""
    add_risk_panel(Panel("risk/_risk.html", panel, 10, applications))
    add_risk_panel(Panel("risk/_plan.html", management_plan.panel, 5))
    add_level_panel(Panel("risk/_tools.html", tools, 10))
    add_timeline(assessments, "Assessments")
    add_timeline(plan_versions, "Risk management plan")
    add_tab(Tab("risk:profile", "Profile", 12, SEE_NOMINALS))
    add_risk_panel(Panel("risk/_profile.html", profile.panel, 6))
    add_risk_panel(Panel("risk/_cohort.html", cohorts.panel, 7))
    add_timeline(timeline.answers, "Profile")
    add_timeline(timeline.kinds, "Profile")
    add_timeline(timeline.periods, "Cohorts and sanctions")
    add_timeline(timeline.sanctions, "Cohorts and sanctions")


def assessments(nominal: Nominal) -> Iterator[TimelineRow]:
    """Every assessment."""
    for row in Assessment.objects.filter(nominal=nominal).select_related("recorded_by"):
        yield TimelineRow(
            row.completed_on,
            f"{row.get_tool_display()}: {band_text(row.tool, row.band).lower()}",
            row.notes,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by.full_name if row.recorded_by else "",
            voided=row.void_reason if row.voided_at else "",
            url=reverse("risk:assessment", args=[nominal.reference, row.pk]),
        )


def plan_versions(nominal: Nominal) -> Iterator[TimelineRow]:
    """Every version of the risk management plan, with what it changed."""
    for row in RiskPlan.objects.filter(nominal=nominal).select_related("recorded_by"):
        meeting = f", from MAPPA meeting {row.source_ref}" if row.source == PlanSource.MEETING else ""
        yield TimelineRow(
            row.written_on,
            f"Risk management plan, new version{meeting}"
            if row.follows_id
            else f"Risk management plan written{meeting}",
            row.what_changed,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by.full_name if row.recorded_by else "",
            voided=row.void_reason if row.voided_at else "",
            url=reverse("risk:plan_version", args=[nominal.reference, row.pk]),
        )
