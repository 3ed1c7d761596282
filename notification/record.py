"""What the requirement adds to the record page: a tab, a panel, rows of the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts import permissions as p
from notification.models import Disposal, Failure, FailureStep, Notification, Review
from notification.picture import requirement_and_specs
from notification.presenters import owed_rows, subject_text
from offenders.models import Nominal
from offenders.record import Panel, Tab, TimelineRow, add_panel, add_tab, add_timeline

KIND = "Notification"


def register() -> None:
    """Called once, as the app starts."""
    add_tab(Tab("notification:tab", "Notification", 35, p.SEE_NOTIFICATION))
    add_timeline(disposals, KIND)
    add_timeline(notifications, KIND)
    add_timeline(failures, KIND)
    add_panel(Panel("notification/_panel.html", panel, 35))


def panel(nominal: Nominal, user: Any, on: dt.date) -> dict[str, Any]:
    """Who is subject until when, and what is owed next."""
    if not user.can(p.SEE_NOTIFICATION):
        return {"may_see": False}
    _, found, specs, unknown = requirement_and_specs(nominal.pk, on)
    return {
        "reference": nominal.reference,
        "may_see": True,
        "subject": subject_text(found, unknown=unknown),
        "owed": owed_rows(specs, on, nominal.reference)[:3],
    }


def _row(on: dt.date, title: str, text: str, fact: Any, nominal: Nominal, order: str = "") -> TimelineRow:
    return TimelineRow(
        on, title, text, recorded_at=fact.recorded_at,
        recorded_by=fact.recorded_by.full_name if fact.recorded_by else "",
        voided=fact.void_reason if fact.voided_at else "", url=reverse("notification:tab", args=[nominal.reference]),
        order=order,
    )  # fmt: skip


def disposals(nominal: Nominal) -> Iterator[TimelineRow]:
    """Convictions, findings, cautions, notices."""
    for row in Disposal.objects.filter(nominal=nominal).select_related("recorded_by"):
        day = row.event_on or row.recorded_at.date()
        yield _row(day, row.get_event_display(), row.get_outcome_display(), row, nominal)


def notifications(nominal: Nominal) -> Iterator[TimelineRow]:
    """What was notified; what is still to be notified stands at the day it happened."""
    for row in Notification.objects.filter(nominal=nominal).select_related("recorded_by"):
        day = row.notified_on or row.event_on or row.departs_on or row.recorded_at.date()
        what = "Notified" if row.notified_on else "Still to be notified"
        yield _row(day, f"{what}: {row.get_section_display()}", row.get_matter_display(), row, nominal, "2")


def failures(nominal: Nominal) -> Iterator[TimelineRow]:
    """Possible failures to notify with each step, and reviews."""
    for row in Failure.objects.filter(nominal=nominal).select_related("recorded_by"):
        yield _row(row.found_on, "Possible failure to notify", row.what, row, nominal, "3")
    for step in FailureStep.objects.filter(nominal=nominal).select_related("recorded_by"):
        outcome = f": {step.get_outcome_display()}" if step.outcome else ""
        yield _row(
            step.on, f"Possible failure, {step.get_kind_display().lower()}{outcome}", step.note, step, nominal, "4"
        )
    for review in Review.objects.filter(nominal=nominal).select_related("recorded_by"):
        yield _row(review.received_on, "Application for a review (s.91A) received", "", review, nominal, "5")
