"""The base of every form: GOV.UK markup, our own wording, tolerant dates. See docs/front-end.md."""

from common.forms.base import Button, GovukForm, GovukFormMixin, GovukModelForm, SearchForm, error_entries
from common.forms.dates import DateField, TimeField
from common.forms.fields import (
    CheckboxesField,
    CheckboxField,
    ChoiceButtonsField,
    EmailField,
    FormToken,
    PasswordField,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    YesNoField,
)
from common.forms.wording import wording_faults

__all__ = [
    "Button",
    "CheckboxField",
    "CheckboxesField",
    "ChoiceButtonsField",
    "DateField",
    "EmailField",
    "FormToken",
    "GovukForm",
    "GovukFormMixin",
    "GovukModelForm",
    "PasswordField",
    "RadioField",
    "SearchForm",
    "SelectField",
    "TextAreaField",
    "TextField",
    "TimeField",
    "WholeNumberField",
    "YesNoField",
    "error_entries",
    "wording_faults",
]
