"""Risk level, visit interval, and the answer to a proposal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from common.forms import DateField, RadioField, SelectField, TextAreaField, WholeNumberField
from offenders.forms.base import DayForm, reason_field
from offenders.models import Level, PlanInterval


class ProposalForm(DayForm):
    """From a day on, for a reason; the day is today unless changed."""

    submit = "Save"
    effective_from = DateField(
        label="From", noun="The day it takes effect", error_messages={"required": "Enter the day it takes effect"}
    )
    reason = reason_field("Reason", "Enter the reason", "What has changed, and the evidence for it")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["effective_from"].initial = on


class RiskLevelForm(ProposalForm):
    """A risk level; `hints` say what each would mean."""

    level = RadioField(label="Risk level", choices=Level.choices, error_messages={"required": "Select the risk level"})
    override_reason = TextAreaField(
        label="Why it differs from what a tool says",
        help_text="Needed where the level is not the band of a tool above",
        rows=3,
        max_length=4000,
        required=False,
        mark_optional=False,
    )
    field_order = ("level", "effective_from", "reason", "override_reason")

    def __init__(self, *args: Any, hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].widget.hints = hints


class PlanIntervalForm(ProposalForm):
    """How often this person is visited, in place of the level's default."""

    value = WholeNumberField(
        label="Visit every",
        noun="how often",
        min_value=1,
        max_value=365,
        width="3",
        error_messages={"required": "Enter how often, like 6"},
    )
    unit = SelectField(
        label="Unit",
        choices=[("", "Select a unit"), *((c, t.capitalize()) for c, t in PlanInterval.UNITS)],
        error_messages={"required": "Select days, weeks, months or years"},
    )
    review_on = DateField(
        label="Look at it again by",
        noun="The day of the review",
        error_messages={"required": "Enter the day by which the reason is looked at again"},
    )
    may_lie_ahead = ("review_on",)
    field_order = ("value", "unit", "effective_from", "reason", "review_on")


class AnswerForm(DayForm):
    """Approve, or return with a reason."""

    submit = "Save answer"
    answer = RadioField(
        label="Your answer",
        choices=[("approve", "Approve"), ("return", "Return")],
        hints={"approve": "It counts from today", "return": "It goes back to whoever proposed it"},
        error_messages={"required": "Select approve or return"},
    )
    reason = TextAreaField(
        label="Reason",
        required=False,
        rows=4,
        mark_optional=False,
        help_text="Needed if you return it",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "return" and not data.get("reason"):
            self.add_error("reason", "Enter why you are returning it")
        return data
