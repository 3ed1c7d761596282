"""What is heard at the counter: every matter on one page, in the order in which it is said."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout

from common.forms import CheckboxesField, DateField, FormToken, RadioField, TextAreaField, TextField, YesNoField
from notification.models import Matter, Means, Section
from offenders.forms.base import DayForm

SECTIONS = [
    (Section.S84.value, "A change (s.84)"),
    (Section.S85.value, "The periodic notification (s.85)"),
    (Section.S83.value, "The initial notification (s.83)"),
]
MATTER_HINTS = {
    Matter.BANK_OR_CARD.value: "Only that it was given is kept here: the details belong on the national record",
    Matter.IDENTITY_DOCUMENT.value: "Likewise",
}
COUNTER = ("station", "taken_by", "means", "acknowledged", "fingerprints", "photograph", "national_record", "note")


class CounterForm(DayForm):
    """Who took it, where and how."""

    token = FormToken()
    station = TextField(label="Station", max_length=100, required=False)
    taken_by = TextField(label="Taken by", max_length=150, required=False)
    means = RadioField(
        label="How was it given?", noun="how it was given", choices=Means.choices, small=True,
        initial=Means.IN_PERSON.value, error_messages={"required": "Select how it was given"},
    )  # fmt: skip
    acknowledged = YesNoField(label="Written acknowledgment given?", required=False, noun="acknowledgment")
    fingerprints = YesNoField(label="Fingerprints taken?", required=False, noun="fingerprints")
    photograph = YesNoField(label="Photograph taken?", required=False, noun="the photograph")
    national_record = YesNoField(
        label="Are the details on the national record?", required=False, noun="the national record"
    )
    note = TextAreaField(
        label="Note", rows=3, required=False, help_text="Never account, card, passport or document numbers"
    )


class NotificationForm(CounterForm):
    """An initial, change or periodic notification."""

    submit = "Save the notification"
    may_lie_ahead = ("expected_on",)
    section = RadioField(
        label="What is it?", noun="what it is", choices=SECTIONS, error_messages={"required": "Select what it is"}
    )
    matters = CheckboxesField(
        label="What changed?", noun="what changed", choices=Matter.choices, hints=MATTER_HINTS, required=False,
        mark_optional=False, help_text="For a change. If things changed on different days, save once for each day",
    )  # fmt: skip
    event_on = DateField(label="When did it happen?", noun="The day it happened", required=False, mark_optional=False)
    expected_on = DateField(
        label="Or, in advance: when is it expected?", noun="The day on which it is expected", required=False,
        mark_optional=False, help_text="Good only if it happens from 2 days before to 2 days after (s.84(3)-(4))",
    )  # fmt: skip
    notified_on = DateField(
        label="When was it notified?", noun="The day of notification",
        error_messages={"required": "Enter the day on which it was notified"},
    )  # fmt: skip
    layout = Layout(
        "token",
        Fieldset("What the person says", "section", "matters", "event_on", "expected_on"),
        Fieldset("At the counter", "notified_on", *COUNTER),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notified_on"].initial = kwargs["on"]

    def clean(self) -> dict[str, Any]:
        """A change says what and when."""
        data = super().clean() or {}
        if data.get("section") == Section.S84:
            if not data.get("matters"):
                self.add_error("matters", "Select what changed")
            if not data.get("event_on") and not data.get("expected_on") and "event_on" not in self.errors:
                self.add_error("event_on", "Enter the day on which it happened, or is expected")
        return data


class EventForm(DayForm):
    """Something that has to be notified has come to light."""

    submit = "Save: still to be notified"
    token = FormToken()
    matter = RadioField(
        label="What changed?", noun="what changed", choices=Matter.choices, small=True,
        error_messages={"required": "Select what changed"},
    )  # fmt: skip
    event_on = DateField(
        label="When did it happen?", noun="The day it happened",
        error_messages={"required": "Enter the day on which it happened"},
    )  # fmt: skip
    note = TextAreaField(label="How is it known?", rows=3, required=False)


class DepartureForm(CounterForm):
    """A journey abroad."""

    submit = "Save the journey"
    may_lie_ahead = ("departs_on", "returned_on")
    departs_on = DateField(
        label="Leaves the United Kingdom on", noun="The departure", error_messages={"required": "Enter the departure"}
    )
    details_known_on = DateField(
        label="Since when are the day, the first country and the point of arrival known?", required=False,
        noun="The day on which the details were known",
        help_text="More than 7 days ahead: notice not less than 7 days before. Otherwise not less than 12 hours before",
    )  # fmt: skip
    notified_on = DateField(
        label="Notified on", noun="The day of notification", required=False, mark_optional=False,
        help_text="Leave blank if it is known but not notified",
    )  # fmt: skip
    return_prenotified = YesNoField(
        label="Were the day and point of return given as well?", noun="the return", required=False
    )
    layout = Layout(
        "token",
        Fieldset("The journey", "departs_on", "details_known_on", "return_prenotified"),
        Fieldset("At the counter", "notified_on", *COUNTER),
    )


class ReturnForm(DayForm):
    """Back in the United Kingdom."""

    submit = "Save the return"
    returned_on = DateField(
        label="Returned on", noun="The return", error_messages={"required": "Enter the day of the return"}
    )
    prenotified = YesNoField(
        label="Were the day and point of return notified beforehand, and both met?", noun="the return",
        error_messages={"required": "Select whether the return was notified beforehand"},
    )  # fmt: skip
    notified_on = DateField(
        label="Return notified on", noun="The day of notification", required=False, mark_optional=False,
        help_text="Leave blank if it is still to be notified, or was beforehand",
    )  # fmt: skip


class CancelForm(DayForm):
    """What was announced did not happen."""

    submit = "Save: it did not happen"
    cancelled_on = DateField(
        label="When did the person say so?", noun="The day", error_messages={"required": "Enter the day"}
    )
