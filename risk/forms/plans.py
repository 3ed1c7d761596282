"""Forms of reactive management, of the review of a plan, and of applications under the disclosure scheme."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from common.clock import LONDON
from common.forms import DateField, FormToken, TextField, TimeField
from offenders.forms.base import DayForm, reason_field
from offenders.forms.plans import ProposalForm


class ReactiveForm(ProposalForm):
    """Ask for reactive management, or for a review that keeps it."""

    submit = "Send for agreement"
    flag_checked_on = DateField(
        label="When was the local intelligence entry checked?",
        noun="The day of the check",
        help_text="It must alert on any new item",
        error_messages={"required": "Enter the day on which the local intelligence entry was checked"},
    )
    flag_checked_by = TextField(
        label="Who checked it?",
        max_length=200,
        error_messages={"required": "Enter who checked the local intelligence entry"},
    )
    field_order = ("flag_checked_on", "flag_checked_by", "effective_from", "reason")


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
