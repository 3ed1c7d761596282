"""Try a policy: every value as it stands, to be changed. Adopt one: from when, and who decided it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row

from caseloads.simulator.changes import Change
from common.forms import GovukForm, SelectField, WholeNumberField, YesNoField
from common.text import upper_first
from deadlines.forms import FromADayForm
from deadlines.policy_keys import INTERVAL_UNITS

MINUTES_A_REVIEW = 60
UNITS = [(unit, upper_first(unit.replace("_", " "))) for unit in INTERVAL_UNITS]
LABELS = {
    ("visit_interval", "very_high"): "Very high risk: visited every",
    ("visit_interval", "high"): "High risk: visited every",
    ("visit_interval", "medium"): "Medium risk: visited every",
    ("visit_interval", "low"): "Low risk: visited every",
    ("reactive_min_low", ""): "Low without a break for at least",
    ("reactive_blocked_by_event", ""): "No arrest, intelligence or breach for",
    ("reactive_review", ""): "Reviewed every",
}
ORDER_FIELD = "blocked_by_order"


def _name(change: Change) -> str:
    return "_".join(part for part in (change.key, change.applies_to) if part)


class TryPolicyForm(GovukForm):
    """Every value that may be tried, filled with what stands today."""

    submit = "Try it"
    blocked_by_order = YesNoField(
        label="Does an order in force stand in the way?",
        noun="whether an order stands in the way",
        error_messages={"required": "Select yes or no"},
    )
    minutes_a_visit = WholeNumberField(
        label="Minutes that one officer spends on a visit",
        help_text="Travel and writing up included. Each visit takes as many officers as the policy says",
        min_value=1,
        max_value=1440,
        error_messages={"required": "Enter the minutes of a visit"},
    )
    minutes_a_review = WholeNumberField(
        label="Minutes that one officer spends on a review of reactive management",
        min_value=1,
        max_value=1440,
        error_messages={"required": "Enter the minutes of a review"},
    )

    def __init__(self, *args: Any, now: Sequence[Change], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = [change for change in now if (change.key, change.applies_to) in LABELS]
        self.initial["minutes_a_review"] = MINUTES_A_REVIEW
        for change in self.now:
            self._interval(change)
        order = next(change for change in now if change.key == "reactive_blocked_by_order")
        self.initial[ORDER_FIELD] = order.value == "yes"
        visits = [self._row(change) for change in self.now if change.key == "visit_interval"]
        others = [self._row(change) for change in self.now if change.key != "visit_interval"]
        self.layout = Layout(
            Fieldset("Home visits", *visits),
            Fieldset("Reactive management", *others[:1], ORDER_FIELD, *others[1:]),
            Fieldset("Officers’ time", "minutes_a_visit", "minutes_a_review"),
        )

    def _interval(self, change: Change) -> None:
        name, label = _name(change), LABELS[change.key, change.applies_to]
        self.fields[f"{name}_value"] = WholeNumberField(
            label=label, min_value=1, max_value=3650, width="3", error_messages={"required": f"Enter a number: {label}"}
        )
        self.fields[f"{name}_unit"] = SelectField(
            label=f"Unit, {label.split(':')[0].lower()}",
            choices=UNITS,
            noun=f"the unit of “{label}”",
            error_messages={"required": "Select the unit"},
        )
        self.initial.update({f"{name}_value": change.value, f"{name}_unit": change.unit})

    def _row(self, change: Change) -> Row:
        return Row(Column(f"{_name(change)}_value"), Column(f"{_name(change)}_unit"))

    def wanted(self) -> list[Change]:
        """Every value as it is on the form."""
        data = self.cleaned_data
        rows = [
            change._replace(value=str(data[f"{_name(change)}_value"]), unit=data[f"{_name(change)}_unit"])
            for change in self.now
        ]
        order = "yes" if data[ORDER_FIELD] else "no"
        return [*rows, Change("reactive_blocked_by_order", "", order, "yes_no")]


class AdoptForm(FromADayForm):
    """From which day, and on whose decision."""

    submit = "Adopt this policy"

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["effective_from"]
        field.initial, field.earliest = on, on
