"""The papers of a meeting: asked for, issued, copies recorded, a restricted case shared or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from common.forms import CheckboxesField, DateField, RadioField, TextAreaField
from mappa.models import HowSent, SharingDecision
from offenders.forms.base import DayForm


class PackForm(DayForm):
    """Ask for a version."""

    submit = "Make a new version"
    note = TextAreaField(label="What is different from the version before", noun="the note", required=False, rows=2)


class IssueForm(DayForm):
    """To whom a version goes."""

    submit = "Issue this version"
    invitations = CheckboxesField(
        label="Who receives this version", choices=(), error_messages={"required": "Select who receives the papers"}
    )

    def __init__(self, *args: Any, invited: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invitations"].choices = invited  # type: ignore[attr-defined]


class CopyForm(DayForm):
    """How a copy reached somebody who does not sign in here."""

    submit = "Record the copy"
    how = RadioField(
        label="How was it sent?",
        noun="how it was sent",
        choices=[one for one in HowSent.choices if one[0] != HowSent.LINK],
        error_messages={"required": "Select how the copy was sent"},
    )
    sent_on = DateField(label="When", noun="the day", error_messages={"required": "Enter the day it was sent"})


class SharingForm(DayForm):
    """What the chair decided about a restricted record."""

    submit = "Record the chair’s decision"
    sharing = RadioField(
        label="What did the chair decide?",
        noun="the decision",
        choices=SharingDecision.choices,
        error_messages={"required": "Select what the chair decided"},
    )
    reason = TextAreaField(label="The chair’s reason", error_messages={"required": "Give the chair’s reason"})
