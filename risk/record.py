"""What risk adds to the record: parts of its page of risk, rows of the timeline."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from offenders.models import Nominal
from offenders.record import Panel, TimelineRow, add_risk_panel, add_timeline
from risk.models import Assessment
from risk.presenters.page import band_text, panel


def register() -> None:
    """Called once, as the app starts."""
    add_risk_panel(Panel("risk/_risk.html", panel, 10))
    add_timeline(assessments, "Assessments")


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
