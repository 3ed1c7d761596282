"""A possible failure to notify, and each step in dealing with it."""

from __future__ import annotations

from typing import Any

from common.forms import DateField, FormToken, RadioField, SelectField, TextAreaField, TimeField
from notification.models import FailureOutcome, FailureStepKind
from notification.models.failures import DECIDING, OUTCOMES
from offenders.forms.base import DayForm


class FailureForm(DayForm):
    """Something that was owed was not notified, or not truly."""

    submit = "Save: possible failure to notify"
    token = FormToken()
    clock = SelectField(label="Which date was missed?", choices=(), required=False, mark_optional=False)
    found_on = DateField(label="Found on", noun="The day it was found", error_messages={"required": "Enter the day"})
    found_at = TimeField(label="At", required=False, help_text="It goes on local and national systems within 24 hours")
    what = TextAreaField(
        label="What was not notified?", noun="what was not notified", rows=4,
        error_messages={"required": "Say what was not notified"},
    )  # fmt: skip
    explanation = TextAreaField(label="What does the person say?", rows=3, required=False)

    def __init__(self, *args: Any, clocks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clock"].choices = [("", "None of these"), *clocks]  # type: ignore[attr-defined]
        self.fields["found_on"].initial = kwargs["on"]


class FailureStepForm(DayForm):
    """An enquiry, the record, partners, a decision, a result."""

    submit = "Save"
    token = FormToken()
    kind = RadioField(
        label="What is this?", noun="what this is", choices=FailureStepKind.choices, small=True,
        error_messages={"required": "Select the step"},
    )  # fmt: skip
    on = DateField(label="On", noun="The day", error_messages={"required": "Enter the day"})
    at = TimeField(
        label="At",
        required=False,
        mark_optional=False,
        help_text="For the record: it is owed within 24 hours of finding it",
    )
    outcome = SelectField(
        label="What was decided, or what came of it", required=False, mark_optional=False,
        choices=[("", "Select for a decision or a result"), *FailureOutcome.choices],
    )  # fmt: skip
    note = TextAreaField(label="Result of the enquiry, or reason", noun="the reason", rows=4, required=False)

    def __init__(self, *args: Any, decides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = kwargs["on"]
        if not decides:
            kinds = [(code, label) for code, label in FailureStepKind.choices if code not in DECIDING]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
            del self.fields["outcome"]

    def clean(self) -> dict[str, Any]:
        """A decision and a result each have their own answers."""
        data = super().clean() or {}
        if data.get("kind") == FailureStepKind.NATIONAL and not data.get("at") and "at" not in self.errors:
            self.add_error("at", "Enter the time: the record is owed within hours")
        choices = OUTCOMES.get(data.get("kind", ""), ())
        if "outcome" in self.fields and choices and data.get("outcome") not in choices:
            wanted = " or ".join(f"“{choice.label}”" for choice in choices)
            self.add_error("outcome", f"Select one that goes with it: {wanted}")
        return data
