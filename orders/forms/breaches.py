"""A breach as it is suspected, and each step in dealing with it."""

from __future__ import annotations

from typing import Any

from common.forms import DateField, FormToken, RadioField, SelectField, TextAreaField
from offenders.forms.base import DayForm
from orders.models import StepKind
from orders.models.breaches import OUTCOMES, StepOutcome

STEP_HINTS = {
    StepKind.EVIDENCE.value: "What there is, where it is kept, who has seen it",
    StepKind.DECISION.value: "What is to be done, and why",
}


class BreachForm(DayForm):
    """A condition looks broken."""

    submit = "Save: breach suspected"
    keep_words = True
    token = FormToken()
    condition = SelectField(label="Which condition?", choices=(), required=False, mark_optional=False)
    suspected_on = DateField(
        label="When was it seen?", noun="The day it was seen", error_messages={"required": "Enter the day it was seen"}
    )
    what = TextAreaField(
        label="What was seen?", noun="what was seen", rows=5, error_messages={"required": "Say what was seen"}
    )
    seized = TextAreaField(label="What was seized?", noun="what was seized", rows=3, required=False)

    def __init__(self, *args: Any, conditions: list[tuple[str, str]], **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        self.fields["condition"].choices = [("", "The order as a whole"), *conditions]  # type: ignore[attr-defined]
        self.fields["suspected_on"].initial = day


class StepForm(DayForm):
    """Evidence, decision, charge or result."""

    submit = "Save"
    keep_words = True
    token = FormToken()
    kind = RadioField(
        label="What is this?",
        noun="what this is",
        choices=StepKind.choices,
        hints=STEP_HINTS,
        small=True,
        error_messages={"required": "Select evidence, decision, charge or result"},
    )
    on = DateField(label="On", noun="The day", error_messages={"required": "Enter the day"})
    outcome = SelectField(
        label="What was decided, or what came of it",
        choices=[("", "Select, unless it is evidence"), *StepOutcome.choices],
        required=False,
        mark_optional=False,
    )
    note = TextAreaField(label="Reason or evidence", noun="the reason", rows=5, required=False)

    def __init__(self, *args: Any, decides: bool, **kwargs: Any) -> None:
        day = kwargs["on"]
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = day
        if not decides:
            self.fields["kind"].choices = [(StepKind.EVIDENCE.value, StepKind.EVIDENCE.label)]  # type: ignore[attr-defined]
            self.fields["kind"].initial = StepKind.EVIDENCE.value
            del self.fields["outcome"]

    def clean(self) -> dict[str, Any]:
        """A decision, a charge and a result each have their own answers."""
        data = super().clean() or {}
        if "outcome" in self.fields and data.get("kind"):
            choices = OUTCOMES[StepKind(data["kind"])]
            if choices and data.get("outcome") not in choices:
                wanted = " or ".join(f"“{choice.label}”" for choice in choices)
                self.add_error("outcome", f"Select one that goes with it: {wanted}")
        return data
