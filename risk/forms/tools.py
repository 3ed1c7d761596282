"""Forms of the tools: OSP with its items, results of other tools, the polygraph."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from common.forms import (
    DateField,
    FormToken,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    YesNoField,
)
from offenders.forms.base import DayForm
from risk.models import Basis, PolygraphResult, Tool
from risk.policy.tools import BANDS, DirectContact

COUNTED = "How many sanctions; 0 if none"
HISTORIC = (Tool.RM2000_S, Tool.RM2000_V, Tool.RM2000_C, Tool.OASYS, Tool.OSP_DC, Tool.OSP_IIC)


def completed() -> DateField:
    """The day on which the tool was used."""
    return DateField(
        label="Completed on",
        noun="The day it was completed",
        error_messages={"required": "Enter the day it was completed"},
    )


def number(label: str, hint: str = "", most: int = 999) -> WholeNumberField:
    """A count that must be given."""
    return WholeNumberField(
        label=label, help_text=hint, max_value=most, width="3", error_messages={"required": f"Enter a number: {label}"}
    )


class ToolForm(DayForm):
    """The day is today unless changed."""

    submit = "Save the assessment"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["completed_on"].initial = kwargs["on"]


class DirectContactForm(ToolForm):
    """The items of OSP/DC."""

    contact_adult = number("Contact sexual offences against adults", COUNTED)
    contact_child = number("Contact sexual offences against children", COUNTED)
    other_non_contact = number("Other non-contact sexual offences", f"{COUNTED}. Not indecent images")
    age = number("Age now", "At the start of follow-up", 120)
    age_at_last = number("Age at the last sexual sanction", most=120)
    all_sanctions = number("All sanctions for any offence")
    stranger = RadioField(
        label="Was a victim a stranger?",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        error_messages={"required": "Select yes, no or not known"},
    )
    completed_on = completed()
    token = FormToken()

    def answers(self) -> DirectContact:
        """Ready for the calculator."""
        return DirectContact(**{name: self.cleaned_data[name] for name in DirectContact._fields})


class IndirectForm(ToolForm):
    """The items of OSP/IIC."""

    images = number("Indecent images", COUNTED)
    contact_child = number("Contact sexual offences against children", COUNTED)
    any_sexual = YesNoField(
        label="Any sexual sanction at all?",
        noun="any sexual sanction",
        error_messages={"required": "Select yes or no"},
    )
    completed_on = completed()
    token = FormToken()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("any_sexual") is False and (data.get("images") or data.get("contact_child")):
            self.add_error("any_sexual", "Sexual sanctions are counted above")
        return data


class ResultForm(ToolForm):
    """What another agency's or an older tool gave: recorded, not computed."""

    tool = SelectField(
        label="Tool",
        choices=[("", "Select the tool"), *((tool.value, tool.label) for tool in HISTORIC)],
        error_messages={"required": "Select the tool"},
    )
    version = TextField(label="Version", max_length=40, required=False, width="10")
    band = SelectField(
        label="Band or level",
        choices=[
            ("", "Select the band"),
            *((code, code.replace("_", " ").capitalize()) for code in BANDS["osp_dc"]),
        ],
        error_messages={"required": "Select the band"},
    )
    score = TextField(label="Score or points", max_length=10, required=False, width="5")
    completed_on = completed()
    notes = TextAreaField(label="Note", rows=3, required=False, help_text="Who assessed, and where the result is")
    token = FormToken()

    def clean_score(self) -> Decimal | None:
        text = self.cleaned_data["score"].strip()
        if not text:
            return None
        try:
            found = Decimal(text)
            if not found.is_finite() or abs(found) >= 100_000:
                raise ValueError
        except (ArithmeticError, ValueError):
            self.add_error("score", "The score must be a number, like 34 or 3.92")
            return None
        return round(found, 4)


class PolygraphForm(ToolForm):
    """An examination. It informs management and is not evidence."""

    basis = RadioField(label="Basis", choices=Basis.choices, error_messages={"required": "Select the basis"})
    result = RadioField(
        label="Result", choices=PolygraphResult.choices, error_messages={"required": "Select the result"}
    )
    disclosures = TextAreaField(label="What was disclosed", rows=4, required=False)
    follow_up = TextAreaField(
        label="What follows", rows=4, required=False, help_text="Needed where something was disclosed"
    )
    completed_on = completed()
    token = FormToken()
