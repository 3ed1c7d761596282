"""Addresses, status periods, events, and what was entered in error."""

from __future__ import annotations

import datetime as dt
from typing import Any

from common.forms import DateField, RadioField, TextAreaField, TextField
from offenders.forms.base import DayForm, reason_field
from offenders.models import TYPED_EVENTS, AddressKind, Status

PLACES = [
    (AddressKind.HOME, "A home"),
    (AddressKind.NO_FIXED_ABODE, "No fixed abode: the place where they can be found"),
]
POSTCODE = {"max_length": "Postcode must be 10 characters or fewer"}


class AddressForm(DayForm):
    """An address of any kind, current or past."""

    submit = "Save address"
    kind = RadioField(
        label="What kind of address?",
        noun="kind of address",
        choices=AddressKind.choices,
        small=True,
        error_messages={"required": "Select the kind of address"},
    )
    address = TextField(label="Address", max_length=500, error_messages={"required": "Enter the address"})
    postcode = TextField(label="Postcode", required=False, max_length=10, width="10", error_messages=POSTCODE)
    from_on = DateField(label="From", noun="The first day", required=False, help_text="Leave blank if not known")
    to_on = DateField(
        label="Until",
        noun="The last day",
        required=False,
        help_text="Leave blank if it still holds. For example, 27 3 2026",
    )


class MoveHomeForm(DayForm):
    """The person moved."""

    submit = "Save the move"
    moved_on = DateField(
        label="Date of the move", noun="The day of the move", error_messages={"required": "Enter the date of the move"}
    )
    kind = RadioField(
        label="Where do they live now?",
        noun="where they live now",
        choices=PLACES,
        error_messages={"required": "Select where they live now"},
    )
    address = TextField(
        label="Address",
        max_length=500,
        help_text="With no fixed abode, the place where they can regularly be found",
        error_messages={"required": "Enter the address, or where they can be found"},
    )
    postcode = TextField(label="Postcode", required=False, max_length=10, width="10", error_messages=POSTCODE)


class EndAddressForm(DayForm):
    """An address no longer holds."""

    submit = "End this address"
    to_on = DateField(
        label="When did it end?",
        noun="The day it ended",
        help_text="The first day on which it no longer held. For example, 27 3 2026",
        error_messages={"required": "Enter the day it ended"},
    )


STATUS_HINTS: dict[str, str] = {
    Status.CUSTODY: "Remanded or sentenced by a court. Not a police or immigration cell",
    Status.HOSPITAL: "Detained there by a court or under the Mental Health Act",
    Status.ABROAD: "Visit dates stand while the person is abroad",
    Status.MISSING: "A whereabouts enquiry opens, and visit dates stand",
}


class StatusForm(DayForm):
    """Anything but the community. A death is reported on a page of its own."""

    submit = "Save"
    status = RadioField(
        label="Where are they?",
        noun="where they are",
        choices=[choice for choice in Status.choices if choice[0] != Status.DECEASED],
        hints=STATUS_HINTS,
        error_messages={"required": "Select where they are"},
    )
    from_on = DateField(label="From", noun="The day it began", error_messages={"required": "Enter the day it began"})
    to_on = DateField(
        label="Until",
        noun="The day it ended",
        required=False,
        help_text="The day of release or return. Leave blank if still so",
    )


class EndStatusForm(DayForm):
    """Released, discharged, back or found."""

    submit = "Save"
    to_on = DateField(
        label="When did it end?",
        noun="The day it ended",
        help_text="The person is free on this day. For example, 27 3 2026",
        error_messages={"required": "Enter the day it ended"},
    )


class EventForm(DayForm):
    """Something that may change the risk."""

    submit = "Save event"
    kind = RadioField(
        label="What kind of event?",
        noun="kind of event",
        choices=TYPED_EVENTS,
        help_text="A disclosure scheme application is recorded on the page of risk: who applied is kept apart",
        error_messages={"required": "Select the kind of event"},
    )
    date = DateField(
        label="When did it happen?",
        noun="The day it happened",
        error_messages={"required": "Enter the day it happened"},
    )
    summary = TextAreaField(
        label="What happened?",
        noun="what happened",
        max_length=4000,
        count=True,
        error_messages={"required": "Enter what happened"},
    )


class CloseEventForm(DayForm):
    """No reassessment is needed."""

    submit = "Close the event"
    closed_on = DateField(
        label="Date of the decision",
        noun="The day of the decision",
        error_messages={"required": "Enter the date of the decision"},
    )
    reason = reason_field("Why is no reassessment needed?", "Enter why no reassessment is needed")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["closed_on"].initial = on


class ProposeClosingForm(DayForm):
    """Ask a supervisor to close an event."""

    submit = "Send to the supervisor"
    reason = reason_field("Why is no reassessment needed?", "Enter why no reassessment is needed")


class ReasonForm(DayForm):
    """Mark something as entered in error."""

    submit = "Mark as entered in error"
    reason = reason_field(
        "What was wrong?", "Enter what was wrong", "It stays on the record, struck through, with this reason"
    )
