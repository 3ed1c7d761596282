"""Meetings: planned, opened, called off; who is asked and how each agency took part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from common.forms import (
    DateField,
    EmailField,
    FormToken,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    YesNoField,
)
from mappa.forms.referrals import LEVELS
from mappa.models import Attendance, Invitation, UrgentTrigger
from offenders.forms.base import DayForm, VersionedForm, version_field

ATTENDANCE = [*Attendance.choices, ("", "Not recorded yet")]
_link = URLValidator(schemes=["https", "http"])


class _Details(DayForm):
    """When, where, who chairs."""

    may_lie_ahead = ("held_on",)
    level = RadioField(
        label="Level", help_text="The standing agencies of this level are asked; nobody who was asked is taken off",
        choices=LEVELS, inline=True, error_messages={"required": "Select level 2 or level 3"},
    )  # fmt: skip
    held_on = DateField(label="Date of the meeting", error_messages={"required": "Enter the date of the meeting"})
    starts_at = TimeField(label="Starts at", required=False)
    place = TextField(label="Place", max_length=300, required=False)
    link = TextField(label="Link for those who join from afar", noun="the link", max_length=500, required=False)
    chair = TextField(label="Chair", required=False)
    chair_user = SelectField(
        label="Chair, where they have an account here",
        noun="the chair",
        choices=(),
        required=False,
        mark_optional=False,
    )

    def __init__(self, *args: Any, chairs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair_user"].choices = [("", "Nobody here"), *chairs]  # type: ignore[attr-defined]

    def clean_link(self) -> str:
        """An address that a browser opens."""
        link = str(self.cleaned_data["link"]).strip()
        if link:
            try:
                _link(link)
            except ValidationError as error:
                raise ValidationError("The link must begin with https:// and be complete") from error
        return link


class MeetingForm(_Details):
    """A meeting to be planned; the standing agencies of its level are asked as it is saved."""

    submit = "Plan the meeting"
    token = FormToken()
    area = SelectField(label="Area", choices=(), error_messages={"required": "Select the area"})
    meeting_ref = TextField(
        label="Our reference", help_text="Left blank, one is made from the level and the date", width=20, max_length=40,
        required=False,
    )  # fmt: skip
    field_order: tuple[str, ...] = (
        "token",
        "area",
        "level",
        "held_on",
        "starts_at",
        "place",
        "link",
        "chair",
        "chair_user",
        "meeting_ref",
    )

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = list(areas) if len(areas) == 1 else [("", "Select the area"), *areas]
        self.fields["area"].choices = chosen  # type: ignore[attr-defined]


class UrgentForm(MeetingForm):
    """A meeting that cannot wait, about one person."""

    submit = "Plan the urgent meeting"
    urgent_trigger = RadioField(
        label="What makes it urgent?", noun="what makes it urgent", choices=UrgentTrigger.choices,
        error_messages={"required": "Select what makes it urgent"},
    )  # fmt: skip
    urgent_why = TextAreaField(label="What happened?", rows=4, error_messages={"required": "Say what happened"})
    field_order = ("token", "urgent_trigger", "urgent_why", *MeetingForm.field_order[1:])


class EditMeetingForm(_Details, VersionedForm):
    """The same before it is held."""

    version = version_field()


class HoldForm(VersionedForm):
    """The meeting opens, or is entered afterwards under its true day."""

    submit = "Record that it was held"
    version = version_field()
    held_on = DateField(label="Held on", noun="The day", error_messages={"required": "Enter the day it was held"})
    chair = TextField(
        label="Who took the chair?", noun="the chair", error_messages={"required": "Enter who took the chair"}
    )
    statement_read = YesNoField(
        label="Was the statement of purpose, confidentiality and diversity read?",
        noun="whether the statement was read",
        error_messages={"required": "Select whether the statement was read"},
    )  # fmt: skip


class CheckForm(DayForm):
    """The chair's check of the minutes."""

    submit = "Record the check"
    seen = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, error_messages={"required": "This page was not complete. Open it again"}
    )
    checked_by = TextField(
        label="Who checked the minutes?", noun="who checked them",
        error_messages={"required": "Enter who checked the minutes"},
    )  # fmt: skip
    checked_on = DateField(label="Checked on", noun="The day", error_messages={"required": "Enter the day"})

    def __init__(self, *args: Any, chair: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if chair:  # in their own name
            del self.fields["checked_by"]


class CancelForm(DayForm):
    """Called off."""

    submit = "Call the meeting off"
    reason = TextAreaField(
        label="Why is it called off?", rows=3, error_messages={"required": "Say why it is called off"}
    )


class InviteForm(DayForm):
    """A contact of the list, or for one case somebody who is not on it."""

    submit = "Invite"
    contact = SelectField(
        label="From the area’s list", noun="the contact", choices=(), required=False, mark_optional=False
    )
    agency_name = TextField(
        label="Or an agency that is not on the list", noun="the agency", required=False, mark_optional=False
    )
    contact_name = TextField(label="Name", required=False)
    role = TextField(label="Role", required=False)
    email = EmailField(label="E-mail", autocomplete="off", required=False)

    def __init__(self, *args: Any, contacts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = [("", "Nobody on the list"), *contacts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        if not data.get("contact") and not data.get("agency_name"):
            self.add_error("contact", "Select a contact, or enter an agency")
        return data


class AttendanceForm(VersionedForm):
    """Three questions for each invitation, each with the version that was shown."""

    submit = "Save"

    def __init__(self, *args: Any, invitations: Sequence[Invitation], on: dt.date, **kwargs: Any) -> None:
        self.invitations = invitations
        super().__init__(*args, on=on, **kwargs)
        for row in invitations:
            who = f"{row.agency_name}, {row.contact_name}" if row.contact_name else row.agency_name
            self.fields[f"attendance_{row.pk}"] = RadioField(
                label=who, noun=f"how {who} took part", choices=ATTENDANCE, small=True, required=False,
                mark_optional=False, initial=row.attendance,
            )  # fmt: skip
            self.fields[f"represented_by_{row.pk}"] = TextField(
                label=f"Who came or wrote for {who}", required=False, label_size="",
                initial=row.represented_by or (row.contact_name if not row.attendance else ""),
            )  # fmt: skip
            self.fields[f"note_{row.pk}"] = TextField(
                label=f"Note on {who}", help_text="Such as their rank or grade", required=False, label_size="",
                initial=row.note,
            )  # fmt: skip
            version = version_field()
            version.initial = row.version
            self.fields[f"version_{row.pk}"] = version

    def show_conflict(self, conflict: Any) -> list[tuple[str, str, str]]:
        """Both texts; the form goes on with the versions saved now."""
        shown = super().show_conflict(conflict)
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for row in Invitation.objects.filter(pk__in=[one.pk for one in self.invitations]):
            data[f"version_{row.pk}"] = str(row.version)
        self.data = data
        return shown
