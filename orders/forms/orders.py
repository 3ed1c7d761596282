"""An order in the order of the court's paper, its service, its comparison with the paper, the scan."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from common.forms import (
    CheckboxField,
    DateField,
    FormToken,
    GovukForm,
    RadioField,
    TextAreaField,
    TextField,
    YesNoField,
)
from common.forms.fields import Presented
from offenders.forms.base import DayForm, VersionedForm, version_field
from offenders.models.nominal import misspelt
from orders.models import Applicant, OrderKind
from orders.papers import EMPTY, TOO_LARGE, WRONG_TYPE, NotAScan, Scan, read_scan

CONSULTED = [("yes", "Yes"), ("no", "No"), ("", "Not known")]


class ConsultedField(Presented, forms.TypedChoiceField):
    """Yes, no, or not known as None."""


class OrderForm(VersionedForm):
    """The court's paper from top to bottom. Without a token it changes an entry, without a version it makes one."""

    submit = "Save the order"
    token = FormToken()
    version = version_field()
    court = TextField(label="Court", help_text="As the paper names it", required=False, mark_optional=False)
    case_number = TextField(label="The court’s case number", max_length=60, required=False, width="20")
    kind = RadioField(
        label="What kind of order is it?",
        noun="kind of order",
        choices=OrderKind.choices,
        small=True,
        error_messages={"required": "Select the kind of order"},
    )
    made_on = DateField(
        label="Made on", noun="The day it was made", error_messages={"required": "Enter the date on which it was made"}
    )
    applicant = RadioField(
        label="Who applied for it?",
        noun="who applied for it",
        choices=[*Applicant.choices, ("", "Not known")],
        small=True,
        required=False,
        mark_optional=False,
    )
    police_consulted = ConsultedField(
        label="Were the police consulted before it was made?",
        choices=CONSULTED,
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        required=False,
        mark_optional=False,
        widget=forms.RadioSelect,
    )
    area = TextField(
        label="Confined to a place",
        help_text="Leave blank if it runs throughout the United Kingdom, as it does unless it says otherwise",
        required=False,
    )
    keeps_earlier = CheckboxField(
        label="The court left an earlier SOPO or foreign travel order standing", required=False
    )
    served_on = DateField(
        label="Served on",
        noun="The day of service",
        required=False,
        mark_optional=False,
        help_text="The day on which it reached the person. Leave blank if not known: it will be chased",
    )
    order_ref = TextField(
        label="Our reference for the order",
        max_length=40,
        width="20",
        help_text="Letters, digits, full stops, underscores or hyphens. No other order has it",
        error_messages={"required": "Enter our reference for the order"},
    )
    notes = TextAreaField(label="Notes", rows=3, required=False)

    layout = Layout(
        "token",
        "version",
        Fieldset("On the paper", "court", "case_number", "kind", "made_on", "applicant", "area", "keeps_earlier"),
        Fieldset("Besides the paper", "police_consulted", "served_on", "order_ref", "notes"),
    )

    def __init__(self, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("version" if new else "token")
        self.layout = Layout("token" if new else "version", *type(self).layout[2:])

    def clean_order_ref(self) -> str:
        reference = str(self.cleaned_data["order_ref"])
        if wrong := misspelt(reference):
            raise forms.ValidationError(wrong)
        return reference


class ServedForm(VersionedForm):
    """The order reached the person."""

    submit = "Save the day of service"
    version = version_field()
    served_on = DateField(
        label="When was the order served?",
        noun="The day of service",
        help_text="The day on which it reached the person. For example, 27 3 2026",
        error_messages={"required": "Enter the day of service"},
    )


class CompareForm(DayForm):
    """A second person holds the entry against the paper."""

    submit = "Save the comparison"
    token = FormToken()
    version = version_field()
    agrees = YesNoField(
        label="Does the entry say exactly what the court’s paper says?",
        noun="whether they agree",
        yes="Yes, every word, number and date",
        no="No, something differs",
        error_messages={"required": "Select whether the entry and the paper agree"},
    )
    note = TextAreaField(label="What differs?", required=False, rows=4, help_text="Needed where something differs")


class ScanField(Presented, forms.FileField):
    """The scan of a paper, judged by its content."""

    default_error_messages = {
        "required": "Select the file with the scan",
        "invalid": WRONG_TYPE,
        "missing": "Select the file with the scan",
        "empty": EMPTY,
        "max_length": "The file’s name is too long: rename it",
    }

    def clean(self, data: Any, initial: Any = None) -> Scan:
        upload = super().clean(data, initial)
        try:
            return read_scan(upload)
        except NotAScan as fault:
            raise forms.ValidationError(str(fault)) from None


class PaperForm(GovukForm):
    """The scan of the court's paper."""

    submit = "Keep the scan"
    scan = ScanField(
        label="Scan of the court’s paper",
        help_text=f"A PDF, JPEG, PNG or TIFF file. {TOO_LARGE}",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff"}),
    )
