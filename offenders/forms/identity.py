"""Who the person is."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from common.forms import DateField, RadioField, SelectField, TextField
from common.forms.fields import Presented
from common.forms.widgets import DateParts
from offenders.forms.base import VersionedForm, version_field
from offenders.models import LeadAgency, Sex
from offenders.models.nominal import misspelt

MAPPA = [("", "None recorded"), ("1", "Category 1"), ("2", "Category 2"), ("3", "Category 3"), ("4", "Category 4")]


class CategoryField(Presented, forms.TypedChoiceField):
    """A MAPPA category as a number, or None."""


class IdentityForm(VersionedForm):
    """Change who the person is. It carries the version that was shown."""

    may_lie_ahead = ("licence_ends_on",)
    submit = "Save changes"

    family_name = TextField(label="Family name", required=False, mark_optional=False, width="30")
    given_names = TextField(label="Given names", required=False, mark_optional=False, width="30")
    date_of_birth = DateField(
        label="Date of birth",
        required=False,
        mark_optional=False,
        widget=DateParts(birthday=True),
        help_text="For example, 27 3 1978. Leave blank if not known",
    )
    sex = RadioField(
        label="Sex", choices=Sex.choices, small=True, error_messages={"required": "Select the sex, or not known"}
    )
    registered_on = DateField(
        label="Management in the community began on",
        noun="The day management began",
        required=False,
        mark_optional=False,
        help_text="Every visit date counts from this day or a later one. Leave blank if not known",
    )
    lead_agency = SelectField(
        label="Lead agency", choices=[("", "Not recorded"), *LeadAgency.choices], required=False, mark_optional=False
    )
    lead_since = DateField(
        label="Lead agency since", required=False, help_text="If not the day management began. For example, 27 3 2026"
    )
    licence_ends_on = DateField(label="Licence ends on", required=False)
    mappa_category = CategoryField(
        label="MAPPA category", choices=MAPPA, coerce=int, empty_value=None, required=False, mark_optional=False
    )
    version = version_field()

    layout = Layout(
        Fieldset("Name", "family_name", "given_names"),
        Fieldset("Person", "date_of_birth", "sex"),
        Fieldset("Management", "registered_on", "lead_agency", "lead_since", "licence_ends_on", "mappa_category"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not {"family_name", "given_names"} & set(self.errors) and not (data["family_name"] or data["given_names"]):
            self.add_error("family_name", "Enter a family name or given names")
        return data


class AddNominalForm(IdentityForm):
    """Open a record. The home address may come with it."""

    submit = "Add the nominal"
    reference = TextField(
        label="Reference",
        max_length=40,
        width="20",
        help_text="The force's own reference for this person: letters, digits, full stops, underscores or hyphens",
        error_messages={"required": "Enter the reference"},
    )
    address = TextField(label="Home address", required=False, max_length=500, help_text="Leave blank if not known")
    postcode = TextField(label="Postcode", required=False, max_length=10, width="10")
    version = None  # type: ignore[assignment]
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)  # the likenesses shown already

    layout = Layout(
        "shown",
        "reference",
        Fieldset("Name", "family_name", "given_names"),
        Fieldset("Person", "date_of_birth", "sex"),
        Fieldset("Home", "address", "postcode"),
        Fieldset("Management", "registered_on", "lead_agency", "lead_since", "licence_ends_on", "mappa_category"),
    )

    def clean_reference(self) -> str:
        reference = str(self.cleaned_data["reference"])
        if wrong := misspelt(reference):
            raise forms.ValidationError(wrong)
        return reference
