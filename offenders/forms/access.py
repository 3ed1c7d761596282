"""Who may see a record: open it, close it, and say why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from accounts.models import User
from common.forms import CheckboxesField, DateField, RadioField, TextField
from offenders.forms.base import DayForm, reason_field
from offenders.models import AccessKind

PURPOSES = (
    ("contact", "They contacted us, or were met"),
    ("enquiry", "An enquiry or investigation"),
    ("linked", "Linked to one of my own cases"),
    ("duty", "On duty for the unit"),
    ("other", "Something else"),
)
GRANTED = (AccessKind.COVER, AccessKind.TRANSFER, AccessKind.MEETING, AccessKind.BRIEFING)
KIND_HINTS = {
    AccessKind.COVER: "They read and write as the team does. For 92 days at most",
    AccessKind.TRANSFER: "They read only, until they accept the case. For 92 days at most",
    AccessKind.MEETING: "They read only. For 28 days at most",
    AccessKind.BRIEFING: "The limited briefing page only. For 92 days at most",
}
NOT_KNOWN = "There is no active account with this username"


class PersonForm(DayForm):
    """A form about one person, by username. `user` is the account, once the form is valid."""

    username = TextField(
        label="Username", max_length=60, width="20", error_messages={"required": "Enter the person’s username"}
    )
    user: User

    def clean_username(self) -> str:
        """An active account; an unknown one and one that is closed are answered alike."""
        typed = str(self.cleaned_data["username"]).lower()
        found = User.objects.filter(username=typed, is_active=True).first()
        if found is None:
            self.add_error("username", NOT_KNOWN)
            return typed
        self.user = found
        return typed


class GrantForm(PersonForm):
    """Open the record to one person until a day."""

    submit = "Open the record to them"
    may_lie_ahead = ("expires_on",)
    kind = RadioField(
        label="Why is it opened?",
        noun="reason",
        choices=[(kind, kind.label) for kind in GRANTED],
        hints={str(kind): words for kind, words in KIND_HINTS.items()},
        error_messages={"required": "Select why the record is opened"},
    )
    reason = reason_field("Reason", "Say why they need to see this record", "Kept with the exception and in the log")
    expires_on = DateField(label="Last day", error_messages={"required": "Enter the last day"})
    field_order = ("username", "kind", "reason", "expires_on")


class NameForm(PersonForm):
    """Add somebody to the named few."""

    submit = "Name them"
    reason = reason_field("Reason", "Say why they need to see this record")


class BarForm(PersonForm):
    """Close the record to one person."""

    submit = "Record the bar"
    may_lie_ahead = ("until",)
    reason = reason_field(
        "What is the conflict of interest?", "Say what the conflict of interest is", "Only supervisors see this"
    )
    until = DateField(label="Last day", required=False, help_text="Leave it out if the bar stands until it is lifted")
    field_order = ("username", "reason", "until")


class RestrictForm(DayForm):
    """Close the record to all but a named few."""

    submit = "Restrict the record"
    named = CheckboxesField(label="Who may still see it, besides you", required=False, mark_optional=False, small=True)
    others = TextField(
        label="Others",
        required=False,
        max_length=1000,
        help_text="Usernames of anybody else, with commas between them",
    )
    reason = reason_field("Reason", "Say why the record is restricted")

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["named"].choices = list(people)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`people` are the accounts named in either field."""
        data = super().clean() or {}
        others = [name.lower() for name in re.split(r"[,\s]+", data.get("others", "")) if name]
        wanted = {*data.get("named", []), *others}
        found = list(User.objects.filter(username__in=wanted, is_active=True))
        if missing := sorted(wanted - {person.username for person in found}):
            self.add_error("others", f"There is no active account called {', '.join(missing)}")
        return {**data, "people": found}


class OpenForm(DayForm):
    """Why a record is opened from outside its team."""

    submit = "Open the record, read-only"
    purpose = RadioField(
        label="Why do you need it?",
        noun="purpose",
        choices=PURPOSES,
        error_messages={"required": "Select why you need to open this record"},
    )
    reason = reason_field("In your own words", "Say why you need to open this record")


class WhyForm(DayForm):
    """A reason alone."""

    submit = "Save"
    reason = reason_field("Reason", "Enter the reason")


class EndForm(DayForm):
    """Only a button."""

    submit = "Close the record to them"
