"""Forms of reactive management, of the review of a plan, and of applications under the disclosure scheme."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from common.clock import LONDON
from common.forms import CheckboxField, DateField, FormToken, TextAreaField, TimeField
from offenders.forms.base import DayForm, reason_field
from offenders.forms.plans import ProposalForm


class ReactiveForm(ProposalForm):
    """Ask for reactive management, or for a review that keeps it."""

    submit = "Send for agreement"
    intelligence_flag = CheckboxField(
        label="The local intelligence entry alerts on any new item, and I have checked it today",
        error_messages={"required": "Check that the local intelligence entry alerts on any new item, and confirm it"},
    )
    field_order = ("intelligence_flag", "effective_from", "reason")


class ResumeForm(ProposalForm):
    """Return to active management: counts at once."""

    submit = "Return to active management"


class PlanReviewForm(DayForm):
    """By when the reason for the interval is looked at again."""

    submit = "Save the review date"
    may_lie_ahead = ("review_on",)
    rationale = reason_field("Why the interval still suits", "Enter why the interval still suits")
    review_on = DateField(
        label="Look at it again by",
        noun="The day of the review",
        error_messages={"required": "Enter the day of the review"},
    )


def moment(day: dt.date | None, time: dt.time | None) -> dt.datetime | None:
    """A moment of London time."""
    return timezone.make_aware(dt.datetime.combine(day, time), LONDON) if day and time else None


class ApplicationForm(DayForm):
    """When it was received. Who applied, and about which child, is kept apart from the record."""

    submit = "Save the application"
    received_on = DateField(
        label="Received on",
        noun="The day it was received",
        error_messages={"required": "Enter the day it was received"},
    )
    received_time = TimeField(
        label="At", noun="the time", error_messages={"required": "Enter the time it was received"}
    )
    token = FormToken()

    def received_at(self) -> dt.datetime:
        """The moment from which its clocks run."""
        found = moment(self.cleaned_data["received_on"], self.cleaned_data["received_time"])
        assert found is not None
        return found


class ApplicationStepForm(DayForm):
    """What has been done so far; what has not stays blank."""

    submit = "Save"
    checked_on = DateField(label="First checks made on", noun="The day of the checks", required=False)
    checked_time = TimeField(label="First checks made at", noun="the time of the checks", required=False)
    interviewed_on = DateField(label="Applicant met on", noun="The day of the meeting", required=False)
    decided_on = DateField(label="Outcome decided on", noun="The day of the outcome", required=False)
    outcome = TextAreaField(
        label="Outcome", rows=3, required=False, help_text="What was decided, without names of the applicant or a child"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("checked_on")) != bool(data.get("checked_time")):
            self.add_error("checked_time", "Enter both the day and the time of the checks")
        if data.get("decided_on") and not data.get("outcome"):
            self.add_error("outcome", "Enter the outcome")
        return data

    def checked_at(self) -> dt.datetime | None:
        """When the checks were made."""
        return moment(self.cleaned_data["checked_on"], self.cleaned_data["checked_time"])
