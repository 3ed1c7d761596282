"""Contacts, ticks for other registers, files, and merging two records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from common.forms import DateField, FormToken, RadioField, TextAreaField, TextField, TimeField, YesNoField
from common.forms.fields import Presented
from common.uploads import LARGEST
from offenders.forms.base import DayForm, reason_field
from offenders.forms.life import source_field
from offenders.models import TYPED_EVENTS, ContactHow, EventKind, FileKind

MEGABYTES = LARGEST // 1024 // 1024
TOO_LARGE_WORDS = f"The file must be {MEGABYTES} MB or smaller"


class ContactForm(DayForm):
    """Somebody was in touch about the person."""

    submit = "Save contact"
    who = TextField(
        label="Who was in touch?",
        noun="who was in touch",
        help_text="By what they are: neighbour, housing officer, the person",
        error_messages={"required": "Enter who was in touch, by what they are to the person"},
    )
    about = TextField(label="About whom?", required=False, help_text="Leave blank if about the person")
    how = RadioField(
        label="How?", noun="how", choices=ContactHow.choices, small=True,
        error_messages={"required": "Select how the contact was made"},
    )  # fmt: skip
    date = DateField(label="When?", noun="The day of the contact", error_messages={"required": "Enter the date"})
    time = TimeField(label="Time", required=False)
    text = TextAreaField(
        label="What was said?", noun="what was said", count=True, error_messages={"required": "Enter what was said"}
    )
    changes = YesNoField(
        label="Does it change anything?",
        noun="whether it changes anything",
        hints={"yes": "An event is made with it, and the risk is reviewed", "no": "It is kept in the contact log only"},
        error_messages={"required": "Select yes if it changes anything"},
    )
    event_kind = RadioField(
        label="If it does, what kind of event is it?",
        noun="kind of event",
        choices=TYPED_EVENTS,
        required=False,
        small=True,
        mark_optional=False,
    )
    form_token = FormToken()

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["date"].initial = on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("changes") and not data.get("event_kind") and "event_kind" not in self.errors:
            self.add_error("event_kind", "Select what kind of event it is")
        return data


class ReferralForm(ContactForm):
    """A child was referred: a contact that always changes something."""

    submit = "Save the referral"
    who = TextField(
        label="Referred to whom?", noun="who it was referred to", help_text="By what they are: children’s social care",
        error_messages={"required": "Enter who the child was referred to"},
    )  # fmt: skip
    about = TextField(label="Which child?", required=False, help_text="By what they are to the person: no name")
    text = TextAreaField(
        label="What was seen or said, and what did they answer?", noun="what was seen or said", count=True,
        error_messages={"required": "Enter what was seen or said"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["changes"], self.fields["event_kind"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return {**data, "changes": True, "event_kind": EventKind.CHANGE_OF_CIRCUMSTANCES}


ENTRIES = [
    ("national/created", "An entry was made on the national record"),
    ("national/updated", "The national record was brought up to date"),
    ("local/created", "A local intelligence entry with an alert was made"),
    ("local/updated", "The local intelligence entry was brought up to date"),
]


class TickForm(DayForm):
    """An entry in another register."""

    submit = "Save"
    entry = RadioField(
        label="What was done?",
        noun="what was done",
        choices=ENTRIES,
        error_messages={"required": "Select what was done"},
    )
    date = DateField(label="When?", noun="The day of the entry", error_messages={"required": "Enter the day"})

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["date"].initial = on


class UploadField(Presented, forms.FileField):
    """A file. Its own name is never kept."""


class FileForm(DayForm):
    """A photograph or a document."""

    keep_words = False  # the script that saves again cannot send a file
    submit = "Save file"
    kind = RadioField(
        label="What is it?", noun="what it is", choices=FileKind.choices,
        hints={"photograph": "JPEG or PNG. Where it was taken is removed from it", "document": "PDF, JPEG or PNG"},
        error_messages={"required": "Select photograph or document"},
    )  # fmt: skip
    file = UploadField(
        label="File",
        help_text=f"{MEGABYTES} MB or smaller",
        error_messages={
            "required": "Choose the file", "empty": "The file is empty", "missing": "Choose the file",
            "invalid": "Choose the file",
        },
    )  # fmt: skip
    title = TextField(
        label="Title", help_text="What it shows or says, in a few words", error_messages={"required": "Enter a title"}
    )
    date = DateField(
        label="Date", noun="The date", help_text="When it was taken, or the date on it",
        error_messages={"required": "Enter when it was taken, or the date on it"},
    )  # fmt: skip
    source = source_field()

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = TOO_LARGE_WORDS


class MergeForm(DayForm):
    """Which record is of the same person."""

    submit = "Compare the two"
    reference = TextField(
        label="Reference of the other record",
        max_length=40,
        width="20",
        help_text="Its facts move to this record, and its reference finds this one from then on",
        error_messages={"required": "Enter the reference of the other record"},
    )


class ConfirmMergeForm(DayForm):
    """The two compared, and joined."""

    submit = "Merge the two records"
    reference = forms.CharField(
        widget=forms.HiddenInput, max_length=40,
        error_messages={"required": "This page was not complete. Open it again"},
    )  # fmt: skip
    reason = reason_field("How do you know that they are one person?", "Enter how you know that they are one person")
