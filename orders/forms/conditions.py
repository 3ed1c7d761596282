"""A condition in the court's words, perhaps begun from a standard one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from crispy_forms.layout import Fieldset, Layout

from common.forms import (
    CheckboxField,
    DateField,
    FormToken,
    GovukForm,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
)
from offenders.forms.base import VersionedForm, version_field
from orders.catalogue import Blank
from orders.models import ConditionKind
from orders.models.conditions import UNITS

KIND_HINTS = {
    ConditionKind.PROHIBITION.value: "What the person must not do",
    ConditionKind.REQUIREMENT.value: "What the person must do; a supervisor is named",
    ConditionKind.FOREIGN_TRAVEL.value: "A ban on travel outside the United Kingdom, at most 5 years at a time",
    ConditionKind.ELECTRONIC_MONITORING.value: "At most 12 months at a time",
}
EVERY = [("", "Select"), *UNITS]


class ConditionForm(VersionedForm):
    """One condition. Without a token it changes an entry, without a version it makes one."""

    submit = "Save the condition"
    may_lie_ahead = ("starts_on", "ends_on")
    token = FormToken()
    version = version_field()
    number = TextField(
        label="The court’s number",
        max_length=40,
        width="5",
        help_text="As the paper has it, for example 3 or 3(a)",
        error_messages={"required": "Enter the court’s number"},
    )
    kind = RadioField(
        label="What kind of condition is it?",
        noun="kind of condition",
        choices=ConditionKind.choices,
        hints=KIND_HINTS,
        small=True,
        error_messages={"required": "Select the kind of condition"},
    )
    text = TextAreaField(
        label="The court’s exact words",
        rows=7,
        max_length=20_000,
        error_messages={"required": "Enter the condition in the court’s words"},
    )
    all_countries = CheckboxField(label="Bans travel to every country outside the United Kingdom", required=False)
    starts_on = DateField(
        label="Starts on", noun="The first day", required=False, help_text="Leave blank if it starts with service"
    )
    ends_on = DateField(
        label="Last day", noun="The last day", required=False, help_text="Leave blank if until further order"
    )
    supervisor = TextField(
        label="Supervisor", required=False, help_text="Who the court named to supervise a positive requirement"
    )
    check_value = WholeNumberField(
        label="Check every",
        required=False,
        min_value=1,
        width="3",
        help_text="Leave blank for the force’s own interval, if it has one",
    )
    check_unit = SelectField(label="Days, weeks, months or years", choices=EVERY, required=False, mark_optional=False)
    check_how = TextAreaField(label="How it is checked", rows=3, required=False)
    may_ask = TextAreaField(
        label="What an officer may ask for or do under it",
        rows=3,
        required=False,
        help_text="Leave blank where the order gives no power: the door sheet then says “none: by consent”",
    )

    layout = Layout(
        "token",
        "version",
        Fieldset("What the court ordered", "number", "kind", "text", "all_countries", "starts_on", "ends_on",
                 "supervisor"),
        Fieldset("How it is checked", "check_value", "check_unit", "check_how", "may_ask"),
    )  # fmt: skip

    def __init__(self, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("version" if new else "token")
        self.layout = Layout("token" if new else "version", *type(self).layout[2:])

    def clean(self) -> dict[str, Any]:
        """How often needs both a number and a unit."""
        data = super().clean() or {}
        value, unit = data.get("check_value"), data.get("check_unit")
        if value is not None and not unit and "check_unit" not in self.errors:
            self.add_error("check_unit", "Select days, weeks, months or years")
        if unit and value is None and "check_value" not in self.errors:
            self.add_error("check_value", "Enter how many")
        return data


class BlanksForm(GovukForm):
    """The blanks of a standard wording."""

    submit = "Continue"

    def __init__(self, *args: Any, blanks: list[Blank], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for blank in blanks:
            self.fields[f"blank_{blank.name}"] = _field(blank)

    def values(self) -> dict[str, str | int | dt.date | None]:
        """What goes into each blank, by its name."""
        return {name.removeprefix("blank_"): value for name, value in self.cleaned_data.items()}


def _field(blank: Blank) -> Any:
    asked = {"required": f"Enter the {blank.label.lower()}"}
    if blank.type == "number":
        return WholeNumberField(label=blank.label, error_messages=asked)
    if blank.type == "date":
        return DateField(label=blank.label, noun=blank.label, error_messages=asked)
    if blank.name == "exception":
        return TextField(label="Unless …", max_length=1000, required=False, help_text="Leave blank if there is none")
    return TextField(label=blank.label, max_length=1000, error_messages=asked)
