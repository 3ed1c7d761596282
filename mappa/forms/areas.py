"""An agency of the area's list, and whom to ask there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from common.forms import CheckboxField, EmailField, SelectField, TextField
from mappa.models import AgencyKind
from offenders.forms.base import DayForm, VersionedForm, version_field


class AreaForm(DayForm):
    """An area of the reader's force."""

    name = TextField(label="Name of the area", error_messages={"required": "Enter the name of the area"})
    usual = CheckboxField(label="Put the agencies with a duty to co-operate on its list", required=False, initial=True)


class AgencyForm(DayForm):
    """An agency with the duty to co-operate, or the responsible authority itself."""

    name = TextField(label="Name of the agency", error_messages={"required": "Enter the name of the agency"})
    kind = SelectField(label="Kind", choices=[("", "Select the kind"), *AgencyKind.choices],
                       error_messages={"required": "Select what kind of agency it is"})  # fmt: skip
    invited_to_level_2 = CheckboxField(label="Asked to every level 2 meeting", required=False, initial=True)
    invited_to_level_3 = CheckboxField(label="Asked to every level 3 meeting", required=False, initial=True)


class EditAgencyForm(AgencyForm, VersionedForm):
    """The same, or off the list."""

    version = version_field()
    left = CheckboxField(label="It is off the list: not asked to meetings any more", required=False)


class ContactForm(DayForm):
    """Whom to invite and remind."""

    role = TextField(
        label="Role", help_text="Such as single point of contact", error_messages={"required": "Enter their role"}
    )
    name = TextField(label="Name", error_messages={"required": "Enter their name"})
    email = EmailField(label="E-mail", autocomplete="off", required=False)
    phone = TextField(label="Telephone", max_length=40, required=False)
    user = SelectField(label="Their account here", noun="the account", choices=(), required=False, mark_optional=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", "None"), *people]  # type: ignore[attr-defined]


class EditContactForm(ContactForm, VersionedForm):
    """The same, or gone."""

    version = version_field()
    left = CheckboxField(label="They are not to be asked any more", required=False)
