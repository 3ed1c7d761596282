"""Monitoring software, its alerts, what is decided about them, and which conditions a thing serves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from common.forms import (
    CheckboxesField,
    DateField,
    FormToken,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
)
from offenders.forms.base import DayForm, VersionedForm, version_field
from orders.models import AlertOutcome

Choices = list[tuple[str, str]]
STALE = "This page was not complete. Open it again"
HINTS = {
    AlertOutcome.NEXT_VISIT.value: "The condition stays due until somebody has looked",
    AlertOutcome.BREACH.value: "A breach is opened, and the supervisors are told at once",
}


def conditions_field() -> CheckboxesField:
    """Which of the person's conditions; the form gives the choices."""
    return CheckboxesField(
        label="Which conditions does it serve?", noun="conditions", choices=(), required=False, mark_optional=False,
    )  # fmt: skip


def shown_field() -> forms.RegexField:
    """Which of them were ticked as the page was shown, after a nought: what another adds meanwhile is not taken off."""
    return forms.RegexField(
        r"\A0(?:,[0-9]{1,18})*\Z", widget=forms.HiddenInput, error_messages={"required": STALE, "invalid": STALE}
    )


def ticked(conditions: Iterable[int]) -> dict[str, Any]:
    """What both fields begin from."""
    named = [str(pk) for pk in conditions]
    return {"conditions": named, "shown": ",".join(["0", *named])}


class ServeForm(DayForm):
    """Which conditions a device or account serves."""

    submit = "Save"
    shown = shown_field()
    conditions = conditions_field()

    def __init__(self, *args: Any, conditions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conditions"].choices = conditions  # type: ignore[attr-defined]


class SoftwareForm(VersionedForm):
    """Monitoring software on a device. Without a version it is new; with one, an entry is changed or has ended."""

    submit = "Save the software"
    may_lie_ahead = ("licence_ends_on",)
    token = FormToken()
    version = version_field()
    product = TextField(label="Product", max_length=120, error_messages={"required": "Enter the product"})
    licence = TextField(label="Licence", max_length=120, required=False, width="20")
    licence_ends_on = DateField(label="Last day of the licence", noun="The last day of the licence", required=False)
    installed_on = DateField(
        label="Installed on",
        noun="The day it was installed",
        error_messages={"required": "Enter the day it was installed"},
    )
    removed_on = DateField(
        label="Taken off on", noun="The day it was taken off", required=False, help_text="Leave blank while it is on"
    )
    removed_why = TextField(label="Why was it taken off?", noun="why", required=False, mark_optional=False)
    shown = shown_field()
    conditions = conditions_field()

    def __init__(self, *args: Any, new: bool, conditions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("version", "removed_on", "removed_why", "shown") if new else ("token",):
            del self.fields[name]
        self.fields["conditions"].choices = conditions  # type: ignore[attr-defined]


class AlertForm(DayForm):
    """What the software reported."""

    submit = "Save the alert"
    token = FormToken()
    alerted_on = DateField(
        label="When did the alert come?",
        noun="The day of the alert",
        error_messages={"required": "Enter the day of the alert"},
    )
    alerted_at = TimeField(label="At", noun="the time", required=False)
    what = TextAreaField(
        label="What was reported?", noun="what was reported", rows=5, help_text="No child’s or victim’s name",
        error_messages={"required": "Say what was reported"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        self.fields["alerted_on"].initial = day


class AlertDecisionForm(DayForm):
    """What is made of an alert."""

    submit = "Save the decision"
    token = FormToken()
    outcome = RadioField(
        label="What is decided?",
        noun="what is decided",
        choices=AlertOutcome.choices,
        hints=HINTS,
        error_messages={"required": "Select what is decided"},
    )
    condition = SelectField(
        label="Which condition looks broken?", noun="condition", choices=(), required=False, mark_optional=False,
        help_text="Needed where a breach is suspected",
    )  # fmt: skip
    reason = TextAreaField(label="Reason", rows=4, error_messages={"required": "Give the reason"})
    decided_on = DateField(
        label="Decided on", noun="The day of the decision", error_messages={"required": "Enter the day of the decision"}
    )

    def __init__(self, *args: Any, conditions: Choices, **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        self.fields["condition"].choices = [("", "Select the condition"), *conditions]  # type: ignore[attr-defined]
        self.fields["decided_on"].initial = day

    def clean(self) -> dict[str, Any]:
        """A suspected breach is of a condition."""
        data = super().clean() or {}
        if data.get("outcome") == AlertOutcome.BREACH and not data.get("condition") and "condition" not in self.errors:
            self.add_error("condition", "Select the condition that looks broken")
        return data
