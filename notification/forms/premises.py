"""Days at other premises, and parental directions."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout

from common.forms import DateField, FormToken, RadioField, SelectField, TextAreaField, TextField
from notification.models import ParentalKind
from offenders.forms.base import DayForm, VersionedForm, version_field


class StayForm(DayForm):
    """A stay at premises known already or new."""

    submit = "Save the stay"
    token = FormToken()
    premises = SelectField(label="Which premises?", choices=(), required=False, mark_optional=False)
    address = TextField(label="Or other premises: the address", max_length=300, required=False, mark_optional=False)
    from_on = DateField(label="First day", noun="The first day", error_messages={"required": "Enter the first day"})
    to_on = DateField(
        label="Last day", noun="The last day", required=False, mark_optional=False,
        help_text="Leave blank if they are still there. Both days count",
    )  # fmt: skip
    source = TextField(label="How is it known?", max_length=200, required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["premises"].choices = [("", "Others"), *places]  # type: ignore[attr-defined]
        if not places:
            del self.fields["premises"]

    def clean(self) -> dict[str, Any]:
        """Premises from the list or an address, and an end not before its beginning."""
        data = super().clean() or {}
        if not data.get("premises") and not data.get("address"):
            self.add_error("address", "Enter the address")
        elif data.get("premises") and data.get("address"):
            self.add_error("address", "Select premises or enter an address, not both")
        if data.get("from_on") and data.get("to_on") and data["to_on"] < data["from_on"]:
            self.add_error("to_on", "Enter a day on or after the first")
        return data


class EndStayForm(DayForm):
    """A stay that went on has ended."""

    submit = "Save the last day"
    to_on = DateField(label="Last day", noun="The last day", error_messages={"required": "Enter the last day"})


class ParentalForm(VersionedForm):
    """A parental direction or notice; varied, renewed or discharged later. Without a version it makes one."""

    submit = "Save"
    may_lie_ahead = ("ends_on",)
    token = FormToken()
    version = version_field()
    kind = RadioField(
        label="What is it?", noun="what it is", choices=ParentalKind.choices, small=True,
        error_messages={"required": "Select what it is"},
    )  # fmt: skip
    parent = TextField(label="Parent", max_length=150, error_messages={"required": "Enter the parent"})
    court = TextField(label="Court", max_length=200, required=False)
    made_on = DateField(
        label="Made or given on", noun="The day it was made", error_messages={"required": "Enter the day it was made"}
    )
    ends_on = DateField(
        label="Last day, if it ends before the 18th birthday", noun="The last day", required=False, mark_optional=False
    )
    discharged_on = DateField(label="Discharged on", noun="The discharge", required=False)
    changes = TextAreaField(label="How it was varied or renewed (s.90)", rows=3, required=False)
    rest = (
        Fieldset("What was made", "kind", "parent", "court", "made_on", "ends_on"),
        Fieldset("What has become of it since", "discharged_on", "changes"),
    )

    def __init__(self, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("version" if new else "token")
        self.layout = Layout("token" if new else "version", *self.rest)
