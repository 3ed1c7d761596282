"""The form that sets a policy key. Its boxes follow from the key: an interval, a number, yes or no."""

from __future__ import annotations

import datetime as dt
from typing import Any

from common.forms import DateField, GovukForm, SelectField, TextAreaField, TextField, YesNoField
from common.text import plain_date
from deadlines.policy_keys import COUNT, YES_NO, applies_to_of, kind_of, may_be_unset, units_of
from deadlines.presenters import UNIT_NAMES, applies_to_name


class FromADayForm(GovukForm):
    """From which day a policy holds, and on whose decision."""

    effective_from = DateField(label="From", noun="the first day", error_messages={"required": "Enter the first day"})
    source = TextAreaField(
        label="Who decided this, or where it is written",
        noun="source",
        max_length=1000,
        rows=3,
        error_messages={"required": "Enter who decided this, or where it is written"},
    )


class SetPolicyForm(FromADayForm):
    """A value from a day on, and where it comes from."""

    field_order = ("applies_to", "value", "unit", "yes", "effective_from", "source")

    applies_to = SelectField(label="For", required=False, mark_optional=False)
    value = TextField(label="Value", width="5", inputmode="numeric", error_messages={"required": "Enter the value"})
    unit = SelectField(label="Unit", error_messages={"required": "Select the unit"})
    yes = YesNoField(label="Value", noun="value", error_messages={"required": "Select yes or no"})
    submit = "Set this value"

    def __init__(self, *args: Any, key: str, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        fields: dict[str, Any] = self.fields
        cases = applies_to_of(key)
        kind, units = kind_of(key), units_of(key)
        if len(cases) > 1:
            fields["applies_to"].choices = [(case, applies_to_name(key, case)) for case in cases]
        else:
            self.initial["applies_to"] = cases[0]
            del fields["applies_to"]
        del fields["value" if kind == YES_NO else "yes"]
        if kind in (YES_NO, COUNT):
            del fields["unit"]
        else:
            fields["unit"].choices = [(unit, UNIT_NAMES[unit]) for unit in units]
        if may_be_unset(key):
            fields["value"].required = False
            fields["value"].help_text = "Leave blank to go back to not set"
        fields["effective_from"].help_text = f"For example, {on.day} {on.month} {on.year}"
        fields["effective_from"].earliest = dt.date(1990, 1, 1)

    def as_policy(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        cases = applies_to_of(self.key)
        value = ("yes" if data["yes"] else "no") if "yes" in data else data["value"]
        return {
            "key": self.key,
            "applies_to": data.get("applies_to", cases[0]) if len(cases) > 1 else cases[0],
            "value": value,
            "unit": data.get("unit", ""),
            "effective_from": data["effective_from"],
            "source": data["source"],
        }

    def add_faults(self, faults: list[tuple[str, str]]) -> None:
        """Put the action's sentences at the fields that they are about."""
        for name, sentence in faults:
            field = "yes" if name == "value" and "yes" in self.fields else name
            self.add_error(field if field in self.fields else None, sentence)

    def set_words(self) -> str:
        """For the message after saving: 'from 1 December 2026'."""
        return f"from {plain_date(self.cleaned_data['effective_from'])}"
